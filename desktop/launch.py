"""The `auralens` command: a sub-command runs without Qt, `demo` shows the program, anything else opens the window."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(words: Sequence[str] | None = None) -> int:
    words = list(sys.argv[1:] if words is None else words)
    from core import cli

    if cli.is_command(words):
        return cli.main(words)
    if words[:1] == ["demo"]:
        from desktop import demo

        return demo.main(words[1:])
    from desktop import app

    return app.main(words)


if __name__ == "__main__":
    sys.exit(main())
