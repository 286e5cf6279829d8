"""Settings survive a round trip, and a damaged file costs choices, never the start."""

from pathlib import Path

import pytest

from desktop import settings
from desktop.settings import RECENT_KEPT, Settings


def test_round_trip() -> None:
    chosen = Settings(theme="light", volume_db=-6.0, recent=["/a.wav"], n_fft=2048)
    settings.save(chosen)
    assert settings.load() == chosen


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"theme": 5, "n_fft": "x", "recent": [1, "a"]}', "\x00",
                                  '{"colour_map": "no such"}'])
def test_damaged_files_give_defaults(text: str) -> None:
    settings.settings_path().write_text(text, encoding="utf-8")
    loaded = settings.load()
    assert loaded.theme == Settings().theme
    assert loaded.n_fft == Settings().n_fft
    assert loaded.colour_map == Settings().colour_map


HOSTILE = ["1" + "0" * 400, "NaN", "Infinity", "-1e308", '"x"', "[[]]"]


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("name", ["volume_db", "floor_db", "ceiling_db", "overlap", "tile_cache_mib"])
def test_numbers_that_make_no_sense_give_defaults(name: str, value: str) -> None:
    settings.settings_path().write_text(f'{{"{name}": {value}, "theme": "light"}}', encoding="utf-8")
    assert settings.load() == Settings(theme="light")


def test_deep_nesting_gives_defaults() -> None:
    settings.settings_path().write_text('{"recent": ' + "[" * 100_000, encoding="utf-8")
    assert settings.load() == Settings()


def test_levels_the_wrong_way_round_give_defaults() -> None:
    settings.settings_path().write_text('{"floor_db": 0, "ceiling_db": -50}', encoding="utf-8")
    assert settings.load() == Settings()


def test_a_file_name_that_is_no_utf8_is_remembered() -> None:
    chosen = Settings()
    chosen.remember(Path("/r/\udcff.wav"))  # what Python makes of the byte 0xff in a name
    settings.save(chosen)
    assert settings.load().recent == ["/r/\udcff.wav"]


def test_unknown_keys_are_passed_over() -> None:
    settings.settings_path().write_text('{"from_the_future": 1, "volume_db": -3}', encoding="utf-8")
    assert settings.load().volume_db == -3.0


def test_recent_files_are_few_and_unlike() -> None:
    chosen = Settings()
    for number in [*range(30), 29]:
        chosen.remember(Path(f"/r/{number}.wav"))
    assert len(chosen.recent) == RECENT_KEPT
    assert chosen.recent[0].endswith("29.wav")
    assert len(set(chosen.recent)) == RECENT_KEPT
