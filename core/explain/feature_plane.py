"""What a model sees as a plane of time × frequency, whatever order of axes, padding or step its features have.

Networks differ in all of these and say only their bands, so the plane is found by listening: a short noise at two
places of a silence shows which axis is time, and of a network that does not say them its step and start.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np
import torch

from core.domain import TimeGrid
from core.errors import ModelError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from core.models.detector import Detector

BURST_S = 0.06
BURST_PLACES = (0.25, 0.75)  # of the window
SIDE_LEVEL = 0.3  # of the strongest frame; what is below it is no part of the noise


@dataclass(frozen=True, slots=True, eq=False)
class FeaturePlane:
    """How to read the features of one network."""

    time_axis: int  # of the features of one sound
    band_axis: int
    step_s: float
    start_s: float  # where frame 0 begins
    frequencies_hz: NDArray[np.float64]

    def flat(self, features: torch.Tensor) -> NDArray[np.float32]:
        """Features or gradients (1, …) -> (frames, bands); several channels are averaged."""
        values = features.detach()[0].movedim((self.time_axis, self.band_axis), (0, 1))
        while values.ndim > 2:
            values = values.mean(dim=-1)
        found: NDArray[np.float32] = values.float().cpu().numpy()
        return found

    def grid(self, begins_s: float, duration_s: float, frames: int) -> TimeGrid:
        """Of the frames that lie within the sound; what a network appends is left out."""
        inside = round((duration_s - self.start_s) / self.step_s)
        return TimeGrid(begins_s + self.start_s, self.step_s, max(1, min(frames, inside)))


_known: WeakKeyDictionary[torch.nn.Module, FeaturePlane] = WeakKeyDictionary()


def find_plane(network: Detector) -> FeaturePlane:
    """Raises `ModelError` where the features are no plane. The network should be `untouched` meanwhile."""
    if network not in _known:
        _known[network] = _listen(network)
    return _known[network]


def _listen(network: Detector) -> FeaturePlane:
    silence = sound_of(network, np.zeros(network.sound_shape(1, round(network.window_s * network.rate_hz))[1:],
                                         np.float32))
    frequencies = np.asarray(network.feature_frequencies_hz(), np.float64)
    with torch.no_grad():
        quiet = network.features(silence)[0]
        changes = [(network.features(_with_burst(silence, place, network.rate_hz))[0] - quiet).abs()
                   for place in BURST_PLACES]
    axes = [axis for axis, size in enumerate(quiet.shape) if size == len(frequencies)]
    if quiet.ndim < 2 or not axes:
        raise ModelError("The features of this model are no plane of time and frequency, so nothing can be shown "
                         "of them: choose another model.")
    others = [axis for axis in range(quiet.ndim) if axis not in axes or len(axes) > 1]
    time_axis = max(others, key=lambda axis: abs(_place(changes[1], axis) - _place(changes[0], axis)))
    band_axis = next(axis for axis in axes if axis != time_axis)
    frames = [_place(change, time_axis) for change in changes]
    if frames[1] - frames[0] < 1:
        raise ModelError("The features of this model do not follow the time of the sound: choose another model.")
    clock = network.feature_clock()
    if clock is not None:
        return FeaturePlane(time_axis, band_axis, clock[1], clock[0] - clock[1] / 2, frequencies)
    seconds = [place * network.window_s for place in BURST_PLACES]
    step_s = (seconds[1] - seconds[0]) / (frames[1] - frames[0])
    step_s = round(step_s * network.rate_hz) / network.rate_hz
    return FeaturePlane(time_axis, band_axis, step_s, seconds[0] - (frames[0] + 0.5) * step_s, frequencies)


@contextmanager
def untouched(network: Detector) -> Iterator[None]:
    """Judge and differentiate without leaving a trace: mode, gradients and their flags are as before afterwards."""
    modes = [(module, module.training) for module in network.modules()]
    flags = [(parameter, parameter.requires_grad) for parameter in network.parameters()]
    network.eval()
    for parameter, _ in flags:
        parameter.requires_grad_(False)
    try:
        with torch.enable_grad(), torch.backends.cudnn.flags(enabled=False):  # cuDNN refuses GRUs that do not train
            yield
    finally:
        for module, mode in modes:
            module.training = mode
        for parameter, flag in flags:
            parameter.requires_grad_(flag)


def sound_of(network: Detector, samples: NDArray[np.float32]) -> torch.Tensor:
    """(1, samples) or (1, channels, samples), where the network is."""
    return torch.from_numpy(samples)[None].to(next((p.device for p in network.parameters()), torch.device("cpu")))


def leaf_of(network: Detector, samples: NDArray[np.float32]) -> torch.Tensor:
    """The features of a sound, to be differentiated by."""
    with torch.no_grad():
        features = network.features(sound_of(network, samples))
    return features.detach().requires_grad_(True)


def check_gradient(output: torch.Tensor) -> None:
    if not output.requires_grad:
        raise ModelError("This model gives no gradients, as imported ONNX models do not, so it cannot say what in "
                         "the sound moved it: choose another model.")


def _with_burst(silence: torch.Tensor, place: float, rate_hz: int) -> torch.Tensor:
    noise = torch.from_numpy(np.random.default_rng(0).standard_normal(round(BURST_S * rate_hz)).astype(np.float32))
    first = round(place * silence.shape[-1]) - len(noise) // 2
    sound = silence.clone()
    sound[..., first : first + len(noise)] = 0.3 * (noise - noise.mean()).to(sound.device)
    return sound


def _place(change: torch.Tensor, axis: int) -> float:
    """The middle of what has changed, along one axis, in frames."""
    along = change.float().cpu().movedim(axis, 0).flatten(1).mean(dim=1)
    along = along - along.median()
    weights = torch.where(along >= SIDE_LEVEL * along.max(), along, 0.0)
    return float((weights * torch.arange(len(weights))).sum() / weights.sum().clamp(min=1e-12))
