"""Where a dialog begins that asks for a file to write: beside the recording, unless that is no place to keep things."""

from __future__ import annotations

import os
from pathlib import Path

from core.paths import cache_dir


def folder_for(media: Path) -> Path:
    """The recording's folder. The sample lies in the cache, which may be emptied: then, and where nobody may write,
    the person's documents or home."""
    folder = media.absolute().parent
    if cache_dir().absolute() not in (folder, *folder.parents) and os.access(folder, os.W_OK):
        return folder
    from PySide6.QtCore import QStandardPaths

    documents = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    return documents if documents.is_dir() else Path.home()
