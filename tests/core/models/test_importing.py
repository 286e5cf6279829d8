"""Importing weights and programs: a model like any other comes out, and what is wrong is refused with the reason."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
import torch
from sklearn.metrics import average_precision_score
from torch.nn import functional

import resources
from core import paths
from core.detect.decode import decoding_of
from core.errors import ModelError
from core.measure.label_map import read_label_map
from core.media.audio import open_audio
from core.models import registry
from core.models.card import read_card, write_card
from core.models.efficientat import EfficientAt
from core.models.importing import Request, import_model
from tests.core.models import hugging_face, taggers

CLIP = 160_000  # samples of five seconds at 32 kHz
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
SHARED = Path(__file__).resolve().parents[4] / "shared" / "data" / "weights"


@pytest.fixture
def names(tmp_path: Path) -> Path:
    path = tmp_path / "names.txt"
    path.write_text("loud\nquiet\n")
    return path


@pytest.fixture(autouse=True)
def _nothing_half_written() -> Iterator[None]:
    yield
    assert not list(paths.models_dir().glob(".*"))


def _own(path: Path, names: Path, **told: Any) -> registry.Entry:
    return import_model(Request(path, classes=names, rate_hz=taggers.RATE_HZ, **{"clip_s": 0.5, "hop_s": 0.1} | told))


def _sound() -> torch.Tensor:
    """A second of nothing, then one of 0.5."""
    return torch.cat([torch.zeros(1, 1000), torch.full((1, 1000), 0.5)], dim=1)


def test_hugging_faces_ast_becomes_a_tagger(tmp_path: Path) -> None:
    theirs = hugging_face.build(3, **hugging_face.SMALL, frequency_stride=16, time_stride=16,
                                id2label={0: "Speech", 1: "Male speech, man speaking", 2: "Dog"})
    path = hugging_face.save(theirs, tmp_path / "My AST")
    made = import_model(Request(path))
    assert made.card.id == "my-ast"
    assert made.card.task == "tags"
    assert made.card.classes == ("Speech", "Male speech, man speaking", "Dog")
    assert made.card.parameters == sum(values.numel() for values in theirs.parameters())
    assert made.card.licence == "unknown"
    found = registry.load(registry.entry("my-ast"))
    with torch.no_grad():
        features = found.features(torch.randn(1, 160_000) * 0.1)
        assert torch.allclose(found(features).weak, theirs(features).logits.sigmoid(), atol=1e-4)


def test_the_authors_ast_needs_names_of_its_classes(tmp_path: Path) -> None:
    theirs = hugging_face.build(2, **hugging_face.SMALL, frequency_stride=16, time_stride=16)
    path = tmp_path / "mine.pth"
    torch.save(hugging_face.authors_layout(theirs), path)
    with pytest.raises(ModelError, match="what its 2 classes are called"):
        import_model(Request(path))
    beside = tmp_path / "class_labels_indices.csv"
    beside.write_text('index,mid,display_name\n1,/m/b,"Train, far"\n0,/m/a,Dog\n')
    assert import_model(Request(path, licence="BSD-3-Clause")).card.classes == ("Dog", "Train, far")
    beside.write_text("index,mid,display_name\n0,/m/a,Dog\n")
    with pytest.raises(ModelError, match="names 1 classes, but the model has 2"):
        import_model(Request(path, id="other"))
    beside.write_text("index,mid,display_name\n0,/m/a,Dog\n1,/m/b,Dog\n")
    with pytest.raises(ModelError, match="names “Dog” twice"):
        import_model(Request(path, id="other"))


@pytest.mark.parametrize("width", [0.4, 0.5, 1.0])
def test_efficientat_of_any_width(tmp_path: Path, width: float) -> None:
    network = EfficientAt(2, width=width).eval()
    published = {name.replace("body.", "features.", 1): values for name, values in network.state_dict().items()}
    torch.save(published, tmp_path / "mn.pt")
    (tmp_path / "classes.txt").write_text("a\nb\n")
    made = import_model(Request(tmp_path / "mn.pt"))
    assert made.card.settings == {"width": pytest.approx(width)}
    sound = torch.randn(1, 32_000)
    with torch.no_grad():
        assert torch.equal(registry.load(made).detect(sound).weak, network.detect(sound).weak)


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="there is no ../shared/data beside the project")
def test_the_published_mn04(tmp_path: Path) -> None:
    made = import_model(Request(SHARED / "mn04_as_mAP_432.pt"))
    assert (made.card.id, made.card.licence) == ("mn04-audioset", "MIT")
    assert len(made.card.classes) == 527
    assert made.card.classes[1] == "Male speech, man speaking"
    assert made.card.settings["width"] == pytest.approx(0.4)
    assert decoding_of(made.card.decoding).threshold < 0.2  # tags of AudioSet seldom reach one half


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="there is no ../shared/data beside the project")
@pytest.mark.timeout(300)  # on a busy machine
def test_mn04_names_as_many_clips_as_its_peers_measured(tmp_path: Path) -> None:
    """Without training on them: 0.750 of all clips of ESC-50 named, mean average precision 0.803. Here every fifth clip
    of four folds is asked, so that a share of 0.75 has a standard error of 0.026."""
    made = import_model(Request(SHARED / "mn04_as_mAP_432.pt"))
    network = registry.load(made)
    labels = read_label_map(resources.path("label_maps/audioset_to_esc50.json"))
    names = sorted(labels)
    with (SHARED.parent / "sounds.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))[::5]
    told = []
    for row in rows:
        with open_audio(SHARED.parent / row["path"]) as reader:
            sound = torch.from_numpy(reader.read(0, reader.frames)).mean(1)
        with torch.inference_mode():
            told.append(network.detect(functional.pad(sound, (0, CLIP - len(sound)))[None]).weak[0].numpy())
    tags = np.stack(told)
    scores = np.stack([tags[:, [made.card.classes.index(one) for one in labels[name]]].max(1) for name in names], 1)
    truth = np.array([names.index(row["label"]) for row in rows])
    assert np.mean(scores.argmax(1) == truth) == pytest.approx(0.750, abs=0.07)
    precisions = [average_precision_score(truth == place, scores[:, place]) for place in set(truth)]
    assert np.mean(precisions) == pytest.approx(0.803, abs=0.07)


def test_a_network_that_is_unknown_or_another_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "net.pt"
    torch.save(torch.nn.Linear(3, 2).state_dict(), path)
    with pytest.raises(ModelError, match="no network that is known here"):
        import_model(Request(path))
    published = {name.replace("body.", "features.", 1): values for name, values in EfficientAt(2).state_dict().items()}
    published["features.3.block.0.0.weight"] = torch.zeros(1, 2, 1, 1)
    torch.save(published, path)
    with pytest.raises(ModelError, match=r"EfficientAT: its “features\.3\.block\.0\.0\.weight” is 1 × 2 × 1 × 1"):
        import_model(Request(path))
    assert registry.entries() == [found for found in registry.entries() if found.embedded]


@pytest.mark.parametrize("kind", ["onnx", "one clip", "torchscript"])
def test_a_tagger_of_clips_hears_one_around_each_step(tmp_path: Path, names: Path, kind: str) -> None:
    if kind == "torchscript":
        path = taggers.script(taggers.Levels(), tmp_path / "levels.pt")
    else:
        path = taggers.graph(taggers.Levels(), tmp_path / "levels.onnx", free=kind == "onnx")
    made = _own(path, names, trust=True, title="Levels", licence="CC0-1.0")
    assert (made.card.id, made.card.title, made.card.licence) == ("levels", "Levels", "CC0-1.0")
    found = registry.load(registry.entry("levels"))
    with torch.no_grad():
        output = found.detect(_sound())
    assert output.strong.shape == (1, 20, 2)
    loud = output.strong[0, :, 0]
    assert torch.allclose(loud[:8], torch.zeros(8))  # steps of 0.1 s; the clip around step 7 ends at 1 s
    assert torch.allclose(loud[8:12], torch.tensor([0.1, 0.2, 0.3, 0.4]), atol=1e-6)
    assert torch.allclose(loud[12:18], torch.full((6,), 0.5))
    assert output.weak[0].tolist() == pytest.approx([0.5, 1.0])


def test_a_tagger_of_steps_goes_clip_by_clip(tmp_path: Path, names: Path) -> None:
    made = _own(taggers.graph(taggers.Steps(), tmp_path / "steps.onnx"), names)
    assert made.card.settings["steps"] == 5
    found = registry.load(made)
    assert found.frame_s == pytest.approx(0.1)
    with torch.no_grad():
        strong = found.detect(_sound()[:, :1950]).strong
    assert strong.shape == (1, 20, 2)
    assert strong[0, :, 0].tolist() == pytest.approx([0.0] * 10 + [0.5] * 9 + [0.25])


def test_logits_are_made_probabilities_and_must_be_called_so(tmp_path: Path, names: Path) -> None:
    path = taggers.graph(taggers.Logits(), tmp_path / "logits.onnx")
    with pytest.raises(ModelError, match="say --logits"):
        _own(path, names)
    made = _own(path, names, logits=True)
    assert made.card.parameters == 2
    with torch.no_grad():
        weak = registry.load(made).detect(torch.full((1, 500), 0.5 + 1 / 40)).weak
    assert weak[0, 0].item() == pytest.approx(1 / (1 + 2.718281828**-1), abs=1e-4)


def test_what_a_program_is_not_told_or_told_wrongly_is_asked(tmp_path: Path, names: Path) -> None:
    path = taggers.graph(taggers.Levels(), tmp_path / "levels.onnx")
    with pytest.raises(ModelError, match="say --rate HZ"):
        import_model(Request(path, classes=names))
    with pytest.raises(ModelError, match=r"takes 500 samples, 0\.5 s at 1000 Hz, not 2 s"):
        _own(path, names, clip_s=2.0)
    with pytest.raises(ModelError, match="cannot hear clips"):
        _own(path, names, hop_s=-1.0)
    with pytest.raises(ModelError, match="cannot be the id"):
        _own(path, names, id="My Model")
    (tmp_path / "text.onnx").write_text("no graph")
    with pytest.raises(ModelError, match="no ONNX graph that can be run"):
        import_model(Request(tmp_path / "text.onnx", classes=names))  # before anything is asked about it


def test_a_graph_of_something_else_is_refused(tmp_path: Path, names: Path) -> None:
    torch.onnx.export(torch.nn.Conv1d(1, 1, 3), (torch.zeros(1, 1, 9),), tmp_path / "conv.onnx", dynamo=False)
    with pytest.raises(ModelError, match=r"a tagger here takes one input of \(clips, samples\)"):
        _own(tmp_path / "conv.onnx", names)


def test_a_graph_with_weights_elsewhere_is_refused(tmp_path: Path, names: Path) -> None:
    path = taggers.graph(taggers.Logits(), tmp_path / "logits.onnx")
    onnx.save_model(onnx.load(path), path, save_as_external_data=True, size_threshold=0, location="weights.bin")
    assert (tmp_path / "weights.bin").is_file()
    with pytest.raises(ModelError, match="keeps its weights in another file"):
        _own(path, names, logits=True)


def test_a_script_runs_only_on_a_persons_word_and_unchanged(tmp_path: Path, names: Path) -> None:
    path = taggers.script(taggers.Levels(), tmp_path / "levels.pt")
    with pytest.raises(ModelError, match="--trust"):
        _own(path, names)
    made = _own(path, names, trust=True)
    taggers.script(taggers.Logits(), made.weights)
    with pytest.raises(ModelError, match="is not the file that was imported"):
        registry.load(made)
    assert registry.check(made) == [registry.CHANGED.format(made.weights)]


def test_a_folder_with_a_card_comes_in_whole(tmp_path: Path, names: Path) -> None:
    made = _own(taggers.graph(taggers.Levels(), tmp_path / "levels.onnx"), names)
    again = import_model(Request(made.folder, id="again", title="Once more"))
    assert (again.card.id, again.card.title, again.card.classes) == ("again", "Once more", ("loud", "quiet"))
    assert {found.card.id for found in registry.entries("tags")} >= {"levels", "again"}


def test_a_folder_with_a_script_needs_trust_and_weights_must_lie_inside(tmp_path: Path, names: Path) -> None:
    made = _own(taggers.script(taggers.Levels(), tmp_path / "levels.pt"), names, trust=True)
    with pytest.raises(ModelError, match="--trust"):
        import_model(Request(made.folder, id="again"))
    assert import_model(Request(made.folder, id="again", trust=True)).card.id == "again"
    write_card(made.folder, made.card.model_copy(update={"weights": "../again/model.pt"}))
    with pytest.raises(ModelError, match="outside its folder"):
        import_model(Request(made.folder, id="third", trust=True))


def test_a_model_is_replaced_only_when_asked(tmp_path: Path, names: Path) -> None:
    path = taggers.graph(taggers.Levels(), tmp_path / "levels.onnx")
    first = _own(path, names)
    with pytest.raises(ModelError, match="say --replace"):
        _own(path, names)
    second = _own(path, names, replace=True, title="New")
    assert second.folder == first.folder
    assert read_card(first.folder).title == "New"
    assert json.loads((first.folder / "card.json").read_text())["sha256"] == registry.sha256(path)
