"""Event-based measures: an estimate is right when its class, onset and offset agree with one reference.

Onsets may differ by 200 ms, offsets by that or 20 % of the reference; the matching is the largest one-to-one there is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.domain import Event
from core.measure.counts import Counts, Flat, check_files, classes_of, flat, tally

COLLAR_S = 0.2
OFFSET_SHARE = 0.2
ROUNDING_S = 1e-6  # times are decimal fractions: 1.1 − 0.9 is not to be more than 0.2


@dataclass(frozen=True, slots=True)
class Matching:
    """Places in the two lists: which estimate hits which reference, what is false, what is missed."""

    pairs: tuple[tuple[int, int], ...]  # (reference, estimate)
    false: tuple[int, ...]
    missed: tuple[int, ...]


def match_events(reference: Sequence[Event], estimated: Sequence[Event], collar_s: float = COLLAR_S,
                 offset_share: float = OFFSET_SHARE) -> Matching:
    """The matching of one recording, of all classes at once."""
    classes = classes_of({"": reference}, {"": estimated})
    partner = _partners(_columns(reference, classes), _columns(estimated, classes), collar_s, offset_share)
    pairs = tuple((int(r), int(e)) for r, e in enumerate(partner) if e >= 0)
    hits = {e for _, e in pairs}
    return Matching(pairs, tuple(e for e in range(len(estimated)) if e not in hits),
                    tuple(int(r) for r in np.flatnonzero(partner < 0)))


def event_counts(references: Mapping[str, Sequence[Event]], estimates: Mapping[str, Sequence[Event]],
                 classes: Sequence[str] | None = None, collar_s: float = COLLAR_S,
                 offset_share: float = OFFSET_SHARE) -> Counts:
    """Per file and class. Files are those of the references; classes are all that occur, unless they are named."""
    files = check_files(references, estimates)
    names = tuple(classes) if classes is not None else classes_of(references, estimates)
    there, said = flat(references, files, names), flat(estimates, files, names)
    partner = _partners(there, said, collar_s, offset_share)
    hit = np.zeros(len(said.file), dtype=bool)
    hit[partner[partner >= 0]] = True
    shape = len(files), len(names)
    return Counts(files, names, tally(there, partner >= 0, *shape), tally(said, ~hit, *shape),
                  tally(there, partner < 0, *shape))


def _columns(events: Sequence[Event], classes: Sequence[str]) -> Flat:
    """As `flat`, but every event keeps its place."""
    number = {name: i for i, name in enumerate(classes)}
    return Flat(np.zeros(len(events), dtype=np.int64), np.array([number[e.label] for e in events], dtype=np.int64),
                np.array([e.onset_s for e in events], dtype=np.float64),
                np.array([e.offset_s for e in events], dtype=np.float64))


def _partners(there: Flat, said: Flat, collar_s: float, offset_share: float) -> NDArray[np.int64]:
    """For each reference the place of its estimate, or −1."""
    partner = np.full(len(there.file), -1, dtype=np.int64)
    if not len(there.file) or not len(said.file):
        return partner
    left, right = _candidates(there, said, collar_s, offset_share)
    if len(left) == len(np.unique(left)) == len(np.unique(right)):  # nobody has a choice
        partner[left] = right
        return partner
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import maximum_bipartite_matching

    edges = csr_array((np.ones(len(left), dtype=np.int8), (left, right)), shape=(len(there.file), len(said.file)))
    return np.asarray(maximum_bipartite_matching(edges, perm_type="column"), dtype=np.int64)


def _candidates(there: Flat, said: Flat, collar_s: float, offset_share: float
                ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pairs of places that could be matched. Estimates are sorted, so that each reference looks only near its onset."""
    kinds = 1 + max(int(there.label.max()), int(said.label.max()))
    latest = 1.0 + collar_s + max(float(np.abs(side.onset_s).max()) for side in (there, said))
    apart = 4 * latest  # onsets of another file or class are out of reach
    there_key = (there.file * kinds + there.label) * apart + there.onset_s
    said_key = (said.file * kinds + said.label) * apart + said.onset_s
    order = np.argsort(said_key, kind="stable")
    slack = ROUNDING_S + 4 * np.spacing(apart * (1 + kinds * (1 + float(there.file.max()))))
    first = np.searchsorted(said_key[order], there_key - collar_s - slack)
    last = np.searchsorted(said_key[order], there_key + collar_s + slack, side="right")
    count = last - first
    left = np.repeat(np.arange(len(there.file)), count)
    within = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    right = order[np.repeat(first, count) + within]
    length = there.offset_s - there.onset_s
    near = np.abs(there.onset_s[left] - said.onset_s[right]) <= collar_s + ROUNDING_S
    reach = np.maximum(collar_s, offset_share * length[left]) + ROUNDING_S
    near &= np.abs(there.offset_s[left] - said.offset_s[right]) <= reach
    return left[near], right[near]
