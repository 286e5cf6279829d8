"""start.py: when it sets up again, what it hands over, which packages it asks for. Nothing is installed here."""

import ast
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the stand-in tools are shell scripts")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of start.py in a folder with an awkward name; its .venv only notes what it is told."""
    folder = tmp_path / "my project 한글"
    (folder / "scripts").mkdir(parents=True)
    shutil.copy(ROOT / "start.py", folder)
    shutil.copy(ROOT / "scripts" / "debian.py", folder / "scripts")
    (folder / "pyproject.toml").write_text("[project]\nname = 'auralens'\n", encoding="utf-8")
    (folder / "tools").mkdir()
    binaries = folder / ".venv" / "bin"
    binaries.mkdir(parents=True)
    (binaries / "activate").write_text(f"VIRTUAL_ENV={folder / '.venv'}\n", encoding="utf-8")
    (folder / ".venv" / "pyvenv.cfg").write_text("version = 3.12.1\n", encoding="utf-8")
    tool(binaries / "python", f'echo "$@" >> "{folder}/calls"\ncase "$1" in -c) echo 3.12;; esac')
    return folder


def tool(path: Path, body: str) -> None:
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(0o755)


def started(project: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """With a PATH that holds the stand-in tools only, from another working directory."""
    return subprocess.run(
        [sys.executable, str(project / "start.py"), *words],
        env={"PATH": str(project / "tools"), **environment},
        cwd=project.parent,
        capture_output=True,
        text=True,
        timeout=60,
    )


def calls(project: Path) -> list[str]:
    try:
        return (project / "calls").read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []


def forget_calls(project: Path) -> None:
    (project / "calls").unlink(missing_ok=True)


def test_sets_up_once_and_then_hands_over_at_once(project: Path) -> None:
    first = started(project, "info", "a b.wav")
    assert first.returncode == 0, first.stderr
    assert any("pip install" in call and call.endswith(f"--editable {project}") for call in calls(project))
    assert "-P -m desktop.launch sample --quiet" in calls(project)
    assert calls(project)[-1] == "-P -m desktop.launch info a b.wav"
    assert "ready after" in first.stderr
    assert first.stdout == ""
    forget_calls(project)
    second = started(project, "info", "a b.wav")
    assert calls(project) == ["-P -m desktop.launch info a b.wav"]
    assert second.stderr == ""


@pytest.mark.parametrize("change", ["pyproject", "python", "moved", "stamp cut off"])
def test_sets_up_again_when_something_changed(project: Path, change: str) -> None:
    started(project, "info")
    forget_calls(project)
    stamp = project / ".venv" / "auralens-setup.json"
    if change == "pyproject":
        with (project / "pyproject.toml").open("a", encoding="utf-8") as file:
            file.write("version = '2'\n")
    elif change == "python":
        (project / ".venv" / "pyvenv.cfg").write_text("version = 3.12.2\n", encoding="utf-8")
    elif change == "stamp cut off":
        stamp.write_text(stamp.read_text(encoding="utf-8")[:20], encoding="utf-8")
    else:
        held = json.loads(stamp.read_text(encoding="utf-8"))
        stamp.write_text(json.dumps({**held, "key": "of another folder"}), encoding="utf-8")
    assert started(project, "info").returncode == 0
    assert any("pip install" in call for call in calls(project))


def test_the_tests_bring_their_extra_and_keep_it(project: Path) -> None:
    started(project, "info")
    forget_calls(project)
    started(project, "test", "-k", "labels", "-x")
    assert any(call.endswith("[test]") for call in calls(project))
    assert calls(project)[-1] == "-m pytest -k labels -x"
    forget_calls(project)
    started(project, "info")
    assert calls(project) == ["-P -m desktop.launch info"]


def test_an_installation_that_failed_is_told_and_tried_again(project: Path) -> None:
    python = project / ".venv" / "bin" / "python"
    works = python.read_text(encoding="utf-8")
    tool(python, 'case "$1" in -c) echo 3.12;; *) echo "no such wheel: foo"; exit 1;; esac')
    failed = started(project, "info")
    assert failed.returncode == 1
    assert "installing failed" in failed.stderr
    assert "no such wheel: foo" in failed.stderr
    assert "Traceback" not in failed.stderr
    python.write_text(works, encoding="utf-8")
    assert started(project, "info").returncode == 0
    assert calls(project)[-1] == "-P -m desktop.launch info"


def test_a_broken_environment_is_made_anew(project: Path) -> None:
    tool(project / ".venv" / "bin" / "python", "exit 1")
    stopped = started(project, "info")
    assert "making it anew" in stopped.stderr


def test_the_demo_without_a_screen_draws_offscreen_into_its_folder(project: Path) -> None:
    tool(project / ".venv" / "bin" / "python", 'case "$1" in -c) echo 3.12;; *) echo "$QT_QPA_PLATFORM" "$@";; esac')
    started(project, "info")
    assert started(project, "demo").stdout == f"offscreen -P -m desktop.launch demo -o {project}/demo-output\n"
    with_screen = started(project, "demo", DISPLAY=":7").stdout
    assert with_screen == f" -P -m desktop.launch demo -o {project}/demo-output --stay\n"
    elsewhere = started(project, "demo", "--output=there").stdout
    assert elsewhere == "offscreen -P -m desktop.launch demo --output=there\n"


def test_no_words_open_the_window_and_help_explains(project: Path) -> None:
    started(project, "info")
    started(project)
    assert calls(project)[-1] == "-P -m desktop.launch"
    assert "start.py demo" in started(project, "--help").stdout


def installed(project: Path, *names: str) -> None:
    lines = "\\n".join(f"{name} installed" for name in names)
    tool(project / "tools" / "dpkg-query", f"printf '{lines}\\nlibgl1 config-files\\n'; exit 1")


ALL_BUT_GL = (
    "libportaudio2", "libegl1", "libxkbcommon0", "libxkbcommon-x11-0", "libfontconfig1", "libglib2.0-0t64",
    "libdbus-1-3", "libxcb-cursor0", "libxcb-icccm4", "libxcb-keysyms1", "fonts-dejavu-core", "fonts-nanum",
)  # fmt: skip


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="apt-get is reached as root only")
def test_only_what_is_truly_missing_is_installed(project: Path) -> None:
    """Removed but configured is missing; another font or another spelling of a name is not."""
    installed(project, *ALL_BUT_GL)
    tool(project / "tools" / "env", f'shift; echo "$@" >> "{project}/apt"')
    tool(project / "tools" / "apt-get", "exit 1")
    assert started(project, "info").returncode == 0
    lines = (project / "apt").read_text(encoding="utf-8").splitlines()
    assert [line.split("--no-install-recommends ")[1] for line in lines] == ["libgl1"]


