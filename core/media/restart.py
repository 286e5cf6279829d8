"""Decodes packets so that the result does not depend on where reading began, whatever the decoder remembers.

AAC fills noise bands from a generator that runs on from packet to packet, and Opus needs seconds to forget its past. So
these are decoded in segments: each begins at a fixed place with a fresh decoder that is shown some packets before it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]
Decode = Callable[[Any, int], Iterable[tuple[int, Samples]]]


@dataclass(frozen=True, slots=True)
class Restart:
    """`warm` packets are decoded before the first one wanted; a segment of 0 packets means that this is enough."""

    warm: int
    segment: int = 0

    def begin(self, start: int, packet_samples: int) -> int:
        """From which position packets are needed to give the samples from `start` on."""
        if not self.segment:
            return start - self.warm * packet_samples
        return self.anchor(start, packet_samples) - (self.warm + 1) * packet_samples

    def anchor(self, start: int, packet_samples: int) -> int:
        """Where the segment begins in which the packet with sample `start` lies at the latest."""
        length = self.segment * packet_samples
        return (start - packet_samples) // length * length

    def decode(self, packets: Iterable[tuple[int, Any]], fresh: Callable[[], Decode], start: int,
               packet_samples: int) -> Iterator[tuple[int, Samples]]:
        """Blocks for the given packets, which begin at or before `begin(start)`."""
        if not self.segment:
            decode = fresh()
            for place, packet in packets:
                yield from decode(packet, place)
            return
        yield from self._decode_segments(packets, fresh, self.anchor(start, packet_samples), packet_samples)

    def _decode_segments(self, packets: Iterable[tuple[int, Any]], fresh: Callable[[], Decode], boundary: int,
                         packet_samples: int) -> Iterator[tuple[int, Samples]]:
        recent: deque[tuple[int, Any]] = deque(maxlen=self.warm)
        decode: Decode | None = None
        length = self.segment * packet_samples
        for place, packet in packets:
            if place >= boundary:
                decode = fresh()
                for earlier_place, earlier in recent:
                    for _ in decode(earlier, earlier_place):
                        pass
                boundary = place // length * length + length
            if decode is not None:
                yield from decode(packet, place)
            recent.append((place, packet))


LOSSLESS = Restart(0)
_BY_CODEC = {"mp3": Restart(30), "vorbis": Restart(4), "aac": Restart(6, 256), "opus": Restart(12, 160)}
_OTHER = Restart(8, 256)


def restart_for(codec: str) -> Restart:
    if codec.startswith(("pcm_", "flac", "alac", "tta")):
        return LOSSLESS
    return _BY_CODEC.get(codec, _OTHER)
