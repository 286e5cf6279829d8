"""Events by number in a map that never changes: an edited copy shares its untouched chunks with the old one.

A thousand steps of undo over a hundred thousand events would otherwise hold gigabytes, and finding what
a step changed would mean reading every event.
"""

from __future__ import annotations

from collections.abc import ItemsView, Iterable, Iterator, Mapping, ValuesView
from itertools import chain

from core.domain import Event

_CHUNK_BITS = 8
_NOTHING: dict[int, Event] = {}
Chunks = dict[int, dict[int, Event]]


class EventMap(Mapping[int, Event]):
    """Iterates by rising number."""

    __slots__ = ("_chunks", "_length")

    def __init__(self, events: Mapping[int, Event] | None = None) -> None:
        self._chunks: Chunks = {}
        for number in sorted(events or ()):
            self._chunks.setdefault(number >> _CHUNK_BITS, {})[number] = events[number]  # type: ignore[index]
        self._length = len(events or ())

    def __getitem__(self, number: int) -> Event:
        return self._chunks.get(number >> _CHUNK_BITS, _NOTHING)[number]

    def __iter__(self) -> Iterator[int]:
        return chain.from_iterable(self._chunks.values())

    def __len__(self) -> int:
        return self._length

    def __contains__(self, number: object) -> bool:
        return isinstance(number, int) and number in self._chunks.get(number >> _CHUNK_BITS, _NOTHING)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, EventMap):
            return self._length == other._length and self._chunks == other._chunks
        return super().__eq__(other)

    __hash__ = None  # type: ignore[assignment]

    def items(self) -> ItemsView[int, Event]:
        return _Items(self)

    def values(self) -> ValuesView[Event]:
        return _Values(self)

    def edited(self, put: Mapping[int, Event], drop: Iterable[int] = ()) -> EventMap:
        """A copy with some events put and some dropped."""
        touched: Chunks = {}
        for number, event in put.items():
            self._open(touched, number)[number] = event
        for number in drop:
            if number in self or number in put:
                self._open(touched, number).pop(number, None)
        return self._merged(touched)

    def changes_since(self, old: EventMap) -> tuple[dict[int, Event], list[int]]:
        """What was put (new or changed) and which numbers were dropped, on the way from `old` to this map."""
        put: dict[int, Event] = {}
        dropped: list[int] = []
        for key in self._chunks.keys() | old._chunks.keys():
            new_chunk, old_chunk = self._chunks.get(key, _NOTHING), old._chunks.get(key, _NOTHING)
            if new_chunk is old_chunk:
                continue
            put.update({n: event for n, event in new_chunk.items() if old_chunk.get(n) is not event})
            dropped += [n for n in old_chunk if n not in new_chunk]
        return dict(sorted(put.items())), sorted(dropped)

    def _open(self, touched: Chunks, number: int) -> dict[int, Event]:
        key = number >> _CHUNK_BITS
        if key not in touched:
            touched[key] = dict(self._chunks.get(key, _NOTHING))
        return touched[key]

    def _merged(self, touched: Chunks) -> EventMap:
        merged = {**self._chunks, **touched}
        length = self._length
        for key, chunk in touched.items():
            length += len(chunk) - len(self._chunks.get(key, _NOTHING))
            if chunk:
                merged[key] = dict(sorted(chunk.items()))
            else:
                del merged[key]
        new = EventMap()
        new._chunks = dict(sorted(merged.items()))
        new._length = length
        return new


class _Items(ItemsView[int, Event]):
    _mapping: EventMap

    def __iter__(self) -> Iterator[tuple[int, Event]]:
        return chain.from_iterable(chunk.items() for chunk in self._mapping._chunks.values())


class _Values(ValuesView[Event]):
    _mapping: EventMap

    def __iter__(self) -> Iterator[Event]:
        return chain.from_iterable(chunk.values() for chunk in self._mapping._chunks.values())
