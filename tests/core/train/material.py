"""A data set of three sounds that anyone can tell apart, and networks that are small enough to learn it at once."""

from pathlib import Path

import numpy as np
import soundfile

RATE_HZ = 8000
CLASSES = ("chirp", "hiss", "tone")
TINY = ("network.settings.filters=8", "network.settings.units=8", "network.settings.rate_hz=8000",
        "network.settings.win_samples=512", "network.settings.hop_samples=400", "network.settings.window_s=2.0",
        "network.settings.dropout=0.0", "network.settings.shape=reference")
PLAIN = ("soundscapes.speed=0.0", "soundscapes.reverb=0.0", "soundscapes.noise=0.0", "soundscapes.snr_db=[20.0, 30.0]",
         "soundscapes.gain_db=[0.0, 0.0]", "soundscapes.events=[1, 2]", "validation_soundscapes.snr_db=[20.0, 30.0]",
         "validation_soundscapes.events=[1, 2]")


def sound(label: str, seed: int, length_s: float = 0.8) -> np.ndarray:
    rng = np.random.default_rng(seed)
    t = np.arange(round(length_s * RATE_HZ)) / RATE_HZ
    if label == "tone":
        made = np.sin(2 * np.pi * rng.uniform(300, 500) * t)
    elif label == "chirp":
        made = np.sin(2 * np.pi * (1000 + rng.uniform(800, 1200) * t) * t)
    else:
        made = np.diff(rng.standard_normal(len(t) + 1))
    return (0.4 * made / np.abs(made).max()).astype(np.float32)


def sounds_folder(folder: Path, per_fold: int = 2) -> Path:
    """`sounds.csv` with two folds to learn from and one to validate on, and two backgrounds."""
    lines = ["path,label,fold"]
    for fold in (1, 2, 3):
        for label in CLASSES:
            for number in range(per_fold):
                name = f"{label}-{fold}-{number}.wav"
                soundfile.write(folder / name, sound(label, 100 * fold + number), RATE_HZ)
                lines.append(f"{name},{label},{fold}")
    (folder / "sounds.csv").write_text("\n".join(lines) + "\n")
    beds = ["path,label"]
    for number, label in enumerate(("wind", "room")):
        noise = np.random.default_rng(number).standard_normal(6 * RATE_HZ)
        soundfile.write(folder / f"{label}.wav", 0.05 * np.cumsum(noise) / 100, RATE_HZ)
        beds.append(f"{label}.wav,{label}")
    (folder / "ambience.csv").write_text("\n".join(beds) + "\n")
    return folder


def words(task: str, data: Path, run: Path, *changes: str, more: tuple[str, ...] = ()) -> list[str]:
    sets = [part for change in changes for part in ("--set", change)]
    return ["train", task, "--data", str(data), "-o", str(run), "--device", "cpu", *sets, *more]
