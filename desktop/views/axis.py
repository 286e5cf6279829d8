"""Where a moment lies on the screen. All time views share it, so the same time is in the same column."""

from __future__ import annotations

from dataclasses import dataclass

_SIGNIFICANT = 7  # hides the float noise of a panned range: a jitter of the scale would move the picture


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """Time on a grid of device pixels fixed to the recording: pixel n covers n/pps … (n+1)/pps seconds.

    Scrolling moves a window of `width_px` pixels over that grid by whole pixels, so what a pixel shows does
    not depend on how far one has scrolled. `left` is the plot's left edge in the widget, in logical pixels.
    """

    first_px: int
    pixels_per_s: float
    width_px: int
    left: float = 0.0
    ratio: float = 1.0

    @classmethod
    def over(cls, start_s: float, end_s: float, left: float, width: float, ratio: float = 1.0) -> TimeAxis:
        """The axis that shows a range in `width` logical pixels."""
        width_px = max(1, round(width * ratio))
        pixels_per_s = float(f"{width_px / (end_s - start_s):.{_SIGNIFICANT}g}")
        return cls(round(start_s * pixels_per_s), pixels_per_s, width_px, left, ratio)

    @property
    def start_s(self) -> float:
        return self.first_px / self.pixels_per_s

    @property
    def end_s(self) -> float:
        return (self.first_px + self.width_px) / self.pixels_per_s

    @property
    def right(self) -> float:
        return self.left + self.width_px / self.ratio

    def x(self, time_s: float) -> float:
        """Seconds to a widget coordinate in logical pixels."""
        return self.left + (time_s * self.pixels_per_s - self.first_px) / self.ratio

    def time(self, x: float) -> float:
        """A widget coordinate in logical pixels to seconds."""
        return (self.first_px + (x - self.left) * self.ratio) / self.pixels_per_s

    def seconds(self, logical_px: float) -> float:
        """How long a stretch of `logical_px` pixels is."""
        return logical_px * self.ratio / self.pixels_per_s
