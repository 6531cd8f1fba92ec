import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from grader.suite import (
    array32,
    array64,
    dtype_of,
    expect,
    int_array,
    int_tensor,
    mistakes,
    phrase,
    plain,
    tensor32,
    tensor64,
)

FORMS = (
    (array64, array64),
    (array32, array32),
    (array32, int_array),
    (tensor32, tensor32),
    (tensor64, tensor64),
    (tensor64, int_tensor),
)
"""The forms in which x and y are passed. The labels of a classification are whole numbers."""
forms = st.sampled_from(FORMS)
seeds = st.integers(0, 2**32 - 1)


def table(forms, m, columns=0):
    """x and y whose values identify their row."""
    rows = np.arange(m)
    y = rows + 100 if columns == 0 else (rows + 100)[:, None] + 1000 * np.arange(columns)
    return forms[0](rows[:, None] + [0.0, 0.5]), forms[1](y)


def judge_batches(result, x, y, batch_size):
    """Checks the sizes and dtypes of an epoch's batches, and returns the row numbers in their order."""
    whole = expect(result)
    sizes = [min(batch_size, len(plain(x)) - first) for first in range(0, len(plain(x)), batch_size)]
    whole.that(type(result) is list, "The result is not a list.", "a list of tuples (x rows, y rows)")
    dropped = len(result) == len(plain(x)) // batch_size < len(sizes)
    whole.that(not dropped, mistakes.SHORT_BATCH_MISSING, "{count} batches", count=len(sizes))
    expect(len(result), "the number of batches").equal_to(len(sizes))
    order = np.concatenate([judge_batch(batch, x, y, size) for batch, size in zip(result, sizes, strict=True)])
    once = np.array_equal(np.sort(order), np.arange(len(order)))
    whole.that(once, "Not every row occurs exactly once.", "each row in exactly one batch")
    return order.tolist()


def judge_batch(batch, x, y, size):
    """Checks a batch and returns the numbers of its rows."""
    rows, answers = (part.value for part in expect(batch, "a batch").a_tuple(2))
    found = expect(rows, "the x of a batch").numbers((size, plain(x).shape[1]))
    expect(rows, "the x of a batch").close_to(
        found, dtype=dtype_of(x)
    )  # compares the values with themselves: only the dtype is checked
    numbers = found[:, 0].astype(int)
    known = bool(np.all((numbers >= 0) & (numbers < len(plain(x))))) and np.array_equal(plain(x)[numbers], found)
    expect(rows, "the x of a batch").that(known, "The result contains rows that are not in x.", "rows of x")
    kept = int if dtype_of(y) is None else dtype_of(y)
    beside, of_y = expect(answers, "the y of a batch"), plain(y)
    found = beside.numbers()
    mixed = mistakes.are_rows_of(found, of_y) and not np.array_equal(found, of_y[numbers])
    beside.that(not mixed, mistakes.PAIRS_BROKEN, "the y of the same rows")
    beside.close_to(of_y[numbers], dtype=kept)
    return numbers


# steps_per_epoch


@pytest.mark.points(0.25)
@given(st.integers(1, 40), st.integers(1, 12))
@example(1000, 32)
@example(64, 32)
@example(5, 32)
@settings(max_examples=25)
def test_steps_per_epoch_counts_batches(submission, m, batch_size):
    """steps_per_epoch counts the batches of one epoch, including a short last one"""
    expect(submission.steps_per_epoch(m, batch_size)).an_int().equal_to(len(range(0, m, batch_size)))


@pytest.mark.points(0.25)
@pytest.mark.hidden
def test_steps_per_epoch_exact(submission):
    """steps_per_epoch is exact for any number of rows, from 1 to 1,000,000,000"""
    most = 10**9
    for m, batch_size in [
        *((1, 1), (1, 2), (7, 1), (7, 7), (6, 7), (8, 7), (13, 7), (14, 7), (15, 7), (2**25 + 1, 2)),
        *((most, 1), (most, 3), (most, most), (most - 1, most), (most, most - 1), (most, 512), (999_999_937, 32)),
    ]:
        expect(submission.steps_per_epoch(m, batch_size)).an_int().equal_to(len(range(0, m, batch_size)))


# mini_batches


@pytest.mark.points(0.25)
def test_mini_batches_examples(submission):
    """mini_batches uses all rows, and keeps the short last batch"""
    for m, batch_size in [(3, 2), (10, 4), (6, 3)]:
        x, y = table(FORMS[0], m)
        judge_batches(submission.mini_batches(x, y, batch_size, seed=2), x, y, batch_size)


