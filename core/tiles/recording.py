"""One sound track that is looked at: all who show it share one pass over the file, one worker, the tiles."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Hashable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from core.tiles.announcer import SURVEY_GAP_S, Announcer
from core.tiles.disk import DiskCache, shared_cache
from core.tiles.grid import Sound
from core.tiles.identity import identity
from core.tiles.peak_store import PeakStore
from core.tiles.spec import StftSpec
from core.tiles.spectrogram_store import SpectrogramStore
from core.tiles.survey import Survey
from core.tiles.worker import Job, Worker

if TYPE_CHECKING:
    from core.media.audio import AudioReader

log = logging.getLogger(__name__)

Store = SpectrogramStore | PeakStore
Opener = Callable[[], "AudioReader"]


class Recording:
    """Made for a reader factory and a function that tells the identity of the file, for the disk cache.

    Threads start at once and end with `close`. All work, opening included, is done in them.
    """

    def __init__(self, open_reader: Opener, identify: Callable[[], str] | None = None,
                 disk: DiskCache | None = None) -> None:
        self.sound: Sound | None = None
        self.problem: str | None = None
        self._open_reader, self._identify, self._disk = open_reader, identify, disk
        self._identity = ""
        self._survey: Survey | None = None
        self._stores: dict[Hashable, tuple[Store, int]] = {}
        self._left: list[Store] = []  # shown no more, still to be saved
        self._announcer = Announcer()
        self._lock = threading.Lock()
        self._worker = Worker(open_reader, self._prepare, self._next_job, self._announcer, self._on_problem)

    # ---- stores, each shared by those who show the same ----------------------------------------------------

    def spectrogram(self, spec: StftSpec) -> SpectrogramStore:
        store = self._shared(spec, lambda: SpectrogramStore(spec))
        assert isinstance(store, SpectrogramStore)
        return store

    def peaks(self) -> PeakStore:
        store = self._shared("peaks", PeakStore)
        assert isinstance(store, PeakStore)
        return store

    def leave(self, store: Store) -> None:
        """One who showed it shows it no more."""
        with self._lock:
            for key, (held, users) in list(self._stores.items()):
                if held is store:
                    if users > 1:
                        self._stores[key] = (held, users - 1)
                        return
                    del self._stores[key]
            self._left.append(store)
        if self._survey is not None and store.consumer is not None:
            self._survey.remove(store.consumer)
        self.wake()

    def listen(self, on_change: Callable[[], None]) -> None:
        """Have it called, from a worker thread, when there is something new to show."""
        self._announcer.listen(on_change)

    def unlisten(self, on_change: Callable[[], None]) -> None:
        self._announcer.unlisten(on_change)

    def wake(self) -> None:
        self._worker.wake()

    def close(self) -> None:
        self._announcer.close()
        self._worker.close()
        if self._survey is not None:
            self._survey.close()
        for store in (*self._left, *(store for store, _ in self._stores.values())):
            store.save()

    def _shared(self, key: Hashable, make: Callable[[], Store]) -> Store:
        with self._lock:
            store, users = self._stores.get(key) or (make(), 0)
            self._stores[key] = (store, users + 1)
        self.wake()
        return store

    # ---- in the worker thread ------------------------------------------------------------------------------

    def _prepare(self, reader: AudioReader) -> None:
        if self._survey is None:
            self._identity = self._identified()
            self.sound = Sound(reader.rate_hz, reader.channels, reader.frames)
            self._survey = Survey(self.sound, self._open_reader, self._on_span, self._on_problem)
        assert self.sound is not None
        with self._lock:
            fresh = [store for store, _ in self._stores.values() if store.consumer is None]
        for store in fresh:
            consumer = store.prepare(self.sound, self._disk, self._identity)
            with self._lock:  # it may have been left meanwhile: nothing is to be surveyed for nobody
                if any(held is store for held, _ in self._stores.values()):
                    self._survey.add(consumer)
        if fresh:
            self._announcer.mark()

    def _identified(self) -> str:
        if self._identify is None:
            return ""
        try:
            return self._identify()
        except OSError as error:
            log.info("no tile cache for a file without identity: %s", error)
            self._disk = None
            return ""

    def _next_job(self) -> Job | None:
        with self._lock:
            stores = [store for store, _ in self._stores.values() if store.consumer is not None]
            left = self._left.pop() if self._left else None
        if left is not None:
            return Job(lambda _reader, _stop: left.save())
        stores.sort(key=lambda store: -store.requests.asked_s)
        survey = self._survey
        for store in stores:
            job = store.next_job()
            if job is not None and survey is not None:
                if job.for_eye:
                    survey.focus(*store.focus())
                return Job(partial(_giving_way, survey, job))
            if survey is not None and (focus := store.focus()) != (0, 0):
                survey.focus(*focus)
        return None

    # ---- in the survey's threads ---------------------------------------------------------------------------

    def _on_span(self) -> None:
        self._announcer.mark(SURVEY_GAP_S)
        self.wake()

    def _on_problem(self, text: str) -> None:
        self.problem = text
        self._announcer.mark()
        self._announcer.flush()


def _giving_way(survey: Survey, job: Job, reader: AudioReader, stop: Callable[[], bool]) -> None:
    survey.giving_way(job.for_eye)
    try:
        job.run(reader, stop)
    finally:
        survey.giving_way(False)


_open: dict[Hashable, tuple[Recording, int]] = {}
_open_lock = threading.Lock()


def shared_recording(path: Path, track: int) -> Recording:
    """The recording of this file and track, opened if nobody shows it yet. Give it back by `release`."""
    key = _key(path, track)
    with _open_lock:
        recording, users = _open.get(key) or (_opened(path, track), 0)
        _open[key] = (recording, users + 1)
        return recording


def release(recording: Recording) -> None:
    """The last who shows it closes it: its threads end before this returns."""
    with _open_lock:
        for key, (held, users) in list(_open.items()):
            if held is recording:
                if users > 1:
                    _open[key] = (held, users - 1)
                    return
                del _open[key]
    recording.close()


def _opened(path: Path, track: int) -> Recording:
    def open_reader() -> AudioReader:
        from core.media.audio import open_audio

        return open_audio(path, track)

    return Recording(open_reader, lambda: f"{identity(path)}|{track}", shared_cache())


def _key(path: Path, track: int) -> Hashable:
    """A file that was written anew is another recording."""
    try:
        status = path.stat()
    except OSError:
        return path, track
    return path.resolve(), track, status.st_size, status.st_mtime_ns
