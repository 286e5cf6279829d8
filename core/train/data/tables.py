"""Delimited tables of data sets, row by row, with a sentence where one cannot be read."""

from __future__ import annotations

import csv
from pathlib import Path

from core.errors import DataError


def read_rows(path: Path, delimiter: str = "\t") -> list[dict[str, str]]:
    """Rows by column. Raises `DataError`."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = (csv.DictReader(file, delimiter=delimiter, quoting=csv.QUOTE_NONE) if delimiter == "\t"
                    else csv.DictReader(file, delimiter=delimiter))
            return [{name: value or "" for name, value in row.items() if name is not None} for row in rows]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"the table “{path}” cannot be read: {error}.") from error


def read_lines(path: Path, delimiter: str = "\t") -> list[list[str]]:
    """Cells of a table without a header."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"the table “{path}” cannot be read: {error}.") from error
    return [[cell.strip() for cell in line.split(delimiter)] for line in text.splitlines() if line.strip()]


def seconds(text: str, path: Path) -> float:
    try:
        return float(text)
    except ValueError:
        raise DataError(f"“{path}”: “{text}” is no time in seconds; correct that row.") from None
