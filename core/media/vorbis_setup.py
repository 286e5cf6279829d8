"""What the three headers of a Vorbis stream say about the length of its packets.

A packet's first byte names its mode, a mode is short or long, and two neighbours overlap by a quarter of each.
"""

from __future__ import annotations

from dataclasses import dataclass

HEADERS = 3
_MODE_BITS = 41  # block flag 1, window 16, transform 16, mapping 8
_COUNT_BITS = 6
_MOST_MAPPINGS = 64


@dataclass(frozen=True, slots=True)
class VorbisSetup:
    headers: tuple[bytes, bytes, bytes]
    rate_hz: int
    channels: int
    sizes: tuple[int, ...]  # block size of each mode
    mask: int

    @property
    def extradata(self) -> bytes:
        """The headers as FFmpeg takes them: Xiph lacing."""
        laced = b"".join(b"\xff" * (len(one) // 255) + bytes([len(one) % 255]) for one in self.headers[:2])
        return b"\x02" + laced + b"".join(self.headers)

    def size(self, first_byte: int) -> int:
        """The block size of an audio packet; 0 of anything else."""
        mode = first_byte >> 1 & self.mask
        return 0 if first_byte & 1 or mode >= len(self.sizes) else self.sizes[mode]


def read_setup(headers: tuple[bytes, bytes, bytes]) -> VorbisSetup | None:
    """None where these are no headers of Vorbis."""
    first, _, last = headers
    if first[:7] != b"\x01vorbis" or len(first) < 29 or last[:7] != b"\x05vorbis":
        return None
    flags = _mode_flags(last)
    if not flags:
        return None
    short, long = 1 << (first[28] & 15), 1 << (first[28] >> 4)
    rate_hz = int.from_bytes(first[12:16], "little")
    sizes = tuple(long if flag else short for flag in flags)
    return VorbisSetup(headers, rate_hz, first[11], sizes, (1 << (len(flags) - 1).bit_length()) - 1)


def _mode_flags(setup: bytes) -> list[bool]:
    """The modes are the last thing of the header, so they are read from its end: as many as their count says."""
    bits = int.from_bytes(setup, "little")
    end = bits.bit_length() - 1  # the framing bit
    flags: list[bool] = []
    found: list[bool] = []
    while end - (len(flags) + 1) * _MODE_BITS >= _COUNT_BITS and len(flags) < 1 << _COUNT_BITS:
        at = end - (len(flags) + 1) * _MODE_BITS
        mode = bits >> at & ((1 << _MODE_BITS) - 1)
        if mode >> 1 & 0xFFFFFFFF or mode >> 33 >= _MOST_MAPPINGS:
            break
        flags.insert(0, bool(mode & 1))
        if bits >> (at - _COUNT_BITS) & ((1 << _COUNT_BITS) - 1) == len(flags) - 1:
            found = list(flags)
    return found
