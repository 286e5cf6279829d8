"""How faithful an explanation is: what the model says of the sound that is kept, and of what is removed.

Drop, increase, gain and faithfulness as the literature on listenable maps has them, always of sound that was analysed
anew, and of sound with a floor of noise too, for a model may not know digital silence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from core.listen.controls import energy_mask, random_mask
from core.progress import Progress, Silent

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from core.listen.judge import Judge
    from core.listen.split import Splitter

Masks = Mapping[str, Sequence["NDArray[np.float32]"]]

LEAST = 1e-12  # what is divided by
FLOOR_DB = -60.0  # of the noise, under the level of the sound
DRAWS = 3  # of the control by chance


@dataclass(frozen=True, slots=True)
class Faithfulness:
    """Of one mask, or the mean of several. Scores are probabilities of the class; AD, AI and AG go to 100."""

    original: float
    kept: float
    removed: float
    kept_on_noise: float  # with the floor of noise
    removed_on_noise: float
    drop: float  # AD, better low
    drop_published: float  # AD of softmaxed probabilities, as it was published: not to be compared with the other
    increase: float  # AI, better high
    gain: float  # AG, better high
    faithfulness: float  # FF, better high
    class_kept: float  # Fid-In: 1 where the kept sound is still of this class


def faithfulness(judge: Judge, splitter: Splitter, mask: NDArray[np.float32], label: int) -> Faithfulness:
    """Of the class with this number among those that the judge tells."""
    return controlled(judge, splitter, {"map": (mask,)}, label)["map"]


def with_controls(mask: NDArray[np.float32], splitter: Splitter, seed: int = 0) -> Masks:
    """The `map`'s own mask, and masks of equal area: some by chance (`random`), and one of the loudest (`energy`)."""
    chance = tuple(random_mask(mask, splitter.geometry, seed + draw) for draw in range(DRAWS))
    return {"map": (mask,), "random": chance, "energy": (energy_mask(mask, splitter.power()),)}


def controlled(judge: Judge, splitter: Splitter, masks: Masks, label: int, progress: Progress | None = None
               ) -> dict[str, Faithfulness]:
    """For each name the mean over its masks."""
    progress = progress or Silent()
    rate_hz, noise = splitter.geometry.rate_hz, floor_of(splitter.samples)
    original = judge.score(splitter.samples, rate_hz)
    found, done, count = {}, 0, sum(map(len, masks.values()))
    for name, several in masks.items():
        each = []
        for mask in several:
            progress.step(done, count)
            kept, removed = splitter.both(mask)
            scores = judge.scores([kept, removed, kept + noise, removed + noise], rate_hz)
            each.append(figures(label, original, *scores))
            done += 1
        found[name] = mean(each)
    return found


def figures(label: int, original: NDArray[np.float32], kept: NDArray[np.float32], removed: NDArray[np.float32],
            kept_on_noise: NDArray[np.float32], removed_on_noise: NDArray[np.float32]) -> Faithfulness:
    """From the probabilities of all classes."""
    before, after = float(original[label]), float(kept[label])
    return Faithfulness(
        before, after, float(removed[label]), float(kept_on_noise[label]), float(removed_on_noise[label]),
        drop=_drop(before, after),
        drop_published=_drop(float(_softmax(original)[label]), float(_softmax(kept)[label])),
        increase=100.0 * (after > before),
        gain=100.0 * max(0.0, after - before) / max(1.0 - before, LEAST),
        faithfulness=before - float(removed[label]),
        class_kept=float(kept.argmax() == label))


def mean(several: Sequence[Faithfulness]) -> Faithfulness:
    return Faithfulness(*(float(np.mean([getattr(one, each.name) for one in several]))
                          for each in fields(Faithfulness)))


def floor_of(samples: NDArray[np.float32], seed: int = 0) -> NDArray[np.float32]:
    """White noise 60 dB under the level of a sound."""
    level = float(np.sqrt(np.square(samples, dtype=np.float64).mean())) * 10 ** (FLOOR_DB / 20)
    noise = np.random.default_rng(seed).standard_normal(samples.shape, np.float32)
    noise *= np.float32(level)
    return noise


def sparseness(values: NDArray[np.float32]) -> float:
    """Gini's index: 0 where all values are equal, near 1 where few hold everything."""
    ordered = np.sort(np.abs(values), axis=None).astype(np.float64)
    count, total = len(ordered), float(ordered.sum())
    if not total > 0.0:
        return 0.0
    return float(((2 * np.arange(1, count + 1) - count - 1) * ordered).sum() / (count * total))


def complexity(values: NDArray[np.float32]) -> float:
    """Entropy of the values as shares of their sum, in nats."""
    shares = np.abs(values, dtype=np.float64).ravel()
    total = float(shares.sum())
    if not total > 0.0:
        return 0.0
    shares = shares[shares > 0.0] / total
    return float(-(shares * np.log(shares)).sum())


def _drop(before: float, after: float) -> float:
    return 100.0 * max(0.0, before - after) / max(before, LEAST)


def _softmax(values: NDArray[np.float32]) -> NDArray[np.float64]:
    raised = np.exp(values.astype(np.float64) - float(values.max()))
    found: NDArray[np.float64] = raised / raised.sum()
    return found
