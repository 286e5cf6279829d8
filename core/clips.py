"""Each event as a sound file of its own, cut to the sample, with its start time in the name and a table beside them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from core.clip_names import clip_names, safe
from core.domain import Event
from core.errors import MediaError, UsageError
from core.files import replacing, write_text
from core.labels.delimited import cell
from core.labels.values import encodable, exact
from core.progress import Progress, Silent

if TYPE_CHECKING:
    from core.media.audio import AudioReader, TrackReader

Format = Literal["wav", "flac"]
FORMATS: tuple[Format, ...] = ("wav", "flac")
BLOCK_FRAMES = 1 << 17
FLAC_CHANNELS = 8
WAV_BYTES = 2**32 - 4096
INTEGERS = {"PCM_16": (15, "int16", 0), "PCM_24": (23, "int32", 8)}  # bits without sign, type, shift to its top
COLUMNS = (
    "filename",
    "onset_s",
    "offset_s",
    "label",
    "low_hz",
    "high_hz",
    "score",
    "verdict",
    "lane",
    "source",
    "source_onset_s",
    "source_offset_s",
)


@dataclass(frozen=True, slots=True)
class _Clip:
    event: Event
    start: int
    stop: int
    path: Path


def export_clips(
    media_path: Path,
    track: int,
    events: Iterable[Event],
    folder: Path,
    *,
    format: Format = "wav",
    margin_s: float = 0.0,
    band: bool = False,
    progress: Progress | None = None,
) -> list[Path]:
    """Write the clips and `NAME_clips.csv`; gives back the clips, in the order of time.

    Events that lie outside the recording, or have no length and no margin, have no sound and give no clip.
    Names are made only from the recording and the events, so a second export replaces the first.
    """
    from core.media.audio import open_audio

    if not 0 <= margin_s < float("inf"):
        raise UsageError(f"The margin of {margin_s:g} s makes no sense; give 0 or more.")
    progress = progress or Silent()
    ordered = sorted(events, key=lambda event: (event.onset_s, event.offset_s))
    with open_audio(media_path, track) as reader:
        if format == "flac" and reader.channels > FLAC_CHANNELS:
            raise UsageError(
                f"FLAC holds at most {FLAC_CHANNELS} channels and {media_path.name} has {reader.channels}; choose WAV."
            )
        plan = _plan(reader, media_path, ordered, folder, format, margin_s)
        done = _write_all(reader, plan, format, band, progress)
    _write_table(table_path(media_path, folder), media_path.name, done, reader.rate_hz)
    return [clip.path for clip in done]


def table_path(media_path: Path, folder: Path) -> Path:
    """Where `export_clips` writes the table."""
    return folder / f"{safe(media_path.stem)}_clips.csv"


def _plan(
    reader: AudioReader, media_path: Path, events: Sequence[Event], folder: Path, format: Format, margin_s: float
) -> list[_Clip]:
    spans = [(event, *_frames(event, margin_s, reader)) for event in events]
    kept = [(event, start, stop) for event, start, stop in spans if stop > start]
    taken = [media_path.name] if folder.resolve() == media_path.resolve().parent else []
    names = clip_names(media_path.stem, [event for event, _, _ in kept], f".{format}", taken)
    return [_Clip(event, start, stop, folder / name) for (event, start, stop), name in zip(kept, names, strict=True)]


def _frames(event: Event, margin_s: float, reader: AudioReader) -> tuple[int, int]:
    start = max(round((event.onset_s - margin_s) * reader.rate_hz), 0)
    return start, min(round((event.offset_s + margin_s) * reader.rate_hz), reader.frames)


def _write_all(
    reader: TrackReader, plan: Sequence[_Clip], format: Format, band: bool, progress: Progress
) -> list[_Clip]:
    total = sum(clip.stop - clip.start for clip in plan)
    before = 0
    done = []
    for clip in plan:
        progress.step(before, total, clip.path.name)
        if _write(_sound(reader, clip.event, band), clip, _subtype(reader, format, band), before, total, progress):
            done.append(clip)
        before += clip.stop - clip.start
    progress.step(total, total)
    return done


def _sound(reader: AudioReader, event: Event, band: bool) -> AudioReader:
    if not band or (event.low_hz is None and event.high_hz is None):
        return reader
    from core.band import BandReader

    return BandReader(reader, event.low_hz, event.high_hz)


def _write(sound: AudioReader, clip: _Clip, subtype: str, before: int, total: int, progress: Progress) -> bool:
    """Write one clip in blocks; False where the recording breaks off before it."""
    import soundfile

    at = clip.start
    block = sound.read(at, min(BLOCK_FRAMES, clip.stop - at))
    if not len(block):
        return False
    try:
        with (
            replacing(clip.path) as temporary,
            soundfile.SoundFile(
                str(temporary), "w", sound.rate_hz, sound.channels, subtype, format=_container(sound, clip)
            ) as file,
        ):
            while len(block):
                file.write(_samples(block, subtype))
                at += len(block)
                progress.step(before + at - clip.start, total, clip.path.name)
                block = sound.read(at, min(BLOCK_FRAMES, clip.stop - at))
    except (OSError, soundfile.LibsndfileError) as error:
        raise MediaError(f"{clip.path}: the clip cannot be written ({error}); choose another folder.") from error
    return True


def _container(sound: AudioReader, clip: _Clip) -> str:
    """WAV counts its bytes in 32 bits; RF64 is the same file with room for more."""
    if clip.path.suffix == ".flac":
        return "FLAC"
    return "RF64" if (clip.stop - clip.start) * sound.channels * 4 > WAV_BYTES else "WAV"


def _subtype(reader: TrackReader, format: Format, band: bool) -> str:
    """As fine as the recording; what was filtered or decoded from a lossy codec has no last bit to keep."""
    bits = reader.track.bits
    if bits is not None and bits <= 16 and not band:
        return "PCM_16"
    if format == "flac" or (bits is not None and bits <= 24):
        return "PCM_24"
    return "FLOAT"


def _samples(block: np.ndarray, subtype: str) -> np.ndarray:
    """Integers made here: libsndfile would scale by 32767, and the samples would not be those of the recording."""
    if subtype not in INTEGERS:
        return block
    bits, kind, shift = INTEGERS[subtype]
    scale = 1 << bits
    whole = np.clip(np.rint(block.astype(np.float64) * scale), -scale, scale - 1)
    return (whole * (1 << shift)).astype(kind)


def _write_table(path: Path, source: str, clips: Sequence[_Clip], rate_hz: int) -> None:
    """Times count within each clip, so the table gives the labels of the clips; the last columns lead back."""
    lines = [",".join(COLUMNS)]
    for clip in clips:
        event, start_s = clip.event, clip.start / rate_hz
        times = (max(event.onset_s - start_s, 0.0), max(event.offset_s - start_s, 0.0))
        cells = (
            clip.path.name,
            *map(exact, times),
            encodable(event.label).replace("\0", " "),
            *("" if n is None else exact(n) for n in (event.low_hz, event.high_hz, event.score)),
            str(event.verdict),
            event.lane,
            source,
            exact(event.onset_s),
            exact(event.offset_s),
        )
        lines.append(",".join(cell(encodable(text), ",") for text in cells))
    try:
        write_text(path, "\n".join(lines) + "\n")
    except OSError as error:
        raise MediaError(f"{path}: the table of clips cannot be written ({error}); choose another folder.") from error
