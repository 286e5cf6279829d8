"""Where the program keeps its own files. `AURALENS_HOME` moves all of them at once, so tests touch nobody's."""

import os
from pathlib import Path

import platformdirs

APP = "auralens"


def _base(kind: str) -> Path:
    home = os.environ.get("AURALENS_HOME")
    if home:
        return Path(home) / kind
    found: str = getattr(platformdirs, f"user_{kind}_dir")(APP, appauthor=False)
    return Path(found)


def config_dir() -> Path:
    """Settings, window layout."""
    return _ensured(_base("config"))


def cache_dir() -> Path:
    """Tiles and the generated sample; may be deleted at any time."""
    return _ensured(_base("cache"))


def state_dir() -> Path:
    """Autosaves."""
    return _ensured(_base("state"))


def models_dir() -> Path:
    """Models that a person imported or trained."""
    return _ensured(_base("data") / "models")


def log_dir() -> Path:
    return _ensured(_base("log"))


def _ensured(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder
