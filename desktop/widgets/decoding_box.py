"""The settings by which scores become events, for the active model: each move of a slider is seen at once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox, QFormLayout, QPushButton, QWidget

from desktop.class_names import spoken
from desktop.detections import Detections, Run
from desktop.keys import QT_TRANSLATE_NOOP
from desktop.widgets.number_slider import NumberSlider

_T = QT_TRANSLATE_NOOP
BOTH, THRESHOLD, CSEBB = ("threshold", "csebb"), ("threshold",), ("csebb",)


@dataclass(frozen=True, slots=True)
class Setting:
    """One slider: the field of `Decoding` that it moves, and the methods that know it."""

    name: str
    title: str
    tip: str
    low: float
    high: float
    step: float
    suffix: str = ""
    special: str = ""
    methods: tuple[str, ...] = BOTH


SETTINGS = (
    Setting("low_ratio", _T("DecodingBox", "Hysteresis"), _T("DecodingBox", "An event goes on while its score is above "
            "this part of the threshold; 1 is no hysteresis"), 0.1, 1.0, 0.05, methods=THRESHOLD),
    Setting("median_s", _T("DecodingBox", "Smoothing"),
            _T("DecodingBox", "Length of the median filter over the scores"),
            0.0, 3.0, 0.04, " s", _T("DecodingBox", "off"), THRESHOLD),
    Setting("step_filter_s", _T("DecodingBox", "Step filter"), _T("DecodingBox", "Length over which a change of the "
            "score is looked for"), 0.08, 3.0, 0.04, " s", methods=CSEBB),
    Setting("merge_abs", _T("DecodingBox", "Merge below"), _T("DecodingBox", "Boxes become one where the dip between "
            "them is smaller than this"), 0.0, 1.0, 0.05, methods=CSEBB),
    Setting("merge_rel", _T("DecodingBox", "Merge ratio"), _T("DecodingBox", "Boxes become one where the dip between "
            "them is not so many times lower"), 1.0, 5.0, 0.1, methods=CSEBB),
    Setting("min_length_s", _T("DecodingBox", "Shortest event"), _T("DecodingBox", "Shorter events are dropped"),
            0.0, 3.0, 0.02, " s", _T("DecodingBox", "off")),
    Setting("min_gap_s", _T("DecodingBox", "Shortest gap"), _T("DecodingBox", "Events that are nearer to each other "
            "become one"), 0.0, 3.0, 0.02, " s", _T("DecodingBox", "off")),
    Setting("weak_threshold", _T("DecodingBox", "Clip at least"), _T("DecodingBox", "A class whose score in the whole "
            "clip is below this has no events"), 0.0, 1.0, 0.01, "", _T("DecodingBox", "off")),
)


class DecodingBox(QWidget):
    """Edits the active run of a pane's detections; follows it when a line in a lane is dragged."""

    def __init__(self) -> None:
        super().__init__()
        self._found: Detections | None = None
        self._filled_for: tuple[str, ...] = ()
        self._form = form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        self.class_box = QComboBox()
        self.class_box.setAccessibleName(self.tr("Class"))
        self.class_box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.class_box.activated.connect(lambda _: self._choose_class())
        form.addRow(self.tr("Class"), self.class_box)
        self.threshold = NumberSlider(self.tr("Threshold"), 0.01, 0.99, 0.01)
        self.threshold.setToolTip(self.tr("A class sounds where its score is above this; the line in its lane can be "
                                          "dragged, too"))
        self.threshold.moved.connect(self._move_threshold)
        form.addRow(self.tr("Threshold"), self.threshold)
        self.method = QComboBox()
        self.method.setAccessibleName(self.tr("Method"))
        self.method.addItem(self.tr("Threshold"), "threshold")
        self.method.addItem(self.tr("Change points (cSEBB)"), "csebb")
        self.method.activated.connect(lambda _: self._set("method", self.method.currentData()))
        form.addRow(self.tr("Method"), self.method)
        self.sliders = {setting.name: self._slider(setting) for setting in SETTINGS}
        self.reset = QPushButton(self.tr("Back to the model's own"))
        self.reset.clicked.connect(self._reset)
        form.addRow(self.reset)

    def watch(self, found: Detections | None) -> None:
        self._found = found
        self.follow()

    def follow(self) -> None:
        """Show the settings of the active run."""
        run = self._found.active if self._found is not None else None
        if run is None or self._found is None:
            return
        self._fill_classes(run)
        chosen = self._found.chosen_class
        with QSignalBlocker(self.class_box):
            self.class_box.setCurrentIndex(max(self.class_box.findData(chosen), 0))
        decoding = run.decoding
        self.threshold.show_value(decoding.threshold if chosen is None else decoding.threshold_of(chosen))
        self.method.setCurrentIndex(self.method.findData(decoding.method))
        for setting in SETTINGS:
            self._form.setRowVisible(self.sliders[setting.name], decoding.method in setting.methods)
            if setting.name == "median_s" and chosen is not None:
                self.sliders["median_s"].show_value(decoding.medians_s.get(chosen, decoding.median_s))
            else:
                self.sliders[setting.name].show_value(getattr(decoding, setting.name))

    # ---- parts ------------------------------------------------------------------------------------------------

    def _slider(self, setting: Setting) -> NumberSlider:
        title = self.tr(setting.title)
        slider = NumberSlider(title, setting.low, setting.high, setting.step, setting.suffix,
                              self.tr(setting.special) if setting.special else "")
        slider.setToolTip(self.tr(setting.tip))
        slider.moved.connect(lambda value: self._set(setting.name, value))
        self._form.addRow(title, slider)
        return slider

    def _fill_classes(self, run: Run) -> None:
        if self._filled_for == run.scores.classes and self.class_box.count():
            return
        self._filled_for = run.scores.classes
        with QSignalBlocker(self.class_box):
            self.class_box.clear()
            self.class_box.addItem(self.tr("All classes"), None)
            for label in sorted(run.scores.classes):
                self.class_box.addItem(spoken(label), label)

    def _choose_class(self) -> None:
        if self._found is not None:
            self._found.choose_class(self.class_box.currentData())

    def _move_threshold(self, value: float) -> None:
        run = self._found.active if self._found is not None else None
        if run is not None and self._found is not None:
            self._found.set_threshold(run.key, value, self._class_of(run))

    def _set(self, name: str, value: Any) -> None:
        run = self._found.active if self._found is not None else None
        if run is None or self._found is None:
            return
        label = self._class_of(run)
        if name == "median_s" and label is not None:
            changed = replace(run.decoding, medians_s={**run.decoding.medians_s, label: value})
        elif name == "median_s":
            changed = replace(run.decoding, median_s=value, medians_s={})
        else:
            changed = replace(run.decoding, **{name: value})
        self._found.set_decoding(run.key, changed)

    def _class_of(self, run: Run) -> str | None:
        chosen = self._found.chosen_class if self._found is not None else None
        return chosen if chosen in run.scores.classes else None

    def _reset(self) -> None:
        if self._found is not None and self._found.active is not None:
            self._found.reset(self._found.active.key)
