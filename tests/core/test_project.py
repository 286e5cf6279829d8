"""Project files: what is saved comes back, moved media are found, and nothing wrong is taken for right."""

import json
import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import project_file
from core.annotations import Annotations
from core.domain import DEFAULT_LANE, Event, Selection, Verdict
from core.errors import ProjectError
from core.project import Project, RecordingState, differences, load, locate, refer, relink, save
from core.tiles.spec import COLOUR_MAPS, OVERLAPS, SCALES, SIZES, WINDOWS, SpectrogramStyle, StftSpec

TEXT = st.text(max_size=12)
TIMES = st.tuples(st.floats(0, 1e6), st.floats(0, 1e6)).map(sorted)


@st.composite
def annotations(draw: st.DrawFn) -> Annotations:
    events = draw(
        st.lists(
            st.builds(
                lambda label, times, low, score, verdict, lane: Event(label, *times, low, None, score, verdict, lane),
                TEXT,
                TIMES,
                st.one_of(st.none(), st.floats(0, 1e5)),
                st.one_of(st.none(), st.floats(allow_nan=False, allow_infinity=False)),
                st.sampled_from(Verdict),
                TEXT,
            ),
            max_size=5,
        )
    )
    made = Annotations.of(events).with_lane(draw(TEXT))
    return made.removing(draw(st.sets(st.sampled_from(list(made.events)))) if events else [])


@pytest.fixture
def media(tmp_path: Path) -> Path:
    path = tmp_path / "media" / "녹음 1.wav"
    path.parent.mkdir()
    path.write_bytes(b"RIFF" + bytes(100_000))
    return path


@pytest.fixture
def project(media: Path) -> Project:
    marks = Annotations.of([Event("dog", 0.5, 1.0, 100, 200, 0.5, Verdict.VERIFIED, "Animals")])
    return Project((RecordingState(refer(media, 10.0), marks),))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_what_is_saved_comes_back_exactly(tmp_path: Path, media: Path, data: st.DataObject) -> None:
    state = st.builds(
        RecordingState,
        st.just(refer(media, data.draw(st.floats(0, 1e6)))),
        annotations(),
        st.integers(0, 15),
        st.one_of(st.none(), TIMES.map(tuple)),
        st.floats(0, 1e6),
        st.one_of(st.none(), TIMES.map(lambda times: Selection(*times, 10.0, 20.5))),
        st.builds(
            StftSpec,
            st.sampled_from(SIZES),
            st.sampled_from(WINDOWS),
            st.sampled_from(OVERLAPS),
            st.one_of(st.none(), st.integers(0, 15)),
        ),
        st.builds(
            SpectrogramStyle,
            st.sampled_from(SCALES),
            st.floats(-200, -100),
            st.floats(-90, 0),
            st.sampled_from(COLOUR_MAPS),
            st.floats(0, 100),
            st.one_of(st.none(), st.floats(200, 9e4)),
        ),
        TEXT,
        TEXT,
    )
    states = tuple(data.draw(st.lists(state, max_size=2)))
    made = Project(states, data.draw(st.integers(0, max(len(states) - 1, 0))), data.draw(st.booleans()))
    path = tmp_path / "sub" / "p.auralens"
    save(path, made)
    assert load(path) == made
    first = path.read_bytes()
    save(path, load(path))
    assert path.read_bytes() == first


def test_the_file_holds_relative_paths_with_forward_slashes(tmp_path: Path, project: Project) -> None:
    save(tmp_path / "projects" / "p.auralens", project)
    data = json.loads((tmp_path / "projects" / "p.auralens").read_text())
    assert data["recordings"][0]["media"]["path"] == "../media/녹음 1.wav"
    assert data["version"] == 1


def test_media_are_found_where_the_folder_was_moved_to(tmp_path: Path, project: Project, media: Path) -> None:
    save(tmp_path / "p.auralens", project)
    moved = tmp_path.parent / f"{tmp_path.name} moved"
    os.rename(tmp_path, moved)
    found = locate(moved / "p.auralens", load(moved / "p.auralens").recordings[0].media)
    assert found == moved / "media" / media.name


