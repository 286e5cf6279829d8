"""SLAVC: the authors' checkpoints give their maps, spectra are SciPy's, finer maps hold the coarse ones."""

from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch

from core.cli import main
from core.errors import ModelError
from core.features.density import DensityFront
from core.models import registry
from core.models.card import WEIGHTS_FILE, Card, write_card
from core.models.checkpoint import read_tensors
from core.models.efficientnet import EfficientNetLite0, dilate
from core.models.importing import Request, import_model
from core.models.resnet import ResNet18
from core.models.slavc import Encoders, Plan, Slavc, from_published
from core.models.weights import save
from tests.core.models.slavc_by_hand import DIM, ByHand, checkpoint, spectra

RATE_HZ = 16_000


def noise(seconds: float, rate_hz: int = RATE_HZ, batch: int = 1) -> np.ndarray:
    return np.random.default_rng(1).normal(0.2, 0.3, (batch, round(seconds * rate_hz)))


@pytest.fixture(scope="module")
def sets() -> tuple[ByHand, ByHand]:
    torch.manual_seed(0)
    return ByHand(), ByHand()


@pytest.mark.parametrize(("rate_hz", "steps"), [(16_000, 200), (22_050, 276), (24_000, 301), (44_100, 554),
                                                (48_000, 603)])
def test_spectra_are_scipys(rate_hz: int, steps: int) -> None:
    sound = noise(3.0, rate_hz, batch=2)
    found = DensityFront(rate_hz)(torch.from_numpy(sound).float())
    assert found.shape == (2, 257, steps)
    assert np.allclose(found.numpy(), spectra(sound, rate_hz), atol=1e-5)


def test_a_gradient_reaches_the_sound() -> None:
    sound = torch.from_numpy(noise(0.05)).requires_grad_()
    assert torch.autograd.gradcheck(DensityFront(RATE_HZ).double(), sound, fast_mode=True, atol=1e-4)


def test_the_authors_checkpoints_give_their_maps(sets: tuple[ByHand, ByHand], tmp_path: Path) -> None:
    path = tmp_path / "latest.pth"
    torch.save(checkpoint(*sets), path)
    made = import_model(Request(path, id="theirs"))
    assert (made.card.task, made.card.architecture) == ("localization", "slavc")
    assert made.card.settings == {"dim": DIM, "momentum": True}
    network = registry.load_locator(registry.entry("theirs"))
    assert isinstance(network, Slavc)
    assert (network.rate_hz, network.picture_px, network.sound_s) == (RATE_HZ, 224, 3.0)
    pictures, sound = torch.rand(2, 3, 224, 224), noise(3.0, batch=2).clip(-1, 1)
    for target, theirs in zip(("online", "momentum"), sets, strict=True):
        network.target = target
        with torch.no_grad():
            ours = network(pictures, torch.from_numpy(sound).float())
            assert ours.shape == (2, 7, 7)
            assert torch.allclose(ours, theirs.map(pictures, sound, RATE_HZ), atol=1e-5)


def test_a_checkpoint_of_several_devices_is_the_same(sets: tuple[ByHand, ByHand], tmp_path: Path) -> None:
    path = tmp_path / "latest.pth"
    torch.save(checkpoint(*sets, prefix="module."), path)
    settings, weights = from_published(read_tensors(path), path)
    assert settings == {"dim": DIM, "momentum": True}
    for place, theirs in zip(("online", "momentum"), sets, strict=True):
        assert all(torch.equal(weights[f"{place}.{name}"], values) for name, values in theirs.weights.items())
    assert len(weights) == 2 * len(sets[0].weights)


def test_what_is_no_whole_checkpoint_is_refused(sets: tuple[ByHand, ByHand], tmp_path: Path) -> None:
    weights = dict(sets[0].weights)
    del weights["audnet.layer2.0.conv1.weight"]
    torch.save(weights, tmp_path / "cut.pth")
    with pytest.raises(ModelError, match=r"is not a whole SLAVC: it has no “online\.audnet\.layer2\.0\.conv1\.weight”"):
        import_model(Request(tmp_path / "cut.pth"))
    torch.save({name: values for name, values in sets[0].weights.items() if "img_proj" not in name},
               tmp_path / "odd.pth")
    with pytest.raises(ModelError, match=r"it has no “img_proj1\.weight”"):
        import_model(Request(tmp_path / "odd.pth"))


def test_sizes_are_the_papers() -> None:
    encoders = Encoders(Plan())
    counted = {name: sum(values.numel() for values in part.parameters()) for name, part in encoders.named_children()}
    assert counted == {"imgnet": 11_176_512, "audnet": 11_170_240, "img_dropout": 0, "img_proj1": 262_656,
                       "img_proj2": 262_656, "aud_proj1": 262_656, "aud_proj2": 262_656}


