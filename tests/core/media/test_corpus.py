"""Broken and odd files open or are refused in a sentence; none crashes, hangs or takes memory without bound."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.core.media.corpus import cuts, films, impostors, sounds, spoiled
from tests.core.media.corpus.case import Case, Expect

ROOT = Path(__file__).parents[3]
TRIAL = ROOT / "tests/core/media/corpus/trial.py"
PARTS = (sounds, films, impostors, cuts, spoiled)
CASES: dict[str, Case] = {case.name: case for part in PARTS for case in part.cases()}
MOST_CPU_S = 4.0
MOST_GROWN_MB = 120.0
MOST_CRASHES = 12

Results = dict[str, dict[str, Any]]

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the limits on the process are those of POSIX")


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """All files in one process. Where it ends early, that file has ended it, and another goes on with the next."""
    folder = tmp_path_factory.mktemp("corpus")
    rows = []
    for number, case in enumerate(CASES.values()):
        place = folder / f"{number:03d}"
        place.mkdir()
        rows.append((case.name, os.fsencode(case.make(place)).hex(), case.as_nobody))
    listing = folder / "list.json"
    listing.write_text(json.dumps(rows))
    found: Results = {}
    names, first = list(CASES), 0
    for _ in range(MOST_CRASHES):
        if first < len(names):
            first = _run(listing, first, names, found)
    return found


def _run(listing: Path, first: int, names: list[str], found: Results) -> int:
    words = [sys.executable, str(TRIAL), str(listing), str(first)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    ended = subprocess.run(words, env=environment, capture_output=True, text=True, timeout=300, check=False)
    number = first - 1
    for line in ended.stdout.splitlines():
        row = json.loads(line)
        number = row.get("begun", number)
        if "done" in row:
            found[names[row["done"]]] = row
    if ended.returncode == 0:
        return len(names)
    found[names[number]] = {"outcome": "crashed", "text": f"exit code {ended.returncode}\n{ended.stderr[-3000:]}"}
    return number + 1


def test_there_are_enough() -> None:
    assert len(CASES) >= 70


@pytest.mark.timeout(400)
@pytest.mark.parametrize("name", CASES)
def test_it_opens_or_says_why_not(results: Results, name: str) -> None:
    result = results.get(name, {"outcome": "not reached", "text": "too many files before it ended the process"})
    expect = CASES[name].expect
    assert result["outcome"] in ("opened", "refused"), result["text"]
    if expect is not Expect.EITHER:
        assert result["outcome"] == ("opened" if expect is Expect.OPENS else "refused"), result["text"]
    if result["outcome"] == "refused":
        assert result["text"].strip().endswith("."), result["text"]
        assert len(result["text"]) > 20
        assert result["names_file"], result["text"]
    assert result["cpu_s"] < MOST_CPU_S
    assert result["grown_mb"] < MOST_GROWN_MB
