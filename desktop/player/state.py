"""What the player tells the window: frozen values that may be read on any thread."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class FaultKind(StrEnum):
    """Why there is no sound, so that the window can say it in the person's language."""

    NO_LIBRARY = "no_library"
    NO_DEVICE = "no_device"
    NOT_FOUND = "not_found"
    REFUSED = "refused"
    LOST = "lost"
    MEDIA = "media"


_SENTENCES = {
    FaultKind.NO_LIBRARY: "The PortAudio library is missing, so playback goes on without sound: install it "
    "(on Debian and Ubuntu: apt install libportaudio2) and start again.",
    FaultKind.NO_DEVICE: "No sound device was found; playback goes on without sound until one is connected.",
    FaultKind.NOT_FOUND: "The sound device '{name}' is not there; playback goes on without sound until it is "
    "connected or another one is chosen in the settings.",
    FaultKind.REFUSED: "The sound device '{name}' could not be opened ({detail}); playback goes on without "
    "sound: choose another one in the settings or close the program that uses it.",
    FaultKind.LOST: "The sound device '{name}' has gone; playback goes on without sound until it is back.",
    FaultKind.MEDIA: "{detail}",
}


@dataclass(frozen=True, slots=True)
class Fault:
    kind: FaultKind
    name: str = ""
    detail: str = ""

    @property
    def sentence(self) -> str:
        return _SENTENCES[self.kind].format(name=self.name, detail=self.detail)


@dataclass(frozen=True, slots=True)
class Device:
    """A sound device that can play. `rate_hz` is the rate it prefers."""

    name: str
    host: str
    channels: int
    rate_hz: int
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class PlayerState:
    """`position_s` is what is heard now; after a jump it is the aim of the jump until that is heard."""

    playing: bool = False
    position_s: float = 0.0
    speed: float = 1.0
    volume: float = 1.0
    source: str = ""
    channel: int | None = None
    band: tuple[float, float] | None = None
    range_s: tuple[float, float] | None = None
    loop: bool = False
    device_name: str = ""
    rate_hz: int = 0  # of the open device, 0 while none is open
    underruns: int = 0
    fault: Fault | None = None

    @property
    def problem(self) -> str | None:
        return self.fault.sentence if self.fault else None
