"""The CRNN that learns where sounds are from labels of whole clips (Adavanne and Virtanen, arXiv 1710.02998).

Frames are judged first and the clip by them, so the gradient of the clip's labels flows through the judged frames.
Layer sizes are a reconstruction that has the 218,000 weights of the paper; `SHAPES` holds others that have as many.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Literal

import torch
from torch import nn

from core.errors import ModelError
from core.features.mel_front import BandStatistics, MelFront
from core.models.detector import Detector, Output
from core.models.map_layer import MapLayer
from core.models.pooling import Pooling, PoolingName
from core.models.recurrence import both_ways

Head = Literal["dense", "none", "flatten"]
LEAST_STD = 1e-3
LAYERS_OF_CONVOLUTION, ACTIVATION = 5, 2  # with norm, activation, pooling and dropout; which of them it is


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of the layers. `head` makes the clip's probabilities: `dense` judges the judged frames once more and pools,
    `none` pools them at once, `flatten` weighs each class in each frame, for clips of `frames` frames only."""

    filters: int = 128
    pools: tuple[int, ...] = (5, 4)  # over frequency, one convolution each
    units: int = 32  # of each direction of a GRU
    layers: int = 2  # of GRUs
    dense: int = 0  # a layer before the frames are judged
    head: Head = "dense"
    frames: int = 431
    rate_hz: int = 44_100
    win_samples: int = 2048
    hop_samples: int = 1024
    n_mels: int = 40


SHAPES: Mapping[str, Shape] = {
    "reference": Shape(),
    "deep": Shape(filters=96, pools=(5, 4, 2), layers=3),
    "flatten": Shape(filters=32, pools=(5, 2, 2), units=64, layers=1, dense=64, head="flatten", frames=500,
                     win_samples=1764, hop_samples=882),
}


class Crnn(Detector):
    """Features are (batch, frames, mel bands). Dropout acts on the inputs of a GRU, not within its recursion."""

    def __init__(self, n_classes: int, shape: str = "reference", pooling: PoolingName = "max", dropout: float = 0.5,
                 window_s: float = 10.0, **changes: Any) -> None:
        super().__init__()
        self.shape = sizes = _shape(shape, changes)
        self.n_classes, self.rate_hz, self.window_s = n_classes, sizes.rate_hz, window_s
        self.frame_s = sizes.hop_samples / sizes.rate_hz
        self.front = MelFront(sizes.rate_hz, _power_of_two(sizes.win_samples), sizes.win_samples, sizes.hop_samples,
                              sizes.n_mels)
        self.statistics = BandStatistics(sizes.n_mels)
        self.convolutions = _convolutions(sizes, dropout)
        width = sizes.filters * _bands_left(sizes)
        self.recurrent = nn.ModuleList(
            nn.GRU(width if first else sizes.units, sizes.units, batch_first=True, bidirectional=True)
            for first in [True] + [False] * (sizes.layers - 1))
        self.dropout = nn.Dropout(dropout)
        self.dense = nn.Linear(sizes.units, sizes.dense) if sizes.dense else None
        self.strong = nn.Linear(sizes.dense or sizes.units, n_classes)
        inputs = n_classes * sizes.frames if sizes.head == "flatten" else n_classes
        self.weak = None if sizes.head == "none" else nn.Linear(inputs, n_classes)
        self.pooling = None if sizes.head == "flatten" else Pooling(pooling, n_classes, n_classes)
        self.apply(_initialise)

    def features(self, samples: torch.Tensor) -> torch.Tensor:
        z_scores: torch.Tensor = self.statistics(self.front(samples))
        return z_scores

    def forward(self, features: torch.Tensor, valid: torch.Tensor | None = None) -> Output:
        """`valid` (batch, frames) of bool keeps padded frames out of the clip's probabilities."""
        maps = self.convolutions(features[:, None])  # (batch, filters, frames, bands left)
        sequence = maps.transpose(1, 2).flatten(2)  # (batch, frames, filters * bands left)
        for layer in self.recurrent:
            assert isinstance(layer, nn.GRU)
            forwards, backwards = both_ways(layer, self.dropout(sequence)).chunk(2, dim=-1)
            sequence = forwards * backwards
        if self.dense is not None:
            sequence = self.dropout(self.dense(sequence))
        strong = self.strong(sequence).sigmoid()
        return Output(strong, self._clip(strong, valid))

    def feature_clock(self) -> tuple[float, float]:
        return 0.0, self.frame_s

    def layers(self) -> tuple[MapLayer, ...]:
        """What each convolution gives, the last one first: before its pooling, and the last one after it too."""
        found: list[MapLayer] = []
        bands, first = 1.0, 0.0
        for number, pool in enumerate(self.shape.pools):
            at = number * LAYERS_OF_CONVOLUTION
            found.insert(0, MapLayer(f"convolution {number + 1}", self.convolutions[at + ACTIVATION], 1.0, bands,
                                     first_band=first, arrange=_bands_first))
            first, bands = first + (pool - 1) / 2 * bands, bands * pool
        return (*found, MapLayer("pooled", self.convolutions[-1], 1.0, bands, first_band=first, arrange=_bands_first))

    def feature_frequencies_hz(self) -> list[float]:
        return self.front.frequencies_hz

    @torch.no_grad()
    def fit_statistics(self, batches: Iterable[torch.Tensor]) -> None:
        """Find mean and spread of each band in batches (batch, samples) of the training sounds."""
        count, total, squares = 0, torch.zeros((), dtype=torch.float64), torch.zeros((), dtype=torch.float64)
        for samples in batches:
            rows = self.front(samples).flatten(0, 1).double().cpu()
            count, total, squares = count + len(rows), total + rows.sum(0), squares + rows.square().sum(0)
        if not count:
            raise ModelError("there is no sound to find the mean and spread of the bands in; give some.")
        mean = total / count
        self.statistics.mean.copy_(mean)
        self.statistics.std.copy_((squares / count - mean.square()).clamp(min=LEAST_STD**2).sqrt())

    def _clip(self, strong: torch.Tensor, valid: torch.Tensor | None) -> torch.Tensor:
        if self.pooling is None:
            return self._flattened(strong, valid)
        judged = strong if self.weak is None else self.weak(strong).sigmoid()
        clip: torch.Tensor = self.pooling(judged, strong, valid)
        return clip

    def _flattened(self, strong: torch.Tensor, valid: torch.Tensor | None) -> torch.Tensor:
        """Shorter clips are filled up with frames in which there is nothing, longer ones cut."""
        assert self.weak is not None
        kept = strong if valid is None else strong * valid[..., None]
        filled = nn.functional.pad(kept, (0, 0, 0, self.shape.frames))[:, : self.shape.frames]
        clip: torch.Tensor = self.weak(filled.flatten(1)).sigmoid()
        return clip


