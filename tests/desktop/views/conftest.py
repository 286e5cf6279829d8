"""Recordings with known content, and views on them that are closed after the test."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import ArrayLike
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from core.domain import AudioTrack, MediaInfo
from desktop.pane import PaneState

Record = Callable[[ArrayLike, int], PaneState]
Open = Callable[..., QWidget]


@pytest.fixture
def record(tmp_path: Path) -> Record:
    """Write samples (frames,) or (frames, channels) to a float file and open it as a pane."""

    def make(samples: ArrayLike, rate_hz: int) -> PaneState:
        values = np.atleast_2d(np.asarray(samples, np.float32).T).T
        path = tmp_path / "sound.wav"
        soundfile.write(path, values, rate_hz, "FLOAT")
        frames, channels = values.shape
        return PaneState(MediaInfo(path, "wav", (AudioTrack(0, rate_hz, channels, frames, "pcm_f32le"),)))

    return make


@pytest.fixture
def open_view(qtbot: QtBot) -> Iterator[Open]:
    """Make a view, show it at a size, and wait until all of it is computed and painted."""
    opened: list[QWidget] = []

    def make(kind: type, pane: PaneState, width: int = 820, height: int = 320) -> QWidget:
        view = kind(pane)
        qtbot.addWidget(view)
        opened.append(view)
        view.resize(width, height)
        view.show()
        qtbot.waitExposed(view)
        qtbot.waitUntil(view.settled, timeout=20_000)
        return view

    yield make
    for view in opened:
        view.close_view()


@pytest.fixture
def silent_film() -> PaneState:
    return PaneState(MediaInfo(Path("film.mp4"), "mp4"))
