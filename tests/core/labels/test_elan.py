"""EAF against pympi, and against documents written by hand that ELAN could save or an attacker could send."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
from pympi.Elan import Eaf

from core import labels
from core.domain import Event
from core.errors import LabelError

DOCUMENT = """<?xml version="1.0" encoding="UTF-8"?>
<ANNOTATION_DOCUMENT><HEADER TIME_UNITS="milliseconds"/><TIME_ORDER>
<TIME_SLOT TIME_SLOT_ID="ts1" TIME_VALUE="1000"/><TIME_SLOT TIME_SLOT_ID="ts2"/>
<TIME_SLOT TIME_SLOT_ID="ts3" TIME_VALUE="2000"/></TIME_ORDER>
<TIER TIER_ID="words">
<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a1" TIME_SLOT_REF1="ts1" TIME_SLOT_REF2="ts2">
<ANNOTATION_VALUE>a &amp; b</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>
<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a2" TIME_SLOT_REF1="ts2" TIME_SLOT_REF2="ts3">
<ANNOTATION_VALUE>c</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION></TIER>
<TIER TIER_ID="gloss"><ANNOTATION><REF_ANNOTATION ANNOTATION_ID="a3" ANNOTATION_REF="a2">
<ANNOTATION_VALUE>뜻</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION></TIER></ANNOTATION_DOCUMENT>
"""
BOMB = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<ANNOTATION_DOCUMENT>&b;</ANNOTATION_DOCUMENT>"""
THIEF = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>
<ANNOTATION_DOCUMENT>&a;</ANNOTATION_DOCUMENT>"""


def test_pympi_reads_what_is_written(tmp_path: Path) -> None:
    path = tmp_path / "a.eaf"
    events = [
        Event('a < b & "c"', 0.25, 1.0, lane="words"),
        Event("개", 1.0, 1.5, lane="words"),
        Event("x", 0.5, 2.0, lane='o"ther'),
    ]
    assert labels.write(path, events, recording="my rec.wav") == ()
    document = Eaf(str(path))
    assert sorted(document.get_annotation_data_for_tier("words")) == [
        (250, 1000, 'a < b & "c"'),
        (1000, 1500, "개"),
    ]
    assert document.get_annotation_data_for_tier('o"ther') == [(500, 2000, "x")]
    assert document.get_linked_files()[0]["RELATIVE_MEDIA_URL"] == "./my rec.wav"


def test_reads_what_pympi_writes(tmp_path: Path) -> None:
    document = Eaf()
    document.add_tier("words")
    document.add_annotation("words", 100, 2500, "개 & x")
    document.to_file(str(tmp_path / "a.eaf"))
    assert labels.read(tmp_path / "a.eaf").events == (Event("개 & x", 0.1, 2.5, lane="words"),)


def test_time_slots_rise_and_are_used_once(tmp_path: Path) -> None:
    labels.write(tmp_path / "a.eaf", [Event("a", 0, 5), Event("b", 1, 2), Event("c", 3, 3)])
    root = ElementTree.parse(tmp_path / "a.eaf").getroot()
    times = [int(slot.get("TIME_VALUE")) for slot in root.iter("TIME_SLOT")]
    assert times == [0, 1000, 2000, 3000, 3001, 5000]
    used = [a.get(f"TIME_SLOT_REF{i}") for a in root.iter("ALIGNABLE_ANNOTATION") for i in (1, 2)]
    assert sorted(used) == sorted(slot.get("TIME_SLOT_ID") for slot in root.iter("TIME_SLOT"))


def test_rounding_short_events_and_overlap_are_said(tmp_path: Path) -> None:
    notes = labels.write(tmp_path / "a.eaf", [Event("a", 0, 1.0004), Event("b", 0.5, 0.5)])
    assert notes == (
        "ELAN EAF keeps times to 1 ms; 1 of 2 events had to be rounded.",
        "ELAN EAF cannot hold events without length; 1 became 1 ms long.",
        "ELAN EAF keeps overlapping events and points apart; some went to “Labels (2)”.",
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_slots_without_value_and_annotations_that_lean_on_others(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.eaf").write_bytes(DOCUMENT.encode(encoding))
    assert labels.read(tmp_path / "a.eaf").events == (
        Event("a & b", 1.0, 1.5, lane="words"),
        Event("c", 1.5, 2.0, lane="words"),
        Event("뜻", 1.5, 2.0, lane="gloss"),
    )


def test_annotations_that_lean_in_a_circle_are_left_out_and_told(tmp_path: Path) -> None:
    (tmp_path / "a.eaf").write_text(DOCUMENT.replace('ANNOTATION_REF="a2"', 'ANNOTATION_REF="a3"'))
    found = labels.read(tmp_path / "a.eaf")
    assert len(found.events) == 2
    assert found.notes == ("1 annotations without a time of their own or of a parent were left out.",)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (BOMB, r"a\.eaf, line 1: it declares a document type or entities"),
        (THIEF, "it declares a document type or entities"),
        (DOCUMENT[:700], "not well-formed XML"),
        ("<html/>", "no ELAN document"),
        ("", "not well-formed XML"),
        (DOCUMENT.replace('"2000"', '"-5"'), "line 4: the time “-5” is no count of milliseconds"),
        (DOCUMENT.replace('"2000"', '"soon"'), "line 4: the time “soon” is not a number"),
        (DOCUMENT.replace('"2000"', '"500"'), "line 6: the end time 0.75 s is before the start time 1 s"),
        (DOCUMENT.replace('REF2="ts3"', 'REF2="ts9"'), "line 8: the time slot “ts9” is nowhere given"),
        (DOCUMENT.replace('"milliseconds"', '"NTSC-frames"'), "time unit “NTSC-frames”"),
        ("<a>" * 200_000, "not well-formed XML"),
    ],
)
def test_says_what_is_wrong(tmp_path: Path, text: str, word: str) -> None:
    (tmp_path / "a.eaf").write_text(text)
    with pytest.raises(LabelError, match=word):
        labels.read(tmp_path / "a.eaf")


@pytest.mark.parametrize(("root", "count"), [("a2", 50_002), ("nowhere", 2)])
def test_long_chains_of_parents_are_walked_once(tmp_path: Path, root: str, count: int) -> None:
    """Walked again from each link, these would take minutes."""
    links = [
        f'<ANNOTATION><REF_ANNOTATION ANNOTATION_ID="c{n}" ANNOTATION_REF="{f"c{n + 1}" if n < 49_999 else root}">'
        "<ANNOTATION_VALUE>x</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION>"
        for n in range(50_000)
    ]
    text = DOCUMENT.partition('<TIER TIER_ID="gloss">')[0] + '<TIER TIER_ID="gloss">' + "".join(links)
    (tmp_path / "a.eaf").write_text(text + "</TIER></ANNOTATION_DOCUMENT>")
    events = labels.read(tmp_path / "a.eaf").events
    assert len(events) == count
    assert {(event.onset_s, event.offset_s) for event in events if event.lane == "gloss"} <= {(1.5, 2.0)}
