"""Where the sample lies on disk: made once, found again, made anew when this code makes it differently."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from core import labels, paths
from core.annotations import Annotations
from core.files import replacing, write_text
from core.progress import Progress, Silent

if TYPE_CHECKING:
    from core.sample.film import SourceBox

VERSION = 3  # goes up with every change that alters what is made
SOUND_SHARE = 0.35  # of the work


@dataclass(frozen=True, slots=True)
class Sample:
    """The files of the sample; `video_labels` holds the true boxes beside the labels."""

    audio: Path
    labels: Path
    video: Path
    video_labels: Path

    @classmethod
    def within(cls, folder: Path) -> Sample:
        return cls(
            folder / "sample.flac",
            folder / "sample.json",
            folder / "sample.mp4",
            folder / "sample_video.json",
        )

    def files(self) -> tuple[Path, ...]:
        return self.audio, self.labels, self.video, self.video_labels


def sample_paths(folder: Path | None = None, progress: Progress | None = None) -> Sample:
    """The sample, made first where it is not there. Without a folder, among the program's own files."""
    return make_sample(folder or paths.cache_dir() / "sample", progress or Silent())


def sample_annotations(media: Path) -> Annotations:
    """The true labels of `sample.flac` or `sample.mp4`."""
    found = Sample.within(media.parent)
    path = found.video_labels if media == found.video else found.labels
    return Annotations.of(labels.read(path).events)


def make_sample(folder: Path, progress: Progress) -> Sample:
    """Each file is whole or not there, and the stamp that vouches for all of them comes last."""
    sample, stamp = Sample.within(folder), folder / "sample.version"
    if _is_current(sample, stamp):
        return sample
    stamp.unlink(missing_ok=True)
    _make_recording(sample, progress)
    _make_film(sample, progress)
    write_text(stamp, _stamp_text(sample))
    return sample


def _is_current(sample: Sample, stamp: Path) -> bool:
    try:
        return stamp.read_text(encoding="utf-8") == _stamp_text(sample)
    except (OSError, ValueError):
        return False


def _stamp_text(sample: Sample) -> str:
    sizes = {path.name: path.stat().st_size for path in sample.files()}
    return json.dumps({"version": VERSION, "sizes": sizes}, indent=1)


def _make_recording(sample: Sample, progress: Progress) -> None:
    import soundfile

    from core.sample import recording
    from core.sample.waves import RATE_HZ

    progress.step(0, 1, "sample recording")
    made = recording.record()
    progress.step(SOUND_SHARE * 0.8, 1, "sample recording")
    with replacing(sample.audio) as temporary:
        soundfile.write(temporary, made.sound, RATE_HZ, subtype="PCM_24", format="FLAC")
    labels.write(
        sample.labels, made.events, recording=sample.audio.name, duration_s=recording.DURATION_S
    )


def _make_film(sample: Sample, progress: Progress) -> None:
    from fractions import Fraction

    from core.media.film_writer import FilmSpec, write_film
    from core.sample import film
    from core.sample.canvas import FPS, HEIGHT_PX, WIDTH_PX
    from core.sample.waves import RATE_HZ

    progress.step(SOUND_SHARE, 1, "sample video")
    sound, events = film.soundtrack()
    spec = FilmSpec(WIDTH_PX, HEIGHT_PX, Fraction(FPS), RATE_HZ)
    with replacing(sample.video) as temporary:
        write_film(temporary, film.frames(), film.FRAMES, spec, lambda start, count: sound[start : start + count],
                   _Rest(progress))
    labels.write(sample.video_labels, events, recording=sample.video.name, duration_s=film.DURATION_S)
    _add_boxes(sample.video_labels, film.boxes(events))


def _add_boxes(path: Path, boxes: list[SourceBox]) -> None:
    """Beside the labels, which other readers of the file take as before."""
    from core.sample.canvas import FPS, HEIGHT_PX, WIDTH_PX

    held = json.loads(path.read_text(encoding="utf-8"))
    held["picture"] = {"width": WIDTH_PX, "height": HEIGHT_PX, "fps": FPS}
    held["boxes"] = [
        {
            "frame": found.frame,
            "label": found.label,
            "sounding": found.sounding,
            "left": round(found.box.left, 1),
            "top": round(found.box.top, 1),
            "right": round(found.box.right, 1),
            "bottom": round(found.box.bottom, 1),
        }
        for found in boxes
    ]
    write_text(path, json.dumps(held, indent=1))


class _Rest:
    """The frames are what is left of the whole work."""

    def __init__(self, whole: Progress) -> None:
        self._whole = whole

    def step(self, done: float, total: float | None = None, text: str = "") -> None:
        part = done / total if total else 0.0
        self._whole.step(SOUND_SHARE + (1 - SOUND_SHARE) * part, 1, text or "sample video")
