"""Which language the window speaks. Adding one is a file in resources/translations and a line in LANGUAGES."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

import resources

LANGUAGES = {"en": "English", "ko": "한국어"}
_installed: list[QTranslator] = []


def resolve(choice: str) -> str:
    """The language code for a setting: itself, or the system's where that is known, or English."""
    if choice in LANGUAGES:
        return choice
    system = QLocale.system().name().split("_")[0]
    return system if system in LANGUAGES else "en"


def install(application: QCoreApplication, choice: str) -> str:
    """Make the application speak it from now on; windows that are open are told by Qt's LanguageChange event."""
    for translator in _installed:
        application.removeTranslator(translator)
    _installed.clear()
    code = resolve(choice)
    if code != "en":
        folders = (
            ("auralens", str(resources.path("translations"))),
            ("qtbase", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)),
        )
        for name, folder in folders:
            translator = QTranslator(application)
            if translator.load(f"{name}_{code}", folder):
                application.installTranslator(translator)
                _installed.append(translator)
    return code
