"""Files that hold more than labels ever do are refused before they are read."""

from pathlib import Path

import pytest

from core.errors import LabelError
from core.labels import read
from core.labels.source import MOST_BYTES


@pytest.mark.parametrize("name", ["huge.csv", "huge.TextGrid", "huge.eaf", "huge.txt"])
def test_huge_files_are_refused_unread(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with (tmp_path / name).open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    monkeypatch.setattr(Path, "read_bytes", lambda path: pytest.fail(f"{path} was read"))
    with pytest.raises(LabelError, match=f"{name}: too large for a label file .over 64 MB."):
        read(tmp_path / name)
