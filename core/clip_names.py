"""File names of clips: they sort by time, hold the label, and are allowed on every system."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from core.domain import Event

FORBIDDEN = set('<>:"/\\|?*')
JOINER = "\u200d"  # holds emoji together
STEM_BYTES = 100
LABEL_BYTES = 80
NAMELESS = "unlabelled"


def clip_names(stem: str, events: Sequence[Event], ending: str, taken: Iterable[str] = ()) -> list[str]:
    """One name for each event, none twice even where a system does not tell upper from lower case."""
    used = {_same(name) for name in taken}
    last_s = max((event.onset_s for event in events), default=0.0)
    digits = max(len(f"{last_s:.3f}"), len("0000.000"))
    names = []
    for event in events:
        base = f"{safe(stem, STEM_BYTES)}_{event.onset_s + 0.0:0{digits}.3f}s_{_label(event.label)}"
        name, number = f"{base}{ending}", 2
        while _same(name) in used:
            name, number = f"{base}_{number}{ending}", number + 1
        used.add(_same(name))
        names.append(name)
    return names


def safe(text: str, most_bytes: int = STEM_BYTES) -> str:
    """Without characters that some system forbids, and short enough for all of them."""
    kept = "".join("_" if _is_forbidden(c) else c for c in unicodedata.normalize("NFC", text))
    short = kept.encode("utf-8")[:most_bytes].decode("utf-8", "ignore")
    return short.strip(" .") or "_"


def _label(text: str) -> str:
    return safe("_".join(text.split()), LABEL_BYTES) if text.strip() else NAMELESS


def _is_forbidden(c: str) -> bool:
    return c in FORBIDDEN or (unicodedata.category(c)[0] == "C" and c != JOINER) or c in "\u2028\u2029"


def _same(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
