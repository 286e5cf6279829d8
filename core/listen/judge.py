"""Asks a model about a sound that was changed: the sound goes through resampling and front end again, as any other.

What a masked spectrogram would be judged as is not asked: no sound has it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import soxr
import torch

from core.errors import ModelError
from core.explain.feature_plane import untouched
from core.explain.stretch import SHORTEST_S

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from core.models.detector import Detector

BATCH = 4


class Judge:
    """Clip probabilities by a network. `parts` gives, for each class that is asked for, those of the network that
    stand for it, of which the highest counts; without, its own classes."""

    def __init__(self, network: Detector, parts: Sequence[Sequence[int]] | None = None) -> None:
        self.network, self._parts = network, parts

    def score(self, samples: NDArray[np.float32], rate_hz: int) -> NDArray[np.float32]:
        """(n, channels) -> (classes,)"""
        found: NDArray[np.float32] = self.scores([samples], rate_hz)[0]
        return found

    def scores(self, sounds: Sequence[NDArray[np.float32]], rate_hz: int) -> NDArray[np.float32]:
        """Sounds of one length -> (sounds, classes)"""
        found = []
        for first in range(0, len(sounds), BATCH):
            heard = np.stack([heard_by(self.network, one, rate_hz) for one in sounds[first : first + BATCH]])
            device = next((each.device for each in self.network.parameters()), torch.device("cpu"))
            with untouched(self.network), torch.no_grad():
                found.append(self.network.detect(torch.from_numpy(heard).to(device)).weak.float().cpu().numpy())
        weak: NDArray[np.float32] = np.concatenate(found)
        if not np.isfinite(weak).all():
            raise ModelError("The model gives scores that are no numbers: its weights are damaged; import it again.")
        if self._parts is None:
            return weak
        return np.stack([weak[:, list(each)].max(axis=1) for each in self._parts], axis=1)


def heard_by(network: Detector, samples: NDArray[np.float32], rate_hz: int) -> NDArray[np.float32]:
    """(n, channels) as the network takes it: (samples,) for one channel, (channels, samples) for more."""
    if network.channels == 1:
        sound = samples.mean(axis=1, dtype=np.float32)[:, None]
    else:
        sound = np.take(samples, np.minimum(np.arange(network.channels), samples.shape[1] - 1), axis=1)
    if rate_hz != network.rate_hz:
        sound = soxr.resample(sound, rate_hz, network.rate_hz)
    missing = round(SHORTEST_S * network.rate_hz) - len(sound)
    if missing > 0:
        sound = np.pad(sound, ((0, missing), (0, 0)))
    heard: NDArray[np.float32] = np.ascontiguousarray(sound.T, np.float32)
    return heard[0] if network.channels == 1 else heard
