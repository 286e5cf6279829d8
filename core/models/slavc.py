"""SLAVC (Mo & Morgado, NeurIPS 2022): places of a picture and a sound meet in two spaces, one that tells sounds apart
and one that tells places apart. Other picture encoders and finer maps than the authors' are settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import torch
from torch import nn
from torch.nn import functional

from core.errors import ModelError
from core.features.density import STRETCH, DensityFront
from core.models import efficientnet, resnet
from core.models.locator import Locator
from core.models.plain_encoder import PlainEncoder

Encoder = Literal["resnet18", "efficientnet-lite0", "plain"]
ENCODERS = ("resnet18", "efficientnet-lite0", "plain")
IMAGENET_MEAN, IMAGENET_SPREAD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
COARSE, FINE = 7, 14
LEAST_PX = 32
MOMENTUM = "momentum_"  # before the names of the copies in published checkpoints
LEAST_WEIGHT_SPREAD, NORM_SPREAD = 0.01, 0.02  # of what is not pre-trained, when it begins


class Slavc(Locator):
    """`momentum` keeps a slowly following copy of everything beside it; `target` says which of the two is asked."""

    mean: torch.Tensor
    spread: torch.Tensor

    def __init__(self, encoder: Encoder = "resnet18", grid: int = COARSE, dim: int = 512, heads: int = 2,
                 rate_hz: int = 16_000, dropout: float = 0.9, momentum: bool = False, prior: bool = False,
                 width: int = resnet.WIDTH, picture_px: int = Locator.picture_px,
                 sound_s: float = Locator.sound_s) -> None:
        """`grid`: rows and columns of the map of a picture of 224 pixels; `width` is of the first stage of all encoders
        but EfficientNet; `prior`: it keeps its picture encoder as it began, for maps of objects."""
        super().__init__()
        if encoder not in ENCODERS:
            raise ModelError(f"there is no picture encoder “{encoder}”; there are: {', '.join(ENCODERS)}.")
        if grid not in (COARSE, FINE) or heads not in (1, 2) or min(dim, width) < 1 or rate_hz < STRETCH:
            raise ModelError(f"a map of {grid} × {grid}, {heads} heads, {dim} dimensions or {rate_hz} Hz cannot be: "
                             "maps are 7 × 7 or 14 × 14, heads 1 or 2.")
        if picture_px < LEAST_PX or sound_s * rate_hz < STRETCH:
            raise ModelError(f"pictures of {picture_px} pixels and {sound_s:g} s of sound are too little to see and "
                             "hear anything.")
        self.rate_hz, self.picture_px, self.sound_s = rate_hz, picture_px, sound_s
        self.front = DensityFront(rate_hz)
        plan = Plan(encoder, grid, dim, heads, dropout, width)
        self.online = Encoders(plan)
        self.momentum = Encoders(plan).requires_grad_(False) if momentum else None
        self.prior = picture_encoder(plan)[0].requires_grad_(False).eval() if prior else None
        self.target: Literal["online", "momentum"] = "online"
        mean, spread = IMAGENET_MEAN, IMAGENET_SPREAD
        if encoder == "efficientnet-lite0":
            mean, spread = (efficientnet.PIXEL_MEAN,) * 3, (efficientnet.PIXEL_SPREAD,) * 3
        self.register_buffer("mean", torch.tensor(mean)[:, None, None], persistent=False)
        self.register_buffer("spread", torch.tensor(spread)[:, None, None], persistent=False)

    @property
    def asked(self) -> Encoders:
        if self.target == "online":
            return self.online
        if self.momentum is None:
            raise ModelError("this model has no momentum encoders; ask its online ones.")
        return self.momentum

    def sight(self, pictures: torch.Tensor) -> torch.Tensor:
        return self.asked.sight(self._standardised(pictures))

    def hearing(self, samples: torch.Tensor) -> torch.Tensor:
        return self.asked.hearing(self.spectra(samples))

    def spectra(self, samples: torch.Tensor) -> torch.Tensor:
        """(batch, 257, steps); sound that is shorter than the model was taught with is repeated."""
        wanted = round(self.sound_s * self.rate_hz)
        if samples.shape[-1] == 0:
            samples = samples.new_zeros(*samples.shape[:-1], wanted)
        if samples.shape[-1] < wanted:
            samples = samples.repeat(1, -(-wanted // samples.shape[-1]))[:, :wanted]
        found: torch.Tensor = self.front(samples.clamp(-1.0, 1.0))
        return found

    def picture_encoder(self) -> nn.Module:
        return self.online.imgnet

    def start_from(self, state: dict[str, torch.Tensor]) -> None:
        slow = self.momentum.imgnet if self.momentum is not None else None
        for encoder in (self.online.imgnet, slow, self.prior):
            if encoder is not None:
                encoder.start_from(state)

    def object_map(self, pictures: torch.Tensor) -> torch.Tensor | None:
        """Mean strength of what ImageNet taught, where the model keeps a copy of it."""
        if self.prior is None:
            return None
        found: torch.Tensor = self.prior.eval()(self._standardised(pictures)).abs().mean(1)
        return found

    def _standardised(self, pictures: torch.Tensor) -> torch.Tensor:
        made: torch.Tensor = (pictures - self.mean) / self.spread
        return made


@dataclass(frozen=True, slots=True)
class Plan:
    """What one set of encoders is built from; by default as published."""

    encoder: Encoder = "resnet18"
    grid: int = COARSE
    dim: int = 512
    heads: int = 2
    dropout: float = 0.9
    width: int = resnet.WIDTH


class Encoders(nn.Module):
    """Of pictures and of spectra, with their projections; parts are named as in the authors' checkpoints."""

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.heads = plan.heads
        self.imgnet, channels = picture_encoder(plan)
        self.audnet = resnet.ResNet18(channels=1, width=plan.width)
        self.img_dropout = nn.Dropout(plan.dropout)
        for head in range(1, plan.heads + 1):
            self.add_module(f"img_proj{head}", nn.Conv2d(channels, plan.dim, 1))
            self.add_module(f"aud_proj{head}", nn.Linear(resnet.WIDENING * plan.width, plan.dim))
        self._start_at_random()

    def sight(self, pictures: torch.Tensor) -> torch.Tensor:
        """Dropped out element by element, once for both heads."""
        maps = self.img_dropout(self.imgnet(pictures))
        found = [self.get_submodule(f"img_proj{head}")(maps) for head in range(1, self.heads + 1)]
        return functional.normalize(torch.stack(found, 1), dim=2)

    def hearing(self, spectra: torch.Tensor) -> torch.Tensor:
        """The strongest answer anywhere in the sound."""
        deep = self.audnet(spectra[:, None]).amax((2, 3))
        found = [self.get_submodule(f"aud_proj{head}")(deep) for head in range(1, self.heads + 1)]
        return functional.normalize(torch.stack(found, 1), dim=2)

    def _start_at_random(self) -> None:
        resnet.start_at_random(self.audnet, NORM_SPREAD)
        for head in range(1, self.heads + 1):
            resnet.start_at_random(self.get_submodule(f"img_proj{head}"))
            linear = self.get_submodule(f"aud_proj{head}")
            assert isinstance(linear, nn.Linear)
            nn.init.trunc_normal_(linear.weight, 0.0, LEAST_WEIGHT_SPREAD)


