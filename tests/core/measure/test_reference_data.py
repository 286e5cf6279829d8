"""Recordings and their events from folders as people have them."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import DataError
from core.measure.reference_data import known_classes, read_references

HEADER = "filename\tonset\toffset\tevent_label\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("a.wav", "b.flac", "deep/c.wav"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "train.tsv").write_text(HEADER + "a.wav\t0\t1\tdog\n")
    (tmp_path / "validation.tsv").write_text(HEADER + "b.wav\t0\t1\tdog\nb.wav\t2\t3.5\tcat\nc.wav\t\t\t\n")
    (tmp_path / "durations.tsv").write_text("filename\tduration\na.wav\t10\n")
    return tmp_path


def test_the_validation_part_is_taken_where_there_is_one(folder: Path) -> None:
    found = read_references(folder)
    assert {name: len(events) for name, events in found.events.items()} == {"b.flac": 2, "deep/c.wav": 0}
    assert known_classes(found) == ("cat", "dog")
    assert found.skipped == ()


def test_parts_by_name_or_all(folder: Path) -> None:
    assert list(read_references(folder, "train").paths) == ["a.wav"]
    found = read_references(folder, "all")
    assert sorted(found.paths) == ["a.wav", "b.flac", "deep/c.wav"]
    assert found.skipped == (("durations.tsv", "it has no columns filename, onset, offset, event_label"),)


def test_clips_without_times_are_told(folder: Path) -> None:
    (folder / "manifest.csv").write_text("path,label,onset,offset,split\na.wav,dog,0,1,test\nb.flac,cat,,,test\n"
                                         "deep/c.wav,cat,,,train\n")
    for table in folder.glob("*.tsv"):
        table.unlink()
    found = read_references(folder)
    assert (found.layout, list(found.paths)) == ("manifest", ["a.wav"])
    assert [why for _, why in found.skipped] == ["it is not known when its events are"]


def test_single_sounds_have_no_times(folder: Path) -> None:
    for table in folder.glob("*.tsv"):
        table.unlink()
    (folder / "sounds.csv").write_text("path,label,fold\na.wav,dog,1\nb.flac,dog,2\n")
    with pytest.raises(DataError, match="soundscapes"):
        read_references(folder)


def test_what_is_no_folder_is_refused(folder: Path) -> None:
    with pytest.raises(DataError, match="no folder"):
        read_references(folder / "a.wav")
