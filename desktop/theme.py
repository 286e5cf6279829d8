"""The colours of the window, light and dark. Views ask for them by meaning, when they paint."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication


@dataclass(frozen=True, slots=True)
class Colours:
    background: str  # behind plots
    surface: str  # panels and bars
    raised: str  # buttons, fields
    text: str
    muted: str  # axes, hints
    grid: str
    border: str
    accent: str  # focus, what is on
    on_accent: str  # text on that
    selection: str  # fill of the time × frequency selection, painted translucent
    playhead: str
    wave: str
    wave_rms: str
    good: str  # verified
    bad: str  # rejected, errors


DARK = Colours(
    background="#14161a", surface="#1e2127", raised="#2a2e36", text="#e6e8eb", muted="#9aa1ac", grid="#2f343d",
    border="#3a404a", accent="#4aa3ff", on_accent="#0b0e12", selection="#4aa3ff", playhead="#ff5c5c", wave="#5aa9e6",
    wave_rms="#9ccdf3", good="#43b581", bad="#f0626a",
)
LIGHT = Colours(
    background="#ffffff", surface="#f3f4f6", raised="#ffffff", text="#1b1f24", muted="#5b6470", grid="#e3e6ea",
    border="#c9ced6", accent="#0b6bcb", on_accent="#ffffff", selection="#0b6bcb", playhead="#d42a2a", wave="#2f7fc1",
    wave_rms="#155a94", good="#1d7f4e", bad="#b3261e",
)
PAPER = replace(LIGHT, surface="#ffffff")  # for figures: a grey ground would be printed
# The first eight stay apart for people with red-green blindness (after Okabe and Ito).
_LABEL_COLOURS = ("#e69f00", "#56b4e9", "#009e73", "#e8d92f", "#3f77d2", "#d55e00", "#cc79a7", "#9a8cff",
                  "#8fd18a", "#c98b5a", "#e05c6e", "#4fd0c7")
# Of models side by side: (dark, light), each readable as a thin line on its background.
_RUN_COLOURS = (("#5aa9ff", "#0b6bcb"), ("#ffb454", "#a85600"), ("#c792ea", "#7b2fb5"), ("#63d6c4", "#00756a"))
_label_places: dict[str, int] = {}

_current = DARK


def colours() -> Colours:
    return _current


def is_dark() -> bool:
    return _current is DARK


def label_colour(label: str) -> QColor:
    """The same label has the same colour in every view. Labels differ in it until all colours are in use."""
    place = _label_places.get(label)
    if place is None:
        place = zlib.crc32(label.encode()) % len(_LABEL_COLOURS)
        taken = set(_label_places.values())
        free = [(place + step) % len(_LABEL_COLOURS) for step in range(len(_LABEL_COLOURS))]
        place = next((one for one in free if one not in taken), place)
        _label_places[label] = place
    return QColor(_LABEL_COLOURS[place])


def run_colour(place: int) -> QColor:
    """Of the model that stands at this place among those that have run."""
    return QColor(_RUN_COLOURS[place % len(_RUN_COLOURS)][0 if is_dark() else 1])


def apply(application: QApplication, dark: bool) -> None:
    """Dress the whole application; views repaint because the palette changes."""
    global _current
    _current = DARK if dark else LIGHT
    application.setStyle("Fusion")
    application.setPalette(_palette(_current))
    application.setStyleSheet(_style_sheet(_current))


@contextmanager
def wearing(dark: bool) -> Iterator[QPalette]:
    """Paint in the other dress for a moment, as for a figure on white paper; gives its palette."""
    global _current
    before = _current
    _current = DARK if dark else PAPER
    try:
        yield _palette(_current)
    finally:
        _current = before


def _palette(tone: Colours) -> QPalette:
    palette = QPalette()
    roles = QPalette.ColorRole
    pairs = {
        roles.Window: tone.surface, roles.WindowText: tone.text, roles.Base: tone.background,
        roles.AlternateBase: tone.surface, roles.Text: tone.text, roles.Button: tone.raised,
        roles.ButtonText: tone.text, roles.ToolTipBase: tone.raised, roles.ToolTipText: tone.text,
        roles.Highlight: tone.accent, roles.HighlightedText: tone.on_accent, roles.PlaceholderText: tone.muted,
        roles.Link: tone.accent, roles.BrightText: tone.bad,
    }
    for role, colour in pairs.items():
        palette.setColor(role, QColor(colour))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(tone.muted))
    return palette


def _style_sheet(tone: Colours) -> str:
    return f"""
    QToolTip {{ color: {tone.text}; background: {tone.raised}; border: 1px solid {tone.border}; padding: 3px; }}
    QDockWidget::title {{ background: {tone.surface}; padding: 4px 8px; }}
    QToolBar {{ background: {tone.surface}; border: none; spacing: 4px; padding: 3px; }}
    QStatusBar {{ background: {tone.surface}; color: {tone.muted}; }}
    *:focus {{ outline: 1px solid {tone.accent}; }}
    QToolButton:focus {{ border: 1px solid {tone.accent}; border-radius: 3px; }}
    """
