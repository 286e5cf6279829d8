"""WebVTT: cues as in subtitles, with the lane as the voice that speaks."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from core.domain import DEFAULT_LANE, Event
from core.labels import values
from core.labels.cues import ARROW, blocks, clock, cue, cue_text, short_note, span_ms
from core.labels.format import Format, LabelFile, Target, Written
from core.labels.source import Source
from core.labels.tiers import lane_name, lane_note
from core.labels.values import changed_note

TITLE = "WebVTT"
VOICE = re.compile(r"<v(?:\.[^ \t>]*)?[ \t]+([^>]*)>")
TAG = re.compile(r"</?[^>]*>")
OTHER_BLOCKS = ("NOTE", "STYLE", "REGION")
HEADER = re.compile(r"WEBVTT(?:[ \t\r\n]|$)")


def read(source: Source, recording: str | None) -> LabelFile:
    if not HEADER.match(source.text):
        raise source.place(1).error("the first line is not WEBVTT", "write WEBVTT into it")
    events = []
    for number, (start, block) in enumerate(blocks(source)):
        is_header = not number
        if not is_header and not _is_other(block):
            events.append(_event(source, start, block))
    return LabelFile(tuple(events))


def _is_other(block: list[str]) -> bool:
    return block[0].split()[0] in OTHER_BLOCKS and not any(ARROW in line for line in block[:2])


def _event(source: Source, start: int, block: list[str]) -> Event:
    found = cue(source, start, block)
    voice = VOICE.search(found.text)
    lane = html.unescape(voice[1]).strip() if voice else ""
    label = html.unescape(TAG.sub("", found.text))
    return values.make_event(found.place, label, found.onset, found.offset, lane=lane or DEFAULT_LANE)


def write(events: Sequence[Event], target: Target) -> Written:
    labels = [cue_text(event.label) for event in events]
    parts = ["WEBVTT\n"]
    for event, label in zip(events, labels, strict=True):
        start, end = (clock(ms, ".") for ms in span_ms(event))
        text = _voice(lane_name(event)) + _escaped(label)
        parts.append(f"{start} {ARROW} {end}\n" + (f"{text}\n" if text else ""))
    notes = changed_note(
        TITLE, [e.label for e in events], labels, "blank lines and control characters were taken out"
    )
    return Written("\n".join(parts), (*notes, *short_note(TITLE, events), *lane_note(TITLE, events)))


def _voice(lane: str) -> str:
    return "" if lane == DEFAULT_LANE else f"<v {_escaped(lane)}>"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def looks_like(text: str) -> bool:
    return HEADER.match(text) is not None


FORMAT = Format(
    "vtt",
    TITLE,
    (".vtt",),
    frozenset({"lane"}),
    1e-3,
    "no blank lines inside labels; at least 1 ms long",
    looks_like,
    read,
    write,
)
