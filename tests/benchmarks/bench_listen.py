"""Explanations against their floors: one pass forward and back, the grad-cam package, a bare product and inverse
transform.

Each floor is measured in the same run, in turn with what stands on it. The grad-cam package is asked where installed.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from unittest import mock

import numpy as np
import torch
from scipy import fft

from core.explain.explanation import explain
from core.explain.heat_map import HeatMap, Target
from core.explain.stretch import Stretch
from core.listen.masking import Masking
from core.listen.projection import mask_on
from core.listen.split import Splitter
from core.models import registry
from core.models.detector import Detector
from core.progress import Silent
from tests.benchmarks.material import RATE_HZ, report, seconds

OVER_PASSES, OVER_PACKAGE, OVER_BARE = 1.15, 2.0, 1.5
MOST_SOUND_S, MOST_REFINED_S, FIRST_RESULT_S = 0.040, 10.0, 1.0
CLIP_S = 10
LABEL = 0


def in_turn(works: list[Callable[[], object]], rounds: int) -> list[float]:
    """The best time of each, taken in turn, so that a busy moment hits all."""
    best = [float("inf")] * len(works)
    for _ in range(rounds):
        best = [min(before, seconds(work)) for before, work in zip(best, works, strict=True)]
    return best


def clip_for(network: Detector) -> Stretch:
    shape = network.sound_shape(1, CLIP_S * network.rate_hz)[1:]
    noise = np.random.default_rng(0).normal(0, 0.1, shape).astype(np.float32)
    return Stretch(0.0, float(CLIP_S), noise)


def passes(network: Detector, stretch: Stretch) -> Callable[[], object]:
    """One forward and one backward, as a training step would do it to the layer that is asked: no more, no less."""
    layer, kept = network.layers()[0], []

    def work() -> None:
        kept.clear()
        hook = layer.module.register_forward_hook(lambda _module, _given, made: kept.append(made.requires_grad_(True)))
        try:
            for parameter in network.parameters():
                parameter.requires_grad_(False)
            with torch.enable_grad():
                with torch.no_grad():
                    features = network.features(torch.from_numpy(stretch.samples)[None])
                logit = network.evidence(features).weak[0, LABEL]
                torch.autograd.grad(logit, kept[0])
        finally:
            hook.remove()

    return work


def package(network: Detector, stretch: Stretch) -> Callable[[], object] | None:
    """The same clip through the same network by the grad-cam package, its features included."""
    for name in ("torchvision", "torchvision.transforms", "torchvision.transforms.functional"):  # only to draw
        sys.modules.setdefault(name, mock.MagicMock())
    try:
        from pytorch_grad_cam import GradCAM
        from pytorch_grad_cam.utils.model_targets import ClassifierOutputTarget
    except ImportError:
        return None

    class Weak(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.network = network

        def forward(self, features: torch.Tensor) -> torch.Tensor:
            return self.network.evidence(features[:, 0]).weak

    layer = network.layers()[0]
    cam = GradCAM(Weak().eval(), [layer.module], reshape_transform=layer.arrange)
    flags = [parameter.requires_grad for parameter in network.parameters()]

    def work() -> None:
        for parameter, flag in zip(network.parameters(), flags, strict=True):
            parameter.requires_grad_(flag)
        with torch.no_grad():
            features = network.features(torch.from_numpy(stretch.samples)[None])
        cam(features[:, None], [ClassifierOutputTarget(LABEL)])

    return work


def grad_cam(name: str, rounds: int) -> None:
    network = registry.load(registry.entry(name))
    stretch = clip_for(network)
    works = [lambda: explain(network, stretch, Target(LABEL)), passes(network, stretch)]
    peer = package(network, stretch)
    explain(network, stretch, Target(LABEL))  # the plane of its features is found once
    ours_s, passes_s, *peer_s = in_turn([*works, *([peer] if peer else [])], rounds)
    report(f"Grad-CAM of {name}, {CLIP_S} s", f"{ours_s * 1e3:.0f} ms", ours_s / passes_s,
           f"forward and backward {passes_s * 1e3:.0f} ms", f"{OVER_PASSES} ×", ours_s <= OVER_PASSES * passes_s)
    if peer_s:
        report(f"Grad-CAM of {name} against the grad-cam package", f"{ours_s * 1e3:.0f} ms", peer_s[0] / ours_s,
               f"grad-cam {peer_s[0] * 1e3:.0f} ms", f"{OVER_PACKAGE} × faster", peer_s[0] >= OVER_PACKAGE * ours_s)
    else:
        print("the grad-cam package is not installed: it was not measured")


def slider(rounds: int) -> None:
    """A new percentile each time, of 10 s stereo at 48 kHz: the mask made, the sound made."""
    rng = np.random.default_rng(0)
    sound = rng.normal(0, 0.1, (CLIP_S * RATE_HZ, 2)).astype(np.float32)
    splitter = Splitter(sound, RATE_HZ)
    found = HeatMap((np.arange(29) + 1) * 16 * 1024 / 48000, np.linspace(20.0, 23000.0, 128),
                    rng.random((29, 128), np.float32), np.zeros((29, 128), np.float32), Target(0), "gradcam", "", 0.5)
    moved = iter(np.linspace(10, 90, 100 * rounds).tolist())
    mask, _ = mask_on(found, splitter.geometry, Masking())

    def move() -> object:
        made, _ = mask_on(found, splitter.geometry, Masking(next(moved), 2.0))
        return splitter.kept(made)

    ours_s, numpy_s, torch_s = in_turn([move, bare_scipy(sound, mask), bare_torch(sound, mask)], rounds)
    bare_s = min(numpy_s, torch_s)
    report("slider to new sound, 10 s stereo 48 kHz", f"{ours_s * 1e3:.1f} ms", ours_s / bare_s,
           f"bare product and inverse: scipy {numpy_s * 1e3:.1f} ms, torch {torch_s * 1e3:.1f} ms",
           f"{OVER_BARE} ×, {MOST_SOUND_S * 1e3:.0f} ms", ours_s <= min(OVER_BARE * bare_s, MOST_SOUND_S))


def bare_scipy(sound: np.ndarray, mask: np.ndarray) -> Callable[[], object]:
    """Product, inverse transform, window, overlap-add; nothing else."""
    count = len(mask)
    frames = np.stack([np.lib.stride_tricks.sliding_window_view(np.pad(one, 2048), 2048)[: 1024 * count : 1024]
                       for one in sound.T])
    window = np.hanning(2049)[:-1].astype(np.float32)
    spectra = fft.rfft(frames * window, axis=-1)

    def work() -> object:
        pieces = fft.irfft(spectra * mask, axis=-1, workers=2) * window
        return pieces[:, :-1, 1024:] + pieces[:, 1:, :1024]

    return work


def bare_torch(sound: np.ndarray, mask: np.ndarray) -> Callable[[], object]:
    window = torch.hann_window(2048)
    spectra = torch.stft(torch.from_numpy(sound.T.copy()), 2048, 1024, window=window, return_complex=True)
    shares = torch.from_numpy(mask[: spectra.shape[-1]].T.copy())
    return lambda: torch.istft(spectra * shares, 2048, 1024, window=window, length=len(sound))


def refined(name: str) -> None:
    network = registry.load(registry.entry(name))
    stretch = clip_for(network)
    explain(network, stretch, Target(LABEL))
    start, shown_at = time.perf_counter(), []
    explain(network, stretch, Target(LABEL), "refined", progress=Silent(),
            shown=lambda _found: shown_at.append(time.perf_counter() - start))
    taken_s = time.perf_counter() - start
    report(f"refined mask of {name}, {CLIP_S} s", f"{taken_s:.1f} s", None, "none", f"{MOST_REFINED_S:g} s",
           taken_s <= MOST_REFINED_S)
    first_s = shown_at[0] if shown_at else taken_s
    report(f"refined mask of {name}, first result", f"{first_s:.2f} s", None, "none", f"{FIRST_RESULT_S:g} s",
           first_s <= FIRST_RESULT_S)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--models", nargs="+", default=["listener", "crnn", "ast-sed-small"])
    arguments = parser.parse_args()
    slider(arguments.rounds)
    for name in arguments.models:
        grad_cam(name, arguments.rounds)
    for name in arguments.models:
        refined(name)


if __name__ == "__main__":
    main()
