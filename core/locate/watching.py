"""What is looked at and what is heard with it: moments of a video, or one picture, each with its stretch of sound."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from core.errors import MediaError, UsageError
from core.locate.negative_audio import Negative, NegativeAudio
from core.locate.squares import OVERSIZE
from core.locate.surroundings import Surroundings
from core.media.audio import AudioReader, open_audio
from core.media.still_picture import is_picture, read_picture
from core.progress import Progress, Silent

Picture = NDArray[np.uint8]
LOUDEST_STEP_S = 0.25
SILENT_RATE_HZ = 16_000


@dataclass(frozen=True, slots=True)
class Wish:
    """`sound` is another file in the place of the video's own sound; `negative` is heard instead of either."""

    picture: Path
    sound: Path | None = None
    negative: Negative | None = None
    fps: float = 5.0
    start_s: float = 0.0
    end_s: float | None = None
    track: int = 0


class Watch(Protocol):
    """Moments in rising order, their pictures and the sound around them. One thread at a time."""

    path: Path  # of what is looked at
    times_s: NDArray[np.float64]
    size: tuple[int, int]  # width and height of the picture as shown
    sound: AudioReader
    end_s: float

    def picture(self, number: int, max_height: int | None = None) -> Picture:
        """RGB of one moment."""

    def heard(self, time_s: float, around: Surroundings) -> NDArray[np.float32]:
        """What a locator hears at a moment."""

    def close(self) -> None: ...

    def __enter__(self) -> Self: ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None: ...


class Still:
    """One picture with one sound, of which the loudest stretch is heard: clips begin or end with silence."""

    def __init__(self, wish: Wish, sound: AudioReader | None = None) -> None:
        if wish.sound is None and wish.negative is None and sound is None:
            raise UsageError(f"“{wish.picture.name}” is a picture and has no sound: name one with --sound.")
        self.path = wish.picture
        self._picture = read_picture(wish.picture)
        self.size = (self._picture.shape[1], self._picture.shape[0])
        self.times_s = np.zeros(1, np.float64)
        self.sound = sound or _sound_of(wish, wish.sound, 10.0)
        self._range = (wish.start_s, wish.end_s)
        length_s = self.sound.frames / self.sound.rate_hz
        self.end_s = min(wish.end_s if wish.end_s is not None else length_s, length_s)
        if wish.start_s >= max(self.end_s, 1e-9):
            self.sound.close()
            raise UsageError(f"the sound is {length_s:.2f} s long and holds nothing from {wish.start_s:g} s on.")

    def picture(self, number: int, max_height: int | None = None) -> Picture:
        return shrunk(self._picture, max_height)

    def heard(self, time_s: float, around: Surroundings) -> NDArray[np.float32]:
        return around.around(loudest_s(self.sound, self._range[0], self.end_s, around.length_s))

    def close(self) -> None:
        self.sound.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Film:
    """A video at a chosen rate: each moment shows the frame that is on the screen then."""

    def __init__(self, wish: Wish, progress: Progress, sound: AudioReader | None = None) -> None:
        from core.media.video import open_video

        self.path = wish.picture
        with ExitStack() as opened:
            self._reader = opened.enter_context(open_video(wish.picture))
            self._reader.prepare(progress)
            self.size = (self._reader.width, self._reader.height)
            starts, ends_s = float(self._reader.times_s[0]), _end_of(self._reader.times_s, self._reader.fps)
            end_s = min(ends_s if wish.end_s is None else wish.end_s, ends_s)
            first_s = max(wish.start_s, starts)
            if not end_s > first_s and not (self._reader.frames == 1 and wish.start_s <= starts):
                raise UsageError(f"the picture of “{wish.picture.name}” runs from {starts:.2f} s to {ends_s:.2f} s; "
                                 "name a stretch within.")
            count = max(1, int(np.ceil((end_s - first_s) * wish.fps - 1e-6)))
            self.times_s = first_s + np.arange(count) / wish.fps
            self.end_s = max(end_s, first_s)
            self.sound = sound or _sound_of(wish, wish.sound or wish.picture, ends_s)
            opened.pop_all()

    def picture(self, number: int, max_height: int | None = None) -> Picture:
        return self._reader.frame(self._reader.index_at(float(self.times_s[number])), max_height)

    def heard(self, time_s: float, around: Surroundings) -> NDArray[np.float32]:
        return around.around(time_s)

    def close(self) -> None:
        self._reader.close()
        self.sound.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_watch(wish: Wish, progress: Progress | None = None, sound: AudioReader | None = None) -> Watch:
    """Raises `AuralensError`. Making the index of a long video takes a while, which `progress` is told of.

    `sound` is heard in the place of all that the wish names; the watch closes it.
    """
    return Still(wish, sound) if is_picture(wish.picture) else Film(wish, progress or Silent(), sound)


def loudest_s(reader: AudioReader, start_s: float, end_s: float, length_s: float) -> float:
    """The middle of the loudest stretch of this length."""
    first, end = round(start_s * reader.rate_hz), round(end_s * reader.rate_hz)
    step = max(1, round(LOUDEST_STEP_S * reader.rate_hz))
    energies = np.array([float(np.square(reader.read(begins, min(step, end - begins)), dtype=np.float64).sum())
                         for begins in range(first, end, step)])
    width = max(1, round(length_s / LOUDEST_STEP_S))
    if len(energies) <= width:
        return (start_s + end_s) / 2
    sums = np.convolve(energies, np.ones(width), mode="valid")
    return start_s + int(sums.argmax()) * step / reader.rate_hz + length_s / 2


def shrunk(picture: Picture, max_height: int | None) -> Picture:
    """Not higher than this."""
    import cv2

    rows, columns = picture.shape[:2]
    if max_height is None or rows <= max_height:
        return picture
    wide = max(1, round(columns * max_height / rows))
    return np.asarray(cv2.resize(picture, (wide, max_height), interpolation=cv2.INTER_AREA), np.uint8)


def height_for(side_px: int, size: tuple[int, int]) -> int:
    """How many rows of a picture are enough for a square of this side."""
    width, height = size
    return max(OVERSIZE * side_px, round(OVERSIZE * side_px * height / max(width, 1)))


def batches(count: int, size: int) -> Iterator[range]:
    for first in range(0, count, size):
        yield range(first, min(first + size, count))


def _sound_of(wish: Wish, path: Path | None, length_s: float) -> AudioReader:
    """Silence and noise last as long as the sound they replace, or as the picture where there is none."""
    if wish.negative is None:
        assert path is not None
        return _opened(path, wish)
    rate_hz, frames = SILENT_RATE_HZ, round(length_s * SILENT_RATE_HZ)
    if wish.sound is not None:
        with open_audio(wish.sound, wish.track) as reader:
            rate_hz, frames = reader.rate_hz, reader.frames
    return NegativeAudio(wish.negative, max(frames, 1), rate_hz)


def _opened(path: Path, wish: Wish) -> AudioReader:
    try:
        reader = open_audio(path, wish.track)
    except MediaError as error:
        if wish.sound is not None or not path.is_file():
            raise
        raise MediaError(f"“{path.name}” has no sound that can be read ({error}) Name one with --sound, or hear how "
                         "the models answer to --control silence.") from error
    if not reader.frames:
        reader.close()
        raise MediaError(f"“{path.name}” has no sound: name one with --sound.")
    return reader


def _end_of(times_s: NDArray[np.float64], fps: float) -> float:
    """When the last frame has been shown."""
    step_s = float(np.median(np.diff(times_s))) if len(times_s) > 1 else 1.0 / fps if fps > 0 else 0.04
    return float(times_s[-1]) + step_s
