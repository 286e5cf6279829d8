"""The `auralens` command: a sub-command runs without Qt, `demo` shows the program, anything else opens the window."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

INTERRUPTED = 130


def main(words: Sequence[str] | None = None) -> int:
    words = _given() if words is None else list(words)
    _give_streams()
    try:
        return _run(words)
    except KeyboardInterrupt:  # while modules are still being imported
        print("auralens: stopped", file=sys.stderr)
        return INTERRUPTED


def _given() -> list[str]:
    """Lightning starts further processes as Python and a script; in a packaged program both are the program itself."""
    if getattr(sys, "frozen", False):
        sys.argv[0] = sys.executable
        if sys.argv[1:2] == [sys.executable]:
            return sys.argv[2:]
    return sys.argv[1:]


def _run(words: list[str]) -> int:
    from core import cli

    if cli.is_command(words):
        return cli.main(words)
    if words[:1] == ["demo"]:
        from desktop import demo

        return demo.main(words[1:])
    from desktop import app

    return app.main(words)


def _give_streams() -> None:
    """A packaged program without a console has None for them, and the first `isatty` would end it."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - open to the end


if __name__ == "__main__":
    if getattr(sys, "frozen", False):
        import multiprocessing

        multiprocessing.freeze_support()
    sys.exit(main())
