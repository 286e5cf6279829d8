"""Times and frequencies as people read them. One place, so that all parts of the window write them alike."""

from __future__ import annotations


def clock_text(seconds: float, decimals: int = 3) -> str:
    """3725.5 → 1:02:05.500, 65 → 1:05.000. Rounded once, so that 59.9996 is 1:00.000."""
    scale = 10**decimals
    ticks = round(abs(seconds) * scale)
    whole, part = divmod(ticks, scale)
    minutes, second = divmod(whole, 60)
    hours, minute = divmod(minutes, 60)
    sign = "−" if seconds < 0 and ticks else ""
    fraction = f".{part:0{decimals}d}" if decimals else ""
    if hours:
        return f"{sign}{hours}:{minute:02d}:{second:02d}{fraction}"
    return f"{sign}{minute}:{second:02d}{fraction}"


def rate_text(rate_hz: float) -> str:
    return f"{rate_hz / 1000:g} kHz" if rate_hz >= 1000 else f"{rate_hz:g} Hz"


def frequency_text(hz: float) -> str:
    if hz >= 10_000:
        return f"{hz / 1000:.2f} kHz"
    if hz >= 1000:
        return f"{hz / 1000:.3f} kHz"
    return f"{hz:.0f} Hz"


def left_text(seconds: float) -> str:
    """Time left, coarse enough not to flicker."""
    if seconds < 0:
        return ""
    if seconds < 90:
        return f"{seconds:.0f} s"
    if seconds < 5400:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h"
