"""Events from scores, against a reference that walks frame by frame, and against cases counted by hand."""

import gc
import itertools
import time
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.detect import curves as curves_module
from core.detect.boxes import boxes, step_response
from core.detect.curves import median_filtered
from core.detect.decode import Decoding, decode, decoding_of, postprocessed
from core.domain import Scores, TimeGrid
from core.errors import ModelError

STEP_S = 0.25  # exact in binary, so that the reference may compare lengths without rounding


def scores_of(values: np.ndarray, clip: list[float] | None = None, step_s: float = STEP_S, start_s: float = 0.0
              ) -> Scores:
    frames, classes = values.shape
    names = tuple("abcdefgh"[:classes])
    top = np.asarray(clip, np.float32) if clip is not None else np.ones(classes, np.float32)
    return Scores(TimeGrid(start_s, step_s, frames), names, values.astype(np.float32), top, frames * step_s)


def column(*values: float) -> Scores:
    return scores_of(np.array(values)[:, None])


def told(scores: Scores, decoding: Decoding) -> list[tuple[str, float, float, float]]:
    return [(e.label, e.onset_s, e.offset_s, round(e.score or 0.0, 5)) for e in decode(scores, decoding)]


def by_walking(curve: list[float], decoding: Decoding, label: str) -> list[tuple[float, float, float]]:
    """The definition, written down as a person would carry it out."""
    high = np.float32(decoding.threshold_of(label))
    low = np.float32(high * np.float32(decoding.low_ratio))
    runs: list[list[int]] = []
    for frame, value in enumerate(curve):
        if value > low:
            if runs and runs[-1][1] == frame:
                runs[-1][1] = frame + 1
            else:
                runs.append([frame, frame + 1])
    runs = [run for run in runs if any(value > high for value in curve[run[0]:run[1]])]
    joined: list[list[int]] = []
    for start, end in runs:
        if joined and (start - joined[-1][1]) * STEP_S < decoding.min_gap_s:
            joined[-1][1] = end
        else:
            joined.append([start, end])
    return [(start * STEP_S, end * STEP_S, sum(curve[start:end]) / (end - start)) for start, end in joined
            if (end - start) * STEP_S >= decoding.min_length_s]


def by_sorting(curve: list[float], size: int) -> list[float]:
    """A median filter whose ends are mirrored, by hand."""
    reach, count = size // 2, len(curve)
    around = [[at % (2 * count) for at in range(frame - reach, frame + reach + 1)] for frame in range(count)]
    return [sorted(curve[at if at < count else 2 * count - 1 - at] for at in frames)[reach] for frames in around]


values = st.integers(1, 40).flatmap(lambda frames: st.integers(1, 3).flatmap(lambda classes: st.lists(
    st.lists(st.sampled_from([0.0, 0.1, 0.2, 0.3, 0.45, 0.5, 0.6, 0.8, 1.0]), min_size=classes, max_size=classes),
    min_size=frames, max_size=frames)))
decodings = st.builds(
    Decoding, threshold=st.sampled_from([0.0, 0.2, 0.5, 0.7, 1.0]), low_ratio=st.sampled_from([0.0, 0.4, 0.7, 1.0]),
    thresholds=st.dictionaries(st.sampled_from("abc"), st.sampled_from([0.1, 0.5, 0.9])),
    median_s=st.sampled_from([0.0, 0.25, 0.75, 1.25]),
    medians_s=st.dictionaries(st.sampled_from("abc"), st.sampled_from([0.0, 0.75, 2.75])),
    min_length_s=st.sampled_from([0.0, 0.25, 0.5, 1.0]), min_gap_s=st.sampled_from([0.0, 0.5, 0.75]),
    weak_threshold=st.sampled_from([0.0, 0.5]),
    classes=st.sampled_from([None, frozenset("ac"), frozenset("zb")]))


