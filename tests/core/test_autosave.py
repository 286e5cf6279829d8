"""Autosaves of windows that really run and really die in processes of their own."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from core import file_lock
from core.annotations import Annotations
from core.autosave import Autosave
from core.domain import Event
from core.errors import ProjectError
from core.file_lock import FileLock
from core.project import Project, RecordingState, refer

WINDOW = """
import sys
from pathlib import Path
from core.annotations import Annotations
from core.autosave import Autosave
from core.domain import Event
from core.project import Project, RecordingState, refer
media = Path(sys.argv[1])
state = RecordingState(refer(media, 2.0), Annotations.of([Event(sys.argv[2], 0.5, 1.0)]))
autosave = Autosave()
autosave.write(Project((state,)), Path("/somewhere/p.auralens"))
print("written", flush=True)
sys.stdin.readline()
autosave.clear()
"""


@pytest.fixture
def media(tmp_path: Path) -> Path:
    (tmp_path / "a.wav").write_bytes(b"sound")
    return tmp_path / "a.wav"


@pytest.fixture
def project(media: Path) -> Project:
    return Project((RecordingState(refer(media, 2.0), Annotations.of([Event("dog", 0.5, 1.0)])),))


def window(media: Path, label: str) -> subprocess.Popen[str]:
    started = subprocess.Popen(
        [sys.executable, "-c", WINDOW, str(media), label], text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert started.stdout
    assert started.stdout.readline() == "written\n"
    return started


def killed(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGKILL if os.name == "posix" else signal.SIGTERM)
    process.communicate()


def test_a_killed_window_is_found_and_a_running_one_is_not(own_home: Path, media: Path) -> None:
    dead, alive = window(media, "lost"), window(media, "alive")
    killed(dead)
    found = Autosave().leftovers()
    assert [list(one.project.recordings[0].annotations.events.values()) for one in found] == [[Event("lost", 0.5, 1)]]
    assert found[0].project_path == Path("/somewhere/p.auralens")
    assert found[0].project.recordings[0].media.path == media

    found[0].discard()
    assert Autosave().leftovers() == []
    alive.communicate("end\n")
    assert list((own_home / "state" / "autosave").iterdir()) == []


def test_a_leftover_is_given_to_one_window_only(media: Path) -> None:
    killed(window(media, "lost"))
    first = Autosave().leftovers()
    assert len(first) == 1
    assert Autosave().leftovers() == []
    first[0].lock.release()  # as when the finder dies before it is done
    assert len(Autosave().leftovers()) == 1


def test_its_own_state_is_no_leftover_and_goes_on_a_clean_end(tmp_path: Path, project: Project) -> None:
    mine = Autosave(tmp_path / "saves")
    mine.write(project)
    mine.write(replace(project, linked=False))
    assert mine.leftovers() == []
    assert Autosave(tmp_path / "saves").leftovers() == []
    mine.clear()
    mine.clear()
    assert list((tmp_path / "saves").iterdir()) == []
    mine.write(project)
    assert len(list((tmp_path / "saves").glob("*.autosave"))) == 1
    mine.clear()


def test_what_was_written_last_comes_back_whole(tmp_path: Path, project: Project) -> None:
    mine = Autosave(tmp_path)
    mine.write(project)
    mine.write(replace(project, linked=False))
    assert mine._lock
    mine._lock.release()
    found = Autosave(tmp_path).leftovers()
    assert [one.project for one in found] == [replace(project, linked=False)]
    assert found[0].project_path is None


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"\xff\xfe", b"[]\n{}", b'{"saved_at": "2026-01-01T00:00:00+00:00"}\n{"app']
)
def test_a_damaged_leftover_is_kept_aside_and_the_rest_is_found(tmp_path: Path, project: Project, data: bytes) -> None:
    folder = tmp_path / "saves"
    lost = Autosave(folder)
    lost.write(project)
    assert lost._lock
    lost._lock.release()
    (folder / "12-ab.autosave").write_bytes(data)
    (folder / ".12-ab-tmp.autosave").write_bytes(b"half written")
    found = Autosave(folder).leftovers()
    assert [one.project for one in found] == [project]
    assert (folder / "12-ab.broken").read_bytes() == data
    found[0].discard()
    assert os.listdir(folder) == ["12-ab.broken"]
    assert Autosave(folder).leftovers() == []


def test_a_disk_that_takes_nothing_gives_a_sentence(tmp_path: Path, project: Project) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ProjectError, match="unsaved work cannot be kept there"):
        Autosave(tmp_path / "file").write(project)


def test_a_lock_whose_file_was_removed_meanwhile_is_not_taken_for_the_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the opening of its file here and its locking, the holder before gives it back."""
    before = FileLock.take(tmp_path / "a.lock")
    assert before
    really = file_lock._lock

    def late(handle: int) -> None:
        before.release()
        really(handle)

    monkeypatch.setattr(file_lock, "_lock", late)
    mine = FileLock.take(tmp_path / "a.lock")
    assert mine
    assert FileLock.take(tmp_path / "a.lock") is None
    mine.release()


def test_a_lock_is_held_once_and_again_after_release(tmp_path: Path) -> None:
    lock = FileLock.take(tmp_path / "a.lock")
    assert lock
    assert FileLock.take(tmp_path / "a.lock") is None
    lock.release()
    lock.release()
    assert not (tmp_path / "a.lock").exists()
    again = FileLock.take(tmp_path / "a.lock")
    assert again
    again.release()
