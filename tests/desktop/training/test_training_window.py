"""The training view with a child process that writes what `auralens train` writes."""

import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QMessageBox, QSpinBox, QWidget

import resources
from core.commands.train import TASKS
from core.models.registry import entries
from desktop.training import process as processes
from desktop.training.window import TrainingWindow
from desktop.widgets.line_chart import ticks

CHILD = Path(__file__).with_name("child.py")

OWNERS = {"ast": "ast-sed", "localizer": "localizer", "locator": "localizer"}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "sound.wav").write_bytes(b"")
    return folder


@pytest.fixture
def training(qtbot: Any, data: Path, tmp_path: Path) -> Iterator[TrainingWindow]:
    parent = QWidget()
    qtbot.addWidget(parent)
    made = TrainingWindow(parent)
    made.program = lambda: [sys.executable, str(CHILD)]
    made.show()
    made.form.data.setText(str(data))
    made.form.run.setText(str(tmp_path / "run"))
    yield made
    if made.process is not None:
        made.process.kill()
        made.process.wait(5)
    made.shut()
    made.close()


def test_a_training_is_started_watched_and_its_model_kept(qtbot: Any, training: TrainingWindow) -> None:
    qtbot.mouseClick(training.start_button, Qt.MouseButton.LeftButton)
    assert not training.start_button.isEnabled()
    qtbot.waitUntil(lambda: training.bar.value() > 0, timeout=20_000)
    assert " left" in training.state.text()
    qtbot.waitUntil(lambda: training.process is None, timeout=20_000)
    assert training.state.text() == "The training is done."
    run = training.runs[0]
    assert run.curve("train/loss")[1].tolist() == pytest.approx([1 / step for step in range(1, 41)])
    assert run.curve("valid/event_f1")[0].tolist() == [10, 20, 30, 40]
    assert training.log.toPlainText().endswith("step 40")
    assert training.bar.value() == training.bar.maximum()
    assert not training.resume_button.isEnabled()
    training.use_model(run, "my-dog")
    assert [entry.card.id for entry in entries() if not entry.embedded] == ["my-dog"]
    training.use_model(run, "my-dog")
    assert {entry.card.id for entry in entries() if not entry.embedded} == {"my-dog", "my-dog-2"}


def test_stop_ends_it_cleanly_and_resume_goes_on(qtbot: Any, training: TrainingWindow, data: Path) -> None:
    (data / "slow").touch()
    training.start()
    qtbot.waitUntil(lambda: training.runs[0].standing.step > 0, timeout=20_000)
    qtbot.mouseClick(training.stop_button, Qt.MouseButton.LeftButton)
    assert not training.stop_button.isEnabled()
    qtbot.waitUntil(lambda: training.process is None, timeout=20_000)
    assert "was stopped" in training.state.text()
    assert training.runs[0].standing.state == "stopped"
    (data / "slow").unlink()
    assert training.resume_button.isEnabled()
    training.resume()
    qtbot.waitUntil(lambda: training.process is None, timeout=20_000)
    assert training.runs[0].curve("train/loss")[0].tolist() == list(range(1, 41))


def test_what_was_stopped_before_it_began_is_started_again(qtbot: Any, training: TrainingWindow, data: Path) -> None:
    (data / "large").touch()
    training.start()
    qtbot.waitUntil(lambda: "reading" in training.log.toPlainText(), timeout=20_000)
    training.stop()
    qtbot.waitUntil(lambda: training.process is None, timeout=20_000)
    assert "Start begins it again" in training.state.text()
    assert training.start_button.isEnabled()
    assert not training.resume_button.isEnabled()
    (data / "large").unlink()
    training.start()
    qtbot.waitUntil(lambda: training.process is None, timeout=20_000)
    assert training.runs[0].curve("train/loss")[0].tolist() == list(range(1, 41))


@pytest.mark.skipif(os.name != "posix", reason="a signal that can be ignored")
def test_a_child_that_does_not_listen_is_ended(
    qtbot: Any, training: TrainingWindow, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "GRACE_MS", 300)
    (data / "stubborn").touch()
    training.start()
    qtbot.waitUntil(lambda: training.runs[0].standing.step > 0, timeout=20_000)
    training.stop()
    qtbot.waitUntil(lambda: training.process is None, timeout=20_000)
    assert "was stopped" in training.state.text()


