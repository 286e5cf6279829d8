"""The table of commands: no key twice, a handler for each, and the keys that hands expect."""

from collections import Counter

import pytest
from PySide6.QtGui import QKeySequence

from desktop import keys


def test_no_key_means_two_things() -> None:
    used = Counter(QKeySequence(key).toString() for command in keys.COMMANDS for key in command.keys)
    assert [key for key, count in used.items() if count > 1] == []


def test_every_key_is_one_that_qt_knows() -> None:
    for command in keys.COMMANDS:
        for key in command.keys:
            assert QKeySequence(key).toString(), (command.id, key)


def test_ids_are_unique() -> None:
    assert len({command.id for command in keys.COMMANDS}) == len(keys.COMMANDS)


EXPECTED = {
    "Space": "play", "S": "play_selection", "L": "loop", "+": "zoom_in", "-": "zoom_out", "F": "fit",
    "Backspace": "back_view", "Tab": "next_event", "Shift+Tab": "previous_event", "Return": "verify", "Del": "reject",
    "Left": "step_back", "Right": "step_forward", "Ctrl+PgUp": "faster", "Ctrl+PgDown": "slower",
    "Ctrl+Home": "normal_speed", "Ctrl+B": "make_label", "Ctrl+Z": "undo", "Ctrl+Shift+Z": "redo",
    "1": "band_original", "2": "band_kept", "3": "band_removed", "?": "keys", "F11": "full_screen",
    "Esc": "select_none",
}


@pytest.mark.parametrize(("key", "command_id"), EXPECTED.items())
def test_the_keys_that_hands_expect(key: str, command_id: str) -> None:
    assert key in keys.by_id(command_id).keys
