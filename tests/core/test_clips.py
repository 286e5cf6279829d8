"""Clips against the samples that were written into the recording, cut by hand."""

import os
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
import soundfile

from core import labels
from core.clip_names import clip_names, safe
from core.clips import export_clips
from core.domain import Event, Verdict
from core.errors import Cancelled, MediaError, UsageError

RATE_HZ = 8000
DOG = Event("dog", 0.25, 0.5, score=0.5, verdict=Verdict.VERIFIED)
CAT = Event("cat, big", 1.0, 1.75, 500.0, 1500.0, lane="Animals")


def recorded(path: Path, subtype: str = "PCM_16", seconds: float = 2.0, channels: int = 2) -> np.ndarray:
    """Noise over the whole range of the sample format; as int32 for integers."""
    noise = np.random.default_rng(5).integers(-2**31, 2**31, (int(RATE_HZ * seconds), channels), dtype=np.int64)
    bits = {"PCM_U8": 8, "PCM_16": 16, "PCM_24": 24, "FLOAT": 24}[subtype]
    samples = (noise >> (32 - bits) << (32 - bits)).astype(np.int32)
    data = samples if subtype != "FLOAT" else (samples / 2**31).astype(np.float32)
    soundfile.write(path, data, RATE_HZ, subtype)
    return samples


@pytest.mark.parametrize("format", ["wav", "flac"])
@pytest.mark.parametrize(("subtype", "kept"), [("PCM_U8", "PCM_16"), ("PCM_16", "PCM_16"), ("PCM_24", "PCM_24")])
def test_every_sample_is_that_of_the_recording(tmp_path: Path, format: str, subtype: str, kept: str) -> None:
    samples = recorded(tmp_path / "rec.wav", subtype)
    paths = export_clips(tmp_path / "rec.wav", 0, [CAT, DOG], tmp_path / "out", format=format)
    assert [path.name for path in paths] == [f"rec_0000.250s_dog.{format}", f"rec_0001.000s_cat,_big.{format}"]
    for path, start, stop in ((paths[0], 2000, 4000), (paths[1], 8000, 14000)):
        assert soundfile.info(path).subtype == kept
        np.testing.assert_array_equal(soundfile.read(path, dtype="int32")[0], samples[start:stop])


def test_floats_stay_floats(tmp_path: Path) -> None:
    samples = recorded(tmp_path / "rec.wav", "FLOAT")
    path, = export_clips(tmp_path / "rec.wav", 0, [DOG], tmp_path)
    np.testing.assert_array_equal(soundfile.read(path, dtype="float32")[0], (samples[2000:4000] / 2**31).astype("f4"))


def test_margins_end_at_the_ends_of_the_recording(tmp_path: Path) -> None:
    samples = recorded(tmp_path / "rec.wav")
    events = [Event("start", 0.0, 0.1), Event("end", 1.9, 2.5), Event("point", 1.0, 1.0)]
    paths = export_clips(tmp_path / "rec.wav", 0, events, tmp_path / "out", margin_s=0.05)
    found = [soundfile.read(path, dtype="int32")[0] for path in paths]
    for clip, (start, stop) in zip(found, ((0, 1200), (7600, 8400), (14800, 16000)), strict=True):
        np.testing.assert_array_equal(clip, samples[start:stop])


def test_what_has_no_sound_gives_no_clip(tmp_path: Path) -> None:
    recorded(tmp_path / "rec.wav")
    events = [Event("point", 1, 1), Event("beyond", 2.0, 3.0), Event("far", 50, 60)]
    assert export_clips(tmp_path / "rec.wav", 0, events, tmp_path / "out") == []
    assert os.listdir(tmp_path / "out") == ["rec_clips.csv"]


def test_the_table_holds_the_labels_of_each_clip_and_where_they_come_from(tmp_path: Path) -> None:
    recorded(tmp_path / "rec.wav")
    paths = export_clips(tmp_path / "rec.wav", 0, [DOG, CAT], tmp_path / "out", margin_s=0.125)
    table = tmp_path / "out" / "rec_clips.csv"
    assert labels.read(table, recording=paths[0].name).events == (
        Event("dog", 0.125, 0.375, score=0.5, verdict=Verdict.VERIFIED),)
    assert labels.read(table, recording=paths[1].name).events == (
        Event("cat, big", 0.125, 0.875, 500.0, 1500.0, lane="Animals"),)
    assert table.read_text().splitlines()[2].endswith("rec.wav,1,1.75")


