"""The detections on the time axis: a lane for each class, with the scores of all models and what they make of them."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QHelpEvent, QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QScrollBar, QToolTip, QWidget

from core.domain import Event, Selection
from desktop.class_names import spoken
from desktop.detections import Run
from desktop.pane import PaneState
from desktop.theme import colours, run_colour
from desktop.views.detection_layout import BAR_PX, CURVE_PX, REFERENCE, BarRow, ClassBand, lanes_of
from desktop.views.detection_painting import Line, RowPainter, curve_image, paint_outlines
from desktop.views.drags import Drag
from desktop.views.pens import hairline
from desktop.views.plot import TimePlot
from desktop.views.threshold_drag import GRAB_PX, ThresholdDrag
from desktop.wording import clock_text

NAME_PAD_PX = 6
WHEEL_PX = 48
LEGEND_PX = 18  # of figures
LABELS_LATER_MS = 80  # after an edit of labels that the detections are compared with
TIP_SCORES = 2


class DetectionLanes(TimePlot):
    """One lane for each class in which something happens. Lanes that do not fit are reached by the wheel."""

    play_requested = Signal(float, float, object)  # start, end, None

    def __init__(self, pane: PaneState, parent: QWidget | None = None) -> None:
        super().__init__(pane, parent)
        self.ruler_shown = False
        self._lanes: list[ClassBand] = []
        self._bar = QScrollBar(Qt.Orientation.Vertical, self)
        self._bar.valueChanged.connect(lambda _: self.refresh())
        self._later = QTimer(self, singleShot=True, interval=LABELS_LATER_MS)
        self._later.timeout.connect(self._sync)
        self.retranslate()
        self.follow_signal(pane.detections.changed, self._sync)
        self.follow_signal(pane.annotations_changed, lambda _: self._later.start())
        self._sync()

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Detections"))
        self._bar.setAccessibleName(self.tr("Scroll the detections"))

    def close_view(self) -> None:
        self._later.stop()
        super().close_view()

    # ---- what is shown -------------------------------------------------------------------------------------

    def bands(self) -> list[ClassBand]:
        """All lanes from the top, with where they stand now."""
        top = self.plot_rect().top() + (LEGEND_PX if self.in_figure else -self._bar.value())
        return [replace(lane, top=lane.top + top) for lane in self._lanes]

    def band_of(self, label: str) -> ClassBand | None:
        return next((band for band in self.bands() if band.means(label)), None)

    def empty_text(self) -> str | None:
        if self.pane.track is None:
            return self.tr("This file has no sound.")
        if not self.pane.detections.runs:
            return self.tr("Nothing was detected yet: choose a model in the panel “Detect”, or press Ctrl+Shift+D.")
        if not self.pane.detections.visible:
            return self.tr("All models are hidden: tick one in the panel “Detect”.")
        if not self._lanes:
            return self.tr("No class has an event or a notable score. “Show all classes” shows them.")
        return None

    def _sync(self) -> None:
        self._lanes = lanes_of(self.pane)
        self._fit_bar()
        self.refresh()

    def _fit_bar(self) -> None:
        plot = self.plot_rect()
        total = self._lanes[-1].top + self._lanes[-1].height if self._lanes else 0.0
        self._bar.setRange(0, max(0, round(total) - plot.height()))
        self._bar.setPageStep(plot.height())
        self._bar.setSingleStep(WHEEL_PX // 3)
        self._bar.setGeometry(plot.right() + 4, plot.top(), 12, plot.height())
        self._bar.setVisible(self._bar.maximum() > 0 and not self.in_figure)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_bar()

    def dress_for_figure(self, ratio: float, vector: bool) -> None:
        super().dress_for_figure(ratio, vector)
        self._fit_bar()

    # ---- painting ------------------------------------------------------------------------------------------

    def paint_plot(self, painter: QPainter, plot: QRect) -> None:
        axis, runs = self.axis(), self.pane.detections.visible
        painter.setPen(hairline(colours().grid, axis.ratio))
        for tick in self.time_marks():
            if tick.text:
                x = round(axis.x(tick.position)) + 0.5
                painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom() + 1))
        hues = {run.key: self._hue(run) for run in runs} | {REFERENCE: QColor(colours().muted)}
        rows = RowPainter(painter, axis)
        for band in self._seen_bands(plot):
            self._paint_curves(painter, band, runs)
            self._paint_threshold(painter, plot, band)
            for place, row in enumerate(band.rows):
                rows.paint(row, band.row_top(place), hues[row.key])
            painter.setPen(hairline(colours().border, axis.ratio))
            bottom = round(band.top + band.height) - 0.5
            painter.drawLine(QPointF(plot.left(), bottom), QPointF(plot.right() + 1, bottom))

    def _paint_curves(self, painter: QPainter, band: ClassBand, runs: tuple[Run, ...]) -> None:
        axis = self.axis()
        lines: list[Line] = []
        for run in runs:
            envelope = run.curves.envelope(band.names.get(run.key, band.label), axis)
            if envelope is not None:
                lines.append((self._place(run.key), envelope, self._hue(run)))
        painter.setPen(hairline(colours().grid, axis.ratio))
        base = round(band.y_of(0.0)) + 0.5
        painter.drawLine(QPointF(axis.left, base), QPointF(axis.right, base))
        if self.vector:
            paint_outlines(painter, axis, band, lines)
        elif lines:
            painter.drawImage(QPointF(axis.left, band.curve_top), curve_image(axis, lines))

    def _paint_threshold(self, painter: QPainter, plot: QRect, band: ClassBand) -> None:
        """That of the active run; what it would be with hysteresis is dotted."""
        run = self.pane.detections.active
        if run is None or not run.visible or band.label not in run.scores.classes:
            return
        threshold = run.decoding.threshold_of(band.label)
        pen = QPen(QColor(colours().text), 1)
        limits = [(threshold, [4.0, 3.0])]
        if run.decoding.method == "threshold" and run.decoding.low_ratio < 1:
            limits.append((threshold * run.decoding.low_ratio, [1.0, 3.0]))
        for score, dashes in limits:
            pen.setDashPattern(dashes)
            painter.setPen(pen)
            y = round(band.y_of(score)) + 0.5
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right() + 1, y))

    def paint_margins(self, painter: QPainter, plot: QRect) -> None:
        painter.save()
        painter.setClipRect(QRect(0, plot.top(), self.width(), plot.height()))
        for band in self._seen_bands(plot):
            self._paint_name(painter, plot, band)
            self._paint_scale(painter, plot, band)
        painter.restore()

    def _paint_name(self, painter: QPainter, plot: QRect, band: ClassBand) -> None:
        chosen = band.means(self.pane.detections.chosen_class or "") and not self.in_figure
        font = self.axis_font()
        font.setBold(chosen)
        painter.setFont(font)
        painter.setPen(QColor(colours().text if chosen else colours().muted))
        area = QRectF(NAME_PAD_PX, band.top + 2, plot.left() - 2 * NAME_PAD_PX, band.height - 4)
        words = spoken(band.label)
        flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
        metrics = QFontMetricsF(font)
        needed = metrics.boundingRect(area, flags, words)
        if needed.width() > area.width() or needed.height() > area.height():
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            words = metrics.elidedText(words, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, flags, words)
        if chosen:
            painter.fillRect(QRectF(0, band.top + 2, 3, band.height - 4), QColor(colours().accent))

    def _paint_scale(self, painter: QPainter, plot: QRect, band: ClassBand) -> None:
        """Score 1 and 0 at the curve, and at each row which model or whether the labels are meant."""
        left = plot.right() + (20 if self._bar.maximum() and not self.in_figure else 7)
        painter.setFont(self.axis_font())
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.setPen(QColor(colours().muted))
        for score in (1, 0):
            y = min(max(band.y_of(score), band.curve_top + 5), band.curve_top + CURVE_PX - 6)
            painter.drawText(QRectF(left, y - 7, 40, 14), flags, str(score))
        for place, row in enumerate(band.rows):
            is_run = row.key != REFERENCE
            run = self.pane.detections.run(row.key)
            painter.setPen(self._hue(run) if run is not None else QColor(colours().muted))
            text = run_letter(self._place(row.key)) if is_run else self.tr("labels", "row of labels, at most 6 letters")
            painter.drawText(QRectF(left, band.row_top(place), 40, BAR_PX - 1), flags, text)

    def paint_over(self, painter: QPainter, plot: QRect) -> None:
        super().paint_over(painter, plot)
        if self.in_figure:
            self._paint_legend(painter, plot)
            return
        painter.setClipRect(plot, Qt.ClipOperation.IntersectClip)
        picked = self.pane.detections.picked
        band = self.band_of(picked[1].label) if picked is not None else None
        if picked is None or band is None:
            return
        for place, row in enumerate(band.rows):
            if row.key == picked[0]:
                rect = RowPainter(painter, self.axis()).rect_of(picked[1].onset_s, picked[1].offset_s,
                                                                band.row_top(place))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(QColor(colours().text), 2))
                painter.drawRect(rect.adjusted(-1, -1, 1, 1))

    def _paint_legend(self, painter: QPainter, plot: QRect) -> None:
        """A figure has no panel beside it that says which model a letter means."""
        entries = [(f"{run_letter(self._place(run.key))}  {run.title}", self._hue(run))
                   for run in self.pane.detections.visible]
        metrics = QFontMetricsF(painter.font())
        widths = [metrics.horizontalAdvance(text) + 2 * NAME_PAD_PX for text, _ in entries]
        box = QRectF(plot.right() - sum(widths) - 4, plot.top() + 2, sum(widths), LEGEND_PX - 2)
        for (text, hue), width in zip(entries, widths, strict=True):
            box.setWidth(width)
            painter.setPen(hue)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
            box.translate(width, 0)

    def paint_selection(self, painter: QPainter) -> None:
        """Fainter than elsewhere, so that bars stay readable."""
        area = self.selection_rect()
        if area is not None:
            edge = QColor(colours().selection)
            painter.setPen(QPen(edge, 1))
            edge.setAlpha(30)
            painter.setBrush(edge)
            painter.drawRect(area)

    def _seen_bands(self, plot: QRect) -> list[ClassBand]:
        return [b for b in self.bands() if b.top + b.height > plot.top() and b.top <= plot.bottom()]

    def _place(self, key: int) -> int:
        return next((place for place, run in enumerate(self.pane.detections.runs) if run.key == key), 0)

    def _hue(self, run: Run) -> QColor:
        return run_colour(self._place(run.key))

    # ---- mouse and keys ------------------------------------------------------------------------------------

    def band_at(self, y: float) -> ClassBand | None:
        return next((band for band in self.bands() if band.top <= y < band.top + band.height), None)

    def event_at(self, point: QPointF) -> tuple[BarRow, Event] | None:
        band = self.band_at(point.y())
        row = band.row_at(point.y()) if band is not None else None
        if row is None or not self.plot_rect().contains(point.toPoint()):
            return None
        axis = self.axis()
        reach_s = axis.seconds(2.0)
        time_s = axis.time(point.x())
        off_s = [max(onset - time_s, time_s - offset, 0.0)
                 for onset, offset in zip(row.onset_s.tolist(), row.offset_s.tolist(), strict=True)]
        nearest = min(range(len(off_s)), key=off_s.__getitem__, default=None)
        return None if nearest is None or off_s[nearest] > reach_s else (row, row.events[nearest])

    def threshold_at(self, point: QPointF) -> ClassBand | None:
        """The lane whose threshold line is under the mouse."""
        run, band = self.pane.detections.active, self.band_at(point.y())
        if run is None or band is None or not run.visible or band.label not in run.scores.classes:
            return None
        near = abs(point.y() - band.y_of(run.decoding.threshold_of(band.label))) <= GRAB_PX
        return band if near and self.plot_rect().contains(point.toPoint()) else None

    def begin_drag(self, point: QPointF, keys: Qt.KeyboardModifier) -> Drag | None:
        band = self.threshold_at(point)
        run = self.pane.detections.active
        if band is not None and run is not None:
            return ThresholdDrag(self, point, band.label, run)
        if point.x() < self.plot_rect().left():
            named = self.band_at(point.y())
            self._choose(named.label if named is not None else None)
            return None
        return super().begin_drag(point, keys)

    def _choose(self, label: str | None) -> None:
        """A click on a name chooses its class for the sliders; a second one lets go of it."""
        found = self.pane.detections
        found.choose_class(None if label == found.chosen_class else label)

    def click(self, point: QPointF, keys: Qt.KeyboardModifier) -> None:
        found = self.event_at(point)
        if found is None:
            super().click(point, keys)
        else:
            self.go_to(found[0].key, found[1])
            self.play_requested.emit(found[1].onset_s, found[1].offset_s, None)

    def go_to(self, key: int, event: Event) -> None:
        """Mark an event, select its time, put the cursor at its onset, and bring its lane into sight."""
        self.pane.detections.pick(key, event)
        self.pane.reveal(event.onset_s, event.offset_s)
        self.pane.select(Selection(event.onset_s, event.offset_s))
        self.pane.seek(event.onset_s)
        self.setAccessibleDescription(", ".join(self._event_lines(key, event)))
        self.show_class(event.label)

    def show_class(self, label: str) -> None:
        band, plot = self.band_of(label), self.plot_rect()
        if band is not None and band.top < plot.top():
            self._bar.setValue(round(self._bar.value() + band.top - plot.top()))
        elif band is not None and band.top + band.height > plot.bottom():
            self._bar.setValue(round(self._bar.value() + band.top + band.height - plot.bottom()))

    def cursor_at(self, point: QPointF, keys: Qt.KeyboardModifier) -> Qt.CursorShape | None:
        if self.threshold_at(point) is not None:
            return Qt.CursorShape.SizeVerCursor
        return Qt.CursorShape.PointingHandCursor if self.event_at(point) else super().cursor_at(point, keys)

    def wheel_plain(self, steps: float) -> None:
        if self._bar.maximum():
            self._bar.setValue(round(self._bar.value() - steps * WHEEL_PX))
        else:
            super().wheel_plain(steps)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._drag is None and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self._lanes:
            labels = [lane.label for lane in self._lanes]
            here, way = self.pane.detections.chosen_class, -1 if event.key() == Qt.Key.Key_Up else 1
            place = labels.index(here) + way if here in labels else 0
            self.pane.detections.choose_class(labels[min(max(place, 0), len(labels) - 1)])
            self.show_class(self.pane.detections.chosen_class or "")
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.tip_at(QPointF(event.pos())), self)
            return True
        if self._drag is not None and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()  # Esc ends the drag before it is a shortcut of the window
            return True
        return super().event(event)

    # ---- words ---------------------------------------------------------------------------------------------

    def tip_at(self, point: QPointF) -> str:
        """Class, time and score under the mouse; of an event also whether it is true."""
        band = self.band_at(point.y()) if self.empty_text() is None else None
        if band is None:
            return ""
        if point.x() < self.plot_rect().left():
            return self.tr("{}: click to move the threshold of this class alone").format(spoken(band.label))
        if point.x() > self.plot_rect().right():
            return self.tr("The curve is the score, from 0 to 1; below it is a row of events for each model that knows "
                           "the class, and one for the labels")
        run = self.pane.detections.active
        if run is not None and self.threshold_at(point) is not None:
            words = self.tr("Threshold {score} of {name}: drag it; with Shift, that of all classes")
            limit = f"{run.decoding.threshold_of(band.label):.{TIP_SCORES}f}"
            return words.format(score=limit, name=spoken(band.label))
        found = self.event_at(point)
        if found is not None:
            return "\n".join(self._event_lines(found[0].key, found[1]))
        time_s = self.axis().time(point.x())
        lines = [f"{spoken(band.label)}  ·  {clock_text(self.clip_time(time_s), TIP_SCORES)}"]
        for run in self.pane.detections.visible:
            score = run.curves.score_at(band.names.get(run.key, band.label), time_s)
            if score is not None:
                lines.append(f"{run_letter(self._place(run.key))}  {run.title}: {score:.{TIP_SCORES}f}")
        return "\n".join(lines)

    def _event_lines(self, key: int, event: Event) -> list[str]:
        lines = [spoken(event.label), f"{clock_text(event.onset_s)} – {clock_text(event.offset_s)}"]
        band, run = self.band_of(event.label), self.pane.detections.run(key)
        lines.append(self.tr("Label") if run is None else run.title)
        if event.score is not None and run is not None:
            lines.append(self.tr("Score {}").format(f"{event.score:.{TIP_SCORES}f}"))
        rows = band.rows if band is not None else ()
        kinds = [int(row.kind[row.events.index(event)]) for row in rows if row.key == key and event in row.events]
        words = ("", self.tr("true"), self.tr("false"), self.tr("found"), self.tr("missed"))
        return [*lines, *(words[kind] for kind in kinds if words[kind])]


def run_letter(place: int) -> str:
    """By which a run is known in the lanes and in the list of the panel."""
    return chr(ord("A") + place % 26)
