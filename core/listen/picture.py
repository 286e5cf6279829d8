"""A map over the spectrogram of its stretch, with axes, and the outline of what is kept; and maps by class and Hz."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from core.features.stft import decibels, window_values
from core.tiles.colour import lut
from core.tiles.figure import Layout, draw, hz_text
from core.tiles.picture import rows
from core.tiles.spec import SpectrogramStyle

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL.Image import Image

    from core.listen.geometry import Geometry

SIZE = Layout(1200, 600)
MAP_COLOURS, MOST_OPAQUE = "inferno", 0.75
OUTLINE = (90, 230, 255)
RANGE_DB = 80.0  # under the loudest
BAR_PX, ROW_PX, MARGIN_PX, TEXT_PX = 900, 22, 12, 14
INK, PAPER = (32, 32, 32), (255, 255, 255)


def map_picture(power: NDArray[np.float32], shown: NDArray[np.float32], mask: NDArray[np.float32], geometry: Geometry,
                layout: Layout = SIZE) -> Image:
    """The spectrogram in grey, the map in colours over it, opaque where it is strong, the mask's edge as a line."""
    from PIL import Image as Pictures

    ceiling_db, db = _levels(power, geometry)
    columns = _columns(geometry, layout.plot_width)
    style = SpectrogramStyle("mel", ceiling_db - RANGE_DB, ceiling_db, "grey", 0.0, geometry.rate_hz / 2)
    end_s = geometry.start_s + geometry.samples / geometry.rate_hz
    picture = draw(db[columns].T, geometry.start_s, end_s, geometry.rate_hz, style, layout)
    values, kept = (_placed(cells[np.minimum(columns, len(cells) - 1)].T, geometry, layout.plot_height)
                    for cells in (shown, mask))
    box = (layout.left, layout.top, layout.left + layout.plot_width, layout.top + layout.plot_height)
    under = np.asarray(picture.crop(box), np.float32)
    over = _colours(values)
    share = (MOST_OPAQUE * values)[..., None]
    blended = under * (1 - share) + over * share
    blended[_edge(kept >= 0.5)] = OUTLINE
    picture.paste(Pictures.fromarray(blended.round().astype(np.uint8)), box[:2])
    return picture


def class_picture(shares: Mapping[str, NDArray[np.float64]], centres_hz: NDArray[np.float64]) -> Image:
    """A row for each class, from low frequencies on the left to high ones, each class by its own highest share."""
    from PIL import Image as Pictures
    from PIL import ImageDraw, ImageFont

    font = ImageFont.load_default(TEXT_PX)
    left = round(max(font.getlength(name) for name in shares)) + 2 * MARGIN_PX
    bottom = MARGIN_PX + ROW_PX * len(shares)
    picture = Pictures.new("RGB", (left + BAR_PX + 3 * MARGIN_PX, bottom + 4 * TEXT_PX), PAPER)
    pen = ImageDraw.Draw(picture)
    for number, (name, values) in enumerate(shares.items()):
        top = MARGIN_PX + ROW_PX * number
        bar = _colours((values / max(float(values.max()), 1e-12)).astype(np.float32))[None]
        strip = Pictures.fromarray(bar.astype(np.uint8)).resize((BAR_PX, ROW_PX - 2), Pictures.Resampling.NEAREST)
        picture.paste(strip, (left, top))
        pen.text((left - MARGIN_PX, top + ROW_PX / 2), name, fill=INK, font=font, anchor="rm")
    for number in range(0, len(centres_hz), max(1, len(centres_hz) // 10)):
        x = left + (number + 0.5) * BAR_PX / len(centres_hz)
        pen.line(((x, bottom), (x, bottom + 4)), fill=INK)
        pen.text((x, bottom + 6), hz_text(float(f"{centres_hz[number]:.2g}")), fill=INK, font=font, anchor="ma")
    pen.text((left + BAR_PX / 2, bottom + 4 * TEXT_PX - 4), "Frequency (Hz)", fill=INK, font=font, anchor="md")
    return picture


def _levels(power: NDArray[np.float32], geometry: Geometry) -> tuple[float, NDArray[np.float16]]:
    """Decibels relative to a full-scale sine, and a round ceiling for them."""
    full = float(window_values("hann", geometry.n_fft).sum() / 2) ** 2
    db = decibels(power / np.float32(full))
    return float(np.clip(10 * np.ceil(float(db.max()) / 10), -100.0, 40.0)), db


def _columns(geometry: Geometry, width: int) -> NDArray[np.intp]:
    """The frame that is nearest to the middle of each column."""
    middles = (np.arange(width) + 0.5) * geometry.samples / width / geometry.hop
    return np.clip(np.rint(middles), 0, geometry.inside - 1).astype(np.intp)


def _placed(cells: NDArray[np.float32], geometry: Geometry, height: int) -> NDArray[np.float32]:
    """(bins, columns) on the rows of a mel axis."""
    shown = rows("mel", geometry.bins, geometry.rate_hz, 0.0, geometry.rate_hz / 2, height)
    below, above = cells[shown.first], cells[np.minimum(shown.first + 1, len(cells) - 1)]
    found: NDArray[np.float32] = below + (above - below) * shown.share[:, None]
    return found


def _colours(values: NDArray[np.float32]) -> NDArray[np.float32]:
    found = lut(MAP_COLOURS)[np.clip(values * 255, 0, 255).round().astype(np.intp)]
    return np.stack([(found >> shift & 255).astype(np.float32) for shift in (16, 8, 0)], axis=-1)


def _edge(inside: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The outermost cells of what is inside and those beside them."""
    padded = np.pad(inside, 1, mode="edge")
    around = np.stack([padded[:-2, 1:-1], padded[2:, 1:-1], padded[1:-1, :-2], padded[1:-1, 2:]])
    found: NDArray[np.bool_] = np.where(inside, ~around.all(axis=0), around.any(axis=0))
    return found
