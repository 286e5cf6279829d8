"""WAV, FLAC, AIFF, Ogg Opus and their like through libsndfile, which is exact and fast there.

Ogg Vorbis goes to a decoder of our own; only where its headers cannot be followed it is read here, with a run-up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import soundfile
from numpy.typing import NDArray

from core.domain import AudioTrack
from core.errors import MediaError
from core.media.notes import DAMAGED, ends_early
from core.media.packet_audio import silence_undefined
from core.media.sound_extent import Extent, extent
from core.media.source import Source

if TYPE_CHECKING:
    from core.media.audio import TrackReader

MOST_CHANNELS = 64
MOST_HZ = 10_000_000
_CONTAINERS = {"WAVEX": "wav", "RF64": "wav", "SD2": "sd2"}
_CODECS = {"PCM_S8": "pcm_s8", "PCM_U8": "pcm_u8", "PCM_16": "pcm_s16", "PCM_24": "pcm_s24", "PCM_32": "pcm_s32",
           "FLOAT": "pcm_f32", "DOUBLE": "pcm_f64", "ULAW": "pcm_mulaw", "ALAW": "pcm_alaw", "IMA_ADPCM": "adpcm_ima",
           "MS_ADPCM": "adpcm_ms", "ALAC_16": "alac", "ALAC_20": "alac", "ALAC_24": "alac", "ALAC_32": "alac",
           "VORBIS": "vorbis", "OPUS": "opus"}
_BITS = {"PCM_S8": 8, "PCM_U8": 8, "PCM_16": 16, "PCM_24": 24, "PCM_32": 32, "FLOAT": 32, "DOUBLE": 64, "ULAW": 8,
         "ALAW": 8, "ALAC_16": 16, "ALAC_20": 20, "ALAC_24": 24, "ALAC_32": 32}
_PREROLL = {"VORBIS": 8192, "OPUS": 9600}  # two long Vorbis blocks; 200 ms, which Opus needs to converge
_REPAIR_SAMPLES = 4096


class _Straight(soundfile.SoundFile):  # type: ignore[misc]
    """Reads on without the seek that soundfile makes after every block, which costs half of the time in FLAC."""

    def seekable(self) -> bool:
        return False


def open_soundfile(source: Source) -> TrackReader | None:
    """None where libsndfile does not know the coding, so that FFmpeg may try. Raises `MediaError` for nonsense."""
    told = extent(source)
    if told.unsuited:
        return None
    try:
        file = _Straight(source.encoded)
    except (soundfile.LibsndfileError, OSError, RuntimeError, TypeError):
        return None
    try:
        _refuse_nonsense(source, file)
        return _vorbis(source, file, told) or SoundFileReader(source, file, told)
    except MediaError:
        file.close()
        raise


def _vorbis(source: Source, file: soundfile.SoundFile, told: Extent) -> TrackReader | None:
    """libsndfile seeks by the time stamps of Ogg pages, which are wrong in many files that it wrote itself."""
    if file.subtype != "VORBIS":
        return None
    from core.media.vorbis_audio import open_vorbis

    frames = told.frames if told.frames is not None else int(file.frames)
    reader = open_vorbis(source, frames, _notes(told, frames, int(file.samplerate)))
    if reader is not None:
        file.close()
    return reader


def _refuse_nonsense(source: Source, file: soundfile.SoundFile) -> None:
    name = source.path.name
    if not 0 < file.channels <= MOST_CHANNELS:
        raise MediaError(f"“{name}” claims {file.channels} channels, but 1 to {MOST_CHANNELS} can be read: "
                         "its header is damaged.")
    if not 0 < file.samplerate <= MOST_HZ:
        raise MediaError(f"“{name}” claims a sampling rate of {file.samplerate} Hz: its header is damaged.")


class SoundFileReader:
    """An `AudioReader` over libsndfile."""

    def __init__(self, source: Source, file: soundfile.SoundFile, told: Extent) -> None:
        self._source = source
        self._file = file
        self._next = 0
        self._preroll = _PREROLL.get(file.subtype, 0)
        self._last_safe = told.last_safe
        self._float = file.subtype in ("FLOAT", "DOUBLE")
        self.rate_hz, self.channels = int(file.samplerate), int(file.channels)
        self.frames = told.frames if told.frames is not None else int(file.frames)
        self.container = _CONTAINERS.get(file.format, file.format.lower())
        self.notes = _notes(told, self.frames, self.rate_hz)
        self.track = AudioTrack(0, self.rate_hz, self.channels, self.frames, _codec(file), _bits(file, told))

    def read(self, start: int, count: int) -> NDArray[np.float32]:
        start = max(start, 0)
        end = min(start + max(count, 0), self.frames)
        if end <= start:
            return np.zeros((0, self.channels), np.float32)
        out = np.empty((end - start, self.channels), np.float32)
        try:
            if start != self._next:
                self._go(start)
            got = len(self._file.read(out=out))
        except (soundfile.LibsndfileError, RuntimeError):
            got = 0
        if got < len(out):
            self._repair(out, start)
        else:
            self._next = end
        return silence_undefined(out) if self._float else out

    def close(self) -> None:
        self._file.close()

    def __enter__(self) -> SoundFileReader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _go(self, start: int) -> None:
        """Seek to before `start` and decode up to it, where the coding needs a run-up."""
        first = start - self._preroll
        if self._last_safe is not None:
            first = min(first, self._last_safe)
        first = max(first, 0)
        self._file.seek(first)
        while first < start:
            step = min(start - first, 1 << 16)
            if len(self._file.read(step, dtype="float32")) < step:
                raise RuntimeError("ended during the run-up")
            first += step

    def _repair(self, out: NDArray[np.float32], start: int) -> None:
        """After an error read piece by piece, each at its own place; what cannot be read stays silent."""
        out[:] = 0.0
        self._next = -1
        if DAMAGED not in self.notes:
            self.notes = (*self.notes, DAMAGED)
        self._reopen()
        for low in range(0, len(out), _REPAIR_SAMPLES):
            piece = out[low : low + _REPAIR_SAMPLES]
            try:
                self._go(start + low)
                got = len(self._file.read(out=piece))
            except (soundfile.LibsndfileError, RuntimeError):
                got = 0
                self._reopen()
            piece[got:] = 0.0

    def _reopen(self) -> None:
        """libsndfile does not recover from an error in a file that it has open."""
        self._file.close()
        self._file = _Straight(self._source.encoded)


def _notes(told: Extent, frames: int, rate_hz: int) -> tuple[str, ...]:
    if told.note or not told.cut:
        return (told.note,) if told.note else ()
    promised = told.told_frames or (frames * told.told_ratio if told.told_ratio > 1 else 0)
    return (ends_early(frames / rate_hz, promised / rate_hz if promised else None),)


def _codec(file: soundfile.SoundFile) -> str:
    if file.format == "FLAC":
        return "flac"
    name = _CODECS.get(file.subtype, str(file.subtype).lower())
    if name.startswith("pcm_") and name[-2:] in ("16", "24", "32", "64"):
        return name + ("le" if _is_little(file) else "be")
    return name


def _is_little(file: soundfile.SoundFile) -> bool:
    if file.endian in ("LITTLE", "BIG"):
        return bool(file.endian == "LITTLE")
    return file.format in ("WAV", "WAVEX", "RF64", "W64")


def _bits(file: soundfile.SoundFile, told: Extent) -> int | None:
    return told.bits or _BITS.get(file.subtype)
