import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.suite import FORMS, MANY_SHAPES, array32, array64, dtype_of, expect, overlay, plain, tensor32, tensor64

form = st.sampled_from(FORMS)
numbers = st.lists(st.floats(-30, 30, width=32, allow_subnormal=False), min_size=1, max_size=6)
inputs = st.builds(lambda form, values: form(values), form, numbers)
slopes = st.floats(0, 1, width=32, allow_subnormal=False)
CURVE = np.linspace(-5, 5, 101)
FAR = array32([-10_000.0, -1000.0, -95.0, 0.0, 95.0, 1000.0, 10_000.0])


def sigmoid(x):
    return np.exp(-np.logaddexp(0, -x))


def relu(x):
    return np.maximum(x, 0)


def leaky_relu(x, alpha=0.01):
    return np.where(x > 0, x, alpha * x)


def elu(x, alpha=1.0):
    return np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0)))


def swish(x, beta=1.0):
    return x * sigmoid(beta * x)


def value_of(function, right, x, *parameters, over=CURVE, **named):
    """The function's value of x. A wrong one is drawn as the function's curve over the right one."""

    def curve():
        found = function(over.tolist(), *parameters, **named)
        return overlay((over, found), (over, right(over, *parameters, **named)))

    return expect(function(x, *parameters, **named)).drawn(curve)


def judge(function, right, x, *parameters, atol=1e-6):
    """The function must have the right value of x, in any form, and the dtype of x."""
    wanted = right(plain(x), *parameters)
    value_of(function, right, x, *parameters).close_to(wanted, dtype=dtype_of(x), atol=atol)


def judge_shapes(function, right, atol=1e-6):
    for x in MANY_SHAPES:
        judge(function, right, x, atol=atol)


def judge_far(submission, name, right):
    judge(getattr(submission, name), right, FAR)
    flaws = [text for text in submission.warnings if text.startswith("RuntimeWarning")]
    expect(flaws, "the list of warnings").that(not flaws, "The function warns when |x| is very large.", "no warning")


# sigmoid


@pytest.mark.points(0.25)
def test_sigmoid_examples(submission):
    """sigmoid is one half at 0 and flattens towards 0 and 1"""
    value_of(submission.sigmoid, sigmoid, 0.0).close_to(0.5)
    turned = {"This is 1 / (1 + exp(x)). The exponent needs a minus.": [0.8807971, 0.5, 0.1192029]}
    found = value_of(submission.sigmoid, sigmoid, [-2.0, 0.0, 2.0])
    found.close_to([0.1192029, 0.5, 0.8807971], mistakes=turned)


@pytest.mark.points(0.125)
@given(inputs)
@settings(max_examples=12)
def test_sigmoid_formula(submission, x):
    """sigmoid(x) is 1 / (1 + exp(-x)), for lists, arrays and tensors"""
    judge(submission.sigmoid, sigmoid, x)


@pytest.mark.points(0.125)
@pytest.mark.hidden
@given(form, numbers)
@settings(max_examples=8)
def test_sigmoid_is_symmetric_and_rises(submission, form, values):
    """sigmoid(-x) is 1 - sigmoid(x), and sigmoid never falls"""
    x = np.sort(values)
    y = expect(submission.sigmoid(form(x.tolist()))).numbers(x.shape)
    expect(submission.sigmoid(form((-x).tolist()))).close_to(1 - y)
    expect(y).that(
        bool(np.all(np.diff(y) > -1e-6)), "The values decrease somewhere as x increases.", "values that increase with x"
    )


@pytest.mark.points(0.25)
@pytest.mark.hidden
def test_sigmoid_shapes(submission):
    """sigmoid keeps shape and dtype, from a single number to rank 4"""
    judge_shapes(submission.sigmoid, sigmoid)


@pytest.mark.points(0.5)
@pytest.mark.hidden
def test_sigmoid_far_from_zero(submission):
    """sigmoid is correct for very large |x|, without NaN or a warning"""
    judge_far(submission, "sigmoid", sigmoid)


# tanh


