"""Log-mel features against librosa, and against bare torch.stft with one matrix product, on the same sound."""

from __future__ import annotations

import argparse
import sys

import librosa
import numpy as np
import torch

from core.features.logmel import LogMel
from tests.benchmarks.material import report, seconds

FASTER_THAN_LIBROSA = 5.0
OVER_BARE = 1.3
RUN = 5  # calls in a row: the threads of one library wake up while the other's have gone to sleep
SETTINGS = ((16_000, 1024, 320, 64), (32_000, 1024, 320, 64), (44_100, 2048, 512, 128))


def measure(rate_hz: int, n_fft: int, hop: int, n_mels: int, length_s: int, rounds: int) -> None:
    samples = (np.random.default_rng(0).standard_normal(rate_hz * length_s) * 0.1).astype(np.float32)
    tensor = torch.from_numpy(samples)
    features = LogMel(rate_hz, n_fft, hop_samples=hop, n_mels=n_mels)
    window = torch.hann_window(n_fft)
    filters = torch.from_numpy(librosa.filters.mel(sr=rate_hz, n_fft=n_fft, n_mels=n_mels))

    def by_librosa() -> np.ndarray:
        mel = librosa.feature.melspectrogram(y=samples, sr=rate_hz, n_fft=n_fft, hop_length=hop, n_mels=n_mels)
        return np.log(np.maximum(mel, 1e-10))

    def bare() -> torch.Tensor:
        spectra = torch.stft(tensor, n_fft, hop, window=window, pad_mode="constant", return_complex=True)
        return filters @ spectra.real

    error = float(np.max(np.abs(np.exp(features(tensor).numpy() - by_librosa()) - 1.0)))
    name = f"{rate_hz} Hz, {n_fft}/{hop}/{n_mels}, {length_s} s"
    report(f"log-mel {name}, largest difference", f"{error:.1e}", None, "librosa", "1e-4", error <= 1e-4)
    by_hand_s, bare_s, librosa_s = float("inf"), float("inf"), float("inf")
    for _ in range(rounds):  # taken in turn, so that a busy moment hits all three
        by_hand_s = min(by_hand_s, seconds(lambda: features(tensor), RUN))
        bare_s = min(bare_s, seconds(bare, RUN))
        librosa_s = min(librosa_s, seconds(by_librosa, RUN))
    faster, over = librosa_s / by_hand_s, by_hand_s / bare_s
    report(f"log-mel {name}", f"{by_hand_s * 1e3:.2f} ms", faster, f"librosa {librosa_s * 1e3:.2f} ms",
           f"{FASTER_THAN_LIBROSA} × faster", faster >= FASTER_THAN_LIBROSA)
    report(f"log-mel {name}", f"{by_hand_s * 1e3:.2f} ms", over, f"bare torch.stft {bare_s * 1e3:.2f} ms",
           f"{OVER_BARE} ×", over <= OVER_BARE)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds")
    arguments = parser.parse_args()
    for setting in SETTINGS:
        for length_s in (10, 60):
            measure(*setting, length_s, rounds=2 if arguments.quick else 8)
    return 0


if __name__ == "__main__":
    sys.exit(main())
