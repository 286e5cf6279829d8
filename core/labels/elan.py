"""ELAN EAF: tiers are lanes, and times are whole milliseconds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from xml.sax.saxutils import escape, quoteattr

from core.domain import Event
from core.labels import values
from core.labels.cues import short_note, span_ms
from core.labels.elan_reader import Document
from core.labels.format import Format, LabelFile, Target, Written
from core.labels.source import Source
from core.labels.tiers import Tier, by_lane, extra_note, free_name, lane_note, without_overlap
from core.labels.values import changed_note, one_line

TITLE = "ELAN EAF"
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<ANNOTATION_DOCUMENT AUTHOR="" DATE={date} FORMAT="3.0" VERSION="3.0" \
xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
xsi:noNamespaceSchemaLocation="http://www.mpi.nl/tools/elan/EAFv3.0.xsd">
    <HEADER MEDIA_FILE="" TIME_UNITS="milliseconds">
        <MEDIA_DESCRIPTOR MEDIA_URL={url} MIME_TYPE={mime} RELATIVE_MEDIA_URL={relative}/>
        <PROPERTY NAME="lastUsedAnnotationId">{count}</PROPERTY>
    </HEADER>
"""
TAIL = """    <LINGUISTIC_TYPE \
GRAPHIC_REFERENCES="false" LINGUISTIC_TYPE_ID="default-lt" TIME_ALIGNABLE="true"/>
</ANNOTATION_DOCUMENT>
"""


def read(source: Source, recording: str | None) -> LabelFile:
    document = Document(source)
    document.parse()
    events, notes = document.events()
    return LabelFile(tuple(events), tuple(notes))


def write(events: Sequence[Event], target: Target) -> Written:
    labels = {event: _held(values.many_lines(event.label)) for event in events}
    tiers, extra = _tiers(events)
    slots, body = _body(tiers, labels)
    name = _held(one_line(target.recording))
    is_video = name.lower().endswith((".mp4", ".mkv", ".webm", ".mov", ".avi"))
    head = HEAD.format(
        date=quoteattr(datetime.now(UTC).isoformat(timespec="seconds")),
        url=quoteattr(f"file:///{name}"),
        mime='"video/*"' if is_video else '"audio/x-wav"',
        relative=quoteattr(f"./{name}"),
        count=len(events),
    )
    notes = changed_note(
        TITLE, [e.label for e in events], [labels[e] for e in events], "control characters became spaces"
    )
    return Written(
        head + slots + body + TAIL,
        (*notes, *short_note(TITLE, events), *extra_note(TITLE, extra), *lane_note(TITLE, events)),
    )


def _tiers(events: Sequence[Event]) -> tuple[list[Tier], list[str]]:
    lanes = by_lane(events)
    names, extra, tiers = list(lanes), [], []
    for lane, members in lanes.items():
        for number, row in enumerate(without_overlap(members, span_ms)):
            name = free_name(lane, names) if number else lane
            if number:
                names.append(name)
                extra.append(name)
            tiers.append(Tier(_held(name), tuple(row)))
    return tiers or [Tier("default", ())], extra


def _body(tiers: Sequence[Tier], labels: dict[Event, str]) -> tuple[str, str]:
    """Time slots stand in the order of time, as ELAN expects, whatever tier they serve."""
    spans = [span_ms(event) for tier in tiers for event in tier.events]
    order = sorted((ms, number, end) for number, span in enumerate(spans) for end, ms in enumerate(span))
    slots = {(number, end): at for at, (_, number, end) in enumerate(order, start=1)}
    times = [
        f'        <TIME_SLOT TIME_SLOT_ID="ts{at}" TIME_VALUE="{ms}"/>\n'
        for at, (ms, _, _) in enumerate(order, start=1)
    ]
    lines: list[str] = []
    number = 0
    for tier in tiers:
        lines.append(f'    <TIER LINGUISTIC_TYPE_REF="default-lt" TIER_ID={quoteattr(tier.name)}>')
        for event in tier.events:
            lines.append(_annotation(number, slots[number, 0], slots[number, 1], labels[event]))
            number += 1
        lines.append("    </TIER>")
    return "    <TIME_ORDER>\n" + "".join(times) + "    </TIME_ORDER>\n", "\n".join(lines) + "\n"


def _annotation(number: int, start: int, end: int, label: str) -> str:
    return (
        f'        <ANNOTATION>\n            <ALIGNABLE_ANNOTATION ANNOTATION_ID="a{number + 1}" '
        f'TIME_SLOT_REF1="ts{start}" TIME_SLOT_REF2="ts{end}">\n'
        f"                <ANNOTATION_VALUE>{escape(label)}</ANNOTATION_VALUE>\n"
        "            </ALIGNABLE_ANNOTATION>\n        </ANNOTATION>"
    )


def _held(text: str) -> str:
    """XML has no place for two characters beside the control characters."""
    return text.replace("\ufffe", " ").replace("\uffff", " ")


def looks_like(text: str) -> bool:
    return "<ANNOTATION_DOCUMENT" in text[:4000]


FORMAT = Format(
    "eaf",
    TITLE,
    (".eaf",),
    frozenset({"lane"}),
    1e-3,
    "at least 1 ms long; overlapping events of one lane go to further tiers",
    looks_like,
    read,
    write,
)
