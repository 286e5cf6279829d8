"""The small windows: the list of keys, settings, about, what a recording holds, the size of a figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QSpinBox,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop import keys
from desktop.language import LANGUAGES
from desktop.settings import Settings


class KeysDialog(QDialog):
    """All keys and mouse moves, with a line to search them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Keys"))
        self.resize(620, 640)
        box = QVBoxLayout(self)
        self._search = QLineEdit()
        self._search.setPlaceholderText(self.tr("Search"))
        self._search.setAccessibleName(self.tr("Search the keys"))
        self._search.setClearButtonEnabled(True)
        self._search.textChanged.connect(self._filter)
        box.addWidget(self._search)
        rows = [(c.group_title, ", ".join(_native(key) for key in c.keys), c.title) for c in keys.COMMANDS if c.keys]
        mouse = self.tr("Mouse")
        rows += [(mouse, _told(move), _told(what)) for move, what in keys.MOUSE]
        self._table = QTableWidget(len(rows), 3)
        self._table.setHorizontalHeaderLabels([self.tr("Where"), self.tr("Keys"), self.tr("What it does")])
        self._table.verticalHeader().hide()
        self._table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self._table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self._table.setAccessibleName(self.tr("Keys"))
        for row, texts in enumerate(rows):
            for column, text in enumerate(texts):
                self._table.setItem(row, column, QTableWidgetItem(text))
        self._table.resizeColumnsToContents()
        self._table.horizontalHeader().setStretchLastSection(True)
        box.addWidget(self._table)

    def _filter(self, text: str) -> None:
        wanted = text.casefold()
        for row in range(self._table.rowCount()):
            cells = (self._table.item(row, column) for column in range(self._table.columnCount()))
            found = any(cell is not None and wanted in cell.text().casefold() for cell in cells)
            self._table.setRowHidden(row, not found)


class SettingsDialog(QDialog):
    """Edits a copy; `apply_to` writes what was chosen."""

    def __init__(self, settings: Settings, devices: Sequence[str], problem: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Settings"))
        form = QFormLayout(self)
        system = self.tr("as the system")
        self._theme = _combo(self.tr("Colours"), form, settings.theme, {
            "system": system, "light": self.tr("light"), "dark": self.tr("dark")})
        self._language = _combo(self.tr("Language"), form, settings.language, {"system": system, **LANGUAGES})
        self._device = _combo(self.tr("Sound device"), form, "", {})
        self._chosen_device = settings.output_device
        self.show_devices(devices)
        if problem:
            said = QLabel(problem)
            said.setWordWrap(True)
            form.addRow("", said)
        self._follow = _combo(self.tr("While playing, the view"), form, settings.follow, {
            "page": self.tr("turns the page"), "centre": self.tr("keeps the cursor in the middle"),
            "off": self.tr("stays where it is")})
        self._cache = QSpinBox()
        self._cache.setRange(64, 1_000_000)
        self._cache.setSuffix(" MiB")
        self._cache.setValue(settings.tile_cache_mib)
        self._cache.setAccessibleName(self.tr("Room for cached pictures on disk"))
        form.addRow(self.tr("Room for cached pictures on disk"), self._cache)
        form.addRow(_buttons(self))

    def show_devices(self, names: Sequence[str]) -> None:
        """The devices that are there now; the one that is chosen stays, there or not."""
        chosen = self._device.currentData() if self._device.count() else self._chosen_device
        outputs = {"": self.tr("the system's default"), **{name: name for name in names}}
        if chosen not in outputs:
            outputs[chosen] = self.tr("{} (not there now)").format(chosen)
        self._device.clear()
        for name, text in outputs.items():
            self._device.addItem(text, name)
        self._device.setCurrentIndex(self._device.findData(chosen))

    def apply_to(self, settings: Settings) -> None:
        settings.theme = self._theme.currentData()
        settings.language = self._language.currentData()
        settings.output_device = self._device.currentData()
        settings.follow = self._follow.currentData()
        settings.tile_cache_mib = self._cache.value()


@dataclass(frozen=True, slots=True)
class FigureOrder:
    view: str
    width_px: int
    height_px: int
    scale: float
    light: bool


class FigureDialog(QDialog):
    """Which view, how large, how fine, on white or as it looks now."""

    def __init__(self, views: dict[str, str], dark: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Export figure"))
        form = QFormLayout(self)
        self._view = _combo(self.tr("View"), form, next(iter(views)), views)
        self._width = self._pixels(self.tr("Width"), form, 1200)
        self._height = self._pixels(self.tr("Height"), form, 600)
        self._scale = _combo(self.tr("Resolution"), form, "2", {"1": "1 ×", "2": "2 ×", "3": "3 ×", "4": "4 ×"})
        self._light = QCheckBox(self.tr("On white, for print"))
        self._light.setChecked(not dark)
        form.addRow("", self._light)
        form.addRow(_buttons(self))

    def order(self) -> FigureOrder:
        return FigureOrder(self._view.currentData(), self._width.value(), self._height.value(),
                           float(self._scale.currentData()), self._light.isChecked())

    def _pixels(self, name: str, form: QFormLayout, value: int) -> QSpinBox:
        box = QSpinBox()
        box.setRange(100, 10_000)
        box.setSuffix(" px")
        box.setValue(value)
        box.setAccessibleName(name)
        form.addRow(name, box)
        return box


class TextDialog(QDialog):
    """A title over lines that can be marked and copied."""

    def __init__(self, title: str, rich_text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        box = QVBoxLayout(self)
        label = QLabel(rich_text)
        label.setTextFormat(Qt.TextFormat.RichText)
        flags = Qt.TextInteractionFlag
        label.setTextInteractionFlags(flags.TextSelectableByMouse | flags.TextSelectableByKeyboard)
        label.setWordWrap(True)
        label.setMinimumWidth(440)
        box.addWidget(label)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        box.addWidget(buttons)


def _combo(name: str, form: QFormLayout, value: str, entries: dict[str, str]) -> QComboBox:
    box = QComboBox()
    for key, text in entries.items():
        box.addItem(text, key)
    box.setCurrentIndex(max(box.findData(value), 0))
    box.setAccessibleName(name)
    form.addRow(name, box)
    return box


def _buttons(dialog: QDialog) -> QDialogButtonBox:
    kinds = QDialogButtonBox.StandardButton
    buttons = QDialogButtonBox(kinds.Ok | kinds.Cancel)
    buttons.accepted.connect(dialog.accept)
    buttons.rejected.connect(dialog.reject)
    return buttons


def _native(key: str) -> str:
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


def _told(text: str) -> str:
    return QCoreApplication.translate(keys.CONTEXT, text)
