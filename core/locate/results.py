"""What localization leaves in a folder: maps as arrays, readings as JSON, pictures and a film side by side."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.files import replacing, write_text
from core.locate.located import Located
from core.locate.painting import Look, Scale, caption, common_scale, draw_box, draw_peak, overlay
from core.locate.readings import Reading, read
from core.locate.watching import Watch
from core.media.film_writer import FilmSpec, write_film
from core.media.still_picture import write_png
from core.progress import Progress

MAPS, READINGS, FILM = "maps.npz", "localization.json", "compare.mp4"
PICTURES_MOST = 12
PANEL_ROWS, PANEL_COLUMNS = 480, 854
GAP_PX = 4
SOUND_HZ = 48_000
DIGITS = 5

USUAL = Look()
Picture = NDArray[np.uint8]


def write_maps(path: Path, located: Sequence[Located]) -> None:
    """`times`, and for each model its maps under its id, (frames, rows, columns)."""
    arrays = {one.model: one.maps.astype(np.float32) for one in located}
    with replacing(path) as temporary, temporary.open("wb") as file:
        np.savez_compressed(file, times=located[0].times_s, **arrays)  # type: ignore[arg-type]


def readings_of(located: Sequence[Located]) -> list[list[Reading]]:
    return [[read(one) for one in each.maps] for each in located]


def write_readings(path: Path, head: dict[str, Any], located: Sequence[Located]) -> dict[str, Any]:
    """Places in pixels of the picture; returns what was written."""
    width, height = located[0].picture_size
    found = readings_of(located)
    frames = [{"time_s": round(float(time_s), 6),
               "models": {each.model: _facts(found[model][number], bool(each.abstains[number]), width, height)
                          for model, each in enumerate(located)}}
              for number, time_s in enumerate(located[0].times_s)]
    content = {**head, "picture": {"width_px": width, "height_px": height}, "frames": frames}
    write_text(path, json.dumps(content, indent=1, ensure_ascii=False) + "\n")
    return content


def write_pictures(folder: Path, watch: Watch, located: Sequence[Located], titles: Sequence[str],
                   look: Look = USUAL) -> list[Path]:
    """Models side by side: all moments where they are few, else so many evenly over the whole."""
    count = len(located[0].times_s)
    chosen = sorted({round(place) for place in np.linspace(0, count - 1, min(count, PICTURES_MOST))})
    scale = common_scale([one.maps for one in located])
    written = []
    for number in chosen:
        name = "compare.png" if count == 1 else f"compare_{_clock(float(located[0].times_s[number]))}.png"
        picture = side_by_side(watch.picture(number, PANEL_ROWS * 2), located, number, scale, titles, look)
        write_png(folder / name, picture)
        written.append(folder / name)
    return written


def write_compared(path: Path, watch: Watch, located: Sequence[Located], titles: Sequence[str], fps: float,
                   progress: Progress, look: Look = USUAL, scale: Scale | None = None) -> None:
    """A film at the rate of the maps, with the sound that the models heard."""
    scale = scale or common_scale([one.maps for one in located])

    def frames() -> Iterator[Picture]:
        for number in range(len(watch.times_s)):
            made = side_by_side(watch.picture(number, PANEL_ROWS), located, number, scale, titles, look)
            yield np.ascontiguousarray(_even(made)[..., ::-1])

    rows, columns = _even(side_by_side(watch.picture(0, PANEL_ROWS), located, 0, scale, titles, look)).shape[:2]
    spec = FilmSpec(columns, rows, Fraction(fps).limit_denominator(1001), SOUND_HZ)
    sound = _Stereo(watch)
    with replacing(path) as temporary:
        write_film(temporary, frames(), len(watch.times_s), spec, sound.read, progress)


def side_by_side(picture: Picture, located: Sequence[Located], number: int, scale: Scale, titles: Sequence[str],
                 look: Look, whole: bool = False) -> Picture:
    """A panel for each model with its name, its peak, its box, and whether it abstains; `whole`: in full size."""
    panel = picture if whole else _fitted(picture)
    panels: list[Picture] = []
    for each, title in zip(located, titles, strict=True):
        reading, abstains = read(each.maps[number]), bool(each.abstains[number])
        drawn = overlay(panel, each.maps[number], scale, look)
        if not abstains:
            draw_box(drawn, reading.box)
        draw_peak(drawn, reading.peak, faint=abstains)
        said = f"{title}  {reading.confidence:.3f}" + ("  abstains" if abstains else "")
        drawn = caption(drawn, said)
        if panels:
            panels.append(np.zeros((drawn.shape[0], GAP_PX, 3), np.uint8))
        panels.append(drawn)
    return np.concatenate(panels, axis=1)


def _facts(reading: Reading, abstains: bool, width: int, height: int) -> dict[str, Any]:
    box = reading.box
    return {"peak_px": [round(reading.peak[0] * width, 1), round(reading.peak[1] * height, 1)],
            "peak_value": round(reading.value, DIGITS),
            "box_px": [round(side, 1) for side in (box.left * width, box.top * height, box.right * width,
                                                   box.bottom * height)],
            "confidence": round(reading.confidence, DIGITS), "abstains": abstains}


def _fitted(picture: Picture) -> Picture:
    """Small enough for a panel, large enough to be seen."""
    import cv2

    rows, columns = picture.shape[:2]
    share = min(PANEL_ROWS / rows, PANEL_COLUMNS / columns)
    size = (max(16, round(columns * share)), max(16, round(rows * share)))
    way = cv2.INTER_AREA if share < 1 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(picture, size, interpolation=way), np.uint8)


def _even(picture: Picture) -> Picture:
    rows, columns = picture.shape[:2]
    return picture[: rows // 2 * 2, : columns // 2 * 2]


def _clock(time_s: float) -> str:
    return f"{time_s:010.3f}s"


class _Stereo:
    """The sound of a watch from its first moment on, in two channels at the film's rate."""

    def __init__(self, watch: Watch) -> None:
        from core.detect.stream import BLOCK_VALUES

        self._reader, self._rate = watch.sound, watch.sound.rate_hz
        self._at = round(float(watch.times_s[0]) * self._rate)
        self._block = max(1, BLOCK_VALUES // 16 // self._reader.channels)
        self._held = np.zeros((0, 2), np.float32)
        self._stream = None
        if self._rate != SOUND_HZ:
            import soxr

            self._stream = soxr.ResampleStream(self._rate, SOUND_HZ, 2, dtype="float32")

    def read(self, start: int, count: int) -> NDArray[np.float32]:
        while len(self._held) < count:
            block = self._reader.read(self._at, self._block)
            self._at += len(block)
            if not len(block):
                self._held = np.pad(self._held, ((0, count - len(self._held)), (0, 0)))
                break
            two = np.ascontiguousarray(block[:, :2] if block.shape[1] > 1 else np.repeat(block, 2, axis=1))
            made = two if self._stream is None else self._stream.resample_chunk(two)
            self._held = np.concatenate([self._held, made])
        found, self._held = self._held[:count], self._held[count:]
        return np.clip(found, -1.0, 1.0)


def asdict_of(value: Any) -> dict[str, Any]:
    return {name: str(field) if isinstance(field, Path) else field for name, field in asdict(value).items()}
