"""Sets the program up on a bare machine and starts it: with `demo`, `test`, or any words for `auralens`.

Standard library only, and readable to older interpreters, so that they get a sentence and not a traceback.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

from scripts import debian

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "auralens-setup.json"
DEMO_OUTPUT = ROOT / "demo-output"
OLDEST, TOO_NEW = (3, 11), (3, 14)
LAST_LINES = 15
STOPPED = 130

USAGE = """usage: python3 start.py demo        show everything on the sample recording and video
       python3 start.py test        run the tests (further words go to pytest)
       python3 start.py [WORDS …]   the same as `auralens WORDS …`; without words, the window
Sets up what is missing first: .venv in this folder, and on Debian and Ubuntu the system packages."""


class SetupError(Exception):
    """Set-up cannot go on; the text is one sentence for the person, with what the tool said below it."""


def say(text: str) -> None:
    """To standard error, so that what `auralens` prints can be piped."""
    print("auralens: " + text, file=sys.stderr, flush=True)


def main(words: list[str]) -> int:
    if words[:1] in (["-h"], ["--help"]):
        print(USAGE)
        return 0
    extras = ["test"] if words[:1] == ["test"] else []
    try:
        prepare(extras)
    except SetupError as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        say("stopped; the next start takes up the set-up again.")
        return STOPPED
    return start(words)


def start(words: list[str]) -> int:
    """Hand over to the program; where the system can, this process becomes it."""
    command, environment = command_for(words, dict(os.environ))
    if words[:1] == ["demo"] and not names_a_folder(words):
        say(f"the demo leaves its pictures and results in {DEMO_OUTPUT}")
    if words[:1] == ["test"]:
        os.chdir(ROOT)
    if os.name == "posix":
        sys.stderr.flush()
        os.execve(command[0], command, environment)
    try:
        return subprocess.call(command, env=environment)
    except KeyboardInterrupt:
        return STOPPED


def command_for(words: list[str], environment: dict[str, str]) -> tuple[list[str], dict[str, str]]:
    """`-P` keeps a folder named `core` in the caller's directory from standing in for ours."""
    python = str(venv_python())
    if words[:1] == ["test"]:
        return [python, "-m", "pytest", *words[1:]], environment
    if words[:1] == ["demo"]:
        words = ["demo", *words[1:]]
        if not names_a_folder(words):
            words += ["-o", str(DEMO_OUTPUT)]
        if has_screen(environment):
            words.append("--stay")
        else:
            environment = {"QT_QPA_PLATFORM": "offscreen", **environment}
    return [python, "-P", "-m", "desktop.launch", *words], environment


def names_a_folder(words: list[str]) -> bool:
    return any(word.startswith(("-o", "--output")) for word in words)


def has_screen(environment: dict[str, str], platform: str = sys.platform) -> bool:
    if not platform.startswith("linux"):
        return True
    return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))


def prepare(extras: list[str]) -> None:
    """Bring .venv and the system packages to what this source asks for; at once where they are."""
    ready = is_ready(read_stamp(), extras)
    add_system_packages(system_needs(extras), complain=not ready)
    if ready:
        return
    began = time.monotonic()
    had = read_stamp().get("extras", [])
    STAMP.unlink(missing_ok=True)
    ensure_venv()
    wanted = sorted({*had, *extras})
    install(wanted)
    make_sample()
    write_stamp(wanted)
    say(f"ready after {time.monotonic() - began:.0f} s")


def system_needs(extras: list[str]) -> tuple[tuple[str, ...], ...]:
    return debian.RUN_PACKAGES + (debian.TEST_PACKAGES if "test" in extras else ())


def read_stamp() -> dict:
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def is_ready(stamp: dict, extras: list[str]) -> bool:
    if stamp.get("key") != set_up_key() or not venv_python().exists():
        return False
    return set(extras) <= set(stamp.get("extras", []))


def set_up_key() -> str:
    """Changes with what is to be installed, with the Python inside .venv, and with the folder of both."""
    parts = (ROOT / "pyproject.toml").read_bytes(), venv_version().encode(), str(ROOT).encode()
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def write_stamp(extras: list[str]) -> None:
    text = json.dumps({"key": set_up_key(), "extras": extras, "root": str(ROOT)})
    temporary = STAMP.with_suffix(".new")
    temporary.write_text(text, encoding="utf-8")
    os.replace(temporary, STAMP)


def venv_python(windows: bool = os.name == "nt") -> Path:
    return VENV / "Scripts" / "python.exe" if windows else VENV / "bin" / "python"


def venv_version() -> str:
    """As written in pyvenv.cfg: asking the interpreter itself would cost a start of it."""
    return venv_setting(r"version(?:_info)?")


def venv_setting(name: str) -> str:
    try:
        text = (VENV / "pyvenv.cfg").read_text(encoding="utf-8")
    except OSError:
        return ""
    found = re.search(rf"^{name}\s*=\s*(.+?)\s*$", text, re.MULTILINE)
    return found.group(1) if found else ""


