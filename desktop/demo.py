"""`auralens demo`: does the main job on the sample without a hand, and leaves results and pictures of every view.

The same pictures stand in the README; anyone can make them again.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

NAME = "demo"


def main(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="auralens demo", description="Works on the sample and leaves the results.")
    parser.add_argument("-o", "--output", type=Path, default=Path("demo-output"), metavar="DIR")
    parser.add_argument("--stay", action="store_true", help="open the window on the sample afterwards")
    arguments = parser.parse_args(list(words))
    arguments.output.mkdir(parents=True, exist_ok=True)
    _write_results(arguments.output)
    if not _has_screen():
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    take_pictures(arguments.output)
    print(f"Results and pictures are in {arguments.output.resolve()}")
    if arguments.stay and _has_screen():
        from core.sample import sample_paths
        from desktop import app

        return app.open_window([str(sample_paths().audio)])
    return 0


def _has_screen() -> bool:
    if sys.platform != "linux":
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _write_results(output: Path) -> None:
    """What the command line gives for the sample: facts, labels in every format, a spectrogram."""
    from core.cli import main as command_line
    from core.labels import FORMATS, write
    from core.media.probe import probe
    from core.sample import sample_annotations, sample_paths

    paths = sample_paths()
    events = [event for _, event in sample_annotations(paths.audio).in_order()]
    for kind in FORMATS.values():
        write(output / f"sample{kind.endings[0]}", events, kind.name, recording=paths.audio.name,
              duration_s=probe(paths.audio).duration_s)
    facts = {path.name: {"duration_s": probe(path).duration_s} for path in (paths.audio, paths.video)}
    (output / "sample_facts.json").write_text(json.dumps(facts, indent=1), encoding="utf-8")
    command_line(["spectrogram", str(paths.audio), "-o", str(output / "sample_spectrogram.png"), "--quiet"])
    print(f"{len(events)} labelled events written in {len(FORMATS)} formats, and a spectrogram")
    if has_detector():
        command_line(["detect", str(paths.audio), "-o", str(output / "detected"), "--scores", "--overwrite", "--quiet"])
        command_line(["explain", str(paths.audio), "--label", "clock_alarm", "--start", "44.5", "--end", "50.5", "-o",
                      str(output / "explained"), "--no-curves", "--overwrite", "--quiet"])
    if has_locators():
        command_line(["localize", str(paths.video), "--fps", "2", "-o", str(output / "located"), "--quiet"])


def has_detector() -> bool:
    """A checkout without the large files has no model; the rest of the work is done all the same."""
    from core.models.registry import DEFAULT_DETECTOR, entries

    return any(entry.card.id == DEFAULT_DETECTOR for entry in entries("events"))


def has_locators() -> bool:
    from core.locate.engine import DEFAULT_LOCATORS
    from core.models.registry import entries

    return set(DEFAULT_LOCATORS) <= {entry.card.id for entry in entries("localization")}


def take_pictures(output: Path) -> list[Path]:
    """Open the window on the sample in each of its states, and keep a picture of each."""
    from PySide6.QtWidgets import QApplication

    from desktop import app, settings
    from desktop.tour import Tour

    application = QApplication.instance() or app.make_application(["auralens"])
    assert isinstance(application, QApplication)
    tour = Tour(application, settings.Settings(theme="dark", language="en"), output)
    try:
        for act in (tour.welcome, tour.recording, tour.selection, tour.spectrogram_settings, tour.keys,
                    tour.two_files, tour.video, tour.light, tour.korean):
            act()
        if has_detector():
            for act in (tour.detections, tour.operating_curves, tour.saliency, tour.detections_light,
                        tour.explanation, tour.two_explanations):
                act()
        if has_locators():
            for act in (tour.located, tour.with_silence):
                act()
    finally:
        tour.close()
    return tour.pictures
