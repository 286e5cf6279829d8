"""Reads EAF without document types and entities, so that no file can make it grow or fetch anything."""

from __future__ import annotations

from dataclasses import dataclass
from xml.parsers import expat

from core.domain import DEFAULT_LANE, Event
from core.labels import values
from core.labels.source import Place, Source, quoted


@dataclass(slots=True)
class _Annotation:
    tier: str
    line: int
    slots: tuple[str, str] | None
    parent: str
    text: str = ""


class Document:
    """What matters in an EAF file: time slots, and annotations with slots of their own or with a parent."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._slots: dict[str, int | None] = {}
        self._annotations: dict[str, _Annotation] = {}
        self._tier = DEFAULT_LANE
        self._open: _Annotation | None = None
        self._in_value = False
        self._is_eaf = False
        self._parser = expat.ParserCreate("utf-8")

    def parse(self) -> None:
        parser = self._parser
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._refuse
        parser.EntityDeclHandler = self._refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        try:
            parser.Parse(self._source.text.encode("utf-8", "replace"), True)
        except expat.ExpatError as error:
            raise self._source.place(error.lineno).error(
                f"this is not well-formed XML ({expat.ErrorString(error.code)})", "save it again from ELAN"
            ) from error
        if not self._is_eaf:
            raise self._source.place().error("this is XML, but no ELAN document", "name a file saved by ELAN")

    def events(self) -> tuple[list[Event], list[str]]:
        times = self._times_ms()
        events: list[Event] = []
        loose = 0
        for name, annotation in self._annotations.items():
            owner = self._owner(name)
            place = self._source.place(annotation.line)
            if owner is None or owner.slots is None:
                loose += 1
                continue
            missing = [slot for slot in owner.slots if slot not in times]
            if missing:
                raise place.error(
                    f"the time slot {quoted(missing[0])} is nowhere given", "save it again from ELAN"
                )
            start, end = (times[slot] / 1000 for slot in owner.slots)
            events.append(values.make_event(place, annotation.text, start, end, lane=annotation.tier))
        notes = (
            [f"{loose} annotations without a time of their own or of a parent were left out."]
            if loose
            else []
        )
        return events, notes

    def _owner(self, name: str) -> _Annotation | None:
        """The annotation whose times count: itself, or the nearest ancestor that has some."""
        chain: dict[str, _Annotation] = {}
        while name in self._annotations and name not in chain:
            found = chain[name] = self._annotations[name]
            if found.slots is not None:
                for below in chain.values():  # so that long chains are not walked again from each link
                    below.slots = found.slots
                return found
            name = found.parent
        for below in chain.values():
            below.parent = ""
        return None

    def _times_ms(self) -> dict[str, float]:
        """Slots without a value stand evenly between their neighbours, as ELAN shows them."""
        names = list(self._slots)
        times: dict[str, float] = {}
        waiting: list[str] = []
        last = 0.0
        for name in names:
            value = self._slots[name]
            if value is None:
                waiting.append(name)
                continue
            for at, between in enumerate(waiting, start=1):
                times[between] = last + (value - last) * at / (len(waiting) + 1)
            waiting.clear()
            times[name] = last = float(value)
        return times | dict.fromkeys(waiting, last)

    def _refuse(self, *declaration: object) -> None:
        raise self._place_here().error(
            "it declares a document type or entities, which no ELAN file needs", "save it again from ELAN"
        )

    def _place_here(self) -> Place:
        return self._source.place(self._parser.CurrentLineNumber)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "ANNOTATION_DOCUMENT":
            self._is_eaf = True
        elif name == "HEADER" and attributes.get("TIME_UNITS", "milliseconds") != "milliseconds":
            raise self._place_here().error(
                f"its time unit {quoted(attributes['TIME_UNITS'])} is not milliseconds",
                "save it again from ELAN",
            )
        elif name == "TIME_SLOT":
            self._slots[attributes.get("TIME_SLOT_ID", "")] = self._slot_ms(attributes.get("TIME_VALUE"))
        elif name == "TIER":
            self._tier = attributes.get("TIER_ID") or DEFAULT_LANE
        elif name in ("ALIGNABLE_ANNOTATION", "REF_ANNOTATION"):
            self._begin(attributes)
        elif name == "ANNOTATION_VALUE":
            self._in_value = True

    def _begin(self, attributes: dict[str, str]) -> None:
        first, second = attributes.get("TIME_SLOT_REF1"), attributes.get("TIME_SLOT_REF2")
        slots = (first, second) if first is not None and second is not None else None
        self._open = _Annotation(
            self._tier, self._parser.CurrentLineNumber, slots, attributes.get("ANNOTATION_REF", "")
        )
        name = attributes.get("ANNOTATION_ID") or f" {len(self._annotations)}"
        self._annotations[name if name not in self._annotations else f" {len(self._annotations)}"] = (
            self._open
        )

    def _slot_ms(self, text: str | None) -> int | None:
        if text is None:
            return None
        place = self._place_here()
        value = values.number(text, "time", place)
        if not 0 <= value <= values.LONGEST_S * 1000 or value != int(value):
            raise place.error(
                f"the time {quoted(text)} is no count of milliseconds", "correct or remove this slot"
            )
        return int(value)

    def _end(self, name: str) -> None:
        if name == "ANNOTATION_VALUE":
            self._in_value = False

    def _characters(self, text: str) -> None:
        if self._in_value and self._open is not None:
            self._open.text += text
