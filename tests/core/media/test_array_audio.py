import numpy as np
import pytest

from core.errors import MediaError
from core.media.array_audio import ArrayReader


def test_it_reads_like_a_file() -> None:
    samples = np.arange(10, dtype=np.float32).reshape(5, 2)
    with ArrayReader(samples, 8000) as reader:
        assert (reader.rate_hz, reader.frames, reader.channels) == (8000, 5, 2)
        assert reader.read(1, 2).tolist() == [[2, 3], [4, 5]]
        assert reader.read(4, 10).tolist() == [[8, 9]]
        assert reader.read(5, 10).shape == (0, 2)
        assert reader.read(99, 1).shape == (0, 2)


def test_one_dimension_is_one_channel_of_any_number_type() -> None:
    reader = ArrayReader(np.array([1, 2, 3], np.int16), 8000)
    block = reader.read(0, 3)
    assert block.dtype == np.float32
    assert block.tolist() == [[1], [2], [3]]


def test_undefined_samples_are_silent_and_the_array_is_left_alone() -> None:
    samples = np.array([0.5, np.nan, np.inf, -np.inf], np.float32)
    block = ArrayReader(samples, 8000).read(0, 4)
    assert block.ravel().tolist() == [0.5, 0, 0, 0]
    block[:] = 9
    assert samples[0] == 0.5


@pytest.mark.parametrize(("shape", "rate_hz"), [((2, 3, 4), 8000), ((4, 0), 8000), ((4,), 0)])
def test_nonsense_is_refused(shape: tuple[int, ...], rate_hz: int) -> None:
    with pytest.raises(MediaError, match=r"but"):
        ArrayReader(np.zeros(shape), rate_hz)
