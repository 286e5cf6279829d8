"""The `auralens` command: a sub-command runs without Qt, `demo` shows the program, anything else opens the window."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Sequence

INTERRUPTED = 130


def main(words: Sequence[str] | None = None) -> int:
    whole_program = words is None
    words = _given() if words is None else list(words)
    _give_streams()
    try:
        code = _run(words)
    except KeyboardInterrupt:  # while modules are still being imported
        print("auralens: stopped", file=sys.stderr)
        return INTERRUPTED
    if whole_program and _is_busy():
        _leave(code)
    return code


def _is_busy() -> bool:
    """Whether a model is still in the middle of a batch although the window has closed."""
    return any(thread.name.startswith("job ") for thread in threading.enumerate())


def _leave(code: int) -> None:
    """At once: the library that runs the model would end an orderly exit with a crash. Everything is written by now."""
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(code)


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
