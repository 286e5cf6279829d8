"""The playhead is kept in view in the chosen way, and nobody is dragged along who has looked away."""

import pytest

from core.domain import AudioTrack, MediaInfo
from desktop.pane import PaneState
from desktop.views.follow import Follower

# A follower lives as long as somebody holds it, hence the names that look unused.


@pytest.fixture
def pane(tmp_path) -> PaneState:
    pane = PaneState(MediaInfo(tmp_path / "a.wav", "wav", (AudioTrack(0, 8000, 1, 8000 * 100, "pcm"),)))
    pane.show(10, 20)
    pane.seek(19.9)
    return pane


def test_pages_when_the_playhead_leaves(pane) -> None:
    _follower = Follower(pane, "page")
    pane.follow(20.0)
    assert pane.view == (10, 20)
    pane.follow(20.1)
    assert pane.view == pytest.approx((19.6, 29.6))


def test_centre_holds_it_in_the_middle(pane) -> None:
    _follower = Follower(pane, "centre")
    pane.follow(19.95)
    assert pane.view == pytest.approx((14.95, 24.95))


def test_off_leaves_the_view_alone(pane) -> None:
    _follower = Follower(pane, "off")
    pane.follow(20.1)
    pane.seek(90)
    assert pane.view == (10, 20)


@pytest.mark.parametrize("mode", ["page", "centre"])
def test_who_has_scrolled_away_is_left_alone(pane, mode) -> None:
    _follower = Follower(pane, mode)
    pane.show(60, 70)
    pane.follow(20.1)
    pane.follow(20.2)
    assert pane.view == (60, 70)


def test_sought_place_is_shown(pane) -> None:
    _follower = Follower(pane, "page")
    pane.seek(50)
    assert pane.view == pytest.approx((45, 55))


def test_closed_follower_does_nothing(pane) -> None:
    follower = Follower(pane, "page")
    follower.close()
    pane.follow(20.1)
    assert pane.view == (10, 20)
