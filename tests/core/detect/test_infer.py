"""Scores of recordings of any length, kind and oddity, by a model whose answers can be worked out by hand."""

import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from core.detect import runner
from core.detect.decode import Decoding, decode
from core.detect.infer import Running, detect_file, open_engine
from core.errors import AuralensError, Cancelled, MediaError, ModelError, UsageError
from core.media.array_audio import ArrayReader
from core.models.registry import Entry, load
from tests.core.detect.doubles import CLASSES, FRAME, RATE_HZ, bursts, install, loud_level, wav

CPU = Running(device="cpu", overlap_s=0.8)


@pytest.fixture
def entry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Entry:
    install(monkeypatch)
    return loud_level(tmp_path / "level")


def found(entry: Entry, path: Path, running: Running = CPU) -> list[tuple[str, float, float]]:
    return [(e.label, round(e.onset_s, 2), round(e.offset_s, 2))
            for e in decode(detect_file(entry, path, running=running), Decoding())]


def test_events_stand_where_the_sound_is(entry: Entry, tmp_path: Path) -> None:
    path = wav(tmp_path / "a.wav", bursts(9.75, [(0.5, 1.2), (3.0, 4.5), (9.0, 9.75)]))
    scores = detect_file(entry, path, running=CPU)
    assert (scores.classes, scores.model, scores.duration_s) == (CLASSES, "level", 9.75)
    assert (scores.grid.start_s, scores.grid.step_s, scores.grid.count) == (0.0, 0.1, 98)
    assert found(entry, path) == [("loud", 0.5, 1.2), ("loud", 3.0, 4.5), ("loud", 9.0, 9.75)]
    assert scores.clip[0] > 0.9


@pytest.mark.parametrize("length_s", [0.05, 1.0, 2.0, 2.05, 3.7, 31.0])
def test_away_from_the_ends_of_windows_scores_are_those_of_a_direct_pass(entry: Entry, length_s: float) -> None:
    sound = bursts(length_s, [(at, at + 0.4) for at in np.arange(0.3, length_s - 0.5, 1.1)])
    scores = open_engine(entry, CPU).scores_of(ArrayReader(sound, RATE_HZ))
    whole = sound if length_s > 2 else np.pad(sound, (0, 2 * RATE_HZ - len(sound)))
    with torch.no_grad():
        direct = load(entry).detect(torch.from_numpy(whole)[None]).strong[0].numpy()[: scores.grid.count]
    starts = [*range(0, len(direct) - 20, 12), len(direct) - 20] if length_s > 2 else []
    near = {start + at for start in starts[1:] for at in (0, 1)}
    near |= {start + at for start in starts[:-1] for at in (18, 19)}
    far = [frame for frame in range(len(direct)) if frame not in near]
    assert scores.values.shape == direct.shape
    np.testing.assert_allclose(scores.values[far], direct[far], atol=1e-6)
    assert len(far) > 0.6 * len(direct)


def test_neither_batches_nor_threads_change_scores(entry: Entry) -> None:
    reader = ArrayReader(bursts(25.0, [(2.0, 9.0)]), RATE_HZ)
    first = open_engine(entry, replace(CPU, batch=1)).scores_of(reader)
    for batch, threads in ((3, None), (64, 1), (4, 2)):
        again = open_engine(entry, replace(CPU, batch=batch, threads=threads)).scores_of(reader)
        np.testing.assert_allclose(again.values, first.values, atol=1e-6)
        np.testing.assert_allclose(again.clip, first.clip, atol=1e-6)


def test_threads_are_given_back(entry: Entry, tmp_path: Path) -> None:
    before = torch.get_num_threads()
    detect_file(entry, wav(tmp_path / "a.wav", bursts(1.0, [])), running=replace(CPU, threads=before + 1))
    assert torch.get_num_threads() == before


@pytest.mark.parametrize("rate_hz", [8000, 11_025, 48_000, 192_000])
def test_any_rate_and_any_channels(entry: Entry, tmp_path: Path, rate_hz: int) -> None:
    """Noise of a higher rate loses what is above 4 kHz; at 192 kHz 4 % of its power are left, 0.06 of 0.3."""
    rng = np.random.default_rng(0)
    tone = 0.5 * np.sin(2 * np.pi * 440 * np.arange(4 * rate_hz) / rate_hz)
    tone[: rate_hz], tone[2 * rate_hz:] = 0.0, 0.0
    faint = rng.normal(0, 0.001, tone.shape)
    path = wav(tmp_path / "many.wav", np.stack([tone, tone + faint, tone - faint], axis=1), rate_hz)
    assert found(entry, path) == [("loud", 1.0, 2.0)]


def test_channels_are_averaged(entry: Entry, tmp_path: Path) -> None:
    sound = bursts(3.0, [(1.0, 2.0)])
    assert found(entry, wav(tmp_path / "cancel.wav", np.stack([sound, -sound], axis=1))) == []


