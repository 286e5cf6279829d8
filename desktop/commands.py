"""What each command of the table in `keys` does. A command that needs a recording gets the active one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QApplication, QDockWidget, QInputDialog, QWidget

from core.errors import UsageError
from desktop import labelling, reviewing
from desktop.pane import PaneState
from desktop.playback import KEPT, ORIGINAL, REMOVED, VOLUME_STEP_DB

if TYPE_CHECKING:
    from desktop.main_window import MainWindow

Handler = Callable[[bool], object]
ZOOM_STEP = 0.5
SCROLL_SHARE = 0.8
NUDGE_SHARE = 0.005
NEED_EVENTS = frozenset((
    "reopen", "relabel", "duplicate", "split", "merge", "move_left", "move_right", "stretch_start_left",
    "stretch_start_right", "stretch_end_left", "stretch_end_right", "delete_events",
))
FRAME_S = 0.04  # one step of the arrow keys where there is no picture


def handlers(window: MainWindow) -> dict[str, Handler]:
    """Every command's function, by its id."""
    on_pane: dict[str, Callable[[PaneState], object]] = {
        **_edit(window), **_time(window), **_view(window), **_label(window), **_detect(window),
        **_explain(window), **_locate(window),
        "info": window.dialogs.show_info, "close": window.documents.close,
    }
    of_pane = {name: _on_active(window, act, name in NEED_EVENTS) for name, act in on_pane.items()}
    return {**of_pane, **_file(window), **_play(window), **_window(window), **window.panels.handlers()}


def _on_active(window: MainWindow, act: Callable[[PaneState], object], needs_events: bool) -> Handler:
    def handle(_checked: bool) -> None:
        pane = window.session.active
        if pane is None:
            return
        if needs_events and not pane.picked:
            window.say(QCoreApplication.translate("Commands", "Pick an event first: click on it, or press Tab."))
            return
        try:
            act(pane)
        except UsageError as error:
            window.say(QCoreApplication.translate("labelling", str(error)))

    return handle


def _file(window: MainWindow) -> dict[str, Handler]:
    documents = window.documents
    return {
        "open": lambda _: documents.ask_open(),
        "open_beside": lambda _: documents.ask_open(beside=True),
        "open_sample": lambda _: documents.open_sample(video=False),
        "open_sample_video": lambda _: documents.open_sample(video=True),
        "save": lambda _: documents.save(),
        "save_as": lambda _: documents.save_as(),
        "import_labels": lambda _: window.exports.import_labels(),
        "export_labels": lambda _: window.exports.export_labels(),
        "export_clips": lambda _: window.exports.export_clips(),
        "export_figure": lambda _: window.exports.export_figure(),
        "settings": lambda _: window.dialogs.ask_settings(),
        "quit": lambda _: window.close(),
    }


def _edit(window: MainWindow) -> dict[str, Callable[[PaneState], object]]:
    return {
        "undo": lambda pane: pane.undo(),
        "redo": lambda pane: pane.redo(),
        "select_all": reviewing.pick_all,
        "select_none": lambda pane: _clear(window, pane),
        "find": lambda pane: _find(window),
    }


def _play(window: MainWindow) -> dict[str, Handler]:
    play = window.playback
    return {
        "play": lambda _: play.toggle(),
        "play_selection": lambda _: play.play_selection(),
        "loop": play.set_loop,
        "band_original": lambda _: play.hear(ORIGINAL),
        "band_kept": lambda _: play.hear(KEPT),
        "band_removed": lambda _: play.hear(REMOVED),
        "slower": lambda _: play.step_speed(-1),
        "faster": lambda _: play.step_speed(+1),
        "normal_speed": lambda _: play.set_speed(1.0),
        "louder": lambda _: window.change_volume(+VOLUME_STEP_DB),
        "quieter": lambda _: window.change_volume(-VOLUME_STEP_DB),
    }


def _time(window: MainWindow) -> dict[str, Callable[[PaneState], object]]:
    return {
        "step_back": lambda pane: _step(window, pane, -1),
        "step_forward": lambda pane: _step(window, pane, +1),
        "to_start": lambda pane: _seek(pane, 0.0),
        "to_end": lambda pane: _seek(pane, pane.duration_s),
    }


