"""Evidence without a look inside the network: integrated gradients of what it sees, and occlusion of what it hears.

Both are Captum's. Occlusion silences the sound itself, so it asks any model that judges sound, imported programs too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch

from core.explain.feature_plane import check_gradient, find_plane, leaf_of, sound_of
from core.explain.placed import Placed
from core.explain.sound_mask import SoundMask

if TYPE_CHECKING:
    from core.explain.evidence import Question
    from core.explain.stretch import Stretch
    from core.progress import Progress

TOGETHER = 4  # sounds that go through the network at once
STEPS = 32
CELL_S, ROWS = 0.25, 12
ACROSS = 2  # cells that are silenced together, each way: neighbours overlap


def integrated_gradients(asked: Question, stretch: Stretch, progress: Progress, steps: int = STEPS) -> Placed:
    """Along the straight way from the features of silence. All values add up to the logit less that of silence."""
    from captum.attr import IntegratedGradients

    network = asked.network
    plane = find_plane(network)
    leaf = leaf_of(network, stretch.samples)
    logit, score = asked.logit_and_score(leaf)
    check_gradient(logit)
    silence = leaf_of(network, 0 * stretch.samples)
    done = 0

    def judged(features: torch.Tensor) -> torch.Tensor:
        nonlocal done
        progress.step(min(done, steps), steps)
        done += len(features)
        return asked.logits(features)

    found = IntegratedGradients(judged).attribute(leaf, silence, n_steps=steps, internal_batch_size=TOGETHER)
    flat = plane.flat(found)
    grid = plane.grid(stretch.start_s, stretch.duration_s, len(flat))
    values = flat * (found[0].numel() / flat.size)  # channels add up: the plane has their mean
    centres_s = grid.start_s + (np.arange(grid.count, dtype=np.float64) + 0.5) * grid.step_s
    return Placed(centres_s, plane.frequencies_hz, values[: grid.count], score)


def occlusion(asked: Question, stretch: Stretch, progress: Progress, cell_s: float = CELL_S, rows: int = ROWS
              ) -> Placed:
    """How far the logit falls when a cell falls silent; each is silenced with its neighbours, in turn."""
    from captum.attr import Occlusion

    network = asked.network
    sound = sound_of(network, stretch.samples)
    cells = SoundMask(sound, network.rate_hz, stretch.duration_s, cell_s, rows)
    across = tuple(min(ACROSS, count) for count in cells.shape)
    total = (cells.shape[0] - across[0] + 1) * (cells.shape[1] - across[1] + 1)
    done = 0

    def judged(masks: torch.Tensor) -> torch.Tensor:
        nonlocal done
        progress.step(min(done, total), total)
        done += len(masks)
        return asked.logits(network.features(cells.kept(masks)))

    with torch.no_grad():
        _, score = asked.logit_and_score(network.features(sound))
        whole = torch.ones(1, *cells.shape, device=sound.device)
        found = Occlusion(judged).attribute(whole, across, strides=(1, 1), baselines=0.0,
                                            perturbations_per_eval=TOGETHER)
    fallen = found[0].float().cpu().numpy()
    return Placed(cells.times_s + np.float64(stretch.start_s), cells.frequencies_hz, fallen, score)
