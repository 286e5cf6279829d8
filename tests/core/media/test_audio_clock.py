"""Late starts, gaps and trimmed beginnings: sound lies where the container's clock puts it, with silence between."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from core.media.audio import open_audio
from core.media.timeline import Run, Timeline, find_runs
from tests.core.media.recordings import (
    CLICK,
    RATE_HZ,
    decode,
    encode,
    lag_samples,
    needs_ffmpeg,
    rising_tones,
    write_wave,
)

AAC = ("-c:a", "aac")


@needs_ffmpeg
def test_a_late_track_is_preceded_by_silence(tmp_path: Path) -> None:
    source = write_wave(tmp_path / "a.wav", rising_tones())
    film = encode(source, tmp_path / "film.mp4", "-f", "lavfi", "-i", "testsrc=d=5:s=64x48:r=25", "-map", "1:v",
                  "-c:v", "mpeg4")
    late = encode(film, tmp_path / "late.mkv", "-itsoffset", "0.5", "-i", str(source), "-map", "0:v", "-map", "1:a",
                  "-c:v", "copy", "-c:a", "flac")
    with open_audio(late) as reader:
        found = reader.read(0, reader.frames)
    assert not found[: RATE_HZ // 2 - 48].any()
    assert abs(int(np.argmax(np.abs(found[:, 0]))) - (CLICK + RATE_HZ // 2)) <= 48


@needs_ffmpeg
@pytest.mark.parametrize("ending", ["mp4", "mkv"])
def test_a_gap_in_the_time_stamps_is_silent(tmp_path: Path, ending: str) -> None:
    gap = 24 * 1024
    source = encode(write_wave(tmp_path / "a.wav", rising_tones()), tmp_path / f"a.{ending}", *AAC)
    gapped = tmp_path / f"gap.{ending}"
    _remux_with_gap(source, gapped, after=60, gap_samples=gap)
    with open_audio(source) as reader:
        plain = reader.read(0, reader.frames)
    with open_audio(gapped) as reader:
        found = reader.read(0, reader.frames)
        assert abs(reader.frames - len(plain) - gap) <= 1024
        again = reader.read(60 * 1024 + gap + 5000, 4000)
    shift = _shift_of(plain, found)
    assert abs(shift - gap) <= (0 if ending == "mp4" else 24)
    np.testing.assert_array_equal(again, found[60 * 1024 + gap + 5000 :][:4000])
    assert not found[62 * 1024 : 60 * 1024 + gap - 2048].any()


def _shift_of(plain: np.ndarray, gapped: np.ndarray) -> int:
    return int(np.argmax(np.abs(gapped[:, 0]))) - int(np.argmax(np.abs(plain[:, 0])))


def _remux_with_gap(source: Path, target: Path, after: int, gap_samples: int) -> None:
    with av.open(str(source)) as read, av.open(str(target), "w") as written:
        stream = read.streams.audio[0]
        copy = written.add_stream_from_template(stream)
        ticks = round(gap_samples / RATE_HZ / stream.time_base)
        for number, packet in enumerate(read.demux(stream)):
            if packet.dts is None:
                continue
            if number >= after:
                packet.pts, packet.dts = packet.pts + ticks, packet.dts + ticks
            packet.stream = copy
            written.mux(packet)


@needs_ffmpeg
def test_a_beginning_cut_off_by_an_edit_list(tmp_path: Path) -> None:
    source = encode(write_wave(tmp_path / "a.wav", rising_tones()), tmp_path / "a.m4a", *AAC, "-aac_pns", "0")
    cut = tmp_path / "cut.m4a"
    encode(source, cut, "-c", "copy", "-ss", "1.0")
    expected = decode(cut)
    with open_audio(cut) as reader:
        found = reader.read(0, reader.frames)
    size = min(len(found), len(expected)) - 2048
    assert abs(len(found) - len(expected)) <= 1024
    assert int(np.argmax(np.abs(found[:size, 0]))) == int(np.argmax(np.abs(expected[:size, 0])))


def test_positions_on_a_millisecond_clock() -> None:
    """Frames of 960 samples at 48 kHz begin every 20 ms; stamps a millisecond off still mean the same frame."""
    timeline = Timeline((Run(-7, -312),), 960, Fraction(48))
    assert [timeline.position(pts) for pts in (-7, 13, 14, 33, 34)] == [-312, 648, 648, 1608, 1608]


def test_runs_split_at_gaps_only() -> None:
    """Ten frames of 1024, a gap of 5000, ten more, a gap of 700, ten more; the tolerance is half a frame."""
    stamps = [1024 * i + 5000 * (i >= 10) + 700 * (i >= 20) for i in range(30)]
    runs = find_runs(Run(0, 0), stamps.__getitem__, 30, 1024, Fraction(1), 512)
    assert runs == (Run(0, 0), Run(15240, 15240), Run(26180, 26180))


def test_trembling_stamps_are_one_run() -> None:
    stamps = [1024 * i + (7 * i % 13 - 6) for i in range(500)]
    runs = find_runs(Run(stamps[0], 0), stamps.__getitem__, 500, 1024, Fraction(1), 512)
    timeline = Timeline(runs, 1024, Fraction(1))
    assert [timeline.position(stamp) for stamp in stamps] == [1024 * i for i in range(500)]


@needs_ffmpeg
def test_the_earliest_track_is_time_zero(tmp_path: Path) -> None:
    """Transport streams begin at 1.4 s of their own clock."""
    sound = rising_tones()
    path = encode(write_wave(tmp_path / "a.wav", sound), tmp_path / "a.ts", *AAC)
    with open_audio(path) as reader:
        assert abs(lag_samples(reader.read(0, reader.frames), sound) - 1024) <= 1
