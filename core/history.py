"""Undo and redo for values that never change: the past and the future are two stacks of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
LIMIT = 1000


@dataclass(frozen=True, slots=True)
class Step(Generic[T]):
    text: str
    value: T
    merge_key: object = None


class History(Generic[T]):
    """Steps that share a merge key (one drag of the mouse) count as one."""

    def __init__(self, value: T) -> None:
        self._value = value
        self._past: list[Step[T]] = []
        self._future: list[Step[T]] = []
        self._saved = value

    @property
    def value(self) -> T:
        return self._value

    @property
    def undo_text(self) -> str | None:
        return self._past[-1].text if self._past else None

    @property
    def redo_text(self) -> str | None:
        return self._future[-1].text if self._future else None

    @property
    def is_saved(self) -> bool:
        return self._value is self._saved

    def mark_saved(self) -> None:
        self._saved = self._value

    def mark_unsaved(self) -> None:
        """Say that no file holds the present value, as after a recovery."""
        self._saved = None  # type: ignore[assignment]

    def push(self, text: str, value: T, merge_key: object = None) -> None:
        merges = merge_key is not None and self._past and self._past[-1].merge_key == merge_key
        if not merges:
            self._past.append(Step(text, self._value, merge_key))
            del self._past[:-LIMIT]
        self._future.clear()
        self._value = value

    def give_up(self, merge_key: object) -> bool:
        """Take back the step of a drag that was broken off, as if it had not begun."""
        if not self._past or self._past[-1].merge_key != merge_key:
            return False
        self._value = self._past.pop().value
        return True

    def undo(self) -> bool:
        if not self._past:
            return False
        step = self._past.pop()
        self._future.append(Step(step.text, self._value))
        self._value = step.value
        return True

    def redo(self) -> bool:
        if not self._future:
            return False
        step = self._future.pop()
        self._past.append(Step(step.text, self._value))
        self._value = step.value
        return True
