"""The training view: what is to be trained, how it goes, and what came of earlier runs beside it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMessageBox,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from core.errors import AuralensError
from core.files import write_text
from core.paths import cache_dir
from desktop import theme
from desktop.training.curves import Shown, TrainingCurves, sample
from desktop.training.form import TrainingForm
from desktop.training.process import INTERRUPTED, Order, TrainingProcess, log_of, program, sentence_of, told
from desktop.training.run_folder import RunFolder, Standing
from desktop.widgets.line_chart import curve_colour
from desktop.widgets.panel_window import PanelWindow
from desktop.wording import left_text

SIZE = QSize(1180, 680)
LOOK_EVERY_MS = 500
LEFT_PX, LOG_PX = 400, 110
STEPS = 1000


class TrainingWindow(PanelWindow):
    """One training at a time runs for it; any number of run folders lie beside each other as curves."""

    model_kept = Signal(str)  # the id of a model that is the person's own now

    def __init__(self, parent: QWidget) -> None:
        self.runs: list[RunFolder] = []
        self.watched: RunFolder | None = None
        self.process: TrainingProcess | None = None
        self.program: Callable[[], list[str]] = program
        self._shown: set[Path] = set()
        self._trained: RunFolder | None = None  # by the process
        self._outcomes: dict[Path, tuple[str, bool]] = {}  # how a run ended: a sentence, and whether it is bad news
        self._keep_on = False
        super().__init__(parent, SIZE)
        self._clock = QTimer(self, interval=LOOK_EVERY_MS)
        self._clock.timeout.connect(self._look)
        self.rebuild()

    # ---- parts ------------------------------------------------------------------------------------------------

    def build(self) -> QWidget:
        kept = self._kept()
        self.setWindowTitle(self.tr("Training"))
        split = QSplitter()
        split.setChildrenCollapsible(False)
        split.addWidget(self._left())
        split.addWidget(self._right())
        split.setStretchFactor(1, 1)
        split.setSizes([LEFT_PX, SIZE.width() - LEFT_PX])
        for part, value in zip((self.form.data, self.form.run), kept[:2], strict=True):
            part.setText(value)
        if kept[2]:
            self.form.set_text(kept[2])
        self.form.changed.connect(self._refresh)
        self._fill_runs()
        self._show()
        return split

    def _kept(self) -> tuple[str, str, str]:
        """What has been typed, over a change of the language."""
        form = getattr(self, "form", None)
        return ("", "", "") if form is None else (form.data.text(), form.run.text(), form.settings_text)

    def _left(self) -> QWidget:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 6, 0)
        self.form = TrainingForm()
        column.addWidget(self.form, 3)
        buttons = QHBoxLayout()
        self.start_button = self._button(self.tr("Start"), self.start, buttons)
        self.stop_button = self._button(self.tr("Stop"), self.stop, buttons)
        self.resume_button = self._button(self.tr("Resume"), self.resume, buttons)
        self.stop_button.setToolTip(self.tr("Ends after the step that is under way; it can be resumed"))
        self.resume_button.setToolTip(self.tr("Goes on with the chosen run from where it was saved last"))
        column.addLayout(buttons)
        title = QLabel(self.tr("Runs"))
        column.addWidget(title)
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Runs"))
        self.list.currentRowChanged.connect(self._choose)
        self.list.itemChanged.connect(self._tick)
        title.setBuddy(self.list)
        column.addWidget(self.list, 1)
        under = QHBoxLayout()
        self._button(self.tr("Open a run folder…"), self._ask_run, under)
        self.forget_button = self._button(self.tr("Take off the list"), self._forget, under)
        column.addLayout(under)
        return left

    def _right(self) -> QWidget:
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(6, 0, 0, 0)
        self.state = QLabel()
        self.state.setWordWrap(True)
        self.state.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.bar = QProgressBar()
        self.bar.setRange(0, STEPS)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(8)
        self.bar.setAccessibleName(self.tr("Progress of the training"))
        column.addWidget(self.state)
        column.addWidget(self.bar)
        self.curves = TrainingCurves()
        column.addWidget(self.curves, 1)
        self.log = QPlainTextEdit()
        self.log.setReadOnly(True)
        self.log.setFixedHeight(LOG_PX)
        self.log.setTabChangesFocus(True)
        self.log.setAccessibleName(self.tr("What the training says"))
        self.log.setPlaceholderText(self.tr("What the training says is shown here."))
        column.addWidget(self.log)
        row = QHBoxLayout()
        row.addStretch(1)
        self.use_button = self._button(self.tr("Use this model"), self._ask_name, row)
        self.use_button.setToolTip(self.tr("Copies the best model of the chosen run to your models"))
        row.addWidget(self.export_button())
        column.addLayout(row)
        return right

    def _button(self, text: str, act: Callable[[], object], row: QHBoxLayout) -> QPushButton:
        button = QPushButton(text)
        button.clicked.connect(lambda: act())
        row.addWidget(button)
        return button

    # ---- runs -------------------------------------------------------------------------------------------------

    def start(self) -> None:
        run = Path(self.form.run.text().strip()).expanduser().absolute()
        config = cache_dir() / "training" / f"{run.name}.toml"
        write_text(config, self.form.settings_text)
        RunFolder(run).forget_start()
        data = Path(self.form.data.text().strip()).expanduser().absolute()
        device = str(self.form.device.currentData())
        self._launch(Order(str(self.form.task.currentData()), run, data, config, device))

    def resume(self) -> None:
        if self.watched is not None:
            task = str(self.watched.config.get("task") or self.form.task.currentData())
            self._launch(Order(task, self.watched.path, device=str(self.form.device.currentData()), resume=True))

    def stop(self) -> None:
        if self.process is not None:
            self.process.stop()
            self._show()

    def open_run(self, path: Path) -> bool:
        """Show an earlier run. False: the folder holds none."""
        known = next((run for run in self.runs if run.path == path), None)
        run = known or RunFolder(path)
        if known is None:
            if not run.is_run:
                return False
            self.runs.append(run)
        self._watch(run)
        return True

    def _launch(self, order: Order) -> None:
        self._outcomes.pop(order.run, None)
        self.process = TrainingProcess([*self.program(), *order.words()], log_of(order.run), self)
        self.process.ended.connect(self._ended)
        try:
            self.process.start()
        except OSError as error:
            self.process = None
            self._outcomes[order.run] = self.tr("The training could not be started: {}.").format(error), True
        run = next((run for run in self.runs if run.path == order.run), None)
        if run is None:
            run = RunFolder(order.run)
            self.runs.append(run)
        self._trained = run
        self._watch(run)
        self._clock.start()

    def _ended(self, code: int) -> None:
        process, self.process = self.process, None
        run, self._trained = self._trained, None
        if process is None or run is None:
            return
        if code == 0:
            outcome = self.tr("The training is done.")
        elif process.stopping or code == INTERRUPTED:
            run.refresh()
            outcome = (self.tr("The training was stopped; Resume goes on from where it was saved last.")
                       if run.can_resume else
                       self.tr("The training was stopped before anything of it was saved; Start begins it again."))
        else:
            outcome = sentence_of(told(process.log)) or self.tr("The training ended with code {}.").format(code)
        self._outcomes[run.path] = outcome, code != 0 and not process.stopping and code != INTERRUPTED
        self._look()
        process.deleteLater()

    def _watch(self, run: RunFolder) -> None:
        self.watched = run
        self._shown.add(run.path)
        run.refresh()
        self._fill_runs()
        self._show()
        if run.is_alive:
            self._clock.start()

    def _ask_run(self) -> None:
        name = QFileDialog.getExistingDirectory(self, self.tr("Folder of an earlier run"), str(self.figure_folder()))
        if name and not self.open_run(Path(name).absolute()):
            QMessageBox.information(self, self.tr("Training"),
                                    self.tr("“{}” holds no training: there is no metrics.csv in it.").format(name))

    def _forget(self) -> None:
        if self.watched is not None and not self._runs_now(self.watched):
            self.runs.remove(self.watched)
            self.watched = self.runs[-1] if self.runs else None
            self._fill_runs()
            self._show()

    def _fill_runs(self) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        for number, run in enumerate(self.runs):
            item = QListWidgetItem(sample(curve_colour(number), 0), run.name)
            item.setToolTip(str(run.path))
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if run.path in self._shown else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        if self.watched in self.runs:
            self.list.setCurrentRow(self.runs.index(self.watched))
        self.list.blockSignals(False)

    def _choose(self, row: int) -> None:
        if 0 <= row < len(self.runs) and self.runs[row] is not self.watched:
            self.watched = self.runs[row]
            self.watched.refresh()
            self._show()

    def _tick(self, item: QListWidgetItem) -> None:
        run = self.runs[self.list.row(item)]
        (self._shown.add if item.checkState() == Qt.CheckState.Checked else self._shown.discard)(run.path)
        self._show()

    # ---- showing ----------------------------------------------------------------------------------------------

    def _look(self) -> None:
        fresh = [run.refresh() for run in self.runs if run is self.watched or run.path in self._shown]
        self._show(curves=any(fresh))
        if self.process is None and not any(run.is_alive for run in self.runs):
            self._clock.stop()

    def _runs_now(self, run: RunFolder) -> bool:
        return run is self._trained or run.is_alive

    def _show(self, curves: bool = True) -> None:
        if curves:
            self.curves.show_runs([Shown(run, run.name, number) for number, run in enumerate(self.runs)
                                    if run.path in self._shown])
        run = self.watched
        self.bar.setValue(round(STEPS * run.standing.share) if run else 0)
        self.bar.setEnabled(run is not None)
        outcome, bad = self._outcomes.get(run.path, ("", False)) if run else ("", False)
        self.state.setText(outcome or self._state_text())
        self.state.setStyleSheet(f"color: {theme.colours().bad if bad else theme.colours().text};")
        text = told(log_of(run.path)) if run else ""
        if text != self.log.toPlainText():
            self.log.setPlainText(text)
            self.log.verticalScrollBar().setValue(self.log.verticalScrollBar().maximum())
        self._refresh()

    def _refresh(self) -> None:
        run, busy, problem = self.watched, self.process is not None, self.form.problem
        self.start_button.setEnabled(not busy and not problem)
        self.start_button.setToolTip(problem)
        self.stop_button.setEnabled(self.process is not None and not self.process.stopping)
        self.resume_button.setEnabled(run is not None and not busy and run.can_resume and not run.is_alive)
        self.forget_button.setEnabled(run is not None and not self._runs_now(run))
        self.use_button.setEnabled(run is not None and run.model is not None)

    def _state_text(self) -> str:
        run = self.watched
        if run is None:
            return self.tr("No training runs. Choose data and a run folder, then Start.")
        parts, at = [], run.standing
        mine = self.process if run is self._trained else None
        if mine is not None and mine.stopping:
            parts.append(self.tr("Stopping after this step…"))
        elif self._runs_now(run) and not at.steps:
            parts.append(self._preparing_text(at))
        elif not self._runs_now(run):
            parts.append(self.tr("Not running"))
        if at.epochs:
            parts.append(self.tr("epoch {} of {}").format(at.epoch, at.epochs))
        if at.steps:
            parts.append(self.tr("step {} of {}").format(at.step, at.steps))
        if at.seconds_left >= 0 and self._runs_now(run):
            parts.append(self.tr("{} left").format(left_text(at.seconds_left)))
        return f"{run.name}:  " + "  ·  ".join(parts)

    def _preparing_text(self, at: Standing) -> str:
        if at.to_make:
            return self.tr("Getting the data ready: {} of {}").format(f"{at.made:.0f}", f"{at.to_make:.0f}")
        if at.made:  # a share of who knows how much
            return self.tr("Getting the data ready: {} %").format(f"{100 * min(at.made, 1.0):.0f}")
        return self.tr("Getting the data ready…")

    # ---- what comes of it -------------------------------------------------------------------------------------

    def _ask_name(self) -> None:
        from desktop.training.trained_model import free_name

        run = self.watched
        if run is None or run.model is None:
            return
        name, given = QInputDialog.getText(self, self.tr("Use this model"), self.tr("Name among your models"),
                                           text=free_name(run.name))
        if given and name.strip():
            self.use_model(run, name.strip())

    def use_model(self, run: RunFolder, name: str) -> None:
        from desktop.training.trained_model import free_name, keep_model

        try:
            if run.model is not None:
                kept = keep_model(run.model, name if name == free_name(name) else free_name(name))
                self._outcomes[run.path] = self.tr("“{}” is one of your models now.").format(kept.name), False
                self.model_kept.emit(kept.name)
        except AuralensError as error:
            self._outcomes[run.path] = str(error), True
        self._show()

    def figures(self) -> dict[str, tuple[str, Callable[[], QWidget]]]:
        return {"loss": (self.tr("Loss"), self.curves.losses.twin),
                "validation": (self.tr("Validation"), self.curves.figures.twin)}

    def figure_folder(self) -> Path:
        return self.watched.path.parent if self.watched else Path.home()

    # ---- the end ----------------------------------------------------------------------------------------------

    def may_close(self) -> bool:
        """Ask what becomes of a training that runs. False: the person thought better of it."""
        if self.process is None or self._keep_on:
            return True
        box = QMessageBox(QMessageBox.Icon.Question, self.tr("Training"),
                          self.tr("The training still runs. It can go on by itself, or be stopped and resumed later."),
                          QMessageBox.StandardButton.Cancel, self)
        keep = box.addButton(self.tr("Keep running"), QMessageBox.ButtonRole.AcceptRole)
        stop = box.addButton(self.tr("Stop"), QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(keep)
        box.exec()
        if box.clickedButton() is keep:
            self._keep_on = True
            return True
        if box.clickedButton() is stop:
            self.stop()
            return True
        return False

    def showEvent(self, event: QShowEvent) -> None:
        self._keep_on = False
        super().showEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        event.setAccepted(self.may_close())

    def shut(self) -> None:
        """The program ends: a training that was to go on does, any other is waited for."""
        self._clock.stop()
        if self.process is not None:
            if self.process.stopping:
                self.process.wait(5.0)
            else:
                self.process.let_go()
            self.process = self._trained = None
