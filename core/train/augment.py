"""Augmentation of batches, by torch's random numbers only: the step decides them, so a resumed run repeats them."""

from __future__ import annotations

from itertools import pairwise

import torch

from core.train.data.labelled import Kind
from core.train.example import Batch

BANDS = (2, 5)  # how many bands FilterAugment draws: 2, 3 or 4
LEAST_BAND = 4  # bins


def mixed_up(batch: Batch, alpha: float) -> Batch:
    """Soft MixUp of samples and labels with another clip of the same group: one that has frame labels with such a one,
    a weak one with a weak one. Unlabelled clips stay as they are."""
    if batch.features.numel():
        return batch  # the logarithm of a sum is no sum of logarithms
    weight = float(torch.distributions.Beta(alpha, alpha).sample())
    samples, strong, weak = batch.samples.clone(), batch.strong.clone(), batch.weak.clone()
    for kinds in ((Kind.STRONG, Kind.SYNTHETIC), (Kind.WEAK,)):
        rows = torch.nonzero(batch.of(*kinds))[:, 0]
        if len(rows) < 2:
            continue
        others = rows[torch.randperm(len(rows)).to(rows.device)]
        for values, before in ((samples, batch.samples), (strong, batch.strong), (weak, batch.weak)):
            values[rows] = weight * before[rows] + (1.0 - weight) * before[others]
    return batch._replace(samples=samples, strong=strong, weak=weak)


def rolled(batch: Batch, spread_s: float, rate_hz: int, frame_s: float) -> Batch:
    """Each clip turned round by a time from Gauss(0, spread), in whole frames: sound, labels and padding alike."""
    samples, strong, valid = batch.samples.clone(), batch.strong.clone(), batch.valid.clone()
    turns = torch.round(torch.randn(len(samples)) * spread_s / frame_s).int().tolist()
    for row, frames in enumerate(turns):
        samples[row] = batch.samples[row].roll(round(frames * frame_s * rate_hz), 0)
        strong[row] = batch.strong[row].roll(frames, 0)
        valid[row] = batch.valid[row].roll(frames, 0)
    return batch._replace(samples=samples, strong=strong, valid=valid)


def time_masked(batch: Batch, low: float = 1 / 20, high: float = 1 / 5) -> Batch:
    """One stretch of all clips with frame labels made silent, its labels taken away; its share is drawn evenly."""
    frames, count = batch.strong.shape[1], batch.samples.shape[1]
    width = int(torch.randint(max(1, int(frames * low)), max(2, int(frames * high) + 1), ()))
    start = int(torch.randint(0, frames - width + 1, ()))
    rows = batch.of(Kind.STRONG, Kind.SYNTHETIC)
    samples, strong = batch.samples.clone(), batch.strong.clone()
    quiet = torch.zeros(count, dtype=torch.bool, device=samples.device)
    quiet[start * count // frames : (start + width) * count // frames] = True
    samples[rows] = samples[rows].masked_fill(quiet, 0.0)
    strong[rows, start : start + width] = 0.0
    return batch._replace(samples=samples, strong=strong)


def filter_bands(features: torch.Tensor, gain_db: tuple[float, float], axis: int, per_db: torch.Tensor) -> torch.Tensor:
    """FilterAugment of the step type on logarithmic features: a few bands of random width, each with a random gain for
    each clip. `per_db` is what one decibel is on the features' scale, of all bands or of each."""
    bins = features.shape[axis]
    bands = min(int(torch.randint(*BANDS, ())), max(1, bins // LEAST_BAND))
    spare = bins - bands * LEAST_BAND
    cuts = torch.sort(torch.randint(0, spare + 1, (bands - 1,)))[0] + LEAST_BAND * torch.arange(1, bands)
    borders = [0, *cuts.tolist(), bins]
    low, high = gain_db
    gains = torch.rand(len(features), bands) * (high - low) + low
    widths = torch.tensor([end - start for start, end in pairwise(borders)])
    curve = torch.repeat_interleave(gains, widths, dim=1) * per_db.to(gains)  # (batch, bins)
    shape = [1] * features.ndim
    shape[0], shape[axis] = len(features), bins
    return features + curve.reshape(shape).to(features)


def bands_masked(features: torch.Tensor, axis: int, chance: float, bands: float = 0.18, frames: float = 0.06
                 ) -> torch.Tensor:
    """In some clips a stretch of bands, in some a stretch of time, is as quiet as the quietest of the clip. `bands` and
    `frames` are the greatest shares that are taken."""
    masked = features.clone()
    for clip in masked:
        silence = clip.amin()
        for along, share in ((axis - 1, bands), (2 - axis, frames)):
            if float(torch.rand(())) < chance:
                size = clip.shape[along]
                width = int(torch.randint(1, max(2, int(size * share) + 1), ()))
                clip.narrow(along, int(torch.randint(0, size - width + 1, ())), width).fill_(silence)
    return masked
