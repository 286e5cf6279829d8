"""Explaining in the window by the model that ships, on tones and noise: map, mask, sound and scores in step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import soundfile as sf
from PySide6.QtCore import Qt

from core.domain import Event, Selection
from core.listen.masked_audio import FADE_S, MaskedAudio
from core.media.array_audio import ArrayReader
from desktop.listening import explained_entries, masked_audio
from desktop.main_window import MainWindow
from desktop.playback import KEPT, ORIGINAL, REMOVED
from desktop.widgets.listen_panel import ListenPanel

RATE_HZ = 32_000


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Stereo: short clicks and a tone over noise, 4 s."""
    rng = np.random.default_rng(5)
    times_s = np.arange(4 * RATE_HZ) / RATE_HZ
    mono = 0.02 * rng.standard_normal(len(times_s)) + 0.3 * np.sin(2 * np.pi * 2000 * times_s) * (times_s % 1 < 0.3)
    path = tmp_path_factory.mktemp("sound") / "a.wav"
    sf.write(path, np.stack([mono, 0.5 * mono], axis=1), RATE_HZ, subtype="FLOAT")
    return path


@pytest.fixture
def opened(qtbot: Any, window: MainWindow, sound: Path) -> Iterator[MainWindow]:
    window.resize(1280, 720)
    window.documents.open([str(sound)])
    qtbot.waitUntil(lambda: bool(window.session.panes) and not window.jobs.running, timeout=10_000)
    window.side.docks["listen"].raise_()
    return window


def panel_of(window: MainWindow) -> ListenPanel:
    assert window.side.listening is not None
    return window.side.listening


def settled(qtbot: Any, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: not window.jobs.running and window.listening.settled, timeout=60_000)


def explained(qtbot: Any, window: MainWindow) -> None:
    qtbot.mouseClick(panel_of(window).start, Qt.MouseButton.LeftButton)
    settled(qtbot, window)


def test_the_button_explains_and_kept_and_removed_are_the_whole(qtbot: Any, opened: MainWindow, sound: Path) -> None:
    pane = opened.session.active
    assert pane is not None
    explained(qtbot, opened)
    shown = pane.explanations.active
    assert shown is not None
    assert shown.method == "gradcam"
    assert shown.is_scored
    assert set(shown.scores) == {"map", "random", "energy"}
    kept, removed = masked_audio(pane, shown, False), masked_audio(pane, shown, True)
    whole = sf.read(sound, dtype="float32")[0]
    with kept, removed:
        np.testing.assert_allclose(kept.read(0, len(whole)) + removed.read(0, len(whole)), whole, atol=1e-6)
    assert opened.playback.has_mask
    assert panel_of(opened).hearing.cells[KEPT, "map"].text() == f"{shown.scores['map'].kept:.3f}"


def test_keys_switch_what_is_heard(qtbot: Any, opened: MainWindow) -> None:
    explained(qtbot, opened)
    player = opened.playback.player
    for action, name in (("band_kept", KEPT), ("band_removed", REMOVED), ("band_original", ORIGINAL)):
        opened.command_actions[action].trigger()
        assert player.state.source == name
        assert panel_of(opened).hearing.buttons[name].isChecked()
    opened.command_actions["band_kept"].trigger()
    opened.command_actions["clear_explanation"].trigger()
    assert not opened.playback.has_mask
    assert player.state.source == ORIGINAL


def test_sliders_move_mask_and_sound(qtbot: Any, opened: MainWindow) -> None:
    explained(qtbot, opened)
    pane = opened.session.active
    assert pane is not None
    before = pane.explanations.active
    assert before is not None
    panel_of(opened).percentile.moved.emit(95.0)
    assert pane.explanations.masking.percentile == 95.0
    settled(qtbot, opened)
    after = pane.explanations.active
    assert after is not None
    assert after.heat_map is before.heat_map
    assert after.masked.masking.percentile == 95.0
    assert after.masked.mask.mean() < before.masked.mask.mean() or before.heat_map.empty
    assert after.is_scored


