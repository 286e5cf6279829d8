"""Reads Praat TextGrids, long and short, by the tokens that Praat itself looks for."""

from __future__ import annotations

import re

from core.domain import Event
from core.labels import values
from core.labels.format import LabelFile
from core.labels.source import LINE_END, Place, Source, quoted

TOKEN = re.compile(
    r'"([^"]*(?:""[^"]*)*)"'
    r"|(<exists>|<absent>)"
    r"|(?<!\S)([+-]?[0-9][0-9.]*(?:[eE][+-]?[0-9]+)?)(?!\S)"
    r"|(?<!\S)(![^\r\n]*)"
    r'|(")'
)
KINDS = {"IntervalTier": False, "TextTier": True}


class _Tokens:
    """Strings, numbers and flags one after the other; all else is comment, as Praat itself reads it."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._found = (found for found in TOKEN.finditer(source.text) if found[4] is None)
        self._at = 0
        self._line, self._counted = 1, 0

    def text(self, name: str) -> str:
        found = self._next(name)
        if found[1] is None:
            raise self.place().error(
                f"{quoted(found[0])} stands where the {name} should be", "check the file in Praat"
            )
        return found[1].replace('""', '"')

    def number(self, name: str) -> str:
        found = self._next(name)
        if found[3] is None:
            raise self.place().error(
                f"{quoted(found[0])} stands where the {name} should be", "check the file in Praat"
            )
        return found[3]

    def flag(self) -> bool:
        return self._next("flag <exists>")[2] == "<exists>"

    def count(self, name: str) -> int:
        text = self.number(name)
        if not text.isdigit() or len(text) > 12:
            raise self.place().error(
                f"the {name} {quoted(text)} is no whole number", "check the file in Praat"
            )
        return int(text)

    def place(self) -> Place:
        """The line of the last token, counted on from where it was counted before."""
        self._line += len(LINE_END.findall(self._source.text, self._counted, self._at))
        self._counted = self._at
        return self._source.place(self._line)

    def _next(self, name: str) -> re.Match[str]:
        found = next(self._found, None)
        if found is None:
            self._at = len(self._source.text)
            raise self.place().error(
                f"the file ends where the {name} should be", "it may be cut short; save it again"
            )
        self._at = found.start()
        if found[5] is not None:
            raise self.place().error("a quotation mark is opened and never closed", "check the file in Praat")
        return found


def read(source: Source, recording: str | None) -> LabelFile:
    if not source.text.strip():
        raise source.place().error("the file is empty", "save it again from Praat")
    tokens = _Tokens(source)
    if not tokens.text("file type").startswith("ooTextFile") or tokens.text("object class") != "TextGrid":
        raise source.place(1).error("this is no TextGrid in text form", "save it in Praat as a text file")
    tokens.number("start time")
    duration = float(values.decimal(tokens.number("end time"), "end time", tokens.place()))
    if not tokens.flag():
        return LabelFile((), duration_s=duration)
    events: list[Event] = []
    for _ in range(tokens.count("number of tiers")):
        events += _tier(tokens)
    return LabelFile(tuple(events), duration_s=duration)


def _tier(tokens: _Tokens) -> list[Event]:
    kind = tokens.text("kind of tier")
    if kind not in KINDS:
        raise tokens.place().error(f"the kind of tier {quoted(kind)} is unknown", "check the file in Praat")
    lane = tokens.text("name of the tier") or kind
    tokens.number("start time")
    tokens.number("end time")
    entries = range(tokens.count("number of labels"))
    found = (_point(tokens, lane) if KINDS[kind] else _interval(tokens, lane) for _ in entries)
    return [event for event in found if event is not None]


def _point(tokens: _Tokens, lane: str) -> Event:
    time_s = values.decimal(tokens.number("time"), "time", tokens.place())
    place = tokens.place()
    return values.make_event(place, tokens.text("mark"), time_s, time_s, lane=lane)


def _interval(tokens: _Tokens, lane: str) -> Event | None:
    onset = values.decimal(tokens.number("start time"), "start time", tokens.place())
    place = tokens.place()
    offset = values.decimal(tokens.number("end time"), "end time", tokens.place())
    label = tokens.text("label")
    return values.make_event(place, label, onset, offset, lane=lane) if label.strip() else None
