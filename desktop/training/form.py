"""What a training is told: task, settings, folders, device. Fields and text show the same settings."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QLocale, QSignalBlocker, Signal
from PySide6.QtGui import QDoubleValidator, QFontDatabase
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QSpinBox,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

import resources
from desktop import theme
from desktop.training.settings_text import values_of, with_value

TASKS = ("crnn", "ast-sed", "detector", "scenes", "localizer")
MORE_SETTINGS = {"localizer": "locator"}  # files that begin with another word than the task
DEVICES = ("auto", "cpu", "cuda", "mps")
EPOCHS, SEED, RATE = "run.epochs", "seed", "learning_rate"
KINDS = ("strong", "synthetic", "weak", "unlabelled", "pairs")
OWN = "own"


class TrainingForm(QWidget):
    """`text` is the truth about the settings; the fields are made of what stands in it."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: dict[str, QWidget] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self._top = QFormLayout()
        self._top.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        column.addLayout(self._top)
        titles = {"crnn": self.tr("CRNN, from labels of whole clips"), "ast-sed": self.tr("AST-SED, mean teacher"),
                  "detector": self.tr("Detector, from made soundscapes"),
                  "scenes": self.tr("Scenes, from recordings of places"),
                  "localizer": self.tr("Locator, from pictures with their sounds")}
        self.task = self._choice(self.tr("Task"), {task: titles[task] for task in TASKS})
        self.config = self._choice(self.tr("Settings from"), {})
        self.data = self._folder(self.tr("Data folder"), self.tr("Where the clips and their labels lie"), must_be=True)
        self.run = self._folder(self.tr("Run folder"), self.tr("An empty folder for all that comes of it"), False)
        self.device = self._choice(self.tr("Device"), {name: self._device_name(name) for name in DEVICES})
        self._tabs = QTabWidget()
        self._tabs.setDocumentMode(True)
        self._tabs.tabBar().setDrawBase(False)
        self._fields = QWidget()
        self._field_form = QFormLayout(self._fields)
        self._field_form.setContentsMargins(4, 6, 4, 4)
        self._text = QPlainTextEdit()
        self._text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._text.setAccessibleName(self.tr("All settings as text (TOML)"))
        self._text.setTabChangesFocus(True)
        self._text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._problem = QLabel()
        self._problem.setWordWrap(True)
        self._tabs.addTab(self._fields, self.tr("Most used"))
        self._tabs.addTab(self._text, self.tr("All, as text"))
        self._tabs.setAccessibleName(self.tr("Settings of the training"))
        column.addWidget(self._tabs, 1)
        column.addWidget(self._problem)
        self.task.currentIndexChanged.connect(self._fill_configs)
        self.config.activated.connect(self._choose_config)
        self._text.textChanged.connect(self._text_changed)
        self._fill_configs()

    # ---- what was chosen --------------------------------------------------------------------------------------

    @property
    def settings_text(self) -> str:
        return self._text.toPlainText()

    @property
    def problem(self) -> str:
        """Why nothing can be trained like this; empty if it can."""
        if self._problem.text():
            return self._problem.text()
        if not self.data.text().strip():
            return self.tr("Name the folder with the data.")
        if not Path(self.data.text().strip()).is_dir():
            return self.tr("There is no folder “{}”.").format(self.data.text().strip())
        return "" if self.run.text().strip() else self.tr("Name a folder for the run.")

    def field(self, name: str) -> QWidget | None:
        return self._rows.get(name)

    def set_text(self, text: str) -> None:
        self._text.setPlainText(text)

    # ---- parts ------------------------------------------------------------------------------------------------

    def _choice(self, name: str, entries: dict[str, str]) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(name)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        for key, text in entries.items():
            box.addItem(text, key)
        box.currentIndexChanged.connect(lambda _: self.changed.emit())
        self._top.addRow(name, box)
        return box

    def _folder(self, name: str, hint: str, must_be: bool) -> QLineEdit:
        line, button, row = QLineEdit(), QToolButton(), QHBoxLayout()
        line.setAccessibleName(name)
        line.setPlaceholderText(hint)
        line.setToolTip(hint)
        line.textChanged.connect(lambda _: self.changed.emit())
        button.setText("…")
        button.setAccessibleName(self.tr("Choose: {}").format(name))
        button.setToolTip(button.accessibleName())
        button.clicked.connect(lambda: self._ask_folder(line, name, must_be))
        row.addWidget(line, 1)
        row.addWidget(button)
        self._top.addRow(name, row)
        return line

    def _ask_folder(self, line: QLineEdit, name: str, must_be: bool) -> None:
        start = line.text() or str(Path.home())
        found = (QFileDialog.getExistingDirectory(self, name, start) if must_be
                 else QFileDialog.getSaveFileName(self, name, start, "", options=QFileDialog.Option.ShowDirsOnly)[0])
        if found:
            line.setText(found)

    def _device_name(self, name: str) -> str:
        return {"auto": self.tr("the best there is"), "cpu": self.tr("processor (CPU)"),
                "cuda": self.tr("NVIDIA card (CUDA)"), "mps": self.tr("Apple graphics (MPS)")}[name]

    def _fill_configs(self) -> None:
        task = str(self.task.currentData())
        folder = resources.path("configs")
        beginnings = (task, MORE_SETTINGS.get(task, task))
        found = sorted(path for path in folder.glob("*.toml") if path.stem.startswith(beginnings))
        with QSignalBlocker(self.config):
            self.config.clear()
            for path in found:
                self.config.addItem(path.stem, str(path))
            if not found:
                self.config.addItem(self.tr("the task's own"), "")
            self.config.addItem(self.tr("A file…"), OWN)
        self._load(Path(found[0]) if found else None)

    def _choose_config(self) -> None:
        chosen = self.config.currentData()
        if chosen != OWN:
            self._load(Path(chosen) if chosen else None)
            return
        name, _ = QFileDialog.getOpenFileName(self, self.tr("Settings of a training"), str(Path.home()),
                                              "TOML (*.toml)")
        if name:
            self._load(Path(name))

    def _load(self, path: Path | None) -> None:
        try:
            self.set_text(path.read_text(encoding="utf-8") if path else "")
        except (OSError, UnicodeDecodeError) as error:
            self._say(self.tr("“{}” cannot be read: {}.").format(path, error))

    def _text_changed(self) -> None:
        try:
            values = values_of(self.settings_text)
        except ValueError as error:
            self._say(self.tr("The settings are no TOML: {}").format(error))
            self._fields.setEnabled(False)
        else:
            self._say("")
            self._fields.setEnabled(True)
            self._fill_fields(values)
        self.changed.emit()

    def _say(self, problem: str) -> None:
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
        self._problem.setStyleSheet(f"color: {theme.colours().bad};")

    # ---- fields -----------------------------------------------------------------------------------------------

    def _fill_fields(self, values: dict[str, object]) -> None:
        """Fields that are there already keep the focus; what the text does not name is added with the first change."""
        wanted = {EPOCHS: self.tr("Epochs"), SEED: self.tr("Seed")}
        kinds = {"strong": self.tr("Clips a step, strong labels"), "synthetic": self.tr("Clips a step, soundscapes"),
                 "weak": self.tr("Clips a step, weak labels"), "unlabelled": self.tr("Clips a step, no labels"),
                 "pairs": self.tr("Pairs a step")}
        wanted |= {f"batch.{kind}": kinds[kind] for kind in KINDS if values.get(f"batch.{kind}")}
        for name in values:
            last = name.rpartition(".")[2]
            if last.endswith("_rate"):
                part = last.removesuffix(RATE).removesuffix("_rate")
                wanted[name] = self.tr("Learning rate") + (f" ({part})" if part else "")
        if list(wanted) != list(self._rows):
            for name in list(self._rows):
                self._field_form.removeRow(self._rows.pop(name))
            for name, title in wanted.items():
                rate = title.startswith(self.tr("Learning rate"))
                self._rows[name] = self._rate_field(name, title) if rate else self._count_field(name, title)
        for name, field in self._rows.items():
            _put(field, values.get(name))

    def _count_field(self, name: str, title: str) -> QWidget:
        box = QSpinBox()
        box.setRange(-1 if name in (EPOCHS, SEED) else 0, 1_000_000)
        box.setSpecialValueText(self.tr("as the task has it") if name in (EPOCHS, SEED) else "")
        box.setKeyboardTracking(False)
        box.setAccessibleName(title)
        box.valueChanged.connect(lambda value: self._write(name, value) if value >= 0 else None)
        self._field_form.addRow(title, box)
        return box

    def _rate_field(self, name: str, title: str) -> QWidget:
        line = QLineEdit()
        check = QDoubleValidator(0.0, 10.0, 12, line)
        check.setLocale(QLocale.c())
        line.setValidator(check)
        line.setAccessibleName(title)
        line.editingFinished.connect(lambda: self._write_rate(name, line))
        self._field_form.addRow(title, line)
        return line

    def _write_rate(self, name: str, line: QLineEdit) -> None:
        if float(line.text()) != values_of(self.settings_text).get(name):
            self._write(name, float(line.text()))

    def _write(self, name: str, value: int | float) -> None:
        cursor = self._text.textCursor().position()
        self.set_text(with_value(self.settings_text, name, value))
        moved = self._text.textCursor()
        moved.setPosition(min(cursor, len(self.settings_text)))
        self._text.setTextCursor(moved)


def _put(field: QWidget, value: object) -> None:
    with QSignalBlocker(field):
        if isinstance(field, QSpinBox):
            field.setValue(int(value) if isinstance(value, int | float) else field.minimum())
        elif isinstance(field, QLineEdit) and not field.hasFocus():
            field.setText(f"{value:g}" if isinstance(value, int | float) else "")

