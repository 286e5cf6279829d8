"""SLAVC once more, put together from other people's parts, to hold ours against: ResNets of `transformers`, SciPy's
spectrogram, and weights under the names of the authors' checkpoints."""

from collections.abc import Mapping

import numpy as np
import torch
import transformers.utils
from numpy.typing import NDArray
from scipy.signal import spectrogram
from torch.nn.functional import conv2d, linear

DIM = 6
Weights = dict[str, torch.Tensor]


def _resnet(channels: int) -> torch.nn.Module:
    torchaudio = transformers.utils.is_torchaudio_available
    transformers.utils.is_torchaudio_available = lambda: False  # not needed, and need not fit the installed torch
    try:
        from transformers import ResNetConfig, ResNetModel
    finally:
        transformers.utils.is_torchaudio_available = torchaudio
    config = ResNetConfig(num_channels=channels, embedding_size=64, hidden_sizes=[64, 128, 256, 512],
                          depths=[2, 2, 2, 2], layer_type="basic")
    network = ResNetModel(config).eval()
    for name, buffer in network.named_buffers():  # no statistic may be one that leaves things as they are
        if name.endswith("running_mean"):
            buffer.normal_(0.0, 0.1)
        elif name.endswith("running_var"):
            buffer.uniform_(0.5, 1.5)
    return network


def _their_name(name: str) -> str:
    """`encoder.stages.0.layers.1.layer.0.convolution.weight` -> `layer1.1.conv1.weight`"""
    parts = name.split(".")
    kind = {"convolution": "conv", "normalization": "bn"}[parts[-2]]
    if parts[0] == "embedder":
        return f"{kind}1.{parts[-1]}"
    block = f"layer{int(parts[2]) + 1}.{parts[4]}"
    if parts[5] == "shortcut":
        return f"{block}.downsample.{'01'[kind == 'bn']}.{parts[-1]}"
    return f"{block}.{kind}{int(parts[6]) + 1}.{parts[-1]}"


class ByHand:
    """One set of encoders; `weights` are named as the authors name them."""

    def __init__(self) -> None:
        self.eye, self.ear = _resnet(3), _resnet(1)
        self.weights: Weights = {}
        for place, network in (("imgnet", self.eye), ("audnet", self.ear)):
            self.weights |= {f"{place}.{_their_name(name)}": values.clone()
                             for name, values in network.state_dict().items()}
        for head in (1, 2):
            self.weights |= {f"img_proj{head}.weight": torch.randn(DIM, 512, 1, 1) / 20,
                             f"img_proj{head}.bias": torch.randn(DIM) / 20,
                             f"aud_proj{head}.weight": torch.randn(DIM, 512) / 20,
                             f"aud_proj{head}.bias": torch.randn(DIM) / 20}

    def map(self, pictures: torch.Tensor, sound: NDArray[np.float64], rate_hz: int) -> torch.Tensor:
        """Cosines, of pictures from 0 to 1 and sound of 3 s."""
        mean, spread = torch.tensor([0.485, 0.456, 0.406]), torch.tensor([0.229, 0.224, 0.225])
        seen = self.eye((pictures - mean[:, None, None]) / spread[:, None, None]).last_hidden_state
        heard = self.ear(torch.from_numpy(spectra(sound, rate_hz)[:, None])).last_hidden_state.amax((2, 3))
        found = []
        for head in (1, 2):
            place, voice = (conv2d(seen, *self._projection(f"img_proj{head}")),
                            linear(heard, *self._projection(f"aud_proj{head}")))
            product = (place * voice[:, :, None, None]).sum(1)
            found.append(product / place.norm(dim=1) / voice.norm(dim=1)[:, None, None])
        return (found[0] + found[1]) / 2

    def _projection(self, name: str) -> tuple[torch.Tensor, torch.Tensor]:
        return self.weights[f"{name}.weight"], self.weights[f"{name}.bias"]


def spectra(sound: NDArray[np.float64], rate_hz: int) -> NDArray[np.float32]:
    found = spectrogram(sound, rate_hz, nperseg=512, noverlap=274)[2]
    return (np.log(found + 1e-7) / 12).astype(np.float32)


def checkpoint(online: ByHand, momentum: ByHand, prefix: str = "") -> Mapping[str, object]:
    """As the authors' training program saves it."""
    weights = online.weights | {f"momentum_{name}": values for name, values in momentum.weights.items()}
    return {"model": {f"{prefix}{name}": values for name, values in weights.items()}, "epoch": 20, "best_cIoU": 0.5}
