"""Any frame in any order is the frame that a full decode gives, and its time is the one FFmpeg tells."""

from __future__ import annotations

import functools
import subprocess
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from core.errors import Cancelled, MediaError, UsageError
from core.media.frame_source import Stamp
from core.media.probe import probe
from core.media.video import VideoReader, open_video
from tests.core.media.conftest import FILMS, H264
from tests.core.media.films import HEIGHT, WIDTH, ffmpeg, make_film, number_of

Film = Callable[[str], Path]


@functools.cache
def decoded(path: Path) -> list[NDArray[np.uint8]]:
    """All frames by PyAV alone, from the first to the last."""
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="rgb24") for frame in container.decode(container.streams.video[0])]


def told_times_s(path: Path) -> NDArray[np.float64]:
    """When each frame is shown, by ffprobe, which decodes the file."""
    shown = ["-show_entries", "frame=best_effort_timestamp_time", "-of", "csv=p=0"]
    words = ["ffprobe", "-v", "error", "-select_streams", "v:0", *shown, str(path)]
    lines = subprocess.run(words, check=True, capture_output=True, text=True).stdout.split()
    return np.array([float(line.strip(",")) for line in lines])


@pytest.mark.parametrize("name", FILMS)
def test_every_frame_in_sequence_is_the_decoders(film: Film, name: str) -> None:
    path = film(name)
    with open_video(path) as reader:
        assert (reader.frames, reader.notes) == (60, ())
        assert (reader.width, reader.height, reader.fps) == (WIDTH, HEIGHT, 25.0)
        for number, expected in enumerate(decoded(path)):
            picture = reader.frame(number)
            assert np.array_equal(picture, expected)
            assert number_of(picture) == number


@pytest.mark.parametrize("name", FILMS)
def test_frames_in_any_order_are_exact(film: Film, name: str) -> None:
    path = film(name)
    expected = decoded(path)
    frame_bytes = sum(plane.buffer_size for plane in first_frame(path).planes)

    @settings(max_examples=12, deadline=None)
    @given(st.lists(st.integers(0, 59), min_size=1, max_size=12), st.integers(1, 6))
    def check(order: list[int], kept: int) -> None:
        with open_video(path) as reader:
            reader.keep_at_most(kept * frame_bytes)
            for index in order:
                assert np.array_equal(reader.frame(index), expected[index]), index
            assert reader.held_bytes <= kept * frame_bytes

    check()


def first_frame(path: Path) -> av.VideoFrame:
    with av.open(str(path)) as container:
        return next(container.decode(video=0))


@pytest.mark.parametrize("name", [name for name in FILMS if not name.endswith("avi")])
def test_times_are_those_of_ffprobe(film: Film, name: str) -> None:
    with open_video(film(name)) as reader:
        assert reader.times_s == pytest.approx(told_times_s(film(name)), abs=1e-6)


@pytest.mark.parametrize("name", [name for name in FILMS if name.endswith("avi")])
def test_avi_times_come_from_the_number_of_the_frame(film: Film, name: str) -> None:
    with open_video(film(name)) as reader:
        assert reader.times_s == pytest.approx(np.arange(60) / 25, abs=1e-9)


def test_avi_with_contradicting_times_is_known_by_place(film: Film) -> None:
    with open_video(film("h264.avi")) as reader:
        assert reader.index.stamp is Stamp.PLACE


def test_the_frame_at_a_time_is_the_last_begun(film: Film) -> None:
    with open_video(film("silent.mov")) as reader:
        assert [reader.index_at(time) for time in (-1.0, 0.0, 0.0399, 0.04, 0.0401, 2.36, 99.0)] == [
            0, 0, 0, 1, 1, 59, 59]


