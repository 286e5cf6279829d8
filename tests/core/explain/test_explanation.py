"""Maps sit on the evidence in seconds and Hz; networks are left as they were found; odd sound is answered."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from core.errors import AuralensError, Cancelled, ModelError, UsageError
from core.explain.explanation import METHODS, explain, kept_score
from core.explain.heat_map import HeatMap, Target
from core.explain.refined_mask import refining_of
from core.explain.stretch import Stretch
from core.models.crnn import Crnn
from core.models.detector import Output
from core.models.foreign import ForeignTagger
from core.models.scene import SceneNet
from core.progress import Silent
from tests.core.explain.listener import RATE_HZ, Listener, bands_of
from tests.core.explain.tone_listener import BAND, ToneListener

TONE_HZ, FROM_S, TO_S = (1 + BAND) * 100.0, 1.0, 1.4
QUICK = {"gradients": {"steps": 8}, "occlusion": {"rows": 8, "cell_s": 0.2}, "refined": {"steps": 12}}
FAMILY = ["gradcam", "gradcam++", "hirescam", "layercam"]


def sound(tone_hz: float = TONE_HZ) -> Stretch:
    """Two seconds of noise; a tone in 0.4 of them, and another that no class knows before it."""
    times_s = np.arange(2 * RATE_HZ) / RATE_HZ
    inside = (times_s >= FROM_S) & (times_s < TO_S)
    other = (times_s >= 0.2) & (times_s < 0.8)
    noise = 0.001 * np.random.default_rng(0).standard_normal(len(times_s))
    samples = noise + 0.3 * inside * np.sin(2 * np.pi * tone_hz * times_s) + 0.3 * other * np.sin(
        2 * np.pi * 2000 * times_s)
    return Stretch(10.0, 2.0, samples.astype(np.float32))


def share_on_the_tone(found: HeatMap) -> float:
    times_s, hz = found.times_s[:, None], found.frequencies_hz[None, :]
    near = (times_s > 10 + FROM_S - 0.15) & (times_s < 10 + TO_S + 0.15) & (np.abs(hz - TONE_HZ) < 350)
    return float(found.values[near].sum() / found.values.sum())


@pytest.mark.parametrize("method", list(METHODS))
def test_the_map_sits_on_the_tone_that_is_the_evidence(method: str) -> None:
    network = ToneListener()
    found = explain(network, sound(), Target(0), method, **QUICK.get(method, {}))
    when, which = np.unravel_index(found.values.argmax(), found.values.shape)
    assert 10 + FROM_S - 0.1 < found.times_s[when] < 10 + TO_S + 0.1
    assert abs(found.frequencies_hz[which] - TONE_HZ) < 200
    assert 0.0 <= found.values.min() <= found.values.max() <= 1.0
    assert (np.diff(found.times_s) > 0).all()
    assert (np.diff(found.frequencies_hz) > 0).all()
    assert found.kind == ("mask" if method == "refined" else "evidence")
    assert found.values.shape == (len(found.times_s), len(found.frequencies_hz))


def test_hires_cam_of_one_band_lies_on_it_alone() -> None:
    assert share_on_the_tone(explain(ToneListener(), sound(), Target(0), "hirescam")) > 0.5


def test_columns_lie_in_the_middle_of_the_frames_they_are_made_of() -> None:
    """Four frames of 10 ms from the start: the middle of the first column is 20 ms."""
    found = explain(ToneListener(), sound(), Target(0))
    assert found.times_s[:2] == pytest.approx([10.02, 10.06], abs=0.006)
    assert found.frequencies_hz[0] == pytest.approx(100.0)


def test_the_score_is_the_probability_and_that_of_frames_their_mean() -> None:
    network, stretch = ToneListener(), sound()
    output = network.detect(torch.from_numpy(stretch.samples)[None])
    assert explain(network, stretch, Target(0)).score == pytest.approx(float(output.weak[0, 0].detach()), abs=1e-6)
    within = explain(network, stretch, Target(0, 11.0, 11.4))
    assert within.score == pytest.approx(float(output.strong[0, 100:140, 0].mean()), abs=1e-3)
    whole = kept_score(network, stretch, stretch.samples, Target(0))
    assert whole == pytest.approx(float(output.weak[0, 0].detach()), abs=1e-6)


def test_frames_are_asked_for_themselves() -> None:
    found = explain(ToneListener(), sound(), Target(0, 10.2, 10.8), "hirescam")
    outside = (found.times_s < 10.15) | (found.times_s > 10.85)
    assert not found.raw[outside].any()


def test_grad_cam_of_the_scene_network_is_its_weights_product() -> None:
    """After the last activation all is linear: the map is the sum of its maps by what the class's weights make."""
    torch.manual_seed(0)
    network = SceneNet(3, widths=(2, 3, 4, 5), wide=6).eval()
    for norm in (network.norm, network.wide_norm, network.judge_norm):
        norm.running_mean.normal_()
        norm.running_var.uniform_(0.5, 2.0)
    samples = (0.1 * np.random.default_rng(0).standard_normal((2, 96_000))).astype(np.float32)
    kept: list[torch.Tensor] = []
    handle = network.activation.register_forward_hook(lambda _module, _given, output: kept.append(output))
    found = explain(network, Stretch(0.0, 2.0, samples), Target(1), layer="fused")
    handle.remove()
    wide = network.wide.weight[:, :, 0, 0] / (network.wide_norm.running_var + 1e-3).sqrt()[:, None]
    judge = network.judge.weight[1, :, 0, 0] / (network.judge_norm.running_var[1] + 1e-3).sqrt()
    by_weights = torch.tensordot(judge @ wide, kept[-1][0], dims=1).T.detach().numpy()
    cells = by_weights.size
    np.testing.assert_allclose(found.raw * cells, by_weights[: len(found.raw)], rtol=1e-3, atol=1e-5)


