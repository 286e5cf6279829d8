"""The views of one recording, stacked on one time axis. Each is a dock: it can be moved, floated and closed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import (
    QDockWidget,
    QFrame,
    QLabel,
    QMainWindow,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.keys import QT_TRANSLATE_NOOP
from desktop.pane import PaneState
from desktop.selected_event import SelectedEvent
from desktop.theme import colours
from desktop.views.detections import DetectionLanes
from desktop.views.explained_spectrogram import FirstSpectrogram, SecondSpectrogram
from desktop.views.follow import Follower
from desktop.views.lanes import LabelLanes
from desktop.views.localization import LocalizationCurves
from desktop.views.overview import OverviewStrip
from desktop.views.plot import TimePlot
from desktop.views.waveform import WaveformView
from desktop.widgets.dock_heights import DockHeights
from desktop.widgets.dock_title import DockTitle

CONTEXT = "Views"


@dataclass(frozen=True, slots=True)
class ViewEntry:
    """One line of the table of views: a name for layouts, a title for people, what makes it, its share of height.

    `has_content` False keeps it away until there is something to see in it, or a person asks for it. One that is to be
    compared with another comes as high as that.
    """

    name: str
    title: str
    make: Callable[[PaneState], TimePlot]
    height_px: int
    ruler: bool = True
    has_content: Callable[[PaneState], bool] = lambda _: True
    like: str = ""


def _has_runs(pane: PaneState) -> bool:
    return bool(pane.detections.runs)


def _has_second(pane: PaneState) -> bool:
    return "second" in pane.explanations.shown


def _has_maps(pane: PaneState) -> bool:
    return bool(pane.localization.results)


VIEWS: tuple[ViewEntry, ...] = (
    ViewEntry("overview", QT_TRANSLATE_NOOP("Views", "Overview"), OverviewStrip, 54),
    ViewEntry("spectrogram", QT_TRANSLATE_NOOP("Views", "Spectrogram"), FirstSpectrogram, 310),
    ViewEntry("explained", QT_TRANSLATE_NOOP("Views", "Second explanation"), SecondSpectrogram, 310, ruler=False,
              has_content=_has_second, like="spectrogram"),
    ViewEntry("waveform", QT_TRANSLATE_NOOP("Views", "Waveform"), WaveformView, 90, ruler=False),
    ViewEntry("detections", QT_TRANSLATE_NOOP("Views", "Detections"), DetectionLanes, 250, ruler=False,
              has_content=_has_runs),
    ViewEntry("localization", QT_TRANSLATE_NOOP("Views", "Localization"), LocalizationCurves, 130, ruler=False,
              has_content=_has_maps),
    ViewEntry("labels", QT_TRANSLATE_NOOP("Views", "Labels"), LabelLanes, 130, ruler=False),
)


class PaneView(QFrame):
    """A header with the name of the recording, and its views in docks below."""

    activated = Signal(object)  # PaneState
    close_asked = Signal(object)

    def __init__(self, pane: PaneState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pane = pane
        self.setObjectName("pane")
        self._follower = Follower(pane)
        self._selected_event = SelectedEvent(pane)
        self.setAccessibleName(pane.media.path.name)
        self._header = PaneHeader(pane, self)
        self._header.clicked.connect(lambda: self.activated.emit(pane))
        self._header.close_clicked.connect(lambda: self.close_asked.emit(pane))
        self.stack = QMainWindow(self)
        self.stack.setWindowFlags(Qt.WindowType.Widget)  # a main window makes itself a window when it is made
        self.stack.setDockNestingEnabled(True)
        self.docks: dict[str, QDockWidget] = {}
        self.views: dict[str, TimePlot] = {}
        for entry in VIEWS:
            self._add(entry)
        self._heights = DockHeights(self.stack, self.docks)
        self.reset_layout()
        self._had = {entry.name: entry.has_content(pane) for entry in VIEWS}
        for signal in (pane.detections.changed, pane.explanations.changed, pane.localization.changed):
            signal.connect(self._show_content)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._header)
        column.addWidget(self.stack, 1)

    @property
    def lanes(self) -> LabelLanes:
        lanes = self.views["labels"]
        assert isinstance(lanes, LabelLanes)
        return lanes

    @property
    def detections(self) -> DetectionLanes:
        lanes = self.views["detections"]
        assert isinstance(lanes, DetectionLanes)
        return lanes

    def _add(self, entry: ViewEntry) -> None:
        title = QCoreApplication.translate(CONTEXT, entry.title)
        view = entry.make(self.pane)
        view.set_ruler_shown(entry.ruler)
        dock = QDockWidget(title, self.stack)
        dock.setObjectName(entry.name)
        dock.setTitleBarWidget(DockTitle(dock, vertical=True))
        dock.setWidget(view)
        view.installEventFilter(self)
        self.views[entry.name] = view
        self.docks[entry.name] = dock
        self.stack.addDockWidget(Qt.DockWidgetArea.TopDockWidgetArea, dock)

    def retranslate(self) -> None:
        for entry in VIEWS:
            self.docks[entry.name].setWindowTitle(QCoreApplication.translate(CONTEXT, entry.title))
        self._header.retranslate()

    def reset_layout(self) -> None:
        """All views, one below the other, in the order of the table."""
        above: QDockWidget | None = None
        for entry in VIEWS:
            dock = self.docks[entry.name]
            dock.setFloating(False)
            dock.setVisible(entry.has_content(self.pane))
            if above is None:
                self.stack.addDockWidget(Qt.DockWidgetArea.TopDockWidgetArea, dock)
            else:
                self.stack.splitDockWidget(above, dock, Qt.Orientation.Vertical)
            above = dock
        shown = [self.docks[entry.name] for entry in VIEWS]
        self.stack.resizeDocks(shown, [entry.height_px for entry in VIEWS], Qt.Orientation.Vertical)
        self._heights.wish({entry.name: entry.height_px for entry in VIEWS})

    def save_layout(self) -> bytes:
        return bytes(self.stack.saveState().data())

    def restore_layout(self, layout: bytes) -> None:
        if layout and self.stack.restoreState(layout):
            self._heights.learn(then=self._hide_empty)
        else:
            self._hide_empty()

    def _hide_empty(self) -> None:
        for entry in VIEWS:
            if not entry.has_content(self.pane):
                self.docks[entry.name].hide()

    def _show_content(self) -> None:
        """The first detections bring their view along, and so do the first maps."""
        for entry in VIEWS:
            has = entry.has_content(self.pane)
            if has and not self._had[entry.name]:
                self.docks[entry.name].show()
                self._heights.welcome(entry.name, entry.height_px, entry.like)
            self._had[entry.name] = has

    def set_active(self, active: bool, among_several: bool) -> None:
        self._header.set_active(active and among_several)

    def set_follow(self, mode: str) -> None:
        self._follower.mode = mode  # type: ignore[assignment]

    def close_view(self) -> None:
        self._follower.close()
        self._selected_event.close()
        for signal in (self.pane.detections.changed, self.pane.explanations.changed, self.pane.localization.changed):
            signal.disconnect(self._show_content, missing_ok=True)
        for view in self.views.values():
            view.close_view()

    def sizeHint(self) -> QSize:
        return QSize(900, 600)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.MouseButtonPress, QEvent.Type.FocusIn):
            self.activated.emit(self.pane)
        return False


class PaneHeader(QFrame):
    """File name, what it holds, whether it has unsaved labels, and what is wrong with it."""

    clicked = Signal()
    close_clicked = Signal()

    def __init__(self, pane: PaneState, parent: QWidget) -> None:
        super().__init__(parent)
        from PySide6.QtWidgets import QHBoxLayout

        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._pane = pane
        self._active = False
        self._name = QLabel()
        self._facts = QLabel()
        self._notes = QLabel("  ".join(pane.media.notes))
        self._notes.setToolTip("\n".join(pane.media.notes))
        self._notes.setVisible(bool(pane.media.notes))
        self._notes.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._close = QToolButton()
        self._close.setText("✕")
        self._close.setAutoRaise(True)
        self._close.clicked.connect(self.close_clicked)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 2, 4, 2)
        row.addWidget(self._name)
        row.addWidget(self._facts)
        row.addWidget(self._notes, 1)
        if not pane.media.notes:
            row.addStretch(1)
        row.addWidget(self._close)
        pane.annotations_changed.connect(self._refresh)
        self.retranslate()
        self._refresh()

    def retranslate(self) -> None:
        self._facts.setText(describe(self._pane))
        self._close.setToolTip(self.tr("Close recording"))
        self._close.setAccessibleName(self.tr("Close recording"))

    def set_active(self, active: bool) -> None:
        self._active = active
        self._refresh()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.clicked.emit()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_pane"):
            self._refresh()
        super().changeEvent(event)

    def _refresh(self, *_: object) -> None:
        tone = colours()
        mark = "" if self._pane.history.is_saved else " •"
        self._name.setText(self._pane.media.path.name + mark)
        self._name.setToolTip(str(self._pane.media.path))
        self._name.setStyleSheet(f"color: {tone.accent if self._active else tone.text}; font-weight: 600;")
        self._facts.setStyleSheet(f"color: {tone.muted};")
        self._notes.setStyleSheet(f"color: {tone.bad};")


def describe(pane: PaneState) -> str:
    """One line: length, rate, channels, codec, picture size."""
    from desktop.wording import clock_text, rate_text

    parts = [clock_text(pane.media.duration_s)]
    track = pane.track
    if track:
        parts += [rate_text(track.rate_hz), _channels_text(track.channels), track.codec]
        if len(pane.media.audio) > 1:
            told = QCoreApplication.translate("Views", "track {} of {}").format(track.index + 1, len(pane.media.audio))
            parts.append(f"{told}: {track.title}" if track.title else told)
    if pane.media.video:
        video = pane.media.video
        parts += [f"{video.width} × {video.height}", f"{video.fps:.5g} fps"]
    return "  ·  ".join(parts)


def _channels_text(channels: int) -> str:
    if channels == 1:
        return QCoreApplication.translate("Views", "mono")
    if channels == 2:
        return QCoreApplication.translate("Views", "stereo")
    return QCoreApplication.translate("Views", "{} channels").format(channels)
