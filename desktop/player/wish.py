"""What the person wants to hear, as one frozen value that the main thread replaces and the feeder obeys."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop.player.tape import Tape

if TYPE_CHECKING:
    from core.media.audio import AudioReader

OpenReader = Callable[[], "AudioReader"]


@dataclass(frozen=True, slots=True)
class Offer:
    """One way to open a sound. A source that is replaced gets a new number, so that the change is noticed."""

    name: str
    open_reader: OpenReader = field(compare=False)
    number: int = 0


@dataclass(frozen=True, slots=True)
class Manner:
    """How it is played. From one manner to another there is a crossfade at the same moment."""

    offer: Offer | None = None
    duration_s: float = 0.0
    speed: float = 1.0
    band: tuple[float, float] | None = None
    channel: int | None = None
    range_s: tuple[float, float] | None = None
    loop: bool = False
    loop_fade_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Wish:
    """`jump` counts the jumps; `jump_s` is the aim of the last one."""

    offers: Mapping[str, Offer] = field(default_factory=dict, compare=False)
    load: int = 0
    manner: Manner = Manner()
    playing: bool = False
    jump: int = 0
    jump_s: float = 0.0
    device_name: str | None = None
    device_hz: int | None = None  # None: the recording's own
    device_choice: int = 0  # counts the choices
    look: int = 0  # counts how often the list of devices was asked for


def lay_tape(manner: Manner, at_s: float, rate_hz: float, frames: int) -> Tape:
    """From a moment on: to the end of the range, and round if it loops; past the range, all the rest."""
    at = min(max(round(at_s * rate_hz), 0), frames)
    start, end = 0, frames
    if manner.range_s:
        start = min(max(round(manner.range_s[0] * rate_hz), 0), frames)
        end = min(round(manner.range_s[1] * rate_hz), frames)
    if at >= end or start >= end:
        return Tape(at, frames)
    return Tape(at, end, start if manner.loop else None, round(manner.loop_fade_s * rate_hz))
