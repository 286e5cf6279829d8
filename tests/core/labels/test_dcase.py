"""DCASE tables against tables written by hand, and against the csv module as other programs read them."""

import csv
from pathlib import Path

import pytest

from core import labels
from core.domain import Event
from core.errors import LabelError


def saved(path: Path, text: str) -> Path:
    path.write_text(text.replace("|", "\t"))
    return path


def test_writes_the_header_of_dcase(tmp_path: Path) -> None:
    path = tmp_path / "a.tsv"
    labels.write(path, [Event('say "hi"', 1, 2.5), Event("Dog", 0.25, 1)], recording="my rec.wav")
    assert path.read_text() == (
        "filename\tonset\toffset\tevent_label\n"
        "my rec.wav\t0.250000\t1.000000\tDog\n"
        'my rec.wav\t1.000000\t2.500000\t"say ""hi"""\n'
    )
    rows = list(csv.DictReader(path.open(newline=""), delimiter="\t"))
    assert [row["event_label"] for row in rows] == ["Dog", 'say "hi"']


@pytest.mark.parametrize(
    "text",
    [
        "filename|onset|offset|event_label\na.wav|0.5|1.5|Dog\n",
        "event_label|offset|onset|filename\nDog|1.5|0.5|a.wav\n",
        "a.wav|0.5|1.5|Dog\n",
        "0.5|1.5|Dog\n",
        "onset|offset|event_label\n0.5|1.5|Dog\n",
        "audio/a.wav|home|0.5|1.5|Dog\n",
        "\ufefffilename|onset|offset|event_label\r\na.wav|0.5|1.5|Dog",
    ],
)
def test_reads_every_layout(tmp_path: Path, text: str) -> None:
    assert labels.read(saved(tmp_path / "x.tsv", text)).events == (Event("Dog", 0.5, 1.5),)


def test_two_columns_have_no_label(tmp_path: Path) -> None:
    assert labels.read(saved(tmp_path / "x.tsv", "0.5|1.5\n")).events == (Event("", 0.5, 1.5),)


SEVERAL = "filename|onset|offset|event_label\na.wav|0|1|Dog\ndir/b.wav|1|2|Cat\na.wav|3|4|Bell\nc.wav|||\n"


def test_one_of_several_recordings_is_chosen_by_name(tmp_path: Path) -> None:
    path = saved(tmp_path / "x.tsv", SEVERAL)
    assert [e.label for e in labels.read(path, recording="a.wav").events] == ["Dog", "Bell"]
    assert labels.read(path, recording="B.flac").events == (Event("Cat", 1, 2),)
    with pytest.raises(labels.SeveralRecordings) as caught:
        labels.read(path)
    assert caught.value.names == ("a.wav", "dir/b.wav")
    with pytest.raises(labels.SeveralRecordings, match=r"none of its 2 recordings is called “z.wav”"):
        labels.read(path, recording="z.wav")


def test_another_name_of_the_only_recording_is_told(tmp_path: Path) -> None:
    found = labels.read(saved(tmp_path / "x.tsv", "a.wav|0|1|Dog\n"), recording="b.wav")
    assert len(found.events) == 1
    assert found.notes == ("x.tsv names the recording “a.wav”, not “b.wav”.",)


def test_weak_labels_are_refused(tmp_path: Path) -> None:
    with pytest.raises(LabelError, match=r"line 1: .*neither a row of times nor names columns"):
        labels.read(saved(tmp_path / "x.tsv", "filename|event_labels\na.wav|Dog,Cat\n"))


def test_line_numbers_count_header_and_blank_lines(tmp_path: Path) -> None:
    with pytest.raises(LabelError, match=r"x\.tsv, line 4: the end time “z”"):
        labels.read(saved(tmp_path / "x.tsv", "onset|offset|event_label\n0|1|a\n\n1|z|b\n"))
