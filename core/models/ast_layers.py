"""The Audio Spectrogram Transformer without its heads (Gong et al., Interspeech 2021), at any size.

Layers have the names of the published checkpoint, so that its weights go in as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

import torch
from torch import nn
from torch.nn import functional

from core.errors import ModelError
from core.features.kaldi import KaldiFbank, normalised
from core.models.detector import Detector, Output
from core.models.map_layer import MapLayer

EPS = 1e-6  # of the published network's LayerNorms
TAIL_FRAMES = 24  # ten seconds are 1000 steps of 10 ms; their 998 frames are filled up to 1024
STEP_S = 0.01
SPECIAL = 2  # tokens before the patches: of the class and of the distillation
INITIAL_STD = 0.02


@dataclass(frozen=True, slots=True)
class Size:
    """How wide and deep, and how the spectrogram is cut into patches."""

    dim: int = 768
    depth: int = 12
    heads: int = 12
    patch: int = 16
    stride: int = 10  # over frequency and time
    frames: int = 1024
    bands: int = 128

    @property
    def rows(self) -> int:
        """Patches over frequency."""
        return (self.bands - self.patch) // self.stride + 1

    @property
    def columns(self) -> int:
        """Patches over time."""
        return (self.frames - self.patch) // self.stride + 1


SIZES: Mapping[str, Size] = {
    "base": Size(),
    "small": Size(dim=192, depth=6, heads=3, stride=16),
}


def size_of(name: str, changes: Mapping[str, Any]) -> Size:
    """A named size, with some numbers changed. Raises `ModelError`."""
    if name not in SIZES:
        raise ModelError(f"there is no AST “{name}”; there are: {', '.join(SIZES)}.")
    unknown = set(changes) - {field.name for field in fields(Size)}
    if unknown:
        raise ModelError(f"an AST has no setting “{sorted(unknown)[0]}”.")
    size = replace(SIZES[name], **changes)
    if size.dim % size.heads or min(size.rows, size.columns) < 1:
        raise ModelError(f"an AST cannot have {size.heads} heads over {size.dim} numbers and patches of {size.patch} × "
                         f"{size.patch} over {size.bands} bands × {size.frames} frames.")
    return size


class AstFeatures(nn.Module):
    """Sound at 16 kHz -> (batch, frames, bands), filled up to the length that the network was made for."""

    rate_hz = 16_000

    def __init__(self, size: Size) -> None:
        super().__init__()
        self.size = size
        self.fbank = KaldiFbank(self.rate_hz, size.bands)

    def forward(self, samples: torch.Tensor) -> torch.Tensor:
        samples = samples - samples.mean(-1, keepdim=True)
        found = self.fbank(functional.pad(samples, (0, max(0, self.fbank.frame - samples.shape[-1]))))
        missing = max(0, -(-samples.shape[-1] // self.fbank.hop) + TAIL_FRAMES - self.size.frames)
        return normalised(found, self.size.frames + -(-missing // self.size.stride) * self.size.stride)


class Attention(nn.Module):
    def __init__(self, dim: int, heads: int, bias: bool) -> None:
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(dim, 3 * dim, bias=bias)
        self.proj = nn.Linear(dim, dim)

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        batch, count, dim = tokens.shape
        split = self.qkv(tokens).reshape(batch, count, 3, self.heads, dim // self.heads).permute(2, 0, 3, 1, 4)
        mixed = functional.scaled_dot_product_attention(split[0], split[1], split[2])
        out: torch.Tensor = self.proj(mixed.transpose(1, 2).reshape(batch, count, dim))
        return out


class Mlp(nn.Module):
    def __init__(self, dim: int, hidden: int) -> None:
        super().__init__()
        self.fc1 = nn.Linear(dim, hidden)
        self.fc2 = nn.Linear(hidden, dim)

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        out: torch.Tensor = self.fc2(functional.gelu(self.fc1(tokens)))
        return out


class Block(nn.Module):
    """Attention and a perceptron, each on normalised tokens and added to them."""

    def __init__(self, dim: int, heads: int, bias: bool = True, eps: float = EPS) -> None:
        super().__init__()
        self.norm1 = nn.LayerNorm(dim, eps=eps)
        self.attn = Attention(dim, heads, bias)
        self.norm2 = nn.LayerNorm(dim, eps=eps)
        self.mlp = Mlp(dim, 4 * dim)

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        tokens = tokens + self.attn(self.norm1(tokens))
        out: torch.Tensor = tokens + self.mlp(self.norm2(tokens))
        return out


class _PatchEmbed(nn.Module):
    def __init__(self, size: Size) -> None:
        super().__init__()
        self.proj = nn.Conv2d(1, size.dim, size.patch, size.stride)

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        """(batch, frames, bands) -> (batch, dim, rows, columns)"""
        out: torch.Tensor = self.proj(features[:, None].transpose(2, 3))
        return out


class Backbone(nn.Module):
    """Patches, and the first `blocks` of the size's blocks over them."""

    def __init__(self, size: Size, blocks: int | None = None, norm: bool = True) -> None:
        super().__init__()
        self.size = size
        self.cls_token = nn.Parameter(torch.zeros(1, 1, size.dim))
        self.dist_token = nn.Parameter(torch.zeros(1, 1, size.dim))
        self.pos_embed = nn.Parameter(torch.zeros(1, SPECIAL + size.rows * size.columns, size.dim))
        self.patch_embed = _PatchEmbed(size)
        depth = size.depth if blocks is None else blocks
        self.blocks = nn.ModuleList(Block(size.dim, size.heads) for _ in range(depth))
        self.norm = nn.LayerNorm(size.dim, eps=EPS) if norm else nn.Identity()
        for values in (self.cls_token, self.dist_token, self.pos_embed):
            nn.init.trunc_normal_(values, std=INITIAL_STD)
        self.apply(initialise)

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        """(batch, frames, bands) -> (batch, 2 + rows * columns, dim); patches of one row of bands lie together."""
        patches = self.patch_embed(features)
        places = self._places(patches.shape[-1])
        special = torch.cat([self.cls_token, self.dist_token], dim=1).expand(features.shape[0], -1, -1)
        tokens = torch.cat([special, patches.flatten(2).transpose(1, 2)], dim=1) + places
        for block in self.blocks:
            tokens = block(tokens)
        out: torch.Tensor = self.norm(tokens)
        return out

    def grid(self, tokens: torch.Tensor) -> torch.Tensor:
        """Tokens of the patches alone, (batch, rows, columns, dim)."""
        return tokens[:, SPECIAL:].reshape(tokens.shape[0], self.size.rows, -1, self.size.dim)

    def layers(self) -> tuple[MapLayer, ...]:
        """What goes into each block, the last one first: after the last one the patches no longer meet the tokens that
        stand for the clip. A cell lies in the middle of its patch."""
        middle, stride = (self.size.patch - 1) / 2, float(self.size.stride)
        return tuple(MapLayer(f"block {number + 1}", block.norm1, stride, stride, middle, middle, self._maps)
                     for number, block in reversed(list(enumerate(self._own_blocks()))))

    def _own_blocks(self) -> list[Block]:
        return [block for block in self.blocks if isinstance(block, Block)]

    def _maps(self, tokens: torch.Tensor) -> torch.Tensor:
        """(batch, dim, rows, columns)"""
        return self.grid(tokens).permute(0, 3, 1, 2)

    def _places(self, columns: int) -> torch.Tensor:
        """Where each patch lies, as learned; stretched over time for longer sound, the first ones for shorter."""
        known = self.size.columns
        if columns == known:
            return self.pos_embed
        table = self.pos_embed[:, SPECIAL:].reshape(1, self.size.rows, known, self.size.dim)
        if columns > known:
            table = functional.interpolate(table.permute(0, 3, 1, 2), (self.size.rows, columns), mode="bilinear")
            table = table.permute(0, 2, 3, 1)
        return torch.cat([self.pos_embed[:, :SPECIAL], table[:, :, :columns].flatten(1, 2)], dim=1)


