"""Tiles of a view and their news: workers ring from their threads, the view hears it on the main thread."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from PySide6.QtCore import QObject, Signal

from core.tiles.spec import StftSpec
from core.tiles.spectrogram import SpectrogramTiles
from core.tiles.waveform import WaveformTiles


class Closable(Protocol):
    def close(self) -> None: ...


T = TypeVar("T", bound=Closable)
Ring = Callable[[], None]


class _Bell(QObject):
    """A signal crosses threads; a plain call does not."""

    rang = Signal()

    def ring(self) -> None:
        """Whoever holds this method keeps the bell alive, so a late ring finds it."""
        self.rang.emit()


class Feed(Generic[T]):
    """Holds tiles until `close`. `heard` is a method of a QObject, called in its thread."""

    def __init__(self, make: Callable[[Ring], T], heard: Ring) -> None:
        self._bell = _Bell()
        self._bell.rang.connect(heard)
        self.tiles: T = make(self._bell.ring)

    def close(self) -> None:
        self._bell.rang.disconnect()
        self.tiles.close()


def spectrogram_feed(path: Path, track: int, spec: StftSpec, heard: Ring) -> Feed[SpectrogramTiles]:
    return Feed(lambda ring: SpectrogramTiles(path, track, spec, ring), heard)


def waveform_feed(path: Path, track: int, heard: Ring) -> Feed[WaveformTiles]:
    return Feed(lambda ring: WaveformTiles(path, track, ring), heard)
