"""Figures of faithfulness: by their formulas and by hand, and on a model whose evidence is known."""

import numpy as np
import pytest
import scipy.stats

from core.domain import Selection
from core.listen.curves import curves
from core.listen.drawn import box_mask
from core.listen.faithfulness import (
    complexity,
    controlled,
    faithfulness,
    figures,
    floor_of,
    mean,
    sparseness,
    with_controls,
)
from core.listen.judge import Judge
from core.listen.split import Splitter
from tests.core.listen.tone import RATE_HZ, Tone

BEFORE, AFTER, LEFT = (np.array(each, np.float32) for each in ([0.8, 0.1, 0.1], [0.6, 0.7, 0.0], [0.3, 0.2, 0.5]))


def test_a_drop_by_hand() -> None:
    found = figures(0, BEFORE, AFTER, LEFT, AFTER, LEFT)
    assert (found.original, found.kept, found.removed) == pytest.approx((0.8, 0.6, 0.3))
    assert found.drop == pytest.approx(25.0, rel=1e-5)
    assert (found.increase, found.gain) == (0.0, 0.0)
    assert found.faithfulness == pytest.approx(0.5)
    assert found.class_kept == 0.0
    once, again = (np.exp(each) / np.exp(each).sum() for each in (BEFORE.astype(float), AFTER.astype(float)))
    assert found.drop_published == pytest.approx(100 * (once[0] - again[0]) / once[0], rel=1e-5)


def test_a_gain_by_hand() -> None:
    found = figures(1, AFTER, np.array([0.1, 0.85, 0.0], np.float32), LEFT, AFTER, LEFT)
    assert (found.drop, found.increase, found.class_kept) == (0.0, 100.0, 1.0)
    assert found.gain == pytest.approx(100 * 0.15 / 0.3, rel=1e-5)


def test_sure_to_the_last_bit_and_quite_unsure_divide_by_nothing() -> None:
    sure, none = np.array([1.0, 0.0], np.float32), np.array([0.0, 1.0], np.float32)
    assert figures(0, sure, sure, none, sure, none).gain == 0.0
    assert figures(1, sure, sure, none, sure, none).drop == 0.0


def test_the_mean_is_over_every_figure() -> None:
    one, other = figures(0, BEFORE, AFTER, LEFT, AFTER, LEFT), figures(0, BEFORE, BEFORE, LEFT, AFTER, LEFT)
    found = mean([one, other])
    assert found.kept == pytest.approx(0.7)
    assert found.class_kept == 0.5


def test_gini_by_pairs_and_entropy_by_scipy() -> None:
    values = np.random.default_rng(0).random((13, 7)).astype(np.float32) ** 3
    flat = values.ravel().astype(float)
    pairs = np.abs(flat[:, None] - flat[None]).sum() / (2 * len(flat) ** 2 * flat.mean())
    assert sparseness(values) == pytest.approx(pairs, rel=1e-6)
    assert complexity(values) == pytest.approx(scipy.stats.entropy(flat / flat.sum()), rel=1e-6)
    one = np.zeros(1000, np.float32)
    one[7] = 1.0
    assert (sparseness(one), complexity(one)) == (pytest.approx(0.999), 0.0)
    assert sparseness(np.ones(1000, np.float32)) == pytest.approx(0.0, abs=1e-9)
    assert complexity(np.ones(1000, np.float32)) == pytest.approx(np.log(1000))
    assert (sparseness(np.zeros(5, np.float32)), complexity(np.zeros(5, np.float32))) == (0.0, 0.0)


def test_the_floor_of_noise_is_60_db_under_the_sound() -> None:
    sound = 0.3 * np.random.default_rng(3).standard_normal((50_000, 2)).astype(np.float32)
    assert 20 * np.log10(floor_of(sound).std() / sound.std()) == pytest.approx(-60.0, abs=0.1)
    assert not floor_of(np.zeros((100, 1), np.float32)).any()


@pytest.fixture(scope="module")
def splitter() -> Splitter:
    at_s = np.arange(2 * RATE_HZ) / RATE_HZ
    sound = sum(0.6 * np.sin(2 * np.pi * hz * at_s) for hz in (1000, 3000))
    faint = np.random.default_rng(0).normal(0, 0.01, (len(at_s), 1))
    return Splitter((np.asarray(sound)[:, None] + faint).astype(np.float32), RATE_HZ)


def test_the_tone_alone_keeps_its_class_and_the_rest_loses_it(splitter: Splitter) -> None:
    mask = box_mask(splitter.geometry, [Selection(0.0, 2.0, 850.0, 1150.0)])
    low = faithfulness(Judge(Tone()), splitter, mask, 0)
    assert low.kept == pytest.approx(low.original, abs=0.02)
    assert low.removed < 0.2
    assert low.faithfulness > 0.4
    assert low.class_kept == 1.0
    assert low.kept_on_noise == pytest.approx(low.kept, abs=0.02)
    high = faithfulness(Judge(Tone()), splitter, mask, 1)
    assert high.drop > 60
    assert abs(high.faithfulness) < 0.02


def test_it_beats_chance_and_is_asked_of_two_models(splitter: Splitter) -> None:
    mask = box_mask(splitter.geometry, [Selection(0.0, 2.0, 850.0, 1150.0)])
    masks = with_controls(mask, splitter)
    assert {name: len(several) for name, several in masks.items()} == {"map": 1, "random": 3, "energy": 1}
    for several in masks.values():
        assert all(one.sum() == pytest.approx(mask.sum(), rel=1e-6) for one in several)
    own = controlled(Judge(Tone()), splitter, masks, 0)
    second = controlled(Judge(Tone(), [[1], [0], [2]]), splitter, masks, 0)
    assert own["map"].faithfulness > own["random"].faithfulness + 0.2
    assert own["map"].original == pytest.approx(own["energy"].original)
    assert second["map"].drop > 60  # to the second model class 0 is the other tone


def test_curves_fall_and_rise_where_the_evidence_is(splitter: Splitter) -> None:
    box = box_mask(splitter.geometry, [Selection(0.0, 2.0, 850.0, 1150.0)])
    found = curves(Judge(Tone()), splitter, box, 0)
    original = Judge(Tone()).score(splitter.samples, RATE_HZ)[0]
    assert found.shares[[0, -1]].tolist() == [0.0, 1.0]
    assert found.deletion[0] == pytest.approx(original, abs=1e-5)
    assert found.insertion[-1] == pytest.approx(original, abs=1e-5)
    assert found.deletion[-1] == pytest.approx(found.insertion[0], abs=1e-5)
    opposite = curves(Judge(Tone()), splitter, 1 - box, 0)
    assert found.deletion_area < 0.25 < 0.5 < found.insertion_area
    assert opposite.deletion_area > found.deletion_area + 0.2
    halves = (found.deletion[1:] + found.deletion[:-1]) / 2
    assert found.deletion_area == pytest.approx(halves.mean())
