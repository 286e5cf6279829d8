"""The dialogs that commands of the window open: settings, keys, log, about, what a recording holds."""

from __future__ import annotations

import html
import platform
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication

from desktop import settings as stored
from desktop.appearance import dress
from desktop.logs import log_path
from desktop.pane import PaneState
from desktop.playback import fault_text
from desktop.wording import clock_text, rate_text

if TYPE_CHECKING:
    from desktop.main_window import MainWindow
    from desktop.widgets.dialogs import SettingsDialog


class WindowDialogs(QObject):
    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def show_keys(self) -> None:
        from desktop.widgets.dialogs import KeysDialog

        KeysDialog(self._window).open()

    def ask_settings(self) -> None:
        from desktop.widgets.dialogs import SettingsDialog

        window = self._window
        playback = window.playback
        fault = window.playback.player.state.fault
        dialog = SettingsDialog(window.settings, playback.device_names(), fault_text(fault) if fault else "", window)
        dialog.accepted.connect(lambda: self._apply(dialog))

        def refresh() -> None:
            dialog.show_devices(playback.device_names())

        playback.devices_changed.connect(refresh)
        dialog.finished.connect(lambda: playback.devices_changed.disconnect(refresh))
        dialog.open()

    def _apply(self, dialog: SettingsDialog) -> None:
        window, settings = self._window, self._window.settings
        device = settings.output_device
        dialog.apply_to(settings)
        qt = QApplication.instance()
        if isinstance(qt, QApplication):
            dress(qt, settings)
        if settings.output_device != device:
            window.playback.set_device(settings.output_device)
        window.apply_settings()
        stored.save(settings)

    def show_log(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(log_path())))
        self._window.say(self.tr("The log file is {}").format(log_path()))

    def show_about(self) -> None:
        from PySide6 import __version__ as qt_version

        from core.cli import version
        from desktop.widgets.dialogs import TextDialog

        title = self.tr("About Auralens")
        what = self.tr("See which sounds are in a recording and when, hear why, and see where they come from.")
        free = self.tr("Free software under the MIT licence. It sends nothing anywhere.")
        versions = f"Auralens {version()} · Python {platform.python_version()} · Qt {qt_version}"
        TextDialog(title, f"<h2>Auralens</h2><p>{what}</p><p>{free}</p><p>{versions}</p>", self._window).open()

    def show_info(self, pane: PaneState) -> None:
        from desktop.widgets.dialogs import TextDialog

        rows = "".join(f"<tr><td style='padding-right:16px'>{html.escape(name)}</td><td>{html.escape(value)}</td></tr>"
                       for name, value in self._facts(pane))
        notes = "".join(f"<p>{html.escape(note)}</p>" for note in pane.media.notes)
        TextDialog(pane.media.path.name, f"<table>{rows}</table>{notes}", self._window).open()

    def _facts(self, pane: PaneState) -> list[tuple[str, str]]:
        media = pane.media
        facts = [(self.tr("File"), str(media.path)), (self.tr("Container"), media.container),
                 (self.tr("Length"), clock_text(media.duration_s))]
        for track in media.audio:
            parts = [track.codec, rate_text(track.rate_hz), self.tr("{} channels").format(track.channels),
                     self.tr("{} bit").format(track.bits) if track.bits else "",
                     self.tr("{} samples").format(_grouped(track.frames)), track.title]
            facts.append((self.tr("Sound track {}").format(track.index + 1), ", ".join(filter(None, parts))))
        video = media.video
        if video:
            parts = [video.codec, f"{video.width} × {video.height}", f"{video.fps:.6g} fps",
                     self.tr("{} frames").format(_grouped(video.frames)),
                     self.tr("variable frame rate") if video.variable_rate else ""]
            facts.append((self.tr("Picture"), ", ".join(filter(None, parts))))
        return facts


def _grouped(count: int) -> str:
    """A large number with narrow spaces, which no language takes for a decimal sign."""
    return f"{count:,}".replace(",", "\u202f")