@pytest.mark.points(0.25)
@given(st.integers(1, 12), st.integers(1, 14), st.integers(0, 1000))
@settings(max_examples=12)
def test_mini_batches_use_each_row_once(submission, m, batch_size, seed):
    """mini_batches uses each row once, together with its own y"""
    x, y = table(FORMS[0], m)
    judge_batches(submission.mini_batches(x, y, batch_size, seed), x, y, batch_size)


@pytest.mark.points(0.25)
@pytest.mark.hidden
@given(forms, st.integers(1, 12), st.integers(1, 14), st.integers(0, 3), seeds)
@settings(max_examples=15)
def test_mini_batches_any_kind(submission, forms, m, batch_size, columns, seed):
    """mini_batches takes arrays and tensors, y with columns or without, and keeps their dtypes"""
    x, y = table(forms, m, columns)
    judge_batches(submission.mini_batches(x, y, batch_size, seed), x, y, batch_size)


@pytest.mark.points(0.25)
@pytest.mark.hidden
def test_mini_batches_shuffles(submission):
    """mini_batches shuffles across all rows for any batch size, differently for different seeds"""
    orders = []
    for m, batch_size, seed in [(40, 1, 3), (40, 40, 3), (40, 64, 4), (40, 7, 5), (40, 7, 6), (2000, 100, 7)]:
        x, y = table(FORMS[0], m)
        order = judge_batches(submission.mini_batches(x, y, batch_size, seed=seed), x, y, batch_size)
        rows = expect(order, "the order of the rows")
        # Of 40 shuffled rows, 2 are followed by a neighbour on average; by 20 of them once in 10**15 times
        neighbours = int(np.sum(np.abs(np.diff(order)) == 1))
        rows.that(neighbours < m / 2, "The rows are not shuffled.", "row numbers without a pattern")
        orders.append(order)
    # The chance that none of the 100 rows comes from the last quarter is 1 in 10**12
    first = expect(orders[-1][:100], "the rows of the first batch")
    first.that(
        max(orders[-1][:100]) >= 1500,
        "The rows are shuffled only within parts of the table.",
        "rows from the whole table",
    )
    differ = any(order != orders[0] for order in orders[1:-1])
    expect(orders[0], "the order of the rows").that(
        differ, "All seeds give the same order.", "a different order for a different seed"
    )


@pytest.mark.points(0.25)
@pytest.mark.hidden
def test_mini_batches_repeats(submission):
    """mini_batches gives the same batches for the same seed, on every call"""
    x, y = table(FORMS[2], 30)  # labels, which stay whole numbers
    for seed in (0, 8, 2**32 - 1):
        orders = [
            judge_batches(submission.mini_batches(x, y, 4, seed=each), x, y, 4) for each in (seed, seed // 2 + 1, seed)
        ]
        again = expect(orders[2], "the order of the rows")
        again.that(orders[2] == orders[0], "The same seed gave different batches.", "the same batches again")


@pytest.mark.points(0.25)
@pytest.mark.hidden
def test_arguments_stay_as_they_were(submission, props):
    """No function changes the arrays and lists that it is given"""
    x = array64([[2.0, -1.0], [0.5, 4.0], [-2.0, 0.0], [-1.0, 1.0], [1.0, 3.0]])
    places, y, held_out = array64([2.0, 0.25, -2.0, -1.0, 1.0]), x[:, 1] + 1, array64([0.5, -1.5, 1.75])
    degrees, losses = [2, 0, 1], [0.5, 0.25, 0.75, 1.0]
    for asked, name, *arguments in [
        (
            lambda result: result.that(type(result.value) is list, "The result is not a list.", "a list"),
            "mini_batches",
            x,
            y,
            2,
            1,
        ),
        (lambda result: result.of_shape((3,)), "fit_polynomial", places, y, 2),
        (lambda result: result.a_tuple(2), "errors_by_degree", (places, y), (held_out, y[:3]), degrees),
        (lambda result: result.a_tuple(2), "early_stopping", losses, 2),
        (lambda result: result.a_tuple(2), "grid_search", props.size, {"units": [2, 1], "rate": [0.5, 0.25]}),
        (lambda result: result.a_tuple(2), "k_means", x, x[:2] + 0.25, 2),
    ]:
        result, after = submission.call_keeping(name, *arguments)
        asked(expect(result))
        judge_kept(after, arguments, phrase("an argument of {name} after the call", name=name))


def judge_kept(after, before, what):
    for value, old in zip(after, before, strict=True):
        if isinstance(old, tuple):
            judge_kept(value, old, what)
        elif isinstance(old, dict):
            expect(value, what).equal_to(old)
        elif isinstance(old, np.ndarray | list | int):
            expect(value, what).close_to(old)
