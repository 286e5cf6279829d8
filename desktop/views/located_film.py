"""What locators saw, over the film: one panel a model, all on one scale of colours, at the moment of the picture."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QRect
from PySide6.QtGui import QImage, QPainter

from core.locate.readings import read
from desktop.pane import PaneState
from desktop.views.map_painting import (
    FOUND,
    TRUTH,
    contour_of,
    difference_image,
    heat_image,
    paint_box,
    paint_contour,
    paint_mark,
    paint_peak,
    paint_title,
)
from desktop.views.video import VideoView

KEPT_THINGS = 96
T = TypeVar("T")


class LocatedFilm(QObject):
    """Splits the view of a film into panels while there are maps, and paints them. A click marks a place."""

    def __init__(self, view: VideoView, pane: PaneState) -> None:
        super().__init__(view)
        self._view, self._pane, self._found = view, pane, pane.localization
        self._kept_things: dict[object, Any] = {}  # of the last moments: a film shows each map for several frames
        self._found.changed.connect(self._follow)
        view.pressed.connect(self._point)
        self._follow()

    def close_view(self) -> None:
        self._found.changed.disconnect(self._follow, missing_ok=True)

    def panels(self) -> list[tuple[str, tuple[int, ...]]]:
        """What each panel is called and which models it shows: one, or two whose difference is drawn."""
        titles, layout = self._found.titles, self._found.drawing.layout
        if not self._found.results:
            return []
        if layout == "difference" and len(titles) > 1:
            return [(self.tr("{} less {}").format(titles[1], titles[0]), (0, 1))]
        if layout in ("first", "second"):
            number = min(0 if layout == "first" else 1, len(titles) - 1)
            return [(titles[number], (number,))]
        return [(title, (number,)) for number, title in enumerate(titles)]

    def _follow(self) -> None:
        self._kept_things.clear()
        panels = self.panels()
        self._view.set_panels(max(len(panels), 1))
        self._view.set_overlay(self._paint if panels else None)

    def _point(self, panel: int, x: float, y: float) -> None:
        if self._found.results:
            place = (x, y)
            before = self._found.place
            again = before is not None and abs(before[0] - x) < 0.02 and abs(before[1] - y) < 0.02
            self._found.point(None if again else place)

    def _paint(self, painter: QPainter, place: QRect, panel: int) -> None:
        title, models = self.panels()[panel]
        number = self._found.number_at(self._view.shown_time_s)
        if number is None:
            paint_title(painter, title, place)
            paint_title(painter, self.tr("no map here"), place, below=True)
            return
        said = ""
        if len(models) == 2:
            painter.drawImage(place, self._difference(number, place))
            said = self.tr("full colour: ±{}").format(f"{self._found.difference_limit():.3f}")
        else:
            said = self._paint_model(painter, place, models[0], number)
        from core.locate.truth import boxes_at

        for one in boxes_at(self._found.truth, self._view.shown_time_s):
            paint_box(painter, one.box, place, TRUTH, dashed=True)
        if self._found.place is not None:
            paint_mark(painter, self._found.place, place)
        paint_title(painter, title, place)
        if said:
            paint_title(painter, said, place, below=True)

    def _paint_model(self, painter: QPainter, place: QRect, model: int, number: int) -> str:
        """Gives what is to be said of it."""
        one, drawing = self._found.shown[model], self._found.drawing
        plane, abstains = one.maps[number], bool(one.abstains[number])
        reading = self._kept(("reading", model, number), lambda: read(plane))
        painter.drawImage(place, self._heat(model, number, place))
        if drawing.contour:
            size = (place.width(), place.height())
            path = self._kept(("line", model, number, size), lambda: contour_of(plane, size, self._found.level()))
            paint_contour(painter, path, place)
        if drawing.box and not abstains:
            paint_box(painter, reading.box, place, FOUND)
        paint_peak(painter, reading, place, abstains)
        said = f"{float(one.confidence[number]):.3f}"
        return self.tr("{}  abstains").format(said) if abstains else said

    def _heat(self, model: int, number: int, place: QRect) -> QImage:
        drawing, size = self._found.drawing, (place.width(), place.height())
        return self._kept(("heat", model, number, size), lambda: heat_image(
            self._found.shown[model].maps[number], size, self._found.scale(), drawing.colours, drawing.opacity))

    def _difference(self, number: int, place: QRect) -> QImage:
        first, second = self._found.shown[:2]
        size = (place.width(), place.height())
        return self._kept(("difference", number, size), lambda: difference_image(
            first.maps[number], second.maps[number], size, self._found.difference_limit(),
            self._found.drawing.opacity))

    def _kept(self, key: object, make: Callable[[], T]) -> T:
        if key not in self._kept_things:
            if len(self._kept_things) >= KEPT_THINGS:
                self._kept_things.pop(next(iter(self._kept_things)))
            self._kept_things[key] = make()
        found: T = self._kept_things[key]
        return found
