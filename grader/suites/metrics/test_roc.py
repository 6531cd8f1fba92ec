import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.suite import FORMS, array32, array64, expect, int_array, int_tensor, overlay, plain, tensor32, tensor64

SCORED_FORMS = (
    (list, list),
    (int_array, array32),
    (int_array, array64),
    (int_tensor, tensor32),
    (int_tensor, tensor64),
)
"""The forms in which y_true and scores are passed."""
EXAMPLE = [0, 1, 0, 1], [0.25, 0.5, 0.5, 0.75]
TIED = ([1, 0, 1, 0], [0.5] * 4), ([0, 1, 1, 0, 1, 0, 0], [0.75, 0.75, 0.25, 0.25, 0.75, 0.5, 0.25])


def scored(scores):
    """Rows of both classes."""
    rows = st.lists(st.tuples(st.integers(0, 1), scores), max_size=7)
    return st.builds(lambda rows, one, zero: [(1, one), *rows, (0, zero)], rows, scores, scores)


def unzip(rows):
    return [label for label, _ in rows], [score for _, score in rows]


def counts(y_true, scores, thresholds):
    """How many rows of class 0 and of class 1 are predicted as 1 at each threshold."""
    chosen = plain(scores) >= np.asarray(thresholds)[:, np.newaxis]
    positive = plain(y_true) == 1
    return chosen[:, ~positive].sum(axis=1), chosen[:, positive].sum(axis=1)


def column(part, name, shape=None):
    numbers = expect(part.value, name).numbers(shape)
    expect(part.value, name).that(
        numbers.ndim == 1 and numbers.size > 1, "The curve needs at least two points.", "a list or 1-D array of numbers"
    )
    return numbers


def judge_roc(result, y_true, scores):
    """Every point must belong to its threshold, and no corner of the curve may be missing."""
    parts = expect(result).a_tuple(3)
    thresholds = column(parts[2], "thresholds")
    fpr, tpr = (column(part, name, thresholds.shape) for part, name in zip(parts, ("fpr", "tpr"), strict=False))
    all_false, all_true = counts(y_true, scores, [np.inf, *-np.unique(-plain(scores))])
    zeros, ones = all_false[-1], all_true[-1]

    def curve():
        return overlay((fpr, tpr), (all_false / zeros, all_true / ones), labels=("fpr", "tpr"))

    falling, reason = np.all(thresholds[1:] < thresholds[:-1]), "The thresholds must decrease from point to point."
    expect(parts[2].value, "thresholds").drawn(curve).that(falling, reason, "decreasing numbers")
    above, reason = thresholds[0] > plain(scores).max(), "The first threshold must be larger than every score."
    expect(parts[2].value, "thresholds").drawn(curve).that(above, reason, "a first threshold above the largest score")
    false, true = counts(y_true, scores, thresholds)
    expect(fpr, "fpr at these thresholds").drawn(curve).close_to(false / zeros)
    expect(tpr, "tpr at these thresholds").drawn(curve).close_to(true / ones)
    expect([fpr[-1], tpr[-1]], "the last point").drawn(curve).close_to([1.0, 1.0])
    judge_turns(expect(result).drawn(curve), false, true, all_false[1:], all_true[1:])


def judge_turns(found, false, true, all_false, all_true):
    """Each point of the whole curve must lie on the lines between the points that came back."""
    for x, y in zip(all_false, all_true, strict=True):
        after = int(np.argmax(false + true >= x + y))
        if after:  # the first point is (0, 0)
            width, height = false[after] - false[after - 1], true[after] - true[after - 1]
            on_line = width * (y - true[after - 1]) == height * (x - false[after - 1])
            found.that(on_line, "A corner of the curve is missing.", "a point at every score where the curve turns")


# roc_curve


@pytest.mark.points(0.25)
def test_roc_curve_examples(submission):
    """roc_curve runs from (0, 0) to (1, 1), one step at each score"""
    for y_true, scores in [EXAMPLE, ([0, 0, 1, 1], [0.125, 0.5, 0.375, 0.75]), ([1, 0], [0.5, 0.25])]:
        judge_roc(submission.roc_curve(y_true, scores), y_true, scores)


