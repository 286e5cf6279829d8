"""Second scene of the sample video: a robin in a tree opens its beak with each chirp, and flies from twig to twig."""

from __future__ import annotations

import numpy as np

from core.sample import nature
from core.sample.canvas import Box, Picture, Point, ellipse, glow, line, moved, polygon, sky, turned

# Seconds in the video, phrase. Between the first and the second the bird flies over.
SONGS = ((8.6, nature.FINCH), (11.3, nature.TIT), (12.72, nature.FINCH))
FLIGHT_S = (10.0, 10.9)
PERCHES: tuple[Point, Point] = ((395.0, 372.0), (905.0, 318.0))
_BRANCHES = (
    ((640.0, 470.0), (395.0, 412.0), 26), ((395.0, 412.0), (250.0, 418.0), 14), ((655.0, 430.0), (905.0, 358.0), 24),
    ((905.0, 358.0), (1060.0, 350.0), 12), ((640.0, 420.0), (560.0, 160.0), 30), ((660.0, 400.0), (760.0, 150.0), 24),
    ((470.0, 428.0), (420.0, 300.0), 9), ((800.0, 388.0), (870.0, 240.0), 10),
)  # fmt: skip


def perch_at(t: float) -> Point:
    """Where the feet are; the flight is an arc."""
    part = float(np.clip((t - FLIGHT_S[0]) / (FLIGHT_S[1] - FLIGHT_S[0]), 0, 1))
    part = part * part * (3 - 2 * part)
    (x0, y0), (x1, y1) = PERCHES
    return x0 + (x1 - x0) * part, y0 + (y1 - y0) * part - 150 * part * (1 - part) * 4 * 0.6


def beak_open(t: float) -> float:
    """0 shut, 1 wide open: the loudness of the syllable that sounds."""
    for start_s, phrase in SONGS:
        for syllable in phrase:
            part = (t - start_s - syllable.at_s) / syllable.duration_s
            if 0 <= part <= 1:
                return float(np.sin(np.pi * part**0.8) ** 0.5)
    return 0.0


class Tree:
    def __init__(self) -> None:
        rng = np.random.default_rng(12)
        self._backdrop = sky([(0.0, (130, 190, 225)), (0.7, (226, 240, 236)), (1.0, (236, 240, 214))])
        glow(self._backdrop, (170, 90), 330, (110, 100, 50), 1.0)
        ellipse(self._backdrop, (260, 800), (720, 190), (142, 176, 112))
        ellipse(self._backdrop, (1080, 810), (760, 210), (122, 162, 98))
        _trunk(self._backdrop)
        clouds = ((560, 190, 200, 95), (770, 170, 190, 90), (660, 110, 240, 90), (300, 300, 110, 55),
                  (1010, 240, 130, 62), (420, 230, 120, 60))  # fmt: skip
        self._leaves = _leaves(rng, clouds, 620)
        for leaf in self._leaves[:380]:
            _leaf(self._backdrop, leaf, 0.0)

    def draw(self, t: float) -> Picture:
        picture = self._backdrop.copy()
        for leaf in self._leaves[380:]:
            _leaf(picture, leaf, t)
        _Bird(t).draw(picture)
        return picture

    def box(self, t: float) -> Box | None:
        return _Bird(t).box().on_screen()