def picture_encoder(plan: Plan) -> tuple[resnet.ResNet18 | efficientnet.EfficientNetLite0 | PlainEncoder, int]:
    """With the number of its channels."""
    if plan.encoder == "plain":
        plain = PlainEncoder(plan.width, plan.grid == COARSE)
        return plain, plain.channels
    if plan.encoder == "resnet18":
        return resnet.ResNet18(dilated=plan.grid == FINE, width=plan.width), resnet.WIDENING * plan.width
    made = efficientnet.EfficientNetLite0()
    if plan.grid == FINE:
        efficientnet.dilate(made)
    return made, efficientnet.LAST


def from_published(tensors: Mapping[str, torch.Tensor], path: Path) -> tuple[dict[str, Any], dict[str, torch.Tensor]]:
    """The settings and the weights of a checkpoint of the authors' code. Raises `ModelError`."""
    projection = tensors.get("img_proj1.weight")
    if projection is None or projection.ndim != 4:
        raise ModelError(f"“{path}” is not a whole SLAVC: it has no “img_proj1.weight”.")
    own = {}
    for name, values in tensors.items():
        rest = name.removeprefix(MOMENTUM)
        own[f"momentum.{rest}" if rest != name else f"online.{name}"] = values
    return {"dim": int(projection.shape[0]), "momentum": any(name.startswith(MOMENTUM) for name in tensors)}, own
