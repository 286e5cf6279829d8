"""Events as people read them, in the window's language."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from core.domain import Event, Verdict
from desktop.wording import clock_text, frequency_text


def verdict_text(verdict: Verdict) -> str:
    if verdict is Verdict.VERIFIED:
        return QCoreApplication.translate("Events", "verified")
    if verdict is Verdict.REJECTED:
        return QCoreApplication.translate("Events", "rejected")
    return QCoreApplication.translate("Events", "open")


def event_lines(event: Event) -> list[str]:
    """Label, times, band, score and verdict, a line each; what an event lacks has no line."""
    times = f"{clock_text(event.onset_s)} – {clock_text(event.offset_s)}"
    lines = [event.label, f"{times}  ({event.duration_s:.3f} s)"]
    if event.low_hz is not None and event.high_hz is not None:
        lines.append(f"{frequency_text(event.low_hz)} – {frequency_text(event.high_hz)}")
    if event.score is not None:
        lines.append(QCoreApplication.translate("Events", "Score {}").format(f"{event.score:.3f}"))
    lines.append(verdict_text(event.verdict))
    lines.append(QCoreApplication.translate("Events", "Lane {}").format(event.lane))
    return lines
