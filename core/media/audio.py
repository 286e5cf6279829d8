"""Opens the sound of any file for random access that is exact to the sample, whatever decodes it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol, Self

from core.errors import MediaError
from core.media.source import Source, examine

if TYPE_CHECKING:
    from types import TracebackType

    import numpy as np
    from numpy.typing import NDArray

    from core.domain import AudioTrack


class AudioReader(Protocol):
    """Samples of one track. One reader serves one thread."""

    rate_hz: int
    channels: int
    frames: int

    def read(self, start: int, count: int) -> NDArray[np.float32]:
        """(n, channels) from sample `start`; n < count only where the sound ends. Never NaN, never infinite."""

    def close(self) -> None: ...


class TrackReader(AudioReader, Protocol):
    """A reader that also knows what it was opened from."""

    track: AudioTrack
    container: str
    notes: tuple[str, ...]

    def __enter__(self) -> Self: ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None: ...


def open_audio(path: Path, track: int = 0) -> TrackReader:
    """Open one sound track, counted from 0 among those of the file. Raises `MediaError`."""
    source = examine(Path(path))
    reader = open_simple(source)
    if reader is None:
        from core.media.container_audio import open_track

        return open_track(source, track)
    if track != 0:
        reader.close()
        raise MediaError(f"“{source.path.name}” has one sound track, so there is no track {track + 1}.")
    return reader


def open_simple(source: Source) -> TrackReader | None:
    """A reader for files that are one sound track; None where it is a container for FFmpeg to open."""
    from core.media import framed_audio, soundfile_audio
    from core.media.signature import Family, family

    kind = family(source)
    if kind is Family.FRAMED:
        return framed_audio.open_framed(source)
    if kind in (Family.SOUNDFILE, Family.OGG):
        return soundfile_audio.open_soundfile(source)
    return None