def test_the_band_of_an_event_is_kept_and_the_rest_removed(tmp_path: Path) -> None:
    time_s = np.arange(RATE_HZ * 2) / RATE_HZ
    wanted = 0.4 * np.sin(2 * np.pi * 1000 * time_s)
    both = wanted + 0.4 * np.sin(2 * np.pi * 3000 * time_s)
    soundfile.write(tmp_path / "rec.wav", both, RATE_HZ, "FLOAT")
    banded, whole = export_clips(tmp_path / "rec.wav", 0, [Event("a", 0.5, 1.5, 500, 1500), Event("b", 0.6, 0.7)],
                                 tmp_path / "out", band=True)
    np.testing.assert_allclose(soundfile.read(banded)[0], wanted[4000:12000], atol=2e-4)
    np.testing.assert_array_equal(soundfile.read(whole)[0], both[4800:5600].astype(np.float32))


class StopAt:
    def __init__(self, most: float) -> None:
        self.most = most

    def step(self, done: float, total: float | None = None, text: str = "") -> None:
        if done >= self.most:
            raise Cancelled


def test_a_cancelled_export_leaves_whole_clips_only(tmp_path: Path) -> None:
    recorded(tmp_path / "rec.wav", seconds=60, channels=1)
    events = [Event("short", 0, 0.5), Event("long", 1, 59)]
    with pytest.raises(Cancelled):
        export_clips(tmp_path / "rec.wav", 0, events, tmp_path / "out", progress=StopAt(2 * (1 << 17)))
    assert os.listdir(tmp_path / "out") == ["rec_0000.000s_short.wav"]
    assert soundfile.info(tmp_path / "out" / "rec_0000.000s_short.wav").frames == 4000


def test_memory_does_not_grow_with_the_length_of_a_clip(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "rec.wav", np.zeros(RATE_HZ * 900, np.int16), RATE_HZ)
    tracemalloc.start()
    path, = export_clips(tmp_path / "rec.wav", 0, [Event("all", 0, 900, 100.0, 900.0)], tmp_path / "out", band=True)
    peak_bytes = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert soundfile.info(path).frames == RATE_HZ * 900
    assert peak_bytes < 20e6  # all samples as floats would be 29 MB, filtered at once over 200 MB


def test_too_many_channels_for_flac_and_bad_folders_give_a_sentence(tmp_path: Path) -> None:
    recorded(tmp_path / "rec.wav", channels=9)
    with pytest.raises(UsageError, match=r"at most 8 channels and rec\.wav has 9; choose WAV"):
        export_clips(tmp_path / "rec.wav", 0, [DOG], tmp_path / "out", format="flac")
    with pytest.raises(UsageError, match="margin of -1 s"):
        export_clips(tmp_path / "rec.wav", 0, [DOG], tmp_path / "out", margin_s=-1)
    with pytest.raises(MediaError, match="cannot be written"):
        export_clips(tmp_path / "rec.wav", 0, [DOG], tmp_path / "rec.wav" / "out")


@pytest.mark.parametrize(("label", "name"), [
    ("dog bark", "dog_bark"),
    ("a/b\\c:d", "a_b_c_d"), ('<x>|?*"', "_x_____"), ("", "unlabelled"), ("   ", "unlabelled"),
    ("..", "_"), ("tail. ", "tail"), ("개 짖음", "개_짖음"), ("🐕‍🦺", "🐕‍🦺"), ("a\0b\x1f\u202ec", "a_b__c"),
    ("e\u0301", "é"), ("half \ud800", "half__"), ("가" * 100, "가" * 26),
])
def test_labels_become_names_that_every_system_takes(tmp_path: Path, label: str, name: str) -> None:
    made, = clip_names("r", [Event(label, 12.34, 13)], ".wav")
    assert made == f"r_0012.340s_{name}.wav"
    (tmp_path / made).write_text("")


def test_names_sort_by_time_and_are_never_the_same() -> None:
    events = [Event("dog", t, t + 1) for t in (0.0, 9.5, 86_399.0)]
    names = clip_names("r", events, ".wav")
    assert names == ["r_00000.000s_dog.wav", "r_00009.500s_dog.wav", "r_86399.000s_dog.wav"]
    same = clip_names("r", [Event(label, 1, 2) for label in ("dog", "Dog", "e\u0301", "É", "dog_2")], ".wav",
                      taken=["R_0001.000S_DOG.wav"])
    assert same == ["r_0001.000s_dog_2.wav", "r_0001.000s_Dog_3.wav", "r_0001.000s_é.wav", "r_0001.000s_É_2.wav",
                    "r_0001.000s_dog_2_2.wav"]
    assert len(safe("x" * 500)) == 100
