"""Tiles against librosa's spectra, on the whole way from the reader to the view."""

import threading
from itertools import pairwise
from pathlib import Path

import librosa
import numpy as np
import pytest
import scipy.signal
import soundfile
from numpy.typing import NDArray

from core.tiles import grid as grid_module
from core.tiles.disk import DiskCache
from core.tiles.recording import Recording
from core.tiles.spec import StftSpec
from core.tiles.spectrogram import SpectrogramTile, SpectrogramTiles
from tests.core.tiles.readers import ArrayReader, Signal, SoundfileReader, recording_of

RNG = np.random.default_rng(5)
NOWHERE = Path("nowhere")


def frames_db(samples: NDArray[np.float32], spec: StftSpec) -> NDArray[np.float64]:
    """The power of every frame by librosa, (frames, bins), 1 for a full-scale sine."""
    mono = samples.reshape(len(samples), -1)
    mono = mono.mean(axis=1) if spec.channel is None else mono[:, spec.channel]
    hop, n_fft = spec.hop_samples, spec.n_fft
    margin = -((hop - n_fft) // 2)
    padded = np.pad(mono, (margin, n_fft))
    spectra = librosa.stft(padded, n_fft=n_fft, hop_length=hop, window=spec.window, center=False)
    power = np.abs(spectra) ** 2 / (scipy.signal.get_window(spec.window, n_fft).sum() / 2) ** 2
    return power.T[: -(-len(mono) // hop)].astype(np.float64)


def means_db(power: NDArray[np.float64], level: int) -> NDArray[np.float64]:
    size = 1 << level
    means = [power[first : first + size].mean(axis=0) for first in range(0, len(power), size)]
    return 10 * np.log10(np.maximum(means, 1e-18))


def settled(recording: Recording, spec: StftSpec, view: tuple[float, float, int]) -> list[SpectrogramTile]:
    changed = Signal()
    tiles = SpectrogramTiles(NOWHERE, 0, spec, changed, recording)
    tiles.visible(*view)
    changed.wait_until(lambda: tiles.settled(*view))
    found = tiles.visible(*view)
    tiles.close()
    return found


def joined(tiles: list[SpectrogramTile]) -> NDArray[np.float16]:
    """Tiles side by side, which must touch and have columns of one width."""
    for left, right in pairwise(tiles):
        assert right.start_s == pytest.approx(left.end_s, abs=1e-9)
        assert right.column_s == left.column_s
    return np.concatenate([tile.db for tile in tiles], axis=1).T


@pytest.fixture
def small_base(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only few columns are kept for a file, so that short sounds meet every kind of tile."""
    monkeypatch.setattr(grid_module, "BASE_COLUMNS", (700, 700))


@pytest.mark.parametrize("spec", [
    StftSpec(), StftSpec(256, "hamming", 0.75), StftSpec(512, "blackman", 0.25, channel=1),
    StftSpec(128, "rectangular", 0.0, channel=0),
])
@pytest.mark.parametrize(("frames", "rate_hz", "channels"), [(100_003, 48_000, 2), (65_536, 384_000, 16),
                                                             (30_000, 4000, 2), (1, 44_100, 2)])
def test_finest_columns_are_librosas_frames(spec: StftSpec, frames: int, rate_hz: int, channels: int) -> None:
    samples = RNG.standard_normal((frames, channels)).astype(np.float32) * 0.1
    recording = recording_of(samples, rate_hz)
    found = settled(recording, spec, (0.0, frames / rate_hz, 4 * frames))
    recording.close()
    expected = means_db(frames_db(samples, spec), 0)
    ours = joined(found)
    assert found[0].start_s == 0.0
    assert all(tile.exact for tile in found)
    assert ours.shape == expected.shape
    loud = expected > -150
    assert np.abs(ours - expected)[loud].max() < 0.1


@pytest.mark.usefixtures("small_base")
@pytest.mark.parametrize("level", [0, 3, 5, 6])
def test_columns_are_mean_power_at_every_level(level: int) -> None:
    """Levels below the kept one come from the sound itself, those above from means: both are the same means."""
    spec = StftSpec(256)
    frames = 128 * 64 * 260 + 77
    samples = (RNG.standard_normal(frames) * np.geomspace(0.001, 1, frames)).astype(np.float32)
    recording = recording_of(samples)
    length_s = len(samples) / 48_000
    columns = len(samples) / (128 << level)
    found = settled(recording, spec, (0.0, length_s, round(columns)))
    recording.close()
    ours = joined(found)
    expected = means_db(frames_db(samples, spec), level)
    assert ours.shape == expected.shape
    assert np.abs(ours - expected).max() < 0.13  # two roundings to float16


@pytest.mark.usefixtures("small_base")
def test_much_overlap_is_thinned_to_half_in_wide_columns() -> None:
    spec, thin = StftSpec(256, overlap=0.875), StftSpec(256, overlap=0.5)
    samples = RNG.standard_normal(4_000_000).astype(np.float32)
    recording = recording_of(samples)
    ours = joined(settled(recording, spec, (0.0, 4.0, round(4.0 * 48_000 / 1024))))
    recording.close()
    expected = means_db(frames_db(samples, thin)[: 8 * len(ours)], 3)  # 1024 samples, as level 5 of the other
    assert np.abs(ours - expected).max() < 0.13


def test_scrolling_shows_the_same_tiles_as_rest() -> None:
    samples = RNG.standard_normal(48_000 * 20).astype(np.float32)
    recording = recording_of(samples)
    whole = joined(settled(recording, StftSpec(), (0.0, 20.0, 1875)))
    for start_s in (0.3, 1.7, 9.99):
        part = settled(recording, StftSpec(), (start_s, start_s + 5.0, 469))
        first = round(part[0].start_s / part[0].column_s)
        ours = joined(part)
        assert part[0].start_s <= start_s
        assert part[-1].end_s >= start_s + 5.0
        assert np.array_equal(ours, whole[first : first + len(ours)])
    recording.close()


def test_coarse_comes_before_fine(monkeypatch: pytest.MonkeyPatch) -> None:
    """While the survey is held up, a sketch of the whole file is there; then exact tiles replace it."""
    monkeypatch.setattr("core.tiles.survey.MOST_THREADS", 1)
    rate_hz = 8000
    samples = np.tile(RNG.standard_normal(rate_hz).astype(np.float32) * 0.1, 1200)
    gate = threading.Event()
    opened = []

    def open_reader() -> ArrayReader:
        opened.append(threading.current_thread().name)
        return ArrayReader(samples, rate_hz, None if opened[-1] == "tiles" else gate)

    recording, changed = Recording(open_reader), Signal()
    tiles = SpectrogramTiles(NOWHERE, 0, StftSpec(), changed, recording)
    view = (0.0, 1200.0, 1000)

    def covered() -> bool:
        found = tiles.visible(*view)
        return bool(found) and found[0].start_s == 0.0 and found[-1].end_s >= 1199.0

    changed.wait_until(covered)
    sketch = tiles.visible(*view)
    assert not any(tile.exact for tile in sketch)
    assert tiles.progress == 0.0
    assert not tiles.settled(*view)
    assert tiles.level_db(600.0, 1000.0) is not None
    gate.set()
    changed.wait_until(lambda: tiles.settled(*view))
    exact = tiles.visible(*view)
    assert all(tile.exact for tile in exact)
    assert tiles.progress == 1.0
    assert np.abs(np.median(joined(exact).astype(float)) - np.median(sketch[-1].db.astype(float))) < 3.0
    tiles.close()
    recording.close()


@pytest.mark.usefixtures("small_base")
def test_newest_request_wins_and_old_ones_are_dropped() -> None:
    gate = threading.Event()
    samples = RNG.standard_normal(48_000 * 60).astype(np.float32)
    recording = recording_of(samples, gate=gate)
    changed = Signal()
    tiles = SpectrogramTiles(NOWHERE, 0, StftSpec(), changed, recording)
    for start_s in range(0, 50, 5):
        tiles.visible(start_s, start_s + 1.0, 100)
    gate.set()
    changed.wait_until(lambda: tiles.settled(45.0, 46.0, 100))
    assert tiles.visible(45.0, 46.0, 100)
    assert not tiles.settled(10.0, 11.0, 100)
    tiles.close()
    recording.close()


def test_level_under_the_cursor() -> None:
    rate_hz = 48_000
    time_s = np.arange(rate_hz * 4) / rate_hz
    samples = 0.1 * np.sin(2 * np.pi * 3000 * time_s) * (time_s >= 2)
    recording, changed = recording_of(samples.astype(np.float32)), Signal()
    tiles = SpectrogramTiles(NOWHERE, 0, StftSpec(), changed, recording)
    assert tiles.level_db(3.0, 3000.0) is None or tiles.progress > 0
    tiles.visible(0.0, 4.0, 800)
    changed.wait_until(lambda: tiles.settled(0.0, 4.0, 800))
    assert tiles.level_db(3.0, 3000.0) == pytest.approx(-20.0, abs=0.1)
    assert tiles.level_db(1.0, 3000.0) == pytest.approx(-180.0)
    assert tiles.level_db(1.99, 3000.0) == pytest.approx(-180.0)
    assert tiles.level_db(2.02, 3000.0) == pytest.approx(-20.0, abs=0.1)
    assert tiles.level_db(3.0, 24_000.0) is not None
    for outside in ((-0.1, 3000.0), (4.0, 3000.0), (3.0, -1.0), (3.0, 24_001.0)):
        assert tiles.level_db(*outside) is None
    tiles.close()
    recording.close()


def test_sound_that_breaks_off_is_silence_from_there() -> None:
    samples = np.full(96_000, 0.5, np.float32)
    recording = recording_of(samples, breaks_at=48_000)
    power = 10 ** (joined(settled(recording, StftSpec(), (0.0, 2.0, 400))).astype(float) / 10)
    recording.close()
    assert power[:90].max() > 0.1
    assert power[96:].max() < 1e-17


def test_nothing_at_all_is_settled() -> None:
    recording = recording_of(np.zeros((0, 2), np.float32))
    found = settled(recording, StftSpec(), (0.0, 0.002, 100))
    assert all(float(tile.db.max()) == -180.0 for tile in found)
    recording.close()


def test_what_cannot_be_opened_is_said(tmp_path: Path) -> None:
    changed = Signal()
    tiles = SpectrogramTiles(tmp_path / "missing.wav", 0, StftSpec(), changed)
    changed.wait_until(lambda: tiles.problem is not None)
    assert "missing.wav" in str(tiles.problem)
    assert tiles.visible(0.0, 1.0, 100) == []
    assert not tiles.settled(0.0, 1.0, 100)
    tiles.close()


def test_second_opening_reads_the_cache_and_not_the_sound(tmp_path: Path) -> None:
    path = tmp_path / "한글 🎵.wav"
    soundfile.write(path, RNG.standard_normal((480_000, 2)) * 0.1, 48_000)
    disk = DiskCache(tmp_path / "cache")
    first_recording = Recording(lambda: SoundfileReader(path), lambda: "same", disk)
    first = settled(first_recording, StftSpec(), (0.0, 10.0, 500))
    first_recording.close()

    class Deaf(SoundfileReader):
        def read(self, start: int, count: int) -> NDArray[np.float32]:
            raise AssertionError("the sound was read")

    second_recording = Recording(lambda: Deaf(path), lambda: "same", disk)
    second = settled(second_recording, StftSpec(), (0.0, 10.0, 500))
    second_recording.close()
    assert np.array_equal(joined(first), joined(second))


def test_views_of_one_file_share_one_pass(tmp_path: Path) -> None:
    path = tmp_path / "tone.wav"
    soundfile.write(path, np.zeros(48_000), 48_000)
    before = threading.active_count()
    views = [SpectrogramTiles(path, 0, StftSpec(), Signal()) for _ in range(3)]
    other = SpectrogramTiles(path, 0, StftSpec(n_fft=512), Signal())
    assert threading.active_count() - before <= 1 + 3
    keys = []
    for view in (*views, other):
        changed = Signal()
        view._recording.listen(changed)
        view.visible(0.0, 1.0, 200)
        changed.wait_until(lambda view=view: view.settled(0.0, 1.0, 200))
        keys.append(tuple(tile.key for tile in view.visible(0.0, 1.0, 200)))
    assert keys[0] == keys[1] == keys[2] != keys[3]
    for view in (*views, other):
        view.close()
        view.close()


def test_close_ends_a_survey_in_the_middle() -> None:
    samples = np.zeros(48_000 * 3600, np.float32)
    recording, changed = recording_of(samples), Signal()
    tiles = SpectrogramTiles(NOWHERE, 0, StftSpec(), changed, recording)
    tiles.visible(0.0, 3600.0, 1000)
    changed.wait_until(lambda: tiles.progress > 0)
    tiles.close()
    recording.close()
    assert tiles.progress < 1.0
    assert tiles.visible(0.0, 3600.0, 1000) == []