def test_media_are_found_beside_the_project_and_where_they_were(tmp_path: Path, project: Project, media: Path) -> None:
    elsewhere = tmp_path / "a" / "b" / "p.auralens"
    save(tmp_path / "p.auralens", project)
    elsewhere.parent.mkdir(parents=True)
    (tmp_path / "p.auralens").rename(elsewhere)
    ref = load(elsewhere).recordings[0].media
    assert locate(elsewhere, ref) == media  # by the hint
    beside = elsewhere.with_name(media.name)
    beside.write_bytes(b"x")
    assert locate(elsewhere, ref) == beside
    beside.unlink()
    media.unlink()
    assert locate(elsewhere, ref) is None
    assert locate(elsewhere, replace(ref, path=Path("x" * 5000), hint=None)) is None


def test_relinking_tells_what_differs(tmp_path: Path, project: Project, media: Path) -> None:
    copy = tmp_path / "copy.wav"
    copy.write_bytes(media.read_bytes())
    linked, warnings = relink(project, 0, copy)
    assert warnings == ()
    assert linked.recordings[0].media.path == copy
    assert linked.recordings[0].annotations == project.recordings[0].annotations
    copy.write_bytes(b"other")
    _, warnings = relink(project, 0, copy, duration_s=0.75)
    assert warnings == (
        "“copy.wav” has 5 bytes, but “녹음 1.wav” had 100,004.",
        "“copy.wav” begins with other data than “녹음 1.wav” did.",
        "1 of 1 labels end after “copy.wav” does.",
    )
    assert differences(project.recordings[0].media, media) == ()
    with pytest.raises(ProjectError, match="cannot be read"):
        relink(project, 0, tmp_path / "gone.wav")


def selected(low_hz: float, high_hz: float) -> dict[str, float]:
    return {"start_s": 0.0, "end_s": 1.0, "low_hz": low_hz, "high_hz": high_hz}


def edited(path: Path, project: Project, change: object) -> Path:
    save(path, project)
    data = json.loads(path.read_text())
    change(data)
    path.write_text(json.dumps(data))
    return path


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda d: d.update(colour="red"), "the entry “colour” is unknown"),
        (lambda d: d["recordings"][0]["stft"].update(hop=3), "the entry “recordings / 0 / stft / hop” is unknown"),
        (lambda d: d["recordings"][0]["labels"]["events"]["1"].update(x=1), "events / 1 / x” is unknown"),
        (lambda d: d.update(version=2), "a newer Auralens made this file .its version is 2.*update the program"),
        (lambda d: d.update(version="1"), "its version “1” is unknown|its version"),
        (lambda d: d.update(version=0), "its version “0” is unknown"),
        (lambda d: d.pop("version"), "its version “None” is unknown"),
        (lambda d: d.update(application="Other"), "no project of Auralens"),
        (lambda d: d["recordings"].extend(d["recordings"] * 2), "“recordings” is wrong"),
        (lambda d: d["recordings"][0].update(position_s="3"), "position_s” is wrong"),
        (lambda d: d["recordings"][0].update(position_s=float("nan")), "position_s” is wrong"),
        (lambda d: d["recordings"][0].update(view=[3, 1]), "the ends of the visible range make no sense"),
        (lambda d: d["recordings"][0]["stft"].update(n_fft=-4), "numbers of the Fourier transform make no sense"),
        (lambda d: d["recordings"][0]["style"].update(scale="bark"), "style / scale” is wrong"),
        (lambda d: d["recordings"][0]["style"].update(floor_db=-1e308), "the levels make no sense"),
        (lambda d: d["recordings"][0].update(selection=selected(500, 5)), "the ends of the selection make no sense"),
        (lambda d: d["recordings"][0].update(selection=selected(-5, 5)), "the ends of the selection make no sense"),
        (lambda d: d["recordings"][0]["labels"].update(next_id=10**40), "labels / next_id” is wrong"),
        (lambda d: d["recordings"][0]["media"].update(path=""), "media / path” is wrong"),
        (lambda d: d["recordings"][0]["labels"].update(next_id=1), "numbers of the events make no sense"),
        (lambda d: d["recordings"][0]["labels"].update(lanes=["A"]), "names of the lanes make no sense"),
        (
            lambda d: d["recordings"][0]["labels"]["events"]["1"].update(offset_s=0.1),
            "recording 1, event 1: the end time 0.1 s is before",
        ),
        (lambda d: d["recordings"][0]["labels"]["events"]["1"].update(verdict="so so"), "verdict” is wrong"),
    ],
)
def test_what_is_wrong_gives_a_sentence(tmp_path: Path, project: Project, change: object, word: str) -> None:
    with pytest.raises(ProjectError, match=rf"^p\.auralens.*{word}.*\.$"):
        load(edited(tmp_path / "p.auralens", project, change))


