"""The model that ships finds in the sample what is in it, and says nothing where nothing sounds."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from core.detect.decode import decode, decoding_of
from core.detect.infer import Engine, Running, open_engine
from core.models import registry
from core.sample import sample_annotations, sample_paths


@pytest.fixture(scope="module")
def engine() -> Engine:
    return open_engine(registry.entry(registry.DEFAULT_DETECTOR), Running(device="cpu"))


def test_the_labels_of_the_sample_are_found(engine: Engine) -> None:
    recording = sample_paths().audio
    found = decode(engine.scores(recording), decoding_of(engine.entry.card.decoding))
    true = [event for _, event in sample_annotations(recording).in_order()]
    touched = [any(one.label == event.label and one.onset_s < event.offset_s and event.onset_s < one.offset_s
                   for one in found) for event in true]
    missed = {event.label for event, hit in zip(true, touched, strict=True) if not hit}
    assert not {event.label for event in true} - {event.label for event in found}
    assert sum(touched) >= 0.8 * len(true), missed
    false = [one.label for one in found if not any(
        one.label == event.label and one.onset_s < event.offset_s and event.onset_s < one.offset_s for event in true)]
    assert len(false) <= len(true) / 3, false


@pytest.mark.parametrize("rate_hz", [8_000, 192_000])
def test_silence_holds_nothing(engine: Engine, rate_hz: int, tmp_path: Path) -> None:
    path = tmp_path / "silence.wav"
    soundfile.write(path, np.zeros(12 * rate_hz, np.float32), rate_hz)
    scores = engine.scores(path)
    assert np.isfinite(scores.values).all()
    assert not decode(scores, decoding_of(engine.entry.card.decoding))
