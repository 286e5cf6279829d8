"""Which pairs of a batch are akin: the matrix of positives, from what is known of each picture and sound beforehand."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from core.console import Console
from core.locate import positives
from core.locate.picture_classes import PictureClasses, classes_of_labels, classes_of_pictures
from core.locate.voices import voices_of
from core.train.localizer_config import LocalizerConfig
from core.train.pairs import Pairs

LABELS = "labels"


@dataclass(frozen=True, slots=True)
class Kinship:
    """By places of pictures and sounds among those to learn from; `classes` None: a pair is akin to itself alone."""

    kind: str
    classes: PictureClasses | None = None
    voices: torch.Tensor | None = None
    sure: float = positives.SURE
    close: float = positives.CLOSE

    def among(self, places: torch.Tensor, sounds: torch.Tensor) -> torch.Tensor:
        """(pairs, pairs) from 0 to 1."""
        places = places.cpu()
        if self.classes is None:
            return positives.own_only(len(places))
        some = self.classes.of(places)
        if self.kind == "gated":
            return positives.same_sure_class(some.best, some.confidence, self.sure)
        if self.kind == "soft":
            return positives.same_by_chance(some.probabilities())
        if self.voices is not None:
            return positives.same_class_and_sound(some.best, self.voices[sounds.cpu()], self.close)
        return positives.same_class(some.best)


def kinship_of(pairs: Pairs, config: LocalizerConfig, console: Console) -> Kinship:
    """Asks the classifier, and for agreement by ear the listener. Raises `ModelError`, `UsageError`."""
    kind, settings = config.positives, config.classes
    if kind == "none":
        return Kinship(kind)
    if settings.classifier == LABELS:
        classes = classes_of_labels([item.label for item in pairs.items])
    else:
        with console.progress("Looking at pictures") as progress:
            classes = classes_of_pictures(pairs, settings.classifier, progress)
    counts = torch.bincount(classes.best[classes.best >= 0])
    console.say(f"The classifier “{settings.classifier}” sees {int((counts > 0).sum())} classes in {len(pairs)} "
                f"pictures; the largest has {int(counts.max()) if len(counts) else 0}.")
    voices = None
    if kind == "audio":
        with console.progress("Listening to sounds") as progress:
            voices = voices_of(pairs, settings.listener, progress)
    return Kinship(kind, classes, voices, settings.sure, settings.close)
