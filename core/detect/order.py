"""A model over many recordings: labels, scores and a record of all in one folder. One bad file stops no other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from core import labels
from core.detect.decode import Decoding, decode, postprocessed
from core.detect.infer import Engine, Running, open_engine
from core.detect.record import NAME, Record, media_sha256, versions
from core.detect.recordings import Recording, found, named
from core.detect.scores_file import ENDING, write_tsv
from core.domain import Event, Scores
from core.errors import AuralensError, UsageError
from core.models.registry import Entry
from core.progress import Progress

# what the command line calls a format -> its name among the label formats
FORMATS: Mapping[str, str] = {"tsv": "dcase", **{name: name for name in labels.FORMATS if name != "dcase"}}
Told = Callable[["Done"], None]


@dataclass(frozen=True, slots=True)
class Order:
    """What a person asked for. `raw` leaves the scores as the model gave them, without medians, masks and boxes."""

    inputs: tuple[Path, ...]
    folder: Path
    decoding: Decoding
    running: Running
    format: str = "tsv"
    scores: bool = False
    raw: bool = False
    track: int = 0
    start_s: float = 0.0
    end_s: float | None = None
    resume: bool = False
    overwrite: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one recording; `error` is the sentence where nothing did. Kept ones were there already."""

    path: Path
    labels: Path
    scores: Path | None = None
    duration_s: float = 0.0
    events: tuple[Event, ...] = ()
    tags: Mapping[str, float] | None = None
    notes: tuple[str, ...] = ()
    kept: bool = False
    error: str = ""


def carry_out(order: Order, entry: Entry, progress: Progress, told: Told) -> list[Done]:
    """`told` hears of each recording once it is done. Raises `AuralensError` where no recording could be."""
    unknown = sorted((order.decoding.classes or frozenset()) - set(entry.card.classes))
    if unknown:
        raise UsageError(f"“{entry.card.id}” does not know “{unknown[0]}”; `auralens models show {entry.card.id}` "
                         "lists its classes.")
    form = labels.FORMATS[FORMATS[order.format]]
    recordings = named(found(order.inputs), form.endings[0], ENDING if order.scores else None, [NAME])
    engine = open_engine(entry, order.running)
    record = Record(order.folder, _head(order, engine))
    record.begin(recordings, order.overwrite)
    done = []
    try:
        for number, one in enumerate(recordings):
            part = _Part(progress, number, len(recordings), one.path.name)
            part.step(0.0, 1.0)
            done.append(_one(order, engine, record, one, part))
            told(done[-1])
        progress.step(len(recordings), len(recordings))
    finally:
        record.write()
    return done


def _one(order: Order, engine: Engine, record: Record, one: Recording, progress: Progress) -> Done:
    target = order.folder / one.labels
    try:
        sha256 = media_sha256(one.path) if one.path.is_file() else ""  # what is no file says so when it is opened
        if order.resume and record.is_done(one, sha256):
            record.take_over(one)
            return _kept(order, one)
        scores = engine.scores(one.path, order.track, order.start_s, order.end_s, progress)
        done = _write(order, one, scores)
    except AuralensError as error:
        record.set(one, state="failed", error=str(error))
        return Done(one.path, target, error=str(error))
    record.set(one, state="done", sha256=sha256, duration_s=round(scores.duration_s, 6), events=len(done.events))
    return done


def _write(order: Order, one: Recording, scores: Scores) -> Done:
    events = decode(scores, order.decoding)
    form = labels.FORMATS[FORMATS[order.format]]
    notes = labels.write(order.folder / one.labels, events, form.name, recording=one.path.name,
                         duration_s=scores.grid.start_s + scores.duration_s)
    if one.scores:
        write_tsv(order.folder / one.scores, scores if order.raw else postprocessed(scores, order.decoding))
    tags = {label: round(float(score), 6) for label, score in zip(scores.classes, scores.clip, strict=True)}
    own = tuple(note for note in notes if not note.startswith(f"{form.title} "))  # of each detection the same is lost
    return Done(one.path, order.folder / one.labels, order.folder / one.scores if one.scores else None,
                scores.duration_s, tuple(events), tags, own)


def _kept(order: Order, one: Recording) -> Done:
    """As it was written before; what the format could not hold is not in it."""
    read = labels.read(order.folder / one.labels, FORMATS[order.format])
    return Done(one.path, order.folder / one.labels, order.folder / one.scores if one.scores else None,
                read.duration_s or 0.0, read.events, kept=True)


def _head(order: Order, engine: Engine) -> dict[str, Any]:
    card, decoding = engine.entry.card, asdict(order.decoding)
    decoding["classes"] = sorted(order.decoding.classes) if order.decoding.classes is not None else None
    settings = {"model": card.id, "weights_sha256": engine.weights_sha256, "decoding": decoding,
                "overlap_s": order.running.overlap_s, "format": order.format, "raw_scores": order.raw,
                "track": order.track + 1, "start_s": order.start_s, "end_s": order.end_s}
    return {"made_by": versions(),
            "model": {"id": card.id, "title": card.title, "licence": card.licence, "sha256": engine.weights_sha256},
            "run_by": engine.kind, "batch": order.running.batch, "threads": order.running.threads, "settings": settings}


class _Part:
    """Progress within one of several recordings."""

    def __init__(self, whole: Progress, number: int, count: int, name: str) -> None:
        self._whole, self._number, self._count, self._name = whole, number, count, name

    def step(self, done: float, total: float | None = None, text: str = "") -> None:
        self._whole.step(self._number + (done / total if total else 0.0), self._count, text or self._name)