@pytest.mark.points(0.25)
def test_tanh_examples(submission):
    """tanh is 0 at 0 and flattens towards -1 and 1"""
    value_of(submission.tanh, np.tanh, [-1.0, 0.0, 1.0]).close_to([-0.7615942, 0.0, 0.7615942])


@pytest.mark.points(0.125)
@given(form, numbers)
@settings(max_examples=10)
def test_tanh_is_odd(submission, form, values):
    """tanh(-x) is -tanh(x), and lies between -1 and 1"""
    found = value_of(submission.tanh, np.tanh, form(values))
    y = found.each(lambda y: np.abs(y) <= 1 + 1e-6, "lie between -1 and 1").numbers()
    value_of(submission.tanh, np.tanh, form([-value for value in values])).close_to(-y)


@pytest.mark.points(0.25)
@pytest.mark.hidden
@given(inputs)
@settings(max_examples=12)
def test_tanh_formula(submission, x):
    """tanh agrees with its formula, for lists, arrays and tensors"""
    judge(submission.tanh, np.tanh, x)


@pytest.mark.points(0.125)
@pytest.mark.hidden
def test_tanh_shapes(submission):
    """tanh keeps shape and dtype, from a single number to rank 4"""
    judge_shapes(submission.tanh, np.tanh)


@pytest.mark.points(0.25)
@pytest.mark.hidden
def test_tanh_far_from_zero(submission):
    """tanh is correct for very large |x|, without NaN or a warning"""
    judge_far(submission, "tanh", np.tanh)


# relu and its leaky relatives


@pytest.mark.points(0.25)
def test_relu_examples(submission):
    """relu keeps positive numbers and turns the others into 0"""
    value_of(submission.relu, relu, [-1.0, 0.0, 2.0]).close_to([0.0, 0.0, 2.0])


@pytest.mark.points(0.25)
@given(form, numbers)
@settings(max_examples=10)
def test_relu_splits_x(submission, form, values):
    """relu(x) - relu(-x) is x, and relu is never negative"""
    y = value_of(submission.relu, relu, form(values)).each(lambda y: y >= 0, "be 0 or more").numbers((len(values),))
    mirrored = [-value for value in values]
    value_of(submission.relu, relu, form(mirrored)).close_to(y - values)


@pytest.mark.points(0.25)
@pytest.mark.hidden
def test_relu_shapes(submission):
    """relu keeps shape and dtype, from a single number to rank 4, even for very large x"""
    judge_shapes(submission.relu, relu)
    judge_far(submission, "relu", relu)


@pytest.mark.points(0.25)
def test_leaky_relu_examples(submission):
    """leaky_relu lets negative numbers through with the slope alpha"""
    value_of(submission.leaky_relu, leaky_relu, [-100.0, 0.0, 2.0]).close_to([-1.0, 0.0, 2.0])
    value_of(submission.leaky_relu, leaky_relu, [-100.0, 0.0, 2.0], alpha=0.5).close_to([-50.0, 0.0, 2.0])


@pytest.mark.points(0.125)
@given(inputs, slopes)
@settings(max_examples=12)
def test_leaky_relu_formula(submission, x, alpha):
    """leaky_relu is x where x is positive, else alpha * x"""
    judge(submission.leaky_relu, leaky_relu, x, alpha)


@pytest.mark.points(0.25)
@pytest.mark.hidden
def test_leaky_relu_shapes(submission):
    """leaky_relu keeps shape and dtype; with alpha 1 it changes nothing, with alpha 0 it is relu"""
    judge_shapes(submission.leaky_relu, leaky_relu)
    judge_shapes(lambda x: submission.leaky_relu(x, alpha=1.0), lambda x: x)
    judge_shapes(lambda x: submission.leaky_relu(x, alpha=0.0), relu)
    judge_far(submission, "leaky_relu", leaky_relu)


@pytest.mark.points(0.25)
def test_prelu_examples(submission):
    """prelu gives every column its own slope"""
    over = np.stack([CURVE, CURVE], axis=1)
    found = value_of(submission.prelu, leaky_relu, [[-1.0, -1.0], [2.0, -4.0]], [0.5, 2.0], over=over)
    found.close_to([[-0.5, -2.0], [2.0, -8.0]])


