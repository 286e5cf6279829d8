"""The sample recording holds what its labels say: measured from the sound by band filters, not by its makers."""

import numpy as np
import pytest
from scipy import signal

from core.domain import Verdict
from core.sample import recording
from core.sample.recording import Recording

RATE_HZ = 48_000
LABELS = {"siren", "church_bells", "clock_alarm", "rain", "chirping_birds", "footsteps", "engine"}


@pytest.fixture(scope="module")
def made() -> Recording:
    return recording.record()


def level_db(sound: np.ndarray, low_hz: float, high_hz: float, start_s: float, end_s: float) -> float:
    """Mean level of one stretch in one band; the filter runs over a second more on each side."""
    first, last = max(0, int((start_s - 1) * RATE_HZ)), int((end_s + 1) * RATE_HZ)
    sections = signal.butter(4, (low_hz, high_hz), "bandpass", fs=RATE_HZ, output="sos")
    band = signal.sosfilt(sections, sound[first:last].mean(axis=1))
    part = band[int(start_s * RATE_HZ) - first : int(end_s * RATE_HZ) - first]
    return float(10 * np.log10(np.mean(part**2) + 1e-20))


def test_is_a_minute_of_stereo_that_peaks_three_decibels_below_full_scale(made: Recording) -> None:
    assert made.sound.shape == (60 * RATE_HZ, 2)
    assert np.isfinite(made.sound).all()
    assert 20 * np.log10(np.abs(made.sound).max()) == pytest.approx(-3.0, abs=0.01)
    assert np.abs(made.sound.mean(axis=0)).max() < 1e-3


def test_labels_are_sound(made: Recording) -> None:
    assert {event.label for event in made.events} == LABELS
    for event in made.events:
        assert 0 <= event.onset_s < event.offset_s <= 60.0
        assert event.low_hz is not None
        assert event.high_hz is not None
        assert 0 < event.low_hz < event.high_hz < RATE_HZ / 2
        assert event.verdict is Verdict.VERIFIED


def test_several_sounds_at_once(made: Recording) -> None:
    """Where the demo is hard: siren with engine, rain with birds, with steps, with the alarm, with bells."""
    pairs = {
        (a.label, b.label)
        for a in made.events
        for b in made.events
        if a.label < b.label and a.onset_s < b.offset_s and b.onset_s < a.offset_s
    }
    assert {("engine", "siren"), ("footsteps", "rain"), ("clock_alarm", "rain"), ("church_bells", "rain")} <= pairs


# A band in which each sound stands alone at its onset, and how far it rises there within a tenth of a second.
@pytest.mark.parametrize(
    ("label", "low_hz", "high_hz", "rise_db"),
    [
        ("church_bells", 400, 430, 10),
        ("chirping_birds", 3200, 6900, 10),
        ("clock_alarm", 2000, 2200, 10),
        ("footsteps", 70, 200, 10),
        ("engine", 60, 180, 10),
    ],
)
def test_a_sudden_sound_begins_where_its_label_says(
    made: Recording, label: str, low_hz: float, high_hz: float, rise_db: float
) -> None:
    for event in (event for event in made.events if event.label == label):
        at = event.onset_s
        before = level_db(made.sound, low_hz, high_hz, at - 0.12, at - 0.02)
        after = level_db(made.sound, low_hz, high_hz, at, at + 0.12)
        assert after - before > rise_db, (label, at)


# Rain comes while the engine drives off, so it stands out less than the others.
@pytest.mark.parametrize(
    ("label", "low_hz", "high_hz", "rise_db"),
    [("siren", 650, 1500, 15), ("rain", 13500, 15800, 8), ("engine", 60, 180, 15)],
)
def test_a_long_sound_is_not_there_before_its_label(
    made: Recording, label: str, low_hz: float, high_hz: float, rise_db: float
) -> None:
    (event,) = (event for event in made.events if event.label == label)
    inside = level_db(made.sound, low_hz, high_hz, event.onset_s + 2, event.offset_s - 2)
    before = level_db(made.sound, low_hz, high_hz, event.onset_s - 0.4, event.onset_s - 0.05)
    assert inside - before > rise_db


def test_the_rain_ends_where_its_label_ends(made: Recording) -> None:
    (rain,) = (event for event in made.events if event.label == "rain")
    inside = level_db(made.sound, 13500, 15800, rain.offset_s - 5, rain.offset_s - 2)
    after = level_db(made.sound, 13500, 15800, rain.offset_s + 0.1, rain.offset_s + 1.1)
    assert inside - after > 15


def test_the_siren_goes_from_left_to_right(made: Recording) -> None:
    (siren,) = (event for event in made.events if event.label == "siren")
    sections = signal.butter(4, (600, 6000), "bandpass", fs=RATE_HZ, output="sos")

    def right_over_left_db(start_s: float, end_s: float) -> float:
        part = made.sound[int(start_s * RATE_HZ) : int(end_s * RATE_HZ)]
        left, right = np.mean(signal.sosfilt(sections, part, axis=0) ** 2, axis=0)
        return float(10 * np.log10(right / left))

    assert right_over_left_db(siren.onset_s + 4, siren.onset_s + 6) < -6
    assert right_over_left_db(siren.onset_s + 10.5, siren.onset_s + 11.5) > 6