def _group(window: MainWindow) -> None:
    from desktop.views.lane_layout import Grouping

    by_label = window.command_actions["group_by_label"].isChecked()
    view = window.active_view()
    if view is not None:
        view.lanes.set_grouping(Grouping.LABEL if by_label else Grouping.LANE)


def _view(window: MainWindow) -> dict[str, Callable[[PaneState], object]]:
    return {
        "zoom_in": lambda pane: pane.zoom(ZOOM_STEP, _anchor(pane)),
        "zoom_out": lambda pane: pane.zoom(1 / ZOOM_STEP, _anchor(pane)),
        "fit": lambda pane: pane.fit(),
        "zoom_selection": _zoom_selection,
        "back_view": lambda pane: pane.back(),
        "group_by_label": lambda pane: _group(window),
        "page_back": lambda pane: pane.pan(-SCROLL_SHARE * _length(pane)),
        "page_forward": lambda pane: pane.pan(SCROLL_SHARE * _length(pane)),
    }


def _label(window: MainWindow) -> dict[str, Callable[[PaneState], object]]:
    return {
        "make_label": lambda pane: _make_label(window, pane),
        "next_event": reviewing.next_event,
        "previous_event": reviewing.previous_event,
        "verify": reviewing.verify_and_next,
        "reject": reviewing.reject_and_next,
        "reopen": lambda pane: reviewing.reopen(pane, pane.picked),
        "relabel": lambda pane: _relabel(window, pane),
        "duplicate": lambda pane: labelling.duplicate(pane, pane.picked),
        "split": lambda pane: labelling.split(pane, pane.picked, pane.position_s),
        "merge": lambda pane: labelling.merge(pane, pane.picked),
        "move_left": lambda pane: labelling.nudge(pane, pane.picked, -_nudge_s(pane)),
        "move_right": lambda pane: labelling.nudge(pane, pane.picked, _nudge_s(pane)),
        "stretch_start_left": lambda pane: _stretch(pane, onset_by=-1),
        "stretch_start_right": lambda pane: _stretch(pane, onset_by=+1),
        "stretch_end_left": lambda pane: _stretch(pane, offset_by=-1),
        "stretch_end_right": lambda pane: _stretch(pane, offset_by=+1),
        "new_lane": lambda pane: _new_lane(window, pane),
        "delete_events": lambda pane: labelling.delete(pane, pane.picked),
    }


def _detect(window: MainWindow) -> dict[str, Callable[[PaneState], object]]:
    detecting = window.detecting
    return {
        "detect": detecting.ask,
        "stop_detecting": lambda pane: detecting.stop(),
        "next_detection": lambda pane: detecting.step(pane, +1),
        "previous_detection": lambda pane: detecting.step(pane, -1),
        "detections_to_labels": detecting.make_labels,
        "export_scores": detecting.export_scores,
    }


def _explain(window: MainWindow) -> dict[str, Callable[[PaneState], object]]:
    listening = window.listening
    return {
        "explain": listening.ask,
        "stop_explaining": lambda pane: listening.stop(),
        "other_explanation": listening.compare,
        "save_explanation": listening.ask_save,
        "clear_explanation": listening.clear,
    }


def _locate(window: MainWindow) -> dict[str, Callable[[PaneState], object]]:
    localizing = window.localizing
    return {
        "locate": localizing.ask,
        "locate_event": localizing.ask_event,
        "stop_locating": lambda pane: localizing.stop(),
        "save_located_picture": localizing.ask_picture,
        "save_located_film": localizing.ask_film,
    }


def _window(window: MainWindow) -> dict[str, Handler]:
    return {
        "import_model": lambda _: window.detecting.models.ask(),
        "link_axes": window.session.set_linked,
        "next_area": lambda _: _next_area(window),
        "full_screen": lambda on: window.showFullScreen() if on else window.showNormal(),
        "reset_layout": lambda _: window.reset_layout(),
        "keys": lambda _: window.dialogs.show_keys(),
        "show_log": lambda _: window.dialogs.show_log(),
        "about": lambda _: window.dialogs.show_about(),
    }


