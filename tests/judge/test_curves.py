"""The picture of a training: whatever a submission measured, it is a small PNG, or has a gap."""

import base64

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from grader.boundary.records import Tensor
from grader.judge.curves import draw, draw_points
from grader.judge.session import MAX_PICTURES
from grader.report.model import CheckResult
from grader.report.pictures import sound_pictures

NUMBERS = st.floats() | st.integers() | st.none() | st.text(max_size=3)
TRAIN = "def train():\n    return {'loss': [1.0, 0.5, 0.25], 'val_loss': [1.0, 0.6, 0.5]}\n"


def is_picture(content: bytes) -> bool:
    pictures = (base64.b64encode(content).decode(),)
    return bool(
        sound_pictures(CheckResult(name="test", title="", status="passed", score=1, max_score=1, pictures=pictures))
    )


@settings(max_examples=20)
@given(st.dictionaries(st.text(max_size=5), st.lists(NUMBERS, max_size=5) | NUMBERS, max_size=3))
@example({"loss": [1e308, -1e308, float("nan"), float("inf"), 5e-324]})
@example({"loss": [10**400], "$x^$": [[1], [2, 3]], "_loss": {"a": 1}, "\ud800\0": b"x"})
def test_any_returned_value_can_be_drawn(curves: dict) -> None:
    assert is_picture(draw(curves, "epoch"))


PAIRS = st.dictionaries(st.text(max_size=5), st.tuples(*[st.lists(NUMBERS, max_size=5) | NUMBERS] * 2), max_size=3)


@settings(max_examples=20)
@given(PAIRS, PAIRS)
@example({"points": ([1e308, -1e308], [float("nan"), float("inf")])}, {"degree=9": ([0.0, 1.0], [1e30])})
def test_any_fitted_value_can_be_drawn(points: dict, lines: dict) -> None:
    assert is_picture(draw_points(points, lines))


def test_a_line_that_swings_far_away_leaves_the_axes_to_the_points() -> None:
    x, y = [0.0, 1.0, 2.0], [1.0, 0.0, 1.0]
    low = draw_points({"points": (x, y)}, {"line": ([0.0, 2.0], [5.0, 5.0])})
    assert low == draw_points({"points": (x, y)}, {"line": ([0.0, 2.0], [1e6, 1e6])})
    assert low != draw_points({"points": (x, y)}, {"line": ([0.0, 2.0], [0.5, 0.5])})


def test_lists_arrays_and_tensors_are_drawn_alike() -> None:
    loss = np.array([1.0, 0.5, 0.25])
    pictures = {draw({"loss": each}, "epoch") for each in (loss, loss.tolist(), Tensor(loss))}
    assert len(pictures) == 1
    assert pictures != {draw({"loss": []}, "epoch")}


def test_a_check_puts_its_curve_into_the_report(submit) -> None:
    submission = submit(TRAIN, "train")
    history = submission.train()
    submission.curve({"loss": history["loss"], "val_loss": history["val_loss"]})
    assert submission._session.check.pictures == [draw(history, "epoch")]
    for _ in range(MAX_PICTURES):
        submission.curve(history)
    assert len(submission._session.check.pictures) == MAX_PICTURES


@pytest.mark.parametrize("hidden", [True, False])
def test_a_hidden_check_draws_nothing(submit, hidden: bool) -> None:
    submission = submit(TRAIN, "train")
    submission._session.begin("test_it", hidden=hidden, limit=None)
    submission.curve(submission.train())
    submission.scatter({"points": ([1.0, 2.0], [2.0, 1.0])})
    assert len(submission._session.check.pictures) == (0 if hidden else 2)
