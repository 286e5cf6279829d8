"""Decoded frames at hand, the latest used, up to a number of bytes: stepping back costs nothing."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from av.video.frame import VideoFrame

CACHE_BYTES = 64 * 2**20


class FrameCache:
    """Frames as the decoder gave them (1.5 bytes a pixel mostly, against 3 in RGB), by their number."""

    def __init__(self, most_bytes: int = CACHE_BYTES) -> None:
        self._most_bytes = most_bytes
        self._frames: OrderedDict[int, tuple[VideoFrame, int]] = OrderedDict()
        self.held_bytes = 0

    def __len__(self) -> int:
        return len(self._frames)

    def __contains__(self, index: int) -> bool:
        return index in self._frames

    def get(self, index: int) -> VideoFrame | None:
        found = self._frames.get(index)
        if found is None:
            return None
        self._frames.move_to_end(index)
        return found[0]

    def put(self, index: int, frame: VideoFrame) -> None:
        if index in self._frames:
            return
        size = sum(plane.buffer_size for plane in frame.planes)
        self._frames[index] = (frame, size)
        self.held_bytes += size
        self.shrink(self._most_bytes)

    def shrink(self, most_bytes: int) -> None:
        """Set the limit, and let go of what is over it; the frame used last always stays."""
        self._most_bytes = most_bytes
        while self.held_bytes > self._most_bytes and len(self._frames) > 1:
            _, (_, gone) = self._frames.popitem(last=False)
            self.held_bytes -= gone

    def clear(self) -> None:
        self._frames.clear()
        self.held_bytes = 0
