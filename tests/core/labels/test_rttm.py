"""RTTM against lines written by hand after the NIST description."""

from pathlib import Path

import pytest

from core import labels
from core.domain import Event
from core.errors import LabelError


def test_writes_ten_fields(tmp_path: Path) -> None:
    path = tmp_path / "a.rttm"
    notes = labels.write(
        path, [Event("big dog", 0.1, 0.3, score=0.5), Event("", 1, 1)], recording="my rec.wav"
    )
    assert path.read_text() == (
        "SPEAKER my_rec 1 0.100000 0.200000 <NA> <NA> big_dog 0.5 <NA>\n"
        "SPEAKER my_rec 1 1.000000 0.000000 <NA> <NA> <NA> <NA> <NA>\n"
    )
    assert notes == ("1 label was changed for RTTM: spaces became underscores.",)


def test_reads_comments_other_types_and_nine_fields(tmp_path: Path) -> None:
    (tmp_path / "a.rttm").write_text(
        ";; made by hand\nSPKR-INFO f 1 <NA> <NA> <NA> unknown A <NA>\n"
        "SPEAKER f 1 1.1 2.2 <NA> <NA> A <NA>\n  SPEAKER\tf 1 5 1 <NA> <NA> B 0.25 <NA>\n"
    )
    assert labels.read(tmp_path / "a.rttm").events == (Event("A", 1.1, 3.3), Event("B", 5, 6, score=0.25))


def test_several_files_are_parted_by_name(tmp_path: Path) -> None:
    (tmp_path / "a.rttm").write_text(
        "SPEAKER f 1 1 2 <NA> <NA> A <NA> <NA>\nSPEAKER g 1 3 1 <NA> <NA> B <NA> <NA>\n"
    )
    assert labels.read(tmp_path / "a.rttm", recording="g.wav").events == (Event("B", 3, 4),)
    with pytest.raises(labels.SeveralRecordings, match=r"\(f, g\)"):
        labels.read(tmp_path / "a.rttm")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("SPEAKER f 1 1 2\n", "line 1: .*has 5 fields"),
        ("\nSPEAKER f 1 1 -2 <NA> <NA> A <NA> <NA>\n", "line 2: the duration -2 s is negative"),
        ("SPEAKER f 1 x 2 <NA> <NA> A <NA> <NA>\n", "line 1: the start time “x” is not a number"),
    ],
)
def test_says_what_is_wrong(tmp_path: Path, text: str, word: str) -> None:
    (tmp_path / "a.rttm").write_text(text)
    with pytest.raises(LabelError, match=word):
        labels.read(tmp_path / "a.rttm")