def test_two_methods_stand_one_below_the_other(qtbot: Any, opened: MainWindow) -> None:
    explained(qtbot, opened)
    view, panel, pane = opened.active_view(), panel_of(opened), opened.session.active
    assert view is not None
    assert pane is not None
    assert view.docks["explained"].isHidden()
    panel.question.method.setCurrentIndex(panel.question.method.findData("layercam"))
    qtbot.mouseClick(panel.beside, Qt.MouseButton.LeftButton)
    settled(qtbot, opened)
    assert not view.docks["explained"].isHidden()
    assert set(pane.explanations.shown) == {"first", "second"}
    assert pane.explanations.heard == "second"
    opened.command_actions["other_explanation"].trigger()
    assert pane.explanations.heard == "first"
    pane.explanations.draw(replace(pane.explanations.drawing, contour=False, opacity=0.9))
    view.grab()
    pane.explanations.remove("second")
    assert set(pane.explanations.shown) == {"first"}


def test_the_map_lies_over_the_spectrogram(qtbot: Any, opened: MainWindow) -> None:
    view, pane = opened.active_view(), opened.session.active
    assert view is not None
    assert pane is not None
    spectrogram = view.views["spectrogram"]
    qtbot.waitUntil(spectrogram.settled, timeout=20_000)
    before = spectrogram.grab().toImage()
    explained(qtbot, opened)
    if not pane.explanations.active.heat_map.empty:  # type: ignore[union-attr]
        assert spectrogram.grab().toImage() != before
    pane.explanations.draw(replace(pane.explanations.drawing, visible=False))
    for scale in ("linear", "log", "mel"):
        pane.set_style(replace(pane.style, scale=scale))
        pane.explanations.draw(replace(pane.explanations.drawing, visible=True))
        spectrogram.grab()


def test_a_picked_detection_says_class_and_moment(qtbot: Any, opened: MainWindow) -> None:
    from tests.desktop import doubles

    pane = opened.session.active
    assert pane is not None
    entry = explained_entries()[0]
    run = pane.detections.add(entry, doubles.scores({"dog": [(1.0, 1.5, 0.9)]}))
    pane.detections.pick(run.key, Event("dog", 1.0, 1.5))
    opened.command_actions["explain"].trigger()
    settled(qtbot, opened)
    shown = pane.explanations.active
    assert shown is not None
    assert shown.label == "dog"
    assert pane.selection == Selection(1.0, 1.5)


def test_saving_writes_all_of_it(qtbot: Any, opened: MainWindow, tmp_path: Path, sound: Path) -> None:
    explained(qtbot, opened)
    pane = opened.session.active
    assert pane is not None
    opened.listening.save(pane, tmp_path / "out")
    qtbot.waitUntil(lambda: not opened.jobs.running, timeout=20_000)
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "kept.wav", "removed.wav", "heatmap.npy", "mask.npy", "heatmap.png", "explanation.json"}
    whole = sf.read(sound, dtype="float32")[0]
    parts = [sf.read(tmp_path / "out" / name, dtype="float32")[0] for name in ("kept.wav", "removed.wav")]
    np.testing.assert_allclose(parts[0] + parts[1], whole[: len(parts[0])], atol=1e-6)


def test_stopping_leaves_nothing(qtbot: Any, opened: MainWindow) -> None:
    panel, pane = panel_of(opened), opened.session.active
    assert pane is not None
    panel.question.method.setCurrentIndex(panel.question.method.findData("occlusion"))
    panel.ask("first")
    assert panel.start.text() == "Stop"
    panel.ask("first")
    settled(qtbot, opened)
    assert not pane.explanations.shown


def test_the_models_own_layers_are_offered(opened: MainWindow) -> None:
    box = panel_of(opened).question.layer
    assert box.count() > 1
    assert box.itemData(0) is None


# ---- the sound --------------------------------------------------------------------------------------------------


