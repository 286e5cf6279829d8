"""How many bytes a Matroska or WebM file says it has, which tells a file that was cut from one that ends there."""

from __future__ import annotations

_EBML = b"\x1a\x45\xdf\xa3"
_SEGMENT = b"\x18\x53\x80\x67"


def promised_bytes(head: bytes) -> int | None:
    """From the first bytes of a file; None where it does not say (live recordings) or is another format."""
    if not head.startswith(_EBML):
        return None
    length, used = _length(head[4:12])
    if length is None:
        return None
    start = 4 + used + length
    if head[start : start + 4] != _SEGMENT:
        return None
    length, used = _length(head[start + 4 : start + 12])
    return None if length is None else start + 4 + used + length


def _length(data: bytes) -> tuple[int | None, int]:
    """A number whose leading zero bits say how long it is; all ones mean unknown (RFC 8794, 4)."""
    if not data or not data[0]:
        return None, 0
    used = 9 - data[0].bit_length()
    value = int.from_bytes(data[:used]) & (1 << 7 * used) - 1
    return (None if value == (1 << 7 * used) - 1 or len(data) < used else value), used
