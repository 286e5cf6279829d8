"""Numbers and labels as text, both ways: here every value is checked when it enters or leaves a file."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal

from core.domain import DEFAULT_LANE, Event, Verdict
from core.labels.source import Place, quoted

LONGEST_S = 1e9
HIGHEST_HZ = 1e9
NUMBER = re.compile(r"[+-]?(?:[0-9]+[.,]?[0-9]*|[.,][0-9]+)(?:[eE][+-]?[0-9]{1,4})?")
CLOCK = re.compile(r"(?:([0-9]{1,6}):)?([0-5]?[0-9]):([0-5]?[0-9](?:[.,][0-9]+)?)")
UNWRITABLE = "\ufffd"  # stands for what has no bytes in UTF-8
NOT_FINITE = {"nan", "inf", "infinity", "-inf", "-infinity", "+inf", "+infinity"}


def is_number(text: str) -> bool:
    return NUMBER.fullmatch(text.strip()) is not None


def decimal(text: str, name: str, place: Place) -> Decimal:
    """A finite number, exactly as it is written; a decimal comma counts as a point."""
    bare = text.strip()
    if bare.lower() in NOT_FINITE:
        raise place.error(f"the {name} {quoted(bare)} is not a finite number", "correct or remove this entry")
    if not NUMBER.fullmatch(bare):
        shown = quoted(bare) if bare else "is missing and"
        raise place.error(f"the {name} {shown} is not a number", "correct or remove this entry")
    value = Decimal(bare.replace(",", "."))
    if not math.isfinite(float(value)):
        raise place.error(f"the {name} {quoted(bare)} is too large", "correct or remove this entry")
    return value


def number(text: str, name: str, place: Place) -> float:
    return float(decimal(text, name, place))


def time_s(text: str, name: str, place: Place) -> Decimal:
    """Seconds, or hours, minutes and seconds with colons."""
    clock = CLOCK.fullmatch(text.strip())
    if clock is None:
        return decimal(text, name, place)
    hours, minutes, seconds = clock.groups()
    return Decimal(seconds.replace(",", ".")) + 60 * int(minutes) + 3600 * int(hours or 0)


def optional_number(text: str | None, name: str, place: Place) -> float | None:
    """None for an empty cell."""
    return None if text is None or not text.strip() else number(text, name, place)


def verdict(text: str | None, place: Place) -> Verdict:
    bare = (text or "").strip().lower()
    try:
        return Verdict(bare) if bare else Verdict.OPEN
    except ValueError as error:
        choices = ", ".join(Verdict)
        raise place.error(f"the verdict {quoted(bare)} is unknown", f"write one of {choices}") from error


def make_event(
    place: Place,
    label: str,
    onset_s: float | Decimal,
    offset_s: float | Decimal,
    *,
    low_hz: float | None = None,
    high_hz: float | None = None,
    score: float | None = None,
    verdict: Verdict = Verdict.OPEN,
    lane: str = DEFAULT_LANE,
) -> Event:
    event = Event(label, float(onset_s), float(offset_s), low_hz, high_hz, score, verdict, lane)
    check(event, place)
    return event


def check(event: Event, place: Place) -> None:
    """Raise where an event makes no sense, whoever made it."""
    _check_range(place, "start time", event.onset_s, LONGEST_S, "s")
    _check_range(place, "end time", event.offset_s, LONGEST_S, "s")
    if event.offset_s < event.onset_s:
        raise place.error(
            f"the end time {event.offset_s:g} s is before the start time {event.onset_s:g} s",
            "correct or remove this entry",
        )
    for name, value in (("low frequency", event.low_hz), ("high frequency", event.high_hz)):
        if value is not None:
            _check_range(place, name, value, HIGHEST_HZ, "Hz")
    if event.low_hz is not None and event.high_hz is not None and event.high_hz < event.low_hz:
        raise place.error(
            f"the high frequency {event.high_hz:g} Hz is below the low frequency {event.low_hz:g} Hz",
            "correct or remove this entry",
        )
    if event.score is not None and not math.isfinite(event.score):
        raise place.error("the score is not a finite number", "correct or remove this entry")


def _check_range(place: Place, name: str, value: float, most: float, unit: str) -> None:
    if not math.isfinite(value):
        raise place.error(f"the {name} is not a finite number", "correct or remove this entry")
    if value < 0:
        raise place.error(f"the {name} {value:g} {unit} is negative", "correct or remove this entry")
    if value > most:
        raise place.error(f"the {name} {value:g} {unit} is too large", "correct or remove this entry")


def micro(value: float) -> str:
    """Six decimals: finer than one sample at any rate that sound has."""
    return f"{value + 0.0:.6f}"  # adding zero turns -0.0 into 0.0


def exact(value: float) -> str:
    """The shortest decimal without exponent that reads back as the same number."""
    text = repr(float(value) + 0.0)
    if "e" in text:
        text = format(Decimal(text), "f")
    return text.removesuffix(".0")


def milliseconds(value: float) -> int:
    return round(value * 1000)


def one_line(text: str) -> str:
    """Without tabs, line ends and other control characters; a run of them becomes one space."""
    return _cleaned(text, keep="", separators=True)


def many_lines(text: str) -> str:
    """Line ends become one kind and stay, tabs stay, other control characters become a space."""
    return _cleaned(text.replace("\r\n", "\n").replace("\r", "\n"), keep="\n\t", separators=False)


def encodable(text: str) -> str:
    """Halves of surrogate pairs have no bytes in UTF-8."""
    if text.isascii():
        return text
    return "".join(UNWRITABLE if "\ud800" <= c <= "\udfff" else c for c in text)


def _cleaned(text: str, keep: str, separators: bool) -> str:
    if text.isprintable():
        return text
    out: list[str] = []
    for c in encodable(text):
        bad = c not in keep and (unicodedata.category(c) == "Cc" or (separators and c in "\u2028\u2029"))
        if not bad:
            out.append(c)
        elif not out or out[-1] != "\0":
            out.append("\0")  # stands for the run until all are joined
    return "".join(out).replace("\0", " ")


def changed_note(title: str, before: Sequence[str], after: Sequence[str], how: str) -> list[str]:
    """One sentence if labels or lanes could not be written as they are."""
    count = sum(a != b for a, b in zip(before, after, strict=True))
    if not count:
        return []
    return [f"{count} {'label was' if count == 1 else 'labels were'} changed for {title}: {how}."]
