"""Good files with bytes changed, taken out or put in at random; the same ones in every run."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

from tests.core.media.corpus.case import Case, Expect, of_bytes
from tests.core.media.corpus.cuts import whole
from tests.core.media.corpus.material import ENCODERS, FILMS

EACH = 6
LENGTHS = (1, 7, 100, 5000)
HEADER_BYTES = 3000


def cases() -> Iterator[Case]:
    for kind in (*FILMS, *ENCODERS):
        for number in range(EACH):
            yield of_bytes(f"{kind} spoiled {number}", f"spoiled.{kind}", Expect.EITHER, _spoiled(kind, number))


def _spoiled(kind: str, number: int) -> Callable[[], bytes]:
    def content() -> bytes:
        chance = random.Random(f"{kind} {number}")
        data = bytearray(whole(kind))
        SPOILERS[number % len(SPOILERS)](data, chance)
        return bytes(data)

    return content


def _change(data: bytearray, chance: random.Random) -> None:
    for _ in range(chance.choice((1, 3, 20, 200))):
        data[chance.randrange(len(data))] = chance.randrange(256)


def _change_header(data: bytearray, chance: random.Random) -> None:
    for _ in range(chance.choice((1, 4, 30))):
        data[chance.randrange(min(len(data), HEADER_BYTES))] = chance.choice((0, 127, 128, 255))


def _take_out(data: bytearray, chance: random.Random) -> None:
    place = chance.randrange(len(data))
    del data[place : place + chance.choice(LENGTHS)]


def _put_in(data: bytearray, chance: random.Random) -> None:
    place = chance.randrange(len(data))
    data[place:place] = chance.randbytes(chance.choice(LENGTHS))


SPOILERS = (_change, _change_header, _take_out, _put_in)
