import numpy as np
import pytest
from numpy.typing import NDArray

from desktop.player.stretch import Stretcher

RATE_HZ = 16_000


def reader(samples: NDArray[np.float32]):
    def read(start: int, count: int) -> NDArray[np.float32]:
        padded = np.zeros((count, samples.shape[1]), np.float32)
        first, last = max(start, 0), min(start + count, len(samples))
        if last > first:
            padded[first - start : last - start] = samples[first:last]
        return padded

    return read


@pytest.mark.parametrize("speed", [0.25, 0.5, 0.9, 1.5, 2.0, 4.0])
def test_it_knows_where_each_moment_comes_from(speed: float) -> None:
    """Noise is like nothing but itself: 4 ms of what is heard are found in the recording by correlation."""
    source = np.random.default_rng(5).standard_normal((round(6 * speed * RATE_HZ), 1)).astype(np.float32)
    stretcher = Stretcher(reader(source), 0.0, speed, RATE_HZ)
    heard = stretcher.read(4 * RATE_HZ)[:, 0]
    errors_s = []
    for at in range(RATE_HZ, 4 * RATE_HZ - 64, 333):
        said = round(stretcher.place_at(at + 32))
        around = source[max(said - 800, 0) : said + 800, 0]
        likeness = np.correlate(around, heard[at : at + 64])
        energy = np.convolve(around**2, np.ones(64), "valid") * np.sum(heard[at : at + 64] ** 2)
        likeness /= np.sqrt(energy)
        if likeness.max() > 0.97:
            place = max(said - 800, 0) + int(np.argmax(likeness)) + 32
            errors_s.append((said - place) / RATE_HZ)
    assert len(errors_s) > 10
    assert np.abs(errors_s).max() < 0.015 * max(speed, 1.0)


@pytest.mark.parametrize("speed", [0.25, 0.7, 1.6, 4.0])
def test_it_keeps_pace(speed: float) -> None:
    source = np.random.default_rng(6).standard_normal((round(6 * speed * RATE_HZ), 1)).astype(np.float32)
    stretcher = Stretcher(reader(source), 1000.0, speed, RATE_HZ)
    stretcher.read(5 * RATE_HZ)
    places = [stretcher.place_at(frame) for frame in range(0, 5 * RATE_HZ, 50)]
    assert np.diff(places).min() >= 0
    straight = 1000.0 + speed * np.arange(0, 5 * RATE_HZ, 50)
    late = slice(-500, None)  # older joints are forgotten
    assert np.abs(np.array(places)[late] - straight[late]).max() <= 0.013 * RATE_HZ


def test_a_steady_tone_stays_one() -> None:
    """What is not the tone, by a least-squares fit, is at least 25 dB below it."""
    t = np.arange(10 * RATE_HZ) / RATE_HZ
    source = np.sin(2 * np.pi * 220.5 * t).astype(np.float32)[:, None]
    heard = Stretcher(reader(source), 0.0, 0.6, RATE_HZ).read(6 * RATE_HZ)[RATE_HZ:, 0].astype(float)
    for start in range(0, 4 * RATE_HZ, RATE_HZ // 5):
        piece = heard[start : start + RATE_HZ // 5]
        angles = 2 * np.pi * 220.5 * np.arange(len(piece)) / RATE_HZ
        basis = np.stack([np.cos(angles), np.sin(angles)], axis=1)
        rest = piece - basis @ np.linalg.lstsq(basis, piece, rcond=None)[0]
        assert 10 * np.log10(np.sum(piece**2) / np.sum(rest**2)) > 25


def test_channels_stay_together() -> None:
    """Opposite channels stay opposite: all are joined at the same places."""
    noise = np.random.default_rng(8).standard_normal(3 * RATE_HZ).astype(np.float32)
    source = np.stack([noise, -noise], axis=1)
    heard = Stretcher(reader(source), 0.0, 1.3, RATE_HZ).read(2 * RATE_HZ)
    assert np.array_equal(heard[:, 0], -heard[:, 1])
    assert np.std(heard) == pytest.approx(np.std(source), rel=0.15)


def test_silence_is_passed_without_drift() -> None:
    stretcher = Stretcher(reader(np.zeros((RATE_HZ * 4, 1), np.float32)), 0.0, 2.0, RATE_HZ)
    assert not stretcher.read(RATE_HZ).any()
    assert stretcher.place_at(RATE_HZ) == pytest.approx(2 * RATE_HZ, abs=1)
