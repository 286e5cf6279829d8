"""S plays the event that is picked, wherever it has been moved to."""

from pathlib import Path

from core.annotations import Annotations
from core.domain import AudioTrack, Event, MediaInfo, Selection
from desktop import labelling, reviewing
from desktop.pane import PaneState
from desktop.selected_event import SelectedEvent


def pane_with(*events: Event) -> PaneState:
    track = AudioTrack(0, 16_000, 1, 160_000, "pcm")
    return PaneState(MediaInfo(Path("a.wav"), "wav", (track,)), Annotations.of(events))


def test_the_selection_goes_with_the_event_and_back() -> None:
    pane = pane_with(Event("dog", 1, 2, 100, 900))
    follower = SelectedEvent(pane)
    reviewing.go_to(pane, 1)
    labelling.nudge(pane, pane.picked, 0.5)
    assert pane.selection == Selection(1.5, 2.5, 100, 900)
    labelling.stretch(pane, 1, offset_s=4.0)
    assert pane.selection == Selection(1.5, 4.0, 100, 900)
    pane.undo()
    pane.undo()
    assert pane.selection == Selection(1, 2, 100, 900)
    follower.close()


def test_a_selection_of_ones_own_stays() -> None:
    pane = pane_with(Event("dog", 1, 2))
    follower = SelectedEvent(pane)
    pane.pick([1])
    pane.select(Selection(3, 4))
    labelling.nudge(pane, pane.picked, 0.5)
    assert pane.selection == Selection(3, 4)
    follower.close()


def test_after_closing_nothing_is_followed() -> None:
    pane = pane_with(Event("dog", 1, 2))
    follower = SelectedEvent(pane)
    reviewing.go_to(pane, 1)
    follower.close()
    labelling.nudge(pane, pane.picked, 0.5)
    assert pane.selection == Selection(1, 2)
