"""Data as people have them: every layout is recognised, read, and told what it lacks."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from core.cli import main
from core.domain import Event
from core.errors import DataError
from core.train.config import DataConfig
from core.train.data.dcase2017 import split_labels
from core.train.data.labelled import Kind
from core.train.data.layouts import read_data
from tests.core.train.material import CLASSES, RATE_HZ, TINY, sound, sounds_folder, words


def wav(path: Path, length_s: float = 1.0) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, np.full(round(length_s * RATE_HZ), 0.1, np.float32), RATE_HZ)
    return path


def table(path: Path, *lines: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n")


def test_dcase_2017(tmp_path: Path) -> None:
    table(tmp_path / "groundtruth_weak_label_training_set.csv",
          "-0a_30.000_40.000.wav\t30.000\t40.000\tAir horn, truck horn", "-0a_30.000_40.000.wav\t30.000\t40.000\tCar",
          "gone_0.000_10.000.wav\t0.000\t10.000\tBus")
    table(tmp_path / "groundtruth_strong_label_testing_set.csv", "t1_0.000_10.000.wav\t0.5\t2\tTrain horn",
          "t1_0.000_10.000.wav\t1\t4\tTrain", "t2_0.000_10.000.wav\t0\t0\tBicycle")
    for name in ("training/Y-0a_30.000_40.000", "testing/Yt1_0.000_10.000", "testing/Yt2_0.000_10.000"):
        wav(tmp_path / f"audio_{name}.wav")
    found = read_data(tmp_path, DataConfig())
    assert (found.layout, len(found.classes)) == ("dcase2017", 17)
    (clip,) = found.train
    assert (clip.kind, clip.labels) == (Kind.WEAK, {"Air horn, truck horn", "Car"})
    assert [reason for _, reason in found.skipped] == ["the file is missing"]
    assert "gone_0.000_10.000" in found.skipped[0][0]
    first, second = found.validation
    assert first.events == (Event("Train horn", 0.5, 2.0), Event("Train", 1.0, 4.0))
    assert (second.events, second.kind) == ((), Kind.STRONG)  # tagged, but nothing to be heard


def test_dcase_2017_as_the_lists_for_downloading(tmp_path: Path) -> None:
    table(tmp_path / "training_set.csv", '-1,30.000,40.000,"Fire engine, fire truck (siren)",/m/012ndj',
          '02,0.000,10.000,"Car passing by,Car","/t/dd00134,/m/0k4j"')
    wav(tmp_path / "Y-1_30.000_40.000.wav")
    wav(tmp_path / "Y02_0.000_10.000.wav")
    found = read_data(tmp_path, DataConfig())
    assert [clip.labels for clip in (*found.train, *found.validation)] == [
        {"Fire engine, fire truck (siren)"}, {"Car passing by", "Car"}]


def test_labels_that_hold_commas() -> None:
    assert split_labels("Train horn,Air horn, truck horn,Train") == ["Train horn", "Air horn, truck horn", "Train"]
    with pytest.raises(DataError, match="none of the 17 labels"):
        split_labels("Train horn,Tuba")


def test_desed(tmp_path: Path) -> None:
    meta = tmp_path / "metadata"
    table(meta / "train" / "weak.tsv", "filename\tevent_labels", "w1.wav\tDog,Speech", "w2.wav\tCat")
    table(meta / "train" / "synthetic21_train" / "soundscapes.tsv", "filename\tonset\toffset\tevent_label",
          "s1.wav\t0.1\t0.9\tDog", "s1.wav\t0.2\t0.4\tCat")
    table(meta / "train" / "audioset_strong.tsv", "filename\tonset\toffset\tevent_label", "r1.wav\t0\t0.5\tSpeech",
          "r2.wav\t\t\t")
    table(meta / "validation" / "validation.tsv", "filename\tonset\toffset\tevent_label", "v1.wav\t0\t1\tDog")
    for name in ("weak/w1", "weak/w2", "synthetic21_train/soundscapes/s1", "strong/r1", "strong/r2",
                 "unlabel_in_domain/u1"):
        wav(tmp_path / "audio" / "train" / f"{name}.wav")
    wav(tmp_path / "audio" / "validation" / "v1.wav")
    found = read_data(tmp_path, DataConfig())
    assert (found.layout, found.classes) == ("desed", ("Cat", "Dog", "Speech"))
    assert {kind: len(found.of(kind)) for kind in Kind} == {
        Kind.STRONG: 2, Kind.SYNTHETIC: 1, Kind.WEAK: 2, Kind.UNLABELLED: 1}
    assert found.of(Kind.SYNTHETIC)[0].events == (Event("Dog", 0.1, 0.9), Event("Cat", 0.2, 0.4))
    assert found.of(Kind.WEAK)[0].labels == {"Dog", "Speech"}
    assert [clip.path.name for clip in found.validation] == ["v1.wav"]
    only = read_data(tmp_path, DataConfig(classes=("Dog",)))
    assert (only.classes, only.of(Kind.SYNTHETIC)[0].labels) == (("Dog",), {"Dog"})
    with pytest.raises(DataError, match="“Tuba” does not occur"):
        read_data(tmp_path, DataConfig(classes=("Tuba",)))


def test_audioset_strong(tmp_path: Path) -> None:
    head = "segment_id\tstart_time_seconds\tend_time_seconds\tlabel"
    table(tmp_path / "audioset_train_strong.tsv", head, "ab_c_30000\t0.5\t1.5\t/m/0bt9lr", "whole_2000\t0\t1\t/m/01yrx")
    table(tmp_path / "audioset_eval_strong.tsv", head, "e_0\t0\t1\t/m/0bt9lr")
    table(tmp_path / "mid_to_display_name.tsv", "/m/0bt9lr\tDog", "/m/01yrx\tCat")
    for name in ("ab_c_30000", "e_0"):
        wav(tmp_path / "audio" / f"{name}.wav")
    wav(tmp_path / "audio" / "whole.wav", 15.0)
    found = read_data(tmp_path, DataConfig())
    assert (found.layout, found.classes) == ("audioset", ("Cat", "Dog"))
    first, second = found.train
    assert first.events == (Event("Dog", 0.5, 1.5),)
    assert (second.path.name, second.start_s, second.end_s) == ("whole.wav", 2.0, 12.0)
    assert len(found.validation) == 1


def test_a_folder_with_a_manifest(tmp_path: Path) -> None:
    table(tmp_path / "manifest.csv", "path,onset,offset,label,split", "a.wav,0.2,0.5,dog,train",
          'a.wav,0.1,0.3,"cat, big",train', "b.wav,,,dog;bird,train", "c.wav,,,,train", "d.wav,0,1,dog,valid")
    for name in "abcd":
        wav(tmp_path / f"{name}.wav")
    found = read_data(tmp_path, DataConfig())
    assert (found.layout, found.classes) == ("manifest", ("bird", "cat, big", "dog"))
    assert [clip.kind for clip in found.train] == [Kind.STRONG, Kind.WEAK, Kind.UNLABELLED]
    assert found.train[0].events == (Event("dog", 0.2, 0.5), Event("cat, big", 0.1, 0.3))
    assert found.train[1].labels == {"dog", "bird"}
    assert [clip.path.name for clip in found.validation] == ["d.wav"]


def test_tables_of_sounds_keep_folds_and_backgrounds_apart(tmp_path: Path) -> None:
    tables = read_data(sounds_folder(tmp_path), DataConfig()).tables
    assert tables is not None
    assert (tables.train_folds, tables.validation_folds) == (("1", "2"), ("3",))
    assert (tables.train_backgrounds, tables.validation_backgrounds) == (("room",), ("wind",))
    with pytest.raises(DataError, match="name other folds"):
        read_data(tmp_path, DataConfig(train_folds=("1",), validation_folds=("1",)))
    with pytest.raises(DataError, match="no background “sea”"):
        read_data(tmp_path, DataConfig(validation_backgrounds=("sea",)))


def test_what_is_no_data_set_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="laid out like no data set"):
        read_data(tmp_path, DataConfig())
    with pytest.raises(DataError, match="is no folder"):
        read_data(tmp_path / "none", DataConfig())
    table(tmp_path / "manifest.csv", "path,label", "gone.wav,dog")
    with pytest.raises(DataError, match=r"no clip for training that can be used\. Left out: 1; the first: the file"):
        read_data(tmp_path, DataConfig())


def test_missing_and_broken_clips_are_counted_and_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = ["path,label,split"]
    for number, label in enumerate([*CLASSES * 2, *CLASSES]):
        soundfile.write(tmp_path / f"{number}.wav", sound(label, number), RATE_HZ)
        lines.append(f"{number}.wav,{label},{'train' if number < 6 else 'test'}")
    (tmp_path / "broken.wav").write_bytes(b"RIFF no sound")
    table(tmp_path / "manifest.csv", *lines, "broken.wav,tone,train", "gone.wav,tone,train")
    run = tmp_path / "run"
    assert main(words("crnn", tmp_path, run, *TINY, "run.epochs=1", "batch.weak=4")) == 0
    told = capsys.readouterr().err
    assert "1 clip is skipped" in told
    assert "broken.wav” is skipped" in told
    rows = [line.split("\t") for line in (run / "skipped.tsv").read_text().splitlines()]
    assert [Path(row[0]).name for row in rows[1:]] == ["gone.wav", "broken.wav"]
