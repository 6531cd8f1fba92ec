import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from grader.suite import (
    FORMS,
    INT_FORMS,
    MANY_SHAPES,
    array32,
    array64,
    as_numbers,
    expect,
    mistakes,
    plain,
    regions,
    tensor32,
    tensor64,
)

ROWS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
GATES = {"and": [0, 0, 0, 1], "or": [0, 1, 1, 1], "nand": [1, 1, 1, 0], "xor": [0, 1, 1, 0]}
BY_HAND = ("and", "or", "nand")

form = st.sampled_from(FORMS)
numbers = st.lists(st.floats(-100, 100, width=32, allow_subnormal=False), min_size=1, max_size=6)
# The sums of quarters are exact in float32: no sum comes near 0 by rounding alone.
quarters = st.integers(-8, 8).map(lambda number: number / 4)
bits = st.lists(st.tuples(st.integers(0, 1), st.integers(0, 1)).map(list), min_size=1, max_size=6)


@st.composite
def perceptrons(draw):
    """Rows, weights and bias."""
    width = draw(st.integers(1, 4))
    row = st.lists(quarters, min_size=width, max_size=width)
    return draw(st.lists(row, min_size=1, max_size=4)), draw(row), draw(quarters)


def judge_ints(result, right, drawn=None, **asked):
    """The result must be these whole numbers, in any form. An array or a tensor needs an integer dtype."""
    ints = expect(result).drawn(drawn).close_to(np.asarray(right, np.int64), dtype=int, **asked)
    whole = as_numbers(result).dtype.kind in "iu"
    ints.that(whole, "The numbers are floats.", "whole numbers")


def answer(submission, name, *arguments):
    """Returns the function's result. The function must not change its arguments."""
    result, after = submission.call_keeping(name, *arguments)
    for value, before in zip(after, arguments, strict=True):
        expect(value, "an argument of {name} after the call", name=name).close_to(before)
    return result


def judge_step(result, z, threshold=0.0):
    z = plain(z)
    at_zero = "These are the steps for the threshold 0."
    judge_ints(result, z > threshold, mistakes={mistakes.AT_THE_THRESHOLD: z >= threshold, at_zero: z > 0})


def judge_perceptron(perceptron, x, w, b):
    sums = plain(x) @ plain(w) + plain(b)
    right = sums > 0
    wrong = {
        mistakes.OTHER_AXIS: (plain(x) * plain(w)).sum(axis=0) + plain(b) > 0,
        mistakes.AT_THE_THRESHOLD: sums >= 0,
        "These are the weighted sums. Send them through step.": sums,
    }

    def plane():
        return regions(lambda rows: perceptron(rows.tolist(), w, b), x, right)

    judge_ints(perceptron(x, w, b), right, plane, mistakes=wrong)


def weights_and_bias(result):
    w, b = expect(result).a_tuple(2)
    return expect(w.value, "w").numbers((2,)), expect(b.value, "b").numbers(())


def judge_table(result, gate):
    """The table must contain the four inputs in any order, each with its own answer."""
    first, second = expect(result).a_tuple(2)
    inputs, answers = expect(first.value, "x"), expect(second.value, "y")
    rows = inputs.numbers((4, 2))
    inputs.close_to(rows, dtype=np.float32)
    every = sorted(rows.tolist()) == ROWS.tolist()
    inputs.that(every, "The rows of x are not the four inputs.", "each of the four inputs once")
    right = [[GATES[gate][int(2 * x1 + x2)]] for x1, x2 in rows]
    answers.close_to(right, dtype=np.float32)


# step


@pytest.mark.points(0.5)
def test_step_examples(submission):
    """step is 1 above the threshold and 0 elsewhere"""
    judge_step(submission.step(0.5), 0.5)
    judge_step(submission.step([-1.0, 0.0, 2.0]), [-1.0, 0.0, 2.0])
    judge_step(submission.step([0.5, 1.0, 1.5], threshold=1.0), [0.5, 1.0, 1.5], 1.0)


@pytest.mark.points(0.5)
@given(form, numbers, st.floats(-100, 100, width=32, allow_subnormal=False))
@settings(max_examples=12)
def test_step_compares_with_the_threshold(submission, form, values, threshold):
    """step compares every number with the threshold, for lists, arrays and tensors"""
    x = [*values, threshold]
    judge_ints(submission.step(form(x), threshold), np.array(x) > threshold)


@pytest.mark.points(0.5)
@pytest.mark.hidden
def test_step_any_shape(submission):
    """step keeps the shape, from a single number to rank 4, with any threshold"""
    for x in MANY_SHAPES:
        judge_ints(answer(submission, "step", x), plain(x) > 0)
        judge_ints(submission.step(x, -2.5), plain(x) > -2.5)
        judge_ints(submission.step(x, threshold=0.75), plain(x) > 0.75)


# perceptron


@pytest.mark.points(0.5)
def test_perceptron_examples(submission):
    """perceptron gives one answer per row: the step of the weighted sum"""
    for x, w, b in [
        ([[1.0, 2.0], [3.0, -4.0]], [0.5, 1.0], 0.5),
        ([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0]], [1.0, -1.0], 0.0),
    ]:
        judge_perceptron(submission.perceptron, x, w, b)


@pytest.mark.points(0.5)
@given(form, perceptrons())
@settings(max_examples=12)
def test_perceptron_formula(submission, form, given):
    """perceptron is the step of x @ w + b, for lists, arrays and tensors"""
    x, w, b = given
    judge_perceptron(submission.perceptron, form(x), form(w), b)


