"""Many explanations together: a table of all, their means, and on which frequencies each class lives in them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from core.features.scale import hz_to_mel, mel_to_hz
from core.files import replacing, write_text
from core.labels.delimited import cell
from core.labels.values import encodable
from core.listen.picture import class_picture
from core.listen.projection import straight
from core.listen.results import MAP

if TYPE_CHECKING:
    from numpy.typing import NDArray

TABLE, MEANS, SALIENCY, SALIENCY_PICTURE = "table.csv", "means.json", "frequency_saliency.csv", "frequency_saliency.png"
NAMES = (TABLE, MEANS, SALIENCY, SALIENCY_PICTURE)
BANDS = 64
FIGURES = ("kept", "removed", "drop", "increase", "gain", "faithfulness", "class_kept")
CONTROLS = ("random", "energy")
Facts = Mapping[str, Any]


def write_folder(folder: Path, results: Sequence[tuple[Path, Path, Facts | str]], top_hz: float) -> dict[str, Any]:
    """`results` are recording, folder, and what is known or why nothing is; gives back the means."""
    write_text(folder / TABLE, _table(results))
    known = [(place, facts) for _, place, facts in results if not isinstance(facts, str)]
    means = mean_figures([facts for _, facts in known])
    write_text(folder / MEANS, json.dumps(means, indent=1) + "\n")
    if known:
        _write_saliency(folder, known, top_hz)
    return means


def mean_figures(several: Sequence[Facts]) -> dict[str, Any]:
    """Of each figure of faithfulness over the recordings, for the map and its controls, by each model."""
    found: dict[str, Any] = {"files": len(several)}
    for key in ("faithfulness", "second_faithfulness"):
        asked = [facts[key] for facts in several if facts.get(key)]
        if asked:
            found[key] = {name: {figure: round(float(np.mean([one[name][figure] for one in asked])), 6)
                                 for figure in asked[0][name]} for name in asked[0]}
    return found


def centres_hz(top_hz: float) -> NDArray[np.float64]:
    """Of bands that are evenly spread over the mel axis."""
    top = float(hz_to_mel(top_hz))
    return mel_to_hz((np.arange(BANDS) + 0.5) * top / BANDS)


def profile(shown: NDArray[np.float32], rate_hz: int, at_hz: NDArray[np.float64]) -> NDArray[np.float64]:
    """How a map (frames, bins) shares itself out over frequencies; none above what the recording holds."""
    along = shown.mean(axis=0, dtype=np.float64).astype(np.float32)[None]
    bins_hz = np.linspace(0.0, rate_hz / 2, shown.shape[1])
    found = np.where(at_hz <= rate_hz / 2, straight(along, bins_hz, at_hz, 1)[0], 0.0).astype(np.float64)
    total = float(found.sum())
    return found / total if total > 0.0 else found


def _write_saliency(folder: Path, known: Iterable[tuple[Path, Facts]], top_hz: float) -> None:
    at_hz = centres_hz(top_hz)
    sums: dict[str, NDArray[np.float64]] = {}
    counts: dict[str, int] = {}
    for place, facts in known:  # one map at a time, however many there are
        name = str(facts["class"])
        own = profile(np.load(place / MAP), int(facts["sound"]["rate_hz"]), at_hz)
        sums[name] = sums.get(name, np.zeros(BANDS)) + own
        counts[name] = counts.get(name, 0) + 1
    shares = {name: sums[name] / counts[name] for name in sorted(sums)}
    lines = ["class,files,frequency_hz,share"]
    lines += [f"{_text(name)},{counts[name]},{hz:.1f},{share:.6f}"
              for name, row in shares.items() for hz, share in zip(at_hz, row, strict=True)]
    write_text(folder / SALIENCY, "\n".join(lines) + "\n")
    with replacing(folder / SALIENCY_PICTURE) as temporary:
        class_picture(shares, at_hz).save(temporary, format="PNG")


def _table(results: Sequence[tuple[Path, Path, Facts | str]]) -> str:
    columns = ["file", "folder", "class", "start_s", "end_s", "score", *FIGURES]
    columns += [f"{name}_{figure}" for name in CONTROLS for figure in FIGURES]
    columns += [f"second_{name}_{figure}" for name in ("map", *CONTROLS) for figure in FIGURES]
    columns += ["deletion_area", "insertion_area", "sparseness", "complexity", "area", "theta", "theta_rule", "error"]
    lines = [",".join(columns)]
    lines += [",".join(_text(str(row.get(name, ""))) for name in columns) for row in map(_row, results)]
    return "\n".join(lines) + "\n"


def _row(result: tuple[Path, Path, Facts | str]) -> dict[str, object]:
    path, place, facts = result
    if isinstance(facts, str):
        return {"file": path, "error": facts}
    row: dict[str, object] = {"file": path, "folder": place.name, "class": facts["class"], **{
        name: facts["stretch"][name] for name in ("start_s", "end_s")}, "score": facts["scores"]["original"]}
    for prefix, key in (("", "faithfulness"), ("second_", "second_faithfulness")):
        for name, figures in (facts.get(key) or {}).items():
            before = prefix if name == "map" and not prefix else f"{prefix}{name}_"
            row |= {f"{before}{figure}": figures[figure] for figure in FIGURES}
    row |= {name: (facts.get("curves") or {}).get(name, "") for name in ("deletion_area", "insertion_area")}
    row |= {name: facts[name]["map"] for name in ("sparseness", "complexity")}
    return row | {name: facts[name] for name in ("area", "theta", "theta_rule")}


def _text(value: str) -> str:
    return cell(encodable(value), ",")
