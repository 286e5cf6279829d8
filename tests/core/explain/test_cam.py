"""The formulas on maps so small that they are computed by hand."""

import numpy as np
import pytest
import torch

from core.explain.cam import FORMULAS, grad_cam, grad_cam_plus_plus, hires_cam, layer_cam, scaled

MAPS = torch.tensor([[[1.0, 2.0]], [[3.0, 0.0]]])  # two channels of one row and two columns
GRADIENTS = torch.tensor([[[1.0, 3.0]], [[-1.0, 0.0]]])


def test_grad_cam_weighs_channels_by_their_mean_slope() -> None:
    assert grad_cam(MAPS, GRADIENTS).tolist() == [[2 * 1 - 0.5 * 3, 2 * 2]]


def test_hires_cam_is_the_sum_of_value_times_slope() -> None:
    assert hires_cam(MAPS, GRADIENTS).tolist() == [[1 * 1 - 3 * 1, 2 * 3]]


def test_layer_cam_leaves_negative_slopes_out() -> None:
    assert layer_cam(MAPS, GRADIENTS).tolist() == [[1.0, 6.0]]


def test_grad_cam_plus_plus_by_hand() -> None:
    """First channel: sums to 3, shares 1 / (2 + 3) and 9 / (18 + 81), weight 1/5 + 3/11; the second one has none."""
    weight = 1 / 5 + 3 * 9 / 99
    torch.testing.assert_close(grad_cam_plus_plus(MAPS, GRADIENTS), torch.tensor([[weight, 2 * weight]]))


@pytest.mark.parametrize("method", list(FORMULAS))
def test_where_nothing_moves_there_is_no_evidence_and_no_division_by_nothing(method: str) -> None:
    found = FORMULAS[method](MAPS, torch.zeros_like(MAPS)).numpy()
    assert not scaled(found).any()
    assert np.isfinite(scaled(found)).all()


def test_hires_cam_is_grad_cam_where_slopes_are_the_same_everywhere() -> None:
    random = torch.Generator().manual_seed(0)
    maps = torch.randn(5, 4, 6, generator=random)
    slopes = torch.randn(5, 1, 1, generator=random).expand(5, 4, 6)
    torch.testing.assert_close(grad_cam(maps, slopes), hires_cam(maps, slopes))


def test_scaling() -> None:
    raw = np.array([[-1.0, 1.0], [2.0, 5.0]], np.float32)
    assert scaled(raw).tolist() == pytest.approx(np.array([[0.0, 0.2], [0.4, 1.0]], np.float32))
    positive = raw + 2.0
    assert scaled(positive)[0, 0] == 0.0
    assert scaled(positive, "max")[0, 0] == pytest.approx(1 / 7)
    assert scaled(np.full((2, 2), 3.0, np.float32)).tolist() == [[1.0, 1.0], [1.0, 1.0]]
    assert not scaled(np.full((2, 2), -3.0, np.float32)).any()
