"""What is asked of a model: why this class, by which method and layer, over which stretch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QWidget

from desktop.class_names import spoken
from desktop.explanations import Place
from desktop.pane import PaneState

if TYPE_CHECKING:
    from core.models.registry import Entry

METHODS = ("gradcam", "gradcam++", "hirescam", "layercam", "gradients", "occlusion", "refined")
AROUND_S = 5.0  # the cursor, where nothing is selected
BESIDE_S = 2.0  # of a selection whose frames alone count


@dataclass(frozen=True, slots=True)
class Question:
    """`label` "": the class that the model is surest of. `event_s`: evidence of these moments only."""

    place: Place
    entry: Entry
    label: str
    method: str
    layer: str | None
    span_s: tuple[float, float]
    event_s: tuple[float, float] | None = None


class QuestionBox(QWidget):
    """The rows of choices. `changed` tells that another model was chosen, or that there is one."""

    changed = Signal()

    def __init__(self, entries: Callable[[], list[Entry]]) -> None:
        super().__init__()
        self._entries = entries
        self.model, self.label, self.method, self.layer, self.range = (QComboBox() for _ in range(5))
        names = (self.tr("Model"), self.tr("Class"), self.tr("Method"), self.tr("Layer"), self.tr("Range"))
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        for box, name in zip((self.model, self.label, self.method, self.layer, self.range), names, strict=True):
            box.setAccessibleName(name)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            form.addRow(name, box)
        titles = ("Grad-CAM", "Grad-CAM++", "HiResCAM", "LayerCAM", self.tr("Integrated gradients"),
                  self.tr("Occlusion"), self.tr("Refined mask"))
        for method, title in zip(METHODS, titles, strict=True):
            self.method.addItem(title, method)
        self.method.setToolTip(self.tr("A refined mask is fitted to this sound: it takes seconds and keeps less that "
                                       "the model does not go by"))
        self.range.addItem(self.tr("Selection, or around the cursor"), "selection")
        self.range.addItem(self.tr("What is visible"), "visible")
        self.range.addItem(self.tr("Only the frames of the selection"), "event")
        self.range.setItemData(2, self.tr("The sound around it is heard too, but only what spoke for the class in "
                                          "these frames counts"), 3)
        self.model.currentIndexChanged.connect(lambda _: self._fill_classes())
        self.fill_models()

    def fill_models(self) -> None:
        before = self.model.currentData()
        wanted = before.card.id if before is not None else None
        with QSignalBlocker(self.model):
            self.model.clear()
            for entry in self._entries():
                self.model.addItem(entry.card.title, entry)
                if entry.card.id == wanted:
                    self.model.setCurrentIndex(self.model.count() - 1)
        self._fill_classes()

    def choose(self, model_id: str, label: str) -> None:
        """What a detection is of."""
        for row in range(self.model.count()):
            if self.model.itemData(row).card.id == model_id:
                self.model.setCurrentIndex(row)
        self.label.setCurrentIndex(max(self.label.findData(label), 0))

    def _fill_classes(self) -> None:
        entry, before = self.model.currentData(), self.label.currentData()
        with QSignalBlocker(self.label):
            self.label.clear()
            self.label.addItem(self.tr("The surest"), "")
            for name in entry.card.classes if entry is not None else ():
                self.label.addItem(spoken(name), name)
            self.label.setCurrentIndex(max(self.label.findData(before), 0))
        self._fill_layers()

    def _fill_layers(self) -> None:
        """Their names are known without weights: the network is built empty, once a model."""
        entry = self.model.currentData()
        with QSignalBlocker(self.layer):
            self.layer.clear()
            self.layer.addItem(self.tr("The best"), None)
            for name in layer_names(entry) if entry is not None else ():
                self.layer.addItem(name, name)
        self.changed.emit()

    def read(self, place: Place, pane: PaneState) -> Question | None:
        """None where there is no model or no sound."""
        entry = self.model.currentData()
        if entry is None or pane.track is None:
            return None
        span_s, event_s = self._span(pane)
        return Question(place, entry, str(self.label.currentData()), str(self.method.currentData()),
                        self.layer.currentData(), span_s, event_s)

    def _span(self, pane: PaneState) -> tuple[tuple[float, float], tuple[float, float] | None]:
        which = self.range.currentData()
        if which == "visible":
            return pane.view, None
        if pane.selection is None:
            return (pane.position_s - AROUND_S, pane.position_s + AROUND_S), None
        chosen = (pane.selection.start_s, pane.selection.end_s)
        if which == "event":
            return (chosen[0] - BESIDE_S, chosen[1] + BESIDE_S), chosen
        return chosen, None


_LAYERS: dict[tuple[str, str], tuple[str, ...]] = {}


def layer_names(entry: Entry) -> tuple[str, ...]:
    """Of a model's maps; none for imported programs."""
    from core.errors import ModelError
    from core.models import registry

    key = (entry.card.id, entry.card.sha256)
    if key not in _LAYERS:
        try:
            _LAYERS[key] = tuple(layer.name for layer in registry.build(entry.card).layers())
        except ModelError:
            _LAYERS[key] = ()
    return _LAYERS[key]


