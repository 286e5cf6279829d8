"""The sample video: its boxes hold what is drawn, and its sounds come in step with the picture."""

import numpy as np
import pytest

from core.sample import film, street, tower, tree
from core.sample.canvas import FPS, HEIGHT_PX, WIDTH_PX, Picture


def changed(first: Picture, second: Picture, by: int = 24) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of the pixels that differ."""
    rows, columns = np.nonzero(np.abs(first.astype(int) - second).max(axis=2) > by)
    return columns.min(), rows.min(), columns.max() + 1, rows.max() + 1


def test_the_soundtrack_is_as_long_as_the_picture() -> None:
    sound, events = film.soundtrack()
    assert sound.shape == (20 * 48_000, 2)
    assert film.FRAMES == 500
    assert {event.label for event in events} == {"siren", "chirping_birds", "church_bells"}
    assert 20 * np.log10(np.abs(sound).max()) == pytest.approx(-3.0, abs=0.01)


def test_boxes_stay_in_the_picture_and_tell_when_the_source_sounds() -> None:
    _, events = film.soundtrack()
    for found in film.boxes(events):
        assert 0 <= found.box.left < found.box.right <= WIDTH_PX
        assert 0 <= found.box.top < found.box.bottom <= HEIGHT_PX
        t = found.frame / FPS
        assert found.sounding == any(
            event.label == found.label and event.onset_s <= t < event.offset_s for event in events
        )


def test_the_ambulance_is_inside_its_box(monkeypatch: pytest.MonkeyPatch) -> None:
    """Against the same street without it; light and shadow may reach further, paint may not."""
    t = 4.3
    with_it, box = street.Street().draw(t), street.Street().box(t)
    monkeypatch.setattr(street._Ambulance, "draw", lambda self, picture: None)
    left, top, right, bottom = changed(street.Street().draw(t), with_it, by=140)
    assert box is not None
    assert (left, top) >= (box.left - 1, box.top - 1)
    assert right <= box.right + 14  # the wheels' shadow
    assert bottom <= box.bottom + 1
    assert right - left > 0.9 * (box.right - box.left)
    assert bottom - top > 0.8 * (box.bottom - box.top)


def test_the_bird_is_inside_its_box(monkeypatch: pytest.MonkeyPatch) -> None:
    for t in (8.64, 10.4, 12.9):
        with_it, box = tree.Tree().draw(t), tree.Tree().box(t)
        with monkeypatch.context() as patch:
            patch.setattr(tree._Bird, "draw", lambda self, picture: None)
            left, top, right, bottom = changed(tree.Tree().draw(t), with_it)
        assert box is not None
        slack = 6
        assert left >= box.left - slack
        assert top >= box.top - slack
        assert right <= box.right + slack
        assert bottom <= box.bottom + slack
        assert (right - left) * (bottom - top) > 0.55 * (box.right - box.left) * (box.bottom - box.top)


def test_the_ambulance_is_in_the_middle_when_its_siren_is() -> None:
    box = street.Street().box(street.NEAREST_S)
    assert box is not None
    assert (box.left + box.right) / 2 == pytest.approx(WIDTH_PX / 2, abs=2)


def test_the_siren_is_on_the_side_on_which_it_is_seen() -> None:
    sound, _ = film.soundtrack()

    def right_over_left_db(t: float) -> float:
        left, right = np.mean(sound[int(t * 48_000) : int((t + 0.4) * 48_000)] ** 2, axis=0)
        return float(10 * np.log10(right / left))

    assert right_over_left_db(2.0) < -4
    assert right_over_left_db(5.8) > 4


def test_the_beak_opens_while_a_chirp_sounds_and_then_only() -> None:
    onset_s, phrase = tree.SONGS[0]
    assert tree.beak_open(onset_s + phrase[0].duration_s / 2) > 0.9
    assert tree.beak_open(onset_s - 0.05) == 0
    assert tree.beak_open(onset_s + (phrase[0].end_s + phrase[1].at_s) / 2) == 0


def test_the_bell_is_furthest_out_at_each_stroke() -> None:
    for stroke_s in tower.STROKES_S:
        out = abs(tower.swing_rad(stroke_s))
        assert out >= abs(tower.swing_rad(stroke_s - 0.1))
        assert out >= abs(tower.swing_rad(stroke_s + 0.1))
        assert out == pytest.approx(tower.SWING_RAD)
