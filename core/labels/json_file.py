"""JSON with every field of an event; a bare list of objects with a start, an end and a label is read too."""

from __future__ import annotations

import json
from collections.abc import Sequence

from core.domain import Event
from core.labels import values
from core.labels.columns import Row, chosen_recording, event_of_row, field_columns
from core.labels.format import EVERYTHING, Format, LabelFile, Target, Written
from core.labels.source import Place, Source, quoted
from core.labels.values import changed_note, encodable

TITLE = "JSON"
FORMAT_NAME = "auralens-labels"
VERSION = 1


def read(source: Source, recording: str | None) -> LabelFile:
    data = _parsed(source)
    if isinstance(data, list):
        entries, about = data, {}
    elif isinstance(data, dict) and isinstance(data.get("events"), list):
        entries, about = data["events"], data
    else:
        raise source.place().error(
            "it holds no list of events", "write a list, or an object with the key “events”"
        )
    version = about.get("version", VERSION)
    if about.get("format") == FORMAT_NAME and version != VERSION:
        raise source.place().error(
            f"its version {quoted(str(version))} is unknown", "update Auralens to read it"
        )
    events = [event_of_row(_row(source, number, entry)) for number, entry in enumerate(entries, start=1)]
    name = about.get("recording")
    found, notes = chosen_recording(source, [name] if isinstance(name, str) else [], recording)
    return LabelFile(tuple(events), tuple(notes), found, _duration_s(about.get("duration_s")))


def _duration_s(value: object) -> float | None:
    """Only a help for other formats, so a wrong one is no reason to refuse the labels."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and 0 <= value < values.LONGEST_S else None  # type: ignore[operator,arg-type]


def _parsed(source: Source) -> object:
    try:
        return json.loads(source.text, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        raise source.place(error.lineno).error(
            f"this is not valid JSON ({error.msg})", "correct it"
        ) from error
    except (ValueError, RecursionError) as error:
        raise source.place().error(
            "it holds a number that is not finite, or is nested too deeply", "correct it"
        ) from error


def _refuse(name: str) -> object:
    raise ValueError(name)


def _row(source: Source, number: int, entry: object) -> Row:
    place = source.place()
    if not isinstance(entry, dict):
        raise place.error(
            f"event {number} is not an object", "write a label, an onset_s and an offset_s for each"
        )
    keys = list(entry)
    cells = {}
    for field, at in field_columns(keys).items():
        value = entry[keys[at]]
        if isinstance(value, dict | list | bool):
            raise place.error(
                f"{quoted(keys[at])} of event {number} is neither text nor a number", "correct it"
            )
        if value is not None:
            cells[field] = value if isinstance(value, str) else repr(value)
    return Row(cells, Place(f"{source.name}, event {number}"))


def write(events: Sequence[Event], target: Target) -> Written:
    labels = [encodable(event.label) for event in events]
    head = {
        "format": FORMAT_NAME,
        "version": VERSION,
        "recording": encodable(target.recording),
        "duration_s": target.duration_s,
    }
    body = ",\n".join(
        "  " + json.dumps(_entry(event, label), ensure_ascii=False)
        for event, label in zip(events, labels, strict=True)
    )
    start = json.dumps(head, ensure_ascii=False, indent=1)[:-2]
    text = f'{start},\n "events": [\n{body}\n ]\n}}\n' if events else f'{start},\n "events": []\n}}\n'
    notes = changed_note(TITLE, [e.label for e in events], labels, "halves of surrogate pairs were replaced")
    return Written(text, tuple(notes))


def _entry(event: Event, label: str) -> dict[str, object]:
    return {
        "label": label,
        "onset_s": float(event.onset_s),
        "offset_s": float(event.offset_s),
        "low_hz": event.low_hz,
        "high_hz": event.high_hz,
        "score": event.score,
        "verdict": str(event.verdict),
        "lane": encodable(event.lane),
    }


def looks_like(text: str) -> bool:
    return text.lstrip()[:1] in ("{", "[")


FORMAT = Format("json", TITLE, (".json",), EVERYTHING, None, "nothing is lost", looks_like, read, write)
