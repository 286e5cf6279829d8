"""Leads the window through its states on the sample, as a person would, and keeps a picture of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QWidget

    from desktop.main_window import MainWindow
    from desktop.pane import PaneState
    from desktop.settings import Settings

SETTLE_LIMIT_S = 60.0
SIZE = (1280, 720)


class Tour:
    """One window, led from state to state; each leaves a picture."""

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

    def explanation(self) -> None:
        """The alarm clock of the sample, by the default model and the usual method."""
        from core.domain import Selection

        self._again(theme="dark")
        self._open_sample()
        self.wait(self._settled)
        self.pane.pick(())
        self.pane.show(42.0, 54.0)
        self.pane.select(Selection(44.5, 50.5))
        self._explain("clock_alarm", "gradcam", beside=False)
        self.picture("14-explanation")

    def two_explanations(self) -> None:
        self._explain("clock_alarm", "refined", beside=True)
        self.picture("15-two-explanations")

    def located(self) -> None:
        self._again(theme="dark")
        self.window.documents.open_sample(video=True)
        self.wait(lambda: self.window.session.active is not None and self._settled())
        self.pane.seek(3.0)
        self.window.command_actions["locate"].trigger()
        self.wait(lambda: bool(self.pane.localization.results) and self._settled())
        video = self.window.side.video
        self.wait(lambda: video is not None and video.settled() and bool(self.pane.localization.truth))
        self.picture("16-located")

    def with_silence(self) -> None:
        self.window.localizing.listen("silence")
        self.wait(lambda: self.pane.localization.heard.kind == "silence" and self._settled())
        self.picture("17-located-with-silence")

    # ---- parts ------------------------------------------------------------------------------------------------

    def _explain(self, label: str, method: str, beside: bool) -> None:
        panel = self.window.side.listening
        assert panel is not None
        self.window.side.docks["listen"].raise_()
        question = panel.question
        question.label.setCurrentIndex(question.label.findData(label))
        question.method.setCurrentIndex(question.method.findData(method))
        panel.ask("second" if beside else "first")
        wanted = 2 if beside else 1
        self.wait(lambda: len(self.pane.explanations.shown) == wanted and self.window.listening.settled
                  and self._settled())

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