def test_masked_audio_by_hand() -> None:
    whole = np.linspace(-0.5, 0.5, 1000, dtype=np.float32)[:, None]
    kept_part = 0.25 * whole[200:700]
    original = lambda: ArrayReader(whole, 1000)  # noqa: E731
    kept, removed = MaskedAudio(original, kept_part, 200, False), MaskedAudio(original, kept_part, 200, True)
    fade = round(FADE_S * 1000)
    found = kept.read(0, 1000)
    assert not found[:200].any()
    assert not found[700:].any()
    np.testing.assert_allclose(found[200 + fade : 700 - fade], kept_part[fade:-fade])
    assert abs(found[200, 0]) < abs(kept_part[0, 0]) / 2
    np.testing.assert_allclose(found + removed.read(0, 1000), whole, atol=1e-7)
    np.testing.assert_array_equal(kept.read(150, 300), found[150:450])
    assert len(removed.read(990, 99)) == 10


def test_a_stretch_that_is_the_whole_has_no_fades() -> None:
    whole = np.ones((100, 2), np.float32)
    kept = MaskedAudio(lambda: ArrayReader(whole, 8000), whole, 0, False)
    np.testing.assert_array_equal(kept.read(0, 100), whole)


def test_keys_of_the_player_work_on_a_slider_that_was_pulled(qtbot: Any, opened: MainWindow) -> None:
    explained(qtbot, opened)
    opened.activateWindow()
    panel, player = panel_of(opened), opened.playback.player
    slider = panel.percentile.slider
    slider.setFocus(Qt.FocusReason.MouseFocusReason)
    qtbot.waitUntil(slider.hasFocus)
    for key, name in ((Qt.Key.Key_2, KEPT), (Qt.Key.Key_3, REMOVED), (Qt.Key.Key_1, ORIGINAL)):
        qtbot.keyClick(slider, key)
        assert player.state.source == name
    qtbot.keyClick(slider, Qt.Key.Key_Space)
    assert player.state.playing
    player.pause()


def test_a_field_keeps_its_digits_and_a_button_leaves_the_keys_to_the_views(qtbot: Any, opened: MainWindow) -> None:
    opened.activateWindow()
    view, panel = opened.active_view(), panel_of(opened)
    assert view is not None
    qtbot.wait(50)  # the view takes the keys once it is there
    view.views["spectrogram"].setFocus()
    qtbot.waitUntil(view.views["spectrogram"].hasFocus)
    explained(qtbot, opened)
    assert opened.focusWidget() is view.views["spectrogram"]
    panel.percentile.field.setFocus()
    panel.percentile.field.selectAll()
    qtbot.keyClicks(panel.percentile.field, "32")
    qtbot.keyClick(panel.percentile.field, Qt.Key.Key_Return)
    assert panel.percentile.value == 32.0
    assert opened.playback.player.state.source == ORIGINAL
    settled(qtbot, opened)


def test_a_figure_that_rounds_to_nothing_has_no_minus(opened: MainWindow) -> None:
    hearing = panel_of(opened).hearing
    found = SimpleNamespace(original=0.1, kept=0.1, removed=0.1, increase=0.0, drop=0.0, faithfulness=-0.0001)
    hearing.show_scores(SimpleNamespace(is_scored=True, scores={"map": found}))  # type: ignore[arg-type]
    assert hearing.figures.text() == "AI 0 · AD 0.0 · FF 0.000"


def test_silence_is_called_silence(qtbot: Any, window: MainWindow, tmp_path: Path) -> None:
    sf.write(tmp_path / "silent.wav", np.zeros(RATE_HZ), RATE_HZ)
    window.documents.open([str(tmp_path / "silent.wav")])
    qtbot.waitUntil(lambda: bool(window.session.panes) and not window.jobs.running, timeout=10_000)
    window.side.docks["listen"].raise_()
    explained(qtbot, window)
    assert "silent" in panel_of(window).facts.text()