def test_it_begins_as_the_authors_code_begins() -> None:
    torch.manual_seed(0)
    encoders = Encoders(Plan())
    weights = {name: values.detach() for name, values in encoders.named_parameters()}
    assert weights["aud_proj1.weight"].std() == pytest.approx(0.01, rel=0.02)
    assert weights["img_proj2.weight"].std() == pytest.approx((2 / 512) ** 0.5, rel=0.02)
    assert weights["audnet.layer3.0.conv1.weight"].std() == pytest.approx((2 / (256 * 9)) ** 0.5, rel=0.02)
    assert weights["audnet.layer4.1.bn2.weight"].std() == pytest.approx(0.02, rel=0.1)
    assert weights["audnet.layer4.1.bn2.weight"].mean() == pytest.approx(1.0, abs=0.01)
    assert not weights["audnet.layer4.1.bn2.bias"].any()


@pytest.mark.parametrize(("coarse", "fine"), [
    (ResNet18(), ResNet18(dilated=True)), (EfficientNetLite0(), EfficientNetLite0())])
def test_every_second_place_of_the_fine_map_is_the_coarse_map(coarse: torch.nn.Module, fine: torch.nn.Module) -> None:
    if isinstance(fine, EfficientNetLite0):
        dilate(fine)
    fine.load_state_dict(coarse.state_dict())
    picture = torch.rand(1, 3, 224, 224)
    with torch.no_grad():
        found, held = fine.eval()(picture), coarse.eval()(picture)
    assert found.shape[2:] == (14, 14)
    assert torch.allclose(found[:, :, ::2, ::2], held, atol=1e-5 * float(held.abs().max()))


def test_dropout_is_for_training_alone() -> None:
    network = Slavc("efficientnet-lite0", dim=8)
    picture = torch.rand(2, 3, 224, 224)
    with torch.no_grad():
        assert torch.equal(network.eval().sight(picture), network.sight(picture))
        network.train()
        network.online.imgnet.eval()
        assert not torch.equal(network.sight(picture), network.sight(picture))
    assert network.online.img_dropout.p == 0.9


def test_short_sound_is_repeated_and_none_is_silence() -> None:
    network = Slavc("efficientnet-lite0", dim=8).eval()
    third = torch.from_numpy(noise(1.0)).float()
    with torch.no_grad():
        assert torch.equal(network.hearing(third), network.hearing(third.repeat(1, 3)))
        assert torch.equal(network.hearing(third[:, :0]), network.hearing(torch.zeros(1, 3 * RATE_HZ)))
        assert torch.equal(network.hearing(3 * third), network.hearing((3 * third).clamp(-1, 1)))


def test_the_object_map_is_that_of_a_frozen_encoder() -> None:
    network = Slavc("efficientnet-lite0", grid=14, dim=8, prior=True).train()
    picture = torch.rand(1, 3, 224, 224)
    found = network.object_map(picture)
    assert found is not None
    assert found.shape == (1, 14, 14)
    assert not found.requires_grad
    assert torch.equal(found, network.object_map(picture))
    assert Slavc("efficientnet-lite0", dim=8).object_map(picture) is None


def test_settings_that_cannot_be_are_refused() -> None:
    for settings in ({"encoder": "vgg"}, {"grid": 9}, {"heads": 3}):
        with pytest.raises(ModelError):
            Slavc(**settings)  # type: ignore[arg-type]


def test_commands_for_sound_refuse_a_model_for_pictures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = _kept(tmp_path)
    sentence = "“seer” finds where in a picture a sound comes from, not which sounds there are"
    with pytest.raises(ModelError, match=sentence):
        registry.load(found)
    sound = tmp_path / "a.wav"
    soundfile.write(sound, noise(1.0)[0], RATE_HZ)
    assert main(["detect", str(sound), "-o", str(tmp_path / "out"), "--model", "seer"]) == 2
    assert sentence in capsys.readouterr().err
    assert main(["models", "check", "seer"]) == 0
    assert capsys.readouterr().out == "seer: whole\n"
    with pytest.raises(ModelError, match="not where in a picture they come from"):
        registry.load_locator(registry.entry("listener"))


def _kept(tmp_path: Path) -> registry.Entry:
    network = Slavc("efficientnet-lite0", dim=8)
    folder = tmp_path / "seer"
    folder.mkdir()
    save(network, folder / WEIGHTS_FILE)
    write_card(folder, Card(
        id="seer", title="Seer", task="localization", architecture="slavc", classes=(), licence="CC0-1.0",
        settings={"encoder": "efficientnet-lite0", "dim": 8}, sha256=registry.sha256(folder / WEIGHTS_FILE),
        parameters=sum(values.numel() for values in network.parameters())))
    import_model(Request(folder))
    return registry.entry("seer")
