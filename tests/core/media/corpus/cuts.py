"""Files that end in the middle of each of their parts, as when a copy or a recording stops."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.core.media.corpus.case import Case, Expect, of_bytes
from tests.core.media.corpus.material import encoded, filmed

# The parts of each format by the bytes that mark them; each file is cut just before, inside and behind a mark.
PARTS: dict[str, tuple[bytes, ...]] = {
    "wav": (b"RIFF", b"fmt ", b"data"),
    "aiff": (b"FORM", b"COMM", b"SSND"),
    "flac": (b"fLaC", b"Lavf"),
    "ogg": (b"OggS", b"\x01vorbis", b"\x03vorbis", b"\x05vorbis"),
    "opus": (b"OggS", b"OpusHead", b"OpusTags"),
    "mp3": (b"ID3", b"TSSE", b"Info"),
    "m4a": (b"ftyp", b"mdat", b"moov", b"trak", b"stsd", b"stts", b"stsz", b"stco", b"udta"),
    "fast.mp4": (b"ftyp", b"moov", b"mvhd", b"trak", b"avc1", b"ctts", b"stss", b"stco", b"mp4a", b"mdat"),
    "mp4": (b"mdat", b"moov", b"stbl"),
    "mkv": (b"matroska", b"\x18\x53\x80\x67", b"\x15\x49\xa9\x66", b"\x16\x54\xae\x6b", b"\x1f\x43\xb6\x75"),
    "avi": (b"AVI ", b"hdrl", b"avih", b"strh", b"strf", b"movi", b"00dc", b"01wb", b"idx1"),
}
PLACES = (("before", 0), ("inside", 2), ("behind", 9))
# Cut within the sound or picture, what came before can be had; MP4 with its index at the end cannot.
HALVES = {"wav": Expect.OPENS, "aiff": Expect.OPENS, "flac": Expect.OPENS, "ogg": Expect.OPENS,
          "opus": Expect.OPENS, "mp3": Expect.OPENS, "m4a": Expect.REFUSED, "fast.mp4": Expect.OPENS,
          "mp4": Expect.REFUSED, "mkv": Expect.OPENS, "avi": Expect.OPENS, "webm": Expect.OPENS,
          "mka": Expect.OPENS}


def whole(kind: str) -> bytes:
    return filmed(kind) if kind in ("mp4", "fast.mp4", "mkv", "avi", "webm") else encoded(kind)


def cases() -> Iterator[Case]:
    for kind, marks in PARTS.items():
        for mark in marks:
            part = mark.strip().decode("latin-1") if mark.strip().isalnum() else mark.hex()
            for place, after in PLACES:
                yield of_bytes(f"{kind} cut {place} {part}", f"cut.{kind}", Expect.EITHER, _cut(kind, mark, after))
    for kind, expect in HALVES.items():
        yield of_bytes(f"{kind} cut at 70 %", f"part.{kind}", expect, _share(kind, 0.7))
        yield of_bytes(f"{kind} less its last byte", f"part.{kind}", _nearly(kind), lambda kind=kind: whole(kind)[:-1])


def _nearly(kind: str) -> Expect:
    return Expect.EITHER if kind in ("m4a", "mp4") else Expect.OPENS


def _cut(kind: str, mark: bytes, after: int) -> Callable[[], bytes]:
    def content() -> bytes:
        data = whole(kind)
        place = data.find(mark)
        assert place >= 0, f"{kind} has no {mark!r}"
        return data[: max(place + after, 1)]

    return content


def _share(kind: str, share: float) -> Callable[[], bytes]:
    return lambda: whole(kind)[: int(len(whole(kind)) * share)]
