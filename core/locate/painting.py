"""Draws maps over pictures: one scale of colours for all models, so that what looks stronger is stronger."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from core.locate.readings import Box, enlarged
from core.tiles.colour import lut

Picture = NDArray[np.uint8]
Plane = NDArray[np.float32]
CONTOUR, BOX, TRUTH, SHADOW = (255, 255, 255), (255, 214, 64), (64, 224, 120), (0, 0, 0)
STRIP, INK = (24, 24, 28), (236, 236, 236)


@dataclass(frozen=True, slots=True)
class Scale:
    """Values from `low` to `high` run through the colours."""

    low: float
    high: float

    def shares(self, values: Plane) -> Plane:
        span = max(self.high - self.low, 1e-6)
        found: Plane = np.clip((values - np.float32(self.low)) / np.float32(span), 0.0, 1.0)
        return found


@dataclass(frozen=True, slots=True)
class Look:
    """How a map is drawn. `contour` is a value of the map, None without a line."""

    colours: str = "inferno"
    opacity: float = 0.6
    contour: float | None = None


USUAL = Look()


def common_scale(maps: list[Plane]) -> Scale:
    """From the middle of all values, which is what most of a picture gets, to the highest of them."""
    values = np.concatenate([one.ravel() for one in maps]) if maps else np.zeros(1, np.float32)
    low, high = float(np.median(values)), float(np.max(values))
    return Scale(low, high if high - low > 1e-3 else low + 1e-3)


def overlay(picture: Picture, plane: Plane, scale: Scale, look: Look = USUAL) -> Picture:
    """RGB over RGB; the less a place has, the more of the picture shows."""
    rows, columns = picture.shape[:2]
    large = enlarged(plane, columns, rows)
    shares = scale.shares(large)
    alpha = (shares * np.float32(look.opacity))[..., None]
    mixed = picture * (1 - alpha) + palette(look.colours)[np.rint(shares * 255).astype(np.intp)] * alpha
    made: Picture = np.rint(mixed).astype(np.uint8)
    if look.contour is not None:
        lines, _ = cv2.findContours((large >= look.contour).astype(np.uint8), cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
        cv2.drawContours(made, lines, -1, CONTOUR, thickness(picture), cv2.LINE_AA)
    return made


def palette(name: str) -> NDArray[np.uint8]:
    """(256, 3) RGB."""
    table = lut(name)
    return np.stack([table >> 16 & 255, table >> 8 & 255, table & 255], axis=1).astype(np.uint8)


def draw_box(picture: Picture, box: Box, colour: tuple[int, int, int] = BOX) -> None:
    """In place, with a dark edge so that it is seen on any ground."""
    rows, columns = picture.shape[:2]
    corners = ((round(box.left * columns), round(box.top * rows)),
               (round(box.right * columns) - 1, round(box.bottom * rows) - 1))
    wide = thickness(picture)
    cv2.rectangle(picture, *corners, SHADOW, 2 * wide + 1, cv2.LINE_AA)
    cv2.rectangle(picture, *corners, colour, wide, cv2.LINE_AA)


def draw_peak(picture: Picture, peak: tuple[float, float], faint: bool = False) -> None:
    """A cross; an open circle where the model abstains."""
    rows, columns = picture.shape[:2]
    place, wide = (round(peak[0] * columns), round(peak[1] * rows)), thickness(picture)
    for colour, line in ((SHADOW, 2 * wide + 1), (CONTOUR, wide)):
        if faint:
            cv2.circle(picture, place, 6 * wide, colour, line, cv2.LINE_AA)
        else:
            cv2.drawMarker(picture, place, colour, cv2.MARKER_CROSS, 12 * wide, line, cv2.LINE_AA)


def caption(picture: Picture, text: str) -> Picture:
    """The picture under a dark strip with a line of text, as much of it as there is room for."""
    from PIL import Image, ImageDraw, ImageFont

    columns = picture.shape[1]
    height = max(22, round(min(picture.shape[:2]) / 14)) // 2 * 2
    strip = Image.new("RGB", (columns, height), STRIP)
    pen, font = ImageDraw.Draw(strip), ImageFont.load_default(round(height * 0.6))
    while text and pen.textlength(text, font=font) > columns - height:
        text = text[:-2].rstrip() + "…" if len(text) > 2 else ""
    pen.text((height // 2, height // 2), text, fill=INK, font=font, anchor="lm")
    return np.concatenate([np.asarray(strip, np.uint8), picture])


def thickness(picture: Picture) -> int:
    return max(1, round(int(min(picture.shape[:2])) / 360))
