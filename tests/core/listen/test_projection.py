"""From a map to the cells of a spectrum: coordinates, the mel partition, no stretching."""

import librosa
import numpy as np
import pytest

from core.errors import ModelError
from core.features.mel import mel_edges_hz
from core.listen.geometry import Geometry
from core.listen.masking import Masking
from core.listen.projection import mask_on, projected, straight, threshold
from tests.core.listen.maps import heat_map, random_map

TEN_S = Geometry(480_000, 48_000)


def test_mel_centres_are_those_of_the_specification() -> None:
    centres = random_map().frequencies_hz
    np.testing.assert_allclose(centres[:3], [19.606, 39.762, 60.482], atol=5e-4)
    assert centres[-1] == pytest.approx(23327.03, abs=0.01)
    assert centres[63] < 3450 < centres[64]


def test_frequency_runs_as_the_filter_bank_parts_it() -> None:
    """Held to librosa's triangles of unit height: W M / sum W."""
    found = random_map()
    weights = librosa.filters.mel(sr=48000, n_fft=2048, n_mels=128, fmin=0, fmax=24000, htk=True, norm=None)
    sums = weights.sum(axis=0)
    inside = (TEN_S.frequencies_hz >= found.frequencies_hz[0]) & (TEN_S.frequencies_hz <= found.frequencies_hz[-1])
    np.testing.assert_allclose(sums[inside], 1.0, atol=1e-5)
    assert (~inside).sum() == 1 + 29
    covered = sums > 1e-6
    assert list(np.flatnonzero(~covered)) == [0, 1024]
    expected = (found.values @ weights)[:, covered] / sums[covered]
    at_columns = Geometry(480_000, 48_000, float(found.times_s[0]))
    rows = straight(found.values, found.frequencies_hz, at_columns.frequencies_hz, 1)
    np.testing.assert_allclose(rows[:, covered], expected, atol=2e-5)
    np.testing.assert_allclose(rows[:, 0], found.values[:, 0], atol=1e-6)  # held at the ends
    np.testing.assert_allclose(rows[:, 1024], found.values[:, -1], atol=1e-6)


def test_columns_lie_where_the_network_saw_them() -> None:
    """Column j on STFT frame 16 j + 16, between them straight, held before the first and after the last."""
    found = random_map()
    on_grid = projected(found, TEN_S)
    rows = straight(found.values, found.frequencies_hz, TEN_S.frequencies_hz, 1)
    for column in range(29):
        np.testing.assert_allclose(on_grid[16 * column + 16], rows[column], atol=1e-5)
    np.testing.assert_allclose(on_grid[20], 0.75 * rows[0] + 0.25 * rows[1], atol=1e-5)
    np.testing.assert_allclose(on_grid[:16], np.repeat(rows[:1], 16, axis=0), atol=1e-6)
    np.testing.assert_allclose(on_grid[464:], np.repeat(rows[-1:], 6, axis=0), atol=1e-6)


def test_a_tone_stays_where_it_is_on_the_recordings_clock() -> None:
    values = np.zeros((29, 128))
    values[9, 64] = 1.0  # 3.41 s and 3516 Hz
    geometry = Geometry(480_000, 48_000, 1.0)
    on_grid = projected(heat_map(values), geometry)
    frame, bin_ = np.unravel_index(on_grid.argmax(), on_grid.shape)
    assert geometry.times_s[frame] == pytest.approx(10 * 0.341333, abs=geometry.hop / 48000)
    assert geometry.frequencies_hz[bin_] == pytest.approx(mel_edges_hz(128, 0, 24000, htk=True)[65], abs=24)


@pytest.mark.parametrize("shape", [(1, 128), (29, 1), (1, 1)])
def test_one_column_or_one_row_holds_everywhere(shape: tuple[int, int]) -> None:
    values = np.full(shape, 0.7)
    frequencies_hz = np.array([1000.0]) if shape[1] == 1 else None
    np.testing.assert_allclose(projected(heat_map(values, frequencies_hz=frequencies_hz), TEN_S), 0.7, atol=1e-6)


def test_theta_is_the_percentile_of_the_chosen_grid() -> None:
    found = random_map()
    times_s = TEN_S.times_s[:469]
    each = {"map": found.values, "frames": np.stack([np.interp(times_s, found.times_s, row) for row in found.values.T]),
            "linear": projected(found, TEN_S)[:469]}
    for grid, cells in each.items():
        for percentile in (0.0, 12.5, 75.0, 99.99, 100.0):
            masking = Masking(percentile, delta=3.0, grid=grid)  # type: ignore[arg-type]
            mask, theta = mask_on(found, TEN_S, masking)
            wanted = max(float(np.percentile(cells, percentile)), 0.005)
            assert theta == pytest.approx(wanted, abs=1e-6)
            assert threshold(found, TEN_S, masking).rule == ("percentile" if wanted > 0.005 else "floor")
            assert mask.shape == (470, 1025)


def test_a_map_that_is_nothing_keeps_nothing() -> None:
    for masking in (Masking(), Masking(hard=True), Masking(0.0), Masking(grid="linear")):
        mask, _ = mask_on(heat_map(np.zeros((29, 128))), TEN_S, masking)
        assert not mask.any()
        assert threshold(heat_map(np.zeros((29, 128))), TEN_S, masking).rule == "nothing"


def test_a_mask_passes_as_it_is() -> None:
    times_s, frequencies_hz = TEN_S.times_s, TEN_S.frequencies_hz
    values = np.random.default_rng(0).random((470, 1025)).astype(np.float32)
    found = heat_map(values, times_s, frequencies_hz, kind="mask")
    mask, theta = mask_on(found, TEN_S, Masking(90.0, 3.0))
    np.testing.assert_allclose(mask, values, atol=1e-6)
    assert theta == 0.5
    assert threshold(found, TEN_S, Masking()).rule == "mask"
    np.testing.assert_array_equal(mask_on(found, TEN_S, Masking(hard=True))[0], values >= 0.5)


def test_what_is_no_number_is_refused() -> None:
    values = np.full((29, 128), np.nan)
    with pytest.raises(ModelError, match="no numbers"):
        projected(heat_map(values), TEN_S)


def test_cells_above_half_the_rate_set_no_threshold() -> None:
    """A network for 48 kHz over a recording of 8 kHz: what lies above 4 kHz is hot, and holds nothing."""
    values = np.full((29, 128), 0.9)
    below = heat_map(values).frequencies_hz < 4000
    values[:, below] = np.linspace(0.1, 0.5, int(below.sum()))
    found, geometry = heat_map(values), Geometry(80_000, 8_000)
    for grid in ("map", "frames"):
        assert threshold(found, geometry, Masking(grid=grid)).theta == pytest.approx(0.4, abs=0.002)  # of 0.1 to 0.5
    assert (mask_on(found, geometry, Masking())[0] > 0.5).mean() > 0.2
    assert threshold(found, TEN_S, Masking()).theta == pytest.approx(0.9)
