"""Third scene of the sample video: a church bell swings in its tower and sounds where its swing turns."""

from __future__ import annotations

import numpy as np

from core.sample.canvas import (
    WIDTH_PX,
    Box,
    Picture,
    Point,
    ellipse,
    glow,
    line,
    moved,
    polygon,
    rectangle,
    sky,
    turned,
)

STROKES_S = (14.8, 16.0, 17.2, 18.4)
HALF_SWING_S = 1.2
SWING_RAD = 0.62
PIVOT: Point = (760.0, 250.0)
_OUTLINE = [(-20, 0), (20, 0), (44, 22), (54, 70), (62, 130), (92, 176), (98, 190), (-98, 190), (-92, 176),
            (-62, 130), (-54, 70), (-44, 22)]  # fmt: skip


def swing_rad(t: float) -> float:
    """Furthest out at each stroke. Gathers way before the first."""
    grown = float(np.clip((t - 13.4) / (STROKES_S[0] - 13.4), 0, 1)) ** 0.5
    return float(SWING_RAD * grown * float(np.cos(np.pi * (t - STROKES_S[0]) / HALF_SWING_S)))


class Tower:
    def __init__(self) -> None:
        self._backdrop = sky([(0.0, (44, 58, 104)), (0.55, (214, 138, 112)), (1.0, (250, 200, 140))])
        glow(self._backdrop, (240, 600), 420, (120, 80, 30), 1.0)
        self._stones = np.random.default_rng(8).uniform(-9, 9, 400)

    def draw(self, t: float) -> Picture:
        picture = self._backdrop.copy()
        for x, y, size, speed in ((200, 170, 1.0, 9), (980, 120, 1.3, 13), (420, 320, 0.7, 6), (1190, 330, 0.8, 7)):
            _cloud(picture, x + speed * (t - 14), y, size)
        _roofs(picture)
        self._masonry(picture)
        _arch(picture)
        self._bell(picture, t)
        rectangle(picture, Box(610, 226, 910, 252), (70, 50, 40))
        rectangle(picture, Box(610, 246, 910, 252), (52, 36, 30))
        return picture

    def box(self, t: float) -> Box | None:
        return Box.around(_bell_shape(t)).on_screen()

    def _masonry(self, picture: Picture) -> None:
        rectangle(picture, Box(520, 120, 1000, 720), (156, 138, 122))
        polygon(picture, [(500.0, 122.0), (1020.0, 122.0), (760.0, -150.0)], (96, 66, 66))
        rectangle(picture, Box(500, 112, 1020, 132), (176, 158, 140))
        for row in range(19):
            for column in range(8):
                shade = self._stones[row * 8 + column]
                left, top = 520 + column * 64 - 32 * (row % 2), 134 + row * 32
                box = Box(max(520, left + 1), top + 1, min(1000, left + 63), top + 31)
                rectangle(picture, box, (int(156 + shade), int(138 + shade), int(122 + shade)))
        rectangle(picture, Box(500, 556, 1020, 576), (176, 158, 140))

    def _bell(self, picture: Picture, t: float) -> None:
        angle = swing_rad(t)
        late = SWING_RAD * 1.25 * float(np.cos(np.pi * (t - STROKES_S[0]) / HALF_SWING_S - 0.35))
        tongue = turned([(PIVOT[0], PIVOT[1] + 205)], PIVOT, late * 0.9)[0]
        line(picture, PIVOT, tongue, (52, 44, 40), 7)
        ellipse(picture, tongue, (15, 15), (52, 44, 40))
        polygon(picture, _bell_shape(t), (168, 122, 58))
        shine = [(-34, 30), (-22, 24), (-30, 90), (-40, 140), (-62, 172), (-72, 172), (-50, 126), (-44, 70)]
        polygon(picture, _swung(shine, angle), (214, 172, 98))
        for y, half in ((150, 75), (60, 54)):
            ends = _swung([(-half, y), (half, y)], angle)
            line(picture, ends[0], ends[1], (128, 90, 42), 4)
        left, right = _swung([(-97, 187), (97, 187)], angle)
        line(picture, left, right, (112, 78, 36), 6)
        ring = float(np.exp(-3 * min((t - s for s in STROKES_S if t >= s), default=9.0)))
        if ring > 0.05:
            glow(picture, _swung([(0, 120)], angle)[0], 190, (90, 66, 26), 0.5 * ring)


def _bell_shape(t: float) -> list[Point]:
    return _swung(_OUTLINE, swing_rad(t))


def _swung(points: list[tuple[int, int]], angle_rad: float) -> list[Point]:
    placed = moved([(float(x), float(y)) for x, y in points], PIVOT[0], PIVOT[1] + 8)
    return turned(placed, PIVOT, angle_rad)


def _arch(picture: Picture) -> None:
    """The opening in the wall, with the sky behind."""
    for grow, colour in ((22, (188, 170, 152)), (0, (64, 54, 66))):
        ellipse(picture, (760, 330), (150 + grow, 150 + grow), colour)
        rectangle(picture, Box(610 - grow, 330, 910 + grow, 540), colour)
    ellipse(picture, (760, 346), (132, 132), (176, 126, 118))
    rectangle(picture, Box(628, 346, 892, 540), (196, 142, 118))
    rectangle(picture, Box(590, 536, 930, 556), (188, 170, 152))


def _cloud(picture: Picture, x: float, y: float, size: float) -> None:
    for dx, dy, r in ((-60, 8, 34), (-20, -6, 44), (30, -2, 40), (70, 10, 28)):
        centre = (x + dx * size, y + dy * size)
        ellipse(picture, centre, (r * size * 1.5, r * size * 0.55), (222, 172, 160))


def _roofs(picture: Picture) -> None:
    for index in range(9):
        x, tall = index * 160.0 - 40, 60.0 + 38 * ((index * 7) % 4)
        rectangle(picture, Box(x, 720 - tall, x + 150, 720), (76, 58, 74))
        polygon(picture, [(x - 8, 720 - tall), (x + 158, 720 - tall), (x + 75, 660 - tall)], (62, 44, 60))
    rectangle(picture, Box(0, 712, WIDTH_PX, 720), (50, 36, 48))
