"""Soundscapes hold what they say: events where they are named, at the level that was asked for."""

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from core.cli import main
from core.errors import DataError
from core.train.clip_bank import ClipBank, load_bank, trimmed
from core.train.soundscapes import TEST_BED, TRAINING, make_soundscape, room_response

RATE_HZ = 8000


def write_table(folder: Path) -> Path:
    """Three tones of one second in half a second of silence on each side, and pink-like noise as background."""
    rng = np.random.default_rng(0)
    rows = []
    for fold in ("1", "2"):
        for number, label in enumerate(("low", "middle", "high")):
            tone = 0.5 * np.sin(2 * np.pi * 300.0 * (number + 1) * np.arange(RATE_HZ) / RATE_HZ)
            name = f"{label}{fold}.wav"
            soundfile.write(folder / name, np.pad(tone, RATE_HZ // 2), RATE_HZ)
            rows.append({"path": name, "label": label, "fold": fold})
    soundfile.write(folder / "bed.wav", 0.1 * rng.standard_normal(30 * RATE_HZ), RATE_HZ)
    for name, columns, lines in (("sounds.csv", ["path", "label", "fold"], rows),
                                 ("ambience.csv", ["path", "label"], [{"path": "bed.wav", "label": "hall"}])):
        with (folder / name).open("w", newline="") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            writer.writerows(lines)
    return folder


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> ClipBank:
    folder = write_table(tmp_path_factory.mktemp("sounds"))
    return load_bank(folder / "sounds.csv", RATE_HZ, {"1"}, folder / "ambience.csv")


def test_sounds_are_trimmed_to_where_they_sound(bank: ClipBank) -> None:
    assert bank.labels == ("high", "low", "middle")
    for clip in bank.clips:
        assert len(clip.samples) / RATE_HZ == pytest.approx(1.0, abs=0.011)  # to 10 ms
    silence = np.zeros(100, np.float32)
    assert len(trimmed(silence, RATE_HZ)) == 100


def test_the_background_has_its_level_and_events_theirs(bank: ClipBank) -> None:
    spec = replace(TEST_BED, events=(1, 1), snr_db=(12.0, 12.0))
    made = make_soundscape(bank, spec, np.random.default_rng(3), stems=True)
    (event,), (stem,) = made.events, made.stems
    first, end = round(event.onset_s * RATE_HZ), round(event.offset_s * RATE_HZ)
    bed = made.samples - stem
    bed_db = 10 * np.log10(np.mean(np.square(bed, dtype=np.float64)))
    event_db = 10 * np.log10(np.mean(np.square(stem[first:end], dtype=np.float64)))
    assert bed_db == pytest.approx(-35.0, abs=0.05)
    assert event_db - bed_db == pytest.approx(12.0, abs=0.1)
    assert not stem[:first].any()
    assert not stem[end:].any()
    assert event.offset_s - event.onset_s == pytest.approx(1.0, abs=0.011)


def test_the_same_seed_composes_the_same(bank: ClipBank) -> None:
    one, other = (make_soundscape(bank, TRAINING, np.random.default_rng((7, 1))) for _ in range(2))
    assert one.events == other.events
    np.testing.assert_array_equal(one.samples, other.samples)


def test_no_sound_meets_its_own_class_and_few_meet_at_all(bank: ClipBank) -> None:
    spec = replace(TEST_BED, events=(8, 8), duration_s=4.0, max_overlap=2)
    for seed in range(20):
        events = make_soundscape(bank, spec, np.random.default_rng(seed)).events
        for event in events:
            met = [other for other in events if other is not event
                   and other.onset_s <= event.offset_s and event.onset_s <= other.offset_s]
            assert all(other.label != event.label for other in met)


def test_stems_and_background_add_up_in_a_room(bank: ClipBank) -> None:
    spec = replace(TEST_BED, reverb=1.0, events=(2, 2))
    made = make_soundscape(bank, spec, np.random.default_rng(5), stems=True)
    assert len(made.stems) == len(made.events)
    assert np.abs(made.samples).max() <= 1.0
    response = room_response(0.5, RATE_HZ, np.random.default_rng(0))
    power = np.square(response[1:], dtype=np.float64)
    early, late = power[:400].mean(), power[-400:].mean()
    assert 10 * np.log10(early / late) == pytest.approx(60.0 * (1 - 400 / len(power)), abs=3.0)


def test_folds_that_are_not_there_are_named(bank: ClipBank, tmp_path: Path) -> None:
    folder = write_table(tmp_path)
    with pytest.raises(DataError, match="folds 9"):
        load_bank(folder / "sounds.csv", RATE_HZ, {"9"})
    (folder / "low1.wav").write_bytes(b"")
    assert [Path(path).name for path, _ in load_bank(folder / "sounds.csv", RATE_HZ, {"1"}).skipped] == ["low1.wav"]


def test_the_command_writes_recordings_and_their_events(tmp_path: Path) -> None:
    folder = write_table(tmp_path)
    out = tmp_path / "out"
    words = ["soundscapes", str(folder), "-o", str(out), "-n", "3", "--folds", "2", "--rate", "8000", "--duration", "3",
             "--events", "1", "2", "--seed", "4", "--quiet"]
    assert main(words) == 0
    rows = list(csv.DictReader((out / "events.tsv").open(), delimiter="\t"))
    assert {row["filename"] for row in rows} == {"0000.flac", "0001.flac", "0002.flac"}
    assert soundfile.info(out / "0000.flac").frames == 3 * RATE_HZ
    from core.measure.reference_data import read_references

    assert len(read_references(out).events) == 3
    assert main(["soundscapes", str(folder), "-o", str(out), "--events", "5", "1"]) == 2
    assert main(["soundscapes", str(tmp_path / "none"), "-o", str(out)]) == 2
