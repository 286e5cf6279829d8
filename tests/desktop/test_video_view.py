"""The picture at the cursor is the right frame, in the right place; the window never waits for the decoder."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from core.domain import AudioTrack, MediaInfo, VideoTrack
from desktop.figures import save_figure
from desktop.pane import PaneState
from desktop.views.video import CAPTION_PX, VideoView
from tests.core.media.films import HEIGHT, WIDTH, ffmpeg, make_film, number_of

H264 = ("-c:v", "libx264", "-preset", "veryfast", "-g", "12", "-bf", "3")
Show = Callable[[Path], VideoView]


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_film(tmp_path_factory.mktemp("film") / "film.mp4", 60, H264, sound=True)


def pane_of(path: Path, seconds: float = 2.4) -> PaneState:
    track = VideoTrack(WIDTH, HEIGHT, 25.0, round(seconds * 25), "h264", duration_s=seconds)
    return PaneState(MediaInfo(path, "mp4", video=track))


@pytest.fixture
def show(qtbot: QtBot) -> Iterator[Show]:
    views: list[VideoView] = []

    def shown(path: Path) -> VideoView:
        view = VideoView(pane_of(path))
        qtbot.addWidget(view)
        view.resize(WIDTH * 2, HEIGHT * 2 + CAPTION_PX)
        view.show()
        views.append(view)
        return view

    yield shown
    for view in views:
        view.close_view()


def picture_at(qtbot: QtBot, view: VideoView, index: int) -> None:
    qtbot.waitUntil(lambda: view.settled() and view.current_frame() is not None, timeout=10000)
    found = view.current_frame()
    assert found is not None
    assert (found[0], number_of(found[1])) == (index, index)


def test_the_frame_at_the_cursor_is_shown(qtbot: QtBot, show: Show, film: Path) -> None:
    view = show(film)
    picture_at(qtbot, view, 0)
    for time_s, index in ((1.0, 25), (0.33, 8), (2.39, 59), (0.0, 0)):
        view.pane.seek(time_s)
        picture_at(qtbot, view, index)
    assert "1" in view.accessibleDescription()
    assert "60" in view.accessibleDescription()


def test_what_is_painted_is_the_frame(qtbot: QtBot, show: Show, film: Path) -> None:
    view = show(film)
    view.pane.seek(1.48)
    picture_at(qtbot, view, 37)
    place = view.picture_rect()
    painted = rgb_of(view.grab().toImage().copy(place))
    assert number_of(cv2.resize(painted, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)) == 37


def rgb_of(image: QImage) -> np.ndarray:
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : image.width() * 3].reshape(image.height(), image.width(), 3).copy()


@pytest.mark.parametrize(("width", "height", "expected"), [
    (352, 112 + CAPTION_PX, QRect(88, 0, 176, 112)),  # room at the sides
    (176, 300 + CAPTION_PX, QRect(0, 94, 176, 112)),  # room above and below
])
def test_the_aspect_is_kept(
    qtbot: QtBot, show: Show, film: Path, width: int, height: int, expected: QRect
) -> None:
    view = show(film)
    picture_at(qtbot, view, 0)
    view.resize(width, height)
    assert view.picture_rect() == expected


def test_pixels_that_are_not_square_are_shown_wide(qtbot: QtBot, show: Show, tmp_path: Path) -> None:
    path = make_film(tmp_path / "wide.mp4", 3, (*H264, "-vf", "setsar=2/1"))
    view = show(path)
    picture_at(qtbot, view, 0)
    view.resize(352, 400 + CAPTION_PX)
    assert view.picture_rect().size().toTuple() == (352, 112)


def test_a_screen_with_more_pixels_gets_more_of_them(qtbot: QtBot, show: Show, film: Path) -> None:
    view = show(film)
    picture_at(qtbot, view, 0)
    view.resize(WIDTH, HEIGHT // 2 + CAPTION_PX)
    qtbot.waitUntil(view.settled)
    qtbot.waitUntil(lambda: view.current_frame()[1].shape[0] == HEIGHT // 2)  # type: ignore[index]
    view.dress_for_figure(2.0, vector=False)
    qtbot.waitUntil(lambda: view.current_frame()[1].shape[0] == HEIGHT)  # type: ignore[index]


def test_stepping_goes_from_frame_to_frame_and_stops_at_the_ends(qtbot: QtBot, show: Show, film: Path) -> None:
    view = show(film)
    picture_at(qtbot, view, 0)
    for steps, index in ((1, 1), (1, 2), (5, 7), (-1, 6), (-20, 0), (-1, 0), (1000, 59), (1, 59), (-2, 57)):
        view.step(steps)
        assert view.pane.position_s == pytest.approx(index / 25, abs=1e-6)
        picture_at(qtbot, view, index)


def test_many_moves_end_at_the_last(qtbot: QtBot, show: Show, film: Path) -> None:
    view = show(film)
    picture_at(qtbot, view, 0)
    shown: list[int] = []
    view.frame_changed.connect(lambda: shown.append(view.current_frame()[0]))  # type: ignore[index]
    for index in range(60):
        view.pane.follow(index / 25)
    picture_at(qtbot, view, 59)
    assert shown == sorted(shown)


def test_a_recording_without_a_picture_says_so(qtbot: QtBot, tmp_path: Path) -> None:
    pane = PaneState(MediaInfo(tmp_path / "a.wav", "wav", audio=(AudioTrack(0, 48000, 1, 48000, "pcm"),)))
    view = VideoView(pane)
    qtbot.addWidget(view)
    assert view.accessibleDescription() == "This recording has no picture."
    assert view.accessibleName()
    view.step(1)
    assert (view.settled(), view.current_frame(), pane.position_s) == (True, None, 0.0)
    view.grab()
    view.close_view()


def test_a_film_that_cannot_be_opened_says_why(qtbot: QtBot, show: Show, tmp_path: Path) -> None:
    path = tmp_path / "broken.mp4"
    path.write_bytes(b"\0\0\0\x18ftypmp42" + bytes(200))
    view = show(path)
    qtbot.waitUntil(lambda: "broken.mp4" in view.accessibleDescription())
    assert view.settled()
    view.grab()


def test_the_overlay_is_painted_over_the_picture_only(qtbot: QtBot, show: Show, film: Path) -> None:
    view = show(film)
    picture_at(qtbot, view, 0)
    view.resize(WIDTH + 100, HEIGHT + CAPTION_PX)
    places: list[QRect] = []

    def paint(painter: QPainter, place: QRect, _panel: int) -> None:
        places.append(place)
        painter.fillRect(view.rect(), QColor("#ff00ff"))

    view.set_overlay(paint)
    picture = rgb_of(view.grab().toImage())
    assert places[-1] == view.picture_rect()
    purple = (picture == (255, 0, 255)).all(axis=2)
    expected = np.zeros_like(purple)
    place = view.picture_rect()
    expected[place.top() : place.bottom() + 1, place.left() : place.right() + 1] = True
    assert np.array_equal(purple, expected)
    view.set_overlay(None)
    assert not (rgb_of(view.grab().toImage()) == (255, 0, 255)).all(axis=2).any()


def test_a_frame_is_saved_in_full_size(qtbot: QtBot, show: Show, film: Path, tmp_path: Path) -> None:
    view = show(film)
    view.resize(90, 60 + CAPTION_PX)
    view.pane.seek(1.0)
    picture_at_time = tmp_path / "frame.png"
    with qtbot.waitSignal(view.frame_saved, timeout=10000) as caught:
        view.save_frame(picture_at_time)
    assert caught.args == [str(picture_at_time)]
    saved = cv2.cvtColor(cv2.imread(str(picture_at_time)), cv2.COLOR_BGR2RGB)
    assert (saved.shape, number_of(saved)) == ((HEIGHT, WIDTH, 3), 25)


def test_a_frame_that_cannot_be_saved_says_why(qtbot: QtBot, show: Show, film: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    view = show(film)
    with qtbot.waitSignal(view.save_failed, timeout=10000) as caught:
        view.save_frame(tmp_path / "file" / "frame.png")
    assert "frame.png" in caught.args[0]
    assert caught.args[0].endswith(".")


def test_the_menu_offers_to_save(qtbot: QtBot, show: Show, film: Path) -> None:
    view = show(film)
    picture_at(qtbot, view, 0)
    assert [action.text() for action in view.menu().actions()] == ["Save frame as PNG …"]


def test_a_hidden_view_decodes_nothing_until_it_is_shown(qtbot: QtBot, show: Show, film: Path) -> None:
    view = show(film)
    picture_at(qtbot, view, 0)
    view.hide()
    view.pane.seek(1.0)
    assert view.settled()
    view.show()
    picture_at(qtbot, view, 25)


def test_closing_ends_the_thread_and_the_following(qtbot: QtBot, film: Path) -> None:
    before = threading.active_count()
    pane = pane_of(film)
    view = VideoView(pane)
    qtbot.addWidget(view)
    assert threading.active_count() == before + 1
    view.close_view()
    view.close_view()
    assert threading.active_count() == before
    assert len(pane.position_changed) == 0
    pane.seek(1.0)


def test_closing_does_not_wait_for_a_long_count(qtbot: QtBot, tmp_path: Path, film: Path) -> None:
    path = tmp_path / "long.avi"  # H.264 in AVI must be decoded to be counted
    ffmpeg("-stream_loop", "60", "-i", film, "-c:v", "copy", "-an", path)
    view = VideoView(pane_of(path, 146.4))
    qtbot.addWidget(view)
    view.resize(200, 200)
    view.show()
    view.pane.seek(100.0)
    with qtbot.waitSignal(view.frame_changed, timeout=10000):
        pass
    assert view.current_frame() is None  # a picture, while its number is still unknown
    feed = view._feed
    assert feed is not None
    view.close_view()
    assert not feed._thread.is_alive()
    assert feed.frames is None


def test_a_figure_of_the_frame_has_the_figures_resolution(qtbot: QtBot, film: Path, tmp_path: Path) -> None:
    pane = pane_of(film)
    pane.seek(1.0)
    path = tmp_path / "figure.png"
    save_figure(lambda: VideoView(pane), path, WIDTH, HEIGHT + CAPTION_PX, 1.0, False)
    picture = cv2.cvtColor(cv2.imread(str(path)), cv2.COLOR_BGR2RGB)
    assert number_of(picture[:HEIGHT, :WIDTH]) == 25
