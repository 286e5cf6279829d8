"""An open sound device that plays what is in a ring and knows what is heard of it."""

from __future__ import annotations

import threading
import time
from contextlib import ExitStack
from typing import Any

import numpy as np

from desktop.player.clock import HeardClock
from desktop.player.devices import DeviceError, find_device, quiet_stderr, sound_library, stream_slot
from desktop.player.gain import Gain
from desktop.player.ring import Ring
from desktop.player.state import Fault, FaultKind

RING_S = 0.5
LATENCY_S = 0.050  # the interpreter may be late by so much, and sources are still switched at once
_DEAD_S = 4.0  # some sound servers take two seconds before they ask for more


class Sink:
    """One output stream, made and closed by one thread; `heard` and `alive` may be asked from any."""

    def __init__(
        self, device_name: str | None, rate_hz: int, gain: Gain, latency_s: float = LATENCY_S
    ) -> None:
        self._library = sound_library()
        index, device = find_device(device_name)
        self.device_name = device.name
        self.outputs = min(device.channels, 2)
        self.rate_hz = self._playable_rate(index, rate_hz, device.rate_hz)
        self.ring = Ring(round(RING_S * self.rate_hz), self.outputs)
        self._underflows = 0  # counted by the sound card itself
        self._clock = HeardClock(self.rate_hz)
        self._gain = gain
        self._lock = threading.Lock()
        self._closed = self._finished = False
        self._last_heard = 0.0
        self._called_at = time.monotonic()
        self._slot = ExitStack()
        gain.prepare(self.rate_hz)
        self._stream = self._open(index, device.name, latency_s)

    def _playable_rate(self, index: int, rate_hz: int, fallback_hz: int) -> int:
        """The recording's own rate if the device takes it, else the device's."""
        try:
            with quiet_stderr():
                self._library.check_output_settings(
                    device=index, channels=self.outputs, dtype="float32", samplerate=rate_hz
                )
        except (self._library.PortAudioError, ValueError):
            return fallback_hz
        return rate_hz

    def _open(self, index: int, name: str, latency_s: float) -> Any:
        self._slot.enter_context(stream_slot())
        try:
            lowest_s = self._library.query_devices(index)["default_low_output_latency"]
            self._latency_s = max(lowest_s, latency_s)
            self._to_prime = round(self._latency_s * self.rate_hz)
            with quiet_stderr():
                stream = self._library.RawOutputStream(
                    device=index, samplerate=self.rate_hz, channels=self.outputs, dtype="float32",
                    latency=self._latency_s, callback=self._callback, finished_callback=self._on_finished,
                )  # fmt: skip
                stream.start()
        except (self._library.PortAudioError, ValueError) as error:
            self._slot.close()
            detail = str(error.args[0]) if error.args else "no reason given"
            raise DeviceError(Fault(FaultKind.REFUSED, name, detail)) from error
        return stream

    def _callback(self, buffer: Any, frames: int, times: Any, status: Any) -> None:
        """Runs in the sound card's thread: nothing here allocates blocks, waits, prints or opens anything.

        Other threads get no turn before it has returned, unless they are due: each turn may take milliseconds.
        """
        out = memoryview(buffer)
        self._called_at = time.monotonic()
        if self._to_prime > 0:  # the times are not to be trusted until the device's own buffer is full
            self._to_prime -= frames
            self.ring.fall_silent(out)
            return
        if status.output_underflow and self.ring.flowing:
            self._underflows += 1
        first, count = self.ring.take(out)
        self._gain.apply(np.frombuffer(buffer, np.float32).reshape(frames, self.outputs))
        sounds_at_s = times.outputBufferDacTime
        if sounds_at_s <= 0.0:  # some sound systems do not say
            sounds_at_s = times.currentTime + self._latency_s
        self._clock.mark(sounds_at_s, first, count, frames)

    def _on_finished(self) -> None:
        self._finished = True

    @property
    def heard(self) -> float:
        """The frame of the ring that sounds now."""
        with self._lock:  # the stream must not be closed while its time is asked
            if not self._closed:
                self._last_heard = self._clock.frame_at(self._stream.time)
            return self._last_heard

    @property
    def underruns(self) -> int:
        """Gaps that were heard, whoever made them."""
        return self.ring.underruns + max(self._underflows, self._clock.slips)

    @property
    def alive(self) -> bool:
        return not self._finished and time.monotonic() - self._called_at < _DEAD_S

    def close(self) -> None:
        with self._lock:
            self._closed = True
        try:
            with quiet_stderr():
                self._stream.close()
        except self._library.PortAudioError:
            pass  # a device that has gone cannot say goodbye
        finally:
            self._slot.close()
