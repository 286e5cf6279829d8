"""A number that can be pulled and typed: a slider beside a field, always saying the same."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QDoubleSpinBox, QHBoxLayout, QSlider, QWidget

FIELD_PX = 76


class NumberSlider(QWidget):
    moved = Signal(float)  # by the person

    def __init__(self, name: str, low: float, high: float, step: float, suffix: str = "", special: str = "") -> None:
        """`special` is what the lowest value is called, as “off”."""
        super().__init__()
        self._step = step
        decimals = max(0, len(f"{step:g}".partition(".")[2]))
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(round(low / step), round(high / step))
        self.slider.setPageStep(max(1, round((high - low) / step / 10)))
        self.field = QDoubleSpinBox()
        self.field.setDecimals(decimals)
        self.field.setRange(low, high)
        self.field.setSingleStep(step)
        self.field.setSuffix(suffix)
        self.field.setSpecialValueText(special)
        self.field.setKeyboardTracking(False)
        self.field.setFixedWidth(FIELD_PX)
        for part in (self.slider, self.field):
            part.setAccessibleName(name)
        self.setFocusProxy(self.slider)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.slider, 1)
        row.addWidget(self.field)
        self.slider.valueChanged.connect(lambda place: self._take(place * step))
        self.field.valueChanged.connect(self._take)

    @property
    def value(self) -> float:
        return self.field.value()

    def show_value(self, value: float) -> None:
        """Without telling anybody. A value between two steps of the slider keeps its digits in the field."""
        with QSignalBlocker(self.slider), QSignalBlocker(self.field):
            self.field.setValue(value)
            self.slider.setValue(round(value / self._step))

    def _take(self, value: float) -> None:
        self.show_value(value)
        self.moved.emit(self.field.value())