def test_one_sample_silence_and_full_scale(entry: Entry, tmp_path: Path) -> None:
    one = detect_file(entry, wav(tmp_path / "one.wav", np.ones(1)), running=CPU)
    assert one.values.shape == (1, 3)
    assert one.duration_s == 1 / RATE_HZ
    silent = detect_file(entry, wav(tmp_path / "silent.wav", np.zeros(5 * RATE_HZ)), running=CPU)
    np.testing.assert_allclose(silent.values[:, 0], 1 / (1 + np.exp(2.6)), atol=1e-6)
    clipped = np.sign(bursts(4.0, [(0.0, 4.0)]))
    assert ("loud", 0.0, 4.0) in found(entry, wav(tmp_path / "clipped.wav", clipped))


def test_without_samples_there_are_no_frames(entry: Entry) -> None:
    empty = open_engine(entry, CPU).scores_of(ArrayReader(np.zeros((0, 2)), 44_100))
    assert empty.values.shape == (0, 3)
    assert empty.clip.tolist() == [0.0] * 3
    assert empty.duration_s == 0.0


def test_a_stretch_keeps_the_clock_of_the_recording(entry: Entry, tmp_path: Path) -> None:
    path = wav(tmp_path / "a.wav", bursts(20.0, [(11.0, 12.0), (18.0, 19.0)]))
    scores = detect_file(entry, path, running=CPU, start_s=10.0, end_s=15.05)
    assert (scores.grid.start_s, scores.grid.count, round(scores.duration_s, 3)) == (10.0, 51, 5.05)
    assert [(round(e.onset_s, 3), round(e.offset_s, 3)) for e in decode(scores, Decoding())] == [(11.0, 12.0)]
    assert detect_file(entry, path, running=CPU, start_s=19.0, end_s=90.0).duration_s == 1.0
    for start_s, end_s in ((20.0, None), (5.0, 5.0), (-1.0, None), (6.0, 5.0)):
        with pytest.raises(UsageError, match=r"is 20\.000 s long and holds nothing from"):
            detect_file(entry, path, running=CPU, start_s=start_s, end_s=end_s)


@pytest.mark.parametrize("extra", [3, -1])
def test_frames_too_many_are_cut_and_one_too_few_is_repeated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                                             extra: int) -> None:
    install(monkeypatch)
    odd = loud_level(tmp_path / "odd", extra=extra)
    scores = detect_file(odd, wav(tmp_path / "a.wav", bursts(2.0, [(1.0, 2.0)])), running=CPU)
    assert scores.values.shape == (20, 3)
    assert (scores.values[10:, 0] > 0.5).all()


def test_files_that_are_no_sound_are_refused(entry: Entry, tmp_path: Path) -> None:
    (tmp_path / "text.wav").write_text("no sound at all, only words\n" * 9)
    (tmp_path / "nothing.wav").write_bytes(b"")
    for name in ("text.wav", "nothing.wav", "gone.wav"):
        with pytest.raises(MediaError):
            detect_file(entry, tmp_path / name, running=CPU)


def test_settings_that_make_no_sense_are_refused(entry: Entry) -> None:
    for running in (Running(batch=0), Running(threads=0)):
        with pytest.raises(UsageError, match="at least 1"):
            open_engine(entry, running)


def test_a_device_that_is_not_there_is_refused(entry: Entry) -> None:
    missing = next((name for name, there in (("cuda", torch.cuda.is_available()),
                                             ("mps", torch.backends.mps.is_available())) if not there))
    with pytest.raises(ModelError, match=f"no device “{missing}”"):
        open_engine(entry, Running(device=missing))  # type: ignore[arg-type]


def test_scores_that_are_no_numbers_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch)
    with pytest.raises(ModelError, match="are no numbers"):
        detect_file(loud_level(tmp_path / "m", architecture="broken"), wav(tmp_path / "a.wav", bursts(1.0, [])))


def test_a_card_that_names_other_classes_is_refused(entry: Entry, tmp_path: Path) -> None:
    engine = open_engine(entry, CPU)
    engine.entry = replace(entry, card=entry.card.model_copy(update={"classes": ("one", "two")}))
    with pytest.raises(ModelError, match="card names 2 classes"):
        engine.scores(wav(tmp_path / "a.wav", bursts(1.0, [])))


class Watcher:
    def __init__(self, stop_at: float | None = None) -> None:
        self.steps: list[tuple[float, float | None]] = []
        self.stop_at = stop_at

    def step(self, done: float, total: float | None = None, text: str = "") -> None:
        self.steps.append((done, total))
        if self.stop_at is not None and done >= self.stop_at:
            raise Cancelled


