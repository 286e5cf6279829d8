"""Settings: files that ship are whole, TOML comes back as it was written."""

import tomllib
from pathlib import Path

import pytest

import resources
from core.errors import UsageError
from core.train.crnn_task import CrnnConfig
from core.train.tasks import TASKS, task
from core.train.toml_file import toml_text

SHIPPED = {"crnn.toml": "crnn", "ast-sed.toml": "ast-sed", "ast-sed-small.toml": "ast-sed", "detector.toml": "detector",
           "scenes.toml": "scenes", "localizer.toml": "localizer", "localizer-class-aware.toml": "localizer",
           "localizer-lite.toml": "localizer", "locator-baseline.toml": "localizer",
           "locator-class-aware.toml": "localizer"}


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_settings_are_those_of_their_task(name: str) -> None:
    read = task(SHIPPED[name]).Config.read(resources.path("configs", name))
    again = type(read).model_validate(tomllib.loads(read.text()))
    assert again == read


def test_every_shipped_file_is_checked() -> None:
    assert {path.name for path in resources.path("configs").iterdir()} == set(SHIPPED)


@pytest.mark.parametrize("name", TASKS)
def test_every_task_is_complete_without_a_file(name: str) -> None:
    assert task(name).Config.read(None).batch.size > 0


def test_what_a_file_leaves_out_stays_as_the_task_has_it(tmp_path: Path) -> None:
    (tmp_path / "my.toml").write_text("[run]\nepochs = 7\n[network.settings]\npooling = \"mean\"\n")
    read = CrnnConfig.read(tmp_path / "my.toml", ["loss.lambda_weak=0.02", "data.classes=['dog', 'cat']"])
    assert (read.run.epochs, read.run.monitor, read.batch.weak) == (7, "segment_er", 32)
    assert (read.network.architecture, read.network.settings) == ("crnn", {"pooling": "mean"})
    assert (read.loss.lambda_weak, read.data.classes) == (0.02, ("dog", "cat"))
    assert read.soundscapes["snr_db"] == (-3.0, 24.0)


def test_toml_keeps_names_numbers_and_tables() -> None:
    values = {"a": 1, "b c": "x \"y\" \\ ü\n", "none": None, "t": {"on": True, "f": 1e-6, "l": [1, 2], "u": {"v": "w"}}}
    back = tomllib.loads(toml_text(values))
    del values["none"]
    assert back == values


@pytest.mark.parametrize("change", ["run.epochs", "=3", "seed.x.y=3"])
def test_changes_that_make_no_sense_are_refused(change: str) -> None:
    with pytest.raises(UsageError):
        CrnnConfig.read(None, [change] if not change.startswith("seed") else ["seed=1", change])
