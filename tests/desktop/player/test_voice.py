import numpy as np
import pytest
from numpy.typing import NDArray

from desktop.player.tape import Tape
from desktop.player.voice import Pace, Voice

TONE_HZ = 441.0


def tone(rate_hz: int):
    def read(start: int, count: int) -> NDArray[np.float32]:
        t = np.arange(start, start + count) / rate_hz
        return np.sin(2 * np.pi * TONE_HZ * t).astype(np.float32)[:, None]

    return read


def drain(voice: Voice, most: int = 1_000_000) -> NDArray[np.float32]:
    blocks, made = [], 0
    while made < most:
        block = voice.produce(min(777, most - made))
        blocks.append(block)
        made += len(block)
        if len(block) < 777:
            break
    return np.concatenate(blocks)[:, 0]


def strongest_hz(sound: NDArray[np.float32], rate_hz: int) -> float:
    """By the peak of the spectrum, refined by a parabola through the logarithms around it."""
    power = np.log(np.abs(np.fft.rfft(sound * np.hanning(len(sound)))) + 1e-12)
    k = int(np.argmax(power))
    left, middle, right = power[k - 1 : k + 2]
    return (k + (left - right) / (2 * (left - 2 * middle + right))) * rate_hz / len(sound)


def test_at_its_own_rate_and_speed_it_is_the_recording() -> None:
    voice = Voice(tone(8000), Tape(100, 5100), Pace(8000, 8000))
    assert voice.length == 5000
    assert np.array_equal(drain(voice), tone(8000)(100, 5000)[:, 0])
    assert voice.source_at(70) == 170


@pytest.mark.parametrize(("source_hz", "device_hz"), [(44_100, 48_000), (48_000, 44_100), (4_000, 48_000)])
def test_another_rate_is_the_same_tone_from_the_first_sample(source_hz: int, device_hz: int) -> None:
    first = source_hz  # after one second, so that there is a past
    voice = Voice(tone(source_hz), Tape(first, 2 * source_hz), Pace(source_hz, device_hz))
    heard = drain(voice)
    assert len(heard) == device_hz
    meant = np.sin(2 * np.pi * TONE_HZ * (1 + np.arange(device_hz) / device_hz))
    assert heard[: -device_hz // 50] == pytest.approx(meant[: -device_hz // 50], abs=1e-4)
    assert voice.source_at(device_hz / 2) == pytest.approx(first + source_hz / 2)


def test_rates_without_a_common_measure() -> None:
    voice = Voice(tone(44_101), Tape(44_101, 2 * 44_101), Pace(44_101, 48_000))
    meant = np.sin(2 * np.pi * TONE_HZ * (1 + np.arange(48_000) / 48_000))
    # The start may be off by half a sample of the device.
    assert drain(voice)[:40_000] == pytest.approx(meant[:40_000], abs=np.pi * TONE_HZ / 48_000 + 1e-4)


@pytest.mark.parametrize("speed", [0.25, 0.5, 0.8, 1.25, 2.0, 4.0])
@pytest.mark.parametrize("device_hz", [16_000, 44_100])
def test_another_speed_keeps_the_pitch_and_changes_the_length(speed: float, device_hz: int) -> None:
    voice = Voice(tone(16_000), Tape(0, 48_000), Pace(16_000, device_hz, speed))
    heard = drain(voice)
    assert len(heard) == pytest.approx(3.0 * device_hz / speed, abs=1)
    middle = heard[len(heard) // 10 : -len(heard) // 10]
    assert strongest_hz(middle, device_hz) == pytest.approx(TONE_HZ, rel=2e-3)
    assert np.sqrt(np.mean(middle**2)) == pytest.approx(np.sqrt(0.5), rel=0.03)


def test_a_loop_through_a_resampler_has_no_seam() -> None:
    """A loop of ten periods of the tone goes on as the tone."""
    frames = 1000  # ten periods of 441 Hz at 44.1 kHz
    voice = Voice(tone(44_100), Tape(0, frames, 0), Pace(44_100, 48_000))
    meant = np.sin(2 * np.pi * TONE_HZ * np.arange(20_000) / 48_000)
    assert drain(voice, 20_000) == pytest.approx(meant, abs=1e-4)
    assert voice.source_at(1.5 * frames * 48_000 / 44_100) == pytest.approx(frames / 2)


def test_the_end_of_a_selection_fades() -> None:
    voice = Voice(lambda start, count: np.ones((count, 1), np.float32), Tape(0, 1000), Pace(8000, 8000), fade_out=4)
    heard = drain(voice)
    assert heard[-6:].tolist() == [1, 1, 0.875, 0.625, 0.375, 0.125]
    assert len(voice.produce(10)) == 0
