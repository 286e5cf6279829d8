"""Every loss that a locator can be taught with, by the names that settings use."""

from __future__ import annotations

from collections.abc import Mapping

from core.locate.comparison_losses import ez_vsl, fnac, lvs
from core.locate.losses import Loss, all_positives, any_positive, elimination, literal, slavc

LOSSES: Mapping[str, Loss] = {
    "slavc": slavc,
    "a": literal,
    "b1": any_positive,
    "b2": all_positives,
    "c": elimination,
    "lvs": lvs,
    "ez-vsl": ez_vsl,
    "fnac": fnac,
}
CLASS_AWARE = ("a", "b1", "b2", "c")  # their names in the paper's terms; the others need no classes
