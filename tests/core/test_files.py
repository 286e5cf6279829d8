"""Files are replaced whole or not at all."""

import os
from pathlib import Path

import pytest

from core.files import replacing, write_text


def test_an_error_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path) -> None:
    write_text(tmp_path / "sub" / "a.txt", "old\r\n")
    with pytest.raises(ZeroDivisionError), replacing(tmp_path / "sub" / "a.txt") as temporary:
        temporary.write_text(f"half{1 / 0}")
    assert (tmp_path / "sub" / "a.txt").read_bytes() == b"old\r\n"
    assert os.listdir(tmp_path / "sub") == ["a.txt"]


def test_a_new_file_may_be_read_as_any_other(tmp_path: Path) -> None:
    write_text(tmp_path / "a.txt", "x")
    (tmp_path / "b.txt").write_text("x")
    assert (tmp_path / "a.txt").stat().st_mode == (tmp_path / "b.txt").stat().st_mode


def test_devices_pipes_and_folders_are_not_replaced(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    for name in ("pipe", "folder"):
        with pytest.raises(OSError, match="not an ordinary file"):
            write_text(tmp_path / name, "x")
    assert (tmp_path / "pipe").is_fifo()
