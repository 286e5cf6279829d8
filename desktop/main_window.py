"""The window: puts bar, recordings and docks together, and hands every command to whoever does it.

The views are imported with the first recording, so that the empty window is there sooner.
"""

from __future__ import annotations

import base64
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QDockWidget,
    QLabel,
    QMainWindow,
    QMessageBox,
    QSplitter,
    QStackedWidget,
    QWidget,
)

from desktop import keys, theme
from desktop.commands import handlers
from desktop.detecting import Detecting
from desktop.documents import Documents
from desktop.exports import Exports
from desktop.jobs import Jobs
from desktop.listening import Listening
from desktop.localizing import Localizing
from desktop.menus import Menus
from desktop.pane import PaneState
from desktop.panels import Panels
from desktop.playback import Playback
from desktop.session import Session
from desktop.settings import Settings
from desktop.widgets.dock_title import DockTitle
from desktop.widgets.job_bar import JobBar
from desktop.widgets.side_docks import SideDocks
from desktop.widgets.transport import Transport, key_hint
from desktop.widgets.welcome import Welcome
from desktop.window_dialogs import WindowDialogs

if TYPE_CHECKING:
    from desktop.pane_view import PaneView

MESSAGE_MS = 8000
OFFERED = ("play_selection", "zoom_selection", "make_label", "fit", "back_view")  # under the right button
SMALLEST = QSize(800, 500)
LARGEST = QSize(1920, 1200)
FRAME = QSize(8, 40)  # what the system draws around a window, at most


