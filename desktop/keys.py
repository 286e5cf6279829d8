"""Every command of the window in one table: its name, its keys and its group.

Menus, shortcuts and the list behind `?` are all made from it, so none of them can tell a different story.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

CONTEXT = "Keys"


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:
    return text


@dataclass(frozen=True, slots=True)
class Command:
    id: str
    group: str
    text: str
    keys: tuple[str, ...] = ()
    checkable: bool = False
    needs_recording: bool = True
    only_in_views: bool = False  # a bare key that fields and tables need for themselves

    @property
    def title(self) -> str:
        return QCoreApplication.translate(CONTEXT, self.text)

    @property
    def group_title(self) -> str:
        return QCoreApplication.translate(CONTEXT, self.group)


_T = QT_TRANSLATE_NOOP
FILE = _T("Keys", "File")
EDIT = _T("Keys", "Edit")
PLAY = _T("Keys", "Play")
VIEW = _T("Keys", "View")
LABEL = _T("Keys", "Label")
DETECT = _T("Keys", "Detect")
EXPLAIN = _T("Keys", "Explain")
LOCATE = _T("Keys", "Locate")
HELP = _T("Keys", "Help")
GROUPS = (FILE, EDIT, PLAY, VIEW, LABEL, DETECT, EXPLAIN, LOCATE, HELP)

COMMANDS: tuple[Command, ...] = (
    Command("open", FILE, _T("Keys", "Open…"), ("Ctrl+O",), needs_recording=False),
    Command("open_beside", FILE, _T("Keys", "Open beside…"), ("Ctrl+Shift+O",)),
    Command("open_sample", FILE, _T("Keys", "Open the sample recording"), needs_recording=False),
    Command("open_sample_video", FILE, _T("Keys", "Open the sample video"), needs_recording=False),
    Command("save", FILE, _T("Keys", "Save project"), ("Ctrl+S",)),
    Command("save_as", FILE, _T("Keys", "Save project as…"), ("Ctrl+Shift+S",)),
    Command("import_labels", FILE, _T("Keys", "Import labels…"), ("Ctrl+I",)),
    Command("export_labels", FILE, _T("Keys", "Export labels…"), ("Ctrl+E",)),
    Command("export_clips", FILE, _T("Keys", "Export events as sound files…"), ("Ctrl+Shift+E",)),
    Command("export_figure", FILE, _T("Keys", "Export figure…"), ("Ctrl+Shift+F",)),
    Command("info", FILE, _T("Keys", "About this recording…"), ("Alt+Return",)),
    Command("close", FILE, _T("Keys", "Close recording"), ("Ctrl+W",)),
    Command("settings", FILE, _T("Keys", "Settings…"), ("Ctrl+,",), needs_recording=False),
    Command("quit", FILE, _T("Keys", "Quit"), ("Ctrl+Q",), needs_recording=False),

    Command("undo", EDIT, _T("Keys", "Undo"), ("Ctrl+Z",)),
    Command("redo", EDIT, _T("Keys", "Redo"), ("Ctrl+Shift+Z", "Ctrl+Y")),
    Command("select_all", EDIT, _T("Keys", "Pick all events"), ("Ctrl+A",)),
    Command("select_none", EDIT, _T("Keys", "Clear selection, stop the running job"), ("Esc",), only_in_views=True),
    Command("find", EDIT, _T("Keys", "Filter events"), ("Ctrl+F",)),

    Command("play", PLAY, _T("Keys", "Play or pause"), ("Space",), only_in_views=True),
    Command("play_selection", PLAY, _T("Keys", "Play the selection only"), ("S",), only_in_views=True),
    Command("loop", PLAY, _T("Keys", "Loop"), ("L",), checkable=True, only_in_views=True),
    Command("band_original", PLAY, _T("Keys", "Hear the original"), ("1",), only_in_views=True),
    Command("band_kept", PLAY, _T("Keys", "Hear what the mask keeps, or the selected band only"), ("2",),
            only_in_views=True),
    Command("band_removed", PLAY, _T("Keys", "Hear what the mask removes, or all but the selected band"), ("3",),
            only_in_views=True),
    Command("slower", PLAY, _T("Keys", "Slower"), ("Ctrl+PgDown",)),
    Command("faster", PLAY, _T("Keys", "Faster"), ("Ctrl+PgUp",)),
    Command("normal_speed", PLAY, _T("Keys", "Normal speed"), ("Ctrl+Home",)),
    Command("step_back", PLAY, _T("Keys", "Step back one frame"), ("Left",), only_in_views=True),
    Command("step_forward", PLAY, _T("Keys", "Step forward one frame"), ("Right",), only_in_views=True),
    Command("to_start", PLAY, _T("Keys", "To the start"), ("Home",), only_in_views=True),
    Command("to_end", PLAY, _T("Keys", "To the end"), ("End",), only_in_views=True),
    Command("louder", PLAY, _T("Keys", "Louder"), ("Ctrl+Up",)),
    Command("quieter", PLAY, _T("Keys", "Quieter"), ("Ctrl+Down",)),

    Command("zoom_in", VIEW, _T("Keys", "Zoom in"), ("+", "="), only_in_views=True),
    Command("zoom_out", VIEW, _T("Keys", "Zoom out"), ("-",), only_in_views=True),
    Command("fit", VIEW, _T("Keys", "Show all"), ("F",), only_in_views=True),
    Command("zoom_selection", VIEW, _T("Keys", "Zoom to the selection"), ("Z",), only_in_views=True),
    Command("back_view", VIEW, _T("Keys", "Back to the last view"), ("Backspace",), only_in_views=True),
    Command("group_by_label", VIEW, _T("Keys", "One row of labels for each name"), ("G",), checkable=True,
            only_in_views=True),
    Command("page_back", VIEW, _T("Keys", "Scroll back"), ("PgUp",), only_in_views=True),
    Command("page_forward", VIEW, _T("Keys", "Scroll forward"), ("PgDown",), only_in_views=True),
    Command("link_axes", VIEW, _T("Keys", "Link the time axes"), ("Ctrl+L",), checkable=True),
    Command("next_area", VIEW, _T("Keys", "Next part of the window"), ("F6",), needs_recording=False),
    Command("full_screen", VIEW, _T("Keys", "Full screen"), ("F11",), checkable=True, needs_recording=False),
    Command("reset_layout", VIEW, _T("Keys", "Reset the layout"), needs_recording=False),

    Command("make_label", LABEL, _T("Keys", "Make a label from the selection"), ("Ctrl+B",)),
    Command("next_event", LABEL, _T("Keys", "Next event"), ("Tab",), only_in_views=True),
    Command("previous_event", LABEL, _T("Keys", "Previous event"), ("Shift+Tab",), only_in_views=True),
    Command("verify", LABEL, _T("Keys", "Verify, and go to the next"), ("Return", "Enter"), only_in_views=True),
    Command("reject", LABEL, _T("Keys", "Reject, and go to the next"), ("Del",), only_in_views=True),
    Command("reopen", LABEL, _T("Keys", "Take the verdict back"), ("U",), only_in_views=True),
    Command("relabel", LABEL, _T("Keys", "Relabel…"), ("F2",), only_in_views=True),
    Command("duplicate", LABEL, _T("Keys", "Duplicate"), ("Ctrl+D",)),
    Command("split", LABEL, _T("Keys", "Split at the cursor"), ("Ctrl+K",)),
    Command("merge", LABEL, _T("Keys", "Merge the picked events"), ("Ctrl+M",)),
    Command("move_left", LABEL, _T("Keys", "Move left"), ("Alt+Left",)),
    Command("move_right", LABEL, _T("Keys", "Move right"), ("Alt+Right",)),
    Command("stretch_start_left", LABEL, _T("Keys", "Start earlier"), ("[",), only_in_views=True),
    Command("stretch_start_right", LABEL, _T("Keys", "Start later"), ("]",), only_in_views=True),
    Command("stretch_end_left", LABEL, _T("Keys", "End earlier"), ("Shift+[", "{"), only_in_views=True),
    Command("stretch_end_right", LABEL, _T("Keys", "End later"), ("Shift+]", "}"), only_in_views=True),
    Command("new_lane", LABEL, _T("Keys", "New lane…"), ("Ctrl+Shift+N",)),
    Command("delete_events", LABEL, _T("Keys", "Delete the picked events"), ("Shift+Del", "Ctrl+Del")),

    Command("detect", DETECT, _T("Keys", "Detect sounds"), ("Ctrl+Shift+D",)),
    Command("stop_detecting", DETECT, _T("Keys", "Stop detecting")),
    Command("next_detection", DETECT, _T("Keys", "Next detection"), ("N",), only_in_views=True),
    Command("previous_detection", DETECT, _T("Keys", "Previous detection"), ("Shift+N",), only_in_views=True),
    Command("detections_to_labels", DETECT, _T("Keys", "Make labels of detections"), ("Ctrl+Shift+B",)),
    Command("export_scores", DETECT, _T("Keys", "Export scores…")),
    Command("import_model", DETECT, _T("Keys", "Import a model…"), needs_recording=False),
    Command("train", DETECT, _T("Keys", "Train a model…"), ("Ctrl+T",), needs_recording=False),
    Command("operating", DETECT, _T("Keys", "Operating curves…"), ("F7",)),
    Command("bands", DETECT, _T("Keys", "Frequency bands of each class…"), ("F8",)),
    Command("saliency", DETECT, _T("Keys", "Saliency…"), ("F9",)),

    Command("explain", EXPLAIN, _T("Keys", "Explain what is heard"), ("Ctrl+Shift+X",)),
    Command("stop_explaining", EXPLAIN, _T("Keys", "Stop explaining")),
    Command("other_explanation", EXPLAIN, _T("Keys", "Hear the other explanation"), ("X",), only_in_views=True),
    Command("save_explanation", EXPLAIN, _T("Keys", "Save sound, mask and picture…")),
    Command("clear_explanation", EXPLAIN, _T("Keys", "Take the explanation away")),

    Command("locate", LOCATE, _T("Keys", "Locate sounds in the picture"), ("Ctrl+Shift+L",)),
    Command("locate_event", LOCATE, _T("Keys", "Where the picked event comes from"), ("W",), only_in_views=True),
    Command("stop_locating", LOCATE, _T("Keys", "Stop locating")),
    Command("save_located_picture", LOCATE, _T("Keys", "Save the located picture…")),
    Command("save_located_film", LOCATE, _T("Keys", "Save the located film…")),

    Command("keys", HELP, _T("Keys", "Keys"), ("?", "F1"), needs_recording=False),
    Command("show_log", HELP, _T("Keys", "Show the log file"), needs_recording=False),
    Command("about", HELP, _T("Keys", "About Auralens"), needs_recording=False),
)

MOUSE: tuple[tuple[str, str], ...] = (
    (_T("Keys", "Ctrl + wheel"), _T("Keys", "Zoom time at the cursor")),
    (_T("Keys", "Shift + wheel"), _T("Keys", "Move in time")),
    (_T("Keys", "Alt + wheel"), _T("Keys", "Zoom frequency")),
    (_T("Keys", "Ctrl + Shift + wheel"), _T("Keys", "Zoom frequency, where the desktop uses Alt + wheel itself")),
    (_T("Keys", "Wheel"), _T("Keys", "Scroll the lanes; over pictures, move in time")),
    (_T("Keys", "Click"), _T("Keys", "Set the cursor, or pick an event")),
    (_T("Keys", "Drag"), _T("Keys", "Select time and frequency; over lanes, make or move a label")),
    (_T("Keys", "Shift + drag"), _T("Keys", "Over lanes, pick the events in a box; else stretch the selection")),
    (_T("Keys", "Alt while dragging"), _T("Keys", "Over lanes, let go of the edges")),
    (_T("Keys", "Middle drag"), _T("Keys", "Move in time")),
    (_T("Keys", "Drag a dashed line"), _T("Keys", "Over detections, move the threshold; with Shift, of all classes")),
    (_T("Keys", "Double click"), _T("Keys", "Zoom to the selection; on a label, rename it")),
)


def by_id(command_id: str) -> Command:
    return next(command for command in COMMANDS if command.id == command_id)
