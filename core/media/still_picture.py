"""Reads a photograph as it should be seen: RGB, turned as its file asks, of any format OpenCV knows."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from core.errors import MediaError

PICTURE_ENDINGS = frozenset({".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff", ".webp"})
MOST_PIXELS = 200_000_000


def is_picture(path: Path) -> bool:
    return path.suffix.lower() in PICTURE_ENDINGS


def read_picture(path: Path) -> NDArray[np.uint8]:
    """(rows, columns, 3). Raises `MediaError`."""
    name = path.name or str(path)
    try:
        data = np.fromfile(path, np.uint8) if path.is_file() else None
    except OSError as error:
        raise MediaError(f"“{name}” cannot be read ({error.strerror or error}): check the disk it lies on.") from error
    if data is None:
        what = f"“{name}” is a folder: choose" if path.is_dir() else f"There is no file “{path}”: choose"
        raise MediaError(f"{what} a picture or a video.")
    if not len(data):
        raise MediaError(f"“{name}” is empty (0 bytes): copy it again.")
    try:
        found = cv2.imdecode(data, cv2.IMREAD_COLOR)
    except cv2.error as error:
        raise MediaError(f"“{name}” is too large or damaged ({error.err}): make it smaller and try again.") from error
    if found is None:
        raise MediaError(f"“{name}” is no picture that can be read (JPEG, PNG, BMP, TIFF or WebP): convert it.")
    if found.shape[0] * found.shape[1] > MOST_PIXELS:
        raise MediaError(f"“{name}” has {found.shape[1]} × {found.shape[0]} pixels, too many: make it smaller.")
    return np.asarray(cv2.cvtColor(found, cv2.COLOR_BGR2RGB), np.uint8)


def write_png(path: Path, picture: NDArray[np.uint8]) -> None:
    """RGB as PNG, whole or not at all."""
    from core.files import replacing

    _, data = cv2.imencode(".png", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))
    with replacing(path) as temporary:
        data.tofile(temporary)