class MainWindow(QMainWindow):
    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.settings = settings
        self.session = Session()
        self.jobs = Jobs(self)
        self.playback = Playback(self.session, settings, self)
        self.documents = Documents(self)
        self.exports = Exports(self)
        self.dialogs = WindowDialogs(self)
        self.detecting = Detecting(self)
        self.localizing = Localizing(self)
        self.listening = Listening(self)
        self.panels = Panels(self)
        self.command_actions = self._make_actions()
        self.transport = Transport(self.playback, self.command_actions, self)
        self.transport.show_volume(settings.volume_db)
        self.addToolBar(self.transport)
        self.pane_views: dict[int, PaneView] = {}
        self._squeezed = False  # whether the recording that is open has shared the window with another
        self._splitter = QSplitter(Qt.Orientation.Vertical)
        self._splitter.setChildrenCollapsible(False)
        self._welcome = self._make_welcome()
        self._centre = QStackedWidget()
        self._centre.addWidget(self._welcome)
        self._centre.addWidget(self._splitter)
        self.setCentralWidget(self._centre)
        self.side = SideDocks(self)
        self._make_status_bar()
        self.menus = Menus(self)
        self._language_timer = QTimer(self, singleShot=True, interval=0)  # Qt tells of one change several times
        self._language_timer.timeout.connect(self.retranslate)
        self._connect()
        self.setAcceptDrops(True)
        self.setMinimumSize(SMALLEST)
        self.resize(first_size(self.screen().availableSize()))
        self._restore_layout()
        self._refresh()
        self._welcome.setFocus()

    # ---- parts ------------------------------------------------------------------------------------------------

    def _make_actions(self) -> dict[str, QAction]:
        actions = {}
        for command in keys.COMMANDS:
            action = QAction(command.title, self)
            action.setCheckable(command.checkable)
            action.setShortcuts([QKeySequence(key) for key in command.keys])
            action.setToolTip(key_hint(command))
            if command.only_in_views:
                action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            else:
                self.addAction(action)
            actions[command.id] = action
        for command_id, act in handlers(self).items():
            actions[command_id].triggered.connect(act)
        actions["link_axes"].setChecked(self.session.linked)
        return actions

    def _make_status_bar(self) -> None:
        self._readout = QLabel()
        self._readout.setContentsMargins(8, 0, 0, 0)
        self._readout.setAccessibleName(self.tr("Values under the pointer"))
        self._problem = QLabel()
        self._problem.setVisible(False)
        self.statusBar().addWidget(self._readout, 1)
        self.statusBar().addPermanentWidget(self._problem)
        self._job_bar = JobBar(self.jobs, self)
        self.statusBar().addPermanentWidget(self._job_bar)

    def _connect(self) -> None:
        self.session.panes_changed.connect(self._show_panes)
        self.session.active_changed.connect(self._activate)
        self.session.linked_changed.connect(lambda linked: self.command_actions["link_axes"].setChecked(linked))
        self.playback.problem_changed.connect(self._show_problem)
        self.playback.hinted.connect(self.say)
        self.jobs.failed.connect(self.complain)

    # ---- recordings -------------------------------------------------------------------------------------------

    def _show_panes(self) -> None:
        kept = {id(pane) for pane in self.session.panes}
        for key in [key for key in self.pane_views if key not in kept]:
            self._keep_pane_layout()
            view = self.pane_views.pop(key)
            view.close_view()
            view.setParent(None)
            view.deleteLater()
        for pane in self.session.panes:
            if id(pane) not in self.pane_views:
                self._add_pane(pane)
        self._centre.setCurrentIndex(1 if self.session.panes else 0)
        if not self.session.panes:
            self._welcome.setFocus()
        self._refresh()

    def _add_pane(self, pane: PaneState) -> None:
        from desktop.pane_view import PaneView

        view = PaneView(pane)
        view.restore_layout(_bytes(self.settings.pane_layout))
        view.activated.connect(self.session.activate)
        view.close_asked.connect(self.documents.close)
        for part in view.views.values():
            part.hovered.connect(self._show_readout)
        for played in (view.lanes, view.detections):
            played.play_requested.connect(self._play_range)
        view.lanes.said.connect(self.say)
        view.lanes.export_requested.connect(lambda ids: self.exports.export_clips(ids))
        for command in keys.COMMANDS:
            if command.only_in_views:
                view.addAction(self.command_actions[command.id])
        for name in ("spectrogram", "waveform"):
            self._offer_commands(view.views[name])
        pane.annotations_changed.connect(self._refresh_titles)
        self._squeezed = bool(self.pane_views)
        self.pane_views[id(pane)] = view
        self.apply_settings()
        self._splitter.addWidget(view)
        QTimer.singleShot(0, lambda: self._begin_in_spectrogram(pane))

    def _offer_commands(self, part: QWidget) -> None:
        """Under the right button, above what the view itself offers: what is done with a selection."""
        own = part.actions()
        parted = QAction(part)
        parted.setSeparator(True)
        offered = [self.command_actions[name] for name in OFFERED]
        part.insertActions(own[0] if own else None, [*offered, parted] if own else offered)  # type: ignore[arg-type]
        part.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def _begin_in_spectrogram(self, pane: PaneState) -> None:
        view = self.pane_views.get(id(pane))
        if view is not None:  # it may have been closed at once
            view.views["spectrogram"].setFocus()

    def _play_range(self, start_s: float, end_s: float, band: object) -> None:
        self.playback.play_range(start_s, end_s)

    def _activate(self, pane: PaneState | None) -> None:
        self.transport.watch(pane)
        self.side.watch(pane)
        self._refresh()

    def active_view(self) -> PaneView | None:
        return self.pane_views.get(id(self.session.active))

    def _refresh(self) -> None:
        several = len(self.session.panes) > 1
        for view in self.pane_views.values():
            view.set_active(view.pane is self.session.active, several)
        for command in keys.COMMANDS:
            self.command_actions[command.id].setEnabled(bool(self.session.panes) or not command.needs_recording)
        self.command_actions["link_axes"].setEnabled(several)
        self._welcome.show_recent(self.settings.recent)
        self._refresh_titles()

    def _refresh_titles(self, *_: object) -> None:
        pane = self.session.active
        names = [p.media.path.name for p in self.session.panes]
        self.setWindowTitle(" | ".join(names) + "[*] — Auralens" if names else "Auralens[*]")
        self.setWindowModified(any(not p.history.is_saved for p in self.session.panes))
        steps = {"undo": pane and pane.history.undo_text, "redo": pane and pane.history.redo_text}
        for command_id, text in steps.items():
            action = self.command_actions[command_id]
            title = keys.by_id(command_id).title
            action.setText(f"{title}: {QCoreApplication.translate('labelling', text)}" if text else title)
            action.setEnabled(bool(text))

    def remember(self, path: Path) -> None:
        """Put a file on the list of recent ones, on disk too: a program that is killed forgets nothing."""
        from desktop import settings as stored

        self.settings.remember(path)
        stored.save(self.settings)
        self._welcome.show_recent(self.settings.recent)

    def forget_recent(self) -> None:
        self.settings.recent.clear()
        self._welcome.show_recent([])

    def apply_settings(self) -> None:
        """Hand on what the person has chosen to those who need it at once."""
        from core.tiles.disk import set_cache_limit

        set_cache_limit(self.settings.tile_cache_mib * 2**20)
        for view in self.pane_views.values():
            view.set_follow(self.settings.follow)

    def change_volume(self, by_db: float) -> None:
        self.playback.set_volume_db(self.settings.volume_db + by_db)
        self.transport.show_volume(self.settings.volume_db)

    # ---- telling ----------------------------------------------------------------------------------------------

    def say(self, text: str) -> None:
        self.statusBar().showMessage(text, MESSAGE_MS)

    def complain(self, tried: str, sentence: str) -> None:
        """A failure that the person must read. Never blocks: the window goes on behind it."""
        box = QMessageBox(QMessageBox.Icon.Warning, tried, sentence, QMessageBox.StandardButton.Ok, self)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

    def _show_readout(self, time_s: float | None, hz: float | None, db: float | None) -> None:
        from desktop.wording import clock_text, frequency_text

        parts = [] if time_s is None else [clock_text(time_s)]
        parts += [] if hz is None else [frequency_text(hz)]
        parts += [] if db is None else [f"{db:.1f} dB".replace("-", "−")]
        self._readout.setText("  ·  ".join(parts))

    def _show_problem(self, sentence: str) -> None:
        self._problem.setText(sentence)
        self._problem.setToolTip(sentence)
        self._problem.setStyleSheet(f"color: {theme.colours().bad};")
        self._problem.setVisible(bool(sentence))

    # ---- language ---------------------------------------------------------------------------------------------

    def retranslate(self) -> None:
        """Say everything that is seen anew, in the language that is spoken now."""
        for command in keys.COMMANDS:
            self.command_actions[command.id].setText(command.title)
            self.command_actions[command.id].setToolTip(key_hint(command))
        self.menus.retranslate()
        self.transport.retranslate()
        self.side.retranslate()
        self._job_bar.retranslate()
        self._readout.setAccessibleName(self.tr("Values under the pointer"))
        for view in self.pane_views.values():
            view.retranslate()
        old, self._welcome = self._welcome, self._make_welcome()
        self._centre.removeWidget(old)
        old.deleteLater()
        self._centre.insertWidget(0, self._welcome)
        self._centre.setCurrentIndex(1 if self.session.panes else 0)
        self.playback.tell_again()
        self._refresh()

    def _make_welcome(self) -> Welcome:
        made = Welcome(self.command_actions)
        made.chosen.connect(lambda path: self.documents.open([path]))
        return made

    # ---- layout -----------------------------------------------------------------------------------------------

    def add_side_dock(self, name: str, title: str, widget: QWidget) -> QDockWidget:
        dock = QDockWidget(title, self)
        dock.setObjectName(name)
        dock.setTitleBarWidget(DockTitle(dock))
        dock.setWidget(widget)
        self.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
        return dock

    def reset_layout(self) -> None:
        self.side.reset_layout()
        for view in self.pane_views.values():
            view.reset_layout()

    def _restore_layout(self) -> None:
        if self.settings.geometry:
            self.restoreGeometry(_bytes(self.settings.geometry))
        if not self.settings.layout or not self.restoreState(_bytes(self.settings.layout)):
            self.side.reset_layout()
        self.side.hide()

    def keep_layout(self) -> None:
        self.settings.closed_docks = self.side.closed()
        self.settings.geometry = _text(bytes(self.saveGeometry().data()))
        self.settings.layout = _text(bytes(self.saveState().data()))
        self._keep_pane_layout()

    def _keep_pane_layout(self) -> None:
        """Recordings that shared the height are no measure for the next one that opens alone."""
        if len(self.pane_views) == 1 and not self._squeezed:
            (view,) = self.pane_views.values()
            self.settings.pane_layout = _text(view.save_layout())

    # ---- events of the window ---------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        beside = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        event.acceptProposedAction()
        QTimer.singleShot(0, lambda: self.documents.open(paths, beside=beside))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc stops the running job from everywhere that has no other use for it, the first page too."""
        if event.key() == Qt.Key.Key_Escape and (self.exports.stop_figure() or self.jobs.cancel_latest()):
            event.accept()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.WindowStateChange:
            self.command_actions["full_screen"].setChecked(self.isFullScreen())
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "_language_timer"):
            self._language_timer.start()
        super().changeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.documents.may_leave() or not self.panels.may_leave():
            event.ignore()
            return
        from desktop import settings as stored

        self.keep_layout()
        stored.save(self.settings)
        self.shut()
        event.accept()

    def shut(self) -> None:
        """End every thread. The window is of no use after it. Safe to call twice."""
        self.hide()
        self.panels.shut()
        self.listening.close()
        self.jobs.cancel_all()
        self.playback.close()
        self.documents.shut()
        self.side.close_views()
        for view in self.pane_views.values():
            view.close_view()
        self.pane_views.clear()


def first_size(screen: QSize) -> QSize:
    """Before the person has chosen one: what a small screen holds, its frame included, and on a large one not all."""
    return QSize(1280, 720).expandedTo(screen * 0.8).boundedTo(screen - FRAME).boundedTo(LARGEST).expandedTo(SMALLEST)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        return b""
