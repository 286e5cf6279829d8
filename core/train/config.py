"""What a training is told: typed, complete by default, unknown keys refused. A run folder keeps the whole of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, field_validator

from core.errors import UsageError
from core.train.soundscapes import TEST_BED, TRAINING, SoundscapeSpec
from core.train.toml_file import parse_value, read_toml, toml_text

Monitor = Literal["loss", "clip_map", "clip_f1", "segment_f1", "segment_er", "event_f1", "accuracy", "sum", "mosaic",
                  "last"]
LayoutName = Literal["auto", "sounds", "manifest", "dcase2017", "desed", "audioset", "tau", "folders"]


SPECS = TypeAdapter(SoundscapeSpec)


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def spec(values: dict[str, Any]) -> SoundscapeSpec:
    made: SoundscapeSpec = SPECS.validate_python(values)
    return made


def _complete(values: dict[str, Any], defaults: SoundscapeSpec) -> dict[str, Any]:
    """All settings of a soundscape. A plain dataclass would let unknown ones pass."""
    whole = asdict(defaults)
    unknown = sorted(set(values) - set(whole))
    if unknown:
        raise ValueError(f"there is no setting “{unknown[0]}”; there are: {', '.join(whole)}")
    return asdict(spec({**whole, **values}))


class SourceConfig(Part):
    folder: str = ""


class DataConfig(SourceConfig):
    """Which layout the folder has and which part of it is used for what."""

    layout: LayoutName = "auto"
    classes: tuple[str, ...] = ()  # only these, in this order; empty: all there are
    train_folds: tuple[str, ...] = ()  # empty: all but the validation's
    validation_folds: tuple[str, ...] = ()  # empty: the last one there is
    validation_backgrounds: tuple[str, ...] = ()  # labels of the ambience table; empty: a quarter of them
    validation_clips: int = Field(default=200, ge=1)  # soundscapes made for validation, or at most so many real clips
    pool: int = Field(default=0, ge=0)  # soundscapes made once, their features kept and used again; 0: always new ones
    cache_mb: int = Field(default=2000, ge=0)  # memory for decoded clips


class NetworkConfig(Part):
    """A name of the registry and the settings of that architecture; `start` are weights to begin from."""

    architecture: str
    settings: dict[str, Any] = {}
    start: str = ""  # a safetensors file or a model of the registry; layers that do not fit stay as they are


class BatchConfig(Part):
    """How many clips of each kind stand in a batch of one process."""

    strong: int = Field(default=0, ge=0)
    synthetic: int = Field(default=0, ge=0)
    weak: int = Field(default=0, ge=0)
    unlabelled: int = Field(default=0, ge=0)

    @property
    def size(self) -> int:
        return self.strong + self.synthetic + self.weak + self.unlabelled


class RunConfig(Part):
    epochs: int = Field(default=100, ge=1)
    steps_per_epoch: int = Field(default=0, ge=0)  # 0: as many as pass once over the largest kind, 100 for soundscapes
    patience: int = Field(default=0, ge=0)  # epochs without a better validation before it stops; 0: never
    monitor: Monitor = "sum"  # which figure of the validation says what is better; `sum`: clip mAP + segment F1
    save_every_steps: int = Field(default=100, ge=1)
    workers: int = Field(default=0, ge=0)  # processes that make batches; 0: the one that trains
    precision: Literal["32", "16-mixed", "bf16-mixed"] = "32"


class ModelConfig(Part):
    """What the card of the trained model says."""

    id: str = Field(default="", pattern=r"^([a-z0-9][a-z0-9._-]{0,63})?$")
    title: str = ""
    licence: str = "see the data it was trained on"
    data: str = ""
    summary: str = ""


class LessonConfig(Part):
    """What every training is told."""

    task: str = ""
    seed: int = Field(default=0, ge=0)
    network: NetworkConfig
    data: SourceConfig = SourceConfig()
    run: RunConfig = RunConfig()
    model: ModelConfig = ModelConfig()

    def text(self) -> str:
        return toml_text(self.model_dump(mode="json"))

    @classmethod
    def read(cls, path: Path | None, changes: Sequence[str] = ()) -> Self:
        """The file, changed by words such as `run.epochs=5`. Raises `UsageError`."""
        values = read_toml(path) if path else {}
        for change in changes:
            _change(values, change)
        return checked(cls, _over(_defaults(cls), values), str(path or "the settings"))


class TrainConfig(LessonConfig):
    """Of trainings that listen alone."""

    data: DataConfig = DataConfig()
    soundscapes: dict[str, Any] = Field(default={}, validate_default=True)  # of `SoundscapeSpec`
    validation_soundscapes: dict[str, Any] = Field(default={}, validate_default=True)
    batch: BatchConfig

    @field_validator("soundscapes")
    @classmethod
    def _training(cls, values: dict[str, Any]) -> dict[str, Any]:
        return _complete(values, TRAINING)

    @field_validator("validation_soundscapes")
    @classmethod
    def _validation(cls, values: dict[str, Any]) -> dict[str, Any]:
        return _complete(values, TEST_BED)


Model = TypeVar("Model", bound=BaseModel)


def checked(kind: type[Model], values: dict[str, Any], name: str) -> Model:
    """Raises `UsageError` with a sentence about the first thing that is wrong."""
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        if first["type"] == "extra_forbidden":
            raise UsageError(f"“{name}”: there is no setting “{where}”; check its spelling.") from error
        raise UsageError(f"“{name}”: {where}: {first['msg']}.") from error


def _change(values: dict[str, Any], change: str) -> None:
    name, equals, text = change.partition("=")
    if not equals or not name:
        raise UsageError(f"--set takes NAME=VALUE, such as run.epochs=5, not “{change}”.")
    *parts, last = name.strip().split(".")
    for part in parts:
        values = values.setdefault(part, {})
        if not isinstance(values, dict):
            raise UsageError(f"--set {change}: “{part}” is a value and has no settings.")
    values[last] = parse_value(text)


def _defaults(kind: type[LessonConfig]) -> dict[str, Any]:
    """Parts that a file names in part keep their task's own defaults for the rest."""
    return {name: field.get_default(call_default_factory=True).model_dump()
            for name, field in kind.model_fields.items() if isinstance(field.default, BaseModel)}


def _over(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for name, value in above.items():
        known = merged.get(name)
        nested = isinstance(known, dict) and isinstance(value, dict) and name != "settings"
        merged[name] = _over(known, value) if nested else value  # type: ignore[arg-type]
    return merged