@pytest.mark.parametrize("ending", ["mp4", "mkv"])
def test_variable_frame_rate(tmp_path: Path, ending: str) -> None:
    # n-th frame at n²/1000 s + n/100 s: the spacing grows from 11 to 50 ms.
    path = tmp_path / f"vary.{ending}"
    clock = ("-vf", "settb=1/1000,setpts=N*N+N*10", "-vsync", "passthrough", "-enc_time_base", "1/1000")
    make_film(path, 20, (*H264, *clock))
    wanted = np.array([n * n + n * 10 for n in range(20)]) / 1000
    with open_video(path) as reader:
        assert reader.times_s == pytest.approx(wanted, abs=1e-3)
        for number in (19, 3, 11, 0):
            assert number_of(reader.frame(reader.index_at(wanted[number] + 0.002))) == number


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_the_rotation_flag_turns_the_picture_as_ffmpeg_does(film: Film, tmp_path: Path, degrees: int) -> None:
    path = tmp_path / "turned.mp4"
    ffmpeg("-i", film("b_frames.mp4"), "-c", "copy", "-metadata:s:v", f"rotate={degrees}", path)
    as_rgb = ["-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
    words = ["ffmpeg", "-v", "error", "-i", str(path), *as_rgb]
    raw = subprocess.run(words, check=True, capture_output=True).stdout
    with open_video(path) as reader:
        assert (reader.width, reader.height) == ((WIDTH, HEIGHT) if degrees == 180 else (HEIGHT, WIDTH))
        assert reader.rotation_deg in (90, 180, 270)
        picture = reader.frame(0)
        assert picture.shape == (reader.height, reader.width, 3)
        expected = np.frombuffer(raw, np.uint8).reshape(picture.shape)
        assert np.abs(picture.astype(int) - expected).mean() < 2
        small = reader.frame(0, max_height=reader.height // 2)
        assert small.shape == (reader.height // 2, reader.width // 2, 3)


def test_pixels_that_are_not_square_are_told(tmp_path: Path) -> None:
    path = make_film(tmp_path / "wide.mp4", 3, (*H264, "-vf", "setsar=4/3"))
    with open_video(path) as reader:
        assert reader.pixel_aspect == pytest.approx(4 / 3)
        assert reader.frame(0).shape == (HEIGHT, WIDTH, 3)


def test_one_frame_of_odd_size(tmp_path: Path) -> None:
    encode = ("-c:v", "libx264", "-pix_fmt", "yuv444p")
    path = make_film(tmp_path / "odd.mkv", 1, encode, width=181, height=113)
    with open_video(path) as reader:
        assert (reader.frames, reader.frame(0).shape, reader.index_at(5.0)) == (1, (113, 181, 3), 0)


def test_an_edit_list_hides_the_frames_before_the_cut(film: Film, tmp_path: Path) -> None:
    path = tmp_path / "cut.mp4"
    ffmpeg("-ss", "1.0", "-i", film("b_frames.mp4"), "-c", "copy", path)
    with open_video(path) as reader:
        numbers = [number_of(reader.frame(index)) for index in range(reader.frames)]
        assert numbers == list(range(25, 60))
        assert reader.times_s == pytest.approx(np.arange(35) / 25, abs=1e-4)


def test_an_open_gop_at_the_start_loses_its_leading_frames_only(film: Film, tmp_path: Path) -> None:
    path = tmp_path / "tail.mkv"
    ffmpeg("-ss", "1.3", "-i", film("open_gop.mkv"), "-c", "copy", path)
    with open_video(path) as reader:
        numbers = [number_of(reader.frame(index)) for index in range(reader.frames)]
    assert numbers == list(range(numbers[0], 60))
    assert len(numbers) == len(decoded(path))


def test_a_clock_that_does_not_start_at_zero(film: Film, tmp_path: Path) -> None:
    path = tmp_path / "late.mkv"
    ffmpeg("-i", film("silent.mov"), "-c", "copy", "-output_ts_offset", "100", path)
    with open_video(path) as reader:
        assert reader.times_s == pytest.approx(np.arange(60) / 25, abs=1e-3)


def test_a_picture_that_starts_after_the_sound(film: Film, tmp_path: Path) -> None:
    path = tmp_path / "sound_first.mkv"
    sound = ("-f", "lavfi", "-t", "4", "-i", "sine")
    ffmpeg(*sound, "-itsoffset", "1.5", "-i", film("silent.mov"), "-c:v", "copy", "-c:a", "pcm_s16le", path)
    with open_video(path) as reader:
        assert reader.times_s[0] == pytest.approx(1.5, abs=2e-3)
        assert (reader.index_at(0.0), reader.index_at(1.58)) == (0, 2)


@pytest.mark.parametrize("name", ["song.mp3", "song.m4a", "song.flac"])
def test_a_cover_picture_is_not_a_film(tmp_path: Path, name: str) -> None:
    cover, path = tmp_path / "cover.png", tmp_path / name
    ffmpeg("-f", "lavfi", "-i", "testsrc=s=64x64", "-frames:v", "1", cover)
    both = ("-map", "0", "-map", "1", "-c:v", "copy", "-disposition:v", "attached_pic")
    ffmpeg("-f", "lavfi", "-t", "1", "-i", "sine", "-i", cover, *both, path)
    with pytest.raises(MediaError, match=name):
        open_video(path)


def test_scaled_down_in_the_shape_asked_for(film: Film) -> None:
    with open_video(film("vp9.webm")) as reader:
        whole = reader.frame(7)
        small = reader.frame(7, max_height=56)
        assert small.shape == (56, 88, 3)
        halved = whole.reshape(56, 2, 88, 2, 3).mean(axis=(1, 3))
        assert np.abs(small - halved).mean() < 4
        assert reader.frame(7, max_height=5000).shape == whole.shape


def test_going_on_costs_one_frame_and_stepping_back_none(film: Film) -> None:
    with open_video(film("intra_refresh.mp4")) as reader:
        for index in range(30):
            reader.frame(index)
            assert reader.frames_to_decode(index + 1) == 1
            assert reader.frames_to_decode(max(index - 3, 0)) == 0


@pytest.mark.parametrize("name", ["b_frames.mp4", "vp8.webm", "mpeg2.mkv"])
def test_a_picture_without_the_index_is_the_one_shown_then(film: Film, name: str) -> None:
    with open_video(film(name)) as reader:
        for number in (0, 41, 59, 12):
            begins_s, picture = reader.picture_near(number / 25 + 0.02)
            assert number_of(picture) == number
            assert begins_s == pytest.approx(number / 25, abs=0.01)
        assert not reader.is_prepared
        assert np.array_equal(reader.frame(30), decoded(film(name))[30])


def test_no_such_frame(film: Film) -> None:
    with open_video(film("silent.mov")) as reader:
        for index in (-1, 60):
            with pytest.raises(UsageError, match=r"silent\.mov.*59"):
                reader.frame(index)


class _Stop:
    def __init__(self, after: int) -> None:
        self.left = after

    def step(self, done: float, total: float | None = None, text: str = "") -> None:
        self.left -= 1
        if self.left < 0:
            raise Cancelled


@pytest.mark.parametrize("name", ["b_frames.mp4", "h264.avi"])
def test_counting_frames_can_be_cancelled_and_begun_again(film: Film, name: str) -> None:
    with open_video(film(name)) as reader:
        with pytest.raises(Cancelled):
            reader.prepare(_Stop(0))
        assert reader.frames == 60


def test_a_cancelled_frame_leaves_the_reader_good(film: Film) -> None:
    path = film("b_frames.mp4")
    with open_video(path) as reader:
        reader.prepare()
        far = [index for index in range(60) if index - reader.key_frame(index) > 4]
        for index in (far[0], far[-1], far[len(far) // 2]):
            with pytest.raises(Cancelled):
                reader.frame(index, progress=_Stop(1))
            assert np.array_equal(reader.frame(index), decoded(path)[index])


INDEX_FIRST = ("-movflags", "faststart")
CUT = [("cut.mp4", INDEX_FIRST), ("cut.mkv", ()), ("cut.mov", INDEX_FIRST), ("cut.webm", ("-c:v", "libvpx")),
       ("cut.avi", ())]


@pytest.mark.parametrize(("name", "flags"), CUT)
@pytest.mark.parametrize("share", [0.35, 0.6, 0.93])
def test_a_film_that_is_cut_opens_up_to_its_last_good_frame(
    tmp_path: Path, name: str, flags: tuple[str, ...], share: float
) -> None:
    path = make_film(tmp_path / name, 60, (*H264[: 0 if name.endswith("webm") else None], *flags), sound=True)
    whole = decoded(path)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    with open_video(path) as reader:
        assert 5 < reader.frames <= 60
        assert ["breaks off" in note for note in reader.notes] == [True] * (reader.frames < 60)
        for index in reversed(range(reader.frames)):
            picture = reader.frame(index)
            number = number_of(picture)
            assert np.array_equal(picture, whole[number])
            assert reader.times_s[index] == pytest.approx(number / 25, abs=0.03)


def test_damage_inside_shows_good_frames_around_it(film: Film, tmp_path: Path) -> None:
    data = bytearray(film("mpeg2.mkv").read_bytes())
    middle = len(data) // 2
    data[middle : middle + 3000] = bytes(3000)
    path = tmp_path / "holed.mkv"
    path.write_bytes(data)
    with open_video(path) as reader:
        for index in (0, reader.frames - 1, *range(reader.frames)):
            assert reader.frame(index).shape == (HEIGHT, WIDTH, 3)
        assert number_of(reader.frame(reader.frames - 1)) == 59
        assert number_of(reader.frame(0)) == 0


def test_what_is_no_film_is_said_in_a_sentence(tmp_path: Path) -> None:
    text = tmp_path / "notes.mp4"
    text.write_text("not a film\n" * 100)
    for path in (text, tmp_path, tmp_path / "none.mp4"):
        with pytest.raises(MediaError) as caught:
            open_video(path)
        assert path.name in str(caught.value)
        assert str(caught.value).endswith(".")


def test_closing_twice_is_fine(film: Film) -> None:
    reader: VideoReader = open_video(film("silent.mov"))
    reader.close()
    reader.close()


@pytest.mark.parametrize("name", ["b_frames.mp4", "mpeg2.mkv", "h264.avi", "vp9.webm"])
def test_skimming_comes_near_and_spoils_nothing(film: Film, name: str) -> None:
    path = film(name)
    with open_video(path) as reader:
        for index in (3, 9, 17, 18, 40, 30, 55):
            found, picture = reader.skim(index)
            assert 0 <= found - index <= 4
            assert number_of(picture) == found
            assert np.array_equal(reader.frame(index), decoded(path)[index])
            assert np.array_equal(reader.frame(index + 1), decoded(path)[index + 1])
            assert reader.skim(index)[0] == index


@pytest.mark.parametrize("name", ["mute.mp4", "mute.mkv", "mute.avi"])
def test_probing_tells_of_a_cut_film_without_sound(tmp_path: Path, name: str) -> None:
    path = make_film(tmp_path / name, 60, (*H264, *(INDEX_FIRST if name.endswith("mp4") else ())))
    assert probe(path).notes == ()
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert len(probe(path).notes) == 1
