"""Writing that loses nothing: into a temporary file beside the target, then moved over it in one step."""

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_UMASK = os.umask(0o077)  # there is no way to ask for it without setting it
os.umask(_UMASK)


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Yield a path to write to; on success it becomes `target`, on any error `target` stays as it was."""
    if target.exists() and not target.is_file():  # moved over /dev/null, a file would take its place for everyone
        raise OSError(errno.EINVAL, "not an ordinary file", str(target))
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.stem[:40]}-", suffix=target.suffix)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        os.chmod(temporary, 0o666 & ~_UMASK)
        os.replace(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)


def write_text(target: Path, text: str) -> None:
    with replacing(target) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="")
