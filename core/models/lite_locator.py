"""The embedded locators: frozen eyes and ears that know what things look and sound like, and small heads that meet.

A place is what ImageNet's classes say of it, so that a road is not taken for the car that always stands on it. Heads
learn from whole pictures or wide windows, and are asked place by place.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any, Self

import torch
from torch import nn
from torch.nn import functional

from core.errors import ModelError
from core.models.efficientnet import LAST, PIXEL_MEAN, PIXEL_SPREAD, EfficientNetLite0, dilate
from core.models.lite import LiteDetector
from core.models.locator import Locator

WIDE, KINDS = 1280, 1000  # channels before ImageNet's classifier, and its classes
HEARD = 2 * LAST + 2 * 50  # mean and maximum of deep features; greatest and attended scores of Listener's classes


class LiteLocator(Locator):
    """`sharpness` of the classes of a place, and while learning that of a mean over places, which is flatter.

    Three more coordinates than `dim`: what of a place is no object and what of a sound is silence, which meet nothing,
    and one that meets everywhere and lifts or lowers the whole map, as there is a sound or none (`presence` of its
    range). So a cosine is the heads' times how much of an object and of a sound there is, and silence stays dark.
    """

    rate_hz = LiteDetector.rate_hz
    exports_hearing = False  # its ear begins with a short-time transform of complex numbers

    def __init__(self, dim: int = 48, heads: int = 1, side: int = 320, fine: bool = True, rank: int = 96,
                 window: float = 1.0, sharpness: float = 0.15, sharpness_learning: float = 0.5, smoothing: int = 5,
                 object_level: float = 0.0, object_spread: float = 1.0, dropout: float = 0.2,
                 sound_dropout: float = 0.5, presence: float = 0.15, ear: str = "listener",
                 ear_sha256: str = "") -> None:
        super().__init__()
        if side % 32 or side < 64 or heads not in (1, 2) or smoothing % 2 == 0 or not 0.0 < window <= 1.0:
            raise ModelError("a lite-locator needs a side that is a multiple of 32, one or two heads, an odd smoothing "
                             "and a window from 0 to 1.")
        self.picture_px, self.heads, self.dim, self.window, self.smoothing = side, heads, dim, window, smoothing
        self.presence = presence
        self.sharpness, self.sharpness_learning = sharpness, sharpness_learning
        self.object_level, self.object_spread = object_level, object_spread
        self.eye = Eye(fine, rank)
        self.ear = Ear(ear, ear_sha256)
        self.kinds = nn.Conv2d(KINDS, heads * dim, 1)
        nn.init.normal_(self.kinds.weight, std=0.5)
        self.dropout = nn.Dropout(dropout)
        self.evened = nn.BatchNorm1d(HEARD, affine=False)
        self.sound_dropout = nn.Dropout(sound_dropout)
        self.voice = nn.Linear(HEARD, heads * dim)
        self.sounding = nn.Linear(HEARD, 1)

    def sight(self, pictures: torch.Tensor) -> torch.Tensor:
        return self.sight_of(self.seen(pictures))

    def hearing(self, samples: torch.Tensor) -> torch.Tensor:
        return self.hearing_of(self.heard(samples))

    def picture_encoder(self) -> nn.Module:
        return self.eye

    def start_from(self, state: dict[str, torch.Tensor]) -> None:
        self.eye.start_from(state)

    def eye_mark(self) -> str:
        return self.eye.mark()

    def ear_mark(self) -> str:
        return self.ear.mark

    @torch.no_grad()
    def seen(self, pictures: torch.Tensor) -> torch.Tensor:
        """What the eye sees: (batch, rank, rows, columns); while learning, the means of windows. It does not learn."""
        found: torch.Tensor = self.eye.eval()(self.standardised(pictures))
        return self._windows(found) if self.training else found

    @torch.no_grad()
    def heard(self, samples: torch.Tensor) -> torch.Tensor:
        """What the ear, which does not learn, hears: (batch, HEARD)"""
        found: torch.Tensor = self.ear(samples)
        return found

    def standardised(self, pictures: torch.Tensor) -> torch.Tensor:
        made: torch.Tensor = (pictures - PIXEL_MEAN) / PIXEL_SPREAD
        return made

    def sight_of(self, seen: torch.Tensor) -> torch.Tensor:
        logits = self.eye.logits(seen)
        sharpness = self.sharpness_learning if self.training else self.sharpness
        meant = self.kinds(self.dropout((logits * sharpness).softmax(1)))
        placed = functional.normalize(meant.unflatten(1, (self.heads, self.dim)), dim=2)
        if self.training:
            return torch.cat([placed, torch.zeros_like(placed[:, :, :3])], 2)
        here = torch.sigmoid((logits.logsumexp(1) - self.object_level) / self.object_spread)
        placed = self._smoothed(placed * here[:, None, None])
        nothing = torch.zeros_like(placed[:, :, :1])
        kept = torch.cat([placed, _rest(placed, 2), nothing], 2) * (1.0 - self.presence) ** 0.5
        return torch.cat([kept, nothing + self.presence**0.5], 2)

    def hearing_of(self, heard: torch.Tensor) -> torch.Tensor:
        even = self.evened(heard)
        told = self.voice(self.sound_dropout(even)).unflatten(1, (self.heads, self.dim))
        told = functional.normalize(told, dim=2)
        if self.training:
            return torch.cat([told, torch.zeros_like(told[:, :, :3])], 2)
        sure = torch.sigmoid(self.sounding(even))[:, :, None]
        told = told * sure * (1.0 - self.presence) ** 0.5
        lift = ((2.0 * sure - 1.0) * self.presence**0.5).expand(-1, self.heads, -1)
        rest = _rest(torch.cat([told, lift], 2), 2)
        return torch.cat([told, torch.zeros_like(lift), rest, lift], 2)

    def sounds(self, heard: torch.Tensor) -> torch.Tensor:
        """(batch,): how sure it is that there is a sound and not silence or noise, before it becomes a probability."""
        found: torch.Tensor = self.sounding(self.evened(heard))[:, 0]
        return found

    def object_map(self, pictures: torch.Tensor) -> torch.Tensor:
        """How much ImageNet's classes say of each place at all."""
        return self.object_map_of(self.eye.eval()(self.standardised(pictures)))

    def object_map_of(self, seen: torch.Tensor) -> torch.Tensor:
        logits = self.eye.logits(seen)
        return torch.sigmoid((logits.logsumexp(1) - self.object_level) / self.object_spread)

    def _windows(self, seen: torch.Tensor) -> torch.Tensor:
        """Means of the whole, or of windows of that share of it in its corners."""
        if self.window == 1.0:
            return seen.mean((2, 3), keepdim=True)
        size = max(1, round(seen.shape[-1] * self.window))
        return functional.avg_pool2d(seen, size, max(1, seen.shape[-1] - size))

    def _smoothed(self, placed: torch.Tensor) -> torch.Tensor:
        if self.smoothing == 1:
            return placed
        found = functional.avg_pool2d(placed.flatten(1, 2), self.smoothing, 1, self.smoothing // 2,
                                      count_include_pad=False)
        return found.view_as(placed)


