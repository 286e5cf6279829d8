"""What is shared between views of one file, when it is told, and when it ends."""

import os
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
import soundfile

from core.errors import UNFORESEEN
from core.tiles.announcer import SHORTEST_GAP_S, SURVEY_GAP_S, Announcer
from core.tiles.base_level import BaseLevel
from core.tiles.recording import release, shared_recording
from core.tiles.request import Request
from core.tiles.spec import StftSpec
from core.tiles.spectrogram import SpectrogramTiles
from core.tiles.spectrogram_store import SpectrogramStore
from core.tiles.waveform import WaveformTiles
from tests.core.tiles.readers import ArrayReader, Recording, Signal, recording_of


def test_news_are_gathered_and_the_last_is_never_lost() -> None:
    announcer, told = Announcer(), Signal()
    announcer.listen(told)
    assert announcer.due_s() is None
    for _ in range(100):
        announcer.mark()
        announcer.flush_if_due()
    assert told.count < 100
    due_s = announcer.due_s()
    assert due_s is None or due_s > 0.0 or told.count > 1
    announcer.flush()
    assert announcer.due_s() is None


def test_the_news_of_a_survey_wait_longer_unless_there_are_others() -> None:
    announcer = Announcer()
    announcer.flush()
    announcer.mark(SURVEY_GAP_S)
    due_s = announcer.due_s()
    assert due_s is not None
    assert SHORTEST_GAP_S < due_s <= SURVEY_GAP_S
    announcer.mark()
    due_s = announcer.due_s()
    assert due_s is not None
    assert due_s <= SHORTEST_GAP_S


def test_one_listener_twice_leaves_one_by_one() -> None:
    announcer, told = Announcer(), Signal()
    announcer.listen(told)
    announcer.listen(told)
    announcer.unlisten(told)
    announcer.flush()
    assert told.count == 1
    announcer.unlisten(told)
    announcer.unlisten(told)
    announcer.flush()
    assert told.count == 1


def test_sound_is_decoded_once_for_spectrogram_and_waveform() -> None:
    """The survey reads each sample once for both, but for the window's margins."""
    frames = 6_000_000
    read: list[int] = []

    class Counting(ArrayReader):
        def read(self, start: int, count: int) -> np.ndarray:
            if threading.current_thread().name.startswith("survey"):
                read.append(count)
            return super().read(start, count)

    samples = np.zeros(frames, np.float32)
    gate = threading.Event()
    recording = Recording(lambda: Counting(samples, 48_000, gate))
    changed = Signal()
    tiles = SpectrogramTiles(Path("x"), 0, StftSpec(), changed, recording)
    waveform = WaveformTiles(Path("x"), 0, changed, recording)
    whole = (0.0, frames / 48_000, 500)
    tiles.visible(*whole)
    waveform.visible(*whole)
    gate.set()
    changed.wait_until(lambda: tiles.settled(*whole) and waveform.settled(*whole))
    tiles.close()
    waveform.close()
    recording.close()
    assert frames <= sum(read) <= 1.9 * frames  # the first span may begin before both are there


def test_a_file_that_was_written_anew_is_another_recording(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    soundfile.write(path, np.zeros(1000), 8000)
    first, second = shared_recording(path, 0), shared_recording(path, 0)
    assert first is second
    soundfile.write(path, np.zeros(2000), 8000)
    third = shared_recording(path, 0)
    assert third is not first
    for one in (first, second, third):
        release(one)


def test_a_view_that_comes_late_gets_its_own_pass() -> None:
    recording, changed = recording_of(np.ones(3_000_000, np.float32)), Signal()
    early = SpectrogramTiles(Path("x"), 0, StftSpec(), changed, recording)
    early.visible(0.0, 60.0, 500)
    changed.wait_until(lambda: early.progress == 1.0)
    late = SpectrogramTiles(Path("x"), 0, StftSpec(n_fft=256), changed, recording)
    late.visible(0.0, 60.0, 500)
    changed.wait_until(lambda: late.progress == 1.0 and late.settled(0.0, 60.0, 500))
    early.close()
    late.close()
    recording.close()


def test_what_is_left_while_it_is_prepared_is_not_surveyed(monkeypatch: pytest.MonkeyPatch) -> None:
    """As when the size of the transform is turned quickly: reading the cache of one takes a moment."""
    preparing, go_on, fed = threading.Event(), threading.Event(), []
    really, feeder = SpectrogramStore.prepare, BaseLevel.feeder

    def slowly(store: SpectrogramStore, *words: object) -> BaseLevel:
        if store.spec.n_fft == 512:
            preparing.set()
            assert go_on.wait(5)
        return really(store, *words)

    def noted(base: BaseLevel, start: int, end: int) -> object:
        fed.append(base.grid.spec.n_fft)
        return feeder(base, start, end)

    monkeypatch.setattr(SpectrogramStore, "prepare", slowly)
    monkeypatch.setattr(BaseLevel, "feeder", noted)
    recording = recording_of(np.zeros(400_000, np.float32))
    kept, told = recording.spectrogram(StftSpec(n_fft=1024)), Signal()
    recording.listen(told)
    left = recording.spectrogram(StftSpec(n_fft=512))
    recording.wake()
    assert preparing.wait(5)
    recording.leave(left)
    go_on.set()
    last = recording.spectrogram(StftSpec(n_fft=256))
    told.wait_until(lambda: last.consumer is not None and last.consumer.complete)
    assert kept.consumer is not None
    assert 512 not in fed
    recording.close()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
@pytest.mark.parametrize("thread", ["tiles", "survey"])
def test_a_thread_that_dies_is_told_to_those_who_wait(thread: str) -> None:
    class Broken(ArrayReader):
        def read(self, start: int, count: int) -> np.ndarray:
            if threading.current_thread().name.startswith(thread):
                raise ZeroDivisionError
            return super().read(start, count)

    recording, told = Recording(lambda: Broken(np.zeros(400_000, np.float32), 48_000)), Signal()
    recording.listen(told)
    store = recording.spectrogram(StftSpec())
    store.requests.ask(1, Request(0.0, 0.1, 500))
    recording.wake()
    told.wait_until(lambda: recording.problem == UNFORESEEN)
    recording.close()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere all names are Unicode")
def test_a_file_whose_name_is_no_utf8_is_shown(tmp_path: Path) -> None:
    path, told = tmp_path / os.fsdecode(b"rain \xb0\xff.wav"), Signal()
    soundfile.write(tmp_path / "rain.wav", np.zeros(48_000), 48_000)
    (tmp_path / "rain.wav").rename(path)
    tiles = SpectrogramTiles(path, 0, StftSpec(), told)
    told.wait_until(lambda: bool(tiles.visible(0.0, 1.0, 100)) and tiles.settled(0.0, 1.0, 100))
    tiles.close()
