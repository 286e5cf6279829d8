"""The sample video: three scenes whose sounds come from what moves in the picture, with the true box in each frame."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from core.domain import Event
from core.sample import machines, nature, street, tower, tree
from core.sample.canvas import FPS, WIDTH_PX, Box, Picture
from core.sample.recording import Stem, mixed, strokes, truth
from core.sample.space import SPEED_OF_SOUND_MPS, moving, placed
from core.sample.waves import Signal, audible_end, faded

DURATION_S = 20.0
FRAMES = round(DURATION_S * FPS)
BELL_HZ = 261.6
CUTS_S = (0.0, 8.0, 14.0)
LABELS = ("siren", "chirping_birds", "church_bells")


@dataclass(frozen=True, slots=True)
class SourceBox:
    """Where the source is in one frame, and whether it sounds then."""

    frame: int
    label: str
    box: Box
    sounding: bool


def soundtrack() -> tuple[Signal, tuple[Event, ...]]:
    stems = (_siren(), *_birds(), _bell())
    return mixed(stems, DURATION_S, np.random.default_rng(99)), tuple(stem.event for stem in stems)


def frames() -> Iterator[Picture]:
    scenes = (street.Street(), tree.Tree(), tower.Tower())
    for index in range(FRAMES):
        yield scenes[_scene(index / FPS)].draw(index / FPS)


def boxes(events: tuple[Event, ...]) -> list[SourceBox]:
    """One for each frame that shows the source of its scene."""
    scenes = (street.Street(), tree.Tree(), tower.Tower())
    found = []
    for index in range(FRAMES):
        t = index / FPS
        label, box = LABELS[_scene(t)], scenes[_scene(t)].box(t)
        if box:
            sounding = any(e.label == label and e.onset_s <= t < e.offset_s for e in events)
            found.append(SourceBox(index, label, box, sounding))
    return found


def side_of(x_px: float) -> float:
    """From the picture to the stereo field: -1 left, 1 right, not quite at the edges."""
    return 0.85 * (2 * x_px / WIDTH_PX - 1)


def _scene(t: float) -> int:
    return sum(t >= cut for cut in CUTS_S) - 1


def _siren() -> Stem:
    onset_s, duration_s = 0.5, 7.3
    first_s = np.hypot(street.source_x_m(onset_s), street.AWAY_M) / SPEED_OF_SOUND_MPS

    def x_m(t: Signal) -> Signal:
        return np.asarray(street.SPEED_MPS * (t + onset_s - first_s - street.NEAREST_S))

    heard, _ = moving(machines.siren(duration_s), x_m, street.AWAY_M, duration_s)
    event = truth("siren", onset_s, onset_s + duration_s, machines.SIREN_BAND_HZ)
    return Stem(event, faded(0.4 * heard, 0.02, 0.3))


def _birds() -> list[Stem]:
    stems = []
    for onset_s, phrase in tree.SONGS:
        side = side_of(tree.perch_at(onset_s)[0])
        end_s, band_hz = nature.song_end_s(phrase), nature.song_band_hz(phrase)
        event = truth("chirping_birds", onset_s, onset_s + end_s, band_hz)
        stems.append(Stem(event, placed(0.2 * nature.song(phrase), side)))
    return stems


def _bell() -> Stem:
    start_s = tower.STROKES_S[0]
    sound = placed(0.42 * strokes(tower.STROKES_S, BELL_HZ, DURATION_S), side_of(tower.PIVOT[0]))
    offset_s = start_s + audible_end(sound, 36)
    return Stem(truth("church_bells", start_s, offset_s, machines.bell_band_hz(BELL_HZ)), sound, 0.5)
