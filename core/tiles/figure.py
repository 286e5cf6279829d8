"""A spectrogram as a picture with axes in time, Hz and dB, drawn without a window."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.errors import UsageError
from core.features.scale import FrequencyScale, linear_ticks
from core.tiles.colour import lut
from core.tiles.picture import paint, rows
from core.tiles.spec import SpectrogramStyle

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont, ImageFont

    Font = FreeTypeFont | ImageFont

INK, PAPER = (32, 32, 32), (255, 255, 255)
TIME_STEPS_S = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600,
                900, 1800, 3600, 7200, 10800, 21600, 43200, 86400)
LEAST_PLOT_PX = 32


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the plot lies in the picture. All pixels follow from the text size, which follows the picture."""

    width_px: int
    height_px: int
    axes: bool = True

    @property
    def text_px(self) -> int:
        return min(max(round(min(self.width_px, self.height_px) / 40), 11), 48)

    @property
    def left(self) -> int:
        return round(4.6 * self.text_px) if self.axes else 0

    @property
    def top(self) -> int:
        return self.text_px if self.axes else 0

    @property
    def plot_width(self) -> int:
        return self.width_px - self.left - (round(6.6 * self.text_px) if self.axes else 0)

    @property
    def plot_height(self) -> int:
        return self.height_px - self.top - (round(3.6 * self.text_px) if self.axes else 0)

    def check(self) -> None:
        if min(self.plot_width, self.plot_height) < (LEAST_PLOT_PX if self.axes else 1):
            raise UsageError(f"a picture of {self.width_px} × {self.height_px} pixels has no room for the axes; "
                             "make it larger or leave them out with --no-axes.")


def draw(db: NDArray[np.float16], start_s: float, end_s: float, rate_hz: float, style: SpectrogramStyle,
         layout: Layout) -> Image:
    """The picture; `db` is (bins, layout.plot_width) and `style.high_hz` is set."""
    from PIL import Image

    assert style.high_hz is not None
    shown = rows(style.scale, db.shape[0], rate_hz, style.low_hz, style.high_hz, layout.plot_height)
    plot = _image(paint(db, shown, style))
    if not layout.axes:
        return plot
    picture = Image.new("RGB", (layout.width_px, layout.height_px), PAPER)
    picture.paste(plot, (layout.left, layout.top))
    axes = _Axes(picture, layout)
    axes.time(start_s, end_s)
    axes.frequency(style)
    axes.levels(style)
    return picture