@settings(max_examples=300, deadline=None)
@given(values, decodings, st.lists(st.sampled_from([0.4, 0.5, 0.6]), min_size=3, max_size=3))
def test_events_are_those_of_walking_frame_by_frame(rows: list[list[float]], decoding: Decoding, clip: list[float]
                                                     ) -> None:
    block = np.array(rows, np.float32)
    scores = scores_of(block, clip[: block.shape[1]])
    expected = []
    for number, label in enumerate(scores.classes):
        wanted = decoding.classes is None or label in decoding.classes
        if wanted and scores.clip[number] >= decoding.weak_threshold:
            curve = by_sorting(block[:, number].tolist(), decoding.median_of(label, STEP_S))
            expected += [(label, *event) for event in by_walking(curve, decoding, label)]
    found = [(e.label, e.onset_s, e.offset_s, e.score) for e in decode(scores, decoding)]
    assert [e[1] for e in found] == sorted(e[1] for e in found)
    assert [e[:3] for e in sorted(found)] == [e[:3] for e in sorted(expected)]
    np.testing.assert_allclose([e[3] for e in sorted(found)], [e[3] for e in sorted(expected)], atol=1e-6)


@settings(max_examples=100, deadline=None)
@given(values, decodings, st.sampled_from([0.15, 0.35, 0.55]))
def test_postprocessed_scores_give_the_same_events_by_a_threshold_alone(
        rows: list[list[float]], decoding: Decoding, threshold: float) -> None:
    plain = replace(decoding, low_ratio=1.0, min_length_s=0.0, min_gap_s=0.0, threshold=threshold, thresholds={})
    scores = scores_of(np.array(rows))
    again = postprocessed(scores, plain)
    assert again.values.shape == scores.values.shape
    assert told(again, Decoding(threshold=threshold)) == told(scores, plain)


def test_medians_are_of_odd_lengths_nearest_to_what_was_asked() -> None:
    sizes = [Decoding(median_s=length_s).median_of("a", 0.08) for length_s in (0.0, 0.08, 0.2, 0.24, 0.4, 0.48, 1.2)]
    assert sizes == [1, 1, 3, 3, 5, 7, 15]
    curve = np.random.default_rng(0).random(57).astype(np.float32)
    for size in (3, 9, 113, 301):
        np.testing.assert_array_equal(median_filtered(curve, size), np.float32(by_sorting(curve.tolist(), size)))


def test_times_stand_on_the_clock_of_the_recording_and_end_with_it() -> None:
    scores = scores_of(np.array([[0.0], [0.9], [0.9]]), start_s=10.0)
    assert told(replace(scores, duration_s=0.6), Decoding()) == [("a", 10.25, 10.6, 0.9)]


def test_without_frames_or_classes_there_are_no_events() -> None:
    for method in ("threshold", "csebb"):
        decoding = Decoding(method=method, median_s=1.0)
        empty = scores_of(np.zeros((0, 2)))
        assert decode(empty, decoding) == []
        assert postprocessed(empty, decoding).values.shape == (0, 2)
        assert decode(scores_of(np.ones((4, 2))), replace(decoding, classes=frozenset())) == []


def test_the_lane_is_the_one_that_was_named() -> None:
    assert [e.lane for e in decode(column(1, 0), Decoding())] == ["Labels"]
    assert [e.lane for e in decode(column(1, 0), Decoding(), "crnn")] == ["crnn"]


# -- change-point boxes ----------------------------------------------------------------------------------------------

CSEBB = Decoding(method="csebb", step_filter_s=1.0)  # two frames before, two after


def test_the_step_filter_is_the_difference_of_two_means() -> None:
    curve = np.array([0.0, 0.5, 1.0, 0.25], np.float32)
    by_hand = [0.25, 0.75, 0.625 - 0.25, 0.125 - 0.75, -0.625]
    np.testing.assert_allclose(step_response(curve, 2.0), by_hand, atol=1e-12)
    # one frame and a half: the half frame counts with half its weight
    by_hand = [0.25 / 1.5, 1.0 / 1.5, (1.125 - 0.5) / 1.5, (0.25 - 1.25) / 1.5, (-0.25 - 0.5) / 1.5]
    np.testing.assert_allclose(step_response(curve, 1.5), by_hand, atol=1e-12)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.floats(0, 1, width=32), min_size=1, max_size=60), st.sampled_from([1.0, 1.5, 2.0, 3.7, 80.0]))
