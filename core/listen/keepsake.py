"""What a person takes along of an explanation on the screen: the files that the command writes, from its values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from core.errors import UsageError
from core.files import replacing, write_text
from core.listen.picture import map_picture
from core.listen.projection import projected
from core.listen.results import FACTS, KEPT, MAP, PICTURE, REMOVED, check_free, write_wav

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from core.explain.heat_map import HeatMap
    from core.listen.faithfulness import Faithfulness
    from core.listen.masking import Masking, Threshold
    from core.listen.split import Splitter
    from core.models.registry import Entry

MASK = "mask.npy"


def write_keepsake(folder: Path, media: Path, entry: Entry, label: str, heat_map: HeatMap, splitter: Splitter,
                   mask: NDArray[np.float32], threshold: Threshold, masking: Masking,
                   scores: Mapping[str, Faithfulness]) -> None:
    """Raises `UsageError`."""
    from core.detect.record import media_sha256, versions

    geometry = splitter.geometry
    check_free(folder, [media], overwrite=False)
    shown = projected(heat_map, geometry)[: geometry.inside]
    facts = {
        "made_by": versions(), "file": media.name, "sha256": media_sha256(media),
        "model": {"id": entry.card.id, "sha256": entry.card.sha256}, "class": label,
        "stretch": {"start_s": round(geometry.start_s, 6),
                    "end_s": round(geometry.start_s + geometry.samples / geometry.rate_hz, 6)},
        "map": {"method": heat_map.method, "layer": heat_map.layer, "kind": heat_map.kind},
        "masking": asdict(masking), "theta": round(threshold.theta, 6), "theta_rule": threshold.rule,
        "spectrum": {"n_fft": geometry.n_fft, "hop": geometry.hop},
        "faithfulness": {name: {key: round(value, 6) for key, value in asdict(one).items()}
                         for name, one in scores.items()}}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / FACTS).unlink(missing_ok=True)
        for name, samples in zip((KEPT, REMOVED), splitter.both(mask), strict=True):
            write_wav(folder / name, samples, geometry.rate_hz)
        for name, cells in ((MAP, shown), (MASK, mask[: geometry.inside])):
            with replacing(folder / name) as temporary:
                np.save(temporary, np.ascontiguousarray(cells))
        with replacing(folder / PICTURE) as temporary:
            map_picture(splitter.power(), shown, mask[: geometry.inside], geometry).save(temporary, format="PNG")
        write_text(folder / FACTS, json.dumps(facts, indent=1, ensure_ascii=False) + "\n")
    except OSError as error:
        raise UsageError(f"“{folder}” cannot be written to ({error.strerror or error}); choose another folder."
                         ) from error
