"""The bar that plays: buttons, time, speed, what is heard, volume. It shows the player's state and sends intents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSignalBlocker, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSlider,
    QToolBar,
    QToolButton,
    QWidget,
)

from desktop.keys import Command
from desktop.pane import PaneState
from desktop.playback import HIGHEST_DB, KEPT, LOWEST_DB, ORIGINAL, REMOVED, SPEEDS, Playback
from desktop.widgets.icons import icon
from desktop.wording import clock_text

if TYPE_CHECKING:
    from desktop.player.state import PlayerState

SPEAKER_PX = 18


class Transport(QToolBar):
    def __init__(self, playback: Playback, actions: dict[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._playback = playback
        self._pane: PaneState | None = None
        self._playing = False
        self.setObjectName("transport")
        self.setMovable(False)
        self._actions = actions
        self._buttons: dict[str, QToolButton] = {}
        for name in ("play", "play_selection", "loop"):
            self._buttons[name] = self._add_button(actions[name])
        self.addSeparator()
        self._clock = QLabel()
        self._clock.setMinimumWidth(150)
        self._clock.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._clock.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.addWidget(self._clock)
        self.addSeparator()
        self._add_hearing()
        self.addSeparator()
        self._add_speed()
        self._add_volume()
        self._draw_signs()
        self.retranslate()
        playback.changed.connect(self._show_state)
        playback.hearing_changed.connect(self._show_hearing)
        playback.mask_changed.connect(lambda _: self._name_hearing())
        self.watch(None)

    def retranslate(self) -> None:
        self.setWindowTitle(self.tr("Transport"))
        self._clock.setAccessibleName(self.tr("Cursor position"))
        for name, button in self._buttons.items():
            button.setAccessibleName(self._actions[name].text())
        self._name_hearing()
        for key, button in self._hearing.items():
            action = self._actions[f"band_{key}"]
            button.setToolTip(action.toolTip())
            button.setAccessibleName(action.text())
        self._speed.setAccessibleName(self.tr("Speed"))
        self._speed.setToolTip(self.tr("Speed; the pitch is kept"))
        self._volume.setAccessibleName(self.tr("Volume in dB"))
        self.show_volume(self._volume.value())

    def _name_hearing(self) -> None:
        """With an explanation the last two are what its mask keeps and removes."""
        masked = self._playback.has_mask
        texts = {ORIGINAL: self.tr("Original"), KEPT: self.tr("Kept") if masked else self.tr("Band only"),
                 REMOVED: self.tr("Removed") if masked else self.tr("Band removed")}
        for key, button in self._hearing.items():
            button.setText(texts[key])

    def watch(self, pane: PaneState | None) -> None:
        if self._pane is not None:
            self._pane.position_changed.disconnect(self._show_time)
        self._pane = pane
        for button in self._hearing.values():
            button.setEnabled(pane is not None and pane.track is not None)
        if pane is not None:
            pane.position_changed.connect(self._show_time)
        self._show_time(pane.position_s if pane else 0.0)

    # ---- parts ------------------------------------------------------------------------------------------------

    def _add_button(self, action: QAction) -> QToolButton:
        button = QToolButton(self)
        button.setDefaultAction(action)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setMinimumSize(34, 28)
        self.addWidget(button)
        return button

    def _draw_signs(self) -> None:
        """Anew for each theme, and when playing begins or ends."""
        self._actions["play"].setIcon(icon("pause" if self._playing else "play"))
        self._actions["play_selection"].setIcon(icon("play_selection"))
        self._actions["loop"].setIcon(icon("loop"))
        self._speaker.setPixmap(icon("loud").pixmap(SPEAKER_PX, SPEAKER_PX))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_speaker"):
            self._draw_signs()
        super().changeEvent(event)

    def _add_hearing(self) -> None:
        group = QButtonGroup(self)
        self._hearing: dict[str, QToolButton] = {}
        for key in (ORIGINAL, KEPT, REMOVED):
            button = QToolButton(self)
            button.setCheckable(True)
            button.clicked.connect(lambda _=False, which=key: self._playback.hear(which))
            group.addButton(button)
            self.addWidget(button)
            self._hearing[key] = button
        self._hearing[ORIGINAL].setChecked(True)

    def _add_speed(self) -> None:
        self._speed = QComboBox()
        for speed in SPEEDS:
            self._speed.addItem(f"{speed:g} ×", speed)
        self._speed.setCurrentIndex(SPEEDS.index(1.0))
        self._speed.activated.connect(lambda index: self._playback.set_speed(SPEEDS[index]))
        self.addWidget(self._speed)

    def _add_volume(self) -> None:
        box = QWidget()
        box.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(box)
        row.setContentsMargins(8, 0, 0, 0)
        self._speaker = QLabel()
        self._volume = QSlider(Qt.Orientation.Horizontal)
        self._volume.setRange(int(LOWEST_DB), int(HIGHEST_DB))
        self._volume.setFixedWidth(72)
        self._volume.valueChanged.connect(self._set_volume)
        self._volume_text = QLabel()
        self._volume_text.setMinimumWidth(42)
        row.addWidget(self._speaker)
        row.addWidget(self._volume)
        row.addWidget(self._volume_text)
        self.addWidget(box)

    # ---- showing ----------------------------------------------------------------------------------------------

    def show_volume(self, volume_db: float) -> None:
        with QSignalBlocker(self._volume):
            self._volume.setValue(round(volume_db))
        told = f"{volume_db:+.0f} dB".replace("-", "−") if round(volume_db) else "0 dB"
        self._volume_text.setText(told if volume_db > LOWEST_DB else self.tr("mute"))
        self._volume.setToolTip(self.tr("Volume: {}").format(self._volume_text.text()))

    def _set_volume(self, value: int) -> None:
        self._playback.set_volume_db(float(value))
        self.show_volume(float(value))

    def _show_state(self, state: PlayerState) -> None:
        if state.playing != self._playing:
            self._playing = state.playing
            self._draw_signs()
        if state.speed in SPEEDS:
            self._speed.setCurrentIndex(SPEEDS.index(state.speed))

    def _show_hearing(self, which: str) -> None:
        self._hearing[which].setChecked(True)

    def _show_time(self, position_s: float) -> None:
        whole = self._pane.media.duration_s if self._pane else 0.0
        self._clock.setText(f"{clock_text(position_s)}  /  {clock_text(whole)}")


def key_hint(command: Command) -> str:
    """`Play or pause (Space)`."""
    return f"{command.title} ({command.keys[0]})" if command.keys else command.title
