"""One recording as the player hears it: finite samples, routed to the loudspeakers, in the chosen band."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.band import BandFilter
from core.errors import AuralensError
from desktop.player.channels import mix_matrix, pick_matrix, route

if TYPE_CHECKING:
    from core.media.audio import AudioReader

_LOUDEST = 1000.0  # +60 dB over full scale: beyond, a float file is broken


class Source:
    """Endless in both directions: zeros outside the recording, and where the file cannot be read."""

    def __init__(
        self,
        reader: AudioReader,
        outputs: int,
        channel: int | None = None,
        band: tuple[float, float] | None = None,
    ) -> None:
        self.rate_hz = reader.rate_hz
        self.frames = reader.frames
        self.fault: str | None = None
        self._reader = reader
        if channel is None or not 0 <= channel < reader.channels:
            self._matrix = mix_matrix(reader.channels, outputs)
        else:
            self._matrix = pick_matrix(reader.channels, outputs, channel)
        self._band = BandFilter(self._read_routed, band, reader.rate_hz) if band else None

    def read(self, start: int, count: int) -> NDArray[np.float32]:
        return self._band.read(start, count) if self._band else self._read_routed(start, count)

    def _read_routed(self, start: int, count: int) -> NDArray[np.float32]:
        first, last = max(start, 0), min(start + count, self.frames)
        block = self._read_good(first, last - first) if last > first else None
        if block is not None and len(block) == count:
            return block
        out = np.zeros((count, self._matrix.shape[1]), np.float32)
        if block is not None:
            out[first - start : first - start + len(block)] = block
        return out

    def _read_good(self, start: int, count: int) -> NDArray[np.float32] | None:
        try:
            block = self._reader.read(start, count)
        except (AuralensError, OSError) as error:
            self.fault = str(error)
            return None
        if len(block) and not np.max(np.abs(block)) <= _LOUDEST:  # also true of undefined samples
            block = np.clip(np.nan_to_num(block, posinf=0.0, neginf=0.0), -_LOUDEST, _LOUDEST)
        return route(block, self._matrix)
