"""The labels of one recording as a value: each edit gives a new one, so undo is keeping the old one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from core.domain import DEFAULT_LANE, Event


@dataclass(frozen=True, slots=True)
class Annotations:
    """Events by number. A number is never given twice within one history, so selections survive undo."""

    events: Mapping[int, Event] = field(default_factory=lambda: MappingProxyType({}))
    lanes: tuple[str, ...] = (DEFAULT_LANE,)
    next_id: int = 1

    @classmethod
    def of(cls, events: Iterable[Event]) -> Annotations:
        return cls().adding(events)

    def adding(self, events: Iterable[Event]) -> Annotations:
        new = dict(self.events)
        number = self.next_id
        for event in events:
            new[number] = event
            number += 1
        return self._with(new, number)

    def replacing(self, changed: Mapping[int, Event]) -> Annotations:
        return self._with({**self.events, **changed}, self.next_id)

    def removing(self, ids: Iterable[int]) -> Annotations:
        gone = set(ids)
        return self._with({k: v for k, v in self.events.items() if k not in gone}, self.next_id)

    def with_lane(self, lane: str) -> Annotations:
        if lane in self.lanes:
            return self
        return Annotations(self.events, (*self.lanes, lane), self.next_id)

    def without_lane(self, lane: str) -> Annotations:
        """Drop a lane and what stands on it."""
        kept = {k: v for k, v in self.events.items() if v.lane != lane}
        lanes = tuple(name for name in self.lanes if name != lane) or (DEFAULT_LANE,)
        return Annotations(MappingProxyType(kept), lanes, self.next_id)

    def in_order(self) -> list[tuple[int, Event]]:
        """By onset, then offset: the order in which Tab visits them."""
        return sorted(self.events.items(), key=lambda item: (item[1].onset_s, item[1].offset_s, item[0]))

    def labels(self) -> list[str]:
        return sorted({event.label for event in self.events.values()})

    def _with(self, events: dict[int, Event], next_id: int) -> Annotations:
        lanes = dict.fromkeys(self.lanes)
        lanes.update(dict.fromkeys(event.lane for event in events.values()))
        return Annotations(MappingProxyType(events), tuple(lanes), next_id)
