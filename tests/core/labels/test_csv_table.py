"""CSV against tables written by hand, as spreadsheets and other programs save them."""

from pathlib import Path

import pytest

from core import labels
from core.domain import Event, Verdict
from core.errors import LabelError


def saved(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8", newline="")
    return path


def test_writes_every_field_with_a_header(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    events = [
        Event("dog, barking", 0.1 + 0.2, 1, 100, 2000.5, 0.875, Verdict.VERIFIED, "Animals"),
        Event("", 1, 2),
    ]
    assert labels.write(path, events) == ()
    assert path.read_text() == (
        "onset_s,offset_s,label,low_hz,high_hz,score,verdict,lane\n"
        '0.30000000000000004,1,"dog, barking",100,2000.5,0.875,verified,Animals\n'
        "1,2,,,,,open,Labels\n"
    )


@pytest.mark.parametrize(
    "text",
    [
        'Start (s),End (s),Common name\n0.5,1.5,"Tit, great"\n',
        "Start (s);End (s);Label\n0,5;1,5;Tit, great\n",
        "begin\tend\tspecies\n0.5\t1.5\tTit, great\n",
        'onset_s, offset_s, label\n0.5, 1.5, "Tit, great"\n',
        '0.5,1.5,"Tit, great"\n',
        'label,start_time,duration\r\n"Tit, great",0.5,1.0\r\n',
        'onset,offset,label\n00:00:00.5,0:01.5,"Tit, great"\n',
    ],
)
def test_reads_tables_of_others(tmp_path: Path, text: str) -> None:
    assert labels.read(saved(tmp_path / "a.csv", text)).events == (Event("Tit, great", 0.5, 1.5),)


def test_a_line_end_inside_quotes_belongs_to_the_label(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.csv", 'onset,offset,label\n0,1,"two\r\nlines"\n1,x,b\n')
    with pytest.raises(LabelError, match="line 4: the end time “x” is not a number"):
        labels.read(path)
    saved(path, 'onset,offset,label\n0,1,"two\r\nlines"\n')
    assert labels.read(path).events[0].label == "two\r\nlines"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ('onset,offset,label\n0,1,"open\n2,3,b\n', "line 2: .*quotation marks"),
        (
            "onset,offset,label,verdict\n0,1,a,maybe\n",
            "line 2: the verdict “maybe” is unknown; write one of open,",
        ),
        ("onset,offset,label,score\n0,1,a,inf\n", "line 2: the score “inf” is not a finite"),
        ("onset,duration,label\n0,-1,a\n", "line 2: the duration -1 s is negative"),
        ("a,b,c\n1,2,3\n", "line 1: .*names columns"),
    ],
)
def test_says_line_and_fault(tmp_path: Path, text: str, word: str) -> None:
    with pytest.raises(LabelError, match=word):
        labels.read(saved(tmp_path / "a.csv", text))
