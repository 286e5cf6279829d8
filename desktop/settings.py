"""What a person has chosen, kept between starts. A damaged or foreign file costs the choices in it, never the start."""

from __future__ import annotations

import json
import logging
import math
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from core.files import write_text
from core.paths import config_dir
from core.tiles.spec import COLOUR_MAPS, MOST_DB, OVERLAPS, SCALES, SIZES, WINDOWS, Scale, Window

log = logging.getLogger(__name__)
RECENT_KEPT = 12
_RANGES = {"tile_cache_mib": (0, 1 << 20), "volume_db": (-60.0, 12.0), "floor_db": (-MOST_DB, MOST_DB),
           "ceiling_db": (-MOST_DB, MOST_DB)}
_ALLOWED: dict[str, tuple[object, ...]] = {
    "theme": ("system", "light", "dark"), "follow": ("off", "page", "centre"), "n_fft": SIZES, "window": WINDOWS,
    "overlap": OVERLAPS, "scale": SCALES, "colour_map": COLOUR_MAPS,
}


@dataclass
class Settings:
    theme: str = "system"  # system, light, dark
    language: str = "system"  # system, en, ko
    output_device: str = ""  # empty: the system's default
    follow: str = "page"  # off, page, centre
    tile_cache_mib: int = 2048
    volume_db: float = 0.0
    n_fft: int = 1024
    window: Window = "hann"
    overlap: float = 0.5
    scale: Scale = "mel"
    floor_db: float = -100.0
    ceiling_db: float = -20.0
    colour_map: str = "inferno"
    recent: list[str] = field(default_factory=list)
    geometry: str = ""  # base64, as Qt gives it
    layout: str = ""
    closed_docks: list[str] = field(default_factory=list)
    pane_layout: str = ""

    def remember(self, path: Path) -> None:
        name = str(path.absolute())
        self.recent = [name, *(old for old in self.recent if old != name)][:RECENT_KEPT]


def settings_path() -> Path:
    return config_dir() / "settings.json"


def load() -> Settings:
    path = settings_path()
    if not path.exists():
        return Settings()
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return _checked(found if isinstance(found, dict) else {})
    except (OSError, ValueError, RecursionError) as error:
        log.warning("settings could not be read, starting with defaults: %s", error)
        return Settings()


def save(settings: Settings) -> None:
    try:
        write_text(settings_path(), json.dumps(asdict(settings), indent=1))  # ASCII holds names that are no UTF-8
    except OSError as error:
        log.warning("settings could not be saved: %s", error)


def _checked(found: dict[str, Any]) -> Settings:
    """Take each value that has its field's type; leave the default where it has not."""
    settings = Settings()
    for spec in fields(Settings):
        value, default = found.get(spec.name), getattr(settings, spec.name)
        if isinstance(default, float) and type(value) is int:
            value = _as_float(value)
        if type(value) is type(default):
            setattr(settings, spec.name, value)
    for name, (least, most) in _RANGES.items():
        if not least <= getattr(settings, name) <= most:  # nor is NaN
            setattr(settings, name, getattr(Settings(), name))
    if not settings.floor_db < settings.ceiling_db:
        settings.floor_db, settings.ceiling_db = Settings().floor_db, Settings().ceiling_db
    for name, allowed in _ALLOWED.items():
        if getattr(settings, name) not in allowed:
            setattr(settings, name, getattr(Settings(), name))
    settings.recent = [name for name in settings.recent if isinstance(name, str)]
    settings.closed_docks = [name for name in settings.closed_docks if isinstance(name, str)]
    return settings


def _as_float(value: int) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf
