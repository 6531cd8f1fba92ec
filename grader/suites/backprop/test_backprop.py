import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.suite import FORMS, Tensor, array32, array64, dtype_of, expect, mistakes, plain, tensor32, tensor64

KEYS = ("w1", "b1", "w2", "b2")
GRADIENTS = {
    "w1": "the gradient of w1",
    "b1": "the gradient of b1",
    "w2": "the gradient of w2",
    "b2": "the gradient of b2",
}
PARAMS = {"w1": "the new w1", "b1": "the new b1", "w2": "the new w2", "b2": "the new b2"}
SMALL = {"w1": [[0.5], [-0.25]], "b1": [0.0], "w2": [[4.0]], "b2": [1.0]}

size = st.integers(1, 4)
sizes = st.tuples(size, size, size, size)
seeds = st.integers(0, 999)


def network(form, sizes, seed):
    """x, y and params for m rows, n features, h hidden units and k outputs, in one form."""
    m, n, h, k = sizes
    draw = np.random.default_rng(seed).normal
    shapes = {"w1": (n, h), "b1": (h,), "w2": (h, k), "b2": (k,)}
    params = {key: form(draw(size=shape).tolist()) for key, shape in shapes.items()}
    return form(draw(size=(m, n)).tolist()), form(draw(size=(m, k)).tolist()), params


def plain_params(params):
    return {key: plain(value) for key, value in params.items()}


def forward(x, params):
    return 1 / (1 + np.exp(-(x @ params["w1"] + params["b1"]))) @ params["w2"] + params["b2"]


def loss(x, y, params):
    return np.mean((forward(plain(x), params) - plain(y)) ** 2)


def gradients(x, y, params):
    """The slopes of the loss by central differences, without the chain rule."""
    found = {}
    for key in KEYS:
        found[key] = np.zeros(params[key].shape)
        for place in np.ndindex(params[key].shape):
            up, down = ({name: value.copy() for name, value in params.items()} for _ in range(2))
            up[key][place] += 1e-5
            down[key][place] -= 1e-5
            found[key][place] = (loss(x, y, up) - loss(x, y, down)) / 2e-5
    return found


def step(params, slopes, rate):
    return {key: params[key] - rate * slopes[key] for key in KEYS}


def after_w2(x, y, params, rate):
    """The new w1 and b1 of a program that changes w2 first, and sends the error back through the new one."""
    hidden = 1 / (1 + np.exp(-(x @ params["w1"] + params["b1"])))
    error = 2 * (hidden @ params["w2"] + params["b2"] - y) / y.size
    back = error @ (params["w2"] - rate * hidden.T @ error).T * hidden * (1 - hidden)
    return {"w1": params["w1"] - rate * x.T @ back, "b1": params["b1"] - rate * back.sum(axis=0)}


def judge(result, value, *arguments, what="the result", wrong=mistakes.NONE):
    expect(result, what).close_to(value, rtol=1e-4, atol=1e-5, dtype=dtype_of(*arguments), mistakes=wrong)


def judge_dict(result, values, names, *arguments, wrong=mistakes.NONE):
    found = expect(result).a_dict(*KEYS)
    for key in KEYS:
        known = {sentence: each[key] for sentence, each in wrong.items() if key in each}
        judge(found[key], values[key], *arguments, what=names[key], wrong=known)


def judge_forward(result, x, params):
    """Checks the prediction and returns the cache."""
    prediction, cache = expect(result).a_tuple(2)
    judge(prediction.value, forward(plain(x), plain_params(params)), x, what="the prediction")
    expect(cache.value, "the cache").a_dict()
    return cache.value


def judge_backward(submission, x, y, params):
    _, cache = expect(submission.forward(x, params)).a_tuple(2)
    judge_dict(submission.backward(y, params, cache.value), gradients(x, y, plain_params(params)), GRADIENTS, x)


def judge_train_step(result, x, y, params, rate):
    new, before = expect(result).a_tuple(2)
    x_plain, y_plain, old = plain(x), plain(y), plain_params(params)
    slopes = gradients(x, y, old)
    wrong = {
        mistakes.UPHILL: step(old, slopes, -rate),
        mistakes.RATE_IGNORED: step(old, slopes, 1),
        mistakes.CHANGED_TOO_EARLY: after_w2(x_plain, y_plain, old, rate),
        "This is the step of the learning rate 0.5, but another one is given.": step(old, slopes, 0.5),
        "This is the step of the squared learning rate.": step(old, slopes, rate**2),
    }
    judge_dict(new.value, step(old, slopes, rate), PARAMS, x, wrong=wrong)
    right = loss(x, y, old)
    wrong = {
        mistakes.SUM_FOR_MEAN: right * y_plain.size,
        "This is half of the mean squared error.": right / 2,
        "This is the loss after the step.": loss(x, y, step(old, slopes, rate)),
    }
    judge(before.value, right, what="the loss", wrong=wrong)


# forward


@pytest.mark.points(0.75)
def test_forward_examples(submission):
    """forward sends each row through the hidden layer to the output"""
    judge_forward(submission.forward([[1.0, 2.0]], SMALL), [[1.0, 2.0]], SMALL)
    x, _, params = network(array32, (3, 2, 4, 2), 1)
    judge_forward(submission.forward(x, params), x, params)


@pytest.mark.points(0.5)
@given(st.sampled_from(FORMS), sizes, seeds)
@settings(max_examples=10)
def test_forward_formula(submission, form, sizes, seed):
    """forward agrees with its formula for layers of any size, for lists, arrays and tensors"""
    x, _, params = network(form, sizes, seed)
    judge_forward(submission.forward(x, params), x, params)


@pytest.mark.points(0.5)
@pytest.mark.hidden
def test_forward_remembers_in_the_cache(submission):
    """forward stores everything that backward needs in the cache, and a later call does not change it"""
    x, y, params = network(tensor32, (3, 2, 3, 2), 2)
    cache = judge_forward(submission.forward(x, params), x, params)
    first = expect(submission.backward(y, params, cache)).a_dict()
    other_x, _, other_params = network(tensor32, (3, 2, 3, 2), 3)
    other_cache = judge_forward(submission.forward(other_x, other_params), other_x, other_params)
    other = expect(submission.backward(y, other_params, other_cache)).a_dict()
    again = expect(submission.backward(y, params, cache)).a_dict(*first)
    for key in first:
        expect(again[key], "a gradient from the earlier cache").close_to(first[key])
    changed = [key for key in first if not np.allclose(plain(first[key]), plain(other[key]), rtol=1e-3)]
    expect(other).that(
        changed, "Two different forward passes gave the same gradients.", "the gradients of the second pass"
    )


@pytest.mark.points(0.5)
@pytest.mark.hidden
def test_forward_keeps_the_dtype(submission):
    """forward keeps float32 and float64, and does not change its arguments"""
    for form in (array32, array64, tensor32, tensor64):
        x, _, params = network(form, (2, 3, 2, 3), 4)
        result, after = submission.call_keeping("forward", x, params)
        judge_forward(result, x, params)
        judge_kept(after, (x, params), "an argument of forward after the call")


def judge_kept(after, before, what):
    """Every part must be unchanged, except what a cache contains: that is the student's choice."""
    for value, old in zip(after, before, strict=True):
        if isinstance(old, dict):
            found = expect(value, what).a_dict(*old)
            judge_kept([found[key] for key in old], old.values(), what)
        elif isinstance(old, list | tuple):
            kept = type(value) is type(old) and len(value) == len(old)
            expect(value, what).that(kept, "The function changed its arguments.", "unchanged arguments")
            judge_kept(value, old, what)
        elif isinstance(old, np.ndarray | Tensor | int | float):
            expect(value, what).close_to(plain(old))


# backward


@pytest.mark.points(1)
def test_backward_examples(submission):
    """backward gives the gradient of every parameter, in its shape"""
    judge_backward(submission, [[1.0, 2.0]], [[2.0]], SMALL)
    judge_backward(submission, *network(array64, (4, 2, 3, 1), 5))


@pytest.mark.points(0.75)
@given(st.sampled_from(FORMS), sizes, seeds)
@settings(max_examples=10)
def test_backward_is_the_slope_of_the_loss(submission, form, sizes, seed):
    """backward gives the slope of the loss, measured with a small step of each parameter"""
    judge_backward(submission, *network(form, sizes, seed))


@pytest.mark.points(0.75)
@pytest.mark.hidden
def test_backward_of_every_size(submission):
    """backward is correct for a single row, a single unit and several outputs"""
    for sizes in [(1, 1, 1, 1), (1, 3, 2, 1), (5, 1, 1, 3), (3, 3, 3, 3), (2, 4, 1, 2), (6, 2, 5, 4)]:
        judge_backward(submission, *network(array64, sizes, sum(sizes)))
        judge_backward(submission, *network(tensor32, sizes, sum(sizes)))


@pytest.mark.points(0.5)
@pytest.mark.hidden
def test_backward_keeps_the_dtype(submission):
    """backward keeps float32 and float64, and does not change its arguments"""
    for form in (array32, array64, tensor32, tensor64):
        x, y, params = network(form, (3, 2, 4, 2), 6)
        cache = judge_forward(submission.forward(x, params), x, params)
        result, after = submission.call_keeping("backward", y, params, cache)
        judge_dict(result, gradients(x, y, plain_params(params)), GRADIENTS, x)
        judge_kept(after, (y, params, cache), "an argument of backward after the call")


# train_step


@pytest.mark.points(0.75)
def test_train_step_examples(submission):
    """train_step returns the params after one step, and the loss before it"""
    for form in (array64, tensor32):
        x, y, params = form([[1.0, 2.0]]), form([[2.0]]), {key: form(value) for key, value in SMALL.items()}
        judge_train_step(submission.train_step(x, y, params, 0.5), x, y, params, 0.5)


@pytest.mark.points(0.5)
@given(st.sampled_from(FORMS[1:]), sizes, seeds, st.floats(0, 4, width=32, allow_subnormal=False))
@settings(max_examples=10)
def test_train_step_formula(submission, form, sizes, seed, rate):
    """train_step moves every parameter against its gradient, by the learning rate"""
    x, y, params = network(form, sizes, seed)
    judge_train_step(submission.train_step(x, y, params, rate), x, y, params, rate)


@pytest.mark.points(0.5)
@pytest.mark.hidden
def test_train_step_keeps_what_it_was_given(submission):
    """train_step does not change the params, x and y that it is given"""
    x, y, params = network(array32, (3, 2, 2, 1), 7)
    result, after = submission.call_keeping("train_step", x, y, params, 0.5)
    judge_train_step(result, x, y, params, 0.5)
    judge_kept(after[:3], (x, y, params), "an argument of train_step after the call")


@pytest.mark.points(0.75)
@pytest.mark.hidden
def test_train_step_again_and_again(submission):
    """train_step makes the loss smaller and smaller when you repeat it"""
    x, _, params = network(array64, (8, 2, 3, 1), 8)
    y = x[:, :1] * x[:, 1:]
    losses = []
    for _ in range(20):
        new, before = expect(submission.train_step(x, y, params, 0.25)).a_tuple(2)
        judge_dict(new.value, step(params, gradients(x, y, params), 0.25), PARAMS, x)
        params = {key: plain(new.value[key]) for key in KEYS}
        losses.append(float(expect(before.value, "the loss").numbers(())))
    expect(losses, "the list of losses").that(
        all(now < last for last, now in itertools.pairwise(losses)),
        "The loss does not fall with every step.",
        "a loss that falls with every step",
    )
