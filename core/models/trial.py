"""Trying a network on noise: whether what it says has the shape and the range that everybody counts on."""

from __future__ import annotations

import torch

from core.models.detector import Detector
from core.models.locator import Locator

DAMAGED = "it gives scores that are no numbers: its weights are damaged."
ROUNDING = 1e-3  # of a length


def on_noise(network: Detector, classes: int) -> list[str]:
    """What is wrong with the scores of a second of noise."""
    shape = (1, network.channels, network.rate_hz) if network.channels > 1 else (1, network.rate_hz)
    with torch.no_grad():
        strong, weak = network.detect(_noise(*shape))
    if strong.ndim != 3 or strong.shape[0] != 1 or strong.shape[2] != classes or tuple(weak.shape) != (1, classes):
        return [f"it gives scores of shape {list(strong.shape)} and {list(weak.shape)} for {classes} classes."]
    if not (bool(strong.isfinite().all()) and bool(weak.isfinite().all())):
        return [DAMAGED]
    if abs(strong.shape[1] * network.frame_s - 1.0) > network.frame_s + 1e-6:
        return [f"it gives {strong.shape[1]} frames of {network.frame_s:g} s for one second."]
    return []


def on_noise_and_colours(network: Locator) -> list[str]:
    """What is wrong with what it makes of a picture and a sound of noise."""
    colours = (_noise(1, 3, network.picture_px, network.picture_px) + 0.5).clamp(0.0, 1.0)
    with torch.no_grad():
        sight = network.sight(colours)
        hearing = network.hearing(_noise(1, round(network.sound_s * network.rate_hz)))
    if sight.ndim != 5 or hearing.ndim != 3 or sight.shape[:3] != hearing.shape:
        return [f"it makes {list(sight.shape)} of a picture and {list(hearing.shape)} of a sound, which do not meet."]
    if not (bool(sight.isfinite().all()) and bool(hearing.isfinite().all())):
        return [DAMAGED]
    lengths = torch.cat([sight.norm(dim=2).flatten(), hearing.norm(dim=2).flatten()])
    if bool((lengths - 1.0).abs().max() > ROUNDING):
        return ["its vectors are not of length 1, so that its maps are no cosines."]
    return []


def _noise(*shape: int) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(0)) * 0.1
