"""`auralens demo`: does the main job on the sample without a hand, and leaves results and pictures of every view.

The same pictures stand in the README; anyone can make them again.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QWidget

    from desktop.main_window import MainWindow
    from desktop.pane import PaneState
    from desktop.settings import Settings

NAME = "demo"
SETTLE_LIMIT_S = 30.0
SIZE = (1280, 720)


def main(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="auralens demo", description="Works on the sample and leaves the results.")
    parser.add_argument("-o", "--output", type=Path, default=Path("demo-output"), metavar="DIR")
    parser.add_argument("--stay", action="store_true", help="open the window on the sample afterwards")
    arguments = parser.parse_args(list(words))
    arguments.output.mkdir(parents=True, exist_ok=True)
    _write_results(arguments.output)
    if not _has_screen():
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    take_pictures(arguments.output)
    print(f"Results and pictures are in {arguments.output.resolve()}")
    if arguments.stay and _has_screen():
        from core.sample import sample_paths
        from desktop import app

        return app.open_window([str(sample_paths().audio)])
    return 0


def _has_screen() -> bool:
    if sys.platform != "linux":
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _write_results(output: Path) -> None:
    """What the command line gives for the sample: facts, labels in every format, a spectrogram."""
    from core.cli import main as command_line
    from core.labels import FORMATS, write
    from core.media.probe import probe
    from core.sample import sample_annotations, sample_paths

    paths = sample_paths()
    events = [event for _, event in sample_annotations(paths.audio).in_order()]
    for kind in FORMATS.values():
        write(output / f"sample{kind.endings[0]}", events, kind.name, recording=paths.audio.name,
              duration_s=probe(paths.audio).duration_s)
    facts = {path.name: {"duration_s": probe(path).duration_s} for path in (paths.audio, paths.video)}
    (output / "sample_facts.json").write_text(json.dumps(facts, indent=1), encoding="utf-8")
    command_line(["spectrogram", str(paths.audio), "-o", str(output / "sample_spectrogram.png"), "--quiet"])
    print(f"{len(events)} labelled events written in {len(FORMATS)} formats, and a spectrogram")
    if has_detector():
        command_line(["detect", str(paths.audio), "-o", str(output / "detected"), "--scores", "--overwrite", "--quiet"])


def has_detector() -> bool:
    """A checkout without the large files has no model; the rest of the work is done all the same."""
    from core.models.registry import DEFAULT_DETECTOR, entries

    return any(entry.card.id == DEFAULT_DETECTOR for entry in entries("events"))


def take_pictures(output: Path) -> list[Path]:
    """Open the window on the sample in each of its states, and keep a picture of each."""
    from PySide6.QtWidgets import QApplication

    from desktop import app, settings

    application = QApplication.instance() or app.make_application(["auralens"])
    assert isinstance(application, QApplication)
    scene = _Scene(application, settings.Settings(theme="dark", language="en"), output)
    try:
        for act in (scene.welcome, scene.recording, scene.selection, scene.spectrogram_settings, scene.keys,
                    scene.two_files, scene.video, scene.light, scene.korean):
            act()
        if has_detector():
            for act in (scene.detections, scene.operating_curves, scene.saliency, scene.detections_light):
                act()
    finally:
        scene.close()
    return scene.pictures


class _Scene:
    """One window, led from state to state."""

    def __init__(self, application: QApplication, chosen: Settings, output: Path) -> None:
        self.application, self.chosen, self.output = application, chosen, output
        self.pictures: list[Path] = []
        self.window = self._new_window()

    def _new_window(self) -> MainWindow:
        from desktop.appearance import dress
        from desktop.main_window import MainWindow

        dress(self.application, self.chosen)
        window = MainWindow(self.chosen)
        window.resize(*SIZE)
        window.show()
        return window

    def close(self) -> None:
        for pane in self.window.session.panes:
            pane.history.mark_saved()
        self.window.shut()
        self.window.deleteLater()

    # ---- states -----------------------------------------------------------------------------------------------

    def welcome(self) -> None:
        self.picture("1-welcome")

    def recording(self) -> None:
        self._open_sample()
        self.picture("2-recording")

    def selection(self) -> None:
        from core.domain import Selection

        pane = self.pane
        pane.show(20.0, 36.0)
        pane.select(Selection(24.0, 29.0, 600.0, 3200.0))
        pane.seek(26.0)
        self.picture("3-selection")

    def spectrogram_settings(self) -> None:
        from core.tiles.spec import SpectrogramStyle, StftSpec

        pane = self.pane
        self.window.side.docks["picture"].raise_()
        pane.set_style(replace(pane.style, scale="log", colour_map="viridis", low_hz=40.0))
        pane.set_stft(replace(pane.stft, n_fft=4096, overlap=0.75))
        self.picture("4-spectrogram-settings")
        pane.set_style(SpectrogramStyle())
        pane.set_stft(StftSpec())

    def keys(self) -> None:
        from desktop.widgets.dialogs import KeysDialog

        dialog = KeysDialog(self.window)
        dialog.show()
        self.wait(lambda: True)
        self._keep(dialog, "5-keys")
        dialog.close()

    def two_files(self) -> None:
        from core.sample import sample_paths

        self.window.documents.open_media(sample_paths().video, beside=True)
        self.wait(lambda: len(self.window.session.panes) == 2)
        self.window.session.activate(self.window.session.panes[0])
        self.picture("6-two-files")
        for pane in list(self.window.session.panes):
            pane.history.mark_saved()
            self.window.session.close(pane)

    def video(self) -> None:
        self.window.documents.open_sample(video=True)
        self.wait(lambda: self.window.session.active is not None)
        self.pane.seek(3.0)
        self.window.side.docks["events"].raise_()
        video = self.window.side.video
        self.wait(lambda: video is not None and video.current_frame() is not None)
        self.picture("7-video")

    def light(self) -> None:
        self._again(theme="light")
        self._open_sample()
        self.picture("8-light")

    def korean(self) -> None:
        self._again(theme="dark", language="ko")
        self._open_sample()
        self.picture("9-korean")

    def detections(self) -> None:
        self._again(theme="dark", language="en")
        self._detect()
        self.picture("10-detections")

    def operating_curves(self) -> None:
        self.pane.detections.choose_class("siren")
        self._panel("operating", "11-operating-curves")

    def saliency(self) -> None:
        from core.domain import Selection

        self.pane.show(43.0, 53.0)
        self.pane.select(Selection(43.0, 53.0))
        self._panel("saliency", "12-saliency")

    def detections_light(self) -> None:
        self._again(theme="light")
        self._detect()
        self.pane.show(30.0, 60.0)
        self.picture("13-detections-light")

    # ---- parts ------------------------------------------------------------------------------------------------

    @property
    def pane(self) -> PaneState:
        pane = self.window.session.active
        assert pane is not None, "the sample did not open"
        return pane

    def _open_sample(self) -> None:
        self.window.documents.open_sample(video=False)
        self.wait(lambda: self.window.session.active is not None)
        self.pane.pick([7])

    def _detect(self) -> None:
        """By the command of the menu, and no event picked."""
        self._open_sample()
        self.wait(self._settled)
        self.pane.pick(())
        self.window.command_actions["detect"].trigger()
        self.wait(lambda: bool(self.pane.detections.runs) and self._settled() and self._judged())

    def _panel(self, name: str, picture: str) -> None:
        panel = self.window.panels.show(name)
        self.wait(lambda: not self.window.jobs.running)
        self._keep(panel, picture)
        panel.close()

    def _judged(self) -> bool:
        """Whether the figures beside the sliders are those of what is shown."""
        from desktop.widgets.marks_table import MarksTable

        table = self.window.findChild(MarksTable)
        return table is None or table.settled()

    def _again(self, **changes: str) -> None:
        self.close()
        self.chosen = replace(self.chosen, **changes)  # type: ignore[arg-type]
        self.window = self._new_window()

    def picture(self, name: str) -> None:
        self.wait(self._settled)
        self._keep(self.window, name)

    def _keep(self, widget: QWidget, name: str) -> None:
        path = self.output / f"{name}.png"
        widget.grab().save(str(path))
        self.pictures.append(path)

    def _settled(self) -> bool:
        views = [view for pane_view in self.window.pane_views.values() for view in pane_view.views.values()]
        return not self.window.jobs.running and all(view.settled() for view in views if view.isVisible())

    def wait(self, reached: Callable[[], bool]) -> None:
        """Let the window live until something is so."""
        from time import monotonic

        from PySide6.QtCore import QEventLoop, QTimer

        end_s = monotonic() + SETTLE_LIMIT_S
        while True:
            loop = QEventLoop()
            QTimer.singleShot(60, loop.quit)
            loop.exec()
            if reached() or monotonic() > end_s:
                return
