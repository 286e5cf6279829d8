"""Says what a file holds: tracks, lengths as they can really be read, and what is wrong with it although it opens."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from core.domain import AudioTrack, MediaInfo
from core.errors import MediaError
from core.media.audio import open_simple
from core.media.notes import PICTURE_CUT
from core.media.source import Source, examine

if TYPE_CHECKING:
    from av.container import InputContainer

COUNT_LIMIT_S = 0.1


def probe(path: Path, count_limit_s: float = COUNT_LIMIT_S) -> MediaInfo:
    """Describe a file without decoding it. Raises `MediaError` with a sentence for the person.

    Where a container does not tell its number of video frames, they are counted for `count_limit_s` at most.
    """
    source = examine(Path(path))
    reader = open_simple(source)
    if reader is None:
        return _probe_container(source, count_limit_s)
    with reader:
        _refuse_silence(source, (reader.track,))
        return MediaInfo(source.path, reader.container, (reader.track,), None, reader.notes)


def _probe_container(source: Source, count_limit_s: float) -> MediaInfo:
    from core.media.box_extent import promised_bytes
    from core.media.container import container_name, film_stream, open_container, video_track
    from core.media.container_audio import open_track, sound_streams

    container = open_container(source)
    try:
        name, sounds = container_name(container, source), len(sound_streams(container))
        format_name = container.format.name
        if sounds == 1 and film_stream(container) is None:
            return _probe_sound(source, container, name)
        video, notes = video_track(source, container, count_limit_s)
    finally:
        container.close()
    tracks, found = [], list(notes)
    if video is not None and not sounds and promised_bytes(source.absolute, format_name) > source.size:
        found.append(PICTURE_CUT)
    for number in range(sounds):
        try:
            with open_track(source, number) as reader:
                tracks.append(reader.track)
                found += [note for note in reader.notes if note not in found]
        except MediaError as error:
            if sounds == 1 and video is None:
                raise
            found.append(str(error))
    if not tracks and video is None:
        raise MediaError(source.refusal())
    _refuse_silence(source, tuple(tracks), video is not None)
    return MediaInfo(source.path, name, tuple(tracks), video, tuple(found))


def _probe_sound(source: Source, container: InputContainer, name: str) -> MediaInfo:
    """One track and no picture: the container that is open serves, as the index of a long file takes time to read."""
    from core.media.container_audio import open_stream

    reader = open_stream(source, container, 0)
    _refuse_silence(source, (reader.track,))
    return MediaInfo(source.path, name, (reader.track,), None, reader.notes)


def _refuse_silence(source: Source, tracks: tuple[AudioTrack, ...], has_video: bool = False) -> None:
    if not has_video and not any(track.frames for track in tracks):
        raise MediaError(f"“{source.path.name}” has a header but no sound after it: record or copy it again.")
