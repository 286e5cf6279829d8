"""The running jobs in the status bar: what, how far, time left, and a button that stops it."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QToolButton, QWidget

from desktop.jobs import Job, Jobs
from desktop.wording import left_text

STEPS = 1000


class JobBar(QWidget):
    """Shows the job that was started last; it is gone when nothing runs."""

    def __init__(self, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._job: Job | None = None
        self._text = QLabel()
        self._bar = QProgressBar()
        self._bar.setFixedWidth(160)
        self._bar.setTextVisible(False)
        self._stop = QToolButton()
        self._stop.setText("✕")
        self._stop.setAutoRaise(True)
        self._stop.clicked.connect(jobs.cancel_latest)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for widget in (self._text, self._bar, self._stop):
            row.addWidget(widget)
        jobs.started.connect(self._watch)
        jobs.finished.connect(lambda _: self._watch(jobs.running[-1] if jobs.running else None))
        self.retranslate()
        self._watch(None)

    def retranslate(self) -> None:
        self._bar.setAccessibleName(self.tr("Progress of the running job"))
        self._stop.setToolTip(self.tr("Stop (Esc)"))
        self._stop.setAccessibleName(self.tr("Stop the running job"))

    def _watch(self, job: Job | None) -> None:
        if self._job is not None:
            self._job.moved.disconnect(self._show)
        self._job = job
        self.setVisible(job is not None)
        self._text.clear()
        if job is not None:
            job.moved.connect(self._show)
            self._show(-1.0, "", -1.0)

    def _show(self, share: float, text: str, left_s: float) -> None:
        if self._job is None:
            return
        self._bar.setRange(0, STEPS if share >= 0 else 0)
        self._bar.setValue(int(max(share, 0.0) * STEPS))
        parts = [self._job.title, text]
        if left_s >= 0:
            parts.append(self.tr("{} left").format(left_text(left_s)))
        self._text.setText("  ·  ".join(part for part in parts if part))