@pytest.mark.points(0.25)
@given(scored(st.integers(0, 16).map(lambda number: number / 16)))
@settings(max_examples=15)
def test_roc_curve_points(submission, rows):
    """roc_curve has the rates at its thresholds, and every corner of the curve"""
    y_true, scores = unzip(rows)
    judge_roc(submission.roc_curve(y_true, scores), y_true, scores)


@pytest.mark.points(0.5)
@pytest.mark.hidden
def test_roc_curve_ties(submission):
    """roc_curve treats tied scores as one step, in any order"""
    for y_true, scores in TIED:
        for order in (1, -1):
            judge_roc(submission.roc_curve(y_true[::order], scores[::order]), y_true[::order], scores[::order])


@pytest.mark.points(0.25)
@pytest.mark.hidden
@given(st.sampled_from(SCORED_FORMS), scored(st.integers(-60, 60).map(lambda number: number / 4)))
@settings(max_examples=15)
def test_roc_curve_any_scores(submission, forms, rows):
    """roc_curve takes scores of any size, as lists, arrays and tensors"""
    y_true, scores = (form(values) for form, values in zip(forms, unzip(rows), strict=True))
    judge_roc(submission.roc_curve(y_true, scores), y_true, scores)


# auc


def area(fpr, tpr):
    return float(np.sum(np.diff(fpr) * (np.array(tpr[1:]) + tpr[:-1]) / 2))


def judge_area(result, fpr, tpr):
    widths, heights = np.diff(fpr), np.array(tpr)
    wrong = {
        "This adds up rectangles of the left height. Take the mean of both heights.": np.sum(widths * heights[:-1]),
        "This adds up rectangles of the right height. Take the mean of both heights.": np.sum(widths * heights[1:]),
        "This is the area with fpr and tpr swapped.": area(tpr, fpr),
    }
    expect(result).a_float().close_to(area(fpr, tpr), mistakes=wrong)


@pytest.mark.points(0.25)
def test_auc_examples(submission):
    """auc is the area under the curve"""
    for fpr, tpr in [([0.0, 0.0, 0.5, 1.0], [0.0, 0.5, 1.0, 1.0]), ([0.0, 1.0], [0.0, 1.0])]:
        judge_area(submission.auc(fpr, tpr), fpr, tpr)


@pytest.mark.points(0.25)
@given(scored(st.integers(0, 8).map(lambda number: number / 8)))
@settings(max_examples=12)
def test_auc_ranks(submission, rows):
    """auc is the share of pairs in which the row of class 1 has the higher score; equal scores count half"""
    y_true, scores = unzip(rows)
    false, true = counts(y_true, scores, [np.inf, *-np.unique(-plain(scores))])
    ones, zeros = ([score for label, score in rows if label == wanted] for wanted in (1, 0))
    right = np.mean([(one > zero) + (one == zero) / 2 for one in ones for zero in zeros])
    fpr, tpr = (false / len(zeros)).tolist(), (true / len(ones)).tolist()
    expect(submission.auc(fpr, tpr)).a_float().close_to(right)


@pytest.mark.points(0.25)
@pytest.mark.hidden
def test_auc_pieces(submission):
    """auc adds up the trapezoids of any piece of a curve, as lists, arrays and tensors"""
    for fpr, tpr in [
        ([0.0, 0.0, 0.0, 1.0, 1.0], [0.0, 0.25, 1.0, 1.0, 1.0]),
        ([0.0, 0.125, 0.5, 0.5, 1.0], [0.0, 0.75, 0.75, 0.875, 1.0]),
        ([0.25, 0.5, 0.625], [0.5, 0.5, 0.75]),
        ([0.0, 1.0, 1.0], [0.0, 0.0, 1.0]),
        ([0.0, 0.5, 1.0], [1.0, 0.0, 0.5]),
    ]:
        for form in FORMS:
            expect(submission.auc(form(fpr), form(tpr))).a_float().close_to(area(fpr, tpr))
