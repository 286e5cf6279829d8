"""How long the label lanes and the table take with a hundred thousand events: a frame, a drag, a filter, a sort.

Measured as processor time of the one thread that paints, so that other work on the machine does not count.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication

from core.annotations import Annotations
from core.domain import AudioTrack, Event, MediaInfo, Verdict
from desktop import labelling, reviewing
from desktop.pane import PaneState
from desktop.views.lanes import LabelLanes
from desktop.widgets.event_table import EventTable

HOURS = 24
FRAME_MS = 8.0
EDIT_MS = 16.0
TABLE_MS = 100.0
UNDO_MIB = 64
WIDTH_PX, HEIGHT_PX = 1920, 600


def crowded_pane(count: int) -> PaneState:
    """A day of events at random times, twelve lanes, forty labels, of any length from a click to a minute."""
    rng = np.random.default_rng(5)
    onset_s = rng.uniform(0, HOURS * 3600 - 60, count)
    length_s = np.minimum(rng.lognormal(0, 1.5, count), 60)
    verdicts = list(Verdict)
    track = AudioTrack(0, 48_000, 1, HOURS * 3600 * 48_000, "pcm")
    events = [
        Event(f"label {i % 40}", float(a), float(a + b), score=(i % 100) / 100, lane=f"lane {i % 12}",
              verdict=verdicts[i % 3])
        for i, (a, b) in enumerate(zip(onset_s, length_s, strict=True))
    ]
    return PaneState(MediaInfo(Path("day.wav"), "wav", (track,)), Annotations.of(events))


def times_ms(act: Callable[[int], object], count: int) -> np.ndarray:
    taken = []
    for turn in (0, *range(count)):  # the first warms up
        start = time.thread_time()
        act(turn)
        taken.append((time.thread_time() - start) * 1000)
    return np.array(taken[1:])


def report(name: str, values_ms: np.ndarray, target_ms: float) -> None:
    value = float(np.percentile(values_ms, 95))
    said = "met" if value < target_ms else "missed"
    print(f"{name} 95 %: {value:.1f} ms ratio {value / target_ms:.2f} peer - target < {target_ms:g} ms {said}")


def paint(view: LabelLanes, frame: QPixmap) -> None:
    view.refresh_plot()
    view.render(frame)


def measure_lanes(pane: PaneState, turns: int) -> None:
    view = LabelLanes(pane)
    view.resize(WIDTH_PX, HEIGHT_PX)
    frame = QPixmap(view.size())
    for range_s in (HOURS * 3600, 6 * 3600, 3600, 900, 300, 60, 1):
        def step(turn: int, range_s: float = range_s) -> None:
            start = (turn * 0.37 * range_s) % max(HOURS * 3600 - range_s, 1)
            pane.show(start, start + range_s)
            paint(view, frame)
        report(f"frame of lanes, {range_s:g} s shown", times_ms(step, turns), FRAME_MS)
    pane.fit()
    reviewing.pick_all(pane)
    report("frame of lanes, all shown, all picked", times_ms(lambda _: paint(view, frame), turns), FRAME_MS)
    pane.pick([5])
    drag = labelling.begin_drag(pane)
    report("one move of a drag and its frame", times_ms(
        lambda turn: (labelling.move(pane, [5], turn + 1.0, drag=drag), paint(view, frame)), turns), EDIT_MS)
    view.close_view()


def measure_table(pane: PaneState, turns: int) -> None:
    table = EventTable(pane)
    table.resize(900, 700)
    table.show()
    QApplication.processEvents()
    texts = ("label:7 score>0.5", "verdict:open", "")
    report("filter", times_ms(lambda turn: table.filter_line.setText(texts[turn % 3]), turns), TABLE_MS)
    table.filter_line.clear()
    order = Qt.SortOrder.AscendingOrder
    report("sort", times_ms(lambda turn: table.view.sortByColumn(turn % 9, order), turns), TABLE_MS)
    table.view.sortByColumn(2, order)
    report("verify and go on", times_ms(lambda _: (table.accept(), table.refresh()), turns), TABLE_MS)
    report("pick all", times_ms(lambda turn: pane.pick(pane.annotations.events if turn % 2 else ()), 4), 5 * TABLE_MS)
    report("scroll", times_ms(lambda turn: (
        table.view.scrollTo(table.model.index(turn * 900 % len(table.model.ids), 0)), table.view.viewport().repaint(),
    ), turns), EDIT_MS)
    table.close_view()


def measure_undo(pane: PaneState) -> None:
    """What a thousand verdicts in a row keep in memory, against one copy of the events' dictionary each."""
    copy_mib = sys.getsizeof(dict(pane.annotations.events)) / 2**20
    steps = 1000
    tracemalloc.start()
    for number in list(pane.annotations.events)[: 2 * steps : 2]:
        reviewing.verify(pane, [number])
        reviewing.reopen(pane, [number])
    kept_mib = tracemalloc.get_traced_memory()[0] / 2**20
    tracemalloc.stop()
    said = "met" if kept_mib < UNDO_MIB else "missed"
    print(f"{steps} steps of undo: {kept_mib:.0f} MiB ratio {kept_mib / (copy_mib * steps):.3f} "
          f"peer {copy_mib * steps:.0f} MiB in whole copies target < {UNDO_MIB} MiB {said}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="ten thousand events, fewer turns")
    quick = parser.parse_args().quick
    application = QApplication.instance() or QApplication([])
    pane = crowded_pane(10_000 if quick else 100_000)
    turns = 6 if quick else 20
    measure_lanes(pane, turns)
    measure_table(pane, turns)
    measure_undo(pane)
    del application


if __name__ == "__main__":
    main()
