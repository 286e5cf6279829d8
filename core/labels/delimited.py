"""Rows of delimited text with quotes, with the line on which each row begins."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from core.labels.columns import Row, field_columns, headless_columns, is_header
from core.labels.source import Source, quoted


def parsed_rows(source: Source, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Cells of every row that is not blank. Line ends inside quotes belong to the cell."""
    reader = csv.reader(
        io.StringIO(source.text, newline=""),
        delimiter=delimiter,
        strict=True,
        skipinitialspace=delimiter != "\t",
    )
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise source.place(line).error(
                f"the row cannot be parted into cells ({error})", "check its quotation marks"
            ) from error
        if any(cell.strip() for cell in cells):
            yield line, cells
        line = reader.line_num + 1


def read_rows(source: Source, delimiter: str) -> list[Row]:
    """Rows by field, from a table with a header or without."""
    rows = parsed_rows(source, delimiter)
    first = next(rows, None)
    if first is None:
        return []
    line, cells = first
    columns = field_columns(cells) if is_header(cells) else None
    if columns is not None:
        return [_row(source, columns, *row) for row in rows]
    headless = headless_columns(cells)
    if headless is None:
        raise source.place(line).error(
            f"{quoted(delimiter.join(cells))} is neither a row of times nor names columns of times",
            "begin with a line such as onset, offset, label",
        )
    return [_row(source, headless, line, cells), *(_row(source, headless, *row) for row in rows)]


def _row(source: Source, columns: dict[str, int], line: int, cells: list[str]) -> Row:
    return Row({field: cells[at] for field, at in columns.items() if at < len(cells)}, source.place(line))


def cell(text: str, delimiter: str) -> str:
    """One cell as it is written: in quotes where it would not come back otherwise."""
    if text[:1] == " " or any(c in text for c in (delimiter, '"', "\n", "\r")):
        return '"' + text.replace('"', '""') + '"'
    return text
