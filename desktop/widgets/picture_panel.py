"""How the spectrogram is computed and shown: transform, axis, range, colours. Each change is seen at once."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QFormLayout, QLabel, QPushButton, QWidget

from core.tiles.spec import COLOUR_MAPS, OVERLAPS, SCALES, SIZES, WINDOWS, SpectrogramStyle, StftSpec
from desktop.pane import PaneState

LOWEST_DB, HIGHEST_DB, LEAST_RANGE_DB = -160.0, 20.0, 5.0


class PicturePanel(QWidget):
    """Edits the active pane's `stft` and `style`; follows them when something else changes them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pane: PaneState | None = None
        self._form = QFormLayout(self)
        self._form.setContentsMargins(10, 8, 10, 8)
        self._scale = self._choice(self.tr("Frequency axis"), [(self._scale_name(s), s) for s in SCALES])
        self._low = self._number(self.tr("Lowest frequency"), " Hz", 0, 192_000, 0)
        self._high = self._number(self.tr("Highest frequency"), " Hz", 1, 192_000, 0)
        self._size = self._choice(self.tr("FFT size"), [(str(size), size) for size in SIZES])
        self._window = self._choice(self.tr("Window"), [(self._window_name(w), w) for w in WINDOWS])
        self._overlap = self._choice(self.tr("Overlap"), [(f"{share:.4g} %", share / 100)
                                                         for share in (o * 100 for o in OVERLAPS)])
        self._ceiling = self._number(self.tr("Brightest level"), " dB", LOWEST_DB, HIGHEST_DB, 0)
        self._floor = self._number(self.tr("Darkest level"), " dB", LOWEST_DB, HIGHEST_DB, 0)
        self._colours = self._choice(self.tr("Colours"), [])
        self._channel = self._choice(self.tr("Channel"), [])
        self._channel.setToolTip(self.tr("The channel that is seen and heard"))
        self._facts = QLabel()
        self._facts.setWordWrap(True)
        self._form.addRow(self._facts)
        reset = QPushButton(self.tr("Back to the defaults"))
        reset.clicked.connect(self._reset)
        self._form.addRow(reset)
        self.setEnabled(False)

    def watch(self, pane: PaneState | None) -> None:
        if self._pane is not None:
            self._pane.stft_changed.disconnect(self._show)
            self._pane.style_changed.disconnect(self._show)
        self._pane = pane
        self.setEnabled(pane is not None and pane.track is not None)
        if pane is not None:
            self._fill_colours()
            self._fill_channels(pane)
            pane.stft_changed.connect(self._show)
            pane.style_changed.connect(self._show)
            self._show()

    # ---- parts ------------------------------------------------------------------------------------------------

    def _choice(self, name: str, entries: list[tuple[str, object]]) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(name)
        for text, value in entries:
            box.addItem(text, value)
        box.activated.connect(self._apply)
        self._form.addRow(name, box)
        return box

    def _number(self, name: str, unit: str, low: float, high: float, decimals: int) -> QDoubleSpinBox:
        box = QDoubleSpinBox()
        box.setRange(low, high)
        box.setDecimals(decimals)
        box.setSuffix(unit)
        box.setSingleStep(5 if unit == " dB" else 100)
        box.setKeyboardTracking(False)
        box.setAccessibleName(name)
        box.valueChanged.connect(self._apply)
        self._form.addRow(name, box)
        return box

    def _scale_name(self, scale: str) -> str:
        return {"linear": self.tr("linear"), "mel": self.tr("mel"), "log": self.tr("logarithmic")}[scale]

    def _window_name(self, window: str) -> str:
        names = {"hann": "Hann", "hamming": "Hamming", "blackman": "Blackman", "rectangular": self.tr("rectangular")}
        return names[window]

    def _fill_colours(self) -> None:
        if self._colours.count():
            return
        for name in COLOUR_MAPS:
            self._colours.addItem(name, name)

    def _fill_channels(self, pane: PaneState) -> None:
        with QSignalBlocker(self._channel):
            self._channel.clear()
            self._channel.addItem(self.tr("all, mixed"), None)
            for index in range(pane.track.channels if pane.track else 0):
                self._channel.addItem(self.tr("channel {}").format(index + 1), index)

    # ---- both ways --------------------------------------------------------------------------------------------

    def _show(self, *_: object) -> None:
        pane = self._pane
        if pane is None:
            return
        half_rate_hz = pane.rate_hz / 2
        numbers = ((self._low, pane.style.low_hz), (self._high, pane.style.high_hz or half_rate_hz),
                   (self._floor, pane.style.floor_db), (self._ceiling, pane.style.ceiling_db))
        for box, value in numbers:
            with QSignalBlocker(box):
                box.setMaximum(half_rate_hz if box in (self._low, self._high) else HIGHEST_DB)
                box.setValue(value)
        choices = ((self._scale, pane.style.scale), (self._size, pane.stft.n_fft), (self._window, pane.stft.window),
                   (self._overlap, pane.stft.overlap), (self._colours, pane.style.colour_map),
                   (self._channel, pane.stft.channel))
        for choice, chosen in choices:
            choice.setCurrentIndex(choice.findData(chosen))
        self._show_facts(pane)

    def _show_facts(self, pane: PaneState) -> None:
        if pane.rate_hz:
            text = self.tr("Resolution: {hz:.1f} Hz × {ms:.1f} ms window, one column each {hop:.1f} ms")
            self._facts.setText(text.format(hz=pane.rate_hz / pane.stft.n_fft, ms=1000 * pane.stft.n_fft / pane.rate_hz,
                                            hop=1000 * pane.stft.hop_samples / pane.rate_hz))

    def _apply(self, *_: object) -> None:
        pane = self._pane
        if pane is None:
            return
        floor_db = min(self._floor.value(), self._ceiling.value() - LEAST_RANGE_DB)
        half_rate_hz = pane.rate_hz / 2
        high_hz = self._high.value()
        low_hz = min(self._low.value(), high_hz - 1)
        pane.set_stft(StftSpec(self._size.currentData(), self._window.currentData(), self._overlap.currentData(),
                               self._channel.currentData()))
        pane.set_style(replace(
            pane.style, scale=self._scale.currentData(), floor_db=floor_db, ceiling_db=self._ceiling.value(),
            colour_map=self._colours.currentData() or pane.style.colour_map, low_hz=max(low_hz, 0.0),
            high_hz=None if high_hz >= half_rate_hz - 0.5 else high_hz,
        ))
        self._show()

    def _reset(self) -> None:
        if self._pane is not None:
            self._pane.set_stft(StftSpec())
            self._pane.set_style(SpectrogramStyle())
