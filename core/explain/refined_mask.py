"""A mask optimised for one sound: what it keeps stays the class, what it removes no longer is, and it is small.

A mask that is free in every cell would learn to fool the model it is made for. So cells are few and smooth, and each
step hears the two sounds a little shifted and with noise where they were silenced. And what is loud must be worth it:
a hum that tells a model nothing costs it nothing either, but would be most of what is heard.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch.nn import functional

from core.explain.feature_plane import check_gradient, sound_of
from core.explain.placed import Placed
from core.explain.sound_mask import SoundMask

if TYPE_CHECKING:
    from core.explain.evidence import Question
    from core.explain.stretch import Stretch
    from core.models.detector import Detector
    from core.progress import Progress

STEEP, BEGIN_SHARE = 6.0, 0.75  # of the first mask: this much of Grad-CAM's map is below one half
SHIFT_S = 0.02  # the sound moves by so much at most
SILENCE = 1e-12  # of an amplitude
QUIETEST_DB = -65.0  # of the noise, under the level of the sound


@dataclass(frozen=True, slots=True)
class Refining:
    """What the mask is asked to be. Weights are of the parts of what is made small."""

    steps: int = 14
    rate: float = 0.6
    start: str = "hirescam"  # the method whose map it starts from
    cell_s: float = 0.08
    rows: int = 32
    keep: float = 1.0
    remove: float = 1.0
    area: float = 12.0
    loud: float = 12.0  # as area, but each cell counts by the amplitude in it
    smooth: float = 0.5
    sharp: float = 3.0  # how much steeper the mask is in the end than in the beginning
    margin: float = 1.0  # the logit of what is kept should be higher than that of the whole by this
    low: float = -4.0  # the logit that what is removed need not fall below
    noise_db: float = -40.0  # the loudest noise, under the level of the sound
    seed: int = 0


# Everything in a place speaks for it a little, so a cell must be worth more to stay; of a single sound that would leave
# too little for another model to know it by.
OF_PLACES: Mapping[str, Any] = {"area": 24.0, "loud": 24.0}


def refining_of(network: Detector, settings: Mapping[str, Any]) -> Refining:
    return Refining(**{**(OF_PLACES if network.one_of_many else {}), **settings})


def refined_mask(asked: Question, stretch: Stretch, first: Placed | None, progress: Progress, refining: Refining,
                 shown: Callable[[Placed], None] | None = None) -> Placed:
    """`first` is the map it starts from, None where the model has none. `shown` is given masks on the way."""
    network = asked.network
    sound = sound_of(network, stretch.samples)
    cells = SoundMask(sound, network.rate_hz, stretch.duration_s, refining.cell_s, refining.rows)
    logits = _begin(cells, stretch, first).requires_grad_(True)
    if first is not None and shown is not None:  # at once: what it starts from
        shown(_placed(cells, stretch, logits, first.score))
    with torch.no_grad():
        whole, score = asked.logit_and_score(network.features(sound))
    loudness = _loudness(cells)
    aim = float(whole) + refining.margin
    disturb = _Disturbance(sound, network.rate_hz, refining)
    optimiser = torch.optim.Adam([logits], lr=refining.rate, betas=(0.8, 0.95))
    if first is None and shown is not None:
        shown(_placed(cells, stretch, logits, score))
    for step in range(refining.steps):
        progress.step(step, refining.steps)
        mask = torch.sigmoid(_gain(refining, step) * logits)
        kept = cells.kept(mask[None])
        judged = asked.logits(network.features(disturb(torch.cat([kept, sound - kept]))))
        check_gradient(judged)
        size = refining.area * mask.mean() + refining.loud * (mask * loudness).sum()
        loss = (refining.keep * functional.softplus(aim - judged[0])
                + refining.remove * functional.softplus(judged[1] - refining.low)
                + size + refining.smooth * _variation(mask))
        (logits.grad,) = torch.autograd.grad(loss, [logits])
        optimiser.step()
        for group in optimiser.param_groups:
            group["lr"] = refining.rate * (1.0 - 0.8 * (step + 1) / refining.steps)
        if shown is not None and (step & (step + 1)) == 0:  # after 1, 2, 4, 8 … steps
            shown(_placed(cells, stretch, _gain(refining, step) * logits, score))
    return _placed(cells, stretch, refining.sharp * logits, score)


def _gain(refining: Refining, step: int) -> float:
    return 1.0 + (refining.sharp - 1.0) * (step + 1) / refining.steps


def _begin(cells: SoundMask, stretch: Stretch, first: Placed | None) -> torch.Tensor:
    if first is None or not float(first.raw.max()) > 0.0:
        return torch.zeros(cells.shape, device=cells.sound.device)
    values = np.maximum(first.raw, 0.0) / first.raw.max()
    level = cells.sampled(values, first.times_s - stretch.start_s, first.frequencies_hz)
    middle = level.flatten().quantile(BEGIN_SHARE)
    return (STEEP * (level - middle)).clamp(-3.0, 3.0)


def _loudness(cells: SoundMask) -> torch.Tensor:
    """Of each cell its share of all amplitudes. (Of energies one loud event would be nearly all.)"""
    amplitudes = cells.energies().clamp(min=0.0).sqrt()
    return amplitudes / amplitudes.sum().clamp(min=SILENCE)


class _Disturbance:
    """The same for what is kept and what is removed, other in each step, and the same again for the same seed."""

    def __init__(self, sound: torch.Tensor, rate_hz: int, refining: Refining) -> None:
        self._random = torch.Generator().manual_seed(refining.seed)
        self._loudest_db = refining.noise_db
        self._level = float(sound.square().mean().sqrt())
        self._most = round(SHIFT_S * rate_hz)

    def __call__(self, sounds: torch.Tensor) -> torch.Tensor:
        decibels = QUIETEST_DB + (self._loudest_db - QUIETEST_DB) * float(torch.rand((), generator=self._random))
        noise = torch.randn(sounds.shape[1:], generator=self._random).to(sounds) * (self._level * 10 ** (decibels / 20))
        shift = int(torch.randint(-self._most, self._most + 1, (), generator=self._random))
        return torch.roll(sounds + noise, shift, dims=-1)


def _variation(mask: torch.Tensor) -> torch.Tensor:
    """How far neighbours differ, on the mean."""
    over_time = (mask[1:] - mask[:-1]).abs().sum()
    over_bands = (mask[:, 1:] - mask[:, :-1]).abs().sum()
    return (over_time + over_bands) / mask.numel()


def _placed(cells: SoundMask, stretch: Stretch, logits: torch.Tensor, score: float) -> Placed:
    mask = torch.sigmoid(logits.detach()).float().cpu().numpy()
    return Placed(cells.times_s + np.float64(stretch.start_s), cells.frequencies_hz, mask, score)
