"""Puts a trained model among those that ship: weights in half precision, the card, whose recordings it learned from.

    python scripts/ship_model.py RUN/model --id ID --title TITLE --table DIR/sounds.csv [--notes NOTES.json]
    python scripts/ship_model.py RUN/model --id ID --title TITLE --pictures DIR/pictures.csv [--notes NOTES.json]

NOTES.json may hold any field of the card; `figures` and `decoding` are written there by whoever measured them.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Sequence
from pathlib import Path

from safetensors.torch import load_file, save_file

from core.files import replacing, write_text
from core.models.card import WEIGHTS_FILE, Card, read_card, write_card
from core.models.registry import DEFAULT_DETECTOR, entry, sha256
from core.train.data.by_class import held_out, sounds_of_pictures

MODELS = Path(__file__).resolve().parent.parent / "resources" / "models"
SOURCES, PICTURE_SOURCES = "SOURCES.csv", "PICTURE_SOURCES.csv"
PICTURE_COLUMNS = ("path", "label", "licence", "source", "url")
COLUMNS = ("path", "label", "fold", "licence", "author", "source_url")


def main(words: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", type=Path)
    parser.add_argument("--id", required=True)
    parser.add_argument("--title", required=True)
    parser.add_argument("--table", type=Path, nargs="*", default=[], help="sounds.csv, ambience.csv")
    parser.add_argument("--pictures", type=Path, help="pictures.csv: names those that a locator learned from")
    parser.add_argument("--folds", nargs="*", default=["1", "2", "3"])
    parser.add_argument("--notes", type=Path)
    given = parser.parse_args(words)
    notes = json.loads(given.notes.read_text("utf-8")) if given.notes else {}
    ship(given.model, given.id, given.title, notes)
    if given.table:
        write_sources(given.table, set(given.folds))
    if given.pictures:
        write_picture_sources(given.pictures)


def ship(model: Path, name: str, title: str, notes: dict[str, object]) -> None:
    target = MODELS / name
    target.mkdir(parents=True, exist_ok=True)
    weights = load_file(model / WEIGHTS_FILE)
    halves = {key: value.half() if value.is_floating_point() else value for key, value in weights.items()}
    for key, value in halves.items():
        if value.is_floating_point() and not value.isfinite().all():
            raise SystemExit(f"“{key}” does not fit half precision")
    with replacing(target / WEIGHTS_FILE) as temporary:
        save_file({key: value.contiguous() for key, value in halves.items()}, temporary)
    facts = read_card(model).model_dump() | {"id": name, "title": title} | notes
    if facts["architecture"] == "lite-locator":  # the ear it was taught with, and no other
        lent = entry(facts["settings"].get("ear", DEFAULT_DETECTOR))
        facts["settings"] |= {"ear": lent.card.id, "ear_sha256": lent.card.sha256}
    card = Card.model_validate(facts | {"weights": WEIGHTS_FILE, "sha256": sha256(target / WEIGHTS_FILE)})
    write_card(target, card)
    write_text(target / "CARD.md", described(card))


def described(card: Card) -> str:
    """The card for people."""
    parts = [f"# {card.title}", card.summary, "## Facts", "\n".join([
        f"- id `{card.id}`, architecture `{card.architecture}`, {card.parameters:,} weights, "
        f"{len(card.classes)} classes",
        f"- licence of the weights: {card.licence}",
        f"- sha256 of `{card.weights}`: `{card.sha256}`",
    ])]
    for heading, text in (("Data", card.data), ("Recipe", card.recipe)):
        if text:
            parts += [f"## {heading}", text]
    if card.command:
        parts += ["## Command that reproduces it", f"```\n{card.command}\n```"]
    if card.figures:
        rows = "\n".join(f"| {name} | {value} |" for name, value in card.figures.items())
        parts += ["## Figures", f"| measure | value |\n|---|---|\n{rows}"]
    if card.decoding:
        parts += ["## Decoding", f"```\n{json.dumps(card.decoding, indent=1, default=str)}\n```"]
    return "\n\n".join(part for part in parts if part) + "\n"


def write_sources(tables: Sequence[Path], folds: set[str]) -> None:
    """Author, licence and address of every recording that the shipped models learned from."""
    rows: list[dict[str, str]] = []
    for table in tables:
        with table.open(encoding="utf-8", newline="") as file:
            rows += [row for row in csv.DictReader(file) if row.get("fold", "") in folds | {""}]
    _write(MODELS / SOURCES, COLUMNS, rows)


def write_picture_sources(table: Path) -> None:
    """Licence and address of every picture that the shipped locators learned from: those that are not held out."""
    with table.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file)
                if row["label"] in sounds_of_pictures() and not held_out(row["path"])]
    _write(MODELS / PICTURE_SOURCES, PICTURE_COLUMNS, rows)


def _write(path: Path, columns: Sequence[str], rows: Sequence[dict[str, str]]) -> None:
    with replacing(path) as temporary, temporary.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore", restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
