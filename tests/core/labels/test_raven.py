"""Raven tables against some written by hand in the layouts that Raven and BirdNET-Analyzer save."""

from pathlib import Path

import pytest

from core import labels
from core.domain import Event, Verdict
from core.errors import LabelError


def table(path: Path, *rows: str) -> Path:
    path.write_text("\n".join(row.replace("|", "\t") for row in rows) + "\n")
    return path


def test_writes_the_columns_of_raven_and_only_needed_extras(tmp_path: Path) -> None:
    labels.write(tmp_path / "a.selections.txt", [Event("wren", 0.5, 1.0, 2000, 8000.25), Event("wind", 1, 3)])
    assert (tmp_path / "a.selections.txt").read_text() == (
        "Selection\tView\tChannel\tBegin Time (s)\tEnd Time (s)\tLow Freq (Hz)\tHigh Freq (Hz)\tAnnotation\n"
        "1\tSpectrogram 1\t1\t0.500000\t1.000000\t2000.000000\t8000.250000\twren\n"
        "2\tWaveform 1\t1\t1.000000\t3.000000\t\t\twind\n"
    )


def test_extras_hold_score_verdict_and_lane(tmp_path: Path) -> None:
    event = Event("wren", 0.5, 1.0, score=0.25, verdict=Verdict.REJECTED, lane="Birds")
    assert labels.write(tmp_path / "a.selections.txt", [event]) == ()
    head, row = (tmp_path / "a.selections.txt").read_text().splitlines()
    assert head.endswith("\tAnnotation\tScore\tVerdict\tLane")
    assert row.endswith("\twren\t0.25\trejected\tBirds")


def test_one_selection_in_two_views_is_one_event_with_its_band(tmp_path: Path) -> None:
    path = table(
        tmp_path / "a.txt",
        "Selection|View|Channel|Begin Time (s)|End Time (s)|Low Freq (Hz)|High Freq (Hz)|Species",
        "1|Waveform 1|1|0.5|1.5|||owl",
        "1|Spectrogram 1|1|0.5|1.5|300|900|owl",
        "2|Spectrogram 1|1|2|3|100|200|owl",
        "2|Waveform 1|1|2|3|100|200|owl",
    )
    assert labels.read(path).events == (Event("owl", 0.5, 1.5, 300, 900), Event("owl", 2, 3, 100, 200))


def test_joined_tables_repeat_numbers_without_losing_events(tmp_path: Path) -> None:
    path = table(
        tmp_path / "a.txt",
        "Selection|View|Begin Time (s)|End Time (s)",
        "1|Spectrogram 1|0|1",
        "1|Spectrogram 1|0|1",
        "1|Spectrogram 1|5|6",
    )
    assert len(labels.read(path).events) == 3


def test_columns_in_any_order_with_extras_and_delta_time(tmp_path: Path) -> None:
    path = table(
        tmp_path / "a.txt",
        "High Freq (Hz)|Confidence|Common Name|Delta Time (s)|Begin Time (s)|Avg Power|Low Freq (Hz)",
        "15000|0.83|Great Tit|3.0|6.1|-40|0",
    )
    assert labels.read(path).events == (Event("Great Tit", 6.1, 9.1, 0, 15000, 0.83),)


def test_times_within_the_file_count_where_a_table_spans_several(tmp_path: Path) -> None:
    path = table(
        tmp_path / "a.txt",
        "Selection|Begin Time (s)|End Time (s)|Begin File|File Offset (s)|Species Code",
        "1|1|2.5|a.wav|1|x",
        "2|63|64.5|b.wav|3|y",
    )
    assert labels.read(path, recording="b.wav").events == (Event("y", 3, 4.5),)
    with pytest.raises(labels.SeveralRecordings, match=r"2 recordings.*a\.wav, b\.wav"):
        labels.read(path)


def test_channels_are_told(tmp_path: Path) -> None:
    path = table(tmp_path / "a.txt", "Selection|Channel|Begin Time (s)|End Time (s)", "1|1|0|1", "2|2|0|1")
    assert labels.read(path).notes == ("The channels of the selections are not kept.",)


def test_a_table_without_times_is_refused(tmp_path: Path) -> None:
    path = table(tmp_path / "a.selections.txt", "Selection|View|Low Freq (Hz)", "1|1|1")
    with pytest.raises(LabelError, match="line 1: the first line names no columns Begin Time"):
        labels.read(path)
    bad = table(tmp_path / "b.selections.txt", "Selection|Begin Time (s)|End Time (s)", "1|1|2", "2|1")
    with pytest.raises(LabelError, match="line 3: the end time is missing"):
        labels.read(bad)
