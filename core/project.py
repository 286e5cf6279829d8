"""What a window holds, as values that a `.auralens` file keeps: recordings, labels, how they are shown."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from core.annotations import Annotations
from core.domain import DEFAULT_LANE, Selection
from core.errors import ProjectError
from core.files import write_text
from core.labels.values import UNWRITABLE, encodable
from core.tiles.spec import SpectrogramStyle, StftSpec

if TYPE_CHECKING:
    from core.detect.decode import Decoding

ENDING = ".auralens"
HEAD_BYTES = 64 * 1024
MOST_BYTES = 512 * 2**20


@dataclass(frozen=True, slots=True)
class MediaRef:
    """A sound or video file, and by what to know it again. `hint` is where it stood when first opened."""

    path: Path
    size_bytes: int
    duration_s: float
    head_hash: str
    hint: Path | None = None


@dataclass(frozen=True, slots=True)
class ModelRun:
    """A model that has run on a recording: what it heard, and how its scores, kept elsewhere, become events."""

    model: str
    decoding: Decoding
    visible: bool = True
    start_s: float = 0.0
    end_s: float | None = None


@dataclass(frozen=True, slots=True)
class RecordingState:
    """One recording with its labels and how it is looked at. `view` None is the whole recording."""

    media: MediaRef
    annotations: Annotations = field(default_factory=Annotations)
    track_index: int = 0
    view: tuple[float, float] | None = None
    position_s: float = 0.0
    selection: Selection | None = None
    stft: StftSpec = field(default_factory=StftSpec)
    style: SpectrogramStyle = field(default_factory=SpectrogramStyle)
    active_lane: str = DEFAULT_LANE
    last_label: str = ""
    runs: tuple[ModelRun, ...] = ()


@dataclass(frozen=True, slots=True)
class Project:
    """Up to two recordings, which of them is active, and whether their time axes are linked."""

    recordings: tuple[RecordingState, ...] = ()
    active: int = 0
    linked: bool = True


def save(path: Path, project: Project) -> None:
    """Write a project; the paths in it are relative to its folder."""
    from core.project_file import to_text

    text = to_text(project, _absolute(path).parent)
    try:
        write_text(path, text)
    except OSError as error:
        raise ProjectError(
            f"{path}: the project cannot be saved ({error.strerror or error}); choose another place."
        ) from error


def load(path: Path) -> Project:
    """Read a project. Its media need not exist; see `locate`."""
    from core.project_file import from_text

    return from_text(_text(path), _absolute(path).parent, path.name)


def refer(media_path: Path, duration_s: float) -> MediaRef:
    """Describe a media file so that it is known again."""
    path = _absolute(media_path)
    try:
        size, head = path.stat().st_size, _head_hash(path)
    except OSError as error:
        raise ProjectError(f"{path}: it cannot be read ({error.strerror or error}); choose another file.") from error
    return MediaRef(path, size, duration_s, head, path)


def locate(project_path: Path, media: MediaRef) -> Path | None:
    """Where a media file is now: at its place, beside the project, or where it was first opened."""
    beside = _absolute(project_path).parent / media.path.name
    return _first_file([media.path, beside, *([media.hint] if media.hint else [])])


def differences(media: MediaRef, path: Path) -> tuple[str, ...]:
    """Sentences that tell why a file may not be the one that was labelled; none if it is the same."""
    now = refer(path, media.duration_s)
    found = []
    if now.size_bytes != media.size_bytes:
        found.append(f"“{path.name}” has {now.size_bytes:,} bytes, but “{media.path.name}” had {media.size_bytes:,}.")
    if now.head_hash != media.head_hash:
        found.append(f"“{path.name}” begins with other data than “{media.path.name}” did.")
    return tuple(found)


def relink(
    project: Project, index: int, new_path: Path, duration_s: float | None = None
) -> tuple[Project, tuple[str, ...]]:
    """Point a recording at another file, and say what tells that it is not the same one."""
    state = project.recordings[index]
    warnings = [*differences(state.media, new_path)]
    length_s = state.media.duration_s if duration_s is None else duration_s
    late = sum(event.offset_s > length_s for event in state.annotations.events.values())
    if late:
        warnings.append(f"{late} of {len(state.annotations.events)} labels end after “{new_path.name}” does.")
    moved = replace(state, media=refer(new_path, length_s))
    recordings = (*project.recordings[:index], moved, *project.recordings[index + 1 :])
    return replace(project, recordings=recordings), tuple(warnings)


def _first_file(paths: Iterable[Path]) -> Path | None:
    for path in paths:
        try:
            if path.is_file():
                return path
            if UNWRITABLE in path.name and path.parent.is_dir():
                return next((one for one in path.parent.iterdir() if encodable(one.name) == path.name), None)
        except (OSError, ValueError):  # a name that this system cannot even ask for
            continue
    return None


def _head_hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.sha256(file.read(HEAD_BYTES)).hexdigest()


def _absolute(path: Path) -> Path:
    """Without following links: a linked folder is where the person put it."""
    return Path.cwd() / path


def _text(path: Path) -> str:
    try:
        if path.is_dir() or not path.is_file():
            what = "this is a folder" if path.is_dir() else "there is no such project file"
            raise ProjectError(f"{path}: {what}; choose a file that ends with {ENDING}.")
        if path.stat().st_size > MOST_BYTES:
            raise ProjectError(f"{path}: too large for a project file; choose another one.")
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ProjectError(f"{path.name}: this is no project of Auralens; choose another file.") from error
    except OSError as error:
        raise ProjectError(f"{path}: it cannot be read ({error.strerror or error}); choose another file.") from error