class Eye(nn.Module):
    """ImageNet's classifier without its last mean, so that it speaks of every place; its matrix of classes is kept as
    the product of two small ones."""

    def __init__(self, fine: bool, rank: int) -> None:
        super().__init__()
        self.body = EfficientNetLite0()
        if fine:
            dilate(self.body)
        self.widen = nn.Conv2d(LAST, WIDE, 1, bias=False)
        self.norm = nn.BatchNorm2d(WIDE, 1e-3)
        self.narrow = nn.Conv2d(WIDE, rank, 1, bias=False)
        self.classes = nn.Conv2d(rank, KINDS, 1)
        self.rank, self.fine = rank, fine
        self.whole: torch.Tensor | None = None  # ImageNet's matrix of classes, where it began with that
        self.requires_grad_(False)

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        found: torch.Tensor = self.narrow(self.wide(pictures))
        return found

    def wide(self, pictures: torch.Tensor) -> torch.Tensor:
        return functional.relu6(self.norm(self.widen(self.body(pictures))))

    def mark(self) -> str:
        """Of all that `forward` depends on; the matrix of classes comes after it."""
        found = hashlib.sha256(f"lite-eye fine={self.fine} {PIXEL_MEAN} {PIXEL_SPREAD}".encode())
        for name, values in self.state_dict().items():
            if not name.startswith("classes."):
                found.update(name.encode() + values.detach().cpu().contiguous().numpy().tobytes())
        return found.hexdigest()

    def logits(self, narrow: torch.Tensor) -> torch.Tensor:
        found: torch.Tensor = self.classes(narrow)
        return found

    @torch.no_grad()
    def start_from(self, state: dict[str, torch.Tensor]) -> None:
        """Until pictures tell better (`fit`), all channels count alike for the small matrices."""
        names = ("_conv_head.weight", "_fc.weight", "_fc.bias", *(f"_bn1.{part}" for part in self.norm.state_dict()))
        missing = [name for name in names if name not in state and not name.endswith("num_batches_tracked")]
        if missing:
            raise ModelError(f"these are no weights of EfficientNet-Lite0 with its classifier: “{missing[0]}” is "
                             "missing.")
        self.body.start_from(state)
        self.widen.weight.copy_(state["_conv_head.weight"])
        for part, values in self.norm.named_parameters():
            values.copy_(state[f"_bn1.{part}"])
        for part, kept in self.norm.named_buffers():
            if part != "num_batches_tracked":
                kept.copy_(state[f"_bn1.{part}"])
        self.classes.bias.copy_(state["_fc.bias"])  # type: ignore[union-attr]  # it has one
        self.whole = state["_fc.weight"]
        self.fit(torch.eye(WIDE))

    @torch.no_grad()
    def fit(self, moments: torch.Tensor) -> None:
        """The small matrices that lose least of the classes, for places whose channels have these second moments."""
        if self.whole is None:
            return
        _, axes = torch.linalg.eigh(self.whole @ moments @ self.whole.T)
        axes = axes[:, -self.rank :]
        self.classes.weight.copy_(axes[:, :, None, None])
        self.narrow.weight.copy_((axes.T @ self.whole)[:, :, None, None])


