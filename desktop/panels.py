"""The panels that are windows of their own: training, operating curves, bands, saliency. Made when first asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from desktop.explaining import Explainer
    from desktop.main_window import MainWindow
    from desktop.training.window import TrainingWindow
    from desktop.widgets.panel_window import PanelWindow


class Panels(QObject):
    """One of each; asked for again it comes to the front."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._explainer: Explainer | None = None
        self.made: dict[str, PanelWindow] = {}

    def handlers(self) -> dict[str, Callable[[bool], object]]:
        """By the ids of their commands."""
        return {name: lambda _, name=name: self.show(name)  # type: ignore[misc]
                for name in ("operating", "bands", "saliency", "train")}

    def show(self, name: str) -> PanelWindow:
        if name not in self.made:
            self.made[name] = self._make(name)
        panel = self.made[name]
        panel.show()
        panel.raise_()
        panel.activateWindow()
        return panel

    def may_leave(self) -> bool:
        """False: a training runs, and the person has thought better of leaving."""
        training = self._training()
        return training is None or training.may_close()

    def shut(self) -> None:
        for panel in self.made.values():
            panel.shut()
            panel.hide()

    def _training(self) -> TrainingWindow | None:
        return self.made.get("train")  # type: ignore[return-value]

    def _make(self, name: str) -> PanelWindow:
        if name == "train":
            from desktop.training.window import TrainingWindow

            training = TrainingWindow(self._window)
            training.model_kept.connect(lambda model: self._window.say(self.tr("New model: {}").format(model)))
            return training
        if name == "operating":
            from desktop.widgets.operating_panel import OperatingPanel

            return OperatingPanel(self._window)
        return self._make_explaining(name)

    def _make_explaining(self, name: str) -> PanelWindow:
        from desktop.explaining import Explainer
        from desktop.widgets.band_panel import BandPanel
        from desktop.widgets.saliency_panel import SaliencyPanel

        self._explainer = self._explainer or Explainer()  # one network in memory for both
        return (SaliencyPanel if name == "saliency" else BandPanel)(self._window, self._explainer)
