"""`auralens info`: what files hold, for people as a table and for programs as JSON."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.console import Console
from core.errors import MediaError

if TYPE_CHECKING:
    from core.domain import MediaInfo

NAME = "info"
SOME_REFUSED = 2
COUNT_LIMIT_S = 1.0  # a person who asks for figures waits for exact ones
HELP = "Say what sound and video files hold."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--json", action="store_true", help="print JSON: one object, or a list for several files")


def run(arguments: argparse.Namespace, console: Console) -> int:
    from core.media.probe import probe

    found, refused = [], []
    with console.progress("Reading") as progress:
        for number, path in enumerate(arguments.files):
            progress.step(number, len(arguments.files), path.name)
            try:
                found.append(probe(path, COUNT_LIMIT_S))
            except MediaError as error:
                refused.append(error)
    if refused and not found:
        raise refused[0]
    if arguments.json:
        values = [as_json(info) for info in found]
        one = len(arguments.files) == 1
        console.result(json.dumps(values[0] if one else values, indent=2, ensure_ascii=False))
    else:
        console.result("\n\n".join(as_text(info) for info in found))
    for refusal in refused:
        console.error(str(refusal))
    return SOME_REFUSED if refused else 0


def as_json(info: MediaInfo) -> dict[str, Any]:
    """The first sound track's figures stand at the top, all tracks below; without sound they are null."""
    first = info.audio[0] if info.audio else None
    return {
        "path": str(info.path),
        "container": info.container,
        "duration_s": round(info.duration_s, 6),
        "sample_rate_hz": first.rate_hz if first else None,
        "channels": first.channels if first else None,
        "codec": first.codec if first else None,
        "tracks": [
            {"index": track.index, "codec": track.codec, "sample_rate_hz": track.rate_hz, "channels": track.channels,
             "frames": track.frames, "duration_s": round(track.duration_s, 6), "bits": track.bits,
             "title": track.title}
            for track in info.audio
        ],
        "video": _video_json(info),
        "notes": list(info.notes),
    }


def _video_json(info: MediaInfo) -> dict[str, Any] | None:
    video = info.video
    if video is None:
        return None
    return {"width": video.width, "height": video.height, "fps": round(video.fps, 6), "frames": video.frames,
            "codec": video.codec, "rotation_deg": video.rotation_deg, "variable_rate": video.variable_rate,
            "start_s": round(video.start_s, 6), "duration_s": round(video.duration_s, 6)}


def as_text(info: MediaInfo) -> str:
    rows = [("File", str(info.path)), ("Container", info.container), ("Length", clock_text(info.duration_s))]
    for track in info.audio:
        name = "Sound" if len(info.audio) == 1 else f"Sound {track.index + 1}"
        bits = f", {track.bits} bit" if track.bits else ""
        title = f" “{track.title}”" if track.title else ""
        rows.append((name, f"{track.codec}, {track.rate_hz} Hz, {channels_text(track.channels)}{bits}, "
                           f"{track.frames} samples{title}"))
    if video := info.video:
        turned = f", turned by {video.rotation_deg}°" if video.rotation_deg else ""
        varies = ", varying" if video.variable_rate else ""
        rows.append(("Video", f"{video.codec}, {video.width} × {video.height}, {video.fps:.6g} fps{varies}, "
                              f"{video.frames} frames{turned}"))
    rows += [("Note", note) for note in info.notes]
    width = max(len(name) for name, _ in rows)
    return "\n".join(f"{name:<{width}}  {value}" for name, value in rows)


def clock_text(seconds: float) -> str:
    """Hours only where there are any: 1:02:03.450, 2:03.450."""
    milliseconds = round(seconds * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    hours, minutes = divmod(minutes, 60)
    clock = f"{rest // 1000:02d}.{rest % 1000:03d}"
    return f"{hours}:{minutes:02d}:{clock}" if hours else f"{minutes}:{clock}"


def channels_text(channels: int) -> str:
    return {1: "mono", 2: "stereo"}.get(channels, f"{channels} channels")
