"""What is really heard, against what was meant: sample by sample, through a sound server that records itself."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests import hearing
from tests.desktop.player import pieces
from tests.desktop.player.conftest import Concert, Perform, run_piece

pytestmark = pytest.mark.sound

EXACT = 1e-4
FADE = 240  # 5 ms at 48 kHz
RATE_HZ = pieces.RATE_HZ
LATEST_S = 0.100  # about 60 ms on a quiet machine


def far(heard: NDArray[np.float32], meant: NDArray[np.float32]) -> NDArray[np.float32]:
    """The greatest difference of any channel, by frame."""
    return np.abs(heard[: len(meant)] - meant).max(axis=1)


def rise() -> NDArray[np.float64]:
    """The weights of a linear crossfade over FADE frames, neither 0 nor 1 among them."""
    return (np.arange(1, FADE + 1) / (FADE + 1))[:, None]


def crossfade(old: NDArray[np.float32], new: NDArray[np.float32], at: int) -> NDArray[np.float32]:
    """`old` up to frame `at`, then the formula, then `new`."""
    joint = old[at : at + FADE] * (1 - rise()) + new[at : at + FADE] * rise()
    return np.concatenate([old[:at], joint, new[at + FADE :]])


def find_joint(heard: NDArray[np.float32], old: NDArray[np.float32], new: NDArray[np.float32]) -> int:
    """The frame at which a crossfade begins: its first frames may differ too little to be seen."""
    seen = int(np.flatnonzero(far(heard, old) > EXACT)[0])
    around = slice(seen - FADE, seen + 2 * FADE)
    starts = range(seen - FADE // 2, seen + 1)
    errors = {at: far(heard[around], crossfade(old, new, at)[around]).max() for at in starts}
    return min(errors, key=errors.__getitem__)


def test_a_recording_is_heard_as_it_is_to_its_last_sample(perform: Perform) -> None:
    concert = perform("whole")
    meant = pieces.noise(1.0)
    assert far(concert.heard, meant).max() < EXACT
    assert not concert.heard[len(meant) :].any()
    assert concert.notes["end"] == [1.0, 0]
    assert max(concert.notes["calls_s"]) < 0.01


def test_a_selection_stops_at_its_end(perform: Perform) -> None:
    concert = perform("selection")
    meant = pieces.noise(1.0)[12_000:24_000].copy()
    meant[:FADE] *= rise()
    difference = far(concert.heard, meant)
    assert difference[:-FADE].max() < EXACT
    last = np.abs(concert.heard[12_000 - FADE : 12_000]) - np.abs(meant[-FADE:]) * (1 - rise() + 1 / FADE)
    assert last.max() < EXACT
    assert not concert.heard[12_000:].any()
    assert concert.notes["end"][0] == pytest.approx(0.5, abs=1e-9)


def test_a_loop_has_no_gap(perform: Perform) -> None:
    concert = perform("looped")
    round_frames = 4_800
    meant = np.tile(pieces.noise(1.0)[:round_frames], (5, 1))
    assert far(concert.heard, meant).max() < EXACT


def test_a_band_is_heard_alone_and_in_time(perform: Perform) -> None:
    concert = perform("band")
    meant = pieces.noise(2.0)
    at = int(np.flatnonzero(far(concert.heard, meant) > EXACT)[0])
    assert concert.time_of(at) - concert.notes["band"] < LATEST_S
    part = slice(at + 4_800, len(meant) - 4_800)
    window = np.hanning(part.stop - part.start)[:, None]
    heard, full = (np.fft.rfft(samples[part] * window, axis=0) for samples in (concert.heard, meant))
    hz = np.fft.rfftfreq(part.stop - part.start, 1 / RATE_HZ)
    low_hz, high_hz = pieces.BAND
    response = heard[(hz > low_hz) & (hz < high_hz)] / full[(hz > low_hz) & (hz < high_hz)]
    assert np.abs(20 * np.log10(np.abs(response))).max() < 0.5
    assert np.abs(np.angle(response)).max() < 0.01  # a delay of one sample would turn 2 kHz by 0.26
    outside = (hz < low_hz - 200) | (hz > high_hz + 200)
    assert 20 * np.log10(np.abs(heard[outside]).max() / np.abs(full[outside]).max()) < -60


def test_sources_are_switched_without_a_click_at_the_same_position(perform: Perform) -> None:
    concert = perform("switched")
    sounds = pieces.parts(2.0)
    meant = sounds["original"]
    for _, name in pieces.SWITCHES:
        at = find_joint(concert.heard, meant, sounds[name])
        meant = crossfade(meant, sounds[name], at)
        assert 0 < concert.time_of(at) - concert.notes[name] < LATEST_S
    assert far(concert.heard, meant).max() < EXACT
    # Between smooth sounds a, b below 1 in height, the fade adds at most |a - b| / FADE to each step.
    smooth = max(np.abs(np.diff(sound, axis=0)).max() for sound in sounds.values())
    assert np.abs(np.diff(concert.heard[: len(meant)], axis=0)).max() < smooth + 1.2 / FADE
    steps = np.diff([position_s for _, position_s in concert.notes["diary"]])
    assert steps.min() >= 0
    assert max(concert.notes["calls_s"]) < 0.01


def test_a_source_that_is_replaced_fades_over(perform: Perform) -> None:
    concert = perform("replaced")
    sounds = pieces.parts(1.0)
    at = find_joint(concert.heard, sounds["original"], sounds["kept"])
    assert far(concert.heard, crossfade(sounds["original"], sounds["kept"], at)).max() < EXACT
    assert concert.time_of(at) - concert.notes["kept"] < LATEST_S


def test_a_mask_that_slides_while_sources_are_switched_has_neither_gap_nor_click(perform: Perform) -> None:
    """The masks keep one share of everything, so what is heard is the recording times a gain that tells all."""
    concert = perform("slid")
    meant = pieces.parts(3.0)["original"]
    heard = concert.heard[: len(meant)]
    shares = [share for _, share, _ in pieces.SLID]
    least, most = min(*shares, *(1 - share for share in shares)), 1.0
    assert (heard[:, 0] * np.sign(meant[:, 0]) >= least * np.abs(meant[:, 0]) - EXACT).all()  # no gap, no slip in time
    assert (np.abs(heard) <= most * np.abs(meant) + EXACT).all()
    strong = np.flatnonzero(np.abs(meant[:, 0]) > 0.1)
    gain = heard[strong, 0] / meant[strong, 0]
    steps = np.abs(np.diff(gain)) / np.diff(strong)
    assert steps.max() < 2 * (most - least) / FADE + 1e-3  # twice, where one fade begins within another
    assert len(np.unique(np.round(gain[np.r_[False, steps < 1e-5]], 2))) > 12  # the masks were heard
    assert concert.notes["end"] == [3.0, 0]


def test_a_jump_fades_over_to_the_exact_place(perform: Perform) -> None:
    concert = perform("sought")
    meant = pieces.noise(2.0)
    seen = int(np.flatnonzero(far(concert.heard, meant[:40_000]) > EXACT)[0])
    fits = [at for at in range(seen - 3, seen + 1) if _jumps_at(concert, meant, at)]
    assert len(fits) == 1
    assert concert.notes["position_after_seek"] == 1.5
    assert concert.notes["end"] == [2.0, 0]


def _jumps_at(concert: Concert, meant: NDArray[np.float32], at: int) -> bool:
    new = meant[72_000:]
    joint = meant[at : at + FADE] * (1 - rise()) + new[:FADE] * rise()
    sound = np.concatenate([meant[:at], joint, new[FADE:]])
    return bool(far(concert.heard, sound).max() < EXACT)


def test_a_pause_loses_nothing(perform: Perform) -> None:
    """The fade out before it and the fade in after it are of the same samples, and add up to them."""
    concert = perform("paused")
    silent = ~concert.heard.any(axis=1)
    pause_from = int(np.flatnonzero(silent)[0])
    pause_to = pause_from + int(np.flatnonzero(~silent[pause_from:])[0])
    first, second = concert.heard[:pause_from], concert.heard[pause_to:]
    whole = np.concatenate([first[:-FADE], first[-FADE:] + second[:FADE], second[FADE:]])
    assert far(whole, pieces.noise(1.0)).max() < EXACT
    assert concert.notes["playing_after_pause"] is False
    assert concert.notes["rests_at"] == pytest.approx([(pause_from - FADE) / RATE_HZ] * 2, abs=1e-6)


def test_volume_slides(perform: Perform) -> None:
    concert = perform("louder")
    meant = pieces.noise(1.0)
    strong = np.abs(meant[:, 0]) > 0.01
    gain = concert.heard[: len(meant)][strong, 0] / meant[strong, 0]
    assert gain[:1000] == pytest.approx(1.0)
    assert gain[-1000:] == pytest.approx(0.25)
    sliding = np.flatnonzero((gain < 0.999) & (gain > 0.251))
    assert np.ptp(np.flatnonzero(strong)[sliding]) == pytest.approx(480, abs=15)  # 10 ms
    assert np.diff(gain).max() < 1e-3


@pytest.mark.parametrize("speed", [0.5, 1.0, 2.0])
def test_the_position_is_what_is_heard(perform: Perform, speed: float) -> None:
    """Each 10 ms that were heard are looked for in the recording, near where the player said it was when they
    sounded. Their place must be what the player said, within 15 ms of the recording, or of listening time where
    that runs slower."""
    concert = perform("paced", str(speed))
    source = pieces.noise(1.2 * speed)[:, 0].astype(float)
    times, said = np.array(concert.notes["diary"]).T
    errors_s = []
    for frame in range(4_800, round(1.1 * RATE_HZ), 960):
        middle_s = np.interp(concert.time_of(frame + 240), times, said)
        place_s, likeness = _place_of(concert.heard[frame : frame + 480, 0], source, middle_s)
        if likeness > 0.9:  # not where two stretches are being joined
            errors_s.append((middle_s - place_s) / max(speed, 1.0))
    assert len(errors_s) >= 10
    assert np.abs(errors_s).max() < 0.015
    assert np.diff(said).min() >= 0


def _place_of(stretch: NDArray[np.float32], source: NDArray[np.float64], near_s: float) -> tuple[float, float]:
    """Where the middle of a stretch is in the source, within 100 ms of a guess, and how alike they are."""
    first = max(round((near_s - 0.1) * RATE_HZ), 0)
    around = source[first : first + round(0.2 * RATE_HZ) + len(stretch)]
    likeness = np.correlate(around, stretch.astype(float))
    energy = np.convolve(around**2, np.ones(len(stretch)), "valid")
    likeness /= np.sqrt(energy * np.sum(stretch.astype(float) ** 2)) + 1e-12
    best = int(np.argmax(likeness))
    return (first + best + len(stretch) / 2) / RATE_HZ, float(likeness[best])


def test_another_rate_keeps_the_pitch(perform: Perform) -> None:
    concert = perform("resampled")
    assert concert.notes["device_rate_hz"] == RATE_HZ
    frames = round(1.5 * RATE_HZ)
    t = np.arange(frames) / RATE_HZ
    meant = 0.5 * np.sin(2 * np.pi * pieces.TONE_HZ * t)
    # Its first sample is 0 and cannot be seen, so the first that is seen is number 1.
    offset = min((0, 1), key=lambda o: np.abs(concert.heard[:2000, 0] - meant[o : 2000 + o]).max())
    inside = slice(1_000, frames - 1_000)
    assert np.abs(concert.heard[: frames - offset, 0] - meant[offset:])[inside].max() < EXACT


def test_a_busy_machine_leaves_no_gap(perform: Perform) -> None:
    concert = perform("busy")
    assert far(concert.heard, pieces.noise(2.0)).max() < EXACT
    assert concert.notes["end"] == [2.0, 0]


def test_a_source_that_cannot_be_read_is_told_and_another_one_heard(perform: Perform) -> None:
    concert = perform("unreadable")
    assert concert.notes["problem"] == "The file 'gone.wav' does not exist any more; choose another one."
    meant = pieces.noise(1.0)
    last = concert.heard[: np.flatnonzero(concert.heard.any(axis=1))[-1] + 1]
    assert len(last) > RATE_HZ // 4
    assert np.array_equal(last[FADE:], meant[-len(last) + FADE :])


def test_devices_are_listed_and_chosen_by_name(sound_server: hearing.SoundServer, tmp_path: Path) -> None:
    notes = run_piece(sound_server.environment, tmp_path, "listed")
    assert ["default", True] in [[name, default] for name, _, default in notes["devices"]]
    assert "'no such thing'" in notes["problem"]
    assert notes["end"][0] == pytest.approx(0.3)
    assert max(notes["calls_s"]) < 0.01


@pytest.mark.skipif(hearing.missing() is not None, reason=f"nothing can be heard here: {hearing.missing()}")
def test_a_device_is_lost_and_found_again(tmp_path: Path) -> None:
    home = tmp_path / "pulse"
    home.mkdir()
    with hearing.SoundServer(home) as server:
        notes = run_piece(server.environment, tmp_path, "unplugged")
    assert notes["problem"].startswith("The sound device 'default' has gone")
    assert notes["problem_after"] is None
    assert notes["playing_after"] is True
    times, said = np.array(notes["diary"]).T
    assert np.diff(said).min() >= 0
    silent = (times > notes["told"]) & (times < notes["back"])
    assert np.polyfit(times[silent], said[silent], 1)[0] == pytest.approx(1.0, abs=0.05)
    assert notes["told"] - notes["gone"] < 0.5
    heard = np.load(tmp_path / "after.npy")
    assert _is_somewhere(heard[-48_000:], np.tile(pieces.noise(6.0), (2, 1)))


def _is_somewhere(heard: NDArray[np.float32], meant: NDArray[np.float32]) -> bool:
    """Whether some 100 ms of what was heard are, sample by sample, a stretch of what was meant."""
    loud = np.flatnonzero(heard.any(axis=1))
    stretch = heard[loud[0] + 2_400 : loud[0] + 7_200]
    places = np.flatnonzero(np.abs(meant[:-4_800] - stretch[0]).max(axis=1) < 1e-6)
    return any(np.abs(meant[p : p + 4_800] - stretch).max() < EXACT for p in places)


@pytest.mark.parametrize("cause", ["no device", "no library"])
def test_without_a_device_the_clock_goes_on(tmp_path: Path, cause: str) -> None:
    environment = os.environ | {"HOME": str(tmp_path), "PULSE_SERVER": "unix:/nowhere"}
    if cause == "no library":
        (tmp_path / "sounddevice.py").write_text("raise OSError('PortAudio library not found')\n")
        environment["PYTHONPATH"] = str(tmp_path)
    notes = run_piece(environment, tmp_path, "deaf")
    assert ("libportaudio2" if cause == "no library" else "No sound device was found") in notes["problem"]
    assert "without sound" in notes["problem"]
    assert notes["end_s"] == 1.0
    assert notes["devices"] == []
    times, said = np.array(notes["diary"]).T
    before = (said > 0.02) & (said < 0.28)
    assert np.polyfit(times[before], said[before], 1)[0] == pytest.approx(1.0, abs=0.05)
    after = (said > 0.55) & (said < 0.97)
    assert np.polyfit(times[after], said[after], 1)[0] == pytest.approx(2.0, abs=0.2)
