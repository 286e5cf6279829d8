"""Of what scenes are composed: a table in resources/scenes.toml, read and checked.

Which sounds make a scene is a matter of opinion, so it stands in a file that anyone can change, not in the code.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal, Self

from pydantic import model_validator

from core.errors import UsageError
from core.train.config import Part, checked
from core.train.toml_file import read_toml

TABLE = "scenes.toml"

Split = Literal["train", "evaluate"]
Range = tuple[float, float]
Count = tuple[int, int]


class Levels(Part):
    """dB, where no other unit is named; see the comments in the table."""

    bed_dbfs: Range
    rumble_db: Range
    rumble_below_hz: Range
    microphone_dbfs: Range
    characteristic_db: Range
    neutral_db: Range
    side: Range
    pan: Range


class Ground(Part):
    """What scenes of one kind of place share. Without ambiences it is coloured noise."""

    ambiences: tuple[str, ...]
    noise_slope: Range = (1.0, 1.0)
    neutral: tuple[str, ...]
    neutral_events: Count


class SceneKind(Part):
    ground: str
    characteristic: dict[str, float]  # class of sound -> how often, against the others
    events: Count
    decided_by: Literal["events", "ambience"] = "events"


class SceneTable(Part):
    duration_s: float
    parts: dict[Split, Range]
    levels: Levels
    grounds: dict[str, Ground]
    scenes: dict[str, SceneKind]

    @model_validator(mode="after")
    def _known_grounds(self) -> Self:
        for name, scene in self.scenes.items():
            if scene.ground not in self.grounds:
                raise ValueError(f"the scene “{name}” stands on “{scene.ground}”, which is no ground of the table")
            if not scene.characteristic:
                raise ValueError(f"the scene “{name}” has no characteristic sound")
        return self

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(sorted(self.scenes))

    def ground_of(self, scene: str) -> Ground:
        return self.grounds[self.scenes[scene].ground]


def read_scene_table(path: Path | None = None) -> SceneTable:
    """The table of this path, or the program's own. Raises `UsageError`."""
    from resources import path as resource

    values: dict[str, Any] = read_toml(path or resource(TABLE))
    found = checked(SceneTable, values, str(path or TABLE))
    if set(found.parts) != {"train", "evaluate"}:
        raise UsageError(f"“{path or TABLE}”: parts names the shares of train and of evaluate.")
    return found


def louder(table: SceneTable, characteristic_db: Range) -> SceneTable:
    """The same scenes with their characteristic sounds at other levels over the ambience."""
    return table.model_copy(update={"levels": table.levels.model_copy(update={"characteristic_db": characteristic_db})})