def test_the_step_filter_is_the_integral_of_a_curve_of_steps(curve: list[float], half: float) -> None:
    def integral(start: float, end: float) -> float:
        return sum(value * max(0.0, min(end, at + 1) - max(start, at)) for at, value in enumerate(curve))

    expected = [(integral(at, at + half) - integral(at - half, at)) / half for at in range(len(curve) + 1)]
    np.testing.assert_allclose(step_response(np.array(curve, np.float32), half), expected, atol=1e-9)


@pytest.mark.parametrize(("curve", "expected"), [
    ([0, 0, 0.8, 0.8, 0.8, 0.8, 0, 0], [(0.5, 1.5, 0.8)]),  # borders at the jumps
    ([0, 0, 0, 0.8, 0, 0, 0, 0], [(0.75, 1.0, 0.8)]),  # shorter than half the filter
    ([0.8, 0.8, 0.8, 0, 0, 0, 0, 0], [(0.0, 0.75, 0.8)]),  # from the first frame
    ([0, 0, 0, 0, 0, 0.8, 0.8, 0.8], [(1.25, 2.0, 0.8)]),  # open at the end
    ([0.8] * 8, [(0.0, 2.0, 0.8)]),
    ([0.0] * 8, []),
])
def test_boxes_follow_the_jumps(curve: list[float], expected: list[tuple[float, float, float]]) -> None:
    assert [event[1:] for event in told(column(*curve), replace(CSEBB, threshold=0.3))] == expected


def test_a_threshold_takes_or_leaves_whole_boxes() -> None:
    curve = column(0, 0, 0.2, 0.6, 0.6, 0.6, 0.2, 0, 0, 0, 0, 0.9, 0.9, 0.9, 0.9, 0)
    low = told(curve, replace(CSEBB, threshold=0.1))
    assert len(low) == 2
    assert told(curve, replace(CSEBB, threshold=0.7)) == low[1:]
    assert told(curve, replace(CSEBB, threshold=0.89)) == low[1:]
    assert told(curve, replace(CSEBB, threshold=0.95)) == []


def test_a_shallow_gap_is_absorbed_and_counts_for_the_confidence() -> None:
    shallow = np.float32([0, 0, 0, .8, .8, .8, .7, .7, .7, .8, .8, .8, 0, 0, 0])
    assert [part.tolist() for part in boxes(shallow, 2.0, 0.15, 1.5)] == [[3], [12]]
    assert [part.tolist() for part in boxes(shallow, 2.0, 0.05, 1.5)] == [[3, 9], [6, 12]]  # 0.1 is not below 0.05
    assert [part.tolist() for part in boxes(shallow, 2.0, 0.15, 1.1)] == [[3, 9], [6, 12]]  # 0.8 / 0.7 is not below 1.1
    whole = told(column(*shallow), CSEBB)
    assert whole == [("a", 0.75, 3.0, round((6 * 0.8 + 3 * 0.7) / 9, 5))]
    one_sided = np.float32([0, 0, 0, .8, .8, .8, .7, .7, .7, .9, .9, .9, 0, 0, 0])  # 0.9 - 0.7 is not below 0.15
    assert len(boxes(one_sided, 2.0, 0.15, 1.5)[0]) == 2


def by_scanning(curve: list[float], half: int, merge_abs: float, merge_rel: float) -> list[tuple[int, int]]:
    """The published description, one border after another, for curves whose filter is nowhere flat."""
    count = len(curve)
    at = [(sum(curve[i:i + half]) - sum(curve[max(i - half, 0):i])) / half for i in range(count + 1)]
    found: list[tuple[int, int]] = []
    onset = None
    for i in range(count + 1):
        before = at[i - 1] if i else -9.0
        after = at[i + 1] if i < count else 9.0
        if onset is None and before < at[i] > after:
            onset = i
        elif onset is not None and before > at[i] < after:
            found.append((onset, i))
            onset = None
    merged = found[:1]
    for one, other in itertools.pairwise(found):
        low = min(curve[one[1]:other[0]])
        tops = [max(curve[start:end]) for start, end in (one, other)]
        if all(top - low < merge_abs and (top + 1e-3) / (low + 1e-3) < merge_rel for top in tops):
            merged[-1] = (merged[-1][0], other[1])
        else:
            merged.append(other)
    return merged