def test_gradients_add_up_to_the_logit_less_that_of_silence() -> None:
    network, stretch = ToneListener(), sound()
    found = explain(network, stretch, Target(0), "gradients", steps=200)
    logits = [float(network.evidence(network.features(torch.from_numpy(samples)[None])).weak[0, 0])
              for samples in (stretch.samples, 0 * stretch.samples)]
    assert float(found.raw.sum()) == pytest.approx(logits[0] - logits[1], rel=0.01)


@pytest.mark.parametrize("method", list(METHODS))
def test_the_network_is_left_as_it_was_found_even_when_it_is_stopped(method: str) -> None:
    class Stop(Silent):
        def step(self, done: float, total: float | None = None, text: str = "") -> None:
            raise Cancelled

    network = ToneListener().train()
    before = {name: value.clone() for name, value in network.state_dict().items()}
    if method in QUICK:
        with pytest.raises(Cancelled):
            explain(network, sound(), Target(0), method, progress=Stop(), **QUICK[method])
    else:
        explain(network, sound(), Target(0), method)
    assert network.training
    assert all(parameter.requires_grad and parameter.grad is None for parameter in network.parameters())
    assert not network.maps._forward_hooks
    assert all(torch.equal(value, before[name]) for name, value in network.state_dict().items())


def test_hooks_go_when_the_network_fails() -> None:
    class Failing(ToneListener):
        def evidence(self, features: torch.Tensor) -> Output:
            super().evidence(features)
            raise RuntimeError

    network = Failing()
    with pytest.raises(RuntimeError):
        explain(network, sound(), Target(0))
    assert not network.maps._forward_hooks


def test_a_class_that_nothing_speaks_for_has_an_empty_map() -> None:
    found = explain(ToneListener(weight=-1.0), sound(), Target(0))
    assert found.empty
    assert not found.values.any()


@pytest.mark.parametrize("method", list(METHODS))
def test_silence_and_one_frame_are_answered(method: str) -> None:
    silent = Stretch(0.0, 1.0, np.zeros(RATE_HZ, np.float32))
    frame = np.zeros(RATE_HZ, np.float32)
    frame[:80] = 0.1
    for stretch in (silent, Stretch(0.0, 0.01, frame)):
        found = explain(ToneListener(), stretch, Target(0), method, **QUICK.get(method, {}))
        assert np.isfinite(found.values).all()
        assert len(found.times_s) >= 1


@pytest.mark.parametrize("method", FAMILY)
def test_several_channels(method: str) -> None:
    torch.manual_seed(0)
    network = SceneNet(3, widths=(2, 2, 2, 2), wide=4).eval()
    samples = (0.1 * np.random.default_rng(0).standard_normal((2, 96_000))).astype(np.float32)
    found = explain(network, Stretch(0.0, 2.0, samples), Target(0), method)
    assert found.values.shape[1] == 128


