"""Augmentation, losses and schedules, against what their formulas give."""

import math

import pytest
import torch
from torch import nn
from torch.nn import functional

from core.models.crnn import Crnn
from core.train.augment import filter_bands, mixed_up, rolled, time_masked
from core.train.crnn_task import CrnnConfig, CrnnLesson
from core.train.data.labelled import Kind
from core.train.example import Batch
from core.train.feature_scale import band_axis, per_db
from core.train.lesson import seed_all
from core.train.losses import bce, mse
from core.train.mean_teacher_task import MeanTeacherConfig, MeanTeacherLesson, follow, ramp_up

RATE_HZ, FRAMES, CLASSES = 8000, 20, 3


def batch(kinds: tuple[Kind, ...], seed: int = 0) -> Batch:
    torch.manual_seed(seed)
    count = len(kinds)
    return Batch(torch.randn(count, 2 * RATE_HZ), torch.empty(count, 0),
                 (torch.rand(count, FRAMES, CLASSES) > 0.5).float(), (torch.rand(count, CLASSES) > 0.5).float(),
                 torch.ones(count, FRAMES, dtype=torch.bool), torch.tensor([int(kind) for kind in kinds]))


def test_bce_is_its_formula_over_what_counts() -> None:
    p, y = torch.tensor([[0.9, 0.2], [0.5, 0.5]]), torch.tensor([[1.0, 0.0], [0.0, 1.0]])
    by_hand = -(math.log(0.9) + math.log(0.8)) / 2
    assert float(bce(p, y, torch.tensor([[True], [False]]))) == pytest.approx(by_hand)
    assert float(bce(p, y)) == pytest.approx((by_hand * 2 + 2 * math.log(2)) / 4)
    assert float(bce(p, y, torch.zeros(2, 1, dtype=torch.bool))) == 0.0
    assert float(mse(p, y)) == pytest.approx((0.01 + 0.04 + 0.25 + 0.25) / 4)


def test_mix_up_stays_within_what_is_known_and_leaves_the_unlabelled() -> None:
    kinds = (Kind.STRONG, Kind.SYNTHETIC, Kind.WEAK, Kind.WEAK, Kind.UNLABELLED)
    before = batch(kinds)
    seed_all(0, 3)
    mixed = mixed_up(before, 0.5)
    assert torch.equal(mixed.samples[4], before.samples[4])
    for rows in ((0, 1), (2, 3)):  # each is w * itself + (1 - w) * one of its group, by the same w in sound and label
        for row in rows:
            shares = [torch.linalg.lstsq(before.samples[list(rows)].T, mixed.samples[row]).solution]
            assert float(shares[0].sum()) == pytest.approx(1.0, abs=1e-4)
            assert torch.allclose(mixed.weak[row], shares[0] @ before.weak[list(rows)], atol=1e-4)
            assert torch.allclose(mixed.strong[row], torch.einsum("r,rtc->tc", shares[0], before.strong[list(rows)]),
                                  atol=1e-4)


