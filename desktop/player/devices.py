"""The sound devices of the machine, through PortAudio, which is loaded when first needed and not before."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from desktop.player.state import Device, Fault, FaultKind

_streams_lock = threading.Lock()
_streams_open = 0
_usual_turn_s = sys.getswitchinterval()
_TURN_S = 0.001


class DeviceError(Exception):
    """No sound can be played; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.sentence)
        self.fault = fault


def sound_library() -> Any:
    """The sounddevice module. Importing it starts PortAudio, which takes a while and may fail."""
    try:
        with nullcontext() if "sounddevice" in sys.modules else quiet_stderr():  # it looks for devices when imported
            import sounddevice
    except (OSError, ImportError) as error:
        raise DeviceError(Fault(FaultKind.NO_LIBRARY, detail=str(error))) from error
    return sounddevice


@contextmanager
def stream_slot() -> Iterator[None]:
    """Held by whoever has a stream open, to play or record: PortAudio must not be restarted under it.

    Meanwhile Python's threads take shorter turns, because the sound card's thread waits for one on each call.
    """
    global _streams_open, _usual_turn_s
    with _streams_lock:
        if not _streams_open:
            _usual_turn_s = sys.getswitchinterval()
            sys.setswitchinterval(min(_usual_turn_s, _TURN_S))
        _streams_open += 1
    try:
        yield
    finally:
        with _streams_lock:
            _streams_open -= 1
            if not _streams_open:
                sys.setswitchinterval(_usual_turn_s)


def rescan() -> None:
    """Let PortAudio look again what is connected, which it does only at its start; not under a stream."""
    library = sound_library()
    with _streams_lock:
        if _streams_open:
            return
        try:
            with quiet_stderr():
                if library._initialized:
                    library._terminate()
                library._initialize()
        except library.PortAudioError as error:
            raise DeviceError(Fault(FaultKind.NO_DEVICE, detail=str(error))) from error


def list_devices() -> tuple[Device, ...]:
    """Devices that can play, each once."""
    library = sound_library()
    try:
        entries = list(library.query_devices())
        hosts = list(library.query_hostapis())
        host = _preferred_host(hosts)
    except library.PortAudioError as error:
        raise DeviceError(Fault(FaultKind.NO_DEVICE, detail=str(error))) from error
    return tuple(
        Device(
            entry["name"], hosts[entry["hostapi"]]["name"], entry["max_output_channels"],
            round(entry["default_samplerate"]), entry["index"] == hosts[host]["default_output_device"],
        )
        for entry in entries
        if entry["hostapi"] == host and entry["max_output_channels"] > 0
    )  # fmt: skip


def find_device(name: str | None) -> tuple[int, Device]:
    """PortAudio's number of the device of that name, or of the system's default device."""
    devices = list_devices()
    if not devices:
        raise DeviceError(Fault(FaultKind.NO_DEVICE))
    chosen = [d for d in devices if (d.is_default if name is None else d.name == name)]
    if not chosen and name is not None:
        raise DeviceError(Fault(FaultKind.NOT_FOUND, name))
    device = (chosen or list(devices))[0]
    library = sound_library()
    for entry in library.query_devices():
        same_host = library.query_hostapis(entry["hostapi"])["name"] == device.host
        if same_host and entry["name"] == device.name and entry["max_output_channels"]:
            return entry["index"], device
    raise DeviceError(Fault(FaultKind.NOT_FOUND, device.name))


def _preferred_host(hosts: list[Any]) -> int:
    """Windows shows each device under several systems, of which WASAPI tells the truth about time."""
    playing = [number for number, host in enumerate(hosts) if host["default_output_device"] >= 0]
    for number in playing:
        if "WASAPI" in hosts[number]["name"]:
            return number
    return playing[0] if playing else 0


@contextmanager
def quiet_stderr() -> Iterator[None]:
    """Drops what ALSA and PortAudio print by themselves while they look for devices."""
    try:
        kept = os.dup(2)
    except OSError:  # a windowed program may have no standard error
        yield
        return
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 2)
        os.close(nowhere)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
