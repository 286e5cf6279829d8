"""The default detector: EfficientNet-Lite0 over a log-mel picture, steps of 80 ms kept beside what it understands.

Deep features know what sounds, at 320 ms a step; early ones know when. Both meet in a small recurrent network.
"""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional

from core.features.kaldi import EfficientAtMel
from core.models.detector import Detector, Output
from core.models.efficientnet import LAST, STAGES, EfficientNetLite0
from core.models.map_layer import MapLayer
from core.models.recurrence import both_ways

TIME_STRIDES = (2, 1, 2, 1, 2, 1, 2, 1)  # of 20 ms: 40, 40, 80, 80, 160, 160, 320, 320 ms
POOLED_FRAMES = 2
FINE_CHANNELS, FINE_BANDS, MIDDLE_CHANNELS = 40, 16, 112
FINE_STAGE, MIDDLE_STAGE = 2, 4
LAYERS = (4, 6, 5, 3, 2)  # that maps are read from, the best first
LEAST_DOUBT = 1e-6
LEAST_SCORE = 1e-6  # below, the slope of a power has no end


class LiteDetector(Detector):
    """Probabilities every 80 ms; those of the clip are an attention over time for each class.

    What the clip as a whole is not sure of is doubted in each frame: scores are multiplied by the clip's to the power
    of `gate` (a soft form of weak masking, in each window for itself). Training sees the frames without it.
    """

    rate_hz = EfficientAtMel.rate_hz
    frame_s = 0.08
    window_s = 10.0

    def __init__(self, n_classes: int, width: int = 256, units: int = 128, dropout: float = 0.3,
                 gate: float = 0.5) -> None:
        super().__init__()
        self.n_classes, self.gate = n_classes, gate
        self.front = EfficientAtMel()
        self.body = EfficientNetLite0(channels=1, time_strides=TIME_STRIDES)
        self.fine = nn.Linear(FINE_CHANNELS * FINE_BANDS, width // 2)
        self.middle = nn.Linear(2 * MIDDLE_CHANNELS, width // 2)
        self.deep = nn.Linear(2 * LAST, width)
        self.norm = nn.LayerNorm(2 * width)
        self.dropout = nn.Dropout(dropout)
        self.recurrent = nn.GRU(2 * width, units, batch_first=True, bidirectional=True)
        self.skip = nn.Linear(2 * width, 2 * units)
        self.strong = nn.Linear(2 * units, n_classes)
        self.attention = nn.Linear(2 * units, n_classes)

    def features(self, samples: torch.Tensor) -> torch.Tensor:
        """(batch, samples) -> (batch, 128, frames of 20 ms); two neighbouring frames of 10 ms are averaged."""
        steps = max(1, -(-samples.shape[-1] // (self.front.hop * POOLED_FRAMES)))
        found = self.front(samples)
        found = functional.pad(found, (0, max(0, steps * POOLED_FRAMES - found.shape[-1])), mode="replicate")
        return functional.avg_pool1d(found[..., : steps * POOLED_FRAMES], POOLED_FRAMES)

    def forward(self, features: torch.Tensor) -> Output:
        strong, attention, _ = self.logits(features)
        scores = torch.sigmoid(strong)
        weights = torch.softmax(attention.clamp(-10.0, 10.0), dim=1)
        weak = (weights * scores).sum(1).clamp(LEAST_SCORE, 1.0)
        return Output(scores * weak[:, None] ** self.gate, weak)

    def logits(self, features: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Of the frames, of the attention over them, and the deep features (batch, 320, steps of 320 ms)."""
        frames = (features.shape[-1] + 3) // 4  # rounded up; -(-n // 4) is rounded down by ONNX, which cuts at zero
        stages = self.body.stages(features[:, None])
        fine, middle, deep = stages[FINE_STAGE], stages[MIDDLE_STAGE], stages[-1]
        parts = torch.cat([
            functional.relu(self.fine(fine.flatten(1, 2).transpose(1, 2)))[:, :frames],
            _repeated(functional.relu(self.middle(_over_bands(middle))), 2, frames),
            _repeated(functional.relu(self.deep(_over_bands(deep))), 4, frames),
        ], dim=2)
        joined = self.dropout(self.norm(parts))
        hidden = both_ways(self.recurrent, joined)
        hidden = self.dropout(functional.relu(hidden + self.skip(joined)))
        return self.strong(hidden), self.attention(hidden), deep.mean(2)

    def evidence(self, features: torch.Tensor) -> Output:
        """From logits all the way: where a class is sure its probability is 1 to the last bit, and has no slope."""
        strong, attention, _ = self.logits(features)
        weights = torch.log_softmax(attention.clamp(-10.0, 10.0), dim=1)
        present = torch.logsumexp(weights + functional.logsigmoid(strong), dim=1)  # logarithm of the clip's probability
        absent = torch.logsumexp(weights + functional.logsigmoid(-strong), dim=1)
        doubted = functional.logsigmoid(strong) + self.gate * present[:, None]
        return Output(doubted - torch.log(-torch.expm1(doubted.clamp(max=-LEAST_DOUBT))), present - absent)

    def feature_clock(self) -> tuple[float, float]:
        hop_s = self.front.hop / self.rate_hz
        return (POOLED_FRAMES - 1) / 2 * hop_s, POOLED_FRAMES * hop_s

    def layers(self) -> tuple[MapLayer, ...]:
        """Paddings are even on both sides, so the first cell is centred on the first band and the first frame."""
        found, bands, frames = {}, 2.0, float(TIME_STRIDES[0])
        for number, (stage, stride) in enumerate(zip(STAGES, TIME_STRIDES[1:], strict=True)):
            bands, frames = bands * stage.stride, frames * stride
            found[number] = MapLayer(f"stage {number + 1}", self.body.last_of_stage(number), frames, bands)
        return tuple(found[number] for number in LAYERS)

    def feature_frequencies_hz(self) -> list[float]:
        return self.front.centres_hz()


def _over_bands(maps: torch.Tensor) -> torch.Tensor:
    """(batch, channels, bands, steps) -> (batch, steps, 2 * channels): mean and maximum over the bands."""
    return torch.cat([maps.mean(2), maps.amax(2)], dim=1).transpose(1, 2)


def _repeated(steps: torch.Tensor, times: int, frames: int) -> torch.Tensor:
    """Each step as often as it is longer than a frame, interpolated between their centres.

    Every stage rounds its steps up, so there are never fewer than frames.
    """
    wide = functional.interpolate(steps.transpose(1, 2), scale_factor=times, mode="linear", align_corners=False)
    return wide.transpose(1, 2)[:, :frames]
