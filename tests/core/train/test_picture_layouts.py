"""Published layouts of pictures with sounds: boxes, consensus, silent pairs, what is missing or broken."""

import json
from pathlib import Path

import pytest

from core.errors import DataError
from core.locate.readings import Box
from core.train.data.audio_visual import read_audio_visual


def put(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x")



def test_vgg_sound_with_boxes_that_are_corrupt(tmp_path: Path) -> None:
    put(tmp_path, "frames/a.jpg", "audio/a.wav", "videos/b.mp4", "frames/c.jpg", "audio/c.wav", "frames/d.jpg",
        "audio/d.wav")
    rows = [{"file": "a", "class": "dog", "bbox": [[-0.1, 0.25, 0.5, 9e9]]},
            {"file": "b", "class": "cat", "bbox": [[0, 0, 0.5, 0.5], [0.25, 0.25, 1, 1]]},
            {"file": "c", "class": "cow", "bbox": [[2, 2, 3, 3]]},
            {"file": "gone", "class": "pig", "bbox": [[0, 0, 1, 1]]}]
    (tmp_path / "metadata").mkdir()
    (tmp_path / "metadata/vggss.json").write_text(json.dumps(rows))
    (tmp_path / "metadata/vggss_144k.txt").write_text("a\nd\n")
    (tmp_path / "metadata/vggss_test_plus_silent.csv").write_text("a,a,sounding\na,d,non-sounding\n")
    found = read_audio_visual(tmp_path)
    items = {item.id: item for item in found.items}
    assert (found.layout, sorted(items)) == ("vgg_sound", ["a", "a+d", "b", "d"])
    assert items["a"].boxes == (Box(0, 0.25, 0.5, 1),)
    assert (items["b"].picture, items["b"].sound) == (tmp_path / "videos/b.mp4",) * 2
    assert (items["d"].split, items["a"].split) == ("train", "test")
    assert (items["a+d"].sounding, items["a+d"].boxes, items["a+d"].sound.name) == (False, (), "d.wav")
    assert [name for name, _ in found.skipped] == ["gone", "c"]
    assert found.mended == ("2 clips had boxes beyond their picture, which were cut at its edge.",)
    (tmp_path / "metadata/vggss.json").write_text('[{"file": "a", "bbox": [[1, 2]]}]')
    with pytest.raises(DataError, match="four numbers each"):
        read_audio_visual(tmp_path)


def test_flickr_soundnet_with_three_annotators(tmp_path: Path) -> None:
    put(tmp_path, "frames/1.jpg", "audio/1.wav", "frames/2.jpg", "audio/2.wav", "frames/3.jpg", "audio/3.wav")
    (tmp_path / "Annotations").mkdir()
    box = "<bbox><name>x</name><xmin>64</xmin><ymin>0</ymin><xmax>128</xmax><ymax>{}</ymax></bbox>"
    (tmp_path / "Annotations/1.xml").write_text("<a>" + "".join(f"<annotation>{box.format(each)}</annotation>"
                                                               for each in (256, 128, 64)) + "</a>")
    (tmp_path / "Annotations/2.xml").write_text("<a><annotation>")
    (tmp_path / "flickr_test_plus_silent.csv").write_text("1,3,non-sounding\n")
    found = read_audio_visual(tmp_path)
    items = {item.id: item for item in found.items}
    assert sorted(items) == ["1", "1+3", "3"]
    assert items["1"].agreed == 2
    assert items["1"].boxes == (Box(0.25, 0, 0.5, 1), Box(0.25, 0, 0.5, 0.5), Box(0.25, 0, 0.5, 0.25))
    assert found.skipped == (("2", "“2.xml” holds no box"),)


def test_a_table(tmp_path: Path) -> None:
    put(tmp_path, "v.mp4", "s.wav")
    table = tmp_path / "pairs.csv"
    table.write_text("id,video,sound,label,time_s,split\none,v.mp4,,dog,2.5,val\ntwo,v.mp4,s.wav,,,train\n"
                     "three,w.mp4,,,,test\n")
    for place in (tmp_path, table):
        found = read_audio_visual(place)
        one, two = found.items
        assert (one.sound, one.picture_s, one.sound_s, one.label, one.split) == (tmp_path / "v.mp4", 2.5, 2.5, "dog",
                                                                               "validation")
        assert (two.sound.name, two.label, two.split) == ("s.wav", None, "train")
        assert found.skipped[0][0] == "three"
    table.write_text("id,video\n,v.mp4\n")
    with pytest.raises(DataError, match="needs an id"):
        read_audio_visual(tmp_path)
    table.write_text("id,video,split\na,v.mp4,often\n")
    with pytest.raises(DataError, match="no split"):
        read_audio_visual(tmp_path)


def test_what_is_no_such_data(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="laid out like no data set"):
        read_audio_visual(tmp_path)
    with pytest.raises(DataError, match="no folder"):
        read_audio_visual(tmp_path / "none")
    with pytest.raises(DataError, match="no layout"):
        read_audio_visual(tmp_path, "tuba")
