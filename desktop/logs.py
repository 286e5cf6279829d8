"""The log file: what happened, with tracebacks, for the person who has to find out why."""

from __future__ import annotations

import logging
import logging.handlers
import sys
from pathlib import Path

from core.paths import log_dir

MOST_BYTES = 1_000_000


def log_path() -> Path:
    return log_dir() / "auralens.log"


def start_logging(verbose: bool = False) -> None:
    root = logging.getLogger()
    root.setLevel(logging.DEBUG if verbose else logging.INFO)
    try:
        handler: logging.Handler = logging.handlers.RotatingFileHandler(
            log_path(), maxBytes=MOST_BYTES, backupCount=2, encoding="utf-8"
        )
    except OSError:  # a read-only home: the program still starts
        handler = logging.NullHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root.addHandler(handler)
    if verbose and sys.stderr is not None:
        root.addHandler(logging.StreamHandler())
