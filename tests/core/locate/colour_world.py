"""A locator whose answers are known: low tones come from what is red, high ones from what is blue.

Films and sounds of that world, in which the place of the source can be told from the time.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import soundfile
import torch
from numpy.typing import NDArray
from safetensors.torch import save_file
from torch.nn import functional

from core.media.film_writer import FilmSpec, write_film
from core.models.card import Card, write_card
from core.models.locator import Locator
from core.models.registry import LOCATORS, sha256
from core.paths import models_dir
from core.progress import Silent

RATE_HZ = 16_000
LOW_HZ, HIGH_HZ, BORDER_HZ = 300.0, 3000.0, 1000.0
RED, BLUE, GREY = (255, 0, 0), (0, 0, 255), (0, 0, 0)
CELLS = 7


class ColourLocator(Locator):
    """One head of two numbers: how red and how blue a cell is; how low and how high the sound is."""

    rate_hz = RATE_HZ
    sound_s = 1.0

    def __init__(self, swapped: bool = False) -> None:
        super().__init__()
        self.sense = torch.nn.Parameter(torch.eye(2).flip(0) if swapped else torch.eye(2))

    def sight(self, pictures: torch.Tensor) -> torch.Tensor:
        cells = functional.avg_pool2d(pictures, self.picture_px // CELLS)
        found = torch.einsum("bcyx,cd->bdyx", cells[:, [0, 2]] + 1e-3 * torch.tensor([1.0, -1.0])[:, None, None],
                             self.sense)
        return functional.normalize(found, dim=1)[:, None]

    def hearing(self, samples: torch.Tensor) -> torch.Tensor:
        power = torch.fft.rfft(samples).abs() ** 2
        border = round(BORDER_HZ * samples.shape[-1] / RATE_HZ)
        return functional.normalize(torch.stack([power[:, :border].sum(1), power[:, border:].sum(1)], 1) + 1e-12,
                                    dim=1)[:, None]


def install(name: str = "colours", swapped: bool = False, abstain_below: float = 0.0) -> None:
    """Among the models of a person."""
    LOCATORS["colours"] = f"{__name__}:ColourLocator"  # type: ignore[index]
    folder = models_dir() / name
    folder.mkdir(parents=True, exist_ok=True)
    network = ColourLocator(swapped)
    save_file({key: value.contiguous() for key, value in network.state_dict().items()},
              folder / "weights.safetensors")
    card = Card(id=name, title=name.capitalize(), task="localization", architecture="colours", classes=(),
                settings={"swapped": swapped}, parameters=4, licence="MIT",
                decoding={"abstain_below": abstain_below}, sha256=sha256(folder / "weights.safetensors"))
    write_card(folder, card)


def picture_of(left: tuple[int, int, int], right: tuple[int, int, int], width: int = 128, height: int = 96
               ) -> NDArray[np.uint8]:
    """RGB; a coloured square in the middle of each half on black."""
    made = np.zeros((height, width, 3), np.uint8)
    size = height // 3
    for colour, middle in ((left, width // 4), (right, 3 * width // 4)):
        made[height // 2 - size // 2 : height // 2 + size // 2, middle - size // 2 : middle + size // 2] = colour
    return made


def tone(hz: float, seconds: float, rate_hz: int = RATE_HZ) -> NDArray[np.float32]:
    return (0.4 * np.sin(2 * np.pi * hz * np.arange(round(seconds * rate_hz)) / rate_hz)).astype(np.float32)


def world(path: Path, seconds: float = 4.0, fps: int = 10, sound: bool = True, size: tuple[int, int] = (128, 96)
          ) -> None:
    """Red on the left, blue on the right; low for the first half, then high."""
    picture = np.ascontiguousarray(picture_of(RED, BLUE, *size)[..., ::-1])
    heard = np.concatenate([tone(LOW_HZ, seconds / 2), tone(HIGH_HZ, seconds / 2)])
    spec = FilmSpec(*size, Fraction(fps), RATE_HZ if sound else 0)
    write_film(path, (picture for _ in range(round(seconds * fps))), 1, spec,
               (lambda start, count: _stereo(heard, start, count)) if sound else None, Silent())


def write_sound(path: Path, samples: NDArray[np.float32], rate_hz: int = RATE_HZ) -> Path:
    soundfile.write(path, samples, rate_hz)
    return path


def _stereo(heard: NDArray[np.float32], start: int, count: int) -> NDArray[np.float32]:
    part = heard[start : start + count]
    return np.repeat(np.pad(part, (0, count - len(part)))[:, None], 2, axis=1)
