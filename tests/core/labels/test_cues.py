"""WebVTT and SRT against files written by hand after the W3C text and the habits of players."""

from pathlib import Path

import pytest

from core import labels
from core.domain import Event
from core.errors import LabelError

EVENTS = [Event("dog <big> & co", 0.5, 3725.25), Event("개\n\n짖음", 1, 1, lane="Animals")]


def test_writes_webvtt(tmp_path: Path) -> None:
    notes = labels.write(tmp_path / "a.vtt", EVENTS)
    assert (tmp_path / "a.vtt").read_text() == (
        "WEBVTT\n\n"
        "00:00:00.500 --> 01:02:05.250\ndog &lt;big&gt; &amp; co\n\n"
        "00:00:01.000 --> 00:00:01.001\n<v Animals>개\n짖음\n"
    )
    assert notes == (
        "1 label was changed for WebVTT: blank lines and control characters were taken out.",
        "WebVTT cannot hold events without length; 1 became 1 ms long.",
    )


def test_writes_srt(tmp_path: Path) -> None:
    notes = labels.write(tmp_path / "a.srt", EVENTS)
    assert (tmp_path / "a.srt").read_text() == (
        "1\n00:00:00,500 --> 01:02:05,250\ndog <big> & co\n\n2\n00:00:01,000 --> 00:00:01,001\n개\n짖음\n"
    )
    assert notes[0] == "SRT cannot hold lanes; 1 of 2 events lost theirs."


def test_reads_webvtt_with_all_that_may_stand_beside_cues(tmp_path: Path) -> None:
    (tmp_path / "a.vtt").write_text(
        "WEBVTT - a title\nKind: captions\n\nNOTE\nnot a cue\n\nSTYLE\n::cue { color: red }\n\n"
        "intro\n00:01.000 --> 00:02.500 align:start position:0%\n"
        "<v.loud Ann><b>Hello</b> &lt;you&gt;\nthere\n\n"
        "01:00:00.000 --> 01:00:01.000\n"
    )
    assert labels.read(tmp_path / "a.vtt").events == (
        Event("Hello <you>\nthere", 1, 2.5, lane="Ann"),
        Event("", 3600, 3601),
    )


def test_reads_srt_with_points_and_windows_line_ends(tmp_path: Path) -> None:
    (tmp_path / "a.srt").write_text(
        "\ufeff1\r\n00:00:01.000 --> 00:00:02,5\r\nHello\r\n\r\n\r\n00:00:03,000-->00:00:04,000\r\n5\r\n",
        newline="",
    )
    assert labels.read(tmp_path / "a.srt").events == (Event("Hello", 1, 2.5), Event("5", 3, 4))


@pytest.mark.parametrize(
    ("name", "text", "word"),
    [
        ("a.vtt", "00:01.000 --> 00:02.000\nx\n", "line 1: the first line is not WEBVTT"),
        ("a.vtt", "WEBVTT\n\nfoo\nbar\nbaz\n", "line 3: no times stand at “foo”"),
        ("a.srt", "1\n00:00:01,000 --> soon\nx\n", "line 2: “soon” is no time"),
        ("a.srt", "1\n00:00:01,000 -->\nx\n", "line 2: “” is no time"),
        ("a.srt", "1\n00:61:01,000 --> 02:00:00,000\nx\n", "line 2: “00:61:01,000” has more than 59"),
        ("a.srt", "1\n00:00:03,000 --> 00:00:02,000\nx\n", "line 2: the end time 2 s is before"),
    ],
)
def test_says_what_is_wrong(tmp_path: Path, name: str, text: str, word: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(LabelError, match=word):
        labels.read(tmp_path / name)
