"""The thread that makes the person's wish come true: opens devices and sources, and sees what fails."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from desktop.player.deck import Deck, SilentDeck, SoundDeck
from desktop.player.devices import DeviceError, list_devices, rescan
from desktop.player.gain import Gain
from desktop.player.sink import LATENCY_S, Sink
from desktop.player.state import Device, Fault, FaultKind
from desktop.player.studio import SourceError, Studio
from desktop.player.wish import Manner, Wish

_TICK_S = 0.02
_IDLE_TICK_S = 0.25
_KEEP_OPEN_S = 5.0  # so that a short pause does not reopen the device
_LOOK_AGAIN_S = (0.5, 1.0, 2.0)
_JOIN_S = 5.0
_UNDERRUNS_BORNE = 2
_LONGEST_LATENCY_S = 0.2


@dataclass(frozen=True, slots=True)
class Status:
    device_name: str = ""
    rate_hz: int = 0
    fault: Fault | None = None
    devices: tuple[Device, ...] = ()


class Feeder:
    def __init__(self, read_wish: Callable[[], Wish], on_end: Callable[[int], None], gain: Gain) -> None:
        self.status = Status()
        self.on_status: Callable[[], None] | None = None
        self._read_wish = read_wish
        self._on_end = on_end
        self._gain = gain
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()
        self._awake = threading.Event()
        self._closing = False
        self._studio = Studio()
        self._deck: Deck | None = None
        self._running = False
        self._rest_s = 0.0
        self._rested_at_s = 0.0
        self._jump = self._load = self._choice = self._look = 0
        self._manner = Manner()
        self._underruns = 0
        self._latency_s = LATENCY_S
        self._looks = 0
        self._next_look_s = 0.0

    def wake(self) -> None:
        """Something has been wished for. The first wish starts the thread."""
        with self._starting:
            self._awake.set()
            self._start()

    def close(self) -> None:
        with self._starting:
            self._closing = True
            self._awake.set()
            thread = self._thread
        if thread:
            thread.join(_JOIN_S)

    def _start(self) -> None:
        if self._thread is None and not self._closing:
            self._thread = threading.Thread(target=self._run, name="player", daemon=True)
            self._thread.start()

    def position_s(self, wish: Wish) -> float:
        """What is heard now; until a jump is heard, its aim. Any thread may ask."""
        deck = self._deck
        position_s, jump = deck.position() if deck else (self._rest_s, self._jump)
        return position_s if jump == wish.jump else wish.jump_s

    @property
    def underruns(self) -> int:
        deck = self._deck
        return self._underruns + (_underruns_of(deck) if deck else 0)

    def _run(self) -> None:
        try:
            while not self._closing:
                if not self._step(self._read_wish()):
                    self._awake.wait(self._patience_s())
                    self._awake.clear()
        finally:  # after an error that nobody expected playback is over, and the next wish starts anew
            self._drop_deck()
            self._studio.close()
            if not self._closing:
                self._on_end(self._read_wish().jump)
            with self._starting:
                self._thread = None
                if self._awake.is_set():
                    self._start()

    def _patience_s(self) -> float | None:
        if self._running:
            return _TICK_S
        return _IDLE_TICK_S if self._deck else None

    def _step(self, wish: Wish) -> bool:
        """One turn; true if the next should follow at once."""
        if wish.load != self._load:
            self._load = wish.load
            self._drop_deck()
            self._studio.close()
        if wish.device_choice != self._choice:
            self._choice = wish.device_choice
            self._drop_deck()
            self._tell(fault=None)
        if wish.look != self._look:
            self._look = wish.look
            self._look_around()
        if self._deck and not self._deck.alive:
            self._lose_device()
        if wish.playing:
            return self._keep_playing(wish)
        self._keep_resting()
        return False

    def _keep_playing(self, wish: Wish) -> bool:
        try:
            self._obey(wish)
        except SourceError as error:
            self._go_silent(wish, error.fault)
        deck = self._deck
        if deck is None:
            return True
        more = deck.fill()
        self._tell_media_fault()
        if deck.finished:
            self._rest()
            self._on_end(wish.jump)
        elif isinstance(deck, SilentDeck) and time.monotonic() >= self._next_look_s:
            self._look_for_device(wish)
        return more

    def _obey(self, wish: Wish) -> None:
        """Bring what is played in line with the wish."""
        jumps = wish.jump != self._jump
        if self._deck is None:
            self._deck_up(wish)
        elif not self._running:
            self._deck.begin(wish.manner, wish.jump_s if jumps else self._rest_s, wish.jump)
        elif wish.manner.offer != self._manner.offer and isinstance(self._deck, SilentDeck):
            self._drop_deck()
            self._next_look_s = 0.0
            return
        elif jumps or wish.manner != self._manner:
            self._deck.change(wish.manner, wish.jump_s if jumps else None, wish.jump)
        self._running = True
        self._jump, self._manner = wish.jump, wish.manner

    def _deck_up(self, wish: Wish) -> None:
        at_s = wish.jump_s if wish.jump != self._jump else self._rest_s
        deck: Deck
        try:
            deck = self._open_device(wish) if wish.manner.offer else SilentDeck()
        except DeviceError as error:
            self._tell(fault=error.fault)
            deck = SilentDeck()
            self._plan_look(error.fault)
        if not wish.manner.offer:
            self._next_look_s = float("inf")
        deck.begin(wish.manner, at_s, wish.jump)
        self._deck = deck

    def _open_device(self, wish: Wish) -> SoundDeck:
        rate_hz = self._studio.rate_of(wish.manner)
        if self.status.fault and self.status.fault.kind is not FaultKind.MEDIA:
            rescan()
        sink = Sink(wish.device_name, wish.device_hz or rate_hz, self._gain, self._latency_s)
        self._looks = 0
        self._tell(device_name=sink.device_name, rate_hz=sink.rate_hz, fault=None)
        return SoundDeck(sink, self._studio)

    def _go_silent(self, wish: Wish, fault: Fault) -> None:
        """A source cannot be read: go on by the clock until another one is chosen."""
        self._drop_deck()
        at_s = wish.jump_s if wish.jump != self._jump else self._rest_s
        deck = SilentDeck()
        deck.begin(wish.manner, at_s, wish.jump)
        self._deck, self._running = deck, True
        self._jump, self._manner = wish.jump, wish.manner
        self._next_look_s = float("inf")
        self._tell(fault=fault)

    def _lose_device(self) -> None:
        name = self.status.device_name
        self._drop_deck()
        self._looks = 0
        self._tell(fault=Fault(FaultKind.LOST, name))

    def _look_for_device(self, wish: Wish) -> None:
        """Try to go back from the clock to a device."""
        try:
            deck = self._open_device(wish)
        except DeviceError as error:
            self._plan_look(error.fault)
            return
        silent = self._deck
        assert silent
        deck.begin(wish.manner, silent.rest(), wish.jump)  # resting: nobody hears of a moment after the one to begin at
        self._deck = deck

    def _plan_look(self, fault: Fault) -> None:
        """A device may be plugged in at any time, but a missing library does not come by itself."""
        wait_s = _LOOK_AGAIN_S[min(self._looks, len(_LOOK_AGAIN_S) - 1)]
        self._next_look_s = float("inf") if fault.kind is FaultKind.NO_LIBRARY else time.monotonic() + wait_s
        self._looks += 1

    def _look_around(self) -> None:
        """Make a fresh list of devices; while one is playing PortAudio only knows the old one."""
        if self._deck and not self._running:
            self._drop_deck()
        try:
            if self._deck is None or isinstance(self._deck, SilentDeck):
                rescan()
            self._tell(devices=list_devices())
        except DeviceError as error:
            self._tell(devices=(), fault=error.fault)

    def _keep_resting(self) -> None:
        if self._running:
            self._rest()
        if self._deck and time.monotonic() - self._rested_at_s > _KEEP_OPEN_S:
            self._drop_deck()

    def _rest(self) -> None:
        assert self._deck
        self._rest_s = self._deck.rest()
        self._rested_at_s = time.monotonic()
        self._running = False

    def _drop_deck(self) -> None:
        """Close the device; the moment that was heard is where to go on."""
        deck = self._deck
        if deck is None:
            return
        if self._running:
            self._rest_s = deck.position()[0]
        self._underruns += _underruns_of(deck)
        if _underruns_of(deck) > _UNDERRUNS_BORNE:
            self._latency_s = min(2 * self._latency_s, _LONGEST_LATENCY_S)  # from the next opening on
        self._deck = None
        self._running = False
        deck.close()
        self._tell(device_name="", rate_hz=0)

    def _tell_media_fault(self) -> None:
        if isinstance(self._deck, SoundDeck):
            self._tell(fault=self._studio.fault)

    def _tell(self, **changes: object) -> None:
        status = replace(self.status, **changes)  # type: ignore[arg-type]
        if status != self.status:
            self.status = status
            if self.on_status:
                self.on_status()


def _underruns_of(deck: Deck) -> int:
    return deck.sink.underruns if isinstance(deck, SoundDeck) else 0
