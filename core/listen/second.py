"""A second opinion: a model that took no part in an explanation says whether it hears the class in what is kept.

A mask that was made against one model can fool that model; another one has no reason to be fooled.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import UsageError
from core.listen.judge import Judge
from core.measure.label_map import read_label_map

if TYPE_CHECKING:
    import torch

    from core.models.registry import Entry

BUNDLED = "label_maps/audioset_to_esc50.json"


@dataclass(frozen=True, slots=True, eq=False)
class Second:
    """Its judge tells `labels`, which are classes of the first model, in this order."""

    entry: Entry
    judge: Judge
    labels: tuple[str, ...]


def open_second(entry: Entry, classes: tuple[str, ...], label_map: Path | None, device: torch.device) -> Second:
    """Classes are the same by name, or by a label map, or by the one of the program where that fits. Raises
    `AuralensError`."""
    from core.models.registry import load

    stands_for = _map(entry, classes, label_map)
    place = {name: number for number, name in enumerate(entry.card.classes)}
    labels = tuple(name for name in classes if name in stands_for)
    parts = [[place[part] for part in stands_for[name]] for name in labels]
    return Second(entry, Judge(load(entry).to(device), parts), labels)


def _map(entry: Entry, classes: tuple[str, ...], path: Path | None) -> Mapping[str, tuple[str, ...]]:
    known = set(entry.card.classes)
    if path is not None:
        found = read_label_map(path)
        unknown = next((part for parts in found.values() for part in parts if part not in known), None)
        if unknown is not None:
            raise UsageError(f"the label map names “{unknown}”, which “{entry.card.id}” does not have; correct it.")
    else:
        found = {name: (name,) for name in classes if name in known}
        if not found:
            from resources import path as resource

            bundled = read_label_map(resource(BUNDLED))
            found = bundled if all(part in known for parts in bundled.values() for part in parts) else {}
    if not any(name in found for name in classes):
        raise UsageError(f"“{entry.card.id}” shares no class with the model that is explained; say with --second-map "
                         "which of its classes stand for which.")
    return found
