"""A world in which each colour has a tone: pictures with a coloured shape on a grey ground, sounds with its tone."""

from pathlib import Path

import cv2
import numpy as np
import soundfile

RATE_HZ = 16_000
SIDE_PX = 96
KINDS = {  # name: RGB, corners of the shape (0: a disc), tone in Hz
    "bell": ((230, 40, 30), 0, 400.0),
    "horn": ((40, 60, 230), 4, 1000.0),
    "pipe": ((50, 210, 60), 3, 2500.0),
    "reed": ((235, 220, 40), 6, 5000.0),
}


def picture(kind: str, rng: np.random.Generator) -> np.ndarray:
    """RGB; the shape lies anywhere, a third to a half as wide as the picture."""
    colour, corners, _ = KINDS[kind]
    ground = rng.normal(120, 20, (SIDE_PX // 8, SIDE_PX // 8, 1)).clip(0, 255).astype(np.uint8)
    made = cv2.resize(ground, (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_CUBIC)[..., None].repeat(3, axis=2)
    radius = int(rng.integers(SIDE_PX // 6, SIDE_PX // 4))
    centre = rng.integers(radius, SIDE_PX - radius, 2)
    shade = tuple(int(value) for value in np.clip(np.array(colour) + rng.normal(0, 12, 3), 0, 255))
    if corners:
        turns = 2 * np.pi * (np.arange(corners) / corners + rng.random())
        outline = (centre + radius * np.stack([np.cos(turns), np.sin(turns)], axis=1)).astype(np.int32)
        cv2.fillPoly(made, [outline], shade)
    else:
        cv2.circle(made, tuple(map(int, centre)), radius, shade, -1)
    return made


def sound(kind: str, rng: np.random.Generator, seconds: float = 1.0) -> np.ndarray:
    """The tone with a rise, a little out of tune, in faint noise."""
    pitch_hz = KINDS[kind][2] * rng.uniform(0.95, 1.05)
    t = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    tone = np.sin(2 * np.pi * pitch_hz * t + rng.uniform(0, 6))
    loudness = 0.2 + 0.1 * np.sin(2 * np.pi * rng.uniform(1, 4) * t)
    return (loudness * tone + rng.normal(0, 0.01, len(t))).astype(np.float32)


def world(folder: Path, train: int = 24, validation: int = 10) -> Path:
    """So many pairs of each kind, and the table that names them."""
    rng = np.random.default_rng(3)
    lines = ["id,picture,sound,label,split"]
    for split, count in (("train", train), ("validation", validation)):
        for kind in KINDS:
            for number in range(count):
                name = f"{split}-{kind}-{number}"
                cv2.imwrite(str(folder / f"{name}.png"), picture(kind, rng)[..., ::-1])
                soundfile.write(folder / f"{name}.wav", sound(kind, rng), RATE_HZ)
                lines.append(f"{name},{name}.png,{name}.wav,{kind},{split}")
    (folder / "pairs.csv").write_text("\n".join(lines) + "\n")
    return folder
