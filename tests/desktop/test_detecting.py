"""Detecting in the window with a model that is none: the job, the panel, labels made of events, files that go out."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile as sf
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox

from core.domain import Event, Scores
from core.errors import ModelError
from core.models.registry import Entry
from desktop import detecting, detections
from desktop.main_window import MainWindow
from desktop.widgets.detection_panel import DetectionPanel, count_text
from tests.desktop import doubles

FOUND = {"dog": [(0.5, 1.0, 0.9), (2.0, 2.4, 0.6)], "siren": [(1.0, 3.0, 0.7)]}


class Engine:
    """Listens until it is let go, step by step."""

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        self.go_on = threading.Event()
        self.go_on.set()
        self.asked: list[tuple[float, float | None]] = []
        self.error: Exception | None = None

    def scores(self, path: Path, track: int, start_s: float, end_s: float | None, progress: Any) -> Scores:
        self.asked.append((start_s, end_s))
        progress.step(0.25, 1.0)
        while not self.go_on.wait(0.01):
            progress.step(0.5, 1.0)
        if self.error is not None:
            raise self.error
        return doubles.scores(FOUND)


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Engine:
    """One that runs any entry; scores are kept by what was asked for."""
    made = Engine(doubles.entry())
    kept: dict[str, Scores] = {}
    monkeypatch.setattr("core.detect.infer.open_engine", lambda entry, _running: made)
    monkeypatch.setattr("core.detect.score_cache.key_of",
                        lambda entry, path, track, running, start_s, end_s: f"{entry.card.id} {start_s} {end_s}")
    monkeypatch.setattr("core.detect.score_cache.find", kept.get)
    monkeypatch.setattr("core.detect.score_cache.keep", kept.__setitem__)
    monkeypatch.setattr("core.detect.decode.decode", doubles.decode_plainly)
    models = [doubles.entry(), doubles.entry("two")]
    monkeypatch.setattr(detecting, "model_entries", lambda: models)
    return made


@pytest.fixture
def opened(qtbot: Any, engine: Engine, window: MainWindow, recording: Path) -> Iterator[MainWindow]:
    window.resize(1280, 720)
    window.documents.open([str(recording)])
    qtbot.waitUntil(lambda: bool(window.session.panes) and not window.jobs.running, timeout=10_000)
    window.side.docks["detect"].raise_()
    yield window
    engine.go_on.set()


def panel_of(window: MainWindow) -> DetectionPanel:
    assert window.side.detection is not None
    return window.side.detection


def detected(qtbot: Any, window: MainWindow) -> None:
    qtbot.mouseClick(panel_of(window).start, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not window.jobs.running, timeout=10_000)


def test_the_button_detects_and_the_lanes_come(qtbot: Any, opened: MainWindow, engine: Engine) -> None:
    view = opened.active_view()
    assert view.docks["detections"].isHidden()
    detected(qtbot, opened)
    pane = opened.session.active
    assert [event.label for event in pane.detections.active.events] == ["dog", "siren", "dog"]
    assert not view.docks["detections"].isHidden()
    assert "3" in opened.statusBar().currentMessage()
    assert engine.asked == [(0.0, None)]
    detected(qtbot, opened)
    assert engine.asked == [(0.0, None)]  # the scores were kept


def test_only_the_selection_is_heard(qtbot: Any, opened: MainWindow, engine: Engine) -> None:
    from core.domain import Selection

    panel, pane = panel_of(opened), opened.session.active
    assert not panel.range.model().item(1).isEnabled()
    pane.select(Selection(1.0, 2.5))
    qtbot.waitUntil(lambda: panel.range.model().item(1).isEnabled(), timeout=1000)
    panel.range.setCurrentIndex(1)
    detected(qtbot, opened)
    assert engine.asked == [(1.0, 2.5)]


def test_it_shows_how_far_it_is_and_stops_at_once(qtbot: Any, opened: MainWindow, engine: Engine) -> None:
    panel, engine_free = panel_of(opened), engine.go_on
    engine_free.clear()
    opened.command_actions["detect"].trigger()
    qtbot.waitUntil(lambda: panel.bar.isVisible() and panel.bar.value() > 0, timeout=5000)
    assert panel.start.text() == "Stop"
    qtbot.mouseClick(panel.start, Qt.MouseButton.LeftButton)
    assert panel.start.text() == "Detect"
    assert not panel.bar.isVisible()
    qtbot.waitUntil(lambda: not opened.jobs.running, timeout=5000)
    assert not opened.session.active.detections.runs
    engine_free.set()
    detected(qtbot, opened)
    assert len(opened.session.active.detections.runs) == 1


def test_what_goes_wrong_is_said(qtbot: Any, opened: MainWindow, engine: Engine) -> None:
    engine.error = ModelError("the weights are broken: import the model again.")
    told: list[str] = []
    opened.jobs.failed.connect(lambda _tried, sentence: told.append(sentence))
    detected(qtbot, opened)
    assert told == ["the weights are broken: import the model again."]
    for box in opened.findChildren(QMessageBox):
        box.close()
    assert panel_of(opened).start.isEnabled()


def test_sliders_move_events_and_figures(qtbot: Any, opened: MainWindow) -> None:
    pane, panel = opened.session.active, panel_of(opened)
    pane.edit("labels", lambda old: old.adding([Event("dog", 0.5, 1.0), Event("siren", 1.0, 3.0)]))
    detected(qtbot, opened)
    qtbot.waitUntil(lambda: (0, "f1") in panel.marks.cells, timeout=2000)
    assert panel.marks.cells[0, "f1"].text() == "0.80"
    panel.decoding.threshold.slider.setValue(65)
    assert pane.detections.active.decoding.threshold == pytest.approx(0.65)
    qtbot.waitUntil(lambda: panel.marks.cells[0, "f1"].text() == "1.00", timeout=2000)
    panel.decoding.class_box.setCurrentIndex(panel.decoding.class_box.findData("siren"))
    panel.decoding.class_box.activated.emit(panel.decoding.class_box.currentIndex())
    panel.decoding.threshold.field.setValue(0.95)
    assert dict(pane.detections.active.decoding.thresholds) == {"siren": 0.95}
    qtbot.waitUntil(lambda: panel.marks.cells[0, "recall"].text() == "0.50", timeout=2000)
    qtbot.mouseClick(panel.decoding.reset, Qt.MouseButton.LeftButton)
    assert pane.detections.active.decoding == detections.own_decoding(doubles.entry())


def test_settings_are_those_of_the_method(qtbot: Any, opened: MainWindow) -> None:
    detected(qtbot, opened)
    box = panel_of(opened).decoding
    box.method.setCurrentIndex(box.method.findData("csebb"))
    box.method.activated.emit(box.method.currentIndex())
    qtbot.waitUntil(lambda: box.sliders["merge_abs"].isVisibleTo(box), timeout=1000)
    assert not box.sliders["low_ratio"].isVisibleTo(box)
    box.sliders["merge_rel"].field.setValue(2.5)
    assert opened.session.active.detections.active.decoding.merge_rel == 2.5


def test_detections_become_labels_in_one_step(qtbot: Any, opened: MainWindow) -> None:
    pane = opened.session.active
    detected(qtbot, opened)
    qtbot.mouseClick(panel_of(opened).make_labels, Qt.MouseButton.LeftButton)
    made = [event for _, event in pane.annotations.in_order()]
    assert [(e.label, e.onset_s, e.lane) for e in made] == [
        ("dog", 0.5, "Model one"), ("siren", 1.0, "Model one"), ("dog", 2.0, "Model one")]
    assert made[0].score == pytest.approx(0.9)
    opened.command_actions["detections_to_labels"].trigger()
    assert len(pane.annotations.events) == 3  # the same are not made twice
    pane.undo()
    assert not pane.annotations.events


def test_n_goes_from_detection_to_detection(qtbot: Any, opened: MainWindow) -> None:
    pane = opened.session.active
    opened.command_actions["next_detection"].trigger()
    assert "Ctrl+Shift+D" in opened.statusBar().currentMessage()
    detected(qtbot, opened)
    view = opened.active_view().views["detections"]
    view.setFocus()
    at: list[float] = []
    for key in (0, 0, 0, Qt.KeyboardModifier.ShiftModifier):
        qtbot.keyClick(view, Qt.Key.Key_N, key or Qt.KeyboardModifier.NoModifier)
        at.append(pane.position_s)
    assert at == [0.5, 1.0, 2.0, 1.0]
    assert pane.selection.end_s == 3.0


def test_tags_of_the_clip_lead_to_their_lane(qtbot: Any, opened: MainWindow) -> None:
    detected(qtbot, opened)
    panel = panel_of(opened)
    qtbot.waitUntil(lambda: bool(panel.tags.tags), timeout=1000)
    assert [label for label, _ in panel.tags.tags] == ["dog", "siren", "rain"]
    panel.tags.setFocus()
    qtbot.keyClick(panel.tags, Qt.Key.Key_Down)
    assert opened.session.active.detections.chosen_class == "dog"


def test_models_stand_side_by_side_hide_and_go(qtbot: Any, opened: MainWindow) -> None:
    detected(qtbot, opened)
    panel, pane = panel_of(opened), opened.session.active
    panel.model.setCurrentIndex(1)
    detected(qtbot, opened)
    qtbot.waitUntil(lambda: panel.runs.count() == 2, timeout=1000)
    assert [panel.runs.item(row).text() for row in range(2)] == ["A  Model one", "B  Model two"]
    panel.runs.item(0).setCheckState(Qt.CheckState.Unchecked)
    assert [run.key for run in pane.detections.visible] == [2]
    panel.runs.setCurrentRow(0)
    assert pane.detections.active.key == 1
    qtbot.keyClick(panel.runs, Qt.Key.Key_Delete)
    assert [run.key for run in pane.detections.runs] == [2]


def test_scores_are_written_as_a_table(qtbot: Any, opened: MainWindow, tmp_path: Path,
                                       monkeypatch: pytest.MonkeyPatch) -> None:
    detected(qtbot, opened)
    path = tmp_path / "tone.scores.tsv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    qtbot.mouseClick(panel_of(opened).save_scores, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not opened.jobs.running, timeout=5000)
    head, first, *_ = path.read_text(encoding="utf-8").splitlines()
    assert head.split("\t") == ["onset", "offset", *doubles.CLASSES]
    assert [float(value) for value in first.split("\t")] == pytest.approx([0, 0.1, 0.05, 0.05, 0.05])


def test_slow_decoding_does_not_hold_up_the_window(qtbot: Any, opened: MainWindow,
                                                   monkeypatch: pytest.MonkeyPatch) -> None:
    detected(qtbot, opened)
    found = opened.session.active.detections
    monkeypatch.setattr(detections, "QUICK_S", -1.0)
    main = threading.get_ident()
    where: list[int] = []

    def decode(*order: Any) -> list[Event]:
        where.append(threading.get_ident())
        return doubles.decode_plainly(*order)

    monkeypatch.setattr("core.detect.decode.decode", decode)
    for threshold in np.linspace(0.5, 0.65, 20):
        found.set_threshold(1, float(threshold))
    assert found.active.is_late
    qtbot.waitUntil(lambda: not found.active.is_late, timeout=5000)
    assert [event.label for event in found.active.events] == ["dog", "siren"]
    assert main not in where
    assert len(where) < 5


def test_a_model_of_ones_own_comes_into_the_list(qtbot: Any, opened: MainWindow, tmp_path: Path,
                                                 monkeypatch: pytest.MonkeyPatch) -> None:
    from core.models.importing import Request

    path, taken = tmp_path / "mine.safetensors", doubles.entry("mine")
    path.write_bytes(b"x")
    asked: list[Request] = []

    def import_model(request: Request) -> Entry:
        asked.append(request)
        monkeypatch.setattr(panel_of(opened), "_entries", lambda: [doubles.entry(), taken])
        return taken

    monkeypatch.setattr("core.models.importing.import_model", import_model)
    monkeypatch.setattr("core.models.checkpoint.kind_of", lambda _: "torchscript")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    answers = iter((QMessageBox.StandardButton.No, QMessageBox.StandardButton.Yes))
    monkeypatch.setattr(QMessageBox, "question", lambda *_: next(answers))
    qtbot.mouseClick(panel_of(opened).importer, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not opened.jobs.running, timeout=5000)
    assert asked == []
    opened.command_actions["import_model"].trigger()
    qtbot.waitUntil(lambda: bool(asked) and not opened.jobs.running, timeout=5000)
    assert asked == [Request(path, trust=True)]
    assert panel_of(opened).model.currentData() is taken


def test_without_a_model_or_sound_nothing_can_be_detected(qtbot: Any, opened: MainWindow,
                                                          monkeypatch: pytest.MonkeyPatch) -> None:
    panel = panel_of(opened)
    monkeypatch.setattr(panel, "_entries", list)
    panel.fill_models()
    assert not panel.start.isEnabled()
    assert "import" in panel.facts.text()


def test_each_recording_keeps_its_own(qtbot: Any, opened: MainWindow, tmp_path: Path) -> None:
    detected(qtbot, opened)
    other = tmp_path / "other.wav"
    sf.write(other, np.zeros(16000), 8000)
    opened.documents.open([str(other)], beside=True)
    qtbot.waitUntil(lambda: len(opened.session.panes) == 2 and not opened.jobs.running, timeout=10_000)
    panel = panel_of(opened)
    assert opened.session.active is opened.session.panes[1]
    qtbot.waitUntil(lambda: not panel.runs.isVisibleTo(panel), timeout=1000)
    opened.session.activate(opened.session.panes[0])
    qtbot.waitUntil(lambda: panel.runs.count() == 1 and panel.runs.isVisibleTo(panel), timeout=1000)


def test_a_project_brings_detections_back_without_listening(qtbot: Any, opened: MainWindow, engine: Engine,
                                                            tmp_path: Path) -> None:
    detected(qtbot, opened)
    found = opened.session.active.detections
    found.set_threshold(1, 0.65)
    found.set_threshold(1, 0.95, "dog")
    found.show(1, False)
    project = tmp_path / "a.auralens"
    opened.documents.projects.path = project
    assert opened.documents.save()
    opened.documents.close(opened.session.active)
    opened.documents.open([str(project)])
    qtbot.waitUntil(lambda: bool(opened.session.panes) and bool(opened.session.active.detections.runs), timeout=10_000)
    again = opened.session.active.detections.active
    assert again.decoding == found.active.decoding
    assert [event.label for event in again.events] == ["siren"]
    assert not again.visible
    assert len(engine.asked) == 1


def test_counts_are_short() -> None:
    assert [count_text(n) for n in (300, 218_000, 4_880_000, 87_000_000)] == ["300", "218 k", "4.9 M", "87 M"]


def test_three_lanes_with_labels_fit_into_a_small_window(qtbot: Any, opened: MainWindow) -> None:
    pane = opened.session.active
    pane.edit("labels", lambda old: old.adding([Event("dog", 0.5, 1.0), Event("rain", 1.0, 3.0)]))
    detected(qtbot, opened)
    view = opened.active_view().views["detections"]
    qtbot.waitUntil(lambda: view._lanes[2].top + view._lanes[2].height <= view.plot_rect().height(), timeout=3000)
    assert opened.active_view().views["overview"].height() >= 50  # its name can be read


def test_n_says_when_the_settings_leave_nothing(qtbot: Any, opened: MainWindow) -> None:
    detected(qtbot, opened)
    opened.session.active.detections.set_threshold(1, 0.99)
    opened.command_actions["next_detection"].trigger()
    assert "lower the threshold" in opened.statusBar().currentMessage()


def test_a_recording_that_is_closed_is_not_listened_to_any_more(qtbot: Any, opened: MainWindow, engine: Engine) -> None:
    engine.go_on.clear()
    qtbot.mouseClick(panel_of(opened).start, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(engine.asked), timeout=5000)
    opened.documents.close(opened.session.active)
    qtbot.waitUntil(lambda: not opened.jobs.running, timeout=5000)
    assert panel_of(opened).start.text() == "Detect"
