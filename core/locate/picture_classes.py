"""What a frozen classifier of pictures calls each picture: its classes, how sure it is, kept on disk.

Only the most likely classes of a picture are kept; what is below them is next to nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import torch

from core import paths
from core.files import replacing
from core.locate.positives import UNSURE
from core.models.imagenet import Classifier, classifier_named
from core.progress import Progress

KEPT = 32  # classes of each picture
TOGETHER = 16
FOLDER = "picture-classes"


@dataclass(frozen=True, slots=True)
class PictureClasses:
    """`which` (pictures, kept) are classes, the most likely first (-1: none); `shares` are their probabilities."""

    which: torch.Tensor
    shares: torch.Tensor
    count: int  # of all classes

    @property
    def best(self) -> torch.Tensor:
        return self.which[:, 0]

    @property
    def confidence(self) -> torch.Tensor:
        return self.shares[:, 0]

    def of(self, places: torch.Tensor) -> PictureClasses:
        return PictureClasses(self.which[places], self.shares[places], self.count)

    def probabilities(self) -> torch.Tensor:
        """(pictures, classes)"""
        found = torch.zeros(len(self.which), self.count)
        return found.scatter_add_(1, self.which.clamp(min=0), self.shares * (self.which >= 0))


class Album(Protocol):
    """Pictures by their places, each as its middle square from 0 to 1."""

    def __len__(self) -> int: ...

    def centred(self, place: int) -> torch.Tensor: ...

    def marks(self) -> Sequence[str]:
        """What tells each picture from every other and from what it was before it changed."""


def classes_of_labels(labels: Sequence[str | None]) -> PictureClasses:
    """As if a classifier that never errs had looked."""
    names = sorted({label for label in labels if label is not None})
    which = torch.tensor([UNSURE if label is None else names.index(label) for label in labels])[:, None]
    return PictureClasses(which, (which >= 0).float(), max(1, len(names)))


def classes_of_pictures(album: Album, classifier: str, progress: Progress) -> PictureClasses:
    """Read from disk where this classifier has seen these pictures before. Raises `ModelError`, `DataError`."""
    network = classifier_named(classifier)
    mark = hashlib.sha256("\n".join([network.mark, *album.marks()]).encode()).hexdigest()
    kept = paths.cache_dir() / FOLDER / f"{mark}.npz"
    found = _read(kept, len(album), network.classes)
    if found is None:
        found = _looked(album, network, progress)
        _write(kept, found)
    return found


def _looked(album: Album, network: Classifier, progress: Progress) -> PictureClasses:
    which, shares = [], []
    with torch.inference_mode():
        for first in range(0, len(album), TOGETHER):
            progress.step(first, len(album))
            pictures = torch.stack([album.centred(place)
                                    for place in range(first, min(first + TOGETHER, len(album)))])
            best = network(pictures).softmax(1).topk(min(KEPT, network.classes), dim=1)
            which.append(best.indices)
            shares.append(best.values)
    return PictureClasses(torch.cat(which).clone(), torch.cat(shares).clone(), network.classes)


def _read(path: Path, pictures: int, classes: int) -> PictureClasses | None:
    try:
        with np.load(path, allow_pickle=False) as kept:
            found = PictureClasses(torch.from_numpy(kept["which"].astype(np.int64)),
                                   torch.from_numpy(kept["shares"].astype(np.float32)), classes)
    except (OSError, ValueError, KeyError, EOFError):
        return None
    return found if found.which.shape == found.shares.shape and len(found.which) == pictures else None


def _write(path: Path, found: PictureClasses) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as temporary, temporary.open("wb") as file:
        np.savez(file, which=found.which.numpy().astype(np.int16), shares=found.shares.numpy())
