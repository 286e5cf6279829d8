"""How a model of sounds hears each sound of a data set: vectors of which two that are close are of one kind."""

from __future__ import annotations

from typing import Protocol

import soxr
import torch

from core.models import registry
from core.models.detector import SUREST
from core.progress import Progress


class Collection(Protocol):
    @property
    def sound_rate_hz(self) -> int: ...

    @property
    def sounds(self) -> tuple[object, ...]: ...

    def heard(self, place: int) -> torch.Tensor:
        """(samples,)"""


def voices_of(collection: Collection, listener: str, progress: Progress) -> torch.Tensor:
    """(sounds, classes of the listener): logits of the clip, less their mean over all sounds, for what every sound is
    called tells nothing apart. A sound that cannot be read is like no other. Raises `ModelError`."""
    from core.errors import MediaError

    network = registry.load(registry.entry(listener))
    found = []
    with torch.inference_mode():
        for place in range(len(collection.sounds)):
            progress.step(place, len(collection.sounds))
            try:
                samples = collection.heard(place)
            except MediaError:
                found.append(torch.full((network.n_classes,), torch.nan))
                continue
            heard = soxr.resample(samples.numpy(), collection.sound_rate_hz, network.rate_hz)
            found.append(torch.logit(network.detect(torch.from_numpy(heard)[None]).weak[0], SUREST))
    voices = torch.stack(found)
    return (voices - voices.nanmean(0)).nan_to_num(0.0).clone()
