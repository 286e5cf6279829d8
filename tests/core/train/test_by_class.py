"""Pairs by class: who is held out, which boxes are mended and told of, what a mosaic is made of."""

from pathlib import Path

import numpy as np
import pytest
import soundfile
from PIL import Image

from core.errors import DataError
from core.locate.readings import Box
from core.train.data.audio_visual import AudioVisual, read_audio_visual
from core.train.data.by_class import held_out, redrawn, sounds_of_pictures
from core.train.data.mosaics import halved, mosaics, side_by_side
from core.train.data.picture_boxes import BoxRow, mend


def world(folder: Path, pictures: int = 60) -> Path:
    """Dogs and helicopters, of which the helicopters' boxes are written rows first."""
    rows, boxes = ["path,label,width,height"], ["path,label,x0,y0,x1,y1"]
    for number in range(pictures):
        label = ("dog", "helicopter", "potted_plant")[number % 3]
        name = f"pictures/{label}/{number}.png"
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (40, 20), (number, 0, 0)).save(folder / name)
        rows.append(f"{name},{label},40,20")
        boxes.append(f"{name},{label}," + ("10,5,30,15" if label == "dog" else "5,15,10,30"))
    sounds = ["path,label,fold"]
    for number in range(12):
        label = ("dog", "helicopter", "rain")[number % 3]
        soundfile.write(folder / f"{number}.wav", np.zeros(800, np.float32), 8000)
        sounds.append(f"{number}.wav,{label},{number // 3 + 1}")
    for name, lines in (("pictures.csv", rows), ("boxes.csv", boxes), ("sounds.csv", sounds)):
        (folder / name).write_text("\n".join(lines))
    return folder


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> AudioVisual:
    return read_audio_visual(world(tmp_path_factory.mktemp("world")))


def test_pictures_and_sounds_of_one_class_are_paired_within_their_split(data: AudioVisual) -> None:
    assert (data.layout, data.by_class, len(data.items)) == ("by_class", True, 40)  # plants make no sound
    held = data.of("validation")
    assert 0 < len(held) < 20
    assert {item.sound.name for item in held} <= {"9.wav", "10.wav"}  # fold 4
    assert all(item.sound_label == item.label for item in data.items)
    assert {item.id for item in held} == {item.id for item in data.items if held_out(f"{item.id}.png")}


def test_other_sounds_are_drawn_for_the_same_pictures(data: AudioVisual) -> None:
    again = redrawn(data, 1)
    assert again == redrawn(data, 1)
    assert [item.picture for item in again] == [item.picture for item in data.items]
    assert [item.sound for item in again] != [item.sound for item in data.items]
    assert redrawn(data, 1, data.items[5:6]) == again[5:6]  # whatever else is drawn


def test_boxes_written_rows_first_are_mended_and_told_of(data: AudioVisual) -> None:
    assert {box for item in data.items for box in item.boxes} == {Box(0.25, 0.25, 0.75, 0.75)}
    assert data.mended == ("20 boxes of “pictures/helicopter” were written top, bottom, left, right and are read so.",
                           "20 boxes of “pictures/potted_plant” were written top, bottom, left, right and are read so.")


def test_one_odd_box_does_not_turn_its_folder() -> None:
    sizes = {f"a/{number}": (100, 50) for number in range(4)}
    rows = [BoxRow(f"a/{number}", "dog", (10, 10, 30, 40)) for number in range(3)] + [
        BoxRow("a/3", "dog", (10, 40, 20, 90)), BoxRow("b/1", "dog", (0, 0, 1, 1))]
    found = mend(rows, sizes)
    assert (sorted(found.boxes), found.notes) == (["a/0", "a/1", "a/2"], ())
    assert [name for name, _ in found.skipped] == ["b/1", "a/3"]


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    folder = world(tmp_path, 12)
    (folder / "pictures/dog/0.png").unlink()
    (folder / "3.wav").unlink()
    names = [name for name, _ in read_audio_visual(folder).skipped]
    assert names[:2] == ["3.wav", "pictures/dog/0.png"]
    (folder / "sounds.csv").write_text("path,label\n")
    with pytest.raises(DataError, match="needs the columns"):
        read_audio_visual(folder)


def test_a_mosaic_has_two_classes_and_the_sound_of_one(data: AudioVisual) -> None:
    made = mosaics(data, "train", 40, seed=3)
    assert made == mosaics(data, "train", 40, seed=3)
    assert made != mosaics(data, "train", 40, seed=4)
    for item in made:
        assert item.beside is not None
        assert {item.label, item.beside_label} == {"dog", "helicopter"}
        assert item.sound_label == item.label
        assert item.picture.parent.name == item.label
        assert item.boxes == (Box(0.125, 0.25, 0.375, 0.75) if item.on_left else Box(0.625, 0.25, 0.875, 0.75),)
    assert {(item.label, item.on_left) for item in made} == {(label, left) for label in ("dog", "helicopter")
                                                             for left in (True, False)}


def test_sounds_that_fit_both_halves_make_no_mosaic(tmp_path: Path) -> None:
    table = sounds_of_pictures()
    assert set(table["bus"]) & set(table["car"])
    folder = world(tmp_path, 90)
    for name in ("pictures.csv", "boxes.csv", "sounds.csv"):
        text = (folder / name).read_text()
        words = ("engine", "engine") if name == "sounds.csv" else ("bus", "truck")
        (folder / name).write_text(text.replace(",dog,", f",{words[0]},").replace(",helicopter,", f",{words[1]},"))
    assert mosaics(read_audio_visual(folder), "train", 4) == ()


def test_each_picture_fills_its_half() -> None:
    red, blue = np.full((30, 80, 3), (255, 0, 0), np.uint8), np.full((90, 20, 3), (0, 0, 255), np.uint8)
    made = side_by_side(red, blue, 224)
    assert made.shape == (224, 224, 3)
    assert (made[:, :112] == (255, 0, 0)).all()
    assert (made[:, 112:] == (0, 0, 255)).all()
    assert halved(Box(0.5, 0, 1, 1), True) == Box(0.25, 0, 0.5, 1)