class Ear(nn.Module):
    """The default detector, borrowed: it stays where it is shipped, and none of its weights are this model's."""

    def __init__(self, name: str, sha256: str) -> None:
        super().__init__()
        from core.models import registry

        found = registry.entry(name)
        if sha256 and sha256 != found.card.sha256:
            raise ModelError(f"this model hears with “{name}”, another version of it (SHA-256 {sha256[:12]}…); "
                             "train it anew or put that version back.")
        network = registry.load(found)
        if not isinstance(network, LiteDetector) or network.n_classes * 2 + 2 * LAST != HEARD:
            raise ModelError(f"“{name}” cannot be an ear: only detectors of the architecture “lite” with fifty classes "
                             "can.")
        self.mark = found.card.sha256
        self._lent = [network.requires_grad_(False)]  # in a list: its weights are not among this module's

    def forward(self, samples: torch.Tensor) -> torch.Tensor:
        network = self._lent[0]
        strong, attention, deep = network.logits(network.features(samples))
        attended = (attention.clamp(-10.0, 10.0).softmax(1) * strong).sum(1)
        return torch.cat([deep.mean(2), deep.amax(2), strong.amax(1), attended], 1)

    def _apply(self, fn: Callable[..., Any], recurse: bool = True) -> Self:
        self._lent[0]._apply(fn, recurse)  # type: ignore[no-untyped-call]
        super()._apply(fn, recurse)  # type: ignore[no-untyped-call]
        return self


def _rest(vectors: torch.Tensor, axis: int) -> torch.Tensor:
    """What is missing to length 1."""
    return (1.0 - vectors.square().sum(axis, keepdim=True)).clamp(min=0.0).sqrt()