class _Axes:
    def __init__(self, picture: Image, layout: Layout) -> None:
        from PIL import ImageDraw, ImageFont

        self._picture, self._layout = picture, layout
        self._pen: ImageDraw.ImageDraw = ImageDraw.Draw(picture)
        self._font = ImageFont.load_default(layout.text_px)
        self._tick = max(3, layout.text_px // 3)
        self._line = max(1, layout.text_px // 12)
        self._right, self._bottom = layout.left + layout.plot_width, layout.top + layout.plot_height
        self._frame(layout.left, self._right)

    def time(self, start_s: float, end_s: float) -> None:
        most = max(2, self._layout.plot_width // (7 * self._layout.text_px))
        step_s = next((step for step in TIME_STEPS_S if (end_s - start_s) / step <= most), (end_s - start_s) / most)
        for number in range(math.ceil(start_s / step_s - 1e-9), math.floor(end_s / step_s + 1e-9) + 1):
            at_s = number * step_s
            x = self._layout.left + (at_s - start_s) / (end_s - start_s) * self._layout.plot_width
            self._mark((x, self._bottom), (0, 1))
            self._write((x, self._bottom + 1.4 * self._tick), time_text(at_s, step_s, end_s), "ma")
        middle = (self._layout.left + self._right) / 2
        title = "Time (s)" if end_s < 60 else "Time (min:s)" if end_s < 3600 else "Time (h:min:s)"
        self._write((middle, self._layout.height_px - 0.4 * self._layout.text_px), title, "md")

    def frequency(self, style: SpectrogramStyle) -> None:
        assert style.high_hz is not None
        axis = FrequencyScale(style.scale)
        low, high = float(axis.forward(style.low_hz)), float(axis.forward(style.high_hz))
        most = max(2, self._layout.plot_height // (3 * self._layout.text_px))
        for hz in axis.nice_ticks(style.low_hz, style.high_hz, most):
            share = (float(axis.forward(hz)) - low) / max(high - low, 1e-12)
            y = self._bottom - share * self._layout.plot_height
            self._mark((self._layout.left, y), (-1, 0))
            self._write((self._layout.left - 1.6 * self._tick, y), hz_text(hz), "rm")
        self._write_up(0.9 * self._layout.text_px, "Frequency (Hz)")

    def levels(self, style: SpectrogramStyle) -> None:
        left = self._right + self._layout.text_px
        right = left + self._layout.text_px
        height = self._layout.plot_height
        ramp = lut(style.colour_map)[np.linspace(255, 0, height).round().astype(int)]
        self._picture.paste(_image(np.repeat(ramp[:, None], right - left, axis=1)), (left, self._layout.top))
        self._frame(left, right)
        span = style.ceiling_db - style.floor_db
        for db in linear_ticks(style.floor_db, style.ceiling_db, max(2, height // (3 * self._layout.text_px))):
            y = self._bottom - (db - style.floor_db) / span * height
            self._mark((right, y), (1, 0))
            self._write((right + 1.6 * self._tick, y), f"{db:g}", "lm")
        self._write_up(self._layout.width_px - 0.8 * self._layout.text_px, "Level (dB, full-scale sine: 0)")

    def _frame(self, left: float, right: float) -> None:
        box = (left - self._line, self._layout.top - self._line, right, self._bottom)
        self._pen.rectangle(box, outline=INK, width=self._line)

    def _mark(self, at: tuple[float, float], towards: tuple[int, int]) -> None:
        end = (at[0] + towards[0] * self._tick, at[1] + towards[1] * self._tick)
        self._pen.line((at, end), fill=INK, width=self._line)

    def _write(self, at: tuple[float, float], text: str, anchor: str) -> None:
        """Text that stays within the picture."""
        left, _, right, _ = self._pen.textbbox(at, text, font=self._font, anchor=anchor)
        shift = min(0.0, self._layout.width_px - 2 - right) - min(0.0, left - 2)
        self._pen.text((at[0] + shift, at[1]), text, fill=INK, font=self._font, anchor=anchor)

    def _write_up(self, middle_x: float, text: str) -> None:
        """Text that reads upwards, in the middle of the plot's height."""
        from PIL import Image, ImageDraw

        left, top, right, bottom = self._pen.textbbox((0, 0), text, font=self._font)
        strip = Image.new("RGB", (math.ceil(right - left), math.ceil(bottom - top)), PAPER)
        ImageDraw.Draw(strip).text((-left, -top), text, fill=INK, font=self._font)
        turned = strip.rotate(90, expand=True)
        y = max(0, (self._layout.top + self._bottom - turned.height) // 2)
        self._picture.paste(turned, (round(middle_x - turned.width / 2), y))


def time_text(at_s: float, step_s: float, end_s: float) -> str:
    """A time as the axis needs it: fractions only where ticks are that close, hours only where there are some."""
    digits = max(0, -math.floor(math.log10(step_s) + 1e-9)) if step_s < 1 else 0
    if end_s < 60:
        return f"{at_s:.{digits}f}"
    whole = round(at_s * 10**digits)
    minutes, rest = divmod(whole, 60 * 10**digits)
    seconds = f"{rest / 10**digits:0{3 + digits if digits else 2}.{digits}f}"
    if end_s < 3600:
        return f"{minutes}:{seconds}"
    return f"{minutes // 60}:{minutes % 60:02d}:{seconds}"


def hz_text(hz: float) -> str:
    return f"{hz / 1000:g}k" if hz >= 1000 else f"{hz:g}"


def _image(colours: NDArray[np.uint32]) -> Image:
    """0xffRRGGBB as a picture."""
    from PIL import Image

    parts = [(colours >> shift).astype(np.uint8) for shift in (16, 8, 0)]
    return Image.fromarray(np.stack(parts, axis=-1))
