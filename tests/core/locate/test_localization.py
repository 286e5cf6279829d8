import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from core.cli import main
from core.errors import AuralensError
from core.locate.engine import LocatorEngine
from core.locate.localization import localize
from core.locate.located import Located
from core.locate.readings import read
from core.locate.watching import Wish, loudest_s, open_watch
from core.media.array_audio import ArrayReader
from core.media.probe import probe
from core.media.still_picture import read_picture, write_png
from core.models import registry
from tests.core.locate.colour_world import (
    BLUE,
    HIGH_HZ,
    LOW_HZ,
    RED,
    install,
    picture_of,
    tone,
    world,
    write_sound,
)


@pytest.fixture
def engine() -> LocatorEngine:
    install()
    return LocatorEngine(registry.entry("colours"))


def located(engine: LocatorEngine, wish: Wish) -> Located:
    with open_watch(wish) as watch:
        return localize([engine], watch)[0]


def sides(found: Located) -> list[str]:
    return ["left" if read(one).peak[0] < 0.5 else "right" for one in found.maps]


def test_maps_follow_the_sound_of_a_film(engine: LocatorEngine, tmp_path: Path) -> None:
    world(tmp_path / "a.mp4")
    found = located(engine, Wish(tmp_path / "a.mp4", fps=2.0))
    np.testing.assert_allclose(found.times_s, np.arange(8) / 2)
    assert sides(found)[:3] == ["left"] * 3
    assert sides(found)[-3:] == ["right"] * 3
    assert found.picture_size == (128, 96)
    assert found.maps.min() >= 0.0
    assert found.maps.max() <= 1.0


def test_a_picture_is_looked_at_with_the_loudest_stretch(engine: LocatorEngine, tmp_path: Path) -> None:
    write_png(tmp_path / "p.png", picture_of(BLUE, RED))
    heard = np.concatenate([np.zeros(40_000, np.float32), tone(LOW_HZ, 1.0), np.zeros(9_000, np.float32)])
    found = located(engine, Wish(tmp_path / "p.png", write_sound(tmp_path / "s.wav", heard)))
    assert sides(found) == ["right"]
    assert len(found.times_s) == 1


def test_loudest_by_hand() -> None:
    samples = np.zeros(80_000, np.float32)
    samples[48_000:64_000] = 0.5  # from 3 to 4 s
    assert loudest_s(ArrayReader(samples, 16_000), 0.0, 5.0, 1.0) == pytest.approx(3.5)
    assert loudest_s(ArrayReader(samples, 16_000), 0.0, 5.0, 9.0) == pytest.approx(2.5)


def test_another_sound_and_silence_are_heard_instead(engine: LocatorEngine, tmp_path: Path) -> None:
    world(tmp_path / "a.mp4")
    other = write_sound(tmp_path / "s.flac", tone(HIGH_HZ, 4.0))
    assert set(sides(located(engine, Wish(tmp_path / "a.mp4", other, fps=1.0)))) == {"right"}
    quiet = located(engine, Wish(tmp_path / "a.mp4", negative="silence", fps=1.0))
    assert np.isfinite(quiet.maps).all()
    assert len(quiet.times_s) == 4


def test_a_film_without_sound_and_a_sound_without_film(engine: LocatorEngine, tmp_path: Path) -> None:
    world(tmp_path / "mute.mp4", sound=False)
    with pytest.raises(AuralensError, match="--sound"):
        open_watch(Wish(tmp_path / "mute.mp4"))
    found = located(engine, Wish(tmp_path / "mute.mp4", write_sound(tmp_path / "s.wav", tone(LOW_HZ, 2.0)), fps=1.0))
    assert sides(found)[0] == "left"
    with pytest.raises(AuralensError):
        open_watch(Wish(tmp_path / "s.wav"))


@pytest.mark.parametrize("size", [(34, 98), (1280, 2), (2, 480)])
def test_odd_sizes(engine: LocatorEngine, tmp_path: Path, size: tuple[int, int]) -> None:
    world(tmp_path / "a.mp4", 1.0, size=size)
    assert np.isfinite(located(engine, Wish(tmp_path / "a.mp4", fps=2.0)).maps).all()


