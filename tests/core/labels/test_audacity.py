"""Audacity labels against texts written by hand after the manual of Audacity."""

from pathlib import Path

import pytest

from core import labels
from core.domain import Event
from core.errors import LabelError


def test_writes_labels_with_their_frequency_lines(tmp_path: Path) -> None:
    events = [
        Event("dog, barking", 1.5, 2.25, 100.0, 4000.5),
        Event("개 🐕", 0.5, 0.5),
        Event("low", 3, 4, None, 500.0),
    ]
    labels.write(tmp_path / "a.txt", events)
    assert (tmp_path / "a.txt").read_bytes().decode() == (
        "0.500000\t0.500000\t개 🐕\n"
        "1.500000\t2.250000\tdog, barking\n"
        "\\\t100.000000\t4000.500000\n"
        "3.000000\t4.000000\tlow\n"
        "\\\t-1.000000\t500.000000\n"
    )


def test_reads_points_missing_labels_and_windows_line_ends(tmp_path: Path) -> None:
    text = (
        "0.5\t0.5\tpoint\r\n1\t2\t\r\n\\\t-1.000000\t-1.000000\r\n\r\n2,5\t3,5\tcomma\r\n4.0\told point\r\n"
    )
    (tmp_path / "a.txt").write_text(text, newline="")
    assert labels.read(tmp_path / "a.txt").events == (
        Event("point", 0.5, 0.5),
        Event("", 1, 2),
        Event("comma", 2.5, 3.5),
        Event("old point", 4, 4),
    )


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("1\t2\ta\n2\tx1\tb\n", 2, "not a number"),
        ("1\t2\ta\nnonsense\n", 2, "no label"),
        ("\\\t1\t2\n", 1, "before any label"),
        ("1\t2\ta\n\\\t1\n", 2, "no frequency line"),
        ("1\t2\ta\n\\\t900\t100\n", 2, "below the low frequency"),
        ("3\t2\ta\n", 1, "before the start time"),
        ("-1\t2\ta\n", 1, "negative"),
        ("nan\t2\ta\n", 1, "not a finite number"),
        ("1e400\t2\ta\n", 1, "too large"),
        ("1\t1e12\ta\n", 1, "too large"),
        ("1\t" + "9" * 5000 + "\ta\n", 1, "too large"),
    ],
)
def test_says_line_and_fault(tmp_path: Path, text: str, line: int, word: str) -> None:
    (tmp_path / "a.txt").write_text(text)
    with pytest.raises(LabelError, match=rf"^a\.txt, line {line}: .*{word}.*; .*\.$"):
        labels.read(tmp_path / "a.txt", "audacity")
