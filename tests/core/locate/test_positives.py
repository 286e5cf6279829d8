"""Who is a positive of whom, counted by hand."""

import torch

from core.locate.positives import (
    members,
    own_only,
    same_by_chance,
    same_class,
    same_class_and_sound,
    same_sure_class,
)

CLASSES = torch.tensor([4, 4, 9, -1, -1, 4])


def pairs(matrix: torch.Tensor) -> set[tuple[int, int]]:
    assert torch.equal(matrix.diagonal(), torch.ones(len(matrix)))
    return {(i, j) for i, j in torch.nonzero(matrix).tolist() if i < j}


def test_classes_that_are_the_same() -> None:
    assert pairs(same_class(CLASSES)) == {(0, 1), (0, 5), (1, 5)}
    assert members(same_class(CLASSES)).tolist() == [3, 3, 1, 1, 1, 3]
    assert torch.equal(same_class(torch.arange(4)), own_only(4))


def test_only_where_the_classifier_is_sure() -> None:
    confidence = torch.tensor([0.9, 0.49, 0.9, 0.9, 0.9, 0.5])
    assert pairs(same_sure_class(CLASSES, confidence)) == {(0, 5)}


def test_softly() -> None:
    probabilities = torch.tensor([[0.5, 0.5, 0.0], [0.2, 0.8, 0.0], [0.0, 0.0, 1.0]])
    found = same_by_chance(probabilities)
    assert torch.allclose(found, torch.tensor([[1.0, 0.5, 0.0], [0.5, 1.0, 0.0], [0.0, 0.0, 1.0]]))


def test_to_eye_and_ear() -> None:
    voices = torch.tensor([[1.0, 0.0], [2.0, 1.0], [1.0, 0.0], [1.0, 0.0], [1.0, 0.0], [0.0, 3.0]])
    assert pairs(same_class_and_sound(CLASSES, voices, 0.8)) == {(0, 1)}  # the cosines: 0.894, 0 and 0.447