@pytest.mark.points(0.75)
@pytest.mark.hidden
def test_perceptron_any_width(submission):
    """perceptron takes rows of any width, one row or many, and b in any form"""
    wide = np.arange(-6.0, 6.0).reshape(2, 6)
    for x, w, b in [
        ([[2.0], [-2.0], [0.5]], [-1.0], 1.0),
        (array32([[1.0, 1.0, -1.0]]), array32([0.5, 0.25, 0.5]), np.array(-0.25, np.float32)),
        (tensor32([[1.0, 0.0], [0.0, 1.0]]), tensor32([2.0, 1.0]), tensor32(-1.5)),
        (tensor64(wide), tensor64([1.0, -1.0, 1.0, -1.0, 1.0, 1.0]), tensor64(2.0)),
        (array64(wide.T), array64([1.0, 1.0]), -2.0),
        (array64(np.eye(3)), array64([3.0, 2.0, 1.0]), -1.5),
    ]:
        judge_perceptron(lambda *given: answer(submission, "perceptron", *given), x, w, b)


@pytest.mark.points(0.5)
@pytest.mark.hidden
@given(form, perceptrons())
@settings(max_examples=8)
def test_perceptron_turned_around(submission, form, given):
    """perceptron flips its answer when weights and bias are negated, except where the sum is 0"""
    x, w, b = given
    sums = np.array(x) @ np.array(w) + b
    turned = submission.perceptron(form(x), form([-weight for weight in w]), -b)
    judge_ints(turned, sums < 0)
    judge_ints(submission.perceptron(form([row[::-1] for row in x]), form(w[::-1]), b), sums > 0)


# gate_weights


def half_plane(w, b, right):
    return lambda: regions(lambda x: x @ w + b, ROWS, right, above=0)


@pytest.mark.points(0.5)
def test_gate_weights_examples(submission):
    """gate_weights gives weights with which the weighted sum reproduces and, or and nand"""
    for gate in BY_HAND:
        result = submission.gate_weights(gate)
        w, b = weights_and_bias(result)
        answers = (ROWS @ w + b > 0).astype(int).tolist()
        expect(result).drawn(half_plane(w, b, GATES[gate])).that(
            answers == GATES[gate],
            "These weights make a different gate.",
            "weights that give {answers} for (0, 0), (0, 1), (1, 0), (1, 1)",
            answers=GATES[gate],
        )


@pytest.mark.points(0.5)
@pytest.mark.hidden
def test_gate_weights_distance(submission):
    """gate_weights keeps every weighted sum at least 0.1 away from 0"""
    for gate in BY_HAND:
        result = submission.gate_weights(gate)
        w, b = weights_and_bias(result)
        sums = ROWS @ w + b
        expect(result).that(
            bool(np.all(np.abs(sums) >= 0.1 - 1e-6)) and (sums > 0).astype(int).tolist() == GATES[gate],
            "A weighted sum is on the wrong side of 0 or closer to 0 than 0.1.",
            "four weighted sums that are at least 0.1 away from 0, each on the correct side",
        )


@pytest.mark.points(0.25)
@pytest.mark.hidden
@given(st.sampled_from(BY_HAND), bits)
@settings(max_examples=10)
def test_gate_weights_in_a_perceptron(submission, gate, rows):
    """gate_weights turns your own perceptron into the gate, for any rows"""
    w, b = weights_and_bias(submission.gate_weights(gate))
    x = [[float(first), float(second)] for first, second in rows]
    right = [GATES[gate][2 * first + second] for first, second in rows]
    judge_ints(submission.perceptron(x, w.tolist(), float(b)), right)


# xor


@pytest.mark.points(0.5)
def test_xor_examples(submission):
    """xor is 1 where exactly one of the two is 1"""
    right = GATES["xor"]
    judge_ints(submission.xor(ROWS.tolist()), right, lambda: regions(lambda x: submission.xor(x.tolist()), ROWS, right))


@pytest.mark.points(0.5)
@pytest.mark.hidden
@given(st.sampled_from(FORMS + INT_FORMS), bits)
@settings(max_examples=15)
def test_xor_any_rows(submission, form, rows):
    """xor works for any number of rows, with floats or whole numbers, in every form"""
    kind = int if form in INT_FORMS else float
    x = form([[kind(bit) for bit in row] for row in rows])
    judge_ints(answer(submission, "xor", x), [first ^ second for first, second in rows])


# truth_table


@pytest.mark.points(0.5)
def test_truth_table_examples(submission):
    """truth_table gives the four inputs and the gate's answers, as float32"""
    judge_table(submission.truth_table("xor"), "xor")


@pytest.mark.points(0.25)
def test_truth_table_unknown(submission):
    """truth_table raises ValueError for a gate that it does not know"""
    judge_refused(submission, "maybe")


@pytest.mark.points(0.5)
@pytest.mark.hidden
def test_truth_table_every_gate(submission):
    """truth_table knows all four gates"""
    for gate in GATES:
        judge_table(submission.truth_table(gate), gate)


@pytest.mark.points(0.25)
@pytest.mark.hidden
@given(st.one_of(st.sampled_from(["", "not", "nor", "xnor", "an"]), st.text("andorx", max_size=5)))
@settings(max_examples=12)
def test_truth_table_any_other_name(submission, name):
    """truth_table raises ValueError for every other name"""
    assume(name not in GATES)
    judge_refused(submission, name)


def judge_refused(submission, name):
    expect(submission.truth_table("or")).a_tuple(2)  # a function that always raises must not pass
    raised = submission.raises("truth_table", name)
    answer = expect(raised[0] if raised else "no exception", "what happened")
    answer.that("ValueError" in raised, "An unknown gate must raise ValueError.", "ValueError")
