"""How well a locator that learns finds the right one of two pictures side by side, when the sound of one is heard.

Pairs that it does not learn from, each with one of another class; chance is one half.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from core.locate.losses import slavc
from core.models.locator import Locator
from core.train.data.audio_visual import Item
from core.train.data.by_class import sounds_of_pictures
from core.train.lesson import Setting
from core.train.model_folder import write_model
from core.train.pairs import Pairs

TOGETHER = 16


class Sighted:
    """The figures of a locator; the best becomes the model of the run."""

    def __init__(self, setting: Setting, pairs: Pairs, classes: tuple[str, ...]) -> None:
        self._setting, self._pairs, self._classes = setting, pairs, classes
        most = min(len(pairs), setting.config.data.validation_pairs)
        self._places = np.linspace(0, len(pairs) - 1, most).round().astype(int).tolist()
        self._partners = _partners(pairs, self._places, setting.config.seed)

    def figures(self, network: nn.Module) -> dict[str, float]:
        assert isinstance(network, Locator)
        device = next(network.parameters()).device
        trained = network.training
        network.eval()
        right, losses = [], []
        with torch.no_grad():
            for first in range(0, len(self._places), TOGETHER):
                rows = range(first, min(first + TOGETHER, len(self._places)))
                plain = [self._pairs.plain(self._places[row]) for row in rows]
                pictures, samples = (torch.stack(parts).to(device) for parts in zip(*plain, strict=True))
                hearing = network.hearing(samples)
                losses.append(float(_loss(network.sight(pictures), hearing)) * len(rows))
                right += self._found(network, rows, pictures, hearing)
        network.train(trained)
        return {"mosaic": float(np.mean(right)) if right else 0.0, "loss": sum(losses) / len(self._places)}

    def keep(self, network: nn.Module, figures: Mapping[str, float]) -> None:
        config, folder = self._setting.config, self._setting.folder
        write_model(folder.model, network, self._classes, config, config.task, figures, folder.path.absolute().name,
                    "localization")

    def _found(self, network: Locator, rows: range, pictures: torch.Tensor, hearing: torch.Tensor) -> list[bool]:
        """Of those that have a partner: whether the peak lies in the half that sounds."""
        having = [row for row in rows if self._partners[row] is not None]
        if not having:
            return []
        mosaics, sides = [], []
        for row in having:
            partner, side = self._partners[row] or (0, 0)
            both = [pictures[row - rows.start], self._pairs.plain(partner)[0].to(pictures.device)]
            mosaics.append(side_by_side(both if side == 0 else both[::-1]))
            sides.append(side)
        chosen = torch.tensor([row - rows.start for row in having], device=pictures.device)
        maps = network.maps(network.sight(torch.stack(mosaics)), hearing[chosen])
        return (halves(maps, pictures.shape[-1]).cpu() == torch.tensor(sides)).tolist()


def side_by_side(pictures: list[torch.Tensor]) -> torch.Tensor:
    """Two squares as one, each half as wide."""
    side = pictures[0].shape[-1]
    wide = torch.cat(pictures, dim=2)[None]
    return functional.interpolate(wide, (side, side), mode="bicubic", antialias=True)[0].clamp(0.0, 1.0)


def halves(maps: torch.Tensor, side_px: int) -> torch.Tensor:
    """(batch,): 0 where the peak of the enlarged map lies in the left half, 1 where it lies in the right."""
    large = functional.interpolate(maps[:, None].float(), (side_px, side_px), mode="bicubic", align_corners=False)
    columns = large[:, 0].amax(1)
    return (columns[:, side_px // 2 :].amax(1) > columns[:, : side_px // 2].amax(1)).long()


def _loss(sight: torch.Tensor, hearing: torch.Tensor) -> torch.Tensor:
    own = torch.eye(len(hearing), device=hearing.device)
    return slavc(sight, hearing, sight, hearing, own)


def _partners(pairs: Pairs, places: list[int], seed: int) -> list[tuple[int, int] | None]:
    """For each, a pair of another class, and the side on which the own picture stands."""
    rng = np.random.default_rng((seed, 7))
    found: list[tuple[int, int] | None] = []
    for place in places:
        others = [other for other in places if other != place and _apart(pairs.items[place], pairs.items[other])]
        found.append((int(rng.choice(others)), int(rng.integers(2))) if others else None)
    return found


def _apart(one: Item, other: Item) -> bool:
    """Whether what is heard with the one could not come from the other."""
    if one.label is None or other.label is None:
        return True
    voices = sounds_of_pictures().get(other.label, [other.label])
    return one.label != other.label and (one.sound_label or one.label) not in voices