def _trunk(picture: Picture) -> None:
    trunk = [(596, 720), (612, 560), (606, 400), (640, 330), (690, 400), (690, 560), (716, 720)]
    polygon(picture, [(float(x), float(y)) for x, y in trunk], (98, 74, 56))
    polygon(picture, [(596.0, 720.0), (612.0, 560.0), (606.0, 400.0), (626.0, 400.0), (634.0, 720.0)], (120, 92, 70))
    for start, end, thick in _BRANCHES:
        line(picture, start, end, (98, 74, 56), thick)
        lift = thick * 0.28
        line(picture, (start[0], start[1] - lift), (end[0], end[1] - lift), (122, 94, 72), max(2, thick // 4))


_Leaf = tuple[float, float, float, float, tuple[int, int, int]]  # x, y, size, direction, colour


def _leaves(
    rng: np.random.Generator, clouds: tuple[tuple[int, int, int, int], ...], number: int
) -> list[_Leaf]:
    leaves: list[_Leaf] = []
    for index in range(number):
        x, y, wide, tall = clouds[index % len(clouds)]
        angle, out = rng.uniform(0, 2 * np.pi), np.sqrt(rng.uniform(0, 1))
        shade = rng.uniform(0.0, 1.0)
        colour = (int(64 + 70 * shade), int(116 + 66 * shade), int(48 + 30 * shade))
        place = x + wide * out * np.cos(angle), y + tall * out * np.sin(angle)
        leaves.append((float(place[0]), float(place[1]), rng.uniform(13, 25), rng.uniform(0, 180), colour))
    return leaves


def _leaf(picture: Picture, leaf: _Leaf, t: float) -> None:
    x, y, size, direction, colour = leaf
    sway = 3.0 * float(np.sin(1.7 * t + x / 90)) + 1.2 * float(np.sin(4.1 * t + y / 23))
    turn = direction + 7 * float(np.sin(2.3 * t + x / 37))
    ellipse(picture, (x + sway, y + 0.4 * sway), (size, size * 0.45), colour, turn)


class _Bird:
    """Faces the middle of the picture; all points are given about the feet, for a bird that faces right."""

    def __init__(self, t: float) -> None:
        self._t = t
        self._feet = perch_at(t)
        self._flying = FLIGHT_S[0] < t < FLIGHT_S[1]
        self._facing = 1.0 if t < FLIGHT_S[1] else -1.0
        self._open = beak_open(t)

    def box(self) -> Box:
        outline = [*self._tail(), *self._beak(-1), *self._beak(1)]
        body = [(-34.0, -8.0), (44.0, -8.0), (0.0, -92.0 - 2 * self._open), (0.0, 6.0)]
        wing = self._wing() if self._flying else []
        return Box.around([*self._placed(body), *outline, *wing])

    def draw(self, picture: Picture) -> None:
        swell = 1 + 0.06 * self._open
        if not self._flying:
            for x in (-6.0, 8.0):
                line(picture, self._one(x, -14), self._one(x + 2, 4), (70, 50, 40), 2)
        polygon(picture, self._tail(), (92, 78, 62))
        tilt = -24 * self._facing
        ellipse(picture, self._one(0, -38), (40 * swell, 29 * swell), (122, 104, 82), tilt)
        ellipse(picture, self._one(13, -39), (25 * swell, 24 * swell), (226, 108, 44), tilt)
        ellipse(picture, self._one(2, -22), (22, 12), (232, 224, 206), tilt)
        ellipse(picture, self._one(24, -68), (22, 21), (122, 104, 82))
        ellipse(picture, self._one(31, -63), (15, 15), (226, 108, 44))
        for side in (-1, 1):
            polygon(picture, self._beak(side), (66, 56, 46))
        ellipse(picture, self._one(30, -73), (3.6, 3.8), (22, 20, 18))
        ellipse(picture, self._one(31, -74.5), (1.2, 1.2), (255, 255, 255))
        polygon(picture, self._wing(), (104, 86, 66))

    def _beak(self, side: int) -> list[Point]:
        hinge = (43.0, -67.0)
        half = [hinge, (43.0, -67.0 + side * 5.5), (64.0, -66.0)]
        return self._placed(turned(half, hinge, side * 0.42 * self._open))

    def _tail(self) -> list[Point]:
        bob = 0.10 * float(np.sin(9 * self._t)) * (0.3 + self._open)
        return self._placed(turned([(-26, -34), (-30, -22), (-78, 2), (-82, -8)], (-26.0, -28.0), bob))

    def _wing(self) -> list[Point]:
        folded = [(14.0, -46.0), (-4.0, -56.0), (-44.0, -26.0), (-50.0, -18.0), (-14.0, -22.0)]
        if not self._flying:
            return self._placed(folded)
        beat = float(np.sin(2 * np.pi * 7 * self._t))
        spread = [(16.0, -48.0), (-12.0, -50.0), (-40.0, -50 - 62 * beat), (-14.0, -50 - 70 * beat)]
        return self._placed(spread)

    def _one(self, x: float, y: float) -> Point:
        return self._feet[0] + self._facing * x, self._feet[1] + 38 + y - 1.5 * self._open

    def _placed(self, points: list[Point] | list[tuple[int, int]]) -> list[Point]:
        mirrored = [(self._facing * x, y) for x, y in points]
        return moved(mirrored, self._feet[0], self._feet[1] + 38 - 1.5 * self._open)
