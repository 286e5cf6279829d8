"""`auralens spectrogram`: a picture of a recording with axes, made without a window."""

from __future__ import annotations

import argparse
import json
import math
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.console import Console
from core.errors import UsageError
from core.tiles.spec import SCALES, WINDOWS, SpectrogramStyle, StftSpec

if TYPE_CHECKING:
    from core.domain import AudioTrack
    from core.media.audio import TrackReader

NAME = "spectrogram"
HELP = "make a picture of a recording's spectrogram"
LARGEST_PX = 32000
TIMES = re.compile(r"(?:(?:(\d+):)?(\d+):)?(\d+(?:\.\d*)?|\.\d+)$")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("file", type=Path, metavar="FILE", help="sound or video file")
    add("-o", "--output", type=Path, required=True, metavar="PNG", help="the picture to write")
    add("--start", type=time_s, metavar="TIME", help="seconds, or min:s, or h:min:s (default: the beginning)")
    add("--end", type=time_s, metavar="TIME", help="(default: the end)")
    add("--track", type=int, default=1, metavar="N", help="sound track, from 1 (default: 1)")
    add("--channel", type=int, metavar="N", help="channel, from 1 (default: the mean of all)")
    add("--n-fft", type=int, default=1024, metavar="N", help="samples per window (default: 1024)")
    add("--window", choices=WINDOWS, default="hann", help="(default: hann)")
    add("--overlap", type=float, default=0.5, metavar="SHARE", help="of a window, 0 to below 1 (default: 0.5)")
    add("--scale", choices=SCALES, default="mel", help="frequency axis (default: mel, Slaney's)")
    add("--low-hz", type=float, metavar="HZ", help="lower end of the axis (default: 0, or 20 for log)")
    add("--high-hz", type=float, metavar="HZ", help="upper end of the axis (default: half the sample rate)")
    add("--floor-db", type=float, default=-100.0, metavar="DB", help="level of the darkest colour (default: -100)")
    add("--ceiling-db", type=float, default=-20.0, metavar="DB", help="of the brightest (default: -20); "
        "0 dB is a full-scale sine")
    add("--colour-map", default="inferno", metavar="NAME", help="(default: inferno); an unknown one lists all")
    add("--width", type=int, default=1200, metavar="PX", help="of the whole picture (default: 1200)")
    add("--height", type=int, default=600, metavar="PX", help="(default: 600)")
    add("--no-axes", action="store_true", help="only the spectrogram itself")
    add("--json", action="store_true", help="print what was done as JSON")


def run(arguments: argparse.Namespace, console: Console) -> int:
    from core.tiles.figure import Layout

    layout = Layout(arguments.width, arguments.height, not arguments.no_axes)
    spec = _spec(arguments)
    _check(arguments, layout)
    from core.media.audio import open_audio

    with open_audio(arguments.file, arguments.track - 1) as reader:
        start_s, end_s = _range(arguments, reader.track)
        style = _style(arguments, reader.rate_hz)
        if spec.channel is not None and spec.channel >= reader.channels:
            raise UsageError(f"“{arguments.file.name}” has {_counted(reader.channels, 'channel')}, "
                             f"so there is no channel {arguments.channel}.")
        _make(reader, start_s, end_s, spec, style, layout, arguments.output, console)
        done = _done(arguments, reader.track, (start_s, end_s), spec, style)
        for note in reader.notes:
            console.say(note)
    console.result(json.dumps(done, ensure_ascii=False) if arguments.json else str(arguments.output))
    return 0


def time_s(text: str) -> float:
    """Seconds from `90`, `1:30` or `0:01:30.5`."""
    found = TIMES.match(text.strip())
    if not found:
        raise argparse.ArgumentTypeError(f"“{text}” is no time; write seconds, min:s or h:min:s")
    hours, minutes, seconds = found.groups()
    return int(hours or 0) * 3600 + int(minutes or 0) * 60 + float(seconds)


def _make(reader: TrackReader, start_s: float, end_s: float, spec: StftSpec, style: SpectrogramStyle, layout: Any,
          output: Path, console: Console) -> None:
    from core.files import replacing
    from core.tiles.figure import draw
    from core.tiles.still import still

    with console.progress(f"Spectrogram of {output.name}") as progress:
        db = still(reader, start_s, end_s, layout.plot_width, spec, progress)
    picture = draw(db, start_s, end_s, reader.rate_hz, style, layout)
    try:
        with replacing(output) as temporary:
            picture.save(temporary, format="PNG")
    except OSError as error:
        raise UsageError(f"“{output}” cannot be written: {error.strerror or error}.") from error