def test_what_cannot_be_explained_is_said_in_a_sentence() -> None:
    network, stretch = ToneListener(), sound()
    broken = replace(stretch, samples=np.full(RATE_HZ, np.nan, np.float32))
    with pytest.raises(AuralensError, match="no numbers"):
        explain(network, broken, Target(0))
    with pytest.raises(UsageError, match="no layer"):
        explain(network, stretch, Target(0), layer="none")
    with pytest.raises(UsageError, match="no method"):
        explain(network, stretch, Target(0), "magic")
    with pytest.raises(UsageError, match="no setting"):
        explain(network, stretch, Target(0), steps=3)
    with pytest.raises(UsageError, match="classes 0 to 0"):
        explain(network, stretch, Target(1))
    with pytest.raises(UsageError, match="do not lie"):
        explain(network, stretch, Target(0, 50.0, 60.0))
    with torch.no_grad():
        network.maps.means.weight.fill_(float("nan"))
    with pytest.raises(ModelError, match="damaged"):
        explain(network, stretch, Target(0))


def test_several_layers_are_fused_on_the_finest() -> None:
    torch.manual_seed(0)
    network = Crnn(2, filters=4, units=4).eval()
    times = np.random.default_rng(0).standard_normal(44_100).astype(np.float32) * 0.1
    found = explain(network, Stretch(0.0, 1.0, times), Target(0), "layercam", ["convolution 1", "convolution 2"])
    assert found.layer == "convolution 1+convolution 2"
    assert found.values.shape[1] == 40


class Imported(ForeignTagger):
    """Loud is the class; as an imported graph it gives no gradient and has no bands."""

    def open(self, path: object) -> None:
        raise AssertionError

    def judge(self, clips: torch.Tensor) -> torch.Tensor:
        loud = clips.detach().square().mean(1, keepdim=True).sqrt() * 5
        return torch.cat([loud, 1 - loud], dim=1).clamp(0.01, 0.99)


def test_imported_programs_are_asked_by_occlusion_only() -> None:
    network, stretch = Imported(2, RATE_HZ, 0.2, 0.2), sound()
    found = explain(network, stretch, Target(0, 11.0, 11.4), "occlusion", **QUICK["occlusion"])
    when, which = np.unravel_index(found.values.argmax(), found.values.shape)
    assert 10.9 < found.times_s[when] < 11.5
    assert abs(found.frequencies_hz[which] - TONE_HZ) < 400
    for method in ("gradcam", "gradients", "refined"):
        with pytest.raises(ModelError):
            explain(network, stretch, Target(0), method)


def test_the_refined_mask_keeps_the_class_removes_it_and_tells_on_the_way() -> None:
    network, stretch, shown = ToneListener(weight=20.0), sound(), []  # as sure as a trained one: small masks cost it
    found = explain(network, stretch, Target(0), "refined", shown=shown.append, steps=20)
    assert len(shown) >= 3
    assert all(one.kind == "mask" for one in shown)
    assert share_on_the_tone(found) > 0.1
    when, hz = found.times_s - 10.0, found.frequencies_hz
    inside = found.values[(when > 1.1) & (when < 1.3)][:, np.abs(hz - TONE_HZ) < 120]
    outside = found.values[(when > 0.3) & (when < 0.7)][:, np.abs(hz - 2000) < 250]
    assert inside.mean() > outside.mean() + 0.3
    again = explain(network, stretch, Target(0), "refined", steps=20)
    np.testing.assert_array_equal(found.values, again.values)


def test_cells_are_dearer_for_places_and_what_is_asked_for_counts() -> None:
    tags, places = refining_of(Crnn(2), {}), refining_of(SceneNet(2, widths=(2,), wide=4), {"loud": 1.0})
    assert places.area > tags.area
    assert places.loud == 1.0


def test_what_is_loud_and_tells_nothing_leaves_the_refined_mask_sooner() -> None:
    """The tone at 2 kHz that no class knows: it is as loud as the evidence, and lasts longer."""
    network, stretch = ToneListener(weight=20.0), sound()
    left = []
    for loud in (0.0, 12.0):
        found = explain(network, stretch, Target(0), "refined", steps=4, loud=loud, area=0.0, smooth=0.0)
        when, hz = found.times_s - 10.0, found.frequencies_hz
        left.append(found.values[(when > 0.3) & (when < 0.7)][:, np.abs(hz - 2000) < 250].mean())
    assert left[1] < 0.8 * left[0]


def test_a_listener_without_layers_can_still_be_asked_by_its_features() -> None:
    network = Listener(torch.stack([bands_of(BAND)]))
    assert not explain(network, sound(), Target(0), "gradients", steps=4).empty
    with pytest.raises(ModelError, match="occlusion"):
        explain(network, sound(), Target(0))