class AstDetector(Detector):
    """What all networks on this transformer share. Features are (batch, frames, bands)."""

    rate_hz = AstFeatures.rate_hz
    window_s = 10.0

    def __init__(self, size: Size) -> None:
        super().__init__()
        self.front = AstFeatures(size)

    def features(self, samples: torch.Tensor) -> torch.Tensor:
        out: torch.Tensor = self.front(samples)
        return out

    def detect(self, samples: torch.Tensor) -> Output:
        """Without the steps that stand for what short sound is filled up with."""
        strong, weak = super().detect(samples)
        return Output(strong[:, : self.steps_of(samples.shape[-1])], weak)

    def kept(self, frames: int, steps: int) -> int:
        """Of the steps of so many frames, those that lie in the sound; the others stand for what was filled up."""
        return min(steps, self.steps_of((frames - TAIL_FRAMES) * self.front.fbank.hop))

    def feature_clock(self) -> tuple[float, float]:
        fbank = self.front.fbank
        return (fbank.frame - 1) / 2 / self.rate_hz, fbank.hop / self.rate_hz

    def feature_frequencies_hz(self) -> list[float]:
        return self.front.fbank.centres_hz()


def initialise(module: nn.Module) -> None:
    """As vision transformers begin."""
    if isinstance(module, nn.Linear):
        nn.init.trunc_normal_(module.weight, std=INITIAL_STD)
        if module.bias is not None:
            nn.init.zeros_(module.bias)
