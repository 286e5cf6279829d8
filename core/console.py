"""How the command line speaks: results on standard output, progress and errors on standard error."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from core.errors import UsageError
from core.progress import Progress, Silent


class Console:
    def __init__(self, quiet: bool = False) -> None:
        self.quiet = quiet

    def result(self, text: str) -> None:
        """What was asked for; printed even when quiet, and at once: a full disk must not be found out at the end."""
        try:
            print(text, flush=True)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise UsageError(f"the result cannot be written ({error.strerror or error}); send it elsewhere.") from error

    def say(self, text: str) -> None:
        """Something worth knowing beside the result."""
        if not self.quiet:
            print(text, file=sys.stderr)

    def error(self, text: str) -> None:
        print(f"auralens: {text}", file=sys.stderr)

    @contextmanager
    def progress(self, text: str) -> Iterator[Progress]:
        """A bar with the time left, where a person watches; nothing in a pipe or when quiet."""
        if self.quiet or not sys.stderr.isatty():
            yield Silent()
            return
        from rich import progress as bars
        from rich.console import Console as RichConsole

        columns = (bars.TextColumn("{task.description}"), bars.BarColumn(), bars.TaskProgressColumn(),
                   bars.TimeRemainingColumn())
        with bars.Progress(*columns, console=RichConsole(stderr=True), transient=True) as display:
            yield _Bar(display, display.add_task(text, total=None), text)


class _Bar:
    def __init__(self, display: object, task: object, text: str) -> None:
        self._display, self._task, self._text = display, task, text

    def step(self, done: float, total: float | None = None, text: str = "") -> None:
        self._display.update(  # type: ignore[attr-defined]
            self._task, completed=done, total=total, description=text or self._text
        )
