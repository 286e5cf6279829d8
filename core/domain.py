"""The frozen values that cross borders. Times are seconds, frequencies Hz, arrays NumPy on the CPU."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DEFAULT_LANE = "Labels"


class Verdict(StrEnum):
    """What a person decided about an event."""

    OPEN = "open"
    VERIFIED = "verified"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Event:
    """One labelled stretch of time, with a frequency band where one was drawn."""

    label: str
    onset_s: float
    offset_s: float
    low_hz: float | None = None
    high_hz: float | None = None
    score: float | None = None
    verdict: Verdict = Verdict.OPEN
    lane: str = DEFAULT_LANE

    @property
    def duration_s(self) -> float:
        return self.offset_s - self.onset_s


@dataclass(frozen=True, slots=True)
class Selection:
    """A stretch of time, and a band of frequencies where one was drawn."""

    start_s: float
    end_s: float
    low_hz: float | None = None
    high_hz: float | None = None

    @property
    def band(self) -> tuple[float, float] | None:
        if self.low_hz is None or self.high_hz is None:
            return None
        return self.low_hz, self.high_hz


@dataclass(frozen=True, slots=True)
class AudioTrack:
    """One sound track. `frames` counts samples per channel of the decoded sound, padding removed."""

    index: int
    rate_hz: int
    channels: int
    frames: int
    codec: str
    bits: int | None = None
    title: str = ""

    @property
    def duration_s(self) -> float:
        return self.frames / self.rate_hz


@dataclass(frozen=True, slots=True)
class VideoTrack:
    """The picture track as shown: width and height are after the rotation flag is applied."""

    width: int
    height: int
    fps: float
    frames: int
    codec: str
    rotation_deg: int = 0
    variable_rate: bool = False
    start_s: float = 0.0
    duration_s: float = 0.0


@dataclass(frozen=True, slots=True)
class MediaInfo:
    """What a file holds. `notes` are sentences about what is wrong with it although it opens."""

    path: Path
    container: str
    audio: tuple[AudioTrack, ...] = ()
    video: VideoTrack | None = None
    notes: tuple[str, ...] = field(default=())

    @property
    def duration_s(self) -> float:
        lengths = [track.duration_s for track in self.audio]
        if self.video:
            lengths.append(self.video.start_s + self.video.duration_s)
        return max(lengths, default=0.0)


@dataclass(frozen=True, slots=True)
class TimeGrid:
    """Equal steps of time: frame i covers [start_s + i * step_s, start_s + (i + 1) * step_s)."""

    start_s: float
    step_s: float
    count: int

    @property
    def end_s(self) -> float:
        return self.start_s + self.count * self.step_s

    def frame_at(self, time_s: float) -> int:
        """The frame that covers this time, or the nearest one."""
        return min(max(int((time_s - self.start_s) / self.step_s), 0), max(self.count - 1, 0))


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """How sure a model is of each class in each frame, from 0 to 1, and in the recording as a whole."""

    grid: TimeGrid
    classes: tuple[str, ...]
    values: NDArray[np.float32]  # (frames, classes)
    clip: NDArray[np.float32]  # (classes,)
    duration_s: float
    model: str = ""

    def of(self, label: str) -> NDArray[np.float32]:
        """(frames,) of one class."""
        return self.values[:, self.classes.index(label)]