def test_progress_is_told_at_each_batch_and_stops_the_work(entry: Entry) -> None:
    reader, engine = ArrayReader(bursts(60.0, []), RATE_HZ), open_engine(entry, CPU)
    watcher = Watcher()
    engine.scores_of(reader, progress=watcher)
    done = [step for step, _ in watcher.steps]
    assert done == sorted(done)
    assert (done[0], round(done[-1], 6)) == (0.0, 60.0)
    assert len(done) == 1 + -(-50 // 4)  # windows of 2 s every 1.2 s, four at a time
    threads, stopped = threading.active_count(), Watcher(stop_at=10.0)
    with pytest.raises(Cancelled):
        engine.scores_of(reader, progress=stopped)
    assert stopped.steps[-1][0] < 20.0
    assert threading.active_count() == threads


def test_an_engine_serves_one_recording_after_another(entry: Entry, tmp_path: Path) -> None:
    engine = open_engine(entry, CPU)
    first, second = wav(tmp_path / "a.wav", bursts(3.0, [(1.0, 2.0)])), wav(tmp_path / "b.wav", bursts(5.0, []))
    assert [engine.scores(path).grid.count for path in (first, second, first)] == [30, 50, 30]
    assert len(engine.weights_sha256) == 64


# -- ONNX Runtime ----------------------------------------------------------------------------------------------------


def test_onnx_runtime_gives_the_scores_of_torch_and_keeps_its_graph(
        entry: Entry, tmp_path: Path, own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = wav(tmp_path / "a.wav", bursts(9.0, [(2.0, 3.0)]))
    by_torch = detect_file(entry, path, running=CPU)
    monkeypatch.setattr(runner, "FASTER_IN_ONNX", frozenset({"level"}))
    engine = open_engine(entry, CPU)
    assert engine.kind == "onnxruntime cpu"
    np.testing.assert_allclose(engine.scores(path).values, by_torch.values, atol=1e-6)
    graphs = list((own_home / "cache" / "graphs").iterdir())
    assert len(graphs) == 1
    made = graphs[0].stat().st_ino
    assert open_engine(entry, CPU).kind == "onnxruntime cpu"
    assert graphs[0].stat().st_ino == made
    graphs[0].write_bytes(b"broken")
    assert open_engine(entry, CPU).kind == "torch cpu"


def test_other_weights_have_another_graph(entry: Entry, tmp_path: Path, own_home: Path,
                                          monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "FASTER_IN_ONNX", frozenset({"level"}))
    open_engine(entry, CPU)
    other = loud_level(tmp_path / "other", window_s=3.0)
    open_engine(other, CPU)
    assert len(list((own_home / "cache" / "graphs").iterdir())) == 2


def test_a_graph_that_gives_other_scores_is_not_used(tmp_path: Path, own_home: Path, monkeypatch: pytest.MonkeyPatch
                                                     ) -> None:
    install(monkeypatch)
    monkeypatch.setattr(runner, "FASTER_IN_ONNX", frozenset({"foreign"}))
    engine = open_engine(loud_level(tmp_path / "foreign", architecture="foreign"), CPU)
    assert engine.kind == "torch cpu"
    assert list((own_home / "cache" / "graphs").iterdir()) == []


# -- hours -----------------------------------------------------------------------------------------------------------


class Hours:
    """Six hours of faint noise with a burst each ten minutes, made where they are read."""

    rate_hz, channels, frames = RATE_HZ, 2, 6 * 3600 * RATE_HZ
    largest = 0

    def read(self, start: int, count: int) -> np.ndarray:
        self.largest = max(self.largest, count)
        at = (np.arange(start, min(start + count, self.frames)) // FRAME) % 6000
        return np.where(at < 10, np.float32(0.4), np.float32(0.001))[:, None].repeat(2, axis=1)

    def close(self) -> None:
        return None


def test_hours_go_through_in_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch)
    reader = Hours()
    engine = open_engine(loud_level(tmp_path / "long", window_s=60.0), replace(CPU, batch=8))
    scores = engine.scores_of(reader)
    events = [(e.label, round(e.onset_s, 1), round(e.offset_s, 1)) for e in decode(scores, Decoding())]
    assert events == [("loud", 600.0 * i, 600.0 * i + 1.0) for i in range(36)]
    assert reader.largest <= 1 << 19
    assert scores.values.shape == (216_000, 3)


def test_a_day_of_scores_lies_in_a_file(entry: Entry, monkeypatch: pytest.MonkeyPatch) -> None:
    sound = ArrayReader(bursts(40.0, [(2.0, 9.0), (30.0, 31.0)]), RATE_HZ)
    engine = open_engine(entry, CPU)
    in_memory = engine.scores_of(sound)
    monkeypatch.setattr("core.detect.store.MOST_IN_MEMORY_BYTES", 100)
    monkeypatch.setattr("core.detect.store.DIRTY_BYTES", 100)
    in_file = engine.scores_of(sound)
    assert isinstance(in_file.values.base, np.memmap)
    np.testing.assert_array_equal(in_file.values, in_memory.values)
    for decoding in (Decoding(median_s=0.5), Decoding(method="csebb")):
        assert decode(in_file, decoding) == decode(in_memory, decoding)


def test_a_process_that_only_asks_for_help_loads_no_torch() -> None:
    code = "import sys, core.detect.decode; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_errors_are_sentences(entry: Entry, tmp_path: Path) -> None:
    started = time.monotonic()
    (entry.folder / "weights.safetensors").unlink()
    with pytest.raises(AuralensError):
        detect_file(entry, wav(tmp_path / "a.wav", bursts(1.0, [])), running=CPU)
    assert time.monotonic() - started < 10
