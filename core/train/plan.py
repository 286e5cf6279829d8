"""Which examples stand in the batch of which step: a function of the step alone, for every process."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Protocol

from torch.utils.data import DataLoader, Dataset

from core.train.data.labelled import Kind
from core.train.example import Batch, Example, collate

Key = tuple[Kind, int]


class Drawn(Protocol):
    def __getitem__(self, number: int) -> Example: ...


class Plan:
    """Keys of batches from the step at which it is asked to the last. It has no length, so no trainer counts on one."""

    def __init__(self, counts: Mapping[Kind, int], step: Callable[[], int], steps: int,
                 process: Callable[[], tuple[int, int]] = lambda: (0, 1)) -> None:
        """`process`: which of how many; known, like the step, only when the trainer has begun."""
        self._counts, self._step, self._steps, self._process = counts, step, steps, process

    def __iter__(self) -> Iterator[list[Key]]:
        rank, world = self._process()
        for step in range(self._step(), self._steps):
            place = step * world + rank
            yield [(kind, place * count + i) for kind, count in self._counts.items() for i in range(count)]


class Draws(Dataset[Example]):
    def __init__(self, examples: Mapping[Kind, Drawn]) -> None:
        self._examples = examples

    def __getitem__(self, key: Key) -> Example:
        kind, number = key
        return self._examples[kind][number]


def batches(examples: Mapping[Kind, Drawn], plan: Plan, workers: int) -> DataLoader[Batch]:
    return DataLoader(Draws(examples), batch_sampler=plan, collate_fn=collate,  # type: ignore[arg-type]
                      num_workers=workers, persistent_workers=False)
