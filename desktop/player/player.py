"""The player as the window sees it: every method returns at once, and `state` says what is heard now."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from core.errors import UsageError
from desktop.player.feeder import Feeder
from desktop.player.gain import Gain
from desktop.player.state import Device, PlayerState
from desktop.player.wish import Offer, OpenReader, Wish

SLOWEST, FASTEST = 0.25, 4.0
LOUDEST = 16.0  # +24 dB
_AT_THE_END_S = 0.001


class Player:
    """One recording with the sources it may be heard from.

    `on_change` is called, on the player's own thread, when playback has ended, a device came or went, or the
    list of devices is new; the position is to be polled.
    """

    def __init__(self, on_change: Callable[[], None] | None = None) -> None:
        self._lock = threading.Lock()
        self._wish = Wish()
        self._gain = Gain()
        self._began_s = 0.0
        self._on_change = on_change
        self._feeder = Feeder(lambda: self._wish, self._ended, self._gain)
        self._feeder.on_status = on_change

    @property
    def state(self) -> PlayerState:
        wish, status, manner = self._wish, self._feeder.status, self._wish.manner
        return PlayerState(
            playing=wish.playing,
            position_s=self._feeder.position_s(wish),
            speed=manner.speed,
            volume=self._gain.target,
            source=manner.offer.name if manner.offer else "",
            channel=manner.channel,
            band=manner.band,
            range_s=manner.range_s,
            loop=manner.loop,
            device_name=status.device_name,
            rate_hz=status.rate_hz,
            underruns=self._feeder.underruns,
            fault=status.fault,
        )

    def load(self, sources: Mapping[str, OpenReader], duration_s: float) -> None:
        """Take another recording and hear its first source. The way of playing stays, the range goes.

        Readers are opened, used and closed on the player's thread. Without sources only the clock runs.
        """
        with self._lock:
            wish = self._wish
            offers = {name: Offer(name, opener, wish.load + 1) for name, opener in sources.items()}
            first = next(iter(offers.values()), None)
            manner = replace(wish.manner, offer=first, duration_s=duration_s, range_s=None, loop=False)
            self._began_s = 0.0
            wish = replace(wish, offers=offers, load=wish.load + 1, manner=manner)
            self._wish = replace(wish, playing=False, jump=wish.jump + 1, jump_s=0.0)
        self._feeder.wake()

    def use(self, name: str) -> None:
        """Hear another source from the same moment on."""
        if name not in self._wish.offers:
            known = ", ".join(self._wish.offers) or "none"
            raise UsageError(f"There is no sound named '{name}'; there are: {known}.")
        self._change(offer=self._wish.offers[name])

    def replace(self, name: str, opener: OpenReader) -> None:
        """Put another sound in the place of a source, without a click if it is heard; or add a source."""
        with self._lock:
            known = self._wish.offers.get(name)
            offer = Offer(name, opener, known.number + 1 if known else self._wish.load)
            offers = {**self._wish.offers, name: offer}
            heard = self._wish.manner.offer
            manner = replace(self._wish.manner, offer=offer) if heard is None or heard.name == name else None
            self._wish = replace(self._wish, offers=offers, manner=manner or self._wish.manner)
        self._feeder.wake()

    def play(
        self,
        start_s: float | None = None,
        end_s: float | None = None,
        loop: bool = False,
        loop_fade_s: float = 0.0,
    ) -> None:
        """Play from `start_s` (where it rests, if none) to `end_s` (the end), once or round and round."""
        duration_s = self._wish.manner.duration_s
        here_s = self.state.position_s
        if start_s is None and here_s >= duration_s - _AT_THE_END_S:
            start_s = 0.0
        first_s = here_s if start_s is None else start_s
        last_s = duration_s if end_s is None else end_s
        range_s = (first_s, last_s) if end_s is not None or loop else None
        _refuse_empty(range_s)
        self._began_s = first_s
        self._change(start_s, True, range_s=range_s, loop=loop, loop_fade_s=loop_fade_s)

    def pause(self) -> None:
        self._change(playing=False)

    def stop(self) -> None:
        """Pause and go back to where playing began."""
        self._change(self._began_s, False)

    def seek(self, position_s: float) -> None:
        self._change(min(max(position_s, 0.0), self._wish.manner.duration_s))

    def set_range(
        self, range_s: tuple[float, float] | None, loop: bool = False, loop_fade_s: float = 0.0
    ) -> None:
        """Change while playing where playback ends and whether it goes round; the position stays."""
        if range_s is None and loop:
            range_s = (0.0, self._wish.manner.duration_s)
        _refuse_empty(range_s)
        self._change(range_s=range_s, loop=loop, loop_fade_s=loop_fade_s)

    def set_speed(self, speed: float) -> None:
        if not SLOWEST <= speed <= FASTEST:
            raise UsageError(f"The speed must be from {SLOWEST} to {FASTEST:g}, but it is {speed:g}.")
        self._change(speed=float(speed))

    def set_volume(self, volume: float) -> None:
        """1 leaves samples as they are; 0 is silence; above 1 is louder (10 ** (dB / 20))."""
        if not 0.0 <= volume <= LOUDEST:
            raise UsageError(f"The volume must be from 0 to {LOUDEST:g}, but it is {volume:g}.")
        self._gain.target = float(volume)

    def set_band(self, band: tuple[float, float] | None) -> None:
        """Hear only the frequencies from low to high (Hz)."""
        if band is not None and not 0.0 <= band[0] < band[1]:
            raise UsageError(f"The band to play is empty: it goes from {band[0]:g} Hz to {band[1]:g} Hz.")
        self._change(band=(float(band[0]), float(band[1])) if band else None)

    def set_channel(self, channel: int | None) -> None:
        """Hear one channel (the first is 0) on all loudspeakers, or the mix."""
        if channel is not None and channel < 0:
            raise UsageError(f"The channel must be 0 or more, but it is {channel}.")
        self._change(channel=channel)

    def devices(self) -> list[Device]:
        """What was found last; a fresh list is made in the background, then `on_change` is called."""
        with self._lock:
            self._wish = replace(self._wish, look=self._wish.look + 1)
        self._feeder.wake()
        return list(self._feeder.status.devices)

    def set_device(self, name: str | None, rate_hz: int | None = None) -> None:
        """Play on the device of that name, or on the system's default one.

        `None` Hz opens it at the recording's own rate if it takes that; a rate given here is kept, and the
        recording is resampled to it, which spares a plain resampler in the sound system.
        """
        with self._lock:
            wish = self._wish
            if (name, rate_hz) == (wish.device_name, wish.device_hz):
                return
            choice = wish.device_choice + 1
            self._wish = replace(wish, device_name=name, device_hz=rate_hz, device_choice=choice)
        self._feeder.wake()

    def close(self) -> None:
        """End the player's thread and give the device back."""
        self._feeder.on_status = self._on_change = None
        self._feeder.close()

    def _change(self, jump_s: float | None = None, playing: bool | None = None, **manner: Any) -> None:
        with self._lock:
            wish = replace(self._wish, manner=replace(self._wish.manner, **manner))
            if playing is not None:
                wish = replace(wish, playing=playing)
            if jump_s is not None:
                wish = replace(wish, jump=wish.jump + 1, jump_s=jump_s)
            self._wish = wish
        self._feeder.wake()

    def _ended(self, jump: int) -> None:
        with self._lock:
            if self._wish.jump == jump:
                self._wish = replace(self._wish, playing=False)
        if self._on_change:
            self._on_change()


def _refuse_empty(range_s: tuple[float, float] | None) -> None:
    if range_s and not range_s[0] < range_s[1]:
        start_s, end_s = range_s
        raise UsageError(f"The range to play is empty: it goes from {start_s:.3f} s to {end_s:.3f} s.")
