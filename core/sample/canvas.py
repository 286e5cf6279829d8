"""Drawing for the sample video: shapes with smooth edges at fractions of a pixel, so slow motion does not shake."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

WIDTH_PX, HEIGHT_PX, FPS = 1280, 720, 25

Picture = NDArray[np.uint8]  # (height, width, 3), blue first
Colour = tuple[int, int, int]  # red, green, blue, as people write it
Point = tuple[float, float]

_SHIFT = 4  # cv2 takes sixteenths of a pixel
_UNIT = 1 << _SHIFT


@dataclass(frozen=True, slots=True)
class Box:
    """Pixels from the left and the top; the right and bottom edges are outside."""

    left: float
    top: float
    right: float
    bottom: float

    def on_screen(self) -> Box | None:
        """The part that the picture shows; None where that is nothing."""
        cut = Box(
            max(self.left, 0.0), max(self.top, 0.0), min(self.right, WIDTH_PX), min(self.bottom, HEIGHT_PX)
        )
        return cut if cut.right - cut.left >= 1 and cut.bottom - cut.top >= 1 else None

    @classmethod
    def around(cls, points: Iterable[Point]) -> Box:
        x, y = zip(*points, strict=True)
        return cls(float(min(x)), float(min(y)), float(max(x)), float(max(y)))


def sky(stops: Sequence[tuple[float, Colour]]) -> Picture:
    """A full picture that runs from colour to colour; stops are parts of the height."""
    rows = np.arange(HEIGHT_PX) / HEIGHT_PX
    at = [stop for stop, _ in stops]
    channels = [np.interp(rows, at, [colour[part] for _, colour in stops]) for part in (2, 1, 0)]
    column = np.stack(channels, axis=1) + 0.5
    return np.ascontiguousarray(np.repeat(column[:, None], WIDTH_PX, axis=1).astype(np.uint8))


def polygons(picture: Picture, shapes: Iterable[Sequence[Point]], colour: Colour) -> None:
    for shape in shapes:
        points = np.round(np.array(shape, dtype=np.float64) * _UNIT).astype(np.int32)
        cv2.fillPoly(picture, [points], _bgr(colour), cv2.LINE_AA, _SHIFT)


def polygon(picture: Picture, shape: Sequence[Point], colour: Colour) -> None:
    polygons(picture, [shape], colour)


def rectangle(picture: Picture, box: Box, colour: Colour) -> None:
    polygon(picture, corners(box), colour)


def corners(box: Box) -> list[Point]:
    return [(box.left, box.top), (box.right, box.top), (box.right, box.bottom), (box.left, box.bottom)]


def ellipse(picture: Picture, centre: Point, radii: Point, colour: Colour, turn_deg: float = 0.0) -> None:
    middle = (round(centre[0] * _UNIT), round(centre[1] * _UNIT))
    axes = (round(radii[0] * _UNIT), round(radii[1] * _UNIT))
    cv2.ellipse(picture, middle, axes, turn_deg, 0, 360, _bgr(colour), -1, cv2.LINE_AA, _SHIFT)


def line(picture: Picture, start: Point, end: Point, colour: Colour, thickness_px: int) -> None:
    ends = [(round(x * _UNIT), round(y * _UNIT)) for x, y in (start, end)]
    cv2.line(picture, ends[0], ends[1], _bgr(colour), thickness_px, cv2.LINE_AA, _SHIFT)


def glow(picture: Picture, centre: Point, radius_px: int, colour: Colour, strength: float) -> None:
    """Light added around a point, fading outwards."""
    x, y = round(centre[0]), round(centre[1])
    left, top = max(0, x - radius_px), max(0, y - radius_px)
    right, bottom = min(WIDTH_PX, x + radius_px), min(HEIGHT_PX, y + radius_px)
    if left >= right or top >= bottom:
        return
    across, down = np.arange(left, right) - centre[0], np.arange(top, bottom) - centre[1]
    distance = np.hypot(across[None, :], down[:, None]) / radius_px
    light = strength * np.clip(1 - distance, 0, 1) ** 2
    added = light[:, :, None] * np.array(_bgr(colour), dtype=np.float64)
    part = picture[top:bottom, left:right]
    part[:] = np.minimum(255, part + added).astype(np.uint8)


def turned(points: Iterable[Point], pivot: Point, angle_rad: float) -> list[Point]:
    cos, sin = float(np.cos(angle_rad)), float(np.sin(angle_rad))
    out = []
    for x, y in points:
        dx, dy = x - pivot[0], y - pivot[1]
        out.append((pivot[0] + cos * dx - sin * dy, pivot[1] + sin * dx + cos * dy))
    return out


def moved(points: Iterable[Point], dx: float, dy: float) -> list[Point]:
    return [(x + dx, y + dy) for x, y in points]


def _bgr(colour: Colour) -> tuple[int, int, int]:
    return colour[2], colour[1], colour[0]
