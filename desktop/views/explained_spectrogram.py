"""The spectrograms of a recording with the explanations of what models hear in it: the first, and one to compare."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from core.tiles.colour import GREY, GREY_INVERTED
from core.tiles.spec import SpectrogramStyle
from desktop.explanations import Place
from desktop.pane import PaneState
from desktop.theme import is_dark
from desktop.views.spectrogram import SpectrogramView


class FirstSpectrogram(SpectrogramView):
    """The layer is made with the first explanation, so that a window without one does not import it."""

    place: Place = "first"

    def __init__(self, pane: PaneState, parent: QWidget | None = None) -> None:
        self._layer: object = None
        self._was: SpectrogramStyle | None = None
        super().__init__(pane, parent)
        self.follow_signal(pane.explanations.changed, self._lay)
        self._lay()

    def shown_style(self) -> SpectrogramStyle:
        """Grey under a map, whose colours would be lost among those of the sound."""
        found, style = self.pane.explanations, self.pane.style
        under = self.place in found.shown and found.drawing.visible and found.drawing.grey
        return replace(style, colour_map=GREY if is_dark() else GREY_INVERTED) if under else style

    def _lay(self) -> None:
        if self._was != self.shown_style():
            self._was = self.shown_style()
            self.refresh()
        if self._layer is None and self.place in self.pane.explanations.shown:
            from desktop.views.evidence_layer import EvidenceLayer

            self._layer = EvidenceLayer(self, self.pane, self.place)


class SecondSpectrogram(FirstSpectrogram):
    place: Place = "second"

    def retranslate(self) -> None:
        super().retranslate()
        self.setAccessibleName(self.tr("Spectrogram of the second explanation"))

    def empty_text(self) -> str | None:
        if "second" not in self.pane.explanations.shown:
            return self.tr("Explain by a second model or method to compare: “Beside it” in the panel “Listen”.")
        return super().empty_text()
