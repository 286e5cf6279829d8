"""The schema of the project file and its versions; unknown keys and values that make no sense are refused."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from core.annotations import Annotations
from core.detect.decode import Decoding
from core.domain import Event, Selection
from core.errors import LabelError, ProjectError
from core.labels.source import Place, quoted
from core.labels.values import check, encodable
from core.project import MediaRef, ModelRun, Project, RecordingState
from core.tiles.spec import COLOUR_MAPS, MOST_DB, SIZES, SpectrogramStyle, StftSpec

VERSION = 1
UPGRADES: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}  # from a version to the one after it
MOST_EVENTS_EVER = 2**53  # numbers of events: as far as JSON readers count exactly
UNKNOWN_KEY = {"extra_forbidden", "unexpected_keyword_argument"}


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class MediaPart(_Part):
    """`path` is relative to the project, with forward slashes; `hint` is absolute and may be missing."""

    path: str = Field(min_length=1)
    size_bytes: int = Field(ge=0)
    duration_s: float = Field(ge=0)
    head_hash: str
    hint: str | None = None


class LabelsPart(_Part):
    """Events by their numbers."""

    lanes: tuple[str, ...] = Field(min_length=1)
    next_id: int = Field(ge=1, le=MOST_EVENTS_EVER)
    events: dict[int, Event]


class RunPart(_Part):
    """`end_s` None is the end of the recording."""

    model: str = Field(min_length=1)
    decoding: Decoding
    visible: bool = True
    start_s: float = Field(default=0.0, ge=0)
    end_s: float | None = Field(default=None, ge=0)


class RecordingPart(_Part):
    media: MediaPart
    labels: LabelsPart
    track_index: int = Field(ge=0)
    view: tuple[float, float] | None
    position_s: float = Field(ge=0)
    selection: Selection | None
    stft: StftSpec
    style: SpectrogramStyle
    active_lane: str
    last_label: str
    runs: tuple[RunPart, ...] = ()


class ProjectPart(_Part):
    application: Literal["Auralens"] = "Auralens"
    version: Literal[1] = 1
    linked: bool
    active: int = Field(ge=0)
    recordings: tuple[RecordingPart, ...] = Field(max_length=2)


def to_text(project: Project, folder: Path | None) -> str:
    """The file as text. Without a folder the paths stay absolute."""
    parts = tuple(_recording_part(state, folder) for state in project.recordings)
    for part, state in zip(parts, project.recordings, strict=True):
        _check(part, state.media.path.name)  # a file that cannot be opened again must not be written
    whole = ProjectPart.model_construct(linked=project.linked, active=project.active, recordings=parts)
    return whole.model_dump_json(indent=1) + "\n"


def from_text(text: str, folder: Path, name: str) -> Project:
    """`name` is what messages call the file."""
    data = _upgraded(_parsed(text, name), name)
    try:
        part = ProjectPart.model_validate_json(json.dumps(data), strict=True)
    except ValidationError as error:
        raise ProjectError(_sentence(error, name)) from error
    for at, recording in enumerate(part.recordings, start=1):
        _check(recording, f"{name}, recording {at}")
    states = tuple(_state(recording, folder) for recording in part.recordings)
    return Project(states, min(part.active, max(len(states) - 1, 0)), part.linked)


def _parsed(text: str, name: str) -> dict[str, Any]:
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise ProjectError(
            f"{name}, line {error.lineno}: this is no valid project file ({error.msg}); open an earlier copy of it."
        ) from error
    except (ValueError, RecursionError) as error:
        raise ProjectError(f"{name}: this is no valid project file; open an earlier copy of it.") from error
    if not isinstance(data, dict) or data.get("application") != "Auralens":
        raise ProjectError(f"{name}: this is no project of Auralens; choose another file.")
    return data


def _upgraded(data: dict[str, Any], name: str) -> dict[str, Any]:
    version = data.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise ProjectError(f"{name}: its version {quoted(str(version))} is unknown; open an earlier copy of it.")
    if version > VERSION:
        raise ProjectError(
            f"{name}: a newer Auralens made this file (its version is {version}, this program reads "
            f"up to {VERSION}); update the program."
        )
    while version < VERSION:
        data = UPGRADES[version](data)
        version += 1
    return data


def _sentence(error: ValidationError, name: str) -> str:
    first = error.errors()[0]
    where = " / ".join(str(step) for step in first["loc"])
    if first["type"] in UNKNOWN_KEY:
        return f"{name}: the entry “{where}” is unknown; remove it or open an earlier copy."
    return f"{name}: the entry “{where}” is wrong ({first['msg']}); correct it or open an earlier copy."


def _check(part: RecordingPart, name: str) -> None:
    """What types cannot tell."""
    labels, stft, style = part.labels, part.stft, part.style
    try:
        for number, event in labels.events.items():
            check(event, Place(f"{name}, event {number}"))
    except LabelError as error:
        raise ProjectError(str(error)) from error
    wrong = {
        "numbers of the events": any(not 0 < number < labels.next_id for number in labels.events),
        "names of the lanes": len(set(labels.lanes)) < len(labels.lanes)
        or not {event.lane for event in labels.events.values()} <= set(labels.lanes),
        "ends of the visible range": not _is_view(part.view),
        "ends of the selection": not _is_selection(part.selection),
        "numbers of the Fourier transform": stft.n_fft not in SIZES
        or not 0 <= stft.overlap < 1
        or (stft.channel or 0) < 0,
        "levels": not -MOST_DB <= style.floor_db < style.ceiling_db <= MOST_DB,
        "frequencies shown": style.low_hz < 0 or (style.high_hz is not None and style.high_hz <= style.low_hz),
    }
    for what, is_wrong in wrong.items():
        if is_wrong:
            raise ProjectError(f"{name}: the {what} make no sense; correct the file or open an earlier copy.")


def _is_view(view: tuple[float, float] | None) -> bool:
    return view is None or 0 <= view[0] <= view[1] < float("inf")


def _is_selection(chosen: Selection | None) -> bool:
    if chosen is None:
        return True
    band = chosen.band
    return 0 <= chosen.start_s <= chosen.end_s < float("inf") and (
        band is None or 0 <= band[0] <= band[1] < float("inf")
    )


def _recording_part(state: RecordingState, folder: Path | None) -> RecordingPart:
    notes = state.annotations
    events = {number: _held(event) for number, event in notes.events.items()}
    return RecordingPart.model_construct(
        media=_media_part(state.media, folder),
        labels=LabelsPart.model_construct(
            lanes=tuple(map(encodable, notes.lanes)), next_id=notes.next_id, events=events
        ),
        track_index=state.track_index,
        view=state.view if _is_view(state.view) else None,
        position_s=state.position_s if state.position_s >= 0 else 0.0,
        selection=state.selection if _is_selection(state.selection) else None,
        stft=state.stft,
        style=state.style,
        active_lane=encodable(state.active_lane),
        last_label=encodable(state.last_label),
        runs=tuple(RunPart.model_construct(model=run.model, decoding=run.decoding, visible=run.visible,
                                           start_s=run.start_s, end_s=run.end_s) for run in state.runs),
    )


def _held(event: Event) -> Event:
    label, lane = encodable(event.label), encodable(event.lane)
    if (label, lane) == (event.label, event.lane):
        return event
    return Event(label, event.onset_s, event.offset_s, event.low_hz, event.high_hz, event.score, event.verdict, lane)


def _media_part(media: MediaRef, folder: Path | None) -> MediaPart:
    return MediaPart(
        path=_relative(media.path, folder),
        size_bytes=media.size_bytes,
        duration_s=media.duration_s,
        head_hash=media.head_hash,
        hint=encodable(media.hint.as_posix()) if media.hint else None,
    )


def _relative(path: Path, folder: Path | None) -> str:
    """A name that is no UTF-8 has no place in JSON: see `locate`, which finds its file all the same."""
    if folder is None:
        return encodable(path.as_posix())
    try:
        return encodable(Path(os.path.relpath(path, folder)).as_posix())
    except ValueError:  # another drive
        return encodable(path.as_posix())


def _state(part: RecordingPart, folder: Path) -> RecordingState:
    media, labels = part.media, part.labels
    path = Path(os.path.normpath(folder / media.path))
    return RecordingState(
        MediaRef(
            path,
            media.size_bytes,
            media.duration_s,
            media.head_hash,
            Path(media.hint) if media.hint else None,
        ),
        Annotations(labels.events, labels.lanes, labels.next_id),
        part.track_index,
        part.view,
        part.position_s,
        part.selection,
        part.stft,
        part.style if part.style.colour_map in COLOUR_MAPS else replace(part.style, colour_map=COLOUR_MAPS[0]),
        part.active_lane,
        part.last_label,
        tuple(ModelRun(run.model, run.decoding, run.visible, run.start_s, run.end_s) for run in part.runs),
    )
