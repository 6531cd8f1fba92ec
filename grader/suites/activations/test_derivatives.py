import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.suite import FORMS, MANY_SHAPES, array32, dtype_of, expect, mistakes, overlay, plain

numbers = st.lists(st.floats(-30, 30, width=32, allow_subnormal=False), min_size=1, max_size=6)
inputs = st.builds(lambda form, values: form(values), st.sampled_from(FORMS), numbers)
CURVE = np.linspace(-5, 5, 101)
FAR = array32([-10_000.0, -1000.0, -95.0, 0.0, 95.0, 1000.0, 10_000.0])


def sigmoid(x):
    return np.exp(-np.logaddexp(0, -x))


def step(x):
    return np.where(x > 0, 1.0, 0.0)


def slope_of(function):
    """The derivative, by central differences."""
    return lambda x: (function(x + 1e-5) - function(x - 1e-5)) / 2e-5


def value_of(function, right, x):
    """The function's value of x. A wrong one is drawn as the function's curve over the right one."""
    result = expect(function(x))
    return result.drawn(lambda: overlay((CURVE, function(CURVE.tolist())), (CURVE, right(CURVE))))


def judge(function, right, x):
    """The function must have the right value of x, in any form, and the dtype of x."""
    value_of(function, right, x).close_to(right(plain(x)), dtype=dtype_of(x))


def judge_shapes(function, right):
    for x in MANY_SHAPES:
        judge(function, right, x)


def judge_far(submission, name, right):
    judge(getattr(submission, name), right, FAR)
    flaws = [text for text in submission.warnings if text.startswith("RuntimeWarning")]
    expect(flaws, "the list of warnings").that(not flaws, "The function warns when |x| is very large.", "no warning")


@pytest.mark.points(0.25)
def test_sigmoid_grad_examples(submission):
    """sigmoid_grad is a quarter at 0 and falls off on both sides"""
    x = np.array([-2.0, 0.0, 2.0])
    wrong = {
        mistakes.SIGMOID_OF_SIGMOID: x * (1 - x),
        "This is sigmoid itself, not its slope.": sigmoid(x),
    }
    found = value_of(submission.sigmoid_grad, slope_of(sigmoid), x.tolist())
    found.close_to([0.1049936, 0.25, 0.1049936], mistakes=wrong)


@pytest.mark.points(0.125)
@given(inputs)
@settings(max_examples=10)
def test_sigmoid_grad_is_the_slope(submission, x):
    """sigmoid_grad is the slope of sigmoid, measured with small steps to both sides"""
    judge(submission.sigmoid_grad, slope_of(sigmoid), x)


@pytest.mark.points(0.125)
@pytest.mark.hidden
def test_sigmoid_grad_shapes(submission):
    """sigmoid_grad keeps shape and dtype, from a single number to rank 4"""
    judge_shapes(submission.sigmoid_grad, slope_of(sigmoid))


@pytest.mark.points(0.25)
def test_tanh_grad_examples(submission):
    """tanh_grad is 1 at 0 and falls off on both sides"""
    x = np.array([-1.0, 0.0, 1.0])
    wrong = {
        "This is 1 - t**2 with t = x. Take t = tanh(x).": 1 - x**2,
        "This is 1 - tanh(x). The square is missing.": 1 - np.tanh(x),
        "This is tanh itself, not its slope.": np.tanh(x),
    }
    found = value_of(submission.tanh_grad, slope_of(np.tanh), x.tolist())
    found.close_to([0.4199743, 1.0, 0.4199743], mistakes=wrong)


@pytest.mark.points(0.125)
@given(inputs)
@settings(max_examples=10)
def test_tanh_grad_is_the_slope(submission, x):
    """tanh_grad is the slope of tanh, measured with small steps to both sides"""
    judge(submission.tanh_grad, slope_of(np.tanh), x)


@pytest.mark.points(0.125)
@pytest.mark.hidden
def test_tanh_grad_shapes(submission):
    """tanh_grad keeps shape and dtype, from a single number to rank 4"""
    judge_shapes(submission.tanh_grad, slope_of(np.tanh))


@pytest.mark.points(0.125)
def test_relu_grad_examples(submission):
    """relu_grad is 1 where x is positive, else 0, at 0 too"""
    wrong = {"At 0 itself, the slope is 0 here: compare with `>`, not with `>=`.": [0.0, 1.0, 1.0]}
    value_of(submission.relu_grad, step, [-1.0, 0.0, 2.0]).close_to([0.0, 0.0, 1.0], mistakes=wrong)


@pytest.mark.points(0.125)
@given(inputs)
@settings(max_examples=10)
def test_relu_grad_is_a_step(submission, x):
    """relu_grad is a step from 0 to 1, in the dtype of x"""
    judge(submission.relu_grad, step, x)


@pytest.mark.points(0.25)
@pytest.mark.hidden
def test_relu_grad_shapes(submission):
    """relu_grad keeps shape and dtype, from a single number to rank 4, even for very large x"""
    judge_shapes(submission.relu_grad, step)
    judge_far(submission, "relu_grad", step)


@pytest.mark.points(0.25)
@pytest.mark.hidden
def test_grads_far_from_zero(submission):
    """sigmoid_grad and tanh_grad are correct for very large |x|, without NaN or a warning"""
    judge_far(submission, "sigmoid_grad", lambda x: sigmoid(x) * sigmoid(-x))
    judge_far(submission, "tanh_grad", lambda x: 1 - np.tanh(x) ** 2)
