"""Every text of the window is translated, its places for values are kept, and the compiled file is the newest one."""

import importlib.util
import re
import shutil
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from types import ModuleType

import pytest
from PySide6.QtCore import QTranslator

import resources

FILES = sorted(resources.path("translations").glob("*.ts"))
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("translations", ROOT / "scripts" / "translations.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def messages(ts: Path) -> list[tuple[str, str, str]]:
    return [
        (context.findtext("name", ""), message.findtext("source", ""), message.findtext("translation", ""))
        for context in ElementTree.parse(ts).getroot().iter("context") for message in context.iter("message")
    ]


@pytest.mark.parametrize("ts", FILES, ids=lambda ts: ts.name)
def test_no_text_of_the_code_is_left_out(ts: Path, script: ModuleType, tmp_path: Path,
                                         monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(ts, tmp_path / ts.name)
    monkeypatch.setattr(script, "FOLDER", tmp_path)
    assert script.main() == 0
    assert {(c, s) for c, s, _ in messages(tmp_path / ts.name)} == {(c, s) for c, s, _ in messages(ts)}


@pytest.mark.parametrize("ts", FILES, ids=lambda ts: ts.name)
def test_places_for_values_are_kept(ts: Path) -> None:
    for context, source, translation in messages(ts):
        places = sorted(re.findall(r"\{[^}]*\}", source))
        assert sorted(re.findall(r"\{[^}]*\}", translation)) == places, (context, source)


@pytest.mark.parametrize("ts", FILES, ids=lambda ts: ts.name)
def test_the_compiled_file_says_the_same(ts: Path) -> None:
    translator = QTranslator()
    assert translator.load(str(ts.with_suffix(".qm")))
    for context, source, translation in messages(ts):
        assert translator.translate(context, source) == translation, (context, source)
