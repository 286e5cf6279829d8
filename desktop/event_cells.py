"""What stands in each column of the table of events, and what a person may type into it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from core.domain import Event, Verdict
from core.errors import UsageError
from desktop import labelling, reviewing
from desktop.labelling import QT_TRANSLATE_NOOP
from desktop.pane import PaneState
from desktop.wording import clock_text

_CLOCK = re.compile(r"(?:(?:(\d+):)?(\d+):)?(\d+(?:[.,]\d*)?|[.,]\d+)\s*s?")


@dataclass(frozen=True, slots=True)
class Column:
    """`show` gives the text of a cell. `edit` changes the event, or raises a sentence about the text."""

    name: str
    title: str
    show: Callable[[Event], str]
    edit: Callable[[PaneState, int, str], None]
    is_number: bool = True


def _refusal(sentence: str, *values: str) -> UsageError:
    return UsageError(QCoreApplication.translate("EventTable", sentence).format(*values))


def parse_seconds(text: str) -> float:
    """Seconds, m:ss or h:mm:ss, with decimals: 75.5, 1:15.5 and 0:01:15.500 are the same."""
    match = _CLOCK.fullmatch(text.strip())
    if match is None:
        raise _refusal(
            QT_TRANSLATE_NOOP("EventTable", "“{}” is no time: type 75.5 or h:mm:ss.mmm (0:01:15.500)."), text
        )
    hours, minutes, seconds = match.groups()
    rest_s = float(seconds.replace(",", "."))
    if (minutes and rest_s >= 60) or (hours and int(minutes) >= 60):
        raise _refusal(
            QT_TRANSLATE_NOOP("EventTable", "“{}” is no time: after a colon 59 is the most."), text
        )
    return int(hours or 0) * 3600 + int(minutes or 0) * 60 + rest_s


def _parse_number(text: str) -> float | None:
    """A number, or None for an empty text."""
    if not text.strip():
        return None
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise _refusal(
            QT_TRANSLATE_NOOP("EventTable", "“{}” is no number: type digits, or leave the cell empty."), text
        )
    return value


def _parse_verdict(text: str) -> Verdict:
    try:
        return Verdict(text.strip().casefold())
    except ValueError:
        raise _refusal(
            QT_TRANSLATE_NOOP("EventTable", "“{}” is no verdict: choose open, verified or rejected."), text
        ) from None


def _number_text(value: float | None, decimals: int) -> str:
    return "" if value is None else f"{value:.{decimals}f}"


def _set_times(pane: PaneState, number: int, onset_s: float, offset_s: float) -> None:
    if offset_s - onset_s < labelling.SHORTEST_EVENT_S:
        raise _refusal(
            QT_TRANSLATE_NOOP("EventTable", "It cannot begin at {} and end at {}: type an end after that."),
            clock_text(onset_s), clock_text(offset_s),
        )
    if offset_s > pane.duration_s + 0.0005:  # what is shown is rounded to milliseconds
        raise _refusal(
            QT_TRANSLATE_NOOP("EventTable", "The recording ends at {}: type a time before that."),
            clock_text(pane.duration_s),
        )
    labelling.stretch(pane, number, onset_s, offset_s)


def _set_onset(pane: PaneState, number: int, text: str) -> None:
    event = pane.annotations.events[number]
    if text != clock_text(event.onset_s):
        _set_times(pane, number, parse_seconds(text), event.offset_s)


def _set_offset(pane: PaneState, number: int, text: str) -> None:
    event = pane.annotations.events[number]
    if text != clock_text(event.offset_s):
        _set_times(pane, number, event.onset_s, parse_seconds(text))


def _set_duration(pane: PaneState, number: int, text: str) -> None:
    event = pane.annotations.events[number]
    if text != _duration_text(event):
        _set_times(pane, number, event.onset_s, event.onset_s + parse_seconds(text))


def _duration_text(event: Event) -> str:
    return _number_text(event.duration_s, 3)


def _set_low(pane: PaneState, number: int, text: str) -> None:
    event = pane.annotations.events[number]
    if text != _number_text(event.low_hz, 1):
        high = labelling.nyquist_hz(pane) if event.high_hz is None else event.high_hz
        _set_band(pane, number, _parse_number(text), high)


def _set_high(pane: PaneState, number: int, text: str) -> None:
    event = pane.annotations.events[number]
    if text != _number_text(event.high_hz, 1):
        _set_band(pane, number, event.low_hz or 0.0, _parse_number(text))


def _set_band(pane: PaneState, number: int, low: float | None, high: float | None) -> None:
    """An emptied cell takes the whole band away."""
    if low is None or high is None:
        labelling.set_band(pane, [number], None, None)
        return
    most = labelling.nyquist_hz(pane)
    if not 0 <= low < high <= most:
        raise _refusal(
            QT_TRANSLATE_NOOP("EventTable", "The band {}–{} Hz cannot be: low < high, between 0 and {} Hz."),
            f"{low:g}", f"{high:g}", f"{most:g}",
        )
    labelling.set_band(pane, [number], low, high)


def _set_verdict(pane: PaneState, number: int, text: str) -> None:
    reviewing.judge(pane, [number], _parse_verdict(text))


COLUMNS = (
    Column("label", QT_TRANSLATE_NOOP("EventTable", "Label"), lambda e: e.label,
           lambda pane, n, text: labelling.relabel(pane, [n], text), is_number=False),
    Column("lane", QT_TRANSLATE_NOOP("EventTable", "Lane"), lambda e: e.lane,
           lambda pane, n, text: labelling.to_lane(pane, [n], text), is_number=False),
    Column("onset", QT_TRANSLATE_NOOP("EventTable", "Onset"), lambda e: clock_text(e.onset_s), _set_onset),
    Column("offset", QT_TRANSLATE_NOOP("EventTable", "Offset"),
           lambda e: clock_text(e.offset_s), _set_offset),
    Column("duration", QT_TRANSLATE_NOOP("EventTable", "Duration (s)"), _duration_text, _set_duration),
    Column("low", QT_TRANSLATE_NOOP("EventTable", "Low (Hz)"), lambda e: _number_text(e.low_hz, 1), _set_low),
    Column("high", QT_TRANSLATE_NOOP("EventTable", "High (Hz)"),
           lambda e: _number_text(e.high_hz, 1), _set_high),
    Column("score", QT_TRANSLATE_NOOP("EventTable", "Score"), lambda e: _number_text(e.score, 3),
           lambda pane, n, text: labelling.set_score(pane, [n], _parse_number(text))),
    Column("verdict", QT_TRANSLATE_NOOP("EventTable", "Verdict"), lambda e: e.verdict.value, _set_verdict,
           is_number=False),
)
NAMES = tuple(column.name for column in COLUMNS)
