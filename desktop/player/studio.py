"""Opens the sources that the person may choose from and makes voices of them, on the feeder's thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.errors import AuralensError
from desktop.player.source import Source
from desktop.player.state import Fault, FaultKind
from desktop.player.voice import Pace, Voice
from desktop.player.wish import Manner, Offer, lay_tape

if TYPE_CHECKING:
    from core.media.audio import AudioReader

FADE_S = 0.005
_BEFORE_FRAMES = 1024  # a resampler listens to a little of what came before


class SourceError(Exception):
    """A source cannot be opened; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.sentence)
        self.fault = fault


class Studio:
    def __init__(self) -> None:
        self._readers: dict[str, tuple[Offer, AudioReader]] = {}
        self._source: Source | None = None
        self._made_for: object = None

    def rate_of(self, manner: Manner) -> int:
        return self._reader(manner).rate_hz

    def prepare(self, manner: Manner, at_s: float, outputs: int) -> None:
        """Do what takes time, opening a file or designing a filter, before a joint has to be made in a hurry."""
        source = self._source_for(manner, outputs)
        source.read(round(at_s * source.rate_hz) - _BEFORE_FRAMES, _BEFORE_FRAMES)

    def voice(self, manner: Manner, at_s: float, device_hz: int, outputs: int) -> Voice:
        """Plays from `at_s` on; the end of a selection fades, the end of the recording does not."""
        source = self._source_for(manner, outputs)
        frames = max(source.frames, round(manner.duration_s * source.rate_hz))
        tape = lay_tape(manner, at_s, source.rate_hz, frames)
        pace = Pace(source.rate_hz, device_hz, manner.speed)
        return Voice(source.read, tape, pace, fade_out=round(FADE_S * device_hz) if tape.end < frames else 0)

    @property
    def fault(self) -> Fault | None:
        """What went wrong while the present source was read."""
        text = self._source.fault if self._source else None
        return Fault(FaultKind.MEDIA, detail=text) if text else None

    def close(self) -> None:
        for _, reader in self._readers.values():
            reader.close()
        self._readers.clear()
        self._source = self._made_for = None

    def _source_for(self, manner: Manner, outputs: int) -> Source:
        wanted = manner.offer, manner.channel, manner.band, outputs
        if self._source is None or wanted != self._made_for:
            self._source = Source(self._reader(manner), outputs, manner.channel, manner.band)
            self._made_for = wanted
        return self._source

    def _reader(self, manner: Manner) -> AudioReader:
        offer = manner.offer
        if offer is None:
            raise SourceError(Fault(FaultKind.MEDIA, detail="There is no sound to play."))
        known = self._readers.get(offer.name)
        if known and known[0] == offer:
            return known[1]
        try:
            reader = offer.open_reader()
        except (AuralensError, OSError) as error:
            raise SourceError(Fault(FaultKind.MEDIA, detail=str(error))) from error
        if known:
            known[1].close()
        self._readers[offer.name] = offer, reader
        return reader
