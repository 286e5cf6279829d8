"""Published AST checkpoints in both layouts: the same weights give what Hugging Face's library gives."""

from pathlib import Path
from typing import Any

import pytest
import torch

from core.errors import ModelError
from core.models.ast import AstTagger
from core.models.ast_weights import is_ast, renamed, settings_of
from core.models.checkpoint import read_tensors
from core.models.weights import fit
from tests.core.models import hugging_face

STRIDES = {10: {"frequency_stride": 10, "time_stride": 10}, 16: {"frequency_stride": 16, "time_stride": 16}}


def _gap(ours: AstTagger, theirs: torch.nn.Module) -> float:
    features = torch.randn(2, 1024, 128, generator=torch.Generator().manual_seed(2)) * 0.5
    with torch.no_grad():
        expected = theirs(features)
        tokens = ours.v(features)
        hidden = theirs.audio_spectrogram_transformer(features).last_hidden_state  # type: ignore[operator]
        gaps = [(tokens - hidden).abs().max(), (ours(features).weak - expected.logits.sigmoid()).abs().max(),
                (ours.mlp_head((tokens[:, 0] + tokens[:, 1]) / 2) - expected.logits).abs().max()]
    return max(float(gap) for gap in gaps)


@pytest.mark.parametrize("stride", [10, 16])
@pytest.mark.parametrize("layout", ["authors", "hugging face"])
def test_the_arithmetic_is_that_of_hugging_face(tmp_path: Path, layout: str, stride: int) -> None:
    theirs = hugging_face.build(7, **hugging_face.SMALL, **STRIDES[stride])
    if layout == "authors":
        path = tmp_path / "audioset_0.4593.pth"
        torch.save(hugging_face.authors_layout(theirs), path)
    else:
        path = hugging_face.save(theirs, tmp_path)
    tensors = renamed(read_tensors(path))
    settings = settings_of(tensors, path)
    assert settings == {"dim": 128, "depth": 2, "heads": 2, "patch": 16, "stride": stride}
    ours = AstTagger(7, **settings).eval()
    fit(ours, tensors, path, "an AST")
    assert _gap(ours, theirs) < 1e-4


def test_the_published_size_is_called_base() -> None:
    with torch.device("meta"):
        tensors = AstTagger(527).state_dict()
    assert settings_of(tensors, Path("x")) == {"size": "base"}


def test_names_without_several_devices_and_of_the_bare_model_are_known_too() -> None:
    theirs = hugging_face.build(3, **hugging_face.SMALL)
    plain = {name.removeprefix("module."): value for name, value in hugging_face.authors_layout(theirs).items()}
    assert is_ast(plain)
    assert not any(name.startswith("v.head") for name in renamed(plain))
    assert not is_ast({"features.0.0.weight": torch.zeros(1)})


@pytest.mark.parametrize(("change", "message"), [
    ({"v.pos_embed": None}, "lacks patches or places"),
    ({"v.pos_embed": torch.zeros(1, 1000, 128)}, "998 places for patches, which no cut"),
])
def test_weights_of_another_cut_are_refused(change: dict[str, Any], message: str) -> None:
    with torch.device("meta"):
        tensors = dict(AstTagger(3, dim=128, depth=1, heads=2).state_dict())
    tensors.update(change)
    with pytest.raises(ModelError, match=message):
        settings_of({name: value for name, value in tensors.items() if value is not None}, Path("x.pth"))
