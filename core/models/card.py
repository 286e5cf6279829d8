"""What travels with weights: name, classes, how to build the network, what it was trained on and what it reached."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from core.errors import ModelError
from core.files import write_text

CARD_FILE = "card.json"
WEIGHTS_FILE = "weights.safetensors"

Task = Literal["events", "tags", "scenes", "localization"]


class Card(BaseModel):
    """`card.json`, beside `weights.safetensors` (or the ONNX or TorchScript file that `weights` names)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$")
    title: str
    task: Task
    architecture: str  # a name of `registry.ARCHITECTURES`
    settings: dict[str, Any] = {}  # of the architecture
    classes: tuple[str, ...]
    parameters: int
    licence: str
    weights: str = WEIGHTS_FILE
    sha256: str = ""
    decoding: dict[str, Any] = {}  # settings of `core.detect.decode.Decoding` that serve this model best
    summary: str = ""
    data: str = ""
    recipe: str = ""
    command: str = ""
    figures: dict[str, Any] = {}
    source: str = ""


def read_card(folder: Path) -> Card:
    """Raises `ModelError`."""
    path = folder / CARD_FILE
    try:
        return Card.model_validate_json(path.read_bytes())
    except OSError as error:
        raise ModelError(f"“{path}” cannot be read ({error.strerror or error}): a model is a folder with "
                         f"{CARD_FILE} and {WEIGHTS_FILE}.") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise ModelError(f"“{path}” is not a model card: {where}: {first['msg']}.") from error


def write_card(folder: Path, card: Card) -> None:
    write_text(folder / CARD_FILE, card.model_dump_json(indent=1) + "\n")
