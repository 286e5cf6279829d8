"""Which format a file is, by its ending or its content, and that no content at all can crash a reader."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from core import labels
from core.domain import Event
from core.errors import LabelError

EVENTS = (Event("dog", 0.5, 1.0), Event("cat", 2.0, 3.0))


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("a.tsv", "dcase"),
        ("a.TXT", "audacity"),
        ("a.Table.1.Selections.txt", "raven"),
        ("a.csv", "csv"),
        ("A.JSON", "json"),
        ("a.TextGrid", "textgrid"),
        ("a.textgrid", "textgrid"),
        ("a.eaf", "eaf"),
        ("a.rttm", "rttm"),
        ("a.vtt", "vtt"),
        ("a.srt", "srt"),
    ],
)
def test_the_ending_tells_the_format_in_any_case(tmp_path: Path, name: str, form: str) -> None:
    assert labels.by_ending(Path(name)) is labels.FORMATS[form]
    assert labels.stem_of(Path(name)) == {"a.Table.1.Selections.txt": "a.Table.1"}.get(name, name[0])
    labels.write(tmp_path / name, EVENTS)
    labels.write(tmp_path / "b", EVENTS, form, recording=f"{labels.stem_of(Path(name))}.wav")
    if form != "eaf":  # carries the time at which it was made
        assert (tmp_path / name).read_bytes() == (tmp_path / "b").read_bytes()


@pytest.mark.parametrize("form", labels.FORMATS)
@pytest.mark.parametrize("ending", [".txt", ".tsv", ".csv", ".label", ""])
def test_content_tells_the_format_where_the_ending_does_not(tmp_path: Path, form: str, ending: str) -> None:
    labels.write(tmp_path / f"a{ending}", EVENTS, form)
    assert [(e.label, e.onset_s, e.offset_s) for e in labels.read(tmp_path / f"a{ending}").events] == [
        ("dog", 0.5, 1.0),
        ("cat", 2.0, 3.0),
    ]


def test_unknown_formats_and_endings_are_refused(tmp_path: Path) -> None:
    with pytest.raises(
        LabelError, match=r"a\.xyz: the ending tells no label format; use one of \.tsv, \.txt"
    ):
        labels.write(tmp_path / "a.xyz", EVENTS)
    with pytest.raises(LabelError, match="“bogus” is unknown; choose one of dcase, audacity"):
        labels.write(tmp_path / "a.txt", EVENTS, "bogus")
    (tmp_path / "a.xyz").write_text("hello\n")
    with pytest.raises(LabelError, match="no label format is recognised"):
        labels.read(tmp_path / "a.xyz")


def test_an_event_that_makes_no_sense_is_not_written_and_the_old_file_stays(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("old")
    for event in (
        Event("x", float("nan"), 1),
        Event("x", -1, 1),
        Event("x", 2, 1),
        Event("x", 0, float("inf")),
        Event("x", 0, 1, 5, 4),
        Event("x", 0, 1, score=float("nan")),
    ):
        with pytest.raises(LabelError, match=r"a\.csv, event 1: "):
            labels.write(tmp_path / "a.csv", [event])
    assert (tmp_path / "a.csv").read_text() == "old"
    assert os.listdir(tmp_path) == ["a.csv"]


@pytest.mark.parametrize(
    ("make", "word"),
    [
        (lambda p: None, "no such label file"),
        (lambda p: p.mkdir(), "a folder, not a label file"),
        (lambda p: os.mkfifo(p), "not an ordinary file"),
        (lambda p: p.write_bytes(b"RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00"), "binary data, not text"),
        (lambda p: p.write_bytes(bytes(range(128, 256))), "neither UTF-8 nor UTF-16"),
        (lambda p: p.write_bytes("개\t1\n".encode("cp949")), "save it again as UTF-8"),
        (lambda p: p.write_bytes(b"\xff\xfe1\x00\t"), "neither UTF-8 nor UTF-16"),
    ],
)
def test_what_is_no_label_file_gives_a_sentence(tmp_path: Path, make: object, word: str) -> None:
    make(tmp_path / "a.txt")
    with pytest.raises(LabelError, match=rf"^.*a\.txt: .*{word}.*\.$"):
        labels.read(tmp_path / "a.txt")


@pytest.mark.parametrize("form", labels.FORMATS)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_format_in_every_encoding_with_windows_line_ends(
    tmp_path: Path, form: str, encoding: str
) -> None:
    path = tmp_path / f"a{labels.FORMATS[form].endings[0]}"
    labels.write(path, [Event("개🐕", 0.5, 1.0), *EVENTS])
    expected = labels.read(path).events
    path.write_bytes(path.read_text().replace("\n", "\r\n").encode(encoding))
    assert labels.read(path).events == expected


@pytest.mark.parametrize("form", labels.FORMATS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cut=st.integers(0, 700),
    junk=st.one_of(
        st.binary(max_size=30), st.text(max_size=20).map(lambda text: text.encode("utf-8", "replace"))
    ),
    skip=st.integers(0, 60),
)
@example(cut=0, junk=b"", skip=700)
@example(cut=0, junk=b"\r", skip=0)
def test_damaged_files_open_or_give_a_sentence(
    tmp_path: Path, form: str, cut: int, junk: bytes, skip: int
) -> None:
    """Bytes put in, taken out, or the file cut short, anywhere."""
    path = tmp_path / "a.bin"
    labels.write(path, [Event("dog", 0.5, 1.0, 100, 200, 0.5), *EVENTS], form)
    data = path.read_bytes()
    path.write_bytes(data[:cut] + junk + data[cut + skip :])
    for format in (form, None):
        try:
            found = labels.read(path, format)
        except LabelError as error:
            assert str(error).endswith((".", ").")) and "\n" not in str(error)  # noqa: PT017, PT018
        else:
            assert all(0 <= e.onset_s <= e.offset_s < float("inf") for e in found.events)