def ensure_venv() -> None:
    """Keep .venv where it works and belongs here; otherwise make it anew."""
    if venv_works():
        return
    if VENV.exists():
        say("the Python environment in .venv is unfinished or out of date: making it anew")
        shutil.rmtree(VENV)
    else:
        say("making a Python environment in .venv")
    done = subprocess.run(
        [base_python(), "-m", "venv", str(VENV)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode != 0:
        shutil.rmtree(VENV, ignore_errors=True)
        raise SetupError("the Python environment could not be made:\n" + last_lines(done.stdout))


def venv_works() -> bool:
    """Scripts in .venv hold its full path, so one that was moved here from elsewhere does not count."""
    check = "import pip, sys; print(sys.version_info[0], sys.version_info[1], sep='.')"
    try:
        done = subprocess.run([str(venv_python()), "-c", check], capture_output=True, text=True)
    except OSError:
        return False
    if done.returncode != 0:
        return False
    version = tuple(int(part) for part in done.stdout.strip().split("."))
    return OLDEST <= version < TOO_NEW and made_here()


def made_here() -> bool:
    script = VENV / ("Scripts/activate.bat" if os.name == "nt" else "bin/activate")
    try:
        return str(VENV) in script.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False


def base_python() -> str:
    """An interpreter that can make a .venv: this one, or a sibling of a version that fits."""
    found = [sys.executable] if OLDEST <= sys.version_info[:2] < TOO_NEW else []
    for minor in range(TOO_NEW[1] - 1, OLDEST[1] - 1, -1):
        other = shutil.which(f"python3.{minor}")
        if other:
            found.append(other)
    for python in found:
        if has_ensurepip(python):
            return python
    for python in found:
        if add_venv_package(python):
            return python
    if not found:
        raise SetupError(wrong_python())
    raise SetupError(
        f"{found[0]} cannot make Python environments (its `venv` or `ensurepip` is missing); "
        "install it, on Debian and Ubuntu with `sudo apt-get install python3-venv`, and start again."
    )


def add_venv_package(python: str) -> bool:
    """Debian keeps ensurepip in a package of its own."""
    real = Path(python).resolve()
    if real.parent != Path("/usr/bin") or not debian.can_install():
        return False
    say(f"installing {real.name}-venv")
    try:
        debian.install([f"{real.name}-venv"])
    except debian.AptError:
        return False
    return has_ensurepip(python)


def has_ensurepip(python: str) -> bool:
    return subprocess.run([python, "-c", "import venv, ensurepip"], capture_output=True).returncode == 0


def wrong_python() -> str:
    return (
        "Auralens needs Python 3.11, 3.12 or 3.13, and this is {}.{}; install one of these "
        "(www.python.org or your system's packages) and start again with it."
    ).format(*sys.version_info[:2])


def install(extras: list[str]) -> None:
    target = str(ROOT) + (f"[{','.join(extras)}]" if extras else "")
    say("installing what the program needs (some minutes the first time)")
    command = [str(venv_python()), "-m", "pip", "install", "--no-input", "--disable-pip-version-check"]
    process = subprocess.Popen(
        [*command, "--editable", target],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        cwd=str(ROOT),
    )
    lines = []
    assert process.stdout is not None
    for line in process.stdout:
        lines.append(line.rstrip())
        show_download(line)
    show_download("")
    if process.wait() != 0:
        raise SetupError("installing failed; pip said at the end:\n" + last_lines("\n".join(lines)))


def show_download(line: str) -> None:
    """One line that is written over, only where a person watches."""
    if not sys.stderr.isatty():
        return
    found = re.match(r"\s*(?:Downloading|Installing collected packages:)\s+(\S+)( \([^)]*\))?", line)
    if found:
        name = found.group(1).rsplit("/", 1)[-1].split("-")[0].rstrip(",")
        sys.stderr.write("\r\033[K  " + name + (found.group(2) or ""))
    elif not line:
        sys.stderr.write("\r\033[K")
    sys.stderr.flush()


def make_sample() -> None:
    say("making the sample recording and video")
    command, environment = command_for(["sample", "--quiet"], dict(os.environ))
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL
    )
    if done.returncode != 0:
        raise SetupError("the sample could not be made:\n" + last_lines(done.stdout + done.stderr))


def last_lines(text: str) -> str:
    kept = [line for line in text.splitlines() if line.strip()][-LAST_LINES:]
    return "\n".join("  " + line for line in kept)


def add_system_packages(needs: tuple[tuple[str, ...], ...], complain: bool) -> None:
    """Install what is missing where that needs no asking; otherwise say what to install, and go on."""
    names = debian.missing(needs)
    if not names:
        return
    if debian.can_install():
        say("installing system packages: " + " ".join(names))
        try:
            debian.install(names)
        except debian.AptError as error:
            say("apt-get could not install them:\n" + last_lines(str(error)))
        else:
            return
    if complain:
        say("these system packages are missing; without them the window or the sound may not work:")
        say("  " + debian.ADVICE + " ".join(names))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
