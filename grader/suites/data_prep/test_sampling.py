from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.suite import array32, array64, dtype_of, expect, int_array, int_tensor, plain, tensor32, tensor64

FORMS = ((list, list), (array32, int_array), (array64, int_array), (tensor32, int_tensor), (tensor64, int_tensor))
"""The forms in which x and y are passed."""
EXAMPLE = [[1.0], [2.0], [3.0]], [0, 0, 1]
FEW = [[1.0, -1.0], [2.0, 0.5], [3.0, 4.0], [4.0, 2.0], [5.0, 5.0], [6.0, 1.0]]
MANY_ROWS = [[float(row), row / 2] for row in range(40)]

forms = st.sampled_from(FORMS)
quarters = st.integers(-40, 40).map(lambda number: number / 4)  # exact in float32, so that rows are found again
tables = st.lists(st.tuples(quarters, quarters, st.integers(0, 2)), min_size=1, max_size=8)


def split(table):
    return [[first, second] for first, second, _ in table], [label for *_, label in table]


def judge_tables(result, x, rows_per_class, classes):
    """Checks shape and dtype, and returns the rows and their labels."""
    sampled, labels = expect(result).a_tuple(2)
    count = rows_per_class * len(classes)
    table = expect(sampled.value, "the new x").numbers((count, plain(x).shape[1]))
    expect(sampled.value, "the new x").close_to(
        table, dtype=dtype_of(x)
    )  # compares the values with themselves: only the dtype is checked
    answers = expect(labels.value, "the new y").numbers((count,))
    for each in classes:
        right = np.count_nonzero(answers == each) == rows_per_class
        labels.that(right, "The classes are not equally frequent.", "the same number of rows of each class")
    return table, answers


def labelled(x, y):
    """Each row with its label, and how often it occurs."""
    return Counter((*row, label) for row, label in zip(plain(x).tolist(), plain(y).tolist(), strict=True))


def judge_sample(result, x, y, rows_per_class):
    """Returns the rows that occur more often than in the given data, and those that occur less often."""
    new = labelled(*judge_tables(result, x, rows_per_class, np.unique(plain(y))))
    old = labelled(x, y)
    strangers = "The result contains a row and a label that do not belong together in the given data."
    expect(result).that(new.keys() <= old.keys(), strangers, "copies of given rows with their own labels")
    return new - old, old - new


def judge_oversampled(result, x, y):
    _, lost = judge_sample(result, x, y, max(Counter(plain(y)).values()))
    expect(result).that(not lost, "A given row is missing.", "every given row, and copies of some")


def judge_undersampled(result, x, y):
    """Returns the rows that are kept."""
    twice, left_out = judge_sample(result, x, y, min(Counter(plain(y)).values()))
    expect(result).that(not twice, "A row occurs more often than in the given data.", "no row taken twice")
    return labelled(x, y) - left_out


def same(first, second):
    """Whether two correct results consist of the same rows in the same order."""
    return all(
        np.array_equal(expect(one).numbers(), expect(other).numbers()) for one, other in zip(first, second, strict=True)
    )


# oversample


@pytest.mark.points(0.25)
def test_oversample_examples(submission):
    """oversample repeats rows of the rare class"""
    judge_oversampled(submission.oversample(*EXAMPLE, seed=1), *EXAMPLE)
    x, y = FEW, [1, 0, 0, 0, 1, 0]
    judge_oversampled(submission.oversample(x, y, seed=2), x, y)


@pytest.mark.points(0.25)
@given(tables, st.integers(0, 1000))
@settings(max_examples=15)
def test_oversample_keeps_every_row(submission, table, seed):
    """oversample keeps every row with its label, and makes all classes as frequent as the most frequent one"""
    x, y = split(table)
    judge_oversampled(submission.oversample(x, y, seed), x, y)


@pytest.mark.points(0.25)
@pytest.mark.hidden
@given(forms, tables, st.integers(0, 2**32 - 1))
@settings(max_examples=15)
def test_oversample_any_kind(submission, forms, table, seed):
    """oversample takes lists, arrays and tensors, and any whole numbers as classes"""
    features, labels = split(table)
    x, y = forms[0](features), forms[1]([(12, -1, 5)[label] for label in labels])
    judge_oversampled(submission.oversample(x, y, seed), x, y)


@pytest.mark.points(0.25)
@pytest.mark.hidden
def test_oversample_repeats(submission):
    """oversample gives the same rows for the same seed, on every call"""
    x, y = MANY_ROWS, [int(row < 15) for row in range(40)]
    results = [submission.oversample(x, y, seed) for seed in (7, 8, 7)]
    for result in results:
        judge_oversampled(result, x, y)
    again = same(results[0], results[2])
    expect(results[2]).that(again, "The same seed gave different rows.", "the same rows again")


# undersample


@pytest.mark.points(0.25)
def test_undersample_examples(submission):
    """undersample leaves out rows of the frequent class"""
    judge_undersampled(submission.undersample(*EXAMPLE, seed=1), *EXAMPLE)
    x, y = FEW, [1, 0, 0, 0, 1, 0]
    judge_undersampled(submission.undersample(x, y, seed=2), x, y)


@pytest.mark.points(0.25)
@given(tables, st.integers(0, 1000))
@settings(max_examples=15)
def test_undersample_takes_no_row_twice(submission, table, seed):
    """undersample takes no row twice, and makes all classes as rare as the rarest one"""
    x, y = split(table)
    judge_undersampled(submission.undersample(x, y, seed), x, y)


@pytest.mark.points(0.25)
@pytest.mark.hidden
@given(forms, tables, st.integers(0, 2**32 - 1))
@settings(max_examples=15)
def test_undersample_any_kind(submission, forms, table, seed):
    """undersample takes lists, arrays and tensors, and any whole numbers as classes"""
    features, labels = split(table)
    x, y = forms[0](features), forms[1]([(12, -1, 5)[label] for label in labels])
    judge_undersampled(submission.undersample(x, y, seed), x, y)


@pytest.mark.points(0.25)
@pytest.mark.hidden
def test_undersample_repeats(submission):
    """undersample gives the same rows for the same seed, on every call"""
    x, y = MANY_ROWS, [int(row < 10) for row in range(40)]
    results = [submission.undersample(x, y, seed) for seed in (7, 8, 7)]
    for result in results:
        judge_undersampled(result, x, y)
    again = same(results[0], results[2])
    expect(results[2]).that(again, "The same seed gave different rows.", "the same rows again")


@pytest.mark.points(0.25)
@pytest.mark.hidden
def test_undersample_draws(submission):
    """undersample draws the rows that it keeps, differently for different seeds"""
    x, y = MANY_ROWS[:9], [0] * 5 + [1] * 4
    samples = [judge_undersampled(submission.undersample(x, y, seed), x, y) for seed in range(10)]
    # The chance that one of the five rows is kept with none of ten seeds is 1 in 2 million
    every = set().union(*samples) == labelled(x, y).keys()
    drawn = expect(sorted(samples[-1]), "the rows that stay")
    drawn.that(every, "Some rows were never kept with any of ten seeds.", "any of the rows, depending on the seed")
