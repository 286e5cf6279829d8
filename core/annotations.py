"""The labels of one recording as a value: each edit gives a new one, so undo is keeping the old one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from core.domain import DEFAULT_LANE, Event
from core.event_map import EventMap


@dataclass(frozen=True, slots=True)
class Annotations:
    """Events by number. A number is never given twice within one history, so selections survive undo."""

    events: Mapping[int, Event] = field(default_factory=EventMap)
    lanes: tuple[str, ...] = (DEFAULT_LANE,)
    next_id: int = 1

    def __post_init__(self) -> None:
        if not isinstance(self.events, EventMap):
            object.__setattr__(self, "events", EventMap(self.events))

    @classmethod
    def of(cls, events: Iterable[Event]) -> Annotations:
        return cls().adding(events)

    def adding(self, events: Iterable[Event]) -> Annotations:
        new = dict(enumerate(events, self.next_id))
        return self._edited(new, next_id=self.next_id + len(new))

    def replacing(self, changed: Mapping[int, Event]) -> Annotations:
        return self._edited(changed)

    def removing(self, ids: Iterable[int]) -> Annotations:
        return self._edited({}, ids)

    def with_lane(self, lane: str) -> Annotations:
        if lane in self.lanes:
            return self
        return Annotations(self.events, (*self.lanes, lane), self.next_id)

    def without_lane(self, lane: str) -> Annotations:
        """Drop a lane and what stands on it."""
        rest = self.removing([n for n, event in self.events.items() if event.lane == lane])
        lanes = tuple(name for name in self.lanes if name != lane) or (DEFAULT_LANE,)
        return Annotations(rest.events, lanes, self.next_id)

    def renaming_lane(self, old: str, new: str) -> Annotations:
        """Rename a lane in its place; onto a name that exists, the two become one."""
        moved = {n: replace(event, lane=new) for n, event in self.events.items() if event.lane == old}
        lanes = tuple(dict.fromkeys(new if name == old else name for name in self.lanes))
        return Annotations(self.replacing(moved).events, lanes, self.next_id)

    def in_order(self) -> list[tuple[int, Event]]:
        """By onset, then offset: the order in which Tab visits them."""
        return sorted(self.events.items(), key=lambda item: (item[1].onset_s, item[1].offset_s, item[0]))

    def labels(self) -> list[str]:
        return sorted({event.label for event in self.events.values()})

    def _edited(
        self, put: Mapping[int, Event], drop: Iterable[int] = (), next_id: int | None = None
    ) -> Annotations:
        assert isinstance(self.events, EventMap)
        lanes = dict.fromkeys(self.lanes)
        lanes.update(dict.fromkeys(event.lane for event in put.values()))
        return Annotations(self.events.edited(put, drop), tuple(lanes), next_id or self.next_id)
