import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.suite import FORMS, array32, as_numbers, dtype_of, expect, int_array, int_tensor, plain, tensor64

LINE = [[0.0], [1.0], [7.0], [9.0]]
whole = st.integers(-9, 9)


def distances(x, centers):
    return np.linalg.norm(x[:, None] - centers, axis=2)


def course(x, centers, steps):
    """The right centers before each step and after the last one."""
    x, found = plain(x), [plain(centers)]
    for _ in range(steps):
        nearest = distances(x, found[-1]).argmin(axis=1)
        rows = [x[nearest == k] for k in range(len(found[-1]))]
        means = [each.mean(axis=0) if len(each) else old for each, old in zip(rows, found[-1], strict=True)]
        found.append(np.array(means))
    return found


def is_clear(x, centers, steps, first=0):
    """Whether, from step `first` on, no row is about equally far from two centers."""
    gaps = [np.sort(distances(plain(x), each), axis=1) for each in course(x, centers, steps)[first:]]
    return len(centers) == 1 or min(np.min(np.diff(gap[:, :2])) for gap in gaps) > 0.02


def is_promised(x, centers, steps):
    """The same for whole numbers. In the first step, some of them may lie exactly between two centers."""
    return is_clear(x, centers, steps, first=min(1, steps))


@st.composite
def groups(draw):
    """Rows, centers and steps: whole numbers, as floats."""
    n, k = draw(st.integers(1, 2)), draw(st.integers(1, 3))
    row = st.lists(whole.map(float), min_size=n, max_size=n)
    x, centers = draw(st.lists(row, min_size=1, max_size=7)), draw(st.lists(row, min_size=k, max_size=k))
    return x, centers, draw(st.integers(0, 3))


def blobs(m, n, k, seed):
    """Rows around k places, with some of these rows as first centers."""
    random = np.random.default_rng(seed)
    x = random.normal(0, 6, (k, n))[random.integers(0, k, m)] + random.normal(0, 1, (m, n))
    return x, x[random.permutation(m)[:k]]


def judge_groups(result, x, centers, steps):
    right = course(x, centers, steps)[-1]
    moved, labels = expect(result).a_tuple(2)
    expect(moved.value, "the table of centers").close_to(right, rtol=1e-4, atol=1e-4, dtype=dtype_of(centers))
    nearest = distances(plain(x), right).argmin(axis=1)
    found = expect(labels.value, "the list of labels").close_to(nearest, dtype=int)
    found.that(as_numbers(labels.value).dtype.kind in "iu", "The labels are floats.", "whole numbers")


@pytest.mark.points(0.25)
def test_k_means_examples(submission):
    """k_means moves the centers to the groups, and says which row belongs to which"""
    for centers, steps in [([[0.0], [1.0]], 1), ([[0.0], [1.0]], 2), ([[0.0], [99.0]], 5), ([[2.0], [4.0]], 0)]:
        judge_groups(submission.k_means(LINE, centers, steps), LINE, centers, steps)
    x, centers = blobs(60, 2, 3, 8)
    result = submission.k_means(x, centers, 6)
    moved, labels = expect(result).a_tuple(2)
    found, group = moved.numbers((3, 2)), labels.numbers((60,))
    drawn = {f"label={k}": x[group == k].T for k in range(3)}
    submission.scatter(drawn | {"centers": found.T})
    judge_groups(result, x, centers, 6)


@pytest.mark.points(0.25)
@given(groups().filter(lambda groups: is_promised(*groups)))
@settings(max_examples=15)
def test_k_means_steps(submission, groups):
    """k_means gives each row to its nearest center, and moves each center to the mean of its rows"""
    judge_groups(submission.k_means(*groups), *groups)


@pytest.mark.points(0.25)
@pytest.mark.hidden
@given(st.sampled_from(FORMS), st.integers(5, 40), st.integers(1, 4), st.integers(1, 4), st.integers(0, 8))
@settings(max_examples=20)
def test_k_means_any_kind(submission, form, m, n, k, steps):
    """k_means takes lists, arrays and tensors of any size, and keeps the dtype of the centers"""
    tables = (blobs(m, n, k, seed) for seed in itertools.count())
    x, centers = next([form(part.tolist()) for part in each] for each in tables if is_clear(*each, steps))
    judge_groups(submission.k_means(x, centers, steps), x, centers, steps)


@pytest.mark.points(0.25)
@pytest.mark.hidden
def test_k_means_special_centers(submission):
    """k_means handles whole numbers, centers without rows, and rows exactly between two centers"""
    for x, centers, steps in [
        *(([[0], [2], [9]], [[1], [3], [40]], 1), ([[0], [2], [9]], [[1], [3], [40]], 4)),  # 2 is between 1 and 3
        *(([[4], [8]], [[5], [5]], 1), ([[4], [8]], [[5], [5]], 2), ([[0], [1], [3]], [[2]], 1)),
        ([[0, 0], [4, 1], [6, 2]], [[1, 2], [-1, 2]], 1),  # (0, 0) is between both
        *(([[0, 0], [2, 0], [0, 3]], [[1, 1], [-50, 3], [8, 8]], 3), ([[1, 2]], [[7, 7], [3, 3]], 2)),
        *(([[3, 4], [5, 7]], [[5, 6], [2, 2]], 0), ([[6], [0]], [[-9], [9]], 1)),
    ]:
        for form in (list, int_array, int_tensor, array32, tensor64):
            rows, first = form(x), form(centers)
            judge_groups(submission.k_means(rows, first, steps), rows, first, steps)
