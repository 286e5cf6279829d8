"""What in the sound moved a class: what the model sees, and under it what its frames and its tags depended on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.class_names import spoken
from desktop.explaining import Explainer
from desktop.figures import MakeView
from desktop.views.model_view import ModelView, Plane
from desktop.widgets.recording_panel import ModelBox, RecordingPanel, state_label, tell
from desktop.wording import clock_text, frequency_text

if TYPE_CHECKING:
    from core.explain.saliency import Saliency
    from desktop.main_window import MainWindow

SIZE = QSize(1000, 660)
FEATURES, STRONG, WEAK = "features", "strong", "weak"


class SaliencyPanel(RecordingPanel):
    """Asks at once about what is visible when it opens, and again when model, class or stretch is another."""

    def __init__(self, window: MainWindow, explainer: Explainer) -> None:
        self._explainer = explainer
        self._found: Saliency | None = None
        self._classes: tuple[str, ...] = ()  # of the model that was asked
        self._problem = self._chosen = ""  # the id of a model, over a change of the language
        self.views: dict[str, ModelView] = {}
        super().__init__(window, SIZE)
        self.rebuild()

    # ---- parts ------------------------------------------------------------------------------------------------

    def build(self) -> QWidget:
        self.setWindowTitle(self.tr("Saliency"))
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._top())
        self.state = state_label()
        column.addWidget(self.state)
        self._stack = QVBoxLayout()
        self._stack.setSpacing(0)
        column.addLayout(self._stack, 1)
        row = QHBoxLayout()
        self.readout = QLabel()
        self.readout.setAccessibleName(self.tr("Values under the pointer"))
        row.addWidget(self.readout, 1)
        row.addWidget(self.export_button())
        column.addLayout(row)
        self._make_views()
        self._fill_classes()
        self._show()
        return inside

    def _top(self) -> QHBoxLayout:
        self.model = ModelBox(self.tr("Model"))
        self.model.read(self._chosen)
        self.model.activated.connect(lambda _: self._ask_anew())
        self.label = QComboBox()
        self.label.setAccessibleName(self.tr("Class"))
        self.label.setMinimumWidth(180)
        self.label.activated.connect(lambda _: self.ask())
        self.sign = QComboBox()
        self.sign.setAccessibleName(self.tr("What is shown of the gradients"))
        self.sign.addItem(self.tr("for and against"), "both")
        self.sign.addItem(self.tr("for only"), "towards")
        self.sign.setToolTip(self.tr("What would raise the class speaks for it, what would lower it against it"))
        self.sign.activated.connect(lambda _: self._show())
        row = QHBoxLayout()
        for text, box in ((self.tr("Model"), self.model), (self.tr("Class"), self.label),
                          (self.tr("Evidence"), self.sign)):
            title = QLabel(text)
            title.setBuddy(box)
            row.addWidget(title)
            row.addWidget(box)
        row.addStretch(1)
        self.zoom = QPushButton(self.tr("Zoom to it"))
        self.zoom.setToolTip(self.tr("Makes the stretch that was explained fill the time axis"))
        self.zoom.clicked.connect(lambda: self._zoom())
        row.addWidget(self.zoom)
        self.again = QPushButton(self.tr("Explain again"))
        self.again.setToolTip(self.tr("What is selected, else what is visible; as much as the model hears at once"))
        self.again.clicked.connect(lambda: self.ask())
        row.addWidget(self.again)
        return row

    def _captions(self) -> dict[str, str]:
        return {FEATURES: self.tr("What the model sees"), STRONG: self.tr("Evidence for where it is (frames)"),
                WEAK: self.tr("Evidence for whether it is there (clip)")}

    def _make_views(self) -> None:
        for view in self.views.values():
            view.close_view()
            self._stack.removeWidget(view)
            view.deleteLater()
        self.views = {}
        if self.pane is None:
            return
        for name, caption in self._captions().items():
            view = ModelView(self.pane, caption)
            view.set_ruler_shown(name == WEAK)
            view.hovered.connect(self._read)
            self._stack.addWidget(view, 1)
            self.views[name] = view

    # ---- asking -----------------------------------------------------------------------------------------------

    def watch_pane(self) -> None:
        self._found, self._problem = None, ""
        self.model.read(self._model_of_pane())
        self._make_views()
        self._fill_classes()
        self._show()
        self.ask()

    def _model_of_pane(self) -> str:
        run = self.pane.detections.active if self.pane else None
        return run.entry.card.id if run else ""

    def _ask_anew(self) -> None:
        self._found = None
        self._fill_classes()
        self.ask()

    def wish(self) -> tuple[float, float]:
        """The selection, else what is visible; of that the surroundings of the cursor, if it is seen."""
        pane = self.pane
        assert pane is not None
        if pane.selection is not None:
            return pane.selection.start_s, pane.selection.end_s
        start_s, end_s = pane.view
        if start_s < pane.position_s < end_s:
            reach_s = max(pane.position_s - start_s, end_s - pane.position_s)
            return pane.position_s - reach_s, pane.position_s + reach_s
        return start_s, end_s

    def ask(self) -> None:
        pane, entry = self.pane, self.model.entry
        if pane is None or entry is None or pane.track is None:
            self._show()
            return
        self._chosen = entry.card.id
        label = self.label.currentData() if self._classes == entry.card.classes else None
        wish, path, track, whole_s = self.wish(), pane.media.path, pane.track_index, pane.track.duration_s

        def done(found: Saliency) -> None:
            self._found, self._problem, self._classes = found, "", entry.card.classes
            self._fill_classes()
            self._show()

        self._problem = ""
        self.compute(self.tr("Explaining with {}").format(entry.card.title),
                     lambda job: self._explainer.saliency(entry, path, track, wish, whole_s, label, job), done,
                     self._fail)
        self._show()

    def _fail(self, sentence: str) -> None:
        self._found, self._problem = None, sentence
        self._show()

    # ---- showing ----------------------------------------------------------------------------------------------

    def _fill_classes(self) -> None:
        """The surest first, with how sure the model is of each in the stretch."""
        self.label.clear()
        found = self._found
        if found is None:
            self._classes = ()
            return
        for number in found.clip.argsort()[::-1].tolist():
            self.label.addItem(f"{spoken(self._classes[number])}  {found.clip[number]:.2f}", self._classes[number])
        self.label.setCurrentIndex(self.label.findData(self._classes[found.label]))

    def _show(self) -> None:
        found, waiting = self._found, self._waiting_text()
        self.label.setEnabled(found is not None)
        self.zoom.setEnabled(found is not None)
        self.again.setEnabled(self.pane is not None and self.model.entry is not None)
        if found is None:
            tell(self.state, self._problem or waiting, bad=bool(self._problem))
        else:
            stretch = f"{clock_text(found.grid.start_s, 1)} – {clock_text(found.grid.end_s, 1)}"
            name = spoken(self._classes[found.label])
            tell(self.state, f"{name}  ·  {stretch}" + (f"  ·  {waiting}" if self.job else ""))
        for name, view in self.views.items():
            view.show_plane(self._plane(name), self._problem or waiting)

    def _zoom(self) -> None:
        if self.pane is not None and self._found is not None:
            self.pane.show(self._found.grid.start_s, self._found.grid.end_s, remember=True)

    def _plane(self, name: str) -> Plane | None:
        found = self._found
        if found is None:
            return None
        from core.explain.saliency import spread, strength  # there already: the job has used it

        if name == FEATURES:
            values = spread(found.features)
        else:
            values = strength(found.strong if name == STRONG else found.weak, self.sign.currentData())
        return Plane(found.grid, found.frequencies_hz, values)

    def _waiting_text(self) -> str:
        if self.pane is None:
            return self.tr("Open a recording first.")
        if self.pane.track is None:
            return self.tr("This file has no sound.")
        if self.model.entry is None:
            return self.tr("There is no model that finds events yet: import or train one.")
        return self.tr("Asking the model…") if self.job is not None else ""

    def _read(self, time_s: float | None, hz: float | None, value: float | None) -> None:
        parts = [] if time_s is None else [clock_text(time_s)]
        parts += [] if hz is None else [frequency_text(hz)]
        parts += [] if value is None else [f"{value:.2f}"]
        self.readout.setText("  ·  ".join(parts))

    def figures(self) -> dict[str, tuple[str, Callable[[], QWidget]]]:
        if self._found is None:
            return {}
        made: dict[str, tuple[str, MakeView]] = {"saliency": (self.tr("All views, one below the other"), self._all)}
        return made | {name: (self._captions()[name], view.twin) for name, view in self.views.items()}

    def _all(self) -> QWidget:
        stack = QWidget()
        column = QVBoxLayout(stack)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for view in self.views.values():
            column.addWidget(view.twin(), 1)
        return stack

    def shut(self) -> None:
        super().shut()
        for view in self.views.values():
            view.close_view()
