"""Praat TextGrid: tiers are lanes, gaps are empty intervals, events without length are points."""

from __future__ import annotations

from collections.abc import Sequence

from core.domain import Event
from core.labels.format import Format, Target, Written
from core.labels.textgrid_reader import read
from core.labels.tiers import Tier, by_lane, extra_note, free_name, lane_note, without_overlap
from core.labels.values import changed_note, exact, many_lines

TITLE = "Praat TextGrid"
NAMELESS = "unlabelled"  # an interval without text is a gap


def write(events: Sequence[Event], target: Target) -> Written:
    labels = {event: many_lines(event.label) for event in events}
    for event in events:
        if event.duration_s > 0 and not labels[event].strip():
            labels[event] = NAMELESS
    tiers, extra = _tiers(events)
    duration = max([target.duration_s or 0.0, *(event.offset_s for event in events)])
    if duration <= 0:
        duration = 1.0  # Praat refuses a grid without length
    body = "".join(_tier_text(n, tier, duration, labels) for n, tier in enumerate(tiers, start=1))
    head = (
        f'File type = "ooTextFile"\nObject class = "TextGrid"\n\nxmin = 0 \nxmax = {exact(duration)} \n'
        f"tiers? <exists> \nsize = {len(tiers)} \nitem []: \n"
    )
    how = f"control characters became spaces, and “{NAMELESS}” stands where there was no text"
    notes = changed_note(TITLE, [e.label for e in events], [labels[e] for e in events], how)
    return Written(head + body, (*notes, *extra_note(TITLE, extra), *lane_note(TITLE, events)))


def _tiers(events: Sequence[Event]) -> tuple[list[Tier], list[str]]:
    """Interval tiers and point tiers, and the names of those that were needed beside the lanes."""
    lanes = by_lane(events)
    names: list[str] = list(lanes)
    tiers: list[Tier] = []
    extra: list[str] = []
    for lane, members in lanes.items():
        rows = [(row, False) for row in without_overlap((e for e in members if e.duration_s > 0), _span)]
        rows += [(row, True) for row in _points([e for e in members if e.duration_s <= 0])]
        for number, (row, points) in enumerate(rows):
            name = lane if not number else free_name(f"{lane} (points)" if points else lane, names)
            if number:
                names.append(name)
                extra.append(name)
            tiers.append(Tier(name, tuple(row), points))
    return tiers, extra


def _points(events: Sequence[Event]) -> list[list[Event]]:
    """Two points of one tier cannot stand at the same time."""
    rows: list[list[Event]] = []
    for event in events:
        row = next((row for row in rows if row[-1].onset_s < event.onset_s), None)
        if row is None:
            rows.append([event])
        else:
            row.append(event)
    return rows


def _span(event: Event) -> tuple[float, float]:
    return event.onset_s, event.offset_s


def _tier_text(number: int, tier: Tier, duration: float, labels: dict[Event, str]) -> str:
    entries = _points_of(tier, labels) if tier.points else _intervals_of(tier, duration, labels)
    kind, word = ("TextTier", "points") if tier.points else ("IntervalTier", "intervals")
    lines = [
        f"    item [{number}]:",
        f'        class = "{kind}" ',
        f'        name = "{_quote(tier.name)}" ',
        "        xmin = 0 ",
        f"        xmax = {exact(duration)} ",
        f"        {word}: size = {len(entries)} ",
    ]
    for at, fields in enumerate(entries, start=1):
        lines += [f"        {word} [{at}]:", *(f"            {name} = {value} " for name, value in fields)]
    return "\n".join(lines) + "\n"


def _intervals_of(tier: Tier, duration: float, labels: dict[Event, str]) -> list[list[tuple[str, str]]]:
    spans: list[tuple[float, float, str]] = []
    end = 0.0
    for event in tier.events:
        if event.onset_s > end:
            spans.append((end, event.onset_s, ""))
        spans.append((event.onset_s, event.offset_s, labels[event]))
        end = event.offset_s
    if end < duration:
        spans.append((end, duration, ""))
    return [[("xmin", exact(a)), ("xmax", exact(b)), ("text", f'"{_quote(text)}"')] for a, b, text in spans]


def _points_of(tier: Tier, labels: dict[Event, str]) -> list[list[tuple[str, str]]]:
    return [[("number", exact(e.onset_s)), ("mark", f'"{_quote(labels[e])}"')] for e in tier.events]


def _quote(text: str) -> str:
    return text.replace('"', '""')


def looks_like(text: str) -> bool:
    head = text[:400]
    return "ooTextFile" in head and "TextGrid" in head


FORMAT = Format(
    "textgrid",
    TITLE,
    (".TextGrid",),
    frozenset({"lane"}),
    None,
    "overlapping events of one lane go to further tiers, points to tiers of their own",
    looks_like,
    read,
    write,
)
