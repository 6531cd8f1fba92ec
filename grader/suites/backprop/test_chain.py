import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.suite import GraphFunction, Opaque, array32, array64, dtype_of, expect, plain, tensor32, tensor64

OUTERS, INNERS = ("square", "cube"), ("line", "hill", "square")


def scalar(values):
    return float(values[0])


forms = st.sampled_from((scalar, array32, array64, tensor32, tensor64))
numbers = st.lists(st.floats(-2, 2, width=32, allow_subnormal=False), min_size=1, max_size=4)


def chained(submission, props, outer, inner):
    """The submission's chain of two props, by their names."""
    return submission.chain(getattr(props, f"{outer}_grad"), getattr(props, inner), getattr(props, f"{inner}_grad"))


def value_at(submission, props, slope, x):
    """Returns slope(x), even if slope is a `tf.function` or an object with `__call__`, which only the worker can
    call."""
    if isinstance(slope, Opaque | GraphFunction):
        return submission.do(props.call, slope, x)
    expect(slope).a_callable()
    return slope(x)


def slope_at(function, x):
    """The derivative by central differences, without the chain rule."""
    return (function(plain(x) + 1e-5) - function(plain(x) - 1e-5)) / 2e-5


@pytest.fixture(scope="session")
def judge(submission, props):
    def judge(slope, function, x):
        """The slope of the function at x, in the dtype of x."""
        wanted = slope_at(function, x)
        expect(value_at(submission, props, slope, x)).close_to(wanted, rtol=1e-4, atol=1e-5, dtype=dtype_of(x))

    return judge


@pytest.mark.points(0.75)
def test_chain_examples(submission, props):
    """chain makes a function that multiplies the slopes of outer and inner"""
    slope = chained(submission, props, "square", "line")
    expect(value_at(submission, props, slope, 1.0)).close_to(24.0)
    expect(value_at(submission, props, slope, array64([-1.0, 0.0]))).close_to([-12.0, 6.0])


@pytest.mark.points(0.5)
@given(st.sampled_from(OUTERS), st.sampled_from(INNERS), forms, numbers)
@settings(max_examples=15)
def test_chain_is_the_slope(submission, props, judge, outer, inner, form, numbers):
    """chain gives the slope of outer(inner(x)), measured with small steps to both sides"""
    slope = chained(submission, props, outer, inner)
    judge(slope, lambda x: getattr(props, outer)(getattr(props, inner)(x)), form(numbers))


@pytest.mark.points(0.5)
@pytest.mark.hidden
def test_chain_of_chains(submission, props, judge):
    """chain accepts a function that chain made, and several such functions work side by side"""
    steep = chained(submission, props, "cube", "line")
    other = chained(submission, props, "square", "hill")
    whole = submission.chain(steep, props.hill, props.hill_grad)
    for x in (0.5, array64([-1.0, 0.25, 2.0])):
        judge(whole, lambda x: props.cube(props.line(props.hill(x))), x)
        judge(steep, lambda x: props.cube(props.line(x)), x)
        judge(other, lambda x: props.square(props.hill(x)), x)


@pytest.mark.points(0.5)
@pytest.mark.hidden
def test_chain_keeps_the_dtype(submission, props, judge):
    """chain makes a function that accepts single numbers, arrays and tensors and keeps shape and dtype"""
    slope = chained(submission, props, "cube", "hill")
    for x in (-0.5, array32(0.75), tensor64([-1.5, 0.5]), array64([[1.0], [-0.25]]), tensor32(np.ones((2, 1, 3)))):
        judge(slope, lambda x: props.cube(props.hill(x)), x)