def test_a_clip_is_turned_round_with_its_labels() -> None:
    before = batch((Kind.STRONG,) * 4)
    seed_all(0, 1)
    turned = rolled(before, 0.5, RATE_HZ, 0.1)
    moved = 0
    for row in range(4):
        lags = [lag for lag in range(FRAMES) if torch.equal(turned.strong[row], before.strong[row].roll(lag, 0))]
        assert len(lags) == 1
        assert torch.equal(turned.samples[row], before.samples[row].roll(lags[0] * RATE_HZ // 10))
        moved += lags[0] != 0
    assert moved


def test_a_time_mask_is_silent_and_has_no_labels() -> None:
    before = batch((Kind.STRONG, Kind.WEAK))._replace(strong=torch.ones(2, FRAMES, CLASSES))
    seed_all(0, 2)
    masked = time_masked(before)
    gone = torch.nonzero(masked.strong[0, :, 0] == 0)[:, 0].tolist()
    assert gone == list(range(gone[0], gone[0] + len(gone)))
    assert 1 <= len(gone) <= FRAMES / 5
    step = 2 * RATE_HZ // FRAMES
    assert float(masked.samples[0, gone[0] * step : (gone[-1] + 1) * step].abs().max()) == 0.0
    assert int((masked.samples[0] == 0).sum()) == len(gone) * step
    assert torch.equal(masked.samples[1], before.samples[1])


def test_filters_are_steps_of_decibels_on_the_features_of_the_sound() -> None:
    """Raising all bands of a sound by 6 dB is doubling it: the features must agree."""
    network = Crnn(2, rate_hz=RATE_HZ, win_samples=512, hop_samples=400, window_s=2.0).eval()
    network.statistics.std.uniform_(1.0, 3.0)
    samples = 0.1 * torch.randn(2, 2 * RATE_HZ)
    features = network.features(samples)
    louder = network.features(2 * samples)
    axis = band_axis(features, network)
    db = 20 * math.log10(2)
    assert torch.allclose(filter_bands(features, (db, db), axis, per_db(network)), louder, atol=1e-3)
    seed_all(0, 0)
    some = filter_bands(features, (-4.5, 6.0), axis, per_db(network)) - features
    gains = (some / per_db(network))[:, 0]
    for row in gains:
        steps = torch.nonzero(row.diff().abs() > 1e-2)[:, 0] + 1
        assert 1 <= len(steps) <= 3  # two to four bands
        assert min([int(steps[0]), 40 - int(steps[-1]), *steps.diff().tolist()]) >= 4
        assert -4.51 <= float(row.min()) <= float(row.max()) <= 6.01


def test_ramp_up_and_average_are_their_formulas() -> None:
    assert [ramp_up(epoch, 4.0) for epoch in (0.0, 2.0, 4.0, 9.0)] == pytest.approx(
        [math.exp(-5.0), math.exp(-1.25), 1.0, 1.0])
    teacher, student = nn.Linear(2, 2), nn.Linear(2, 2)
    values = [torch.full((2, 2), float(number)) for number in (3, 5)]
    for step, value in enumerate(values, start=1):
        student.weight.data.copy_(value)
        follow(teacher, student, step, 0.999)
    assert torch.allclose(teacher.weight, torch.full((2, 2), 4.0))  # the mean, as long as there are few
    follow(teacher, student, 10**6, 0.9)
    assert torch.allclose(teacher.weight, torch.full((2, 2), 0.9 * 4 + 0.1 * 5))


def test_the_rate_is_constant_then_falls_as_it_should() -> None:
    config = MeanTeacherConfig.read(None, ["run.epochs=10", "optimiser.constant_epochs=5", "optimiser.fall=0.5"])
    lesson = MeanTeacherLesson(config, Crnn(2), 10)
    assert [lesson.rate_at(step) for step in (0, 50, 75, 100)] == pytest.approx(
        [1.0, 1.0, math.exp(-0.5 * 0.25), math.exp(-0.5)])


def test_crnn_losses_are_those_of_the_paper() -> None:
    config = CrnnConfig.read(None, ["loss.lambda_strong=0.2", "loss.lambda_weak=3.0"])
    network = Crnn(CLASSES, rate_hz=RATE_HZ, win_samples=512, hop_samples=800, window_s=2.0).eval()
    lesson = CrnnLesson(config, network, 1)
    made = batch((Kind.WEAK,) * 2)
    made = made._replace(strong=torch.zeros(2, 21, CLASSES), valid=torch.arange(21).expand(2, 21) < 15)
    output = network(network.features(made.samples), made.valid)
    wanted = made.weak[:, None].expand(2, 15, CLASSES)  # every frame that counts is taught the clip's labels
    strong = functional.binary_cross_entropy(output.strong[:, :15], wanted)
    weak = functional.binary_cross_entropy(output.weak, made.weak)
    assert lesson.losses(made)["loss"].item() == pytest.approx((0.2 * strong + 3.0 * weak).item(), rel=1e-5)
