import numpy as np
import pytest

from desktop.player.channels import mix_matrix, pick_matrix, route


def test_mono_is_on_both_sides_and_stereo_as_it_is() -> None:
    mono = np.array([[0.25], [-0.5]], np.float32)
    assert route(mono, mix_matrix(1, 2)).tolist() == [[0.25, 0.25], [-0.5, -0.5]]
    stereo = np.array([[0.1, 0.2]], np.float32)
    assert route(stereo, mix_matrix(2, 2)) is stereo


@pytest.mark.parametrize("channels", range(3, 17))
def test_many_channels_keep_their_mean_energy_and_none_is_lost(channels: int) -> None:
    matrix = mix_matrix(channels, 2)
    assert (matrix**2).sum(axis=0) == pytest.approx([1.0, 1.0])
    assert (matrix.sum(axis=1) > 0).all()
    noise = np.random.default_rng(3).standard_normal((100_000, channels)).astype(np.float32)
    heard = route(noise, matrix)
    assert (heard**2).mean(axis=0) == pytest.approx([1.0, 1.0], rel=0.03)


def test_five_and_one() -> None:
    """Left: front and surround left whole, centre and low at half their energy, all scaled to unit energy (3)."""
    whole, half = 1 / np.sqrt(3), 1 / np.sqrt(6)
    assert mix_matrix(6, 2)[:, 0] == pytest.approx([whole, 0, half, half, whole, 0])


@pytest.mark.parametrize("channels", [1, 2, 7])
def test_one_loudspeaker_gets_the_mean(channels: int) -> None:
    block = np.random.default_rng(4).standard_normal((50, channels)).astype(np.float32)
    assert route(block, mix_matrix(channels, 1))[:, 0] == pytest.approx(block.mean(axis=1), abs=1e-6)


def test_one_channel_alone() -> None:
    block = np.array([[1, 2, 3], [4, 5, 6]], np.float32)
    assert route(block, pick_matrix(3, 2, 2)).tolist() == [[3, 3], [6, 6]]
    assert route(block[:, :2], pick_matrix(2, 2, 0)).tolist() == [[1, 1], [4, 4]]
