"""The lanes of detections under a real mouse: bars are clicked, thresholds dragged; wheel, keys, shapes, words."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtWidgets import QApplication

from core.annotations import Annotations
from core.domain import Event, Selection, Verdict
from desktop.comparing import comparison_of, marks_of
from desktop.figures import save_figure
from desktop.pane import PaneState
from desktop.views.detection_layout import BAR_PX, REFERENCE, Kind
from desktop.views.detections import DetectionLanes
from tests.desktop import doubles

FOUND = {"dog": [(0.5, 1.0, 0.9), (2.0, 2.5, 0.6)], "siren": [(1.0, 3.0, 0.7)]}
LABELS = [Event("Dog", 0.5, 1.0), Event("siren", 1.1, 3.0), Event("dog", 3.4, 3.8),
          Event("rain", 0.0, 1.0, verdict=Verdict.REJECTED)]


@pytest.fixture(autouse=True)
def _plain_decoding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.detect.decode.decode", doubles.decode_plainly)


@pytest.fixture
def pane(record: Any) -> PaneState:
    made: PaneState = record(np.zeros(4 * 8000), 8000)
    made.detections.add(doubles.entry(), doubles.scores(FOUND))
    return made


def kinds(view: DetectionLanes, label: str) -> dict[int, list[Kind]]:
    return {row.key: [Kind(kind) for kind in row.kind] for row in view.band_of(label).rows}


def middle(view: DetectionLanes, label: str, row: int, time_s: float) -> QPoint:
    band = view.band_of(label)
    return QPointF(view.axis().x(time_s), band.row_top(row) + BAR_PX / 2 - 1).toPoint()


def picture(view: DetectionLanes) -> QImage:
    return view.grab().toImage()


def test_an_empty_view_says_what_to_do(record: Any, open_view: Any) -> None:
    pane = record(np.zeros(8000), 8000)
    view = open_view(DetectionLanes, pane)
    assert "Ctrl+Shift+D" in view.empty_text()
    pane.detections.add(doubles.entry(), doubles.scores({}))
    assert "score" in view.empty_text()
    pane.detections.show(1, False)
    assert "hidden" in view.empty_text()


def test_only_classes_in_which_something_happens_have_lanes(pane: PaneState, open_view: Any) -> None:
    view = open_view(DetectionLanes, pane)
    assert [band.label for band in view.bands()] == ["dog", "siren"]  # the surest first
    pane.edit("labels", lambda old: old.adding([Event("rain", 1, 2)]))
    view._sync()
    assert [band.label for band in view.bands()] == ["dog", "siren", "rain"]
    pane.undo()
    pane.detections.set_shows_all(True)
    assert len(view.bands()) == 3


def test_true_false_and_missed_are_told_apart(pane: PaneState, open_view: Any) -> None:
    view = open_view(DetectionLanes, pane)
    assert kinds(view, "dog") == {1: [Kind.PLAIN, Kind.PLAIN]}
    pane.edit("labels", lambda old: old.adding(LABELS))
    view._sync()
    assert kinds(view, "dog") == {1: [Kind.TRUE, Kind.FALSE], REFERENCE: [Kind.FOUND, Kind.MISSED]}
    assert kinds(view, "siren") == {1: [Kind.TRUE], REFERENCE: [Kind.FOUND]}
    assert view.band_of("rain") is None  # a label that was rejected is none
    pane.detections.set_collar(0.05)
    assert kinds(view, "siren")[1] == [Kind.FALSE]
    pane.detections.set_reference("")
    assert kinds(view, "dog") == {1: [Kind.PLAIN, Kind.PLAIN]}


def test_figures_against_labels_by_hand(pane: PaneState) -> None:
    pane.edit("labels", lambda old: old.adding(LABELS))
    run = pane.detections.active
    marks = marks_of(comparison_of(pane, run), run)
    assert (marks.precision, marks.recall, marks.f1) == (2 / 3, 2 / 3, 2 / 3)
    # seconds 0…3: dog there 0, 3, said 0, 2; siren there 1, 2, said 1, 2: 3 found, 1 false, 1 missed
    assert marks.segment_f1 == pytest.approx(2 * 3 / (2 * 3 + 1 + 1))
    assert marks.error_rate == pytest.approx(2 / 4)  # one inserted, one deleted


def test_shapes_differ_without_colour(pane: PaneState, open_view: Any) -> None:
    """How much of a bar is painted, whatever its colour: solid, hatched, outlined."""
    pane.edit("labels", lambda old: old.adding(LABELS))
    view = open_view(DetectionLanes, pane, 1200, 300)
    image = picture(view)

    def share(label: str, row: int, start_s: float, end_s: float) -> float:
        band, axis = view.band_of(label), view.axis()
        top = round(band.row_top(row))
        xs = range(round(axis.x(start_s)) + 3, round(axis.x(end_s)) - 3)
        ground = image.pixelColor(round(axis.x(3.9)), top + 5)
        inside = [image.pixelColor(x, y) for x in xs for y in range(top + 3, top + BAR_PX - 5)]
        return sum(colour != ground for colour in inside) / len(inside)

    assert share("dog", 0, 0.5, 1.0) == 1.0
    assert 0.05 < share("dog", 0, 2.0, 2.5) < 0.6
    assert share("dog", 1, 3.4, 3.8) < 0.05


def test_a_click_on_a_bar_seeks_selects_and_plays(pane: PaneState, open_view: Any, qtbot: Any) -> None:
    view = open_view(DetectionLanes, pane)
    played: list[tuple[float, float]] = []
    view.play_requested.connect(lambda start_s, end_s, _: played.append((start_s, end_s)))
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=middle(view, "siren", 0, 2.0))
    assert played == [(1.0, 3.0)]
    assert pane.selection == Selection(1.0, 3.0)
    assert pane.position_s == 1.0
    assert pane.detections.picked[1].label == "siren"
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=middle(view, "siren", 0, 3.5))
    assert len(played) == 1
    assert pane.position_s == pytest.approx(3.5, abs=0.02)


def test_a_threshold_is_dragged_and_esc_takes_it_back(pane: PaneState, open_view: Any, qtbot: Any) -> None:
    view = open_view(DetectionLanes, pane)
    band, before = view.band_of("dog"), pane.detections.active.decoding

    def at(score: float) -> QPoint:
        return QPointF(view.axis().x(3.5), band.y_of(score)).toPoint()

    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=at(0.5))
    qtbot.mouseMove(view, at(0.8))
    assert pane.detections.active.decoding.thresholds["dog"] == pytest.approx(0.8, abs=0.03)
    assert [event.label for event in pane.detections.active.events] == ["dog", "siren"]
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert pane.detections.active.decoding == before
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=at(0.8))
    assert len(pane.detections.active.events) == 3

    qtbot.mousePress(view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, at(0.5))
    view.mouseMoveEvent(moved(at(0.8), Qt.KeyboardModifier.ShiftModifier))
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, at(0.8))
    assert pane.detections.active.decoding.threshold == pytest.approx(0.8, abs=0.03)
    assert pane.detections.active.decoding.thresholds == {}


def moved(point: QPoint, keys: Qt.KeyboardModifier) -> Any:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QMouseEvent

    return QMouseEvent(QEvent.Type.MouseMove, QPointF(point), QPointF(point), Qt.MouseButton.NoButton,
                       Qt.MouseButton.LeftButton, keys)


def turn(view: DetectionLanes, steps: int, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    at = QPointF(view.plot_rect().center())
    event = QWheelEvent(at, view.mapToGlobal(at), QPoint(), QPoint(0, 120 * steps), Qt.MouseButton.NoButton, keys,
                        Qt.ScrollPhase.NoScrollPhase, False)
    QApplication.sendEvent(view, event)


def test_the_wheel_scrolls_lanes_and_with_ctrl_zooms(pane: PaneState, open_view: Any) -> None:
    view = open_view(DetectionLanes, pane, 800, 90)
    top = view.bands()[0].top
    turn(view, -1)
    assert view.bands()[0].top < top
    assert pane.view == (0.0, 4.0)
    turn(view, 1, Qt.KeyboardModifier.ControlModifier)
    assert pane.view[1] - pane.view[0] == pytest.approx(3.2)


def test_names_choose_the_class_for_the_sliders(pane: PaneState, open_view: Any, qtbot: Any) -> None:
    view = open_view(DetectionLanes, pane)
    name = QPointF(20, view.band_of("siren").top + 20).toPoint()
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=name)
    assert pane.detections.chosen_class == "siren"
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=name)
    assert pane.detections.chosen_class is None
    for key, label in ((Qt.Key.Key_Down, "dog"), (Qt.Key.Key_Down, "siren"), (Qt.Key.Key_Up, "dog")):
        qtbot.keyClick(view, key)
        assert pane.detections.chosen_class == label


def test_tips_tell_class_time_and_score(pane: PaneState, open_view: Any) -> None:
    pane.edit("labels", lambda old: old.adding(LABELS))
    view = open_view(DetectionLanes, pane)
    view._sync()
    band = view.band_of("siren")
    told = view.tip_at(QPointF(view.axis().x(2.05), band.y_of(0.3)))
    assert told.splitlines() == ["siren  ·  0:02.05", "A  Model one: 0.70"]
    assert view.tip_at(QPointF(middle(view, "dog", 0, 2.2))).splitlines() == [
        "dog", "0:02.000 – 0:02.500", "Model one", "Score 0.60", "false"]
    assert view.tip_at(QPointF(middle(view, "dog", 1, 3.6))).splitlines()[-1] == "missed"


def test_several_models_have_rows_and_lines_of_their_own(pane: PaneState, open_view: Any) -> None:
    view = open_view(DetectionLanes, pane, 800, 400)
    alone = picture(view)
    pane.detections.add(doubles.entry("two"), doubles.scores({"dog": [(2.0, 3.0, 0.95)]}))
    assert [row.key for row in view.band_of("dog").rows] == [1, 2]
    assert picture(view) != alone
    pane.detections.show(2, False)
    pane.detections.activate(1)
    assert picture(view) == alone


def test_detections_of_a_part_are_compared_with_the_labels_of_that_part(pane: PaneState) -> None:
    part = doubles.scores({}, 1.5)
    part = replace(part, grid=replace(part.grid, start_s=1.2))
    pane.edit("labels", lambda _: Annotations.of(LABELS))
    run = pane.detections.add(doubles.entry("part"), part)
    assert [event.label for event in comparison_of(pane, run).reference] == ["siren"]


@pytest.mark.parametrize("ending", ["png", "svg"])
def test_a_figure_says_which_model_a_letter_means(pane: PaneState, tmp_path: Path, ending: str, qtbot: Any) -> None:
    path = tmp_path / f"figure.{ending}"
    save_figure(lambda: DetectionLanes(pane), path, 600, 300, 2.0, light=True)
    if ending == "png":
        image = QImage(str(path))
        assert (image.width(), image.height()) == (1200, 600)
        legend = {image.pixelColor(x, y).name() for x in range(900, 1080) for y in range(14, 44)}
        assert "#0b6bcb" in legend  # the colour of the first model on paper
    else:
        assert "A  Model one" in path.read_text(encoding="utf-8")


def test_models_that_write_a_class_otherwise_share_its_lane(pane: PaneState, open_view: Any) -> None:
    """The second model calls the dog “Dog”, and has no siren: labels are judged by a model that knows them."""
    pane.edit("labels", lambda old: old.adding(LABELS))
    other = doubles.scores({"Dog": [(2.0, 3.0, 0.95)]}, classes=("Dog", "Bell"))
    pane.detections.choose_class("dog")
    pane.detections.add(doubles.entry("two", ("Dog", "Bell")), other)
    view = open_view(DetectionLanes, pane, 800, 400)
    assert [band.label for band in view.bands()] == ["Dog", "siren"]
    assert [row.key for row in view.band_of("dog").rows] == [1, 2, REFERENCE]
    assert kinds(view, "siren") == {1: [Kind.TRUE], REFERENCE: [Kind.FOUND]}
    at = QPointF(view.axis().x(2.2), view.band_of("dog").y_of(0.2))
    assert view.tip_at(at).splitlines()[1:] == ["A  Model one: 0.60", "B  Model two: 0.95"]
    pane.detections.activate(1)
    assert [band.label for band in view.bands()] == ["dog", "siren"]
    assert pane.detections.chosen_class == "dog"
    pane.detections.activate(2)
    assert pane.detections.chosen_class == "Dog"


def test_tips_say_what_the_line_and_the_numbers_beside_are(pane: PaneState, open_view: Any) -> None:
    view = open_view(DetectionLanes, pane)
    band = view.band_of("dog")
    line = QPointF(view.axis().x(3.5), band.y_of(0.5))
    assert view.tip_at(line).startswith("Threshold 0.50 of dog")
    assert "0 to 1" in view.tip_at(QPointF(view.plot_rect().right() + 12, band.y_of(0.5)))
