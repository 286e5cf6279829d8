"""The plain picture encoder: how fine its maps are, and how little of a picture each place sees."""

import pytest
import torch

from core.errors import ModelError
from core.models.plain_encoder import PlainEncoder


@pytest.mark.parametrize(("coarse", "step_px", "sees_px"), [(False, 16, 31), (True, 32, 63)])
def test_a_place_sees_little_more_than_itself(coarse: bool, step_px: int, sees_px: int) -> None:
    encoder = PlainEncoder(2, coarse).eval()
    for norm in encoder.modules():
        if isinstance(norm, torch.nn.BatchNorm2d):
            norm.bias.data.fill_(50.0)  # nothing is cut off, so each place answers to all that it sees
    picture = torch.rand(1, 3, 224, 224, requires_grad=True)
    maps = encoder(picture)
    assert maps.shape == (1, encoder.channels, 224 // step_px, 224 // step_px)
    middle = maps.shape[-1] // 2
    maps[0, :, middle, middle].sum().backward()
    assert picture.grad is not None
    seen = picture.grad[0].abs().sum(0).nonzero()
    assert (seen.amax(0) - seen.amin(0) + 1).tolist() == [sees_px, sees_px]
    assert seen.float().mean(0).tolist() == pytest.approx([middle * step_px] * 2)


def test_it_says_that_there_is_nothing_to_start_from() -> None:
    with pytest.raises(ModelError, match=r"leave network\.start empty"):
        PlainEncoder(2, coarse=False).start_from({})
