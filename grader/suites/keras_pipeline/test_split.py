import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.suite import Tensor, array32, array64, dtype_of, expect, mistakes, tensor32, tensor64

SETS = ("the training set", "the validation set", "the test set")
TARGETS = {
    "numbers": lambda rows: rows / 2,
    "column": lambda rows: rows[:, None] / 2,
    "one-hot": lambda rows: np.eye(3)[rows % 3],
}

form = st.sampled_from([array64, array32, tensor32, tensor64])
fractions = st.sampled_from([0.1, 0.15, 0.2, 0.25, 0.3, 0.4])


def table(rows, target="numbers"):
    """x and y whose values identify their row."""
    numbers = np.arange(rows)
    return numbers[:, None] + [0.0, 0.5], TARGETS[target](numbers)


def judge_split(result, x, y, validation, test):
    """The three sets must have the right sizes and contain every row once, each x with its own y. Returns their row
    numbers."""
    rows = len(x)
    found = [row_numbers(part, name, x, y) for part, name in zip(expect(result).a_tuple(3), SETS, strict=True)]
    for held, name, fraction in zip(found[1:], SETS[1:], (validation, test), strict=True):
        right = abs(len(held) - fraction * rows) < 1 + 1e-6
        reason = "The size of {name} does not match its fraction of all rows. The order is training, validation, test."
        expect(len(held), "the size of {name}", name=name).that(
            right, reason, "about {share} of {rows}", name=name, share=f"{fraction * rows:g}", rows=rows
        )
    every = np.sort(np.concatenate(found))
    complete = np.array_equal(every, np.arange(rows))
    expect(result).that(
        complete, "The three sets do not contain every row exactly once.", "each row in exactly one set"
    )
    return found


def row_numbers(part, name, x, y):
    """The numbers of the rows in a set."""
    rows, targets = (expect(each.value, name) for each in part.a_tuple(2))
    count = len(np.atleast_1d(targets.numbers()))
    values = rows.numbers((count, x.shape[1]))
    held = values[:, 0].astype(int)
    known = bool(np.all((held >= 0) & (held < len(x)))) and np.array_equal(x[held % len(x)], values)
    rows.that(known, "The result contains rows that are not in x.", "rows of x")
    beside = expect(targets.value, "the y beside the rows of {name}", name=name)
    mixed = mistakes.are_rows_of(targets.numbers(), y) and not np.array_equal(targets.numbers(), y[held])
    beside.that(not mixed, mistakes.PAIRS_BROKEN, "the y of the same rows")
    beside.close_to(y[held])
    return held


@pytest.mark.points(0.75)
def test_split_examples(submission):
    """split divides ten rows: five for training, two for validation, three for testing"""
    x, y = np.arange(10.0).reshape(10, 1), np.arange(10.0)
    judge_split(submission.split(x, y, validation=0.2, test=0.3, seed=1), x, y, 0.2, 0.3)


@pytest.mark.points(0.75)
@given(form, st.integers(20, 60), st.sampled_from(sorted(TARGETS)), fractions, fractions, st.integers(0, 2**32 - 1))
@settings(max_examples=12)
def test_split_any_table(submission, form, rows, target, validation, test, seed):
    """split puts every row into exactly one set, with the y that belongs to it, for arrays and tensors"""
    x, y = table(rows, target)
    given_x = form(x)
    result = submission.split(given_x, form(y), validation=validation, test=test, seed=seed)
    judge_split(result, x, y, validation, test)
    for part in expect(result).a_tuple(3):
        values = part.a_tuple(2)[0].value
        expect(values, "x").close_to(expect(values, "x").numbers(), dtype=dtype_of(given_x))


@pytest.mark.points(0.5)
@pytest.mark.hidden
def test_split_shuffles(submission):
    """split shuffles all rows before it divides them, and the seed decides how"""
    x, y = table(90)
    asked = {"validation": 0.3, "test": 0.3}
    first, second, again = (
        judge_split(submission.split(x, y, **asked, seed=seed), x, y, 0.3, 0.3) for seed in (5, 6, 5)
    )
    for name, before, other, repeated in zip(SETS, first, second, again, strict=True):
        rows = expect(before.tolist(), "the rows of {name}", name=name)
        neighbours = int(np.sum(np.diff(before) == 1))
        rows.that(neighbours < 0.8 * len(before), "The rows are still in their old order.", "a shuffled order")
        rows.that(set(before) != set(other), "A different seed chose the same rows.", "different rows")
        expect(repeated.tolist(), "the rows of {name} for the same seed", name=name).equal_to(before.tolist())


@pytest.mark.points(0.25)
@pytest.mark.hidden
def test_arguments_stay_as_they_were(submission):
    """split does not change the arrays that it is given"""
    x, y = table(20)
    _, after = submission.call_keeping("split", x, y, validation=0.25, test=0.25, seed=2)
    for value, before in zip(after, (x, y), strict=True):
        expect(value, "an argument after the call").close_to(before)
    x, y = Tensor(x), Tensor(y)
    judge_split(submission.split(x, y, validation=0.25, test=0.25, seed=2), x.array, y.array, 0.25, 0.25)
