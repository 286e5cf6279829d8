"""The files of the sample: complete, readable by other programs, made once, and healed when one is missing."""

import hashlib
import json
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile

from core import cli, labels
from core.errors import Cancelled
from core.progress import Silent
from core.sample import Sample, make_sample, sample_annotations


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    return make_sample(tmp_path_factory.mktemp("a place") / "sample", Silent())


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_recording_is_a_24_bit_flac(sample: Sample) -> None:
    facts = soundfile.info(sample.audio)
    assert (facts.format, facts.subtype, facts.samplerate, facts.channels) == ("FLAC", "PCM_24", 48_000, 2)
    assert facts.frames == 60 * 48_000


def test_the_video_plays_for_twenty_seconds_with_sound(sample: Sample) -> None:
    with av.open(str(sample.video)) as container:
        picture, sound = container.streams.video[0], container.streams.audio[0]
        assert (picture.width, picture.height, picture.average_rate) == (1280, 720, 25)
        assert (sound.rate, sound.channels, sound.codec_context.name) == (48_000, 2, "aac")
        times = [frame.time for frame in container.decode(picture)]
    assert times == pytest.approx([index / 25 for index in range(500)])


def test_sound_and_picture_of_the_video_share_a_clock(sample: Sample) -> None:
    """The first stroke of the bell, in the decoded sound, where its label is."""
    onset_s = next(e.onset_s for e in labels.read(sample.video_labels).events if e.label == "church_bells")
    first_s, parts = None, []
    with av.open(str(sample.video)) as container:
        for frame in container.decode(audio=0):
            first_s = frame.time if first_s is None else first_s
            parts.append(frame.to_ndarray())
    sound = np.concatenate(parts, axis=1).mean(axis=0)
    start = int((onset_s - 0.3 - first_s) * 48_000)
    level = np.abs(sound[start : start + 28_800])
    found_s = onset_s - 0.3 + np.flatnonzero(level > 0.3 * level.max())[0] / 48_000
    assert found_s == pytest.approx(onset_s, abs=0.01)


def test_labels_read_back(sample: Sample) -> None:
    assert len(labels.read(sample.labels).events) == 15
    assert len(sample_annotations(sample.audio).events) == 15
    assert len(sample_annotations(sample.video).events) == 5


def test_boxes_stand_beside_the_labels(sample: Sample) -> None:
    held = json.loads(sample.video_labels.read_text(encoding="utf-8"))
    assert held["picture"] == {"width": 1280, "height": 720, "fps": 25}
    assert {box["label"] for box in held["boxes"]} == {event["label"] for event in held["events"]}


def test_what_is_there_is_left_alone_and_what_is_missing_made_anew(sample: Sample) -> None:
    before = {path: (digest(path), path.stat().st_mtime_ns) for path in sample.files()}
    make_sample(sample.audio.parent, Silent())
    assert {path: (digest(path), path.stat().st_mtime_ns) for path in sample.files()} == before
    sample.audio.write_bytes(b"cut off")
    make_sample(sample.audio.parent, Silent())
    assert digest(sample.audio) == before[sample.audio][0]
    assert digest(sample.labels) == before[sample.labels][0]


class Stop:
    """Progress that a person stops at a given share."""

    def __init__(self, at: float) -> None:
        self.at = at

    def step(self, done: float, total: float | None = None, text: str = "") -> None:
        if total and done / total >= self.at:
            raise Cancelled


def test_stopped_half_way_it_leaves_whole_files_only(tmp_path: Path) -> None:
    with pytest.raises(Cancelled):
        make_sample(tmp_path, Stop(0.5))
    assert {path.name for path in tmp_path.iterdir()} == {"sample.flac", "sample.json"}


def test_the_command_refuses_a_place_that_is_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "taken").write_text("text", encoding="utf-8")
    assert cli.main(["sample", "-o", str(tmp_path / "taken")]) == 2
    assert "taken is not a folder" in capsys.readouterr().err


def test_the_command_prints_where_the_files_are(sample: Sample, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["sample", "-o", str(sample.audio.parent), "--quiet"]) == 0
    assert capsys.readouterr().out.splitlines() == [str(path.resolve()) for path in sample.files()]
