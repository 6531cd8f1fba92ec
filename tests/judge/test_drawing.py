"""Pictures for the report: whatever a submission answered, each is a small PNG, has a gap, or is left out."""

import base64

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from grader.boundary.records import Tensor
from grader.judge.compare import NoNumbers
from grader.judge.drawing import MAX_PICTURES, draw, draw_points, overlay, regions
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
    assert is_picture(draw(curves, "epoch").png)


PAIRS = st.dictionaries(st.text(max_size=5), st.tuples(*[st.lists(NUMBERS, max_size=5) | NUMBERS] * 2), max_size=3)


@settings(max_examples=20)
@given(PAIRS, PAIRS)
@example({"points": ([1e308, -1e308], [float("nan"), float("inf")])}, {"degree=9": ([0.0, 1.0], [1e30])})
def test_any_fitted_value_can_be_drawn(points: dict, lines: dict) -> None:
    assert is_picture(draw_points(points, lines).png)


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


# Wrong values


def sound(drawn) -> bool:
    return is_picture(drawn.png) and len(drawn.png) < 20_000 and str(drawn.text) != ""


ANY_NUMBERS = arrays(np.float64, array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=5)) | st.lists(NUMBERS)


@settings(max_examples=40)
@given(st.tuples(ANY_NUMBERS, ANY_NUMBERS), st.booleans())
@example(([0.0, 1.0], [1e308, -1e308]), False)
@example(([0.0, 1.0], [float("nan"), float("inf")]), True)
@example(([], []), False)
@example((np.zeros(10**6), np.arange(1e6)), True)
def test_any_wrong_values_are_drawn_or_left_out(found: tuple, given: bool) -> None:
    right = [0.0, 1.0, 2.0], [0.0, 1.0, 4.0]
    try:
        drawn = overlay(found, right, given=right if given else None)
    except (ValueError, NoNumbers):
        return
    assert sound(drawn)


@pytest.mark.parametrize("nothing", [([], []), ([0.0, 1.0], [np.nan, np.nan]), ([0.0, 1.0], [0.0, 1.001])])
def test_what_nobody_would_see_is_left_out(nothing: tuple) -> None:
    with pytest.raises(ValueError, match="nothing to see"):
        overlay(nothing, ([0.0, 1.0], [0.0, 1.0]))


def test_the_text_says_where_the_lines_differ_most(wording: object) -> None:
    x = [0.0, 1.0, 2.0]
    text = str(overlay((x, [0.0, float("nan"), 9.0]), (x, [0.0, 1.0, 4.0])).text)
    assert text == wording
    table = np.array([[0.0, 0.0], [1.0, 2.0], [2.0, 3.0]])
    assert str(overlay((x, table), (x, 2 * table)).text).endswith("x = 2: 3 instead of 6.")


def test_wrong_values_far_away_leave_a_third_of_the_picture_to_the_right_ones() -> None:
    x = [0.0, 1.0, 2.0]
    far, farther = (overlay((x, [0.0, 1.0, each]), (x, [0.0, 1.0, 4.0])) for each in (1e9, 2e9))
    assert far.png == farther.png


@settings(max_examples=20)
@given(arrays(np.float64, array_shapes(max_dims=2, max_side=3)) | NUMBERS | st.lists(NUMBERS), st.booleans())
@example(1e308, True)
@example(True, True)
def test_any_answers_are_drawn_or_left_out(answer: object, for_each_row: bool) -> None:
    rows = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0]]
    try:
        drawn = regions(lambda x: [answer] * len(x) if for_each_row else answer, rows, [0, 1, 1])
    except (ValueError, NoNumbers):
        return
    assert sound(drawn)


def test_the_text_names_the_wrong_rows() -> None:
    rows = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    assert str(regions(lambda x: x[:, 1] - 0.5, rows, [0, 1, 0], above=0).text).endswith("wrong rows: (1, 1).")
    assert "wrong" not in str(regions(lambda x: x[:, 1], rows, [0, 1, 1]).text)