def test_an_unknown_colour_map_gives_the_usual_one(tmp_path: Path, project: Project) -> None:
    path = edited(tmp_path / "p.auralens", project, lambda d: d["recordings"][0]["style"].update(colour_map="newer"))
    assert load(path).recordings[0].style == SpectrogramStyle()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere all names are Unicode")
def test_a_recording_whose_name_is_no_utf8_is_saved_and_found(tmp_path: Path) -> None:
    media = tmp_path / os.fsdecode(b"rain \xb0\xff.wav")
    media.write_bytes(b"RIFF")
    marks = Annotations.of([Event("dog", 0.5, 1.0)])
    save(tmp_path / "p.auralens", Project((RecordingState(refer(media, 10.0), marks),)))
    state = load(tmp_path / "p.auralens").recordings[0]
    assert state.annotations == marks
    assert locate(tmp_path / "p.auralens", state.media) == media


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"\xff\xfe\x00", b"[" * 100_000, b"9" * 5000, b'{"version": 1}'])
def test_what_is_no_project_gives_a_sentence(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "p.auralens").write_bytes(data)
    with pytest.raises(ProjectError, match=r"^p\.auralens.*\.$"):
        load(tmp_path / "p.auralens")


def test_older_files_are_raised_step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(project_file, "VERSION", 3)
    monkeypatch.setattr(project_file, "UPGRADES", {
        1: lambda data: data | {"version": 2, "steps": ["to 2"]},
        2: lambda data: data | {"version": 3, "steps": [*data["steps"], "to 3"]},
    })
    assert project_file._upgraded({"version": 1}, "p") == {"version": 3, "steps": ["to 2", "to 3"]}
    assert project_file._upgraded({"version": 3}, "p") == {"version": 3}


def test_missing_files_and_folders_give_a_sentence(tmp_path: Path, project: Project) -> None:
    with pytest.raises(ProjectError, match="no such project file"):
        load(tmp_path / "gone.auralens")
    with pytest.raises(ProjectError, match="this is a folder"):
        load(tmp_path)
    (tmp_path / "file").write_text("")
    with pytest.raises(ProjectError, match="cannot be saved"):
        save(tmp_path / "file" / "p.auralens", project)


def test_a_project_that_could_not_be_opened_again_is_not_written(tmp_path: Path, project: Project) -> None:
    path = tmp_path / "p.auralens"
    save(path, project)
    before = path.read_bytes()
    bad = replace(project.recordings[0], annotations=Annotations.of([Event("x", 2.0, 1.0)]))
    with pytest.raises(ProjectError, match="before the start time"):
        save(path, Project((bad,)))
    assert path.read_bytes() == before
    odd = replace(
        project.recordings[0],
        view=(3.0, 1.0),
        position_s=float("nan"),
        selection=Selection(-1, 1),
        annotations=Annotations.of([Event("half \ud800", 1, 2)]),
    )
    save(path, Project((odd,)))
    found = load(path).recordings[0]
    assert (found.view, found.position_s, found.selection, found.active_lane) == (None, 0.0, None, DEFAULT_LANE)
    assert found.annotations.events[1].label == "half \ufffd"
