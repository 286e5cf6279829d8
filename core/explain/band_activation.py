"""Which frequencies each class lives on: the normalised distributions of activation that AST-SED is argued from.

A model with a frequency-wise encoder tells itself: the attention of its frame token to the positions of frequency,
weighed by how sure it is of the class. Of any other the energy of gradient × input in each band is measured.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

import numpy as np
import torch

from core.explain.band_attention import BandAttention, band_attention
from core.explain.feature_plane import check_gradient, find_plane, leaf_of, sound_of, untouched
from core.progress import Progress, Silent

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from core.explain.stretch import Stretch
    from core.models.detector import Detector, Output

Kind = Literal["attention", "gradient"]
Spans = Sequence[tuple[float, float]]  # seconds of the recording
BANDS = 12  # as many as AST has positions of frequency


@dataclass(frozen=True, slots=True, eq=False)
class BandActivation:
    """For each class how much each band takes part; bands are between `edges_hz`."""

    labels: tuple[int, ...]  # numbers of classes
    edges_hz: NDArray[np.float64]  # (bands + 1,)
    values: NDArray[np.float64]  # (classes, bands)
    kind: Kind

    def normalised(self) -> NDArray[np.float64]:
        """Each class from 0 to 1. The shares of attention are never near 0, so their least is taken for 0."""
        low = self.values.min(axis=1, keepdims=True) if self.kind == "attention" else np.zeros((len(self.values), 1))
        span = (self.values - low).max(axis=1, keepdims=True)
        result: NDArray[np.float64] = (self.values - low) / np.where(span > 0, span, 1.0)
        return result


def band_activation(network: Detector, stretch: Stretch, labels: Sequence[int],
                    spans: Mapping[int, Spans] | None = None, progress: Progress | None = None,
                    by: Kind = "attention") -> BandActivation:
    """Of the classes `labels` in a stretch; where `spans` has a class, within those times only. Raises `ModelError`.

    `by` attention holds for models that have such an encoder. It is one for all classes, so classes differ only as
    they are heard at different moments; gradients are each class's own.
    """
    progress, within = progress or Silent(), spans or {}
    with untouched(network):
        plane = find_plane(network)
        leaf = leaf_of(network, stretch.samples)
        output: Output = network(leaf)
        inside = {label: _frames(network, stretch, output.strong.shape[1], within.get(label)) for label in labels}
        attention = band_attention(network, leaf) if by == "attention" else None
        if attention is not None:
            return _by_attention(attention, network.frame_s, plane.frequencies_hz, output, labels, inside)
        check_gradient(output.strong)
        with torch.no_grad():
            silent = network.features(sound_of(network, np.zeros_like(stretch.samples)))
        cuts = even_cuts(len(plane.frequencies_hz), min(BANDS, len(plane.frequencies_hz)))
        rows = []
        for done, label in enumerate(labels):
            progress.step(done, len(labels))
            wanted = output.strong[0, inside[label], label].sum()
            (gradient,) = torch.autograd.grad(wanted, leaf, retain_graph=True)
            rows.append(_energy(plane.flat(gradient * (leaf - silent)), cuts))
    return BandActivation(tuple(labels), edges(plane.frequencies_hz, cuts), _table(rows, cuts), "gradient")


def mean_activation(parts: Sequence[BandActivation]) -> BandActivation:
    """One class may be in several parts, as the events of a recording are: the mean of what each of them shows."""
    labels = sorted({label for part in parts for label in part.labels})
    rows = [np.mean([_share(part.values[part.labels.index(label)]) for part in parts if label in part.labels], axis=0)
            for label in labels]
    return BandActivation(tuple(labels), parts[0].edges_hz, np.array(rows), parts[0].kind)


def edges(frequencies_hz: NDArray[np.float64], cuts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Between neighbouring groups of feature bands, half way from centre to centre."""
    between = (frequencies_hz[:-1] + frequencies_hz[1:]) / 2
    low = max(2 * frequencies_hz[0] - between[0], 0.0)
    found: NDArray[np.float64] = np.concatenate([[low], between, [2 * frequencies_hz[-1] - between[-1]]])[cuts]
    return found


def even_cuts(count: int, groups: int) -> NDArray[np.int64]:
    return np.round(np.linspace(0, count, groups + 1)).astype(np.int64)


def _by_attention(attention: BandAttention, frame_s: float, frequencies_hz: NDArray[np.float64], output: Output,
                  labels: Sequence[int], inside: Mapping[int, slice]) -> BandActivation:
    strong = output.strong[0].detach().double().cpu().numpy()
    moments = (np.arange(len(strong)) + 0.5) * frame_s / attention.step_s
    looked = attention.weights[np.minimum(moments.astype(np.int64), len(attention.weights) - 1)]
    rows = []
    for label in labels:
        sure = strong[inside[label], label]
        rows.append((sure[:, None] * looked[inside[label]]).sum(axis=0) / max(float(sure.sum()), 1e-12))
    return BandActivation(tuple(labels), edges(frequencies_hz, attention.cuts), _table(rows, attention.cuts),
                          "attention")


def _frames(network: Detector, stretch: Stretch, count: int, spans: Spans | None) -> slice:
    """The frames of the output that lie within the times of a class, from the first to the last of them."""
    begins_s, ends_s = 0.0, stretch.duration_s
    if spans:
        begins_s = max(min(start for start, _ in spans) - stretch.start_s, 0.0)
        ends_s = min(max(end for _, end in spans) - stretch.start_s, stretch.duration_s)
    first = min(int(begins_s / network.frame_s), count - 1)
    return slice(first, max(min(int(np.ceil(ends_s / network.frame_s)), count), first + 1))


def _energy(product: NDArray[np.float32], cuts: NDArray[np.int64]) -> NDArray[np.float64]:
    each = np.square(product, dtype=np.float64).sum(axis=0)
    return np.array([each[low:high].sum() for low, high in pairwise(cuts)])


def _table(rows: Sequence[NDArray[np.float64]], cuts: NDArray[np.int64]) -> NDArray[np.float64]:
    return np.array(rows, np.float64).reshape(len(rows), len(cuts) - 1)


def _share(row: NDArray[np.float64]) -> NDArray[np.float64]:
    total = float(row.sum())
    return row / total if total > 0 else row
