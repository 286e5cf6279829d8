"""What every set of tiles has of its recording: a seat among those who share its threads and its one pass."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

from core.tiles.recording import Recording, release, shared_recording
from core.tiles.recording import Store as AnyStore

Store = TypeVar("Store", bound=AnyStore)
_numbers = itertools.count()


class Share(Generic[Store]):
    """`take` finds the store in the recording. A recording that is given is its giver's to release."""

    def __init__(self, path: Path, track: int, on_change: Callable[[], None], recording: Recording | None,
                 take: Callable[[Recording], Store]) -> None:
        self._owned = recording is None
        self._recording = recording or shared_recording(path, track)
        self._on_change = on_change
        self._number = next(_numbers)
        self._recording.listen(on_change)
        self._store = take(self._recording)
        self._closed = False

    @property
    def problem(self) -> str | None:
        """Why nothing (more) comes, for the person; None while all is well."""
        return self._recording.problem

    def close(self) -> None:
        """Stop following; the last who shows this file ends its threads."""
        if self._closed:
            return
        self._closed = True
        self._store.requests.forget(self._number)
        self._recording.unlisten(self._on_change)
        self._recording.leave(self._store)
        if self._owned:
            release(self._recording)