def _clear(window: MainWindow, pane: PaneState) -> None:
    """Esc: first what is running, then the selection, then what is picked."""
    if window.exports.stop_figure() or window.jobs.cancel_latest():
        return
    if pane.selection is not None:
        pane.select(None)
    else:
        pane.pick(())


def _find(window: MainWindow) -> None:
    dock = window.side.docks["events"]
    dock.show()
    dock.raise_()
    if window.side.events is not None:
        window.side.events.focus_filter()


def _step(window: MainWindow, pane: PaneState, frames: int) -> None:
    video = window.side.video
    if video is not None:
        video.step(frames)
    else:
        _seek(pane, pane.position_s + frames * FRAME_S)


def _seek(pane: PaneState, position_s: float) -> None:
    pane.seek(position_s)
    pane.reveal(pane.position_s, pane.position_s)


def _length(pane: PaneState) -> float:
    start_s, end_s = pane.view
    return end_s - start_s


def _anchor(pane: PaneState) -> float | None:
    """Zooming by keys holds the cursor where it can be seen, else the middle."""
    start_s, end_s = pane.view
    return pane.position_s if start_s <= pane.position_s <= end_s else None


def _zoom_selection(pane: PaneState) -> None:
    if pane.selection is not None:
        pane.show(pane.selection.start_s, pane.selection.end_s, remember=True)
    elif pane.picked:
        events = [pane.annotations.events[number] for number in pane.picked]
        start_s, end_s = min(e.onset_s for e in events), max(e.offset_s for e in events)
        margin_s = 0.1 * (end_s - start_s)
        pane.show(start_s - margin_s, end_s + margin_s, remember=True)


def _make_label(window: MainWindow, pane: PaneState) -> None:
    view = window.active_view()
    if view is not None:
        view.lanes.make_label()


def _relabel(window: MainWindow, pane: PaneState) -> None:
    view = window.active_view()
    if view is not None and pane.picked:
        view.lanes.edit_picked()


def _nudge_s(pane: PaneState) -> float:
    return NUDGE_SHARE * _length(pane)


def _stretch(pane: PaneState, onset_by: int = 0, offset_by: int = 0) -> None:
    step_s = _nudge_s(pane)
    for number in pane.picked:
        event = pane.annotations.events[number]
        labelling.stretch(
            pane, number,
            onset_s=event.onset_s + onset_by * step_s if onset_by else None,
            offset_s=event.offset_s + offset_by * step_s if offset_by else None,
        )


def _new_lane(window: MainWindow, pane: PaneState) -> None:
    told = QCoreApplication.translate
    name, given = QInputDialog.getText(window, told("Commands", "New lane"), told("Commands", "Name of the lane"))
    if given:
        labelling.new_lane(pane, name)


def _next_area(window: MainWindow) -> None:
    """F6: from bar to recording to dock, so that no mouse is needed to get anywhere."""
    areas: list[QWidget] = [window.transport]
    for pane_view in window.pane_views.values():
        areas += [view for name, view in pane_view.views.items() if pane_view.docks[name].isVisible()]
    areas += [dock.widget() for dock in window.side.docks.values() if _is_seen(dock)]
    focus = QApplication.focusWidget()
    here = next((i for i, area in enumerate(areas) if focus and (area is focus or area.isAncestorOf(focus))), -1)
    for offset in range(1, len(areas) + 1):
        target = _focusable(areas[(here + offset) % len(areas)])
        if target is not None:
            target.setFocus()
            return


def _is_seen(dock: QDockWidget) -> bool:
    return dock.isVisible() and not dock.visibleRegion().isEmpty()


def _focusable(area: QWidget) -> QWidget | None:
    takes = [area, *area.findChildren(QWidget)]
    return next((w for w in takes if w.focusPolicy() & Qt.FocusPolicy.TabFocus and w.isVisible() and w.isEnabled()),
                None)