def test_one_frame(engine: LocatorEngine, tmp_path: Path) -> None:
    world(tmp_path / "a.mp4", 0.1)
    assert len(located(engine, Wish(tmp_path / "a.mp4")).times_s) == 1


def test_the_same_pictures_with_another_sound_are_not_looked_at_again(
        engine: LocatorEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from core.locate.seen import Seen

    world(tmp_path / "a.mp4")
    wish, seen = Wish(tmp_path / "a.mp4", fps=2.0), Seen()
    with open_watch(wish) as watch:
        first = localize([engine], watch, seen=seen)[0]
    assert seen.held_bytes == 8 * 2 * 7 * 7 * 4
    monkeypatch.setattr(engine, "sight", None)  # what is called now fails
    with open_watch(wish) as watch:
        np.testing.assert_allclose(localize([engine], watch, seen=seen)[0].maps, first.maps, atol=1e-6)
    with open_watch(replace(wish, sound=write_sound(tmp_path / "s.wav", tone(HIGH_HZ, 4.0)))) as watch:
        assert set(sides(localize([engine], watch, seen=seen)[0])) == {"right"}


def test_stretch_of_a_film(engine: LocatorEngine, tmp_path: Path) -> None:
    world(tmp_path / "a.mp4")
    found = located(engine, Wish(tmp_path / "a.mp4", fps=4.0, start_s=1.0, end_s=2.0))
    np.testing.assert_allclose(found.times_s, [1.0, 1.25, 1.5, 1.75])
    with pytest.raises(AuralensError, match="within"):
        open_watch(Wish(tmp_path / "a.mp4", start_s=9.0))


def test_command_on_a_film(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    install()
    install("mirrored", swapped=True, abstain_below=0.999)
    world(tmp_path / "a.mp4", 2.0)
    out = tmp_path / "out"
    assert main(["localize", str(tmp_path / "a.mp4"), "--models", "colours,mirrored", "--fps", "4", "-o", str(out),
                 "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    with np.load(out / "maps.npz") as maps:
        assert set(maps) == {"times", "colours", "mirrored"}
        assert maps["colours"].shape == maps["mirrored"].shape == (8, 7, 7)
        assert len(maps["times"]) == 8
        np.testing.assert_allclose(maps["colours"] + maps["mirrored"], maps["mirrored"] + maps["colours"])
    assert told == json.loads((out / "localization.json").read_text())
    first = told["frames"][0]["models"]
    assert first["colours"]["peak_px"][0] < 64 < first["mirrored"]["peak_px"][0]
    assert first["mirrored"]["abstains"]
    assert not first["colours"]["abstains"]
    assert told["models"][0]["sha256"]
    assert told["sha256"]
    film = probe(out / "compare.mp4")
    assert film.video is not None
    assert film.video.frames == 8
    assert film.duration_s == pytest.approx(2.0, abs=0.1)
    assert film.audio
    assert film.video.width >= 2 * 480
    assert len(list(out.glob("compare_*.png"))) == 8


def test_the_film_carries_the_sound_that_was_heard(tmp_path: Path) -> None:
    install()
    world(tmp_path / "a.mp4", 2.0)
    other = write_sound(tmp_path / "s.wav", tone(HIGH_HZ, 2.0, 44_100), 44_100)
    assert main(["localize", str(tmp_path / "a.mp4"), "--sound", str(other), "--models", "colours", "--quiet", "-o",
                 str(tmp_path / "out")]) == 0
    heard = _sound_of(tmp_path / "out" / "compare.mp4")
    power = np.abs(np.fft.rfft(heard[: 48_000])) ** 2
    assert int(power.argmax()) == pytest.approx(HIGH_HZ, abs=2)


def _sound_of(path: Path) -> NDArray[np.float32]:
    from core.media.audio import open_audio

    with open_audio(path) as reader:
        assert reader.rate_hz == 48_000
        return reader.read(0, reader.frames)[:, 0]


def test_command_on_a_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    install()
    write_png(tmp_path / "p.png", picture_of(BLUE, RED))
    world(tmp_path / "v.mp4", 2.0)
    write_sound(tmp_path / "low.wav", tone(LOW_HZ, 3.0))
    (tmp_path / "t.csv").write_text("id,picture,sound\nfirst,p.png,low.wav\nsecond,v.mp4,\nthird,none.png,low.wav\n")
    out = tmp_path / "out"
    assert main(["localize", str(tmp_path / "t.csv"), "--models", "colours", "-o", str(out)]) == 2
    said = capsys.readouterr()
    assert "third" in said.err
    assert "none.png" in said.err
    assert "1 of 3" in said.err
    with np.load(out / "first.maps.npz") as maps:
        assert maps["colours"].shape == (1, 7, 7)
        assert read(maps["colours"][0]).peak[0] > 0.5
    with np.load(out / "second.maps.npz") as maps:
        assert maps["colours"].shape == (10, 7, 7)
    assert not (out / "third.maps.npz").exists()


@pytest.mark.parametrize(("text", "said"), [
    ("picture,sound\na.png,b.wav\n", "needs the columns id"),
    ("id,sound\n1,b.wav\n", "needs the columns id"),
    ("id,picture,sound\n", "no rows"),
    ("id,picture,sound\n1,a.png,b.wav\n1,a.png,b.wav\n", "again"),
    ("id,picture,sound\n,a.png,b.wav\n", "lacks its id"),
    ("id,picture,sound\n1,,b.wav\n", "lacks its picture"),
])
def test_tables_that_are_none(tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, said: str) -> None:
    (tmp_path / "t.csv").write_text(text)
    assert main(["localize", str(tmp_path / "t.csv"), "-o", str(tmp_path / "out")]) == 2
    assert said in capsys.readouterr().err


def test_ids_become_names_of_files_in_the_folder(tmp_path: Path) -> None:
    from core.locate.order import read_table

    (tmp_path / "t.csv").write_text("id,picture,sound\n../../up,a.png,b.wav\n")
    assert "/" not in read_table(tmp_path / "t.csv", Wish(tmp_path / "t.csv"))[0].name


@pytest.mark.parametrize(("words", "said"), [
    (["--fps", "0"], "--fps"), (["--fps", "nan"], "--fps"), (["--start", "2", "--end", "1"], "--end"),
    (["--models", "colours,colours"], "--models"), (["--models", "nobody"], "nobody"),
    (["--models", "listener"], "listener"), (["--sound", "missing.wav"], "missing.wav"),
    (["--control", "noise", "--sound", "x.wav"], "--control"),
])
def test_what_cannot_be(tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], said: str) -> None:
    install()
    world(tmp_path / "a.mp4", 0.5)
    assert main(["localize", str(tmp_path / "a.mp4"), "-o", str(tmp_path / "out"), *words]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(("name", "content", "said"), [
    ("a.png", b"", "empty"), ("a.jpg", b"no picture at all", "no picture"), ("a.webp", None, "no file"),
    ("a.mp4", b"\0" * 99, "zeros"),
])
def test_pictures_that_are_none(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes | None,
                                said: str) -> None:
    install()
    if content is not None:
        (tmp_path / name).write_bytes(content)
    sound = write_sound(tmp_path / "s.wav", tone(LOW_HZ, 1.0))
    assert main(["localize", str(tmp_path / name), "--sound", str(sound), "--models", "colours", "-o",
                 str(tmp_path / "out")]) == 2
    assert said in capsys.readouterr().err


def test_sixteen_channels_and_a_silent_track(engine: LocatorEngine, tmp_path: Path) -> None:
    write_png(tmp_path / "p.png", picture_of(RED, BLUE))
    many = np.repeat(tone(HIGH_HZ, 2.0)[:, None], 16, axis=1)
    soundfile.write(tmp_path / "many.wav", many, 16_000)
    wish = Wish(tmp_path / "p.png", tmp_path / "many.wav")
    assert sides(located(engine, wish)) == ["right"]
    silent = write_sound(tmp_path / "silent.wav", np.zeros(100, np.float32))
    assert np.isfinite(located(engine, replace(wish, sound=silent)).maps).all()


def test_pictures_come_back_as_they_were_written(tmp_path: Path) -> None:
    made = picture_of(RED, BLUE)
    write_png(tmp_path / "ä b.png", made)
    np.testing.assert_array_equal(read_picture(tmp_path / "ä b.png"), made)
