"""The panel “Locate”: which models look at which part with which sound, and how their maps are drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QSignalBlocker, QTimer, Signal
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.jobs import Job
from desktop.located import LAYOUTS, HeardKind
from desktop.pane import PaneState
from desktop.theme import colours, run_colour
from desktop.widgets.number_slider import NumberSlider
from desktop.widgets.section import Section
from desktop.wording import left_text

if TYPE_CHECKING:
    from core.models.registry import Entry

STEPS = 1000
RATES_FPS = (1.0, 2.0, 5.0, 10.0, 25.0)
USUAL_FPS = 5.0
COLOUR_MAPS = ("inferno", "magma", "viridis", "cividis")


class LocatePanel(QWidget):
    """Shows and changes `pane.localization` of the active pane; what takes long it asks for by signals."""

    locate_asked = Signal(object, bool, float)  # the entries, whether of the selection only, maps per second
    stop_asked = Signal()
    hearing_asked = Signal(str)  # a kind of `Heard`
    boxes_asked = Signal()
    picture_asked = Signal()
    film_asked = Signal()

    def __init__(self, entries: Callable[[], list[Entry]]) -> None:
        super().__init__()
        self._entries = entries
        self._pane: PaneState | None = None
        self._job: Job | None = None
        self.has_mask = False  # whether there is a masked sound to listen to
        self._connections: list[tuple[Any, Callable[..., None]]] = []
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._follow)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.addLayout(self._make_rows())
        column.addLayout(self._make_progress())
        self.hint = QLabel(self.tr("The models find where in the picture a sound comes from. They were trained on "
                                   "sounds and pictures that were paired by class: a map shows what looks like the "
                                   "sound."))
        self.hint.setWordWrap(True)
        column.addWidget(self.hint)
        self.sections = [Section(self.tr("Heard with the picture"), self._make_hearing()),
                         Section(self.tr("At this moment"), self._make_readings()),
                         Section(self.tr("How it is drawn"), self._make_drawing())]
        for section in self.sections:
            column.addWidget(section)
        column.addLayout(self._make_exports())
        column.addStretch(1)
        self.fill_models()
        self._follow()

    # ---- parts ------------------------------------------------------------------------------------------------

    def _make_rows(self) -> QGridLayout:
        grid = QGridLayout()
        self.models = [QComboBox(), QComboBox()]
        for number, (box, name) in enumerate(zip(self.models, (self.tr("First model"), self.tr("Second model")),
                                                 strict=True)):
            box.setAccessibleName(name)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.currentIndexChanged.connect(lambda _: self._show_state())
            grid.addWidget(box, number, 0, 1, 2)
        self.range = QComboBox()
        self.range.setAccessibleName(self.tr("Range"))
        self.range.addItem(self.tr("Whole recording"), False)
        self.range.addItem(self.tr("Selection"), True)
        self.rate = QComboBox()
        self.rate.setAccessibleName(self.tr("Maps per second"))
        for fps in RATES_FPS:
            self.rate.addItem(self.tr("{:g} maps/s").format(fps), fps)
        self.rate.setCurrentIndex(RATES_FPS.index(USUAL_FPS))
        self.start = QPushButton(self.tr("Locate"))
        self.start.clicked.connect(self.ask)
        row = QHBoxLayout()
        row.addWidget(self.range, 1)
        row.addWidget(self.rate)
        row.addWidget(self.start)
        grid.addLayout(row, 2, 0, 1, 2)
        return grid

    def _make_progress(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Progress of the localization"))
        self.left = QLabel()
        for part in (self.bar, self.left):
            part.hide()
        row.addWidget(self.bar, 1)
        row.addWidget(self.left)
        return row

    def _make_hearing(self) -> QWidget:
        self.hearing = QComboBox()
        self.hearing.setAccessibleName(self.tr("Heard with the picture"))
        self.hearing.setToolTip(self.tr("A map that stays as it is with silence or another sound follows the object, "
                                        "not the sound"))
        for kind, text in (("own", self.tr("The recording's own sound")), ("silence", self.tr("Silence")),
                           ("noise", self.tr("Noise")), ("file", self.tr("Another file…")),
                           ("masked", self.tr("What the explanation keeps"))):
            self.hearing.addItem(text, kind)
        self.hearing.activated.connect(lambda _: self.hearing_asked.emit(self.hearing.currentData()))
        self.heard_file = QLabel()
        self.heard_file.setWordWrap(True)
        return _column(self.hearing, self.heard_file)

    def _make_readings(self) -> QWidget:
        self.readings = QLabel()
        self.readings.setWordWrap(True)
        self.boxes = QPushButton(self.tr("True boxes…"))
        self.boxes.setToolTip(self.tr("A table of boxes (start_s, end_s, x0, y0, x1, y1, in pixels), to measure the "
                                      "maps against"))
        self.boxes.clicked.connect(self.boxes_asked)
        return _column(self.readings, self.boxes)

    def _make_drawing(self) -> QWidget:
        self.layout_box = QComboBox()
        self.layout_box.setAccessibleName(self.tr("Layout"))
        for name, text in zip(LAYOUTS, (self.tr("Side by side"), self.tr("Difference"), self.tr("First model only"),
                                        self.tr("Second model only")), strict=True):
            self.layout_box.addItem(text, name)
        self.layout_box.activated.connect(lambda _: self._draw(layout=self.layout_box.currentData()))
        self.colours = QComboBox()
        self.colours.setAccessibleName(self.tr("Colours"))
        self.colours.addItems(COLOUR_MAPS)
        self.colours.activated.connect(lambda _: self._draw(colours=self.colours.currentText()))
        self.opacity = NumberSlider(self.tr("Opacity"), 0.0, 1.0, 0.05)
        self.opacity.moved.connect(lambda value: self._draw(opacity=value))
        self.level = NumberSlider(self.tr("Threshold"), 0.05, 0.95, 0.05)
        self.level.moved.connect(lambda value: self._draw(level=value))
        self.contour = QCheckBox(self.tr("Contour"))
        self.contour.setToolTip(self.tr("A line around what lies above the threshold"))
        self.contour.toggled.connect(lambda on: self._draw(contour=on))
        self.box = QCheckBox(self.tr("Box"))
        self.box.setToolTip(self.tr("A box around the part with the peak, where the model does not abstain"))
        self.box.toggled.connect(lambda on: self._draw(box=on))
        form = QFormLayout()
        form.setContentsMargins(0, 0, 0, 0)
        form.addRow(self.tr("Layout"), self.layout_box)
        form.addRow(self.tr("Colours"), self.colours)
        form.addRow(self.tr("Opacity"), self.opacity)
        form.addRow(self.tr("Threshold"), self.level)
        ticks = QHBoxLayout()
        ticks.addWidget(self.contour)
        ticks.addWidget(self.box)
        ticks.addStretch(1)
        form.addRow(ticks)
        part = QWidget()
        part.setLayout(form)
        return part

    def _make_exports(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.save_picture = QPushButton(self.tr("Save picture…"))
        self.save_picture.setToolTip(self.tr("The frame at the cursor with the maps, as PNG"))
        self.save_picture.clicked.connect(self.picture_asked)
        self.save_film = QPushButton(self.tr("Save film…"))
        self.save_film.setToolTip(self.tr("The localized stretch, models side by side, with the sound that they heard"))
        self.save_film.clicked.connect(self.film_asked)
        row.addWidget(self.save_picture)
        row.addWidget(self.save_film)
        return row

    # ---- models -----------------------------------------------------------------------------------------------

    def fill_models(self) -> None:
        """Read anew which models there are; the chosen ones stay chosen."""
        entries = self._entries()
        for number, box in enumerate(self.models):
            before = box.currentData()
            with QSignalBlocker(box):
                box.clear()
                if number == 1:
                    box.addItem(self.tr("No second model"), None)
                for entry in entries:
                    box.addItem(entry.card.title, entry)
                wanted = before.card.id if before is not None else None
                place = next((row for row in range(box.count())
                              if box.itemData(row) is not None and box.itemData(row).card.id == wanted), None)
                box.setCurrentIndex(place if place is not None else min(number * 2, box.count() - 1))
        self._show_state()

    def chosen(self) -> list[Entry]:
        found: list[Entry] = []
        for box in self.models:
            entry = box.currentData()
            if entry is not None and entry not in found:
                found.append(entry)
        return found

    def ask(self) -> None:
        """What the button does: start, or stop what runs."""
        if self._job is not None:
            self.stop_asked.emit()
        elif self._can_locate():
            self.locate_asked.emit(self.chosen(), bool(self.range.currentData()), float(self.rate.currentData()))

    # ---- the pane ---------------------------------------------------------------------------------------------

    def watch(self, pane: PaneState | None) -> None:
        self.close_view()
        self._pane = pane
        if pane is not None:
            self.fill_models()
            for signal in (pane.localization.changed, pane.selection_changed, pane.position_changed):
                signal.connect(self._changed)
                self._connections.append((signal, self._changed))
        self._follow()

    def close_view(self) -> None:
        """Stop following the pane. Safe to call twice."""
        self._timer.stop()
        for signal, slot in self._connections:
            signal.disconnect(slot)
        self._connections.clear()
        self._pane = None

    def _changed(self, *_: object) -> None:
        self._timer.start()

    def _draw(self, **changed: Any) -> None:
        if self._pane is not None:
            found = self._pane.localization
            found.draw(replace(found.drawing, **changed))

    def _follow(self) -> None:
        found = self._pane.localization if self._pane is not None else None
        there = found is not None and bool(found.results)
        self.hint.setVisible(not there)
        self.hint.setStyleSheet(f"color: {colours().muted};")
        for part in (*self.sections, self.save_picture, self.save_film):
            part.setVisible(there)
        if found is not None and there:
            self._show_drawing()
            self._show_hearing()
            self.readings.setText(self._told())
        self._show_state()

    def _show_drawing(self) -> None:
        assert self._pane is not None
        drawing = self._pane.localization.drawing
        several = len(self._pane.localization.entries) > 1
        blocked = [QSignalBlocker(part) for part in (self.contour, self.box, self.layout_box, self.colours)]
        self.contour.setChecked(drawing.contour)
        self.box.setChecked(drawing.box)
        self.layout_box.setCurrentIndex(LAYOUTS.index(drawing.layout))
        self.layout_box.setEnabled(several)
        self.colours.setCurrentText(drawing.colours)
        del blocked
        self.opacity.show_value(drawing.opacity)
        self.level.show_value(drawing.level)

    def _show_hearing(self) -> None:
        assert self._pane is not None
        found = self._pane.localization
        kinds: list[HeardKind] = ["own", "silence", "noise", "file", "masked"]
        with QSignalBlocker(self.hearing):
            self.hearing.setCurrentIndex(kinds.index(found.heard.kind))
        choices = self.hearing.model()
        assert isinstance(choices, QStandardItemModel)
        choices.item(0).setEnabled(self._pane.track is not None)
        choices.item(4).setEnabled(self.has_mask)
        self.heard_file.setText(found.heard.path.name if found.heard.path is not None else "")
        self.heard_file.setVisible(found.heard.path is not None)

    def _told(self) -> str:
        """A line a model: how sure it is, how high the map rises, how it meets the true boxes."""
        from core.locate.truth import boxes_at, met

        assert self._pane is not None
        found = self._pane.localization
        number = found.number_at(self._pane.position_s)
        if number is None:
            return self.tr("No map at the cursor.")
        lines = []
        for place, (title, one) in enumerate(zip(found.titles, found.shown, strict=False)):
            boxes = boxes_at(found.truth, float(one.times_s[number]))
            parts = [self.tr("confidence {:.3f}").format(float(one.confidence[number])),
                     self.tr("peak {:.3f}").format(float(one.maps[number].max()))]
            if bool(one.abstains[number]):
                parts.append(self.tr("abstains"))
            if boxes:
                how = met(one.maps[number], boxes)
                parts += [self.tr("CIoU {:.2f}").format(how.ciou),
                          self.tr("peak in the box") if how.peak_inside else self.tr("peak beside the box")]
            lines.append(f"<p style='margin:2px 0'><b style='color:{run_colour(place).name()}'>{title}</b><br>"
                         f"{' · '.join(parts)}</p>")
        return "".join(lines)

    # ---- the job ----------------------------------------------------------------------------------------------

    def follow_job(self, job: Job | None) -> None:
        if self._job is not None:
            self._job.moved.disconnect(self._show_progress)
        self._job = job
        if job is not None:
            job.moved.connect(self._show_progress)
            self._show_progress(-1.0, "", -1.0)
        self._show_state()

    def _show_progress(self, share: float, _text: str, left_s: float) -> None:
        self.bar.setRange(0, STEPS if share >= 0 else 0)
        self.bar.setValue(int(max(share, 0.0) * STEPS))
        self.left.setText(self.tr("{} left").format(left_text(left_s)) if left_s >= 0 else "")

    def _show_state(self) -> None:
        runs = self._job is not None
        self.bar.setVisible(runs)
        self.left.setVisible(runs)
        self.start.setText(self.tr("Stop") if runs else self.tr("Locate"))
        self.start.setEnabled(runs or self._can_locate())
        choices = self.range.model()
        assert isinstance(choices, QStandardItemModel)
        has_selection = self._pane is not None and self._pane.selection is not None
        choices.item(1).setEnabled(has_selection)
        if not has_selection:
            self.range.setCurrentIndex(0)

    def _can_locate(self) -> bool:
        return self._pane is not None and self._pane.media.video is not None and bool(self.chosen())

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "sections"):
            self._timer.start()
        super().changeEvent(event)


def _column(*parts: QWidget) -> QWidget:
    held = QWidget()
    column = QVBoxLayout(held)
    column.setContentsMargins(0, 0, 0, 0)
    for part in parts:
        column.addWidget(part)
    return held
