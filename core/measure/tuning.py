"""Chooses for each class among ways to decode, by the event-based F1 on recordings that are not the test.

Classes are decoded on their own, so each may have the way that serves it best.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from core.detect.decode import Decoding, decode
from core.domain import Event, Scores
from core.measure.counts import classes_of, ratio, sums
from core.measure.events import event_counts
from core.progress import Progress, Silent


def best_decodings(references: Mapping[str, Sequence[Event]], scores: Mapping[str, Scores],
                   candidates: Sequence[Decoding], progress: Progress | None = None) -> dict[str, Decoding]:
    """Of equally good ones the first. Classes without references, or that none finds, are not in it."""
    stepped, names, rows = progress or Silent(), classes_of(references), []
    for done, candidate in enumerate(candidates):
        stepped.step(done, len(candidates))
        counts = event_counts(references, {name: decode(one, candidate) for name, one in scores.items()}, names)
        found, false, missed = (total[0] for total in sums(counts, np.ones((1, len(counts.files)))))
        rows.append(np.nan_to_num(ratio(2 * found, 2 * found + false + missed)))
    if not rows:
        return {}
    f1 = np.stack(rows)
    return {name: candidates[int(at)] for name, at, top in zip(names, f1.argmax(axis=0), f1.max(axis=0), strict=True)
            if top > 0}
