"""All label formats, one line each, and which of them a file is: by its ending, or by what stands in it."""

from __future__ import annotations

from pathlib import Path

from core.errors import LabelError
from core.labels import audacity, csv_table, dcase, elan, json_file, raven, rttm, srt, textgrid, webvtt
from core.labels.format import Format
from core.labels.source import quoted

FORMATS: dict[str, Format] = {
    module.FORMAT.name: module.FORMAT
    for module in (dcase, audacity, raven, csv_table, json_file, textgrid, elan, rttm, webvtt, srt)
}
AMBIGUOUS = {".txt", ".tsv", ".csv", ".tab"}
BY_CONTENT = ("vtt", "textgrid", "eaf", "json", "raven", "srt", "rttm", "dcase", "audacity", "csv")
SNIFFED = 20_000


def by_name(name: str) -> Format:
    form = FORMATS.get(name.lower())
    if form is None:
        raise LabelError(f"The label format {quoted(name)} is unknown; choose one of {', '.join(FORMATS)}.")
    return form


def by_ending(path: Path) -> Format | None:
    """The format whose ending fits, the longest if several do, in any case."""
    ending = ending_of(path)
    return next((form for form in FORMATS.values() if ending in form.endings), None)


def stem_of(path: Path) -> str:
    """The name without the ending of its format, as the recording beside it is probably called."""
    ending = ending_of(path)
    return path.name[: -len(ending)] if ending else path.stem


def ending_of(path: Path) -> str | None:
    """The ending as its format writes it; it may have two parts, and a name that is nothing else has none."""
    name = path.name.lower()
    endings = (ending for form in FORMATS.values() for ending in form.endings)
    fitting = [ending for ending in endings if name.endswith(ending.lower()) and name != ending.lower()]
    return max(fitting, key=len, default=None)


def for_reading(path: Path, text: str) -> Format:
    """By the ending, but an ending that several programs use is checked against the content."""
    expected = by_ending(path)
    ending = path.suffix.lower()
    if expected is not None and (ending not in AMBIGUOUS or not text.strip()):
        return expected
    head = text[:SNIFFED]
    if expected is not None and expected.looks_like(head) and not FORMATS["raven"].looks_like(head):
        return expected
    found = next((FORMATS[name] for name in BY_CONTENT if FORMATS[name].looks_like(head)), None) or expected
    if found is None:
        raise LabelError(f"{path.name}: no label format is recognised; name one of {', '.join(FORMATS)}.")
    return found


def for_writing(path: Path) -> Format:
    form = by_ending(path)
    if form is None:
        endings = ", ".join(e for f in FORMATS.values() for e in f.endings[:1])
        raise LabelError(
            f"{path.name}: the ending tells no label format; use one of {endings}, or name the format."
        )
    return form
