"""The settings of a training as the text they are: fields of the form read single values of it and write them back.

The text stays the one truth, with the comments and the order that the person gave it.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from typing import Any

_SECTION = re.compile(r"^\s*\[\s*([^\[\]]+?)\s*\]\s*(#.*)?$")
_VALUE = re.compile(r"^(\s*)([A-Za-z0-9_\-]+)(\s*=\s*)([^#]*?)(\s*#.*)?$")


def values_of(text: str) -> dict[str, Any]:
    """Every value by its dotted name. Raises `ValueError` with what is wrong and where."""
    return dict(_flat(tomllib.loads(text), ""))


def with_value(text: str, name: str, value: int | float | str) -> str:
    """The text with one plain value changed, or added where it was not."""
    section, _, key = name.rpartition(".")
    lines, here, last = text.splitlines(), "", -1 if section else 0
    for place, line in enumerate(lines):
        heading = _SECTION.match(line)
        if heading:
            here = heading.group(1).replace(" ", "")
        if here == section:
            last = place + 1 if line.strip() else last
            found = _VALUE.match(line)
            if found and not heading and found.group(2) == key:
                indent, _, equals, _, comment = found.groups()
                lines[place] = f"{indent}{key}{equals}{_written(value)}{comment or ''}"
                return "\n".join(lines) + "\n"
    added = f"{key} = {_written(value)}"
    if last < 0:
        lines += ["", f"[{section}]", added] if lines else [f"[{section}]", added]
    else:
        lines.insert(last, added)
    return "\n".join(lines) + "\n"


def _flat(values: Mapping[str, Any], before: str) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for name, value in values.items():
        if isinstance(value, Mapping):
            found += _flat(value, f"{before}{name}.")
        else:
            found.append((f"{before}{name}", value))
    return found


def _written(value: int | float | str) -> str:
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return f"{value:g}" if isinstance(value, float) and "e" in f"{value:g}" else repr(value)
