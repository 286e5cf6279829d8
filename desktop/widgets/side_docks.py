"""The docks beside the recordings: the picture of a video, the table of events, how the spectrogram is made, models."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, QTimer
from PySide6.QtWidgets import QDockWidget, QVBoxLayout, QWidget

from desktop.keys import QT_TRANSLATE_NOOP
from desktop.pane import PaneState
from desktop.widgets.panel_keys import keep_keys
from desktop.widgets.picture_panel import PicturePanel
from desktop.widgets.side_scroll import SideScroll

if TYPE_CHECKING:
    from desktop.main_window import MainWindow
    from desktop.views.located_film import LocatedFilm
    from desktop.views.video import VideoView
    from desktop.widgets.detection_panel import DetectionPanel
    from desktop.widgets.event_table import EventTable
    from desktop.widgets.listen_panel import ListenPanel
    from desktop.widgets.locate_panel import LocatePanel

CONTEXT = "Docks"
TITLES = {
    "video": QT_TRANSLATE_NOOP("Docks", "Video"),
    "events": QT_TRANSLATE_NOOP("Docks", "Events"),
    "detect": QT_TRANSLATE_NOOP("Docks", "Detect"),
    "listen": QT_TRANSLATE_NOOP("Docks", "Listen"),
    "locate": QT_TRANSLATE_NOOP("Docks", "Locate"),
    "picture": QT_TRANSLATE_NOOP("Docks", "Spectrogram settings"),
}
OF_VIDEO = ("video", "locate")
WIDTH_PX, VIDEO_HEIGHT_PX = 360, 230
TAB_PX = 30  # of a tab, beside its text
FILMS_SHARE = 0.42  # of the window's width and height, at most, for models side by side


class SideDocks:
    """All of them show the active recording."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._video = _Slot()
        self._events = _Slot()
        self.picture = PicturePanel()
        self._scroll = SideScroll()
        self._scroll.setWidget(self.picture)
        self.detection: DetectionPanel | None = None  # with the first recording, as the views
        self._detection_scroll = SideScroll()
        self.listening: ListenPanel | None = None
        self._listening_scroll = SideScroll()
        self.locating: LocatePanel | None = None
        self._locating_scroll = SideScroll()
        self.docks: dict[str, QDockWidget] = {}
        widgets = (self._video, self._events, self._detection_scroll, self._listening_scroll, self._locating_scroll,
                   self._scroll)
        for name, widget in zip(TITLES, widgets, strict=True):
            title = QCoreApplication.translate(CONTEXT, TITLES[name])
            widget.setAccessibleName(title)
            self.docks[name] = window.add_side_dock(name, title, widget)
            self.docks[name].hide()
        self._pane: PaneState | None = None
        self._film: LocatedFilm | None = None
        self._closed = set(window.settings.closed_docks)  # by the person

    def retranslate(self) -> None:
        for name, dock in self.docks.items():
            title, held = QCoreApplication.translate(CONTEXT, TITLES[name]), dock.widget()
            dock.setWindowTitle(title)
            if held is not None:
                held.setAccessibleName(title)
        self.picture.watch(None)
        self.picture = PicturePanel()
        self.picture.watch(self._pane)
        self._scroll.setWidget(self.picture)  # deletes the old one
        if self.detection is not None:
            self._make_detection().watch(self._pane)
        if self.listening is not None:
            self._make_listening().watch(self._pane)
        if self.locating is not None:
            self._make_locating().watch(self._pane)

    @property
    def video(self) -> VideoView | None:
        return self._video.content  # type: ignore[return-value]

    @property
    def events(self) -> EventTable | None:
        return self._events.content  # type: ignore[return-value]

    def watch(self, pane: PaneState | None) -> None:
        had_recording = self._pane is not None
        self.closed()
        self._pane = pane
        self.close_views()
        self.picture.watch(pane)
        if self.detection is not None:
            self.detection.watch(pane)
        if self.listening is not None:
            self.listening.watch(pane)
        if self.locating is not None:
            self.locating.watch(pane)
        if pane is None:
            self.hide()
            return
        if self.detection is None:
            self._make_detection().watch(pane)
        if self.listening is None:
            self._make_listening().watch(pane)
        if self.locating is None:
            self._make_locating().watch(pane)
        from desktop.widgets.event_table import EventTable

        table, window = EventTable(pane), self._window
        table.said.connect(window.say)
        table.play_requested.connect(lambda start_s, end_s, _band: window.playback.play_range(start_s, end_s))
        table.export_requested.connect(lambda ids: window.exports.export_clips(ids))
        self._events.fill(table)
        if pane.media.video is not None:
            from desktop.views.located_film import LocatedFilm
            from desktop.views.video import VideoView

            film = VideoView(pane)
            self._film = LocatedFilm(film, pane)
            self._video.fill(film)
        picture_was_hidden = self.docks["video"].isHidden()
        for name, dock in self.docks.items():
            dock.setVisible(self._is_wanted(name))
        if not had_recording:
            self.docks["events"].raise_()
        if picture_was_hidden and self._is_wanted("video"):
            QTimer.singleShot(0, self.docks["video"], self._share_height)

    def _make_detection(self) -> DetectionPanel:
        if self.detection is not None:
            self.detection.close_view()
        self.detection = self._window.detecting.make_panel()
        self._detection_scroll.setWidget(self.detection)  # deletes the old one
        return self.detection

    def _make_listening(self) -> ListenPanel:
        if self.listening is not None:
            self.listening.close_view()
        self.listening = self._window.listening.make_panel()
        keep_keys(self.listening, self._window.command_actions)
        self._listening_scroll.setWidget(self.listening)
        return self.listening

    def _make_locating(self) -> LocatePanel:
        if self.locating is not None:
            self.locating.close_view()
        self.locating = self._window.localizing.make_panel()
        keep_keys(self.locating, self._window.command_actions)
        self._locating_scroll.setWidget(self.locating)
        return self.locating

    def _share_height(self) -> None:
        """Qt halves the room when a dock comes back; the picture takes what its width needs, the table the rest."""
        video, events = self.docks["video"], self.docks["events"]
        if video.isHidden() or video.isFloating() or events.isHidden() or events.isFloating():
            return
        self._window.resizeDocks([video, events], [VIDEO_HEIGHT_PX, max(events.height() + video.height()
                                 - VIDEO_HEIGHT_PX, 1)], Qt.Orientation.Vertical)

    def _tabs_px(self) -> int:
        """As wide as all titles need to be read."""
        metrics = self._window.fontMetrics()
        titles = [dock.windowTitle() for name, dock in self.docks.items() if name != "video"]
        return max(WIDTH_PX, sum(metrics.horizontalAdvance(title) + TAB_PX for title in titles))

    def grow_film(self, panels: int) -> None:
        """Several models side by side need more room than one picture; what is larger already stays so."""
        video, window = self.docks["video"], self._window
        under = next((dock for name, dock in self.docks.items() if name != "video" and not dock.isHidden()
                      and not dock.isFloating() and not dock.visibleRegion().isEmpty()), None)
        if self.video is None or video.isFloating() or under is None or panels < 2:
            return
        width_px = max(video.width(), round(window.width() * FILMS_SHARE))
        wanted_px = video.height() - self.video.height() + self.video.height_for(width_px)
        height_px = max(video.height(), min(wanted_px, round(window.height() * FILMS_SHARE)))
        both_px = video.height() + under.height()
        window.resizeDocks([video], [width_px], Qt.Orientation.Horizontal)
        window.resizeDocks([video, under], [height_px, max(both_px - height_px, 1)], Qt.Orientation.Vertical)

    def closed(self) -> list[str]:
        """The docks that the person has closed; one that has nothing to show counts as it was."""
        if self._pane is not None:
            told = {name: dock.isHidden() for name, dock in self.docks.items() if self._can_show(name)}
            self._closed = {name for name in TITLES if told.get(name, name in self._closed)}
        return sorted(self._closed)

    def _can_show(self, name: str) -> bool:
        return self._pane is not None and (name not in OF_VIDEO or self._pane.media.video is not None)

    def _is_wanted(self, name: str) -> bool:
        return self._can_show(name) and name not in self._closed

    def hide(self) -> None:
        """While nothing is open there is nothing to show, whatever a stored layout says."""
        for dock in self.docks.values():
            dock.hide()

    def reset_layout(self) -> None:
        window, area = self._window, Qt.DockWidgetArea.RightDockWidgetArea
        self._closed.clear()
        for name, dock in self.docks.items():
            dock.setFloating(False)
            window.addDockWidget(area, dock)
            dock.setVisible(self._can_show(name))
        window.splitDockWidget(self.docks["video"], self.docks["events"], Qt.Orientation.Vertical)
        window.tabifyDockWidget(self.docks["events"], self.docks["detect"])
        window.tabifyDockWidget(self.docks["detect"], self.docks["listen"])
        window.tabifyDockWidget(self.docks["listen"], self.docks["locate"])
        window.tabifyDockWidget(self.docks["locate"], self.docks["picture"])
        self.docks["events"].raise_()
        window.resizeDocks([self.docks["events"]], [self._tabs_px()], Qt.Orientation.Horizontal)
        QTimer.singleShot(0, self.docks["video"], self._share_height)

    def close_views(self) -> None:
        if self._film is not None:
            self._film.close_view()
            self._film = None
        if self.listening is not None:
            self.listening.close_view()
        if self.locating is not None:
            self.locating.close_view()
        self._video.fill(None)
        self._events.fill(None)
        if self.detection is not None:
            self.detection.close_view()


class _Slot(QWidget):
    """Holds the view of the active recording, and lets go of the last one."""

    def __init__(self) -> None:
        super().__init__()
        self.content: QWidget | None = None
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)

    def fill(self, content: QWidget | None) -> None:
        if self.content is not None:
            close = getattr(self.content, "close_view", None)
            if close is not None:
                close()
            self._box.removeWidget(self.content)
            self.content.setParent(None)
            self.content.deleteLater()
        self.content = content
        if content is not None:
            self._box.addWidget(content)
