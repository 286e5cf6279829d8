"""Whether an explanation's sound is what made the scene: held against the stems of composed scenes.

Share is the energy of the characteristic stems that passes the mask over that of all stems that pass it: the mask is
applied to the spectrum of the characteristic stems and to that of the rest, and both are made sound again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.errors import DataError
from core.explain.heat_map import Target
from core.explain.stretch import Stretch
from core.listen.controls import energy_mask, random_mask
from core.listen.judge import heard_by
from core.listen.masking import Masking
from core.listen.projection import mask_on
from core.listen.split import Splitter
from core.listen.stems import Stems
from core.measure.bootstrap import Interval, interval
from core.measure.counts import Numbers, Statistic
from core.media.audio import open_audio
from core.train.scene_folder import read_stems, stems_of

if TYPE_CHECKING:
    from core.models.detector import Detector
    from core.models.registry import Entry
    from core.progress import Progress

CONTROLS = ("random", "energy")
WHOLE = "whole"
FIRST = "gradcam"


@dataclass(frozen=True, slots=True)
class HeardScene:
    """`shares` by method, and by `method/random` and `method/energy`: masks of the same area as that method's."""

    name: str
    label: str
    said: str
    score: float  # of the true scene
    shares: dict[str, float]
    areas: dict[str, float]  # of the cells of the spectrum, by method

    @property
    def right(self) -> bool:
        return self.said == self.label


@dataclass(frozen=True, slots=True)
class Listening:
    """`figures` over the scenes that the model names right, `all_figures` over all of them, where all were explained.
    """

    scenes: tuple[HeardScene, ...]
    figures: dict[str, Interval]
    all_figures: dict[str, Interval]


def measure_listening(entry: Entry, folder: Path, methods: Sequence[str], count: int, masking: Masking,
                      progress: Progress, draws: int = 1000, seed: int = 0, right_only: bool = False) -> Listening:
    """Of the scenes of a folder that their events decide, `count` at most, evenly of all. With `right_only` a scene
    that the model names wrong does not count and is not explained. Raises `AuralensError`."""
    from core.models.registry import load

    found = _decided_by_events(folder)
    chosen = found if right_only else found[:count]
    network = load(entry)
    heard: list[HeardScene] = []
    for number, (name, rows) in enumerate(chosen):
        explained = sum(bool(scene.shares) for scene in heard)
        if explained == count:
            break
        progress.step(explained, min(count, len(chosen)), name)
        heard.append(_heard(network, entry.card.classes, folder, name, rows, methods, masking, seed + number,
                            right_only))
    return summed_up(heard, methods, draws, seed)


def summed_up(heard: Sequence[HeardScene], methods: Sequence[str], draws: int, seed: int) -> Listening:
    right = [scene for scene in heard if scene.right]
    if not right:
        raise DataError("the model names none of these scenes right, so there is nothing to be heard in its favour.")
    all_figures = _figures(heard, methods, draws, seed) if all(scene.shares for scene in heard) else {}
    return Listening(tuple(heard), _figures(right, methods, draws, seed), all_figures)


def _decided_by_events(folder: Path) -> list[tuple[str, list[dict[str, str]]]]:
    """As many of each scene, in the order of the table. Raises `DataError`."""
    found = {name: rows for name, rows in stems_of(folder).items()
             if rows[0]["decided_by"] == "events" and any(row["role"] == "characteristic" for row in rows)}
    if not found:
        raise DataError(f"“{folder}” has no scene that is decided by its events: compose some with `auralens scenes`.")
    return list(found.items())


def _heard(network: Detector, classes: Sequence[str], folder: Path, name: str, rows: Sequence[dict[str, str]],
           methods: Sequence[str], masking: Masking, seed: int, right_only: bool) -> HeardScene:
    from core.explain.explanation import explain

    label = rows[0]["scene_label"]
    if label not in classes:
        raise DataError(f"the model does not know the scene “{label}”: choose one that was trained on these scenes.")
    with open_audio(folder / name) as reader:
        samples, rate_hz = reader.read(0, reader.frames), reader.rate_hz
    heard = heard_by(network, samples, rate_hz)
    scores = _scores(network, heard)
    said, score = classes[int(scores.argmax())], float(scores[classes.index(label)])
    if right_only and said != label:
        return HeardScene(name, label, said, score, {}, {})
    stems = read_stems(folder, rows, len(samples))
    target = np.sum([stem.samples for stem in stems if stem.role == "characteristic"], axis=0)
    parts = Stems(target, np.sum([stem.samples for stem in stems if stem.role != "characteristic"], axis=0), rate_hz)
    splitter = Splitter(samples, rate_hz)
    geometry, power = splitter.geometry, splitter.power()
    stretch = Stretch(0.0, len(samples) / rate_hz, heard)
    shares, areas = dict[str, float](), dict[str, float]()
    for method in methods:
        found = explain(network, stretch, Target(classes.index(label)), method)
        mask, _ = mask_on(found, geometry, masking)
        areas[method] = float(mask.mean())
        for which, each in ((method, mask), (f"{method}/random", random_mask(mask, geometry, seed)),
                            (f"{method}/energy", energy_mask(mask, power))):
            kept = parts.kept_by(each)
            shares[which], shares[WHOLE] = kept.share, kept.share_before
    return HeardScene(name, label, said, score, shares, areas)


def _scores(network: Detector, heard: NDArray[np.float32]) -> NDArray[np.float32]:
    import torch

    from core.explain.feature_plane import untouched

    with untouched(network), torch.no_grad():
        found: NDArray[np.float32] = network.detect(torch.from_numpy(heard)[None]).weak[0].float().numpy()
    return found


def _figures(scenes: Sequence[HeardScene], methods: Sequence[str], draws: int, seed: int) -> dict[str, Interval]:
    """Means of shares, and of each method how many times the mean of its controls and of the first method it holds."""
    shares = {which: np.array([scene.shares[which] for scene in scenes]) for which in scenes[0].shares}
    wanted: dict[str, Statistic] = {which: _ratio(values, np.ones(len(scenes))) for which, values in shares.items()}
    for method in methods:
        for control in CONTROLS:
            wanted[f"{method} ÷ {control}"] = _ratio(shares[method], shares[f"{method}/{control}"])
        wanted[f"{method} ÷ {WHOLE}"] = _ratio(shares[method], shares[WHOLE])
        if method != FIRST and FIRST in methods:
            wanted[f"{method} ÷ {FIRST}"] = _ratio(shares[method], shares[FIRST])
    return {name: interval(statistic, len(scenes), draws, seed) for name, statistic in wanted.items()}


def _ratio(above: Numbers, below: Numbers) -> Statistic:
    def statistic(drawn: Numbers) -> Numbers:
        with np.errstate(invalid="ignore", divide="ignore"):
            found: Numbers = (drawn @ above) / (drawn @ below)
        return found

    return statistic
