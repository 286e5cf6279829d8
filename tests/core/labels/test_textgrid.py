"""TextGrid against praatio, and against short and long files written by hand."""

from pathlib import Path

import pytest
from praatio import textgrid as praatio

from core import labels
from core.domain import Event
from core.errors import LabelError

EVENTS = [
    Event('he said "hi"', 0.25, 1.0, lane="words"),
    Event("개", 1.0, 1.5, lane="words"),
    Event("click", 0.75, 0.75, lane="clicks"),
    Event("late", 3.5, 4.0, lane="words"),
]

SHORT = """File type = "ooTextFile"
Object class = "TextGrid"

0
2.5
<exists>
2
"IntervalTier"
"words"
0
2.5
3
0
0.5
""
0.5
1.25
"a ""b"" c"
1.25
2.5
" "
"TextTier"
"clicks"
0
2.5
1
0.75
"k"
"""


def test_praatio_reads_what_is_written(tmp_path: Path) -> None:
    path = tmp_path / "a.TextGrid"
    assert labels.write(path, EVENTS, duration_s=5.0) == ()
    grid = praatio.openTextgrid(str(path), includeEmptyIntervals=True)
    assert (grid.minTimestamp, grid.maxTimestamp, grid.tierNames) == (0, 5, ("words", "clicks"))
    assert [tuple(entry) for entry in grid.getTier("words").entries] == [
        (0, 0.25, ""),
        (0.25, 1, 'he said "hi"'),
        (1, 1.5, "개"),
        (1.5, 3.5, ""),
        (3.5, 4, "late"),
        (4, 5, ""),
    ]
    assert [tuple(entry) for entry in grid.getTier("clicks").entries] == [(0.75, "click")]


@pytest.mark.parametrize("form", ["long_textgrid", "short_textgrid"])
def test_reads_what_praatio_writes(tmp_path: Path, form: str) -> None:
    grid = praatio.Textgrid()
    grid.addTier(praatio.IntervalTier("words", [(0.25, 1.0, 'say "x"'), (1.0, 1.5, "개")], 0, 2))
    grid.addTier(praatio.PointTier("clicks", [(0.75, "k")], 0, 2))
    grid.save(str(tmp_path / "a.TextGrid"), form, includeBlankSpaces=True)
    found = labels.read(tmp_path / "a.TextGrid")
    assert found.events == (
        Event('say "x"', 0.25, 1, lane="words"),
        Event("k", 0.75, 0.75, lane="clicks"),
        Event("개", 1, 1.5, lane="words"),
    )
    assert found.duration_s == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_reads_a_short_file_in_every_encoding(tmp_path: Path, encoding: str, ends: str) -> None:
    (tmp_path / "a.textgrid").write_bytes(SHORT.replace("\n", ends).encode(encoding))
    assert labels.read(tmp_path / "a.textgrid").events == (
        Event('a "b" c', 0.5, 1.25, lane="words"),
        Event("k", 0.75, 0.75, lane="clicks"),
    )


def test_overlapping_events_go_to_further_tiers_and_it_is_said(tmp_path: Path) -> None:
    events = [
        Event("a", 0, 2),
        Event("b", 1, 3),
        Event("c", 2, 4),
        Event("d", 1.5, 1.5),
        Event("e", 0, 5, lane="x"),
    ]
    notes = labels.write(tmp_path / "a.TextGrid", events)
    assert notes == (
        "Praat TextGrid keeps overlapping events and points apart; "
        "some went to “Labels (2)”, “Labels (points)”.",
    )
    grid = praatio.openTextgrid(str(tmp_path / "a.TextGrid"), includeEmptyIntervals=False)
    assert set(grid.tierNames) == {"Labels", "Labels (2)", "Labels (points)", "x"}
    assert [e.label for e in grid.getTier("Labels").entries] == ["a", "c"]
    assert [e.label for e in grid.getTier("Labels (2)").entries] == ["b"]


def test_an_event_without_label_is_no_gap(tmp_path: Path) -> None:
    notes = labels.write(tmp_path / "a.TextGrid", [Event("", 1, 2)])
    assert notes == (
        "1 label was changed for Praat TextGrid: control characters became spaces, "
        "and “unlabelled” stands where there was no text.",
    )
    assert labels.read(tmp_path / "a.TextGrid").events == (Event("unlabelled", 1, 2),)


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ('"TextGrid"', '"PitchTier"', "line 1: this is no TextGrid"),
        ('\n1.25\n"a', '\n0.25\n"a', "line 16: the end time 0.25 s is before"),
        ("\n3\n", "\n999999999\n", "stands where the start time should be"),
        ('"TextTier"', '"OddTier"', "the kind of tier “OddTier” is unknown"),
        ('"k"\n', "", "line 28: the file ends where the mark should be; it may be cut short"),
        ('"k"\n', '"k', "quotation mark is opened and never closed"),
        ("<exists>\n2\n", "<exists>\n2.5\n", "no whole number"),
    ],
)
def test_says_what_is_wrong(tmp_path: Path, old: str, new: str, word: str) -> None:
    assert old in SHORT
    (tmp_path / "a.TextGrid").write_text(SHORT.replace(old, new, 1))
    with pytest.raises(LabelError, match=word):
        labels.read(tmp_path / "a.TextGrid")
