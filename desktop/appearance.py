"""Language and colours as the person has chosen them, or as the system has them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop import language, theme
from desktop.settings import Settings


def dress(application: QApplication, chosen: Settings) -> None:
    language.install(application, chosen.language)
    theme.apply(application, dark=wants_dark(application, chosen))


def wants_dark(application: QApplication, chosen: Settings) -> bool:
    if chosen.theme == "system":
        return application.styleHints().colorScheme() != Qt.ColorScheme.Light
    return chosen.theme == "dark"
