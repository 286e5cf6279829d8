"""The window as a hand meets it: files in, keys pressed, labels made, projects saved, nothing lost without asking."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile as sf
from PySide6.QtCore import QMimeData, QPointF, QSize, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QPushButton, QWidget

from core.annotations import Annotations
from core.domain import AudioTrack, Event, MediaInfo, Selection
from desktop import keys
from desktop.commands import NEED_EVENTS
from desktop.main_window import MainWindow, first_size
from desktop.pane import PaneState
from desktop.pane_view import describe
from desktop.settings import Settings
from desktop.widgets.dialogs import KeysDialog
from tests.desktop.conftest import write_tone


def opened(qtbot: Any, window: MainWindow, *paths: Path, beside: bool = False) -> PaneState:
    before = set(map(id, window.session.panes))
    window.documents.open([str(path) for path in paths], beside)
    qtbot.waitUntil(lambda: {id(p) for p in window.session.panes} != before and not window.jobs.running, timeout=10_000)
    assert window.session.active is not None
    return window.session.active


def press(qtbot: Any, window: MainWindow, key: Qt.Key, mods: Any = Qt.KeyboardModifier.NoModifier) -> None:
    view = window.active_view()
    assert view is not None
    target = view.views["spectrogram"]
    target.setFocus()
    qtbot.keyClick(target, key, mods)


def test_every_command_has_a_handler(window: MainWindow) -> None:
    from desktop.commands import handlers

    assert set(handlers(window)) == {command.id for command in keys.COMMANDS}


def test_opening_a_file_shows_it(qtbot: Any, window: MainWindow, recording: Path) -> None:
    pane = opened(qtbot, window, recording)
    assert pane.duration_s == pytest.approx(4.0)
    assert "tone.wav" in window.windowTitle()
    assert window.settings.recent[0] == str(recording)
    assert window.command_actions["play"].isEnabled()


def test_a_bad_file_says_a_sentence_and_keeps_what_is_open(qtbot: Any, window: MainWindow, recording: Path,
                                                          tmp_path: Path) -> None:
    pane = opened(qtbot, window, recording)
    bad = tmp_path / "bad.wav"
    bad.write_text("not a sound")
    told: list[str] = []
    window.jobs.failed.connect(lambda tried, sentence: told.append(sentence))
    window.documents.open([str(bad)])
    qtbot.waitUntil(lambda: bool(told))
    assert "bad.wav" in told[0]
    assert told[0].endswith(".")
    assert window.session.active is pane


def test_two_files_side_by_side_move_together_until_freed(qtbot: Any, window: MainWindow, recording: Path,
                                                         tmp_path: Path) -> None:
    other = write_tone(tmp_path / "other.wav", 3.0)
    opened(qtbot, window, recording, other)
    qtbot.waitUntil(lambda: len(window.session.panes) == 2)
    one, two = window.session.panes
    one.show(0.5, 1.5)
    assert two.view == (0.5, 1.5)
    window.command_actions["link_axes"].trigger()
    one.show(1.0, 2.0)
    assert two.view == (0.5, 1.5)


def test_keys_zoom_label_judge_and_undo(qtbot: Any, window: MainWindow, recording: Path) -> None:
    pane = opened(qtbot, window, recording)
    pane.seek(2.0)
    press(qtbot, window, Qt.Key.Key_Plus)
    assert pane.view[1] - pane.view[0] == pytest.approx(2.0)
    press(qtbot, window, Qt.Key.Key_F)
    assert pane.view == (0.0, 4.0)
    press(qtbot, window, Qt.Key.Key_Backspace)
    assert pane.view[1] - pane.view[0] == pytest.approx(2.0)
    pane.add_event("Make label", Event("dog", 1.0, 1.5))
    pane.add_event("Make label", Event("cat", 2.0, 2.5))
    pane.pick(())
    pane.seek(0.0)
    press(qtbot, window, Qt.Key.Key_Tab)
    assert [pane.annotations.events[n].label for n in pane.picked] == ["dog"]
    press(qtbot, window, Qt.Key.Key_Return)
    verdicts = {event.label: event.verdict.value for event in pane.annotations.events.values()}
    assert verdicts == {"dog": "verified", "cat": "open"}
    assert [pane.annotations.events[n].label for n in pane.picked] == ["cat"]
    press(qtbot, window, Qt.Key.Key_Delete)
    assert {e.label: e.verdict.value for e in pane.annotations.events.values()}["cat"] == "rejected"
    press(qtbot, window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    press(qtbot, window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert {e.verdict.value for e in pane.annotations.events.values()} == {"open"}


def test_escape_clears_the_selection_then_what_is_picked(qtbot: Any, window: MainWindow, recording: Path) -> None:
    pane = opened(qtbot, window, recording)
    pane.add_event("Make label", Event("dog", 1.0, 1.5))
    pane.select(Selection(1.0, 2.0))
    press(qtbot, window, Qt.Key.Key_Escape)
    assert pane.selection is None
    assert pane.picked
    press(qtbot, window, Qt.Key.Key_Escape)
    assert not pane.picked


def test_project_round_trip(qtbot: Any, window: MainWindow, recording: Path, tmp_path: Path,
                            monkeypatch: pytest.MonkeyPatch) -> None:
    pane = opened(qtbot, window, recording)
    pane.add_event("Make label", Event("dog", 1.0, 1.5, 200.0, 900.0))
    pane.show(0.5, 2.5)
    target = tmp_path / "work.auralens"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a, **k: (str(target), ""))
    window.command_actions["save"].trigger()
    assert target.exists()
    assert pane.history.is_saved
    window.documents.close(pane)
    again = opened(qtbot, window, target)
    assert list(again.annotations.events.values()) == [Event("dog", 1.0, 1.5, 200.0, 900.0)]
    assert again.view == pytest.approx((0.5, 2.5))
    assert again.history.is_saved


def test_a_project_whose_recording_moved_is_relinked(qtbot: Any, window: MainWindow, recording: Path, tmp_path: Path,
                                                     monkeypatch: pytest.MonkeyPatch) -> None:
    pane = opened(qtbot, window, recording)
    pane.add_event("Make label", Event("dog", 1.0, 1.5))
    target = tmp_path / "work.auralens"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a, **k: (str(target), ""))
    assert window.documents.save()
    window.documents.close(pane)
    moved = tmp_path / "elsewhere" / "renamed.wav"
    moved.parent.mkdir()
    recording.rename(moved)
    monkeypatch.setattr(QMessageBox, "question", lambda *a, **k: QMessageBox.StandardButton.Yes)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *a, **k: (str(moved), ""))
    again = opened(qtbot, window, target)
    assert again.media.path == moved
    assert len(again.annotations.events) == 1


def test_unsaved_labels_are_asked_about(qtbot: Any, window: MainWindow, recording: Path,
                                        monkeypatch: pytest.MonkeyPatch) -> None:
    pane = opened(qtbot, window, recording)
    pane.add_event("Make label", Event("dog", 1.0, 1.5))
    monkeypatch.setattr(QMessageBox, "question", lambda *a, **k: QMessageBox.StandardButton.Cancel)
    window.documents.close(pane)
    assert window.session.panes == [pane]
    assert not window.documents.may_leave()
    monkeypatch.setattr(QMessageBox, "question", lambda *a, **k: QMessageBox.StandardButton.Discard)
    window.documents.close(pane)
    assert window.session.panes == []


def test_dropping_files_opens_them(qtbot: Any, window: MainWindow, recording: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(recording))])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    window.dropEvent(QDropEvent(QPointF(5, 5), copy, data, left, none))
    qtbot.waitUntil(lambda: window.session.active is not None)


def test_question_mark_lists_the_keys(qtbot: Any, window: MainWindow) -> None:
    window.command_actions["keys"].trigger()
    dialog = window.findChild(KeysDialog)
    assert dialog is not None
    assert dialog.isVisible()
    dialog.close()


def test_f6_reaches_every_part_by_keyboard(qtbot: Any, window: MainWindow, recording: Path) -> None:
    opened(qtbot, window, recording)
    view = window.active_view()
    assert view is not None
    reached: set[str] = set()
    for _ in range(12):
        window.command_actions["next_area"].trigger()
        focus = QApplication.focusWidget()
        reached |= {name for name, part in view.views.items() if part is focus}
        if focus is not None and window.transport.isAncestorOf(focus):
            reached.add("transport")
        if focus is not None and window.side.docks["events"].isAncestorOf(focus):
            reached.add("events")
    assert reached >= {"overview", "spectrogram", "waveform", "labels", "transport", "events"}


def test_every_control_has_an_accessible_name(qtbot: Any, window: MainWindow, recording: Path) -> None:
    opened(qtbot, window, recording)
    nameless = [
        f"{type(widget).__name__} in {type(widget.parent()).__name__}"
        for widget in window.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible()
        and not widget.accessibleName() and not getattr(widget, "text", str)()
        and not type(widget).__name__.startswith(("QScroll", "QTab", "QToolBarExt", "QHeader", "QExpandingLineEdit"))
        and not (widget.parent() and type(widget.parent()).__name__.endswith(("SpinBox", "ComboBox")))
    ]
    assert nameless == []


def test_closing_leaves_no_thread_behind(qtbot: Any, recording: Path) -> None:
    import threading

    before = set(threading.enumerate())
    made = MainWindow(Settings(theme="dark", language="en"))
    made.show()
    opened(qtbot, made, recording)
    made.playback.toggle()
    made.close()
    made.deleteLater()
    qtbot.waitUntil(lambda: not {t for t in threading.enumerate() if t.is_alive()} - before, timeout=5000)


def test_annotations_given_at_opening_are_shown(qtbot: Any, window: MainWindow, recording: Path) -> None:
    window.documents.open_media(recording, annotations=Annotations.of([Event("dog", 1, 2)]))
    qtbot.waitUntil(lambda: window.session.active is not None)
    assert window.side.events is not None
    assert window.side.events.shown_ids() == [1]


def test_the_next_recording_opens_as_the_last_was_looked_at(qtbot: Any, window: MainWindow, recording: Path) -> None:
    from dataclasses import replace

    pane = opened(qtbot, window, recording)
    pane.set_style(replace(pane.style, scale="log", floor_db=-70.0, low_hz=300.0))
    pane.set_stft(replace(pane.stft, n_fft=2048, channel=0))
    again = opened(qtbot, window, recording)
    assert again is not pane
    assert (again.style.scale, again.style.floor_db, again.stft.n_fft) == ("log", -70.0, 2048)
    assert (again.style.low_hz, again.stft.channel) == (0.0, None)  # what belongs to one recording stays with it


def test_the_room_for_tiles_is_as_set(qtbot: Any, window: MainWindow, recording: Path) -> None:
    from core.tiles.disk import shared_cache

    window.settings.tile_cache_mib = 64
    opened(qtbot, window, recording)
    assert shared_cache().limit_bytes == 64 * 2**20


@pytest.mark.parametrize(("screen", "expected"), [
    ((1280, 720), (1272, 680)), ((1920, 1080), (1536, 864)), ((3840, 2160), (1920, 1200)), ((640, 480), (800, 500)),
])
def test_the_first_window_fits_the_screen(screen: tuple[int, int], expected: tuple[int, int]) -> None:
    assert first_size(QSize(*screen)).toTuple() == expected


def test_a_band_that_is_not_selected_is_asked_for(qtbot: Any, window: MainWindow, recording: Path) -> None:
    pane = opened(qtbot, window, recording)
    press(qtbot, window, Qt.Key.Key_2)
    assert "Drag a box" in window.statusBar().currentMessage()
    window.statusBar().clearMessage()
    pane.select(Selection(1, 2, 500, 2000))
    press(qtbot, window, Qt.Key.Key_3)
    assert not window.statusBar().currentMessage()


def test_the_header_says_which_track_is_open() -> None:
    tracks = (AudioTrack(0, 8000, 1, 8000, "aac"), AudioTrack(1, 8000, 1, 8000, "aac", title="Korean"))
    media = MediaInfo(Path("film.mkv"), "matroska", tracks)
    assert describe(PaneState(media, track_index=1)).endswith("track 2 of 2: Korean")
    assert "track" not in describe(PaneState(MediaInfo(Path("a.wav"), "wav", tracks[:1])))


def test_the_keyboard_finds_the_first_page(qtbot: Any, window: MainWindow, recording: Path) -> None:
    def link() -> str:
        focus = window.focusWidget()
        return focus.accessibleName() if focus else ""

    window.activateWindow()
    assert link().startswith("Open…")
    pane = opened(qtbot, window, recording)
    window.documents.close(pane)
    qtbot.waitUntil(lambda: link().startswith("Open…"))


def test_enter_opens_a_link_and_esc_stops_what_it_began(qtbot: Any, window: MainWindow, recording: Path) -> None:
    window.remember(recording)
    link = next(b for b in window.findChildren(QPushButton) if b.accessibleName().startswith(recording.name))
    stopped: list[str] = []

    def wait(job: Any) -> None:
        while True:
            job.step(0.5)

    window.jobs.start("slow", wait, lambda _: None)
    window.jobs.finished.connect(lambda _: stopped.append("slow"))
    qtbot.keyClick(link, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: stopped == ["slow"])
    qtbot.keyClick(link, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(window.session.panes) == 1, timeout=10_000)


def test_the_right_button_offers_what_a_selection_is_for(qtbot: Any, window: MainWindow, recording: Path) -> None:
    pane = opened(qtbot, window, recording)
    view = window.active_view()
    assert view is not None
    spectrogram = view.views["spectrogram"]
    words = [action.text() for action in spectrogram.actions()]
    assert words[:3] == ["Play the selection only", "Zoom to the selection", "Make a label from the selection"]
    assert words[-1] == "All frequencies"
    pane.select(Selection(1.0, 2.0))
    press(qtbot, window, Qt.Key.Key_Z)  # offered twice, but one key still does one thing
    assert pane.view == (1.0, 2.0)


@pytest.mark.parametrize("command", sorted(NEED_EVENTS))
def test_a_command_that_needs_an_event_says_so(
    qtbot: Any, window: MainWindow, recording: Path, command: str
) -> None:
    pane = opened(qtbot, window, recording)
    before = pane.annotations
    window.command_actions[command].trigger()
    assert "Pick an event" in window.statusBar().currentMessage()
    assert pane.annotations == before


def test_views_squeezed_by_two_recordings_are_not_remembered(qtbot: Any, window: MainWindow, recording: Path,
                                                            tmp_path: Path) -> None:
    opened(qtbot, window, recording, write_tone(tmp_path / "other.wav", 3.0))
    qtbot.waitUntil(lambda: len(window.session.panes) == 2)
    window.keep_layout()
    window.documents.close(window.session.panes[0])
    window.documents.close(window.session.panes[0])
    assert window.settings.pane_layout == ""
    pane = opened(qtbot, window, recording)
    window.documents.close(pane)
    assert window.settings.pane_layout


def test_the_channel_that_is_seen_is_heard(qtbot: Any, window: MainWindow, recording: Path, tmp_path: Path) -> None:
    from dataclasses import replace

    sf.write(tmp_path / "two.wav", np.zeros((8000, 2)), 8000)
    pane = opened(qtbot, window, tmp_path / "two.wav")
    assert window.playback.player.state.channel is None
    pane.set_stft(replace(pane.stft, channel=1))
    assert window.playback.player.state.channel == 1
    opened(qtbot, window, recording)
    assert window.playback.player.state.channel is None


def test_the_values_under_a_resting_pointer_follow_the_view(qtbot: Any, window: MainWindow, recording: Path) -> None:
    pane = opened(qtbot, window, recording)
    view = window.pane_views[id(pane)].views["waveform"]
    qtbot.mouseMove(view, view.plot_rect().center())
    seen: list[float] = []
    view.hovered.connect(lambda time_s, hz, db: seen.append(time_s))
    pane.show(0.0, 1.0)
    assert seen
    assert seen[-1] == pytest.approx(0.5, abs=0.01)
