"""From scores to events without asking the model again: all settings are values that sliders may move."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from core.domain import Event, Scores

Method = Literal["threshold", "csebb"]


@dataclass(frozen=True, slots=True)
class Decoding:
    """Settings for all classes; the mappings override them for single classes. Times are seconds."""

    method: Method = "threshold"
    threshold: float = 0.5
    thresholds: Mapping[str, float] = field(default_factory=dict)
    low_ratio: float = 1.0  # hysteresis: an event goes on while the score is above threshold * low_ratio
    median_s: float = 0.0
    medians_s: Mapping[str, float] = field(default_factory=dict)
    min_length_s: float = 0.0
    min_gap_s: float = 0.0
    weak_threshold: float = 0.0  # weak masking: a class whose clip score is below this has no events
    step_filter_s: float = 0.48  # cSEBB
    merge_abs: float = 0.15
    merge_rel: float = 1.5
    classes: frozenset[str] | None = None  # only these


def decode(scores: Scores, decoding: Decoding, lane: str = "") -> list[Event]:
    """The events, sorted by onset; each has its score."""
    raise NotImplementedError
