"""First scene of the sample video: an ambulance overtakes the camera in a street, its layers moving by their depth."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.sample.canvas import (
    WIDTH_PX,
    Box,
    Colour,
    Picture,
    Point,
    ellipse,
    glow,
    line,
    moved,
    polygon,
    polygons,
    rectangle,
    sky,
)  # fmt: skip

PX_PER_M = 46.0
AWAY_M = 9.0
SPEED_MPS = 7.5  # seen from the camera, which drives along more slowly
NEAREST_S = 4.0
CAMERA_PX_PER_S = 150.0
KERB_PX, ROAD_PX = 520.0, 545.0
WHEELS_PX = 640.0

_HOUSES: tuple[Colour, ...] = (
    (214, 170, 132), (187, 112, 92), (224, 205, 164), (150, 160, 170), (201, 140, 108), (170, 178, 150),
)  # fmt: skip
_FAR: Colour = (150, 176, 200)
_GLASS: Colour = (92, 112, 132)


def source_x_m(t: float) -> float:
    """Metres to the right of the middle of the picture."""
    return SPEED_MPS * (t - NEAREST_S)


class Street:
    def __init__(self) -> None:
        self._backdrop = sky([(0.0, (96, 150, 205)), (0.55, (226, 222, 208)), (1.0, (240, 225, 200))])
        ellipse(self._backdrop, (1010, 150), (46, 46), (255, 246, 214))
        glow(self._backdrop, (1010, 150), 260, (120, 105, 60), 0.8)
        rng = np.random.default_rng(31)
        self._far = _skyline(rng, 70, (60, 190), (50, 110))
        self._houses = [(index * 236.0, float(rng.uniform(190, 285)), index) for index in range(16)]
        self._grain = rng.uniform(0, 4000, (46, 2)) * (1, 0.038)

    def draw(self, t: float) -> Picture:
        picture = self._backdrop.copy()
        gone = CAMERA_PX_PER_S * t
        _hills(picture, gone * 0.06)
        polygons(picture, [moved(shape, -gone * 0.16, 0) for shape in self._far], _FAR)
        for x, height, index in self._houses:
            _house(picture, x - gone * 0.55 - 120, height, index)
        self._road(picture, gone)
        _Ambulance(WIDTH_PX / 2 + PX_PER_M * source_x_m(t), t).draw(picture)
        for index in range(5):
            _lamp(picture, 300 + index * 760 - gone * 1.35)
        return picture

    def box(self, t: float) -> Box | None:
        return _Ambulance(WIDTH_PX / 2 + PX_PER_M * source_x_m(t), t).box().on_screen()

    def _road(self, picture: Picture, gone: float) -> None:
        rectangle(picture, Box(0, KERB_PX - 28, WIDTH_PX, KERB_PX), (176, 172, 164))
        rectangle(picture, Box(0, KERB_PX, WIDTH_PX, ROAD_PX), (120, 118, 114))
        rectangle(picture, Box(0, ROAD_PX, WIDTH_PX, 720), (74, 76, 82))
        for x, y in self._grain:
            at = (x - gone) % 1600 - 100
            line(picture, (at, ROAD_PX + 8 + y), (at + 14 + y * 0.2, ROAD_PX + 8 + y), (84, 86, 92), 2)
        for index in range(30):
            left = index * 150.0 - gone
            shape = [(left, 666.0), (left + 78, 666.0), (left + 72, 676.0), (left - 8, 676.0)]
            polygon(picture, shape, (226, 222, 205))


def _skyline(
    rng: np.random.Generator, number: int, tall: tuple[int, int], wide: tuple[int, int]
) -> list[list[Point]]:
    shapes, x = [], -40.0
    for _ in range(number):
        width, height = rng.uniform(*wide), rng.uniform(*tall)
        shapes.append([(x, 470.0), (x, 440 - height), (x + width, 440 - height), (x + width, 470.0)])
        x += width * rng.uniform(0.8, 1.3)
    return shapes


def _hills(picture: Picture, gone: float) -> None:
    x = np.arange(-20.0, WIDTH_PX + 40, 20)
    y = 385 - 34 * np.sin((x + gone) / 210) - 16 * np.sin((x + gone) / 83 + 1)
    edge = [(float(a), float(b)) for a, b in zip(x, y, strict=True)]
    polygon(picture, [(-20.0, 520.0), *edge, (WIDTH_PX + 20.0, 520.0)], (172, 192, 196))


def _house(picture: Picture, x: float, height: float, index: int) -> None:
    width, foot = 220.0, KERB_PX - 28
    if x > WIDTH_PX or x + width + 20 < 0:
        return
    top = foot - height
    rectangle(picture, Box(x, top, x + width, foot), _HOUSES[index % len(_HOUSES)])
    roof = [(x - 10, top), (x + width + 10, top), (x + width - 26, top - 46), (x + 26, top - 46)]
    polygon(picture, roof, (112, 70, 62) if index % 2 else (88, 84, 92))
    for row in range(int((height - 70) // 72)):
        for column in range(3):
            left, up = x + 26 + column * 62, top + 22 + row * 72
            rectangle(picture, Box(left - 4, up - 4, left + 42, up + 50), (238, 234, 224))
            rectangle(picture, Box(left, up, left + 38, up + 46), _GLASS)
            polygon(picture, [(left, up), (left + 18, up), (left, up + 26)], (134, 156, 176))
    door = x + 88 + 30 * (index % 3 - 1)
    rectangle(picture, Box(door, foot - 58, door + 40, foot), (78, 52, 44))
    ellipse(picture, (door + 33, foot - 27), (2.5, 2.5), (226, 196, 120))


def _lamp(picture: Picture, x: float) -> None:
    if -80 < x < WIDTH_PX + 80:
        rectangle(picture, Box(x - 5, 250, x + 5, 720), (44, 48, 54))
        rectangle(picture, Box(x - 4, 250, x + 70, 258), (44, 48, 54))
        ellipse(picture, (x + 62, 262), (22, 8), (235, 230, 205))


class _Ambulance:
    """Drawn about `x`, the middle of the car, driving to the right."""

    def __init__(self, x: float, t: float) -> None:
        self._x, self._t = x, t
        self._bounce = 1.6 * float(np.sin(11.0 * t))

    def box(self) -> Box:
        return Box(self._x - 150, self._at(482)[1], self._x + 152, WHEELS_PX + 2)

    def draw(self, picture: Picture) -> None:
        if not -200 < self._x < WIDTH_PX + 200:
            return
        ellipse(picture, (self._x, WHEELS_PX), (162, 11), (52, 53, 58))
        body = [(-150, 614), (-150, 506), (-142, 498), (58, 498), (104, 544), (142, 556), (150, 572), (150, 614)]
        polygon(picture, self._shape(body), (246, 246, 242))
        polygon(picture, self._shape([(-150, 614), (-150, 600), (150, 600), (150, 614)]), (196, 198, 200))
        polygon(picture, self._shape([(-150, 560), (140, 560), (148, 574), (-150, 574)]), (214, 44, 40))
        polygon(picture, self._shape([(56, 508), (92, 545), (92, 556), (40, 556), (40, 508)]), (68, 92, 116))
        polygon(picture, self._shape([(44, 512), (56, 512), (76, 552), (44, 552)]), (120, 150, 176))
        polygon(picture, self._shape([(-128, 512), (-84, 512), (-84, 542), (-128, 542)]), (86, 112, 136))
        self._cross(picture, -22, 528)
        line(picture, self._at(30, -4), self._at(30, 0), (190, 190, 190), 1)
        polygon(picture, self._shape([(138, 566), (149, 572), (149, 584), (138, 584)]), (255, 240, 170))
        glow(picture, (self._x + 152, self._at(576)[1]), 70, (120, 110, 60), 0.9)
        for wheel in (-92.0, 92.0):
            self._wheel(picture, wheel)
        self._lights(picture)

    def _cross(self, picture: Picture, x: float, y: float) -> None:
        for wide, tall in ((18, 6), (6, 18)):
            box = [(x - wide, y - tall), (x + wide, y - tall), (x + wide, y + tall), (x - wide, y + tall)]
            polygon(picture, self._shape(box), (214, 44, 40))

    def _wheel(self, picture: Picture, x: float) -> None:
        centre = (self._x + x, WHEELS_PX - 27)
        ellipse(picture, centre, (29, 29), (34, 35, 38))
        ellipse(picture, centre, (17, 17), (182, 186, 190))
        turn = (SPEED_MPS + CAMERA_PX_PER_S / PX_PER_M) * self._t / (27 / PX_PER_M)
        for spoke in range(5):
            angle = turn + spoke * 2 * np.pi / 5
            tip = (centre[0] + 15 * float(np.cos(angle)), centre[1] + 15 * float(np.sin(angle)))
            line(picture, centre, tip, (92, 96, 102), 3)
        ellipse(picture, centre, (5, 5), (70, 74, 80))

    def _lights(self, picture: Picture) -> None:
        for x, late in ((-110.0, 0.0), (34.0, 0.5)):
            on = (self._t * 3.2 + late) % 1.0 < 0.45
            lamp = [(x - 16, 498), (x - 13, 484), (x + 13, 484), (x + 16, 498)]
            polygon(picture, self._shape(lamp), (120, 190, 255) if on else (24, 62, 150))
            if on:
                glow(picture, (self._x + x, self._at(488)[1]), 120, (40, 110, 255), 0.95)

    def _at(self, y: float, x: float = 0.0) -> Point:
        return self._x + x, y + self._bounce

    def _shape(self, points: Sequence[tuple[float, float]]) -> list[Point]:
        return moved([(float(x), float(y)) for x, y in points], self._x, self._bounce)
