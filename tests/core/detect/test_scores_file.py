"""Scores that go to files come back, and the library that evaluates such files reads ours."""

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.detect import score_cache
from core.detect.infer import Running, detect_file
from core.detect.scores_file import load, read_tsv, save, write_tsv
from core.domain import Scores, TimeGrid
from core.errors import DataError
from tests.core.detect.doubles import bursts, install, loud_level, wav


def some(frames: int = 5000, step_s: float = 1024 / 44_100, start_s: float = 0.0) -> Scores:
    values = np.random.default_rng(0).random((frames, 3)).astype(np.float32) ** 8
    grid = TimeGrid(start_s, step_s, frames)
    return Scores(grid, ("dog", "car horn", "개"), values, np.float32([0.1, 0.2, 0.3]), (frames - 0.4) * step_s, "m")


def test_the_library_for_scores_reads_the_table(tmp_path: Path) -> None:
    from sed_scores_eval.base_modules.io import read_sed_scores

    scores = some()
    write_tsv(tmp_path / "a.scores.tsv", scores)
    table = read_sed_scores(tmp_path / "a.scores.tsv")
    assert list(table.columns) == ["onset", "offset", "dog", "car horn", "개"]
    np.testing.assert_allclose(table["onset"], np.arange(5000) * scores.grid.step_s, atol=1e-6)
    assert table["offset"].iloc[-1] == pytest.approx(scores.duration_s, abs=1e-6)
    np.testing.assert_array_equal(table.iloc[:, 2:].to_numpy().astype(np.float32), scores.values)


@pytest.mark.parametrize("scores", [some(), some(1), some(0), some(7, start_s=3600.5)])
def test_a_table_comes_back(tmp_path: Path, scores: Scores) -> None:
    write_tsv(tmp_path / "a.tsv", scores)
    again = read_tsv(tmp_path / "a.tsv")
    assert again.classes == scores.classes
    assert again.grid.count == scores.grid.count
    np.testing.assert_array_equal(again.values, scores.values)
    if scores.grid.count:
        assert again.grid.start_s == pytest.approx(scores.grid.start_s, abs=1e-6)
        assert again.duration_s == pytest.approx(scores.duration_s, abs=2e-6)
    if scores.grid.count > 1:
        assert again.grid.step_s == pytest.approx(scores.grid.step_s, abs=1e-6)


@pytest.mark.parametrize("scores", [some(), some(0)])
def test_the_compact_file_gives_the_very_same(tmp_path: Path, scores: Scores) -> None:
    for one in (scores, replace(scores, values=np.ascontiguousarray(scores.values.T).T)):
        save(tmp_path / "a.npz", one)
        again = load(tmp_path / "a.npz")
        assert (again.grid, again.classes, again.duration_s, again.model) == (
            scores.grid, scores.classes, scores.duration_s, scores.model)
        np.testing.assert_array_equal(again.values, scores.values)
        np.testing.assert_array_equal(again.clip, scores.clip)


def test_files_that_hold_no_scores_are_refused_with_a_sentence(tmp_path: Path) -> None:
    bad = tmp_path / "bad"
    for text in ("", "onset\toffset\n0\t1\n", "a\tb\tc\n0\t1\t0.5\n", "onset\toffset\tdog\n0\t1\tx\n",
                 "onset\toffset\tdog\n1\t1\t0.5\n", "onset\toffset\tdog\n0\t1\tnan\n", "onset\toffset\tdog\n0\t1\n"):
        bad.write_text(text)
        with pytest.raises(DataError, match="holds no scores that can be read"):
            read_tsv(bad)
    for data in (b"", b"PK\x03\x04 broken", b"text"):
        bad.write_bytes(data)
        with pytest.raises(DataError, match="holds no scores that can be read"):
            load(bad)
    np.savez(tmp_path / "odd.npz", values=np.array([{}], object))
    with pytest.raises(DataError):
        load(tmp_path / "odd.npz")
    with pytest.raises(DataError, match="cannot name a column"):
        write_tsv(tmp_path / "o.tsv", replace(some(3), classes=("a\tb", "c", "d")))
    with pytest.raises(DataError, match="cannot be written"):
        write_tsv(bad / "o.tsv", some(3))


# -- what is kept for the next time ------------------------------------------------------------------------------------


def test_what_was_heard_once_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch)
    entry, path = loud_level(tmp_path / "m"), wav(tmp_path / "a.wav", bursts(3.0, [(1.0, 2.0)]))
    key = score_cache.key_of(entry, path)
    assert score_cache.find(key) is None
    scores = detect_file(entry, path)
    score_cache.keep(key, scores)
    again = score_cache.find(key)
    assert again is not None
    np.testing.assert_array_equal(again.values, scores.values)


def test_the_key_changes_with_recording_model_and_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch)
    entry, path = loud_level(tmp_path / "m"), wav(tmp_path / "a.wav", bursts(3.0, []))
    other = loud_level(tmp_path / "n", window_s=3.0)
    keys = [score_cache.key_of(entry, path), score_cache.key_of(other, path), score_cache.key_of(entry, path, track=1),
            score_cache.key_of(entry, path, running=Running(overlap_s=1.0)), score_cache.key_of(entry, path, end_s=1.0)]
    wav(path, bursts(3.0, [(1.0, 2.0)]))
    keys.append(score_cache.key_of(entry, path))
    assert len(set(keys)) == 6


def test_broken_and_old_scores_go(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    score_cache.keep("one", some())
    folder = own_home / "cache" / "scores"
    (folder / "two.npz").write_bytes(b"broken")
    assert score_cache.find("two") is None
    os.utime(folder / "one.npz", (1, 1))
    monkeypatch.setattr(score_cache, "LIMIT_BYTES", 100_000)
    score_cache.keep("three", some())
    assert sorted(path.name for path in folder.iterdir()) == ["three.npz", "two.npz"]
    monkeypatch.setattr(score_cache, "LARGEST_BYTES", 100)
    score_cache.keep("four", some())
    assert score_cache.find("four") is None
    assert score_cache.find("three") is not None