def test_what_the_child_printed_is_the_error(qtbot: Any, training: TrainingWindow, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    training.form.data.setText(str(empty))
    training.start()
    qtbot.waitUntil(lambda: training.process is None, timeout=20_000)
    assert training.state.text() == "“empty” holds no data that could be read; name another folder."
    assert training.start_button.isEnabled()


def test_a_program_that_is_not_there_is_told(training: TrainingWindow) -> None:
    training.program = lambda: ["/nowhere/auralens"]
    training.start()
    assert "could not be started" in training.state.text()
    assert training.process is None


def test_start_waits_for_folders_and_says_why(training: TrainingWindow) -> None:
    training.form.data.setText("/nowhere")
    assert not training.start_button.isEnabled()
    assert training.start_button.toolTip() == "There is no folder “/nowhere”."
    training.form.data.clear()
    assert training.start_button.toolTip() == "Name the folder with the data."


def test_several_runs_lie_over_each_other(training: TrainingWindow, tmp_path: Path) -> None:
    for name in ("a", "b"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "metrics.csv").write_text("step,epoch,name,value\n1,1,train/loss,2\n2,1,train/loss,1\n")
        assert training.open_run(folder)
    assert not training.open_run(tmp_path)
    assert [curve.name for curve in training.curves.losses._curves] == ["a: train/loss", "b: train/loss"]
    training.list.item(0).setCheckState(Qt.CheckState.Unchecked)
    assert [curve.name for curve in training.curves.losses._curves] == ["train/loss"]
    training.list.setCurrentRow(0)
    training.forget_button.click()
    assert [run.name for run in training.runs] == ["b"]


def test_figures_can_be_chosen(training: TrainingWindow, tmp_path: Path) -> None:
    (tmp_path / "metrics.csv").write_text(
        "step,epoch,name,value\n1,1,train/loss,2\n1,1,train/strong,1\n1,1,learning_rate,0.1\n1,1,valid/event_f1,0.2\n")
    training.open_run(tmp_path)
    assert [curve.name for curve in training.curves.losses._curves] == ["train/loss", "train/strong"]
    assert [curve.name for curve in training.curves.figures._curves] == ["valid/event_f1"]
    training.curves.names.item(3).setCheckState(Qt.CheckState.Unchecked)
    assert training.curves.figures._curves == []


@pytest.mark.parametrize("answer", ["Keep running", "Stop", "Cancel"])
def test_closing_while_it_runs_asks(
    qtbot: Any, training: TrainingWindow, data: Path, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    def choose(box: QMessageBox) -> int:
        chosen = next(b for b in box.buttons() if b.text().replace("&", "") == answer)
        monkeypatch.setattr(box, "clickedButton", lambda: chosen)
        return 0

    monkeypatch.setattr(QMessageBox, "exec", choose)
    (data / "slow").touch()
    training.start()
    qtbot.waitUntil(lambda: training.runs[0].standing.step > 0, timeout=20_000)
    training.close()
    assert training.isVisible() is (answer == "Cancel")
    if answer == "Stop":
        qtbot.waitUntil(lambda: training.process is None, timeout=20_000)
    else:
        assert training.process is not None


@pytest.mark.skipif(os.name != "posix", reason="asks whether a process lives")
def test_a_training_that_was_let_go_lives_on(qtbot: Any, training: TrainingWindow, data: Path, tmp_path: Path) -> None:
    (data / "slow").touch()
    training.start()
    qtbot.waitUntil(lambda: training.runs[0].standing.step > 0, timeout=20_000)
    child = training.process._child  # type: ignore[union-attr]
    assert child is not None
    training.shut()
    assert child.poll() is None
    later = TrainingWindow(training.parentWidget())
    later.open_run(tmp_path / "run")
    assert later.runs[0].is_alive
    assert not later.resume_button.isEnabled()
    (data / "slow").unlink()
    deadline = time.monotonic() + 20
    while child.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    assert child.poll() == 0
    later._look()
    assert later.runs[0].standing.state == "done"
    later.shut()


def test_fields_and_text_show_the_same_settings(qtbot: Any, training: TrainingWindow) -> None:
    form = training.form
    form.set_text("seed = 1\n[run]\nepochs = 10  # many\n[batch]\nweak = 32\n[loss]\nlearning_rate = 0.001\n")
    epochs, weak, rate = (form.field(name) for name in ("run.epochs", "batch.weak", "loss.learning_rate"))
    assert isinstance(epochs, QSpinBox)
    assert isinstance(weak, QSpinBox)
    assert isinstance(rate, QLineEdit)
    assert (epochs.value(), weak.value(), rate.text()) == (10, 32, "0.001")
    epochs.setValue(3)
    rate.setText("5e-6")
    rate.editingFinished.emit()
    assert "epochs = 3  # many" in form.settings_text
    assert "learning_rate = 5e-06" in form.settings_text
    form.set_text("seed = = 1")
    assert "no TOML" in form.problem
    assert not training.start_button.isEnabled()
    form.set_text("")
    assert not form.problem
    epochs = form.field("run.epochs")
    assert isinstance(epochs, QSpinBox)
    assert epochs.text() == "as the task has it"


def test_every_task_of_the_command_is_offered_with_the_files_that_are_its_own(training: TrainingWindow) -> None:
    form, offered = training.form, {}
    for task in TASKS:
        form.task.setCurrentIndex(form.task.findData(task))
        assert not form.problem
        offered |= {form.config.itemText(place): task for place in range(form.config.count() - 1)}
    assert offered == {path.stem: OWNERS.get(path.stem.partition("-")[0], path.stem)
                       for path in resources.path("configs").iterdir()}
    assert isinstance(form.field("batch.pairs"), QSpinBox)


def test_the_count_of_data_that_are_made_ready_is_told(training: TrainingWindow, tmp_path: Path) -> None:
    run = tmp_path / "other"
    run.mkdir()
    (run / "config.toml").write_text("")
    for told, text in (({"done": 30, "total": 120}, "30 of 120"), ({"done": 0.4, "total": None}, "40 %")):
        (run / "progress.json").write_text(json.dumps({"state": "preparing", **told, "pid": os.getpid()}))
        assert training.open_run(run)
        training._look()
        assert training.state.text() == f"other:  Getting the data ready: {text}"


def test_steps_are_counted_in_whole_numbers(training: TrainingWindow) -> None:
    assert training.curves.losses.whole_x
    assert training.curves.figures.twin().whole_x
    assert ticks(0.5, 3.5, 8.0, 1.0) == [1.0, 2.0, 3.0]
    assert ticks(0.0, 1.0, 2.0) == [0.0, 0.5, 1.0]
