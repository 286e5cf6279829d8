"""The visible spectrogram as blocks of device pixels that lie on a grid fixed to the recording.

Scrolling only moves blocks that are painted already; one is painted again when better tiles for it arrive.
Work per frame is bounded: what does not fit waits for the next frame, under a stretched older picture.
"""

from __future__ import annotations

import time
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter

from core.tiles.colour import lut
from core.tiles.memory import BoundedMemory
from core.tiles.picture import rows, shades
from core.tiles.spec import SpectrogramStyle
from core.tiles.tile import SpectrogramTile
from desktop.views.axis import TimeAxis
from desktop.views.pixel_columns import pixel_columns

BLOCK_PX = 512
BUDGET_S = 0.003  # for new pictures in one frame
LEVELS_BYTES = 24 << 20
BLOCKS_BYTES = 48 << 20  # two screens of 4K: the one in view and the one from which one zooms
Levels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Look:
    """All that decides how a bin looks on which row. The style's band is the one that is shown."""

    style: SpectrogramStyle
    high_hz: float
    rate_hz: int
    rows: int


@dataclass(frozen=True, slots=True)
class Block:
    """A picture of one block and of which tiles it was made."""

    image: QImage
    tiles: tuple[Hashable, ...]


class BlockPainter:
    """Paints tiles onto a plot. Holds a bounded number of tiles and blocks as they look on the screen."""

    def __init__(self) -> None:
        self._levels: BoundedMemory[Levels] = BoundedMemory(LEVELS_BYTES)
        self._blocks: BoundedMemory[Block] = BoundedMemory(BLOCKS_BYTES)
        self._last: tuple[float, Look] | None = None
        self.unhurried = False  # a figure: no bound on the work of one frame

    def paint(
        self, painter: QPainter, axis: TimeAxis, top: float, look: Look, tiles: Sequence[SpectrogramTile]
    ) -> bool:
        """Paint what `axis` shows. False if something is left for the next frame."""
        deadline = time.perf_counter() + (3600.0 if self.unhurried else BUDGET_S)
        complete = True
        first, last = block_range(axis)
        for number in range(first, last):
            block = self._block(number, axis.pixels_per_s, look, tiles, deadline)
            fresh = block is not None and block[1]
            complete = complete and fresh
            if block is None:
                self._paint_older(painter, axis, top, look, number)
            else:
                x = axis.left + (number * BLOCK_PX - axis.first_px) / axis.ratio
                block[0].image.setDevicePixelRatio(axis.ratio)
                painter.drawImage(QPointF(x, top), block[0].image)
        if complete:
            self._last = (axis.pixels_per_s, look)
        return complete

    def _block(
        self, number: int, pps: float, look: Look, tiles: Sequence[SpectrogramTile], deadline: float
    ) -> tuple[Block, bool] | None:
        """The block and whether it is made of the best tiles; None if there is no time to make it."""
        start_s, end_s = number * BLOCK_PX / pps, (number + 1) * BLOCK_PX / pps
        within = [tile for tile in tiles if tile.start_s < end_s and tile.end_s > start_s]
        keys = tuple(tile.key for tile in within)
        place = (number, pps, look)
        kept = self._blocks.get(place)
        if kept is not None and kept.tiles == keys:
            return kept, True
        if time.perf_counter() > deadline:
            return None if kept is None else (kept, False)
        made = self._make(number, pps, look, within, deadline)
        if made is None:
            return None if kept is None else (kept, False)
        block = Block(made, keys)
        self._blocks.put(place, block, made.sizeInBytes())
        return block, True

    def _make(
        self, number: int, pps: float, look: Look, tiles: Sequence[SpectrogramTile], deadline: float
    ) -> QImage | None:
        levels = np.zeros((BLOCK_PX, look.rows), np.uint8)
        open_px = np.ones(BLOCK_PX, bool)
        for tile in reversed(tiles):  # the finest first; coarser ones only where nothing finer is
            columns = pixel_columns(
                tile.start_s, tile.column_s, tile.db.shape[1], number * BLOCK_PX, BLOCK_PX, pps
            )
            wanted = np.flatnonzero((columns.count > 0) & open_px)
            if not len(wanted):
                continue
            source = self._tile_levels(tile, look, deadline)
            if source is None:
                return None
            together = wanted[-1] - wanted[0] + 1 == len(wanted)
            place = slice(wanted[0], wanted[-1] + 1) if together else wanted  # a slice is many times faster
            levels[place] = _loudest(source, columns.first[wanted], columns.count[wanted])
            open_px[wanted] = False
            if not open_px.any():
                break
        return _image(levels, look.style.colour_map)

    def _tile_levels(self, tile: SpectrogramTile, look: Look, deadline: float) -> Levels | None:
        place = (tile.key, look)
        levels = self._levels.get(place)
        if levels is None and time.perf_counter() <= deadline:
            levels = _levels(tile.db, look)
            self._levels.put(place, levels, levels.nbytes)
        return levels

    def _paint_older(self, painter: QPainter, axis: TimeAxis, top: float, look: Look, number: int) -> None:
        """Stretch what the last complete frame has of a block's range over it."""
        if self._last is None or self._last[1] != look:
            return
        pps, factor = self._last[0], axis.pixels_per_s / self._last[0]
        low, high = number * BLOCK_PX / factor, (number + 1) * BLOCK_PX / factor
        for older in range(int(low // BLOCK_PX), int(high // BLOCK_PX) + 1):
            block = self._blocks.get((older, pps, look))
            if block is not None:
                left = max(older * BLOCK_PX, low)
                right = min((older + 1) * BLOCK_PX, high)
                x = axis.left + (left * factor - axis.first_px) / axis.ratio
                target = QRectF(x, top, (right - left) * factor / axis.ratio, look.rows / axis.ratio)
                source = QRectF(left - older * BLOCK_PX, 0, right - left, look.rows)
                painter.drawImage(target, block.image, source)


def block_range(axis: TimeAxis) -> tuple[int, int]:
    """The first block that the axis shows and the one after the last."""
    return axis.first_px // BLOCK_PX, -(-(axis.first_px + axis.width_px) // BLOCK_PX)


def _levels(db: NDArray[np.float16], look: Look) -> Levels:
    """A tile as places on the colour map, (columns, rows). 0 is kept for "nothing here"."""
    style = look.style
    shown = rows(style.scale, db.shape[0], look.rate_hz, style.low_hz, look.high_hz, look.rows)
    return np.ascontiguousarray(np.maximum(shades(db, shown, style.floor_db, style.ceiling_db), 1).T)


def _loudest(levels: Levels, first: NDArray[np.intp], count: NDArray[np.intp]) -> Levels:
    """The loudest of the columns that fall on each pixel, so that a click is seen at every zoom."""
    out = np.take(levels, first, axis=0)
    for place in range(1, int(count.max())):
        more = first + np.minimum(place, count - 1)
        np.maximum(out, np.take(levels, more, axis=0), out=out)
    return out


def _image(levels: Levels, colour_map: str) -> QImage:
    """Colours, and nothing where no tile was."""
    pixels = np.ascontiguousarray(levels.T)
    height, width = pixels.shape
    indexed = QImage(pixels.data, width, height, width, QImage.Format.Format_Indexed8)
    indexed.setColorTable(_table(colour_map))
    formats = QImage.Format
    opaque = bool(levels.all())  # painted by copying, without looking at what is under it
    return indexed.convertToFormat(formats.Format_RGB32 if opaque else formats.Format_ARGB32_Premultiplied)


@lru_cache(maxsize=16)
def _table(colour_map: str) -> list[int]:
    """The colour map with its lowest place given away to "nothing here", which is transparent."""
    return [0, *lut(colour_map)[1:].tolist()]