def _shape(name: str, changes: Mapping[str, Any]) -> Shape:
    if name not in SHAPES:
        raise ModelError(f"there is no CRNN “{name}”; there are: {', '.join(SHAPES)}.")
    unknown = set(changes) - {field.name for field in fields(Shape)}
    if unknown:
        raise ModelError(f"a CRNN has no setting “{sorted(unknown)[0]}”.")
    made = replace(SHAPES[name], **changes)
    return replace(made, pools=tuple(made.pools))


def _convolutions(sizes: Shape, dropout: float) -> nn.Sequential:
    layers: list[nn.Module] = []
    for index, pool in enumerate(sizes.pools):
        layers += [nn.Conv2d(sizes.filters if index else 1, sizes.filters, 3, padding=1), nn.BatchNorm2d(sizes.filters),
                   nn.ReLU(), nn.MaxPool2d((1, pool)), nn.Dropout(dropout)]
    return nn.Sequential(*layers)


def _bands_first(maps: torch.Tensor) -> torch.Tensor:
    return maps.transpose(2, 3)


def _bands_left(sizes: Shape) -> int:
    bands = sizes.n_mels
    for pool in sizes.pools:
        bands //= pool
    if not bands:
        raise ModelError(f"pooling by {', '.join(map(str, sizes.pools))} leaves nothing of {sizes.n_mels} bands.")
    return bands


def _power_of_two(samples: int) -> int:
    return 1 << (samples - 1).bit_length()


def _initialise(module: nn.Module) -> None:
    """As Keras does, in which the paper's network was written."""
    if isinstance(module, nn.Conv2d | nn.Linear):
        nn.init.xavier_uniform_(module.weight)
        nn.init.zeros_(module.bias)  # type: ignore[arg-type]  # all of them have one
    elif isinstance(module, nn.GRU):
        for name, values in module.named_parameters():
            if "bias" in name:
                nn.init.zeros_(values)
            else:
                for gate in values.chunk(3):
                    (nn.init.orthogonal_ if "_hh_" in name else nn.init.xavier_uniform_)(gate)
