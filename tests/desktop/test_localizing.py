"""Locating in the window, with a model whose answers are known: low tones are red, on the left; high ones blue."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog

from core.domain import Event, Selection
from core.locate.readings import Box
from core.locate.truth import TrueBox, boxes_at, met, read_boxes
from core.media.array_audio import ArrayReader
from core.media.probe import probe
from desktop import localizing
from desktop.located import OWN, Heard
from desktop.main_window import MainWindow
from desktop.views.video import VideoView
from desktop.widgets.locate_panel import LocatePanel
from tests.core.locate.colour_world import HIGH_HZ, LOW_HZ, install, tone, world, write_sound

CELL = (0.25, 0.5)  # the middle of the red square


@pytest.fixture
def film(tmp_path: Path) -> Path:
    world(tmp_path / "a.mp4")
    return tmp_path / "a.mp4"


@pytest.fixture
def opened(qtbot: Any, own_home: Path, window: MainWindow, film: Path) -> Iterator[MainWindow]:
    install("colours")
    install("mirrored", swapped=True, abstain_below=0.999)
    window.resize(1280, 720)
    window.documents.open([str(film)])
    qtbot.waitUntil(lambda: bool(window.session.panes) and not window.jobs.running, timeout=10_000)
    window.side.docks["locate"].raise_()
    return window


def panel_of(window: MainWindow) -> LocatePanel:
    assert window.side.locating is not None
    return window.side.locating


def choose(window: MainWindow, *names: str) -> None:
    panel = panel_of(window)
    panel.fill_models()
    for box, name in zip(panel.models, names, strict=False):
        box.setCurrentIndex(next(row for row in range(box.count())
                                 if box.itemData(row) is not None and box.itemData(row).card.id == name))


def located(qtbot: Any, window: MainWindow) -> None:
    choose(window, "colours", "mirrored")
    qtbot.mouseClick(panel_of(window).start, Qt.MouseButton.LeftButton)
    settled(qtbot, window)


def settled(qtbot: Any, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: not window.jobs.running, timeout=20_000)


def video_of(window: MainWindow) -> VideoView:
    assert window.side.video is not None
    return window.side.video


def test_the_button_locates_and_both_models_stand_side_by_side(qtbot: Any, opened: MainWindow) -> None:
    pane = opened.session.active
    assert pane is not None
    view = opened.active_view()
    assert view is not None
    assert view.docks["localization"].isHidden()
    located(qtbot, opened)
    found = pane.localization
    assert [one.model for one in found.shown] == ["colours", "mirrored"]
    assert len(found.shown[0].times_s) == 20
    assert not view.docks["localization"].isHidden()
    video = video_of(opened)
    qtbot.waitUntil(lambda: video.current_frame() is not None, timeout=10_000)
    first, second = video.picture_rect(0), video.picture_rect(1)
    assert not first.intersects(second)
    assert first.size() == second.size()
    before = found.number_at(0.5)
    assert before is not None
    assert found.at_place(found.shown[0], CELL)[before] > 0.9 > found.at_place(found.shown[1], CELL)[before]


def test_two_models_side_by_side_get_the_room_that_they_need(qtbot: Any, opened: MainWindow) -> None:
    video = video_of(opened)
    qtbot.waitUntil(lambda: video.current_frame() is not None, timeout=10_000)
    located(qtbot, opened)
    qtbot.waitUntil(lambda: video.width() > 500, timeout=5_000)
    first, second = video.picture_rect(0), video.picture_rect(1)
    assert first.width() >= 250
    assert first.top() == second.top()
    for text in ("Class-aware locator", "0.473  abstains"):
        assert video.fontMetrics().horizontalAdvance(text) <= first.width() - 12


def test_the_drawn_picture_is_hot_where_the_map_is(qtbot: Any, opened: MainWindow) -> None:
    located(qtbot, opened)
    video = video_of(opened)
    qtbot.waitUntil(lambda: video.current_frame() is not None and video.settled(), timeout=10_000)
    pane = opened.session.active
    assert pane is not None
    from dataclasses import replace

    pane.localization.draw(replace(pane.localization.drawing, opacity=1.0, contour=False, level=0.5))
    picture, place = video.grab().toImage(), video.picture_rect(0)

    def brightness(x: float, y: float) -> int:
        colour = picture.pixelColor(round(place.left() + x * place.width()), round(place.top() + y * place.height()))
        return colour.red() + colour.green() + colour.blue()

    assert brightness(0.18, 0.42) > brightness(0.5, 0.9) + 60


def test_silence_is_one_click_and_the_scale_stays(qtbot: Any, opened: MainWindow) -> None:
    located(qtbot, opened)
    pane = opened.session.active
    assert pane is not None
    scale = pane.localization.scale()
    panel = panel_of(opened)
    panel.hearing.setCurrentIndex(panel.hearing.findData("silence"))
    panel.hearing.activated.emit(panel.hearing.currentIndex())
    settled(qtbot, opened)
    assert pane.localization.heard == Heard("silence")
    assert set(pane.localization.results) == {OWN, Heard("silence")}
    assert pane.localization.scale() == scale
    opened.localizing.listen("own")
    assert pane.localization.heard == OWN
    assert not opened.jobs.running


def test_another_file_and_a_masked_sound_are_heard(qtbot: Any, opened: MainWindow, tmp_path: Path,
                                                   monkeypatch: pytest.MonkeyPatch) -> None:
    located(qtbot, opened)
    pane = opened.session.active
    assert pane is not None
    other = write_sound(tmp_path / "s.wav", tone(HIGH_HZ, 4.0))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(other), ""))
    opened.localizing.listen("file")
    settled(qtbot, opened)
    assert pane.localization.heard.path == other
    assert (pane.localization.at_place(pane.localization.shown[0], CELL) < 0.9).all()  # nowhere low, so never red
    opened.localizing.masked_sound = lambda _: ArrayReader(tone(LOW_HZ, 4.0), 16_000)
    opened.localizing.mask_changed(True)
    opened.localizing.listen("masked")
    settled(qtbot, opened)
    assert pane.localization.heard.kind == "masked"
    assert (pane.localization.at_place(pane.localization.shown[0], CELL) > 0.9).all()


def test_a_click_marks_a_place_and_a_second_takes_it_back(qtbot: Any, opened: MainWindow) -> None:
    located(qtbot, opened)
    video, pane = video_of(opened), opened.session.active
    assert pane is not None
    qtbot.waitUntil(lambda: video.current_frame() is not None, timeout=10_000)
    place = video.picture_rect(1)
    at = QPoint(place.left() + round(0.25 * place.width()), place.top() + round(0.5 * place.height()))
    qtbot.mouseClick(video, Qt.MouseButton.LeftButton, pos=at)
    assert pane.localization.place == pytest.approx(CELL, abs=0.02)
    qtbot.mouseClick(video, Qt.MouseButton.LeftButton, pos=at)
    assert pane.localization.place is None


def test_only_the_selection_and_only_one_model(qtbot: Any, opened: MainWindow) -> None:
    pane, panel = opened.session.active, panel_of(opened)
    assert pane is not None
    pane.select(Selection(1.0, 2.0))
    choose(opened, "colours")
    panel.models[1].setCurrentIndex(0)
    qtbot.waitUntil(lambda: panel.range.model().item(1).isEnabled())
    panel.range.setCurrentIndex(1)
    panel.ask()
    settled(qtbot, opened)
    assert pane.localization.shown[0].times_s.tolist() == pytest.approx([1.0, 1.2, 1.4, 1.6, 1.8])
    assert pane.localization.number_at(3.5) is None
    video = video_of(opened)
    assert len(video._rooms()) == 1


def test_a_picked_event_opens_its_moments(qtbot: Any, opened: MainWindow) -> None:
    pane = opened.session.active
    assert pane is not None
    choose(opened, "colours", "mirrored")
    opened.command_actions["locate_event"].trigger()
    assert "detection or a label" in opened.statusBar().currentMessage()
    pane.pick([pane.add_event("test", Event("low", 0.6, 1.2))])
    opened.command_actions["locate_event"].trigger()
    settled(qtbot, opened)
    found = pane.localization
    times = found.shown[0].times_s
    inside = (times >= 0.6) & (times < 1.2)
    sure = (found.shown[0].confidence + found.shown[1].confidence)[inside]
    assert pane.position_s == pytest.approx(times[inside][sure.argmax()])
    assert found.surest_in(5.0, 6.0) is None
    assert times[0] == pytest.approx(0.1)
    assert times[-1] < 1.7


def test_picture_and_film_are_saved(qtbot: Any, opened: MainWindow, tmp_path: Path) -> None:
    located(qtbot, opened)
    pane = opened.session.active
    assert pane is not None
    opened.localizing.save_picture(pane, tmp_path / "p.png")
    settled(qtbot, opened)
    assert QImage(str(tmp_path / "p.png")).width() == 2 * 128 + 4
    opened.localizing.save_film(pane, tmp_path / "f.mp4")
    settled(qtbot, opened)
    made = probe(tmp_path / "f.mp4")
    assert made.video is not None
    assert made.video.frames == 20
    assert made.audio


def test_true_boxes_are_read_and_measured(qtbot: Any, opened: MainWindow, tmp_path: Path) -> None:
    located(qtbot, opened)
    pane = opened.session.active
    assert pane is not None
    (tmp_path / "b.csv").write_text("start_s,end_s,x0,y0,x1,y1,label\n0,2,16,32,48,64,low\n")
    opened.localizing.load_boxes(pane, tmp_path / "b.csv")
    settled(qtbot, opened)
    qtbot.waitUntil(lambda: "CIoU" in panel_of(opened).readings.text(), timeout=5_000)
    assert "peak in the box" in panel_of(opened).readings.text()


def test_stopping_and_closing_end_the_job(qtbot: Any, opened: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    choose(opened, "colours", "mirrored")
    panel = panel_of(opened)
    panel.ask()
    assert panel.start.text() == "Stop"
    panel.ask()
    settled(qtbot, opened)
    pane = opened.session.active
    assert pane is not None
    assert not pane.localization.results
    panel.ask()
    opened.documents.close(pane)
    settled(qtbot, opened)
    assert not opened.session.panes


def test_a_recording_without_picture_says_so(qtbot: Any, own_home: Path, window: MainWindow, recording: Path) -> None:
    window.documents.open([str(recording)])
    qtbot.waitUntil(lambda: bool(window.session.panes) and not window.jobs.running, timeout=10_000)
    window.command_actions["locate"].trigger()
    assert "no picture" in window.statusBar().currentMessage()
    assert window.side.docks["locate"].isHidden()


def test_the_pair_that_ships_comes_first(own_home: Path) -> None:
    install("aardvark")
    ids = [entry.card.id for entry in localizing.locator_entries()]
    assert ids[-1] == "aardvark" or ids == ["aardvark"]


# ---- boxes ------------------------------------------------------------------------------------------------------


def test_how_a_map_meets_a_box_by_hand() -> None:
    plane = np.zeros((8, 8), np.float32)
    plane[2:6, 2:6] = 1.0
    right = TrueBox(0.0, 1.0, Box(0.25, 0.25, 0.75, 0.75))
    wrong = TrueBox(0.0, 1.0, Box(0.75, 0.75, 1.0, 1.0))
    assert met(plane, [right]).ciou > 0.9
    assert met(plane, [right]).peak_inside
    assert met(plane, [wrong]).ciou < 0.1
    assert not met(plane, [wrong]).peak_inside


def test_boxes_of_frames_only_where_they_sound(tmp_path: Path) -> None:
    held = {"picture": {"width": 100, "height": 50, "fps": 10}, "boxes": [
        {"frame": 3, "label": "dog", "sounding": True, "left": 10, "top": 5, "right": 60, "bottom": 25},
        {"frame": 4, "label": "dog", "sounding": False, "left": 10, "top": 5, "right": 60, "bottom": 25}]}
    (tmp_path / "b.json").write_text(json.dumps(held))
    boxes = read_boxes(tmp_path / "b.json", 100, 50)
    assert [one.box for one in boxes_at(boxes, 0.35)] == [Box(0.1, 0.1, 0.6, 0.5)]
    assert not boxes_at(boxes, 0.45)


@pytest.mark.parametrize("text", ["", "{", '{"boxes": 3}', "a,b\n1,2\n", "start_s,end_s,x0,y0,x1,y1\n0,1,a,b,c,d\n"])
def test_what_holds_no_boxes_is_refused(tmp_path: Path, text: str) -> None:
    from core.errors import DataError

    (tmp_path / "b.csv").write_text(text)
    if text:
        with pytest.raises(DataError, match=r"b\.csv"):
            read_boxes(tmp_path / "b.csv", 10, 10)
    with pytest.raises(DataError, match="none"):
        read_boxes(tmp_path / "none.csv", 10, 10)
