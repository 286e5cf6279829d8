"""Hugging Face's AST with random weights, as their library builds and saves it."""

from pathlib import Path
from typing import Any

import torch
import transformers.utils

SMALL = {"hidden_size": 128, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 512}


def build(n_classes: int, **settings: Any) -> torch.nn.Module:
    torchaudio = transformers.utils.is_torchaudio_available
    transformers.utils.is_torchaudio_available = lambda: False  # not needed, and need not fit the installed torch
    try:
        from transformers import ASTConfig, ASTForAudioClassification
    finally:
        transformers.utils.is_torchaudio_available = torchaudio
    torch.manual_seed(4)
    network = ASTForAudioClassification(ASTConfig(**settings, num_labels=n_classes, attn_implementation="eager"))
    for values in network.parameters():  # theirs begin with zeros in many places, where a mistake would not show
        torch.nn.init.normal_(values, std=0.05)
    return network.eval()


def save(network: torch.nn.Module, folder: Path) -> Path:
    network.save_pretrained(folder)  # type: ignore[operator]
    return folder / "model.safetensors"


def authors_layout(network: torch.nn.Module) -> dict[str, torch.Tensor]:
    """The same weights as the authors' program saves them: from several devices, with heads for pictures."""
    own = {name.removeprefix("audio_spectrogram_transformer."): values for name, values in network.state_dict().items()}
    named = {"v.cls_token": own["embeddings.cls_token"], "v.dist_token": own["embeddings.distillation_token"],
             "v.pos_embed": own["embeddings.position_embeddings"], "v.head.weight": torch.zeros(5, 3)}
    for end in ("weight", "bias"):
        named[f"v.patch_embed.proj.{end}"] = own[f"embeddings.patch_embeddings.projection.{end}"]
        named[f"v.norm.{end}"] = own[f"layernorm.{end}"]
        named[f"mlp_head.0.{end}"] = own[f"classifier.layernorm.{end}"]
        named[f"mlp_head.1.{end}"] = own[f"classifier.dense.{end}"]
        for at in range(network.config.num_hidden_layers):  # type: ignore[union-attr]
            ours, theirs = f"v.blocks.{at}", f"layers.{at}"
            named[f"{ours}.attn.qkv.{end}"] = torch.cat([own[f"{theirs}.attention.{q}_proj.{end}"] for q in "qkv"])
            named[f"{ours}.attn.proj.{end}"] = own[f"{theirs}.attention.o_proj.{end}"]
            named[f"{ours}.norm1.{end}"] = own[f"{theirs}.layernorm_before.{end}"]
            named[f"{ours}.norm2.{end}"] = own[f"{theirs}.layernorm_after.{end}"]
            named[f"{ours}.mlp.fc1.{end}"] = own[f"{theirs}.mlp.fc1.{end}"]
            named[f"{ours}.mlp.fc2.{end}"] = own[f"{theirs}.mlp.fc2.{end}"]
    return {f"module.{name}": values for name, values in named.items()}
