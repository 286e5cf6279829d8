"""Keys of the player in a panel of controls: who has just pulled a slider hears on, switches and stops by hand.

A click leaves the keys where they were; only fields and sliders take them, and a slider knows those of the player.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QComboBox, QSlider, QWidget

HEARD = ("band_original", "band_kept", "band_removed")
PLAYED = ("play", "loop")  # Space presses a button, and letters choose in a list, so only sliders have these


def keep_keys(panel: QWidget, actions: Mapping[str, QAction]) -> None:
    for name in HEARD:
        panel.addAction(actions[name])
    for slider in panel.findChildren(QSlider):
        for name in PLAYED:
            slider.addAction(actions[name])
    for kind in (QAbstractButton, QComboBox):
        for part in panel.findChildren(kind):
            part.setFocusPolicy(Qt.FocusPolicy.TabFocus)
