"""JSON against the json module, and what other shapes of it give."""

import json
from pathlib import Path

import pytest

from core import labels
from core.domain import Event, Verdict
from core.errors import LabelError


def test_holds_everything(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    event = Event('a\n\t"b" 개', 0.1, 0.30000000000000004, 1.5, None, -0.25, Verdict.REJECTED, "L 2")
    assert labels.write(path, [event], recording="r.wav", duration_s=2.5) == ()
    assert json.loads(path.read_text()) == {
        "format": "auralens-labels",
        "version": 1,
        "recording": "r.wav",
        "duration_s": 2.5,
        "events": [
            {
                "label": event.label,
                "onset_s": 0.1,
                "offset_s": 0.30000000000000004,
                "low_hz": 1.5,
                "high_hz": None,
                "score": -0.25,
                "verdict": "rejected",
                "lane": "L 2",
            }
        ],
    }
    found = labels.read(path)
    assert (found.events, found.recording, found.duration_s) == ((event,), "r.wav", 2.5)


def test_reads_a_bare_list(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('[{"start": 1, "end": 2.5, "label": "x"}]')
    assert labels.read(tmp_path / "a.json").events == (Event("x", 1, 2.5),)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("{\n\n oops}", r"a\.json, line 3: this is not valid JSON"),
        ("", "not valid JSON"),
        ("3", "no list of events"),
        ("{}", "no list of events"),
        ('{"events": 3}', "no list of events"),
        ("[3]", "event 1 is not an object"),
        ('[{"onset_s": [1]}]', "neither text nor a number"),
        ('[{"onset_s": true, "offset_s": 2}]', "neither text nor a number"),
        ('[{"onset_s": 1}]', "event 1: the end time is missing"),
        ('[{"onset_s": NaN, "offset_s": 1}]', "not finite"),
        ('[{"onset_s": 1e999, "offset_s": 1}]', "not a finite number"),
        ('[{"onset_s": 2, "offset_s": 1}]', "before the start time"),
        ("[" * 100_000, "nested too deeply|not valid JSON"),
        ("9" * 5000, "not finite|no list"),
        ('{"format": "auralens-labels", "version": 2, "events": []}', "update Auralens"),
    ],
)
def test_says_what_is_wrong(tmp_path: Path, text: str, word: str) -> None:
    (tmp_path / "a.json").write_text(text)
    with pytest.raises(LabelError, match=word):
        labels.read(tmp_path / "a.json")
