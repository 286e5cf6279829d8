"""The training view and `auralens train` itself, at a size that is over in seconds."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget

from core.models.registry import entries, entry, load
from core.train.toml_file import parse_value, toml_text
from desktop.training.settings_text import with_value
from desktop.training.window import TrainingWindow
from tests.core.train.material import CLASSES, PLAIN, TINY, sounds_folder

SHORT = ("run.epochs=2", "run.steps_per_epoch=2", "batch.weak=4", "data.pool=8", "data.validation_clips=4")


def settings() -> str:
    values: dict[str, Any] = {}
    for change in (*TINY, *PLAIN, *SHORT):
        name, _, text = change.partition("=")
        *parts, last = name.split(".")
        inner = values
        for part in parts:
            inner = inner.setdefault(part, {})
        inner[last] = parse_value(text)
    return toml_text(values)


@pytest.mark.timeout(240)
def test_the_window_trains_a_model_that_opens(qtbot: Any, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    parent = QWidget()
    qtbot.addWidget(parent)
    training = TrainingWindow(parent)
    training.form.set_text(with_value(settings(), "seed", 3))
    training.form.device.setCurrentIndex(training.form.device.findData("cpu"))
    training.form.run.setText(str(tmp_path / "run"))
    training.form.data.setText(str(sounds_folder(tmp_path / "data")))
    training.start()
    qtbot.waitUntil(lambda: training.process is None, timeout=100_000)
    assert training.state.text() == "The training is done."
    run = training.runs[0]
    assert len(training.runs) == 1
    assert run.config["seed"] == 3
    assert {"train/loss", "valid/clip_map"} <= set(run.figures)
    assert run.standing.share == 1.0
    training.use_model(run, "three-sounds")
    assert "three-sounds" in [found.card.id for found in entries()]
    kept = entry("three-sounds")
    assert kept.card.classes == CLASSES
    assert load(kept).n_classes == 3
    training.shut()