@pytest.mark.points(0.125)
@given(form, numbers, st.floats(-2, 2, width=32, allow_subnormal=False))
@settings(max_examples=12)
def test_prelu_formula(submission, form, values, slope):
    """prelu is x where x is positive, else alpha * x, for any alpha"""
    alpha = [slope * (place + 1) for place in range(len(values))]
    x = form([values, values[::-1]])
    expect(submission.prelu(x, form(alpha))).close_to(leaky_relu(plain(x), plain(alpha)), dtype=dtype_of(x))


@pytest.mark.points(0.25)
@pytest.mark.hidden
def test_prelu_shapes(submission):
    """prelu broadcasts alpha over the last axis, at any rank, for negative slopes too"""
    vector, cube = [-1.0, 2.0, -0.5], [[[-1.0, 2.0, -3.0], [4.0, -5.0, -0.5]]] * 2
    for form in (array32, array64, tensor32, tensor64):
        for x, alpha in [(vector, [0.5, 1.5, -2.0]), (cube, [0.25, 0.0, 3.0]), ([[-2.0], [3.0]], [-1.5])]:
            found = expect(submission.prelu(form(x), form(alpha)))
            found.close_to(leaky_relu(np.array(x), np.array(alpha)), dtype=dtype_of(form(x)))
        judge(submission.prelu, leaky_relu, form(cube), 0.5)
    expect(submission.prelu(-3.0, 2.0)).close_to(-6.0)


# elu and swish


@pytest.mark.points(0.25)
def test_elu_examples(submission):
    """elu approaches -alpha for negative x"""
    value_of(submission.elu, elu, [-1.0, 0.0, 2.0]).close_to([-0.6321206, 0.0, 2.0])
    value_of(submission.elu, elu, [-1.0, 0.0, 2.0], alpha=0.5).close_to([-0.3160603, 0.0, 2.0])


@pytest.mark.points(0.125)
@given(inputs, slopes)
@settings(max_examples=12)
def test_elu_formula(submission, x, alpha):
    """elu is x where x is positive, else alpha * (exp(x) - 1)"""
    judge(submission.elu, elu, x, alpha)


@pytest.mark.points(0.125)
@pytest.mark.hidden
def test_elu_shapes(submission):
    """elu keeps shape and dtype, from a single number to rank 4, with any alpha"""
    judge_shapes(submission.elu, elu)
    judge_shapes(lambda x: submission.elu(x, alpha=2.5), lambda x: elu(x, 2.5), atol=1e-5)


@pytest.mark.points(0.25)
@pytest.mark.hidden
def test_elu_far_from_zero(submission):
    """elu is correct for very large |x|, without infinity or a warning"""
    judge_far(submission, "elu", elu)


@pytest.mark.points(0.25)
def test_swish_examples(submission):
    """swish is x times sigmoid(beta * x)"""
    value_of(submission.swish, swish, [-1.0, 0.0, 2.0]).close_to([-0.2689414, 0.0, 1.7615942])
    value_of(submission.swish, swish, [-1.0, 0.0, 2.0], beta=0.5).close_to([-0.3775407, 0.0, 1.4621172])


@pytest.mark.points(0.125)
@given(inputs, st.floats(-2, 2, width=32, allow_subnormal=False))
@settings(max_examples=12)
def test_swish_formula(submission, x, beta):
    """swish agrees with its formula for any beta"""
    # In float32, sigmoid is good to 6e-8 and times 30, hence the wider tolerance
    judge(submission.swish, swish, x, beta, atol=1e-5)


@pytest.mark.points(0.125)
@pytest.mark.hidden
def test_swish_shapes(submission):
    """swish keeps shape and dtype, from a single number to rank 4"""
    judge_shapes(submission.swish, swish)
    judge_shapes(lambda x: submission.swish(x, beta=2.0), lambda x: swish(x, 2.0))


@pytest.mark.points(0.25)
@pytest.mark.hidden
def test_swish_far_from_zero(submission):
    """swish is correct for very large |x|, without NaN or a warning"""
    judge_far(submission, "swish", swish)
