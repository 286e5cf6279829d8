"""The cache of graphs keeps those that were used last, and no more than its number."""

import os
from pathlib import Path

import pytest

from core import graph_cache, paths


@pytest.fixture(autouse=True)
def _few(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "cache_dir", lambda: tmp_path)
    monkeypatch.setattr(graph_cache, "KEPT", 3)
    (tmp_path / "graphs").mkdir()


def _made(key: str, age_s: float = 0.0) -> None:
    fresh = graph_cache.place(f"{key}-1")
    fresh.write_text(key)
    graph_cache.keep(fresh, key)
    before = graph_cache.place(key).stat().st_mtime - age_s
    os.utime(graph_cache.place(key), (before, before))


def _there() -> set[str]:
    return {path.stem for path in graph_cache.place("any").parent.iterdir()}


def test_the_graphs_not_used_for_longest_go() -> None:
    for number, key in enumerate("abc"):
        _made(key, age_s=100 - number)
    found = graph_cache.find("a")  # the oldest, but used again
    assert found is not None
    assert found.read_text() == "a"
    assert graph_cache.find("d") is None
    _made("d")
    assert _there() == {"a", "c", "d"}


def test_what_a_killed_run_left_goes_too() -> None:
    left = graph_cache.place("z-999")
    left.write_text("half")
    os.utime(left, (1.0, 1.0))
    for key in "abc":
        _made(key)
    assert _there() == {"a", "b", "c"}
