"""The filter line over the table of events: `verdict:open score>0.5 label:dog rain` as a mask."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.errors import UsageError
from desktop.event_cells import parse_seconds
from desktop.event_columns import VERDICTS, EventColumns

Mask = NDArray[np.bool_]
Condition = Callable[[EventColumns], Mask]
_WORD = re.compile(r'(-?)(?:(\w+)\s*(:|>=|<=|>|<|=)\s*)?("[^"]*"|\S+)')
_COMPARE: dict[str, Callable[[NDArray[np.float64], float], Mask]] = {
    ">": np.greater, ">=": np.greater_equal, "<": np.less, "<=": np.less_equal,
    "=": np.isclose, ":": np.isclose,
}
_TIMES: dict[str, Callable[[EventColumns], NDArray[np.float64]]] = {
    "onset": lambda c: c.onset_s, "offset": lambda c: c.offset_s,
    "duration": lambda c: c.offset_s - c.onset_s,
}
_NUMBERS: dict[str, Callable[[EventColumns], NDArray[np.float64]]] = {
    "score": lambda c: c.score, "low": lambda c: c.low_hz, "high": lambda c: c.high_hz,
}


@dataclass(frozen=True, slots=True)
class EventFilter:
    """What has to hold together. `problem` is the word that was not understood; it is left out."""

    conditions: tuple[Condition, ...] = ()
    problem: str | None = None

    def mask(self, columns: EventColumns) -> Mask:
        mask = np.ones(len(columns), bool)
        for condition in self.conditions:
            mask &= condition(columns)
        return mask


def parse(text: str) -> EventFilter:
    conditions: list[Condition] = []
    problem = None
    for match in _WORD.finditer(text):
        minus, key, sign, value = match.groups()
        try:
            condition = _condition(key, sign, value.strip('"'))
        except UsageError:
            problem = match.group().strip()
            continue
        conditions.append(_negated(condition) if minus else condition)
    return EventFilter(tuple(conditions), problem)


def _condition(key: str | None, sign: str, value: str) -> Condition:
    if key is None:
        return lambda c: _names(c.labels.texts, c.label, value) | _names(c.lanes.texts, c.lane, value)
    key = key.casefold()
    if key == "label" and sign in ":=":
        return lambda c: _names(c.labels.texts, c.label, value, sign == "=")
    if key == "lane" and sign in ":=":
        return lambda c: _names(c.lanes.texts, c.lane, value, sign == "=")
    if key == "verdict" and sign in ":=":
        return _verdict(value)
    if key in _TIMES:
        return _comparison(_TIMES[key], sign, parse_seconds(value))
    if key in _NUMBERS:
        return _comparison(_NUMBERS[key], sign, _number(value))
    raise UsageError(f"There is no column “{key}” to filter by.")


def _negated(condition: Condition) -> Condition:
    return lambda columns: ~condition(columns)


def _comparison(of: Callable[[EventColumns], NDArray[np.float64]], sign: str, value: float) -> Condition:
    return lambda columns: _COMPARE[sign](of(columns), value)  # a missing number fulfils none


def _verdict(value: str) -> Condition:
    value = value.casefold()
    codes = [code for code, verdict in enumerate(VERDICTS) if value and verdict.value.startswith(value)]
    if not codes:
        raise UsageError(f"“{value}” is no verdict: write open, verified or rejected.")
    return lambda columns: np.isin(columns.verdict, codes)


def _names(texts: list[str], codes: NDArray[np.int32], wanted: str, whole: bool = False) -> Mask:
    wanted = wanted.casefold()
    fits = [text.casefold() == wanted if whole else wanted in text.casefold() for text in texts]
    return np.array(fits, bool)[codes] if texts else np.zeros(len(codes), bool)


def _number(text: str) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        raise UsageError(f"“{text}” is no number.") from None
