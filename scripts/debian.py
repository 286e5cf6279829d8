"""The system packages that the program needs on Debian and Ubuntu: which are missing, and how to get them."""

from __future__ import annotations

import os
import shutil
import subprocess

# One entry is one need; any of its names meets it, the first is what gets installed.
RUN_PACKAGES = (
    ("libportaudio2", "libportaudio2t64"),
    ("libegl1",),
    ("libgl1",),
    ("libxkbcommon0",),
    ("libxkbcommon-x11-0",),
    ("libfontconfig1",),
    ("libglib2.0-0", "libglib2.0-0t64"),
    ("libdbus-1-3",),
    ("libxcb-cursor0",),
    ("libxcb-icccm4",),
    ("libxcb-keysyms1",),
    ("fonts-dejavu-core",),
    ("fonts-noto-cjk", "fonts-nanum"),
)
TEST_PACKAGES = (
    ("xvfb",),
    ("xauth",),
    ("xdotool",),
    ("pulseaudio",),
    ("pulseaudio-utils",),
    ("libasound2-plugins",),
    ("ffmpeg",),
)
APT = ("env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300")
ADVICE = "sudo apt-get install --no-install-recommends "


class AptError(Exception):
    """What apt-get printed when it failed."""


def missing(needs: tuple[tuple[str, ...], ...]) -> list[str]:
    """The first name of each need that no installed package meets; none where there is no dpkg."""
    if not shutil.which("dpkg-query"):
        return []
    names = [name for need in needs for name in need]
    query = ["dpkg-query", "-W", "-f=${Package} ${db:Status-Status}\\n", *names]
    shown = subprocess.run(query, capture_output=True, text=True).stdout
    installed = {line.split()[0] for line in shown.splitlines() if line.endswith(" installed")}
    return [need[0] for need in needs if not installed & set(need)]


def can_install() -> bool:
    return root_prefix() is not None and shutil.which("apt-get") is not None


def install(names: list[str]) -> None:
    """Raises AptError; the lists are fetched only where those at hand do not do."""
    prefix = root_prefix() or []
    if _run([*prefix, *APT, *_install_words(names)]) is None:
        return
    _run([*prefix, *APT, "update"])
    problem = _run([*prefix, *APT, *_install_words(names)])
    if problem is not None:
        raise AptError(problem)


def root_prefix() -> list[str] | None:
    """What stands before a command that needs root: nothing for root, sudo where it asks no password."""
    if not hasattr(os, "geteuid"):
        return None
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0:
        return ["sudo", "-n"]
    return None


def _install_words(names: list[str]) -> list[str]:
    return ["install", "-y", "--no-install-recommends", *names]


def _run(command: list[str]) -> str | None:
    """None on success, otherwise what was printed."""
    done = subprocess.run(
        command, capture_output=True, text=True, errors="replace", stdin=subprocess.DEVNULL
    )
    return None if done.returncode == 0 else done.stdout + done.stderr
