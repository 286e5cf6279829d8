"""Detection against its floors: bare ONNX Runtime on the same graph, the machine's own matrix products, a memory limit.

Weights are random: they change no speed. Each floor is measured in the same run, in turn with what stands on it.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from torch.utils.flop_counter import FlopCounterMode

from core.detect.decode import Decoding, decode
from core.detect.infer import Running, open_engine
from core.detect.runner import OnnxRunner
from core.detect.stream import batches, mono, resampled, windows
from core.detect.windows import plan
from core.domain import Scores, TimeGrid
from core.media.array_audio import ArrayReader
from core.models import registry
from core.models.card import Card, write_card
from core.progress import Silent
from tests.benchmarks.material import HOUR_S, report, seconds, silent_wav

OVER_BARE, OVER_BARE_WITH_FEATURES, SHARE_OF_PEAK = 1.2, 1.6, 0.8
MOST_MB, MOST_DECODING_S = 1000, 0.05
ATTENTION = torch.ops.aten._scaled_dot_product_flash_attention_for_cpu  # what torch calls on a CPU
Shape = Sequence[int]
CLASSES = tuple(f"class {number:02d}" for number in range(50))


def model(folder: Path, architecture: str, **settings: object) -> registry.Entry:
    card = Card(id=architecture, title=architecture, task="events", architecture=architecture, settings=settings,
                classes=CLASSES, parameters=0, licence="none")
    torch.manual_seed(0)
    folder.mkdir(parents=True)
    save_file({name: values.contiguous() for name, values in registry.build(card).state_dict().items()},
              folder / "weights.safetensors")
    write_card(folder, card)
    return registry.Entry(card, folder, embedded=False)


def in_turn(works: list[Callable[[], object]], rounds: int) -> list[float]:
    """The best time of each, taken in turn, so that a busy moment hits all."""
    best = [float("inf")] * len(works)
    for _ in range(rounds):
        best = [min(before, seconds(work)) for before, work in zip(best, works, strict=True)]
    return best


def onnx_runtime(folder: Path, architecture: str, length_s: int, rounds: int) -> None:
    """The whole of detection, and the part after the features, against the graph alone on ready features."""
    engine = open_engine(model(folder / architecture, architecture), Running(device="cpu"))
    if not isinstance(engine.runner, OnnxRunner):
        report(f"{architecture}, what runs it", engine.kind, None, "none", "onnxruntime", met=False)
        return
    network, runner = engine.runner.network, engine.runner
    sound = np.random.default_rng(0).normal(0, 0.1, network.rate_hz * length_s).astype(np.float32)
    reader = ArrayReader(sound, network.rate_hz)
    planned = plan(len(sound), network.rate_hz, network.frame_s, network.window_s, engine.running.overlap_s)
    cut = windows(resampled(mono(reader, 0, len(sound)), network.rate_hz, network.rate_hz), planned)
    ready = list(batches(map(runner.prepare, cut), engine.running.batch))
    bare_s, joined_s, whole_s = in_turn([
        lambda: [runner.scores(batch) for batch in ready],
        lambda: engine.join(iter(ready), planned, Silent()),
        lambda: engine.scores_of(reader)], rounds)
    count = len(planned.starts)
    peer = f"bare ONNX Runtime {bare_s / count * 1e3:.1f} ms"
    for name, taken_s, most in (("without features", joined_s, OVER_BARE),
                                ("features included", whole_s, OVER_BARE_WITH_FEATURES)):
        report(f"{architecture}, {network.window_s:g} s window, {name}", f"{taken_s / count * 1e3:.1f} ms",
               taken_s / bare_s, peer, f"{most} ×", taken_s <= most * bare_s)


def attention_operations(queries: Shape, keys: Shape, values: Shape, *_: object, **__: object) -> int:
    """Two products, of queries with keys and of what comes out with values; torch's counter knows only a GPU's name of
    them and would leave them out."""
    batch, heads, asked, wide = queries
    return 2 * batch * heads * asked * keys[2] * (wide + values[3])


def transformer(folder: Path, size: str, rounds: int) -> None:
    """Operations a second of the network against those of one large matrix product, both in float32 on the CPU."""
    engine = open_engine(model(folder / f"ast-{size}", "ast-sed", size=size), Running(device="cpu"))
    network = engine.runner.network
    samples = torch.randn(2, round(network.window_s * network.rate_hz)) * 0.1
    with torch.inference_mode():
        features = network.features(samples)
        with FlopCounterMode(display=False, custom_mapping={ATTENTION: attention_operations}) as counter:
            network(features)
        left, right = torch.randn(2400, 768), torch.randn(768, 3072)
        product_s, network_s, whole_s = in_turn([
            lambda: [torch.mm(left, right) for _ in range(20)], lambda: network(features),
            lambda: engine.runner.scores(samples.numpy())], rounds)
    peak = 20 * 2 * 2400 * 768 * 3072 / product_s
    for name, taken_s in (("network", network_s), ("features included", whole_s)):
        rate = counter.get_total_flops() / taken_s
        report(f"ast-sed {size}, {name}, a clip of 10 s", f"{taken_s / 2 * 1e3:.0f} ms, {rate / 1e9:.0f} GFLOP/s",
               rate / peak, f"matrix product {peak / 1e9:.0f} GFLOP/s", f"{SHARE_OF_PEAK}",
               rate >= SHARE_OF_PEAK * peak)


def gpu(folder: Path) -> None:
    """Clips a second of AST-base in half precision, and the share of what the GPU gives a matrix product."""
    if not torch.cuda.is_available():
        print("no CUDA device: AST-base in half precision was not measured")
        return
    engine = open_engine(model(folder / "ast-gpu", "ast-sed", size="base"), Running(device="cuda"))
    network = engine.runner.network
    noise = np.random.default_rng(0).normal(0, 0.1, (64, round(network.window_s * network.rate_hz)))
    clips = noise.astype(np.float32)
    with torch.inference_mode(), FlopCounterMode(display=False) as counter:
        network(network.features(torch.from_numpy(clips[:1]).cuda()))
    left = torch.randn(8192, 8192, device="cuda", dtype=torch.float16)

    def products() -> None:
        for _ in range(20):
            torch.mm(left, left)
        torch.cuda.synchronize()

    products_s, taken_s = in_turn([products, lambda: engine.runner.scores(clips)], 6)
    peak, rate = 20 * 2 * 8192**3 / products_s, counter.get_total_flops() * len(clips) / taken_s
    report("ast-sed base on the GPU in half precision", f"{len(clips) / taken_s:.0f} clips of 10 s a second",
           rate / peak, f"matrix product {peak / 1e12:.0f} TFLOP/s", "none", met=True)


def decoding(rounds: int) -> None:
    rng = np.random.default_rng(0)
    blocks = np.repeat(rng.random((2250, 50), np.float32) ** 6, 20, axis=0)
    values = np.clip(blocks + rng.normal(0, 0.02, blocks.shape).astype(np.float32), 0, 1)
    scores = Scores(TimeGrid(0.0, 0.08, len(values)), CLASSES, values, values.max(axis=0), 3600.0)
    for name, settings in (("thresholds", {}), ("hysteresis and medians", {"low_ratio": 0.5, "median_s": 0.56}),
                           ("change-point boxes", {"method": "csebb"})):
        first_s = seconds(lambda settings=settings: decode(scores, Decoding(**settings)))  # type: ignore[misc]
        moved_s = min(seconds(lambda at=at, settings=settings: decode(scores, Decoding(threshold=at, **settings)))
                      for at in np.linspace(0.4, 0.6, rounds))  # type: ignore[misc]
        report(f"events of 1 h of 50 classes, {name}, a threshold moved",
               f"{moved_s * 1e3:.1f} ms (first {first_s * 1e3:.0f})", None, "none", f"{MOST_DECODING_S * 1e3:.0f} ms",
               moved_s <= MOST_DECODING_S)


def memory(folder: Path, architecture: str, length_s: int) -> None:
    """The whole command in a process of its own, scores of all frames written too."""
    entry, sound = model(folder / f"{architecture}-day", architecture), silent_wav(folder / "day.wav", length_s)
    words = [sys.executable, "-m", "desktop.launch", "detect", str(sound), "-o", str(folder / "out"), "--overwrite",
             "--model", str(entry.folder), "--device", "cpu", "--threshold", "0.9"]
    start = time.perf_counter()
    subprocess.run(words, check=True, capture_output=True)
    taken_s = time.perf_counter() - start
    peak_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    report(f"{architecture}, memory in all for {length_s / HOUR_S:g} h", f"{peak_mb:.0f} MB, {taken_s:.0f} s", None,
           "none", f"{MOST_MB} MB", peak_mb <= MOST_MB)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="short sounds, fewer rounds, half an hour for a day")
    parser.add_argument("--only", choices=("onnx", "ast", "gpu", "decoding", "memory"))
    arguments = parser.parse_args()
    rounds = 2 if arguments.quick else 6
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        parts: dict[str, Callable[[], None]] = {
            "onnx": lambda: [onnx_runtime(folder, kind, 60 if arguments.quick else 600, rounds)
                             for kind in ("crnn", "lite")][-1],
            "ast": lambda: [transformer(folder, size, rounds) for size in ("small", "base")][-1],
            "gpu": lambda: gpu(folder),
            "decoding": lambda: decoding(3 * rounds),
            "memory": lambda: memory(folder, "crnn", HOUR_S // 2 if arguments.quick else 24 * HOUR_S)}
        for part in [arguments.only] if arguments.only else list(parts):
            parts[part]()
    return 0


if __name__ == "__main__":
    sys.exit(main())
