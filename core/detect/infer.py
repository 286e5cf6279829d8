"""Runs a model over a recording of any length: windows with overlap, bounded memory, the same on every device."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.detect.runner import DeviceName, Runner, open_runner, threads_of_torch, weights_hash
from core.detect.store import ScoreStore
from core.detect.stream import ahead, as_channels, batches, resampled, resampled_count, windows
from core.detect.windows import Joiner, Plan, plan
from core.domain import Scores, TimeGrid
from core.errors import ModelError, UsageError
from core.models.registry import Entry
from core.progress import Progress, Silent

if TYPE_CHECKING:
    from core.media.audio import AudioReader
    from core.models.detector import Detector


@dataclass(frozen=True, slots=True)
class Running:
    """How a model is run."""

    device: DeviceName = "auto"
    batch: int = 4
    overlap_s: float = 2.0
    threads: int | None = None


class Engine:
    """A model that is ready to run, kept warm from one recording to the next. One thread at a time."""

    def __init__(self, entry: Entry, running: Running, runner: Runner) -> None:
        self.entry, self.running = entry, running
        self.runner = runner

    @property
    def kind(self) -> str:
        """What runs it, in words."""
        return self.runner.kind

    @property
    def weights_sha256(self) -> str:
        return weights_hash(self.entry)

    def scores(self, path: Path, track: int = 0, start_s: float = 0.0, end_s: float | None = None,
               progress: Progress | None = None) -> Scores:
        """The scores of a stretch of a recording, on the recording's own clock."""
        from core.media.audio import open_audio

        with open_audio(path, track) as reader:
            return self.scores_of(reader, start_s, end_s, progress, Path(path).name)

    def scores_of(self, reader: AudioReader, start_s: float = 0.0, end_s: float | None = None,
                  progress: Progress | None = None, name: str = "the sound") -> Scores:
        """The same of any reader. A recording without samples has scores without frames."""
        first, end = _range(reader, start_s, end_s, name)
        network = self.runner.network
        samples = resampled_count(end - first, reader.rate_hz, network.rate_hz)
        planned = plan(samples, network.rate_hz, network.frame_s, _window_s(network, samples), self.running.overlap_s)
        blocks = as_channels(reader, first, end, network.channels)
        sound = windows(resampled(blocks, reader.rate_hz, network.rate_hz, network.channels), planned,
                        network.channels)
        with (threads_of_torch(self.runner.torch_threads),
              closing(ahead(sound, 2 * self.running.batch)) as coming):
            prepared = batches(map(self.runner.prepare, coming), self.running.batch)
            values, clip = self.join(prepared, planned, progress or Silent())
        grid = TimeGrid(first / reader.rate_hz, network.frame_s, planned.frames)
        return Scores(grid, self.entry.card.classes, values, clip, (end - first) / reader.rate_hz, self.entry.card.id)

    def join(self, coming: Iterator[NDArray[np.float32]], planned: Plan, progress: Progress
             ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        classes, frame_s = len(self.entry.card.classes), self.runner.network.frame_s
        scenes = self.entry.card.task == "scenes"  # of which one lasts, where events are somewhere: a mean, no maximum
        store, clip, done = ScoreStore(planned.frames, classes), np.zeros(classes, np.float32), 0
        joiner = Joiner(planned, classes, store.write)
        total_s = planned.frames * frame_s
        progress.step(0.0, total_s)
        for batch in coming:
            strong, weak = self._checked(*self.runner.scores(batch), classes)
            for scores in strong:
                joiner.add(_fitted(scores, planned.window_frames))
            clip = clip + weak.sum(axis=0) if scenes else np.maximum(clip, weak.max(axis=0))
            done += len(batch)
            progress.step(min(planned.starts[done - 1] * frame_s + planned.window_frames * frame_s, total_s), total_s)
        return store.values(), np.divide(clip, np.float32(max(done, 1))) if scenes else clip

    def _checked(self, strong: NDArray[np.float32], weak: NDArray[np.float32], classes: int
                 ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        name = self.entry.card.id
        if strong.ndim != 3 or weak.ndim != 2 or strong.shape[2] != classes or weak.shape[1] != classes:
            raise ModelError(f"“{name}” gives scores of shape {strong.shape[1:]}, but its card names {classes} "
                             "classes: correct its card or import it again.")
        if not (np.isfinite(strong).all() and np.isfinite(weak).all()):
            raise ModelError(f"“{name}” gives scores that are no numbers: its weights are damaged; import it again.")
        return strong, weak


def open_engine(entry: Entry, running: Running = Running()) -> Engine:
    """Raises `ModelError`."""
    if running.batch < 1 or (running.threads is not None and running.threads < 1):
        raise UsageError("batch size and threads are counted from 1; give at least 1.")
    with threads_of_torch(running.threads):
        return Engine(entry, running, open_runner(entry, running.device, running.threads))


def detect_file(entry: Entry, path: Path, track: int = 0, running: Running = Running(),
                start_s: float = 0.0, end_s: float | None = None, progress: Progress | None = None) -> Scores:
    """The scores of a stretch of a recording by a model that is opened for it. Raises `AuralensError`."""
    return open_engine(entry, running).scores(path, track, start_s, end_s, progress)


def _range(reader: AudioReader, start_s: float, end_s: float | None, name: str) -> tuple[int, int]:
    first = round(start_s * reader.rate_hz)
    end = reader.frames if end_s is None else min(round(end_s * reader.rate_hz), reader.frames)
    if (start_s, end_s) == (0.0, None):
        return 0, end
    if first < 0 or first >= end:
        until = "its end" if end_s is None else f"{end_s:g} s"
        raise UsageError(f"“{name}” is {reader.frames / reader.rate_hz:.3f} s long and holds nothing from "
                         f"{start_s:g} s to {until}; name another stretch.")
    return first, end


def _window_s(network: Detector, samples: int) -> float:
    """Of a network that was not trained on filled up clips a shorter sound is a window of its own."""
    whole_s = samples / network.rate_hz
    return min(network.window_s, whole_s) if network.any_length and samples else network.window_s


def _fitted(scores: NDArray[np.float32], frames: int) -> NDArray[np.float32]:
    """Frames over the end of the window are cut; one that a model leaves out is as the one before it."""
    missing = frames - len(scores)
    return scores[:frames] if missing <= 0 else np.pad(scores, ((0, missing), (0, 0)), mode="edge")
