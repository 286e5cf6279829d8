"""From a decoded frame to RGB as a person should see it: turned as the file asks, no larger than needed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import av
import numpy as np
from av.video.reformatter import Colorspace, Interpolation, VideoReformatter
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Mapping

    from av.video.frame import VideoFrame


@dataclass(frozen=True, slots=True)
class Orientation:
    """How stored pixels are turned for showing: first swap rows and columns, then reverse."""

    swapped: bool = False
    rows_reversed: bool = False
    columns_reversed: bool = False

    @property
    def degrees(self) -> int:
        """Clockwise turn; a mirrored picture counts as the turn without the mirror."""
        if not self.swapped:
            return 180 if self.rows_reversed and self.columns_reversed else 0
        return 270 if self.rows_reversed else 90

    def apply(self, picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
        turned = picture.transpose(1, 0, 2) if self.swapped else picture
        rows, columns = -1 if self.rows_reversed else 1, -1 if self.columns_reversed else 1
        return np.ascontiguousarray(turned[::rows, ::columns])


def orientation(frame: VideoFrame) -> Orientation:
    """Read the display matrix: x' = a·x + c·y, y' = b·x + d·y, y downwards (ISO/IEC 14496-12, 6.2.2)."""
    data = cast("Mapping[str, bytes]", frame.side_data).get("DISPLAYMATRIX")
    if data is None:
        return Orientation()
    a, b, _, c, d = np.frombuffer(bytes(data), np.int32)[:5].tolist()
    if abs(b) + abs(c) > abs(a) + abs(d):
        return Orientation(swapped=True, rows_reversed=b < 0, columns_reversed=c < 0)
    return Orientation(rows_reversed=d < 0, columns_reversed=a < 0)


class PictureMaker:
    """Converts frames of one film. It keeps the scaler, because setting one up costs as much as a frame."""

    def __init__(self, width: int, height: int, turn: Orientation) -> None:
        self._stored = (width, height)
        self._turn = turn
        self._scalers: dict[tuple[int, int], VideoReformatter] = {}

    def rgb(self, frame: VideoFrame, max_height: int | None) -> NDArray[np.uint8]:
        """(rows, columns, 3), at most `max_height` rows as shown."""
        width, height = self._target(max_height)
        scaler = self._scalers.setdefault((width, height), VideoReformatter())
        smaller = (width, height) != (frame.width, frame.height)
        way = Interpolation.AREA if smaller else Interpolation.BILINEAR
        try:
            scaled = scaler.reformat(frame, width, height, "rgb24", interpolation=way, threads=1)
        except (av.FFmpegError, ValueError):  # colours that the scaler does not know: take the usual ones
            scaled = scaler.reformat(
                frame, width, height, "rgb24", Colorspace.ITU601, Colorspace.ITU601, interpolation=way
            )
        return self._turn.apply(np.asarray(scaled.to_ndarray(), np.uint8))

    def _target(self, max_height: int | None) -> tuple[int, int]:
        width, height = self._stored
        shown = width if self._turn.swapped else height
        if max_height is None or max_height >= shown:
            return width, height
        share = max(max_height, 1) / shown
        other = max(round((height if self._turn.swapped else width) * share), 1)
        return (max(max_height, 1), other) if self._turn.swapped else (other, max(max_height, 1))