def _check(arguments: argparse.Namespace, layout: Any) -> None:
    """What can be told without opening the file."""
    from core.tiles.colour import lut

    lut(arguments.colour_map)
    for name in ("width", "height"):
        if not 1 <= getattr(arguments, name) <= LARGEST_PX:
            raise UsageError(f"the {name} must be 1 to {LARGEST_PX} pixels, not {getattr(arguments, name)}.")
    layout.check()
    if arguments.track < 1:
        raise UsageError(f"sound tracks are counted from 1, so there is no track {arguments.track}.")
    if not arguments.floor_db < arguments.ceiling_db:
        raise UsageError(f"--floor-db ({arguments.floor_db:g}) must be below --ceiling-db ({arguments.ceiling_db:g}).")
    if arguments.output.suffix.lower() != ".png":
        raise UsageError(f"“{arguments.output.name}” must end in .png, the only kind of picture made here.")
    if arguments.output.is_dir() or not arguments.output.absolute().parent.is_dir():
        raise UsageError(f"“{arguments.output}” cannot be written: name a file in a folder that exists.")
    if arguments.output.exists() and arguments.file.exists() and arguments.output.samefile(arguments.file):
        raise UsageError("the picture would replace the recording; choose another name for it.")


def _spec(arguments: argparse.Namespace) -> StftSpec:
    if not 16 <= arguments.n_fft <= 65536 or arguments.n_fft % 2:
        raise UsageError(f"--n-fft must be an even number from 16 to 65536, not {arguments.n_fft}.")
    if not 0.0 <= arguments.overlap < 1.0:
        raise UsageError(f"--overlap must be 0 or more and below 1, not {arguments.overlap:g}.")
    if arguments.channel is not None and arguments.channel < 1:
        raise UsageError(f"channels are counted from 1, so there is no channel {arguments.channel}.")
    channel = None if arguments.channel is None else arguments.channel - 1
    return StftSpec(arguments.n_fft, arguments.window, arguments.overlap, channel)


def _range(arguments: argparse.Namespace, track: AudioTrack) -> tuple[float, float]:
    name, length_s = arguments.file.name, track.duration_s
    if track.frames == 0:
        raise UsageError(f"“{name}” holds no sound, so there is nothing to draw.")
    start_s = 0.0 if arguments.start is None else arguments.start
    end_s = length_s if arguments.end is None else arguments.end
    if start_s >= length_s:
        raise UsageError(f"“{name}” is {length_s:.3f} s long, so it has nothing at {start_s:g} s.")
    if end_s > length_s + 0.5 / track.rate_hz:
        raise UsageError(f"“{name}” is {length_s:.3f} s long, so --end cannot be {end_s:g} s.")
    if end_s <= start_s:
        raise UsageError(f"--end ({end_s:g} s) must come after --start ({start_s:g} s).")
    return start_s, min(end_s, length_s)


def _style(arguments: argparse.Namespace, rate_hz: int) -> SpectrogramStyle:
    from core.features.scale import LOWEST_LOG_HZ

    lowest = LOWEST_LOG_HZ if arguments.scale == "log" else 0.0
    low_hz = lowest if arguments.low_hz is None else arguments.low_hz
    high_hz = rate_hz / 2 if arguments.high_hz is None else arguments.high_hz
    if not (math.isfinite(low_hz) and lowest <= low_hz < high_hz <= rate_hz / 2):
        raise UsageError(f"the axis must lie between {lowest:g} and {rate_hz / 2:g} Hz with --low-hz below --high-hz, "
                         f"not from {low_hz:g} to {high_hz:g} Hz.")
    return SpectrogramStyle(arguments.scale, arguments.floor_db, arguments.ceiling_db, arguments.colour_map,
                            low_hz, high_hz)


def _done(arguments: argparse.Namespace, track: AudioTrack, range_s: tuple[float, float], spec: StftSpec,
          style: SpectrogramStyle) -> dict[str, object]:
    return {
        "file": str(arguments.file), "output": str(arguments.output), "track": arguments.track,
        "sample_rate_hz": track.rate_hz, "channels": track.channels, "channel": arguments.channel,
        "start_s": range_s[0], "end_s": range_s[1],
        "n_fft": spec.n_fft, "window": spec.window, "overlap": spec.overlap, "hop_samples": spec.hop_samples,
        "scale": style.scale, "low_hz": style.low_hz, "high_hz": style.high_hz,
        "floor_db": style.floor_db, "ceiling_db": style.ceiling_db, "colour_map": style.colour_map,
        "width_px": arguments.width, "height_px": arguments.height, "axes": not arguments.no_axes,
    }


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
