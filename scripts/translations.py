"""Gather the texts of the window into resources/translations/*.ts, and make the .qm files that the program loads.

Run it after changing a text: `.venv/bin/python scripts/translations.py`. It names what is not translated yet, and exits
with 1 if there is any. Translating is editing the .ts file, by hand or with Qt Linguist.
"""

from __future__ import annotations

import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "resources" / "translations"


def main() -> int:
    sources = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "desktop").rglob("*.py"))
    missing = 0
    for ts in sorted(FOLDER.glob("auralens_*.ts")):
        _run("lupdate", "-no-obsolete", "-locations", "none", "-tr-function-alias", "QT_TRANSLATE_NOOP+=_T", *sources,
             "-ts", str(ts))
        missing += _report(ts)
        _run("lrelease", str(ts), "-qm", str(ts.with_suffix(".qm")))
    return 1 if missing else 0


def untranslated(ts: Path) -> list[tuple[str, str]]:
    """(context, text) of what has no finished translation."""
    found = []
    for context in ElementTree.parse(ts).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            if translation is None or not translation.text or translation.get("type") == "unfinished":
                found.append((context.findtext("name", ""), message.findtext("source", "")))
    return found


def _report(ts: Path) -> int:
    missing = untranslated(ts)
    for context, text in missing:
        print(f"{ts.name}: {context}: {text}")
    return len(missing)


def _run(tool: str, *words: str) -> None:
    beside = Path(sys.executable).parent / f"pyside6-{tool}"
    done = subprocess.run([str(beside), *words], cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{tool} failed:\n{done.stdout}{done.stderr}")


if __name__ == "__main__":
    sys.exit(main())
