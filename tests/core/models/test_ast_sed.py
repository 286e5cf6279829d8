"""AST and AST-SED: the sizes and steps that the paper's layers give, and what each part may see."""

import pytest
import torch

from core.errors import ModelError
from core.models.ast import AstTagger
from core.models.ast_layers import SIZES, Backbone
from core.models.ast_sed import AstSed

TINY = {"dim": 16, "depth": 2, "heads": 2}


def _count(module: torch.nn.Module | None) -> int:
    return 0 if module is None else sum(values.numel() for values in module.parameters())


def test_base_has_the_papers_weights() -> None:
    with torch.device("meta"):
        network = AstSed(10)
        whole = Backbone(SIZES["base"])
    assert _count(network) - _count(network.v) == 31_904_266
    assert _count(network.frequency) == 14_174_208
    assert _count(network.recurrent) == 17_713_152
    assert _count(network.v) == 72_009_984
    assert _count(whole) == 86_187_264
    assert SIZES["base"].rows * SIZES["base"].columns == 1212


def test_small_can_be_trained_by_two_cores() -> None:
    assert _count(AstSed(50, size="small")) <= 12_000_000
    assert (SIZES["small"].rows, SIZES["small"].columns) == (8, 64)


def test_features_of_ten_seconds_are_filled_up_and_silence_is_not_padding() -> None:
    features = AstSed(10, **TINY).features(torch.zeros(1, 160_000))
    assert features.shape == (1, 1024, 128)
    assert features[0, 997, 5].item() == pytest.approx(-1.2776, abs=1e-4)
    assert features[0, 998, 5].item() == pytest.approx(0.46703, abs=1e-5)


@pytest.mark.parametrize(("fte", "lgd", "upsample", "steps", "frame_s"), [
    (False, False, 10, 100, 0.1), (True, False, 10, 100, 0.1), (False, True, 10, 1000, 0.01),
    (True, True, 10, 1000, 0.01), (True, True, 5, 500, 0.02), (True, True, 2, 200, 0.05), (True, True, 1, 100, 0.1)])
def test_the_four_rows_of_the_ablation(fte: bool, lgd: bool, upsample: int, steps: int, frame_s: float) -> None:
    network = AstSed(3, fte=fte, lgd=lgd, upsample=upsample, **TINY).eval()
    output = network(torch.randn(1, 1024, 128))
    assert output.strong.shape == (1, steps, 3)
    assert output.weak.shape == (1, 3)
    assert network.frame_s == pytest.approx(frame_s)
    assert (network.frequency is not None) == fte


@pytest.mark.parametrize("pooling", ["linear_softmax", "max", "mean", "exp_softmax", "attention"])
def test_every_pooling_has_a_gradient(pooling: str) -> None:
    network = AstSed(3, pooling=pooling, size="small", **TINY)
    network.detect(torch.randn(2, 160_000) * 0.1).weak.sum().backward()
    assert network.v.patch_embed.proj.weight.grad is not None
    assert bool(network.v.patch_embed.proj.weight.grad.any())


def test_steps_stand_for_the_sound_alone_whatever_its_length() -> None:
    network = AstSed(3, size="small", **TINY).eval()
    with torch.no_grad():
        for samples in (1, 399, 16_000, 160_000, 170_001, 400_000):
            steps = network.detect(torch.randn(1, samples)).strong.shape[1]
            assert steps == -(-samples // 512)  # a step is 32 ms


def test_each_moment_is_encoded_by_itself() -> None:
    encoder = AstSed(3, **TINY).frequency
    assert encoder is not None
    grid = torch.randn(1, 12, 101, 16)
    changed = grid.clone()
    changed[:, :, 40] += 1.0
    moved = (encoder(grid) - encoder(changed)).abs().amax(-1)[0] > 0
    assert moved.nonzero().flatten().tolist() == [40]


def test_a_step_is_repeated_as_nearest_neighbour_interpolation_does() -> None:
    moments = torch.randn(1, 7, 4)
    nearest = torch.nn.functional.interpolate(moments.transpose(1, 2), scale_factor=5, mode="nearest").transpose(1, 2)
    assert torch.equal(moments.repeat_interleave(5, dim=1), nearest)


def test_places_are_as_learned_at_the_usual_length_and_fit_any_other() -> None:
    backbone = AstTagger(3, **TINY).v
    assert backbone._places(101) is backbone.pos_embed
    shorter, longer = backbone._places(50), backbone._places(202)
    assert torch.equal(shorter[0, 2 : 2 + 50], backbone.pos_embed[0, 2 : 2 + 50])
    assert torch.equal(shorter[0, 2 + 50 : 2 + 100], backbone.pos_embed[0, 2 + 101 : 2 + 151])
    middle = 2 + 100  # between the places 49 and 50 of the first row, a quarter of the way from 50
    expected = 0.25 * backbone.pos_embed[0, 2 + 49] + 0.75 * backbone.pos_embed[0, 2 + 50]
    assert torch.allclose(longer[0, middle], expected, atol=1e-6)


def test_the_backbone_has_the_names_and_sizes_of_the_taggers() -> None:
    """So an imported AST is a start for it."""
    tagger, network = AstTagger(5, **TINY), AstSed(3, blocks=1, **TINY)
    given = {name: values.shape for name, values in tagger.state_dict().items()}
    own = {f"v.{name}": values.shape for name, values in network.v.state_dict().items()}
    assert own.items() <= given.items()
    assert {name.split(".")[2] for name in own if name.startswith("v.blocks.")} == {"0"}


@pytest.mark.parametrize(("settings", "message"), [
    ({"size": "huge"}, "no AST “huge”"), ({"width": 3}, "no setting “width”"), ({"heads": 5}, "cannot have 5 heads"),
    ({"patch": 200}, "cannot have")])
def test_settings_that_make_no_sense_are_said(settings: dict[str, object], message: str) -> None:
    with pytest.raises(ModelError, match=message):
        AstTagger(3, **settings)  # type: ignore[arg-type]
