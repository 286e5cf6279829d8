"""What this project promises of its own source: small files, a quick command line, nothing of one machine."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MOST_LINES, MOST_LINES_OF_A_FUNCTION = 400, 60
HEAVY = ("torch", "av", "cv2", "soundfile", "sounddevice", "PySide6", "pyqtgraph", "numpy", "scipy", "pydantic", "rich")
MACHINE_PATHS = ("/" + "work/", "/" + "root/", "/tmp/" + "bash_jobs", "/" + "opt/pypi")
UNPICKLING = {"pickle", "cPickle", "dill", "joblib", "shelve", "marshal"}


def tracked() -> list[Path]:
    """As git has it; in a copy without git, what stands in the folders of the project."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    names = listed.stdout.split("\0") if listed.returncode == 0 else []
    if not any(names):
        folders = ("core", "desktop", "resources", "scripts", "tests", ".ci")
        found = [path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file()]
        return [*found, *(path for path in ROOT.iterdir() if path.is_file())]
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def sources() -> list[Path]:
    return [path for path in tracked() if path.suffix == ".py"]


def test_no_file_and_no_function_is_long() -> None:
    long = []
    for path in sources():
        text = path.read_text(encoding="utf-8")
        if text.count("\n") > MOST_LINES:
            long.append(f"{path.relative_to(ROOT)}: {text.count(chr(10))} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > MOST_LINES_OF_A_FUNCTION:
                    long.append(f"{path.relative_to(ROOT)}: {node.name} has {lines} lines")
    assert long == []


def test_every_module_of_the_program_says_why_it_exists() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in sources()
        if ROOT / "tests" not in path.parents
        and path.stat().st_size > 0
        and not ast.get_docstring(ast.parse(path.read_bytes()))
    ]
    assert silent == []


def test_nothing_names_the_machine_it_was_written_on() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {part}"
        for path in tracked()
        for part in MACHINE_PATHS
        if part.encode() in path.read_bytes()
    ]
    assert found == []


def test_nothing_is_unpickled() -> None:
    found = []
    for path in sources():
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = [alias.name for alias in node.names]
                names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
                if UNPICKLING & {name.split(".")[0] for name in names}:
                    found.append(f"{path.relative_to(ROOT)}:{node.lineno}")
            if isinstance(node, ast.Call) and any(_allows_pickles(keyword) for keyword in node.keywords):
                found.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert found == []


def _allows_pickles(keyword: ast.keyword) -> bool:
    """`np.load(allow_pickle=True)`, `torch.load(weights_only=False)`."""
    bad = {"allow_pickle": True, "weights_only": False}
    return keyword.arg in bad and isinstance(keyword.value, ast.Constant) and keyword.value.value is bad[keyword.arg]


@pytest.mark.parametrize("words", [["--help"], ["info", "--help"], ["labels", "--help"], ["--version"]])
def test_the_command_line_answers_without_loading_anything_heavy(words: list[str]) -> None:
    done = run("-X", "importtime", "-m", "desktop.launch", *words)
    assert done.returncode == 0
    assert "auralens" in done.stdout
    loaded = {line.rsplit("|", 1)[-1].strip().split(".")[0] for line in done.stderr.splitlines() if "|" in line}
    assert "argparse" in loaded  # the list is read as meant
    assert loaded.isdisjoint(HEAVY), sorted(loaded & set(HEAVY))


def test_help_names_every_command() -> None:
    shown = run("-m", "desktop.launch", "--help").stdout
    for command in ("info", "spectrogram", "labels", "sample"):
        assert command in shown


@pytest.mark.parametrize(
    "words",
    [
        ["info", "there is no such file.wav"],
        ["spectrogram", "there is no such file.wav", "-o", "picture.png"],
        ["labels", "convert", "there is no such file.txt", "out.csv"],
    ],
)
def test_a_missing_file_is_one_sentence_and_exit_code_two(words: list[str], tmp_path: Path) -> None:
    done = run("-m", "desktop.launch", *words, cwd=tmp_path)
    assert done.returncode == 2
    assert "there is no such file" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert done.stdout == ""
    assert list(tmp_path.iterdir()) == []


def run(*words: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *words], cwd=cwd, capture_output=True, text=True, timeout=60)
