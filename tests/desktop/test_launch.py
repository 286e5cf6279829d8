"""The words of a packaged program, which starts itself where others start Python."""

import subprocess
import sys
from pathlib import Path

import pytest

from desktop import launch


@pytest.mark.parametrize("words", [["auralens"], ["auralens", "/opt/auralens/auralens"]])
def test_a_packaged_program_is_its_own_python(words: list[str], monkeypatch: pytest.MonkeyPatch,
                                              capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", "/opt/auralens/auralens")
    monkeypatch.setattr(sys, "argv", [*words, "labels", "formats"])
    assert launch.main() == 0
    assert "audacity" in capsys.readouterr().out.lower()
    assert sys.argv[0] == "/opt/auralens/auralens"  # by which further processes find it


def test_a_job_that_cannot_be_stopped_ends_with_the_program(tmp_path: Path) -> None:
    """As a model in the middle of a batch: its thread goes on, and the exit code is still the program's own."""
    script = (
        "import sys, threading, time; from desktop import launch; "
        "launch._run = lambda words: (threading.Thread(target=time.sleep, args=(60,), name='job long').start(), 3)[1]; "
        "sys.exit(launch.main())"
    )
    done = subprocess.run([sys.executable, "-c", script], timeout=30, check=False, cwd=Path(__file__).parents[2])
    assert done.returncode == 3
