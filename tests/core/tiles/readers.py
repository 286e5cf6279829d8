"""Sound for the tests: from an array, or from a file by libsndfile alone, in place of the program's own readers."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from core.tiles.recording import Recording


class ArrayReader:
    """Reads from memory, and may be made to wait until a test lets it go on."""

    def __init__(self, samples: NDArray[np.float32], rate_hz: int, gate: threading.Event | None = None,
                 breaks_at: int | None = None) -> None:
        self._samples = np.asarray(samples, np.float32)[:, None] if samples.ndim == 1 else samples
        self.rate_hz, self.channels, self.frames = rate_hz, self._samples.shape[1], len(samples)
        self._gate, self._breaks_at = gate, breaks_at

    def read(self, start: int, count: int) -> NDArray[np.float32]:
        if self._gate is not None:
            assert self._gate.wait(30)
        end = min(start + count, self.frames if self._breaks_at is None else self._breaks_at)
        return self._samples[start : max(start, end)]

    def close(self) -> None:
        return None


class SoundfileReader:
    def __init__(self, path: Path) -> None:
        self._file = soundfile.SoundFile(path)
        self.rate_hz, self.channels = self._file.samplerate, self._file.channels
        self.frames = self._file.frames

    def read(self, start: int, count: int) -> NDArray[np.float32]:
        self._file.seek(start)
        return self._file.read(count, dtype="float32", always_2d=True)

    def close(self) -> None:
        self._file.close()


class Signal:
    """Stands for a view: is told of changes, and lets the test wait for them."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self.count = 0

    def __call__(self) -> None:
        self.count += 1
        self._event.set()

    def wait_until(self, reached: Callable[[], bool], timeout_s: float = 30.0) -> None:
        """Wait for changes until something holds. Fails if it does not in time."""
        import time

        until_s = time.monotonic() + timeout_s
        while not reached():
            assert time.monotonic() < until_s, "never reached"
            self._event.wait(0.5)
            self._event.clear()


def recording_of(samples: NDArray[np.float32], rate_hz: int = 48_000, **options: object) -> Recording:
    return Recording(lambda: ArrayReader(samples, rate_hz, **options))  # type: ignore[arg-type]
