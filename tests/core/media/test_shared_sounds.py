"""Real recordings, where the data folder lies beside the project: any stretch is as in a run from the start."""

from pathlib import Path

import numpy as np
import pytest
import soundfile as sf

from core.media.audio import open_audio
from core.media.probe import probe

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"
FILES = sorted(DATA.rglob("*.ogg"))[::12]
pytestmark = [pytest.mark.shared, pytest.mark.skipif(not FILES, reason="there is no ../shared/data beside the project")]


def test_real_recordings_are_exact_anywhere() -> None:
    rng = np.random.default_rng(0)
    for path in FILES:
        whole, rate_hz = sf.read(path, dtype="float32", always_2d=True)
        info = probe(path)
        assert info.notes == (), path
        with open_audio(path) as reader:
            assert (reader.rate_hz, reader.channels) == (rate_hz, whole.shape[1])
            # libvorbis cuts the end by the stamp of the page before it, which may be wrong by some hundred samples
            assert 0 <= reader.frames - len(whole) <= 1024, path
            for start in rng.integers(0, max(1, len(whole) - 300), 6):
                found = reader.read(int(start), 300)
                np.testing.assert_allclose(found, whole[start : start + 300], atol=1e-5, err_msg=f"{path} {start}")
