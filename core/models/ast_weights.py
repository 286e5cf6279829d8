"""The published AST checkpoints, in both layouts that they are public in: the authors' and Hugging Face's.

Both become the authors' names, which are those of our layers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch

from core.errors import ModelError
from core.models.ast_layers import SPECIAL, Size

HEAD_WIDTH = 64  # of every vision transformer that AST comes from
THEIR_MODEL = "audio_spectrogram_transformer."
IMAGE_HEADS = re.compile(r"v\.head(_dist)?\.")  # of the pictures that the transformer began with

_RENAMED = (
    (re.compile(r"^embeddings\.cls_token$"), "v.cls_token"),
    (re.compile(r"^embeddings\.distillation_token$"), "v.dist_token"),
    (re.compile(r"^embeddings\.position_embeddings$"), "v.pos_embed"),
    (re.compile(r"^embeddings\.patch_embeddings\.projection\."), "v.patch_embed.proj."),
    (re.compile(r"^encoder\.layer\.(\d+)\.attention\.output\.dense\."), r"v.blocks.\1.attn.proj."),
    (re.compile(r"^encoder\.layer\.(\d+)\.layernorm_before\."), r"v.blocks.\1.norm1."),
    (re.compile(r"^encoder\.layer\.(\d+)\.layernorm_after\."), r"v.blocks.\1.norm2."),
    (re.compile(r"^encoder\.layer\.(\d+)\.intermediate\.dense\."), r"v.blocks.\1.mlp.fc1."),
    (re.compile(r"^encoder\.layer\.(\d+)\.output\.dense\."), r"v.blocks.\1.mlp.fc2."),
    (re.compile(r"^layernorm\."), "v.norm."),
    (re.compile(r"^classifier\.layernorm\."), "mlp_head.0."),
    (re.compile(r"^classifier\.dense\."), "mlp_head.1."),
)
_BLOCK = re.compile(r"v\.blocks\.(\d+)\.")
_QUERY = re.compile(r"^encoder\.layer\.(\d+)\.attention\.attention\.query\.(weight|bias)$")


def is_ast(tensors: Mapping[str, torch.Tensor]) -> bool:
    names = {name.removeprefix(THEIR_MODEL) for name in tensors}
    return "v.dist_token" in names or "embeddings.distillation_token" in names


def renamed(tensors: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Either layout -> the authors' names, without the heads for pictures."""
    plain = {name.removeprefix(THEIR_MODEL): values for name, values in tensors.items()}
    found: dict[str, torch.Tensor] = {}
    for name, values in plain.items():
        query = _QUERY.match(name)
        if query:
            parts = [plain.get(name.replace(".query.", f".{part}.")) for part in ("query", "key", "value")]
            found[f"v.blocks.{query[1]}.attn.qkv.{query[2]}"] = torch.cat([part for part in parts if part is not None])
        elif ".attention.attention." not in name and not IMAGE_HEADS.match(name):
            found[_new_name(name)] = values
    return found


def settings_of(tensors: Mapping[str, torch.Tensor], path: Path) -> dict[str, Any]:
    """The settings of `AstTagger` that these weights are for. Raises `ModelError`."""
    try:
        places = tensors["v.pos_embed"].shape[1] - SPECIAL
        dim, _, patch, _ = tensors["v.patch_embed.proj.weight"].shape
    except (KeyError, IndexError, ValueError) as error:
        raise ModelError(f"“{path}” is no whole Audio Spectrogram Transformer: it lacks patches or places.") from error
    depth = len({match[1] for match in map(_BLOCK.match, tensors) if match})
    base = Size()
    for stride in range(1, patch + 1):
        size = Size(dim, depth, max(1, dim // HEAD_WIDTH), patch, stride)
        if size.rows * size.columns == places:
            return {"size": "base"} if size == base else {"dim": size.dim, "depth": size.depth, "heads": size.heads,
                                                          "patch": size.patch, "stride": size.stride}
    raise ModelError(f"“{path}” has {places} places for patches, which no cut of {base.bands} bands × {base.frames} "
                     "frames gives: only models for ten seconds can be read.")


def _new_name(name: str) -> str:
    for pattern, new in _RENAMED:
        if pattern.match(name):
            return pattern.sub(new, name)
    return name