def test_where_nothing_can_be_installed_it_says_what_is_missing_and_goes_on(project: Path) -> None:
    installed(project, *ALL_BUT_GL)
    done = started(project, "info")
    assert done.returncode == 0
    assert "apt-get install --no-install-recommends libgl1" in done.stderr
    assert calls(project)[-1] == "-P -m desktop.launch info"
    assert started(project, "info").stderr == ""


def test_where_all_is_installed_nothing_is_said(project: Path) -> None:
    installed(project, *ALL_BUT_GL, "libgl1")
    assert "system packages" not in started(project, "info").stderr


def test_reads_on_older_interpreters_and_needs_nothing_installed() -> None:
    """So that they get the sentence about their version and not a syntax error."""
    for path in (ROOT / "start.py", ROOT / "scripts" / "debian.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 8))
        roots = {
            (node.module if isinstance(node, ast.ImportFrom) else node.names[0].name).split(".")[0]
            for node in ast.walk(tree)
            if isinstance(node, ast.Import | ast.ImportFrom)
        }
        assert roots - {"scripts"} <= set(sys.stdlib_module_names)


def test_a_python_that_is_too_old_gets_a_sentence(project: Path) -> None:
    shutil.rmtree(project / ".venv")
    (project / "old.py").write_text(
        "import sys\nsys.version_info = (3, 9, 2)\nsys.argv = ['start.py', 'info']\n"
        "import start\nsys.exit(start.main(['info']))\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, "old.py"],
        env={"PATH": str(project / "tools")},
        cwd=project,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1
    assert "needs Python 3.11, 3.12 or 3.13, and this is 3.9" in done.stderr
    assert "Traceback" not in done.stderr
