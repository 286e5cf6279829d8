"""`auralens models` as a person types it."""

import argparse
import json
from pathlib import Path

import pytest

from core.commands import models
from core.console import Console
from core.errors import ModelError
from tests.core.models import taggers

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def _run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    models.add_arguments(parser)
    return models.run(parser.parse_args(words), Console())


@pytest.fixture
def tagger(tmp_path: Path) -> Path:
    (tmp_path / "classes.txt").write_text("loud\nquiet\n")
    return taggers.graph(taggers.Levels(), tmp_path / "levels.onnx")


def _import(tagger: Path, *words: str) -> int:
    return _run("import", str(tagger), "--rate", "1000", *words)


def test_an_imported_model_is_listed_shown_and_whole(tagger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _import(tagger, "--title", "Levels of sound", "--licence", "CC0-1.0") == 0
    out, error = capsys.readouterr()
    assert out == "levels\n"
    assert error.startswith("Levels of sound: ")
    assert _run("list", "--json") == 0
    found = {one["id"]: one for one in json.loads(capsys.readouterr().out)}
    expected = {"task": "tags", "classes": ["loud", "quiet"], "licence": "CC0-1.0", "title": "Levels of sound",
                "embedded": False}
    assert {name: found["levels"][name] for name in expected} == expected
    assert isinstance(found["levels"]["parameters"], int)
    assert _run("list") == 0
    header, *rows = capsys.readouterr().out.splitlines()
    assert header.split() == ["ID", "TASK", "WEIGHTS", "CLASSES", "LICENCE", "TITLE"]
    assert any(row.startswith("levels ") and row.endswith("Levels of sound") for row in rows)
    assert _run("show", "levels") == 0
    assert "classes: loud, quiet\n" in capsys.readouterr().out
    assert _run("show", "levels", "--json") == 0
    assert json.loads(capsys.readouterr().out)["settings"]["rate_hz"] == 1000
    assert _run("check", "levels") == 0
    assert capsys.readouterr().out == "levels: whole\n"


def test_check_tells_what_is_broken_and_fails(tagger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _import(tagger, "--json") == 0
    folder = Path(json.loads(capsys.readouterr().out)["folder"])
    (folder / "model.onnx").write_bytes(b"something else")
    assert _run("check", "levels", "--json") == 1
    (told,) = json.loads(capsys.readouterr().out)
    assert told["ok"] is False
    assert "is not the file that was imported" in told["problems"][0]
    (folder / "card.json").write_text("{")
    assert _run("check") == 1
    assert "levels: “" in capsys.readouterr().out


def test_published_weights_are_named_and_no_hash_is_made_up(capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("list", "--published", "--json") == 0
    found = {one["id"]: one for one in json.loads(capsys.readouterr().out)}
    assert found["ast-audioset"]["licence"] == "BSD-3-Clause"
    assert found["ast-audioset"]["sha256"] == ""
    assert len(found["mn04-audioset"]["sha256"]) == 64
    assert _run("list", "--published") == 0
    assert "SHA-256 not known here" in capsys.readouterr().out


def test_what_cannot_be_imported_is_said(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be read"):
        _run("import", str(tmp_path / "nothing.pt"))
    with pytest.raises(ModelError, match="no model “nothing”"):
        _run("show", "nothing")
