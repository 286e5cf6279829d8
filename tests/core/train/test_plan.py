"""Which clip stands in which step: the same for one process, for two, from the middle on and in workers."""

from pathlib import Path

import numpy as np
import torch

from core.domain import Event
from core.train.data.labelled import Kind, LabelledClip
from core.train.example import Sound, TargetGrid, collate
from core.train.plan import Plan, batches
from core.train.sources import ClipSource, Examples, shifted
from tests.core.train.material import RATE_HZ

GRID = TargetGrid(("cat", "dog"), RATE_HZ, 1.0, 0.1, 10)


def keys(step: int, count: int, rank: int = 0, world: int = 1) -> list[list[tuple[Kind, int]]]:
    return list(Plan({Kind.WEAK: count}, lambda: step, 5, lambda: (rank, world)))


def test_two_processes_share_what_one_does() -> None:
    one = keys(0, 6)
    two = [first + second for first, second in zip(keys(0, 3, 0, 2), keys(0, 3, 1, 2), strict=True)]
    assert one == two
    assert [number for batch in one for _, number in batch] == list(range(30))


def test_a_plan_goes_on_in_the_middle() -> None:
    assert keys(3, 4) == keys(0, 4)[3:]


class Noise:
    length = 3

    def sound(self, index: int, rng: np.random.Generator) -> Sound:
        samples = np.full(RATE_HZ, float(index), np.float32)
        samples[0] = rng.random()
        return Sound(samples, frozenset({"dog"}), (), 1.0)


def test_workers_make_the_batches_that_the_trainer_itself_makes() -> None:
    examples = {Kind.WEAK: Examples(Noise(), Kind.WEAK, GRID, (7,))}
    made = [list(batches(examples, Plan({Kind.WEAK: 4}, lambda: 0, 5), workers)) for workers in (0, 2)]
    for one, other in zip(*made, strict=True):
        assert all(torch.equal(a, b) for a, b in zip(one, other, strict=True))


def test_every_clip_comes_once_in_every_pass() -> None:
    examples = Examples(Noise(), Kind.WEAK, GRID, (7,))
    seen = [int(examples[number].samples[1]) for number in range(30)]
    assert all(sorted(seen[first : first + 3]) == [0, 1, 2] for first in range(0, 30, 3))
    assert len({tuple(seen[first : first + 3]) for first in range(0, 30, 3)}) > 1  # in other orders
    assert len({float(examples[number].samples[0]) for number in range(30)}) == 30  # and never the same


def test_frames_have_what_overlaps_them() -> None:
    events = Event("dog", 0.25, 0.5), Event("cat", 0.0, 0.01), Event("dog", 0.9, 2.0), Event("bird", 0.0, 1.0)
    made = GRID.encode(Sound(np.ones(RATE_HZ // 2, np.float32), frozenset({"dog", "cat", "bird"}), events, 0.55),
                       Kind.STRONG)
    assert torch.nonzero(made.strong[:, 1])[:, 0].tolist() == [2, 3, 4, 9]  # dog: 0.25 down, 0.5 is no new frame
    assert torch.nonzero(made.strong[:, 0])[:, 0].tolist() == [0]
    assert made.valid.tolist() == [True] * 6 + [False] * 4
    assert made.weak.tolist() == [1.0, 1.0]
    assert (len(made.samples), float(made.samples[-1])) == (RATE_HZ, 0.0)
    assert collate([made, made]).strong.shape == (2, 10, 2)


def test_what_is_not_known_is_not_taught() -> None:
    sound = Sound(np.ones(RATE_HZ, np.float32), frozenset({"dog"}), (Event("dog", 0.0, 1.0),), 1.0)
    weak, nothing = GRID.encode(sound, Kind.WEAK), GRID.encode(sound, Kind.UNLABELLED)
    assert (float(weak.strong.sum()), weak.weak.tolist()) == (0.0, [0.0, 1.0])
    assert (float(nothing.strong.sum()), float(nothing.weak.sum())) == (0.0, 0.0)


def test_a_long_clip_is_heard_from_a_random_place(tmp_path: Path) -> None:
    import soundfile

    ramp = np.arange(3 * RATE_HZ, dtype=np.float32) / (3 * RATE_HZ)
    soundfile.write(tmp_path / "long.wav", ramp, RATE_HZ, "FLOAT")
    clip = LabelledClip(tmp_path / "long.wav", Kind.STRONG, frozenset({"dog"}), (Event("dog", 0.0, 3.0),))
    source = ClipSource([clip], GRID, 10, lambda path, reason: None)
    starts = {round(float(source.sound(0, np.random.default_rng(seed)).samples[0]) * 3, 3) for seed in range(5)}
    assert len(starts) == 5
    assert source.sound(0, np.random.default_rng(0)).events == (Event("dog", 0.0, 1.0),)


def test_events_move_with_their_stretch() -> None:
    events = Event("dog", 0.5, 1.5), Event("cat", 3.0, 4.0), Event("dog", 1.8, 2.6)
    assert shifted(events, 1.0, 1.0) == (Event("dog", 0.0, 0.5), Event("dog", 0.8, 1.0))
