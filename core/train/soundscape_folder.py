"""Soundscapes as files: recordings and one table of their events, as measures and other programs read them."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from core.errors import UsageError
from core.files import replacing, write_text
from core.progress import Progress
from core.train.clip_bank import ClipBank
from core.train.soundscapes import SoundscapeSpec, make_soundscape

TABLE = "events.tsv"


def write_soundscapes(folder: Path, bank: ClipBank, spec: SoundscapeSpec, count: int, seed: int, progress: Progress
                      ) -> Path:
    """`0000.flac` and so on, and `events.tsv`, which comes last. Raises `UsageError`."""
    import soundfile

    rows = ["filename\tonset\toffset\tevent_label"]
    digits = len(str(count - 1))
    try:
        for number in range(count):
            progress.step(number, count)
            made = make_soundscape(bank, spec, np.random.default_rng((seed, number)))
            name = f"{number:0{max(4, digits)}}.flac"
            with replacing(folder / name) as temporary:
                soundfile.write(temporary, made.samples, made.rate_hz, subtype="PCM_16", format="FLAC")
            rows += [f"{name}\t{event.onset_s:.6f}\t{event.offset_s:.6f}\t{event.label}" for event in made.events]
            if not made.events:
                rows.append(f"{name}\t\t\t")
        write_text(folder / TABLE, "\n".join(rows) + "\n")
    except OSError as error:
        raise UsageError(f"{error.filename or folder}: the recordings cannot be written ({error.strerror or error}); "
                         "choose another folder with -o.") from error
    return folder / TABLE