@pytest.mark.parametrize("seed", range(30))
def test_boxes_are_those_of_the_description(seed: int) -> None:
    rng = np.random.default_rng(seed)
    curve = np.repeat(rng.random(12), 10)[: rng.integers(5, 120)] * 0.8 + rng.random()
    noisy = np.float32(np.clip(curve + rng.normal(0, 0.03, len(curve)), 0.001, None) / 2)
    for half, merge_abs, merge_rel in ((2, 0.15, 1.5), (5, 0.3, 3.0), (9, 0.05, 1.2)):
        starts, ends = boxes(noisy, float(half), merge_abs, merge_rel)
        expected = by_scanning(noisy.astype(float).tolist(), half, merge_abs, merge_rel)
        assert list(zip(starts.tolist(), ends.tolist(), strict=True)) == expected


# -- what sliders need -----------------------------------------------------------------------------------------------


def hour() -> Scores:
    rng = np.random.default_rng(0)
    blocks = np.repeat(rng.random((2250, 50), np.float32) ** 6, 20, axis=0)
    block = np.clip(blocks + rng.normal(0, 0.02, blocks.shape).astype(np.float32), 0, 1)
    return Scores(TimeGrid(0.0, 0.08, 45_000), tuple(map(str, range(50))), block, block.max(axis=0), 3600.0)


@pytest.mark.parametrize("decoding", [
    Decoding(low_ratio=0.5, median_s=0.56, min_gap_s=0.2, min_length_s=0.2), Decoding(method="csebb")])
def test_a_threshold_moves_the_events_of_an_hour_at_once(decoding: Decoding) -> None:
    scores, taken_s = hour(), []
    decode(scores, decoding)
    for threshold in np.linspace(0.5, 0.9, 9):
        start = time.process_time()  # other work on the machine does not count
        events = decode(scores, replace(decoding, threshold=float(threshold)))
        taken_s.append(time.process_time() - start)
    assert len(events) > 100
    assert min(taken_s) < 0.05


def test_prepared_curves_are_forgotten_with_their_scores() -> None:
    scores = column(0, 1, 0)
    decode(scores, replace(CSEBB, threshold=0.1))
    decode(scores, Decoding(median_s=0.75))
    key = id(scores.values)
    assert len([one for one in curves_module._kept if one[0] == key]) == 2
    del scores
    gc.collect()
    assert not [one for one in curves_module._kept if one[0] == key]


def test_long_scores_are_decoded_some_classes_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(0)
    scores = scores_of(rng.random((500, 8)))
    for decoding in (Decoding(low_ratio=0.5, median_s=1.0), CSEBB):
        whole = told(scores, decoding)
        monkeypatch.setattr("core.detect.decode.BLOCK_BYTES", 3 * 4 * 500)
        assert told(scores, decoding) == whole
        monkeypatch.undo()


def test_times_are_the_decimals_that_a_person_would_write() -> None:
    """41 steps of 0.08 s are 3.2800000000000002 s to a computer."""
    values = np.zeros((125, 1))
    values[41:88] = 0.9
    (event,) = decode(scores_of(values, step_s=0.08), Decoding())
    assert (repr(event.onset_s), repr(event.offset_s)) == ("3.28", "7.04")


# -- what a card says ------------------------------------------------------------------------------------------------


def test_a_card_gives_the_decoding() -> None:
    found = decoding_of({"threshold": 0.3, "medians_s": {"dog": 0.4}, "classes": ["dog"]})
    assert found == Decoding(threshold=0.3, medians_s={"dog": 0.4}, classes=frozenset({"dog"}))
    assert decoding_of({}) == Decoding()


@pytest.mark.parametrize("settings_", [{"thresh": 0.5}, {"method": "guess"}])
def test_a_card_with_unknown_settings_is_refused_with_the_reason(settings_: dict[str, object]) -> None:
    with pytest.raises(ModelError, match=r"there are: .*threshold"):
        decoding_of(settings_)
