import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.suite import expect

sizes = st.integers(2, 6).flatmap(lambda k: st.tuples(st.integers(k, 20), st.just(k)))


def row_numbers(value, name):
    numbers = expect(value, name).numbers()
    expect(value, name).close_to(numbers, dtype=int)  # compares the values with themselves: only the dtype is checked
    expect(value, name).that(
        numbers.ndim == 1, "The row numbers must be a flat list or a 1-D array.", "a list or 1-D array of ints"
    )
    return numbers


def judge_fold(fold, n, k):
    """Checks one fold and returns the row numbers that it tests, sorted."""
    train, test = expect(fold, "a fold").a_tuple(2)
    trained = row_numbers(train.value, "the list of train_indices")
    tested = row_numbers(test.value, "the list of test_indices")
    even = n // k <= len(tested) <= -(-n // k)
    reason = "The size of a test set is wrong. Is it the second part of its tuple?"
    test.that(even, reason, "test sets whose sizes differ by at most 1")
    complete = np.array_equal(np.sort([*trained, *tested]), np.arange(n))
    reason = "The train_indices must contain every row that the fold does not test, and each only once."
    expect(fold, "a fold").that(complete, reason, "each row from 0 to n - 1 in exactly one of the two")
    return np.sort(tested)


def judge_folds(result, n, k):
    """Checks all folds and returns their test sets, each sorted."""
    whole = expect(result)
    whole.that(type(result) is list and len(result) == k, "The result is not a list of k tuples.", "a list of k tuples")
    tests = [judge_fold(fold, n, k) for fold in result]
    once = np.array_equal(np.sort(np.concatenate(tests)), np.arange(n))
    whole.that(once, "Not every row is tested exactly once.", "each row from 0 to n - 1 in exactly one test set")
    return tests


def same(first, second):
    return all(map(np.array_equal, first, second))


@pytest.mark.points(0.25)
def test_k_fold_examples(submission):
    """k_fold cuts the rows into k folds"""
    judge_folds(submission.k_fold(5, 2, seed=1), 5, 2)
    judge_folds(submission.k_fold(6, 3, seed=0), 6, 3)


@pytest.mark.points(0.5)
@given(sizes, st.integers(0, 1000))
@settings(max_examples=15)
def test_k_fold_tests_each_row_once(submission, sizes, seed):
    """k_fold tests each row once, and trains on all the others"""
    judge_folds(submission.k_fold(*sizes, seed), *sizes)


@pytest.mark.points(0.25)
@pytest.mark.hidden
def test_k_fold_sizes(submission):
    """k_fold makes test sets whose sizes differ by at most 1, even with one row each"""
    for n, k in [(11, 4), (19, 5), (7, 7), (2, 2), (29, 10)]:
        judge_folds(submission.k_fold(n, k, 2**32 - 1), n, k)


@pytest.mark.points(0.25)
@pytest.mark.hidden
def test_k_fold_shuffles(submission):
    """k_fold shuffles before it cuts, differently for different seeds"""
    one, other = (judge_folds(submission.k_fold(60, 3, seed), 60, 3) for seed in (3, 4))
    regular = any(np.ptp(np.diff(test)) == 0 for test in one + other)  # 0, 1, 2, ... or 0, 3, 6, ...
    expect(one, "a fold").that(not regular, "The rows are not shuffled.", "row numbers without a pattern")
    expect(one, "a fold").that(
        not same(one, other), "Two different seeds give the same folds.", "different folds for a different seed"
    )


@pytest.mark.points(0.25)
@pytest.mark.hidden
def test_k_fold_repeats(submission):
    """k_fold gives the same folds for the same seed, on every call"""
    first, _, again = (judge_folds(submission.k_fold(40, 4, seed), 40, 4) for seed in (7, 8, 7))
    expect(again, "a fold").that(same(first, again), "The same seed gave different folds.", "the same folds again")
