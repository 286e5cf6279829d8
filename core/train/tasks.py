"""The table of trainings; each is loaded when first asked for."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING

from core.errors import UsageError

if TYPE_CHECKING:
    from core.train.lesson import Lesson

TASKS: Mapping[str, str] = {
    "crnn": "core.train.crnn_task:CrnnLesson",
    "ast-sed": "core.train.mean_teacher_task:MeanTeacherLesson",
    "scenes": "core.train.scene_task:SceneLesson",
    "detector": "core.train.detector_task:DetectorLesson",
    "localizer": "core.train.localizer_task:LocalizerLesson",
}


def task(name: str) -> type[Lesson]:
    """Raises `UsageError`."""
    if name not in TASKS:
        raise UsageError(f"there is no training “{name}”; there are: {', '.join(TASKS)}.")
    module, lesson = TASKS[name].split(":")
    found: type[Lesson] = getattr(import_module(module), lesson)
    return found
