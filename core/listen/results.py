"""The files of one explanation in a folder: sounds, map, picture, and all that is known of it in `explanation.json`.

That file is written last, and an old one goes first: where it is, the others belong to it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from core.errors import UsageError
from core.files import replacing, write_text
from core.listen.faithfulness import complexity, sparseness
from core.listen.picture import map_picture

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from core.listen.explainer import Explained

KEPT, REMOVED, MAP, PICTURE, FACTS = "kept.wav", "removed.wav", "heatmap.npy", "heatmap.png", "explanation.json"
NAMES = (KEPT, REMOVED, MAP, PICTURE, FACTS)


def check_free(folder: Path, inputs: list[Path], overwrite: bool) -> None:
    """Raises `UsageError` where something would be replaced that is not a result."""
    own = (folder / FACTS).is_file()
    for name in NAMES:
        target = folder / name
        if not target.exists():
            continue
        if any(given.exists() and target.samefile(given) for given in inputs):
            raise UsageError(f"“{target}” is one of the recordings and would be replaced; choose another folder.")
        if not own and not overwrite:
            raise UsageError(f"“{target}” is there and was not written by such a run; choose another folder, or let it "
                             "be replaced with --overwrite.")


def write(folder: Path, found: Explained, facts: Mapping[str, Any]) -> dict[str, Any]:
    """All files; gives back what `explanation.json` says. Raises `UsageError`."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / FACTS).unlink(missing_ok=True)
        for name, samples in zip((KEPT, REMOVED), found.splitter.both(found.mask), strict=True):
            write_wav(folder / name, samples, found.splitter.geometry.rate_hz)
        with replacing(folder / MAP) as temporary:
            np.save(temporary, np.ascontiguousarray(found.shown))
        picture = map_picture(found.splitter.power(), found.shown, found.mask, found.splitter.geometry)
        with replacing(folder / PICTURE) as temporary:
            picture.save(temporary, format="PNG")
        whole = {**facts, **described(found)}
        write_text(folder / FACTS, json.dumps(whole, indent=1, ensure_ascii=False) + "\n")
    except OSError as error:
        raise UsageError(f"“{folder}” cannot be written to ({error.strerror or error}); name another folder."
                         ) from error
    return whole


def read_facts(folder: Path) -> dict[str, Any] | None:
    """What a run wrote before; None where it did not come to its end, or something is missing."""
    if not all((folder / name).is_file() for name in NAMES):
        return None
    try:
        found = json.loads((folder / FACTS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def described(found: Explained) -> dict[str, Any]:
    geometry, own = found.splitter.geometry, found.faithful["map"]
    inside = found.mask[: geometry.inside]
    return {
        "class": found.label,
        "stretch": {"start_s": round(geometry.start_s, 6),
                    "end_s": round(geometry.start_s + geometry.samples / geometry.rate_hz, 6),
                    "chosen": found.span.chosen, "samples": geometry.samples},
        "sound": {"rate_hz": geometry.rate_hz, "channels": found.splitter.samples.shape[1]},
        "spectrum": {"n_fft": geometry.n_fft, "hop": geometry.hop, "frames": geometry.inside, "bins": geometry.bins},
        "map": None if found.heat_map is None else {
            "method": found.heat_map.method, "layer": found.heat_map.layer, "kind": found.heat_map.kind,
            "columns": len(found.heat_map.times_s), "rows": len(found.heat_map.frequencies_hz),
            "empty": found.heat_map.empty},
        "theta": _rounded(found.threshold.theta), "theta_rule": found.threshold.rule,
        "area": _rounded(float(inside.mean())),
        "scores": {name: _rounded(getattr(own, name)) for name in ("original", "kept", "removed")},
        "sparseness": {"map": _rounded(sparseness(found.shown)), "mask": _rounded(sparseness(inside))},
        "complexity": {"map": _rounded(complexity(found.shown)), "mask": _rounded(complexity(inside))},
        "faithfulness": {name: _figures(asdict(each)) for name, each in found.faithful.items()},
        "second_faithfulness": None if found.second is None else
        {name: _figures(asdict(each)) for name, each in found.second.items()},
        "curves": None if found.curves is None else {
            "shares": _figures(found.curves.shares), "deletion": _figures(found.curves.deletion),
            "insertion": _figures(found.curves.insertion), "deletion_area": _rounded(found.curves.deletion_area),
            "insertion_area": _rounded(found.curves.insertion_area)},
        "notes": list(found.notes)}


def write_wav(path: Path, samples: NDArray[np.float32], rate_hz: int) -> None:
    import soundfile

    with replacing(path) as temporary:
        try:
            soundfile.write(str(temporary), samples, rate_hz, subtype="FLOAT", format="WAV")
        except soundfile.LibsndfileError as error:
            raise OSError(str(error)) from error


def _figures(values: Any) -> Any:
    if isinstance(values, dict):
        return {name: _rounded(value) for name, value in values.items()}
    return [_rounded(float(value)) for value in values]


def _rounded(value: float) -> float:
    return round(value, 6)
