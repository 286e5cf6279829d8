"""Lets a model be measured on data whose classes have other names: each class of the data is some of the model's.

The score of a class is the highest of its parts, in each frame and in the clip.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from core.domain import Scores
from core.errors import DataError

LabelMap = Mapping[str, tuple[str, ...]]


def read_label_map(path: Path) -> LabelMap:
    """`{"dog": ["Dog", "Bark"], …}`. Raises `DataError`."""
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise DataError(f"the label map “{path}” cannot be read ({error}): it is a JSON object of lists.") from error
    if not isinstance(found, dict) or not found or not all(
            isinstance(parts, list) and parts and all(isinstance(part, str) for part in parts)
            for parts in found.values()):
        raise DataError(f"“{path}” is no label map: write a JSON object that names, for each class of the data, "
                        'a list of classes of the model, such as {"dog": ["Dog", "Bark"]}.')
    return {name: tuple(parts) for name, parts in found.items()}


def mapped(scores: Scores, label_map: LabelMap) -> Scores:
    """With the classes of the data. Raises `DataError` for a class that the model does not have."""
    place = {name: i for i, name in enumerate(scores.classes)}
    unknown = [part for parts in label_map.values() for part in parts if part not in place]
    if unknown:
        raise DataError(f"the label map names “{unknown[0]}”, which “{scores.model or 'the model'}” does not have; "
                        "correct the map, or measure the model that it is made for.")
    parts = [[place[part] for part in listed] for listed in label_map.values()]
    frames = len(scores.values)
    values = np.stack([scores.values[:, at].max(axis=1) for at in parts], axis=1).reshape(frames, len(parts))
    return replace(scores, classes=tuple(label_map), values=values.astype(np.float32),
                   clip=np.array([scores.clip[at].max() for at in parts], dtype=np.float32))


def chosen(scores: Scores, classes: tuple[str, ...]) -> Scores:
    """With these classes only; those that the model does not know are left out."""
    kept = [name for name in classes if name in scores.classes]
    at = [scores.classes.index(name) for name in kept]
    return replace(scores, classes=tuple(kept), values=scores.values[:, at], clip=scores.clip[at])
