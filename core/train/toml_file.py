"""TOML as configs need it: read with sentences for errors, and written, which the standard library does not do."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core.errors import UsageError

BARE = re.compile(r"^[A-Za-z0-9_-]+$")


def read_toml(path: Path) -> dict[str, Any]:
    """Raises `UsageError`."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"the config “{path}” cannot be read: {error.strerror or error}.") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"the config “{path}” is no TOML: {error}.") from error


def parse_value(text: str) -> Any:
    """A value as TOML writes it; what is none is taken as a string, so that names need no quotes."""
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text


def toml_text(values: Mapping[str, Any]) -> str:
    """Tables after plain values, nested to any depth; None is left out, as TOML has none."""
    return "\n".join(_lines(values, ())).strip() + "\n"


def _lines(values: Mapping[str, Any], where: tuple[str, ...]) -> list[str]:
    lines = [f"{_key(name)} = {_value(value)}" for name, value in values.items()
             if value is not None and not isinstance(value, Mapping)]
    if where and lines:
        lines = ["", f"[{'.'.join(map(_key, where))}]", *lines]
    for name, value in values.items():
        if isinstance(value, Mapping):
            lines += _lines(value, (*where, name))
    return lines


def _key(name: str) -> str:
    return name if BARE.match(name) else json.dumps(name, ensure_ascii=False)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, value))}]"
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
