import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.suite import FORMS, array32, array64, dtype_of, expect, mistakes, plain, regions, tensor32, tensor64

form = st.sampled_from(FORMS)
sizes = st.integers(1, 4)
quarters = st.integers(-8, 8).map(lambda count: count / 4)  # products and sums of a few of these are exact in float32


def matrices(rows, columns):
    return st.lists(st.lists(quarters, min_size=columns, max_size=columns), min_size=rows, max_size=rows)


def layers_of(widths):
    """The weights and biases of a stack of layers with these widths. The first width is that of the input."""
    drawn = [st.tuples(matrices(n, k), matrices(1, k).map(lambda rows: rows[0])) for n, k in itertools.pairwise(widths)]
    return st.tuples(*drawn)


stacks = st.lists(sizes, min_size=2, max_size=4).flatmap(lambda w: st.tuples(matrices(2, w[0]), layers_of(w)))


def dense(x, w, b, activation=None):
    z = plain(x) @ plain(w) + plain(b)
    return z if activation is None else activation(z)


def forward(x, layers):
    for w, b, activation in layers:
        x = dense(x, w, b, activation)
    return x


def collapse(layers):
    (w, b), *rest = [(plain(w), plain(b)) for w, b, _ in layers]
    for next_w, next_b in rest:
        w, b = w @ next_w, b @ next_w + next_b
    return w, b


def grid(rows, columns, start=0):
    """Multiples of 0.25 from -1.5 to 1.5 in mixed order."""
    return (((np.arange(rows * columns) * 5 + start) % 13 - 6) / 4).reshape(rows, columns).tolist()


def linear_stack(form, widths):
    pairs = enumerate(itertools.pairwise(widths))
    return [(form(grid(n, k, place)), form(grid(1, k, place + 3)[0]), None) for place, (n, k) in pairs]


def judge(result, value, *arguments):
    """The result must have this value, in any form, and the dtype of the arguments."""
    expect(result).close_to(value, dtype=dtype_of(*arguments))


def judge_collapse(result, layers):
    w, b = expect(result).a_tuple(2)
    for part, right, name in zip((w, b), collapse(layers), ("w", "b"), strict=True):
        expect(part.value, name).close_to(right, dtype=dtype_of(layers[0][0]))


# dense


@pytest.mark.points(0.5)
def test_dense_examples(submission, props):
    """dense applies the activation to x @ w + b"""
    for x, w, b, activation in [
        ([[1.0, 2.0], [3.0, 4.0]], [[1.0], [10.0]], [0.5], None),
        ([[1.0, -2.0]], [[2.0, 0.0], [0.0, 3.0]], [0.0, 1.0], None),
        ([[1.0, -2.0]], [[2.0, 0.0], [0.0, 3.0]], [0.0, 1.0], props.relu),
    ]:
        z = dense(x, w, b)
        wrong = {mistakes.ACTIVATION_MISSING: z, "The bias is missing.": dense(x, w, 0.0, activation)}
        if activation is not None:
            wrong["The bias is added after the activation. Add it before."] = activation(z - plain(b)) + plain(b)
        expect(submission.dense(x, w, b, activation)).close_to(dense(x, w, b, activation), mistakes=wrong)
    judge(submission.dense([[3.0]], [[2.0]], [1.0]), [[7.0]])


@pytest.mark.points(0.5)
@given(form, st.tuples(sizes, sizes, sizes).flatmap(lambda s: st.tuples(matrices(s[0], s[1]), layers_of(s[1:]))))
@settings(max_examples=12)
def test_dense_formula(submission, form, drawn):
    """dense is x @ w + b, for lists, arrays and tensors of any size"""
    rows, ((weights, bias),) = drawn
    x, w, b = form(rows), form(weights), form(bias)
    judge(submission.dense(x, w, b), dense(x, w, b), x)


@pytest.mark.points(0.5)
@pytest.mark.hidden
def test_dense_activation_sees_all_rows(submission, props):
    """dense passes all rows to the activation at once"""
    for form in FORMS:
        x, w, b = form(grid(3, 2)), form(grid(2, 4, 1)), form(grid(1, 4, 2)[0])
        for activation in (props.below_the_largest, props.square):
            judge(submission.dense(x, w, b, activation=activation), dense(x, w, b, activation), x)


@pytest.mark.points(0.25)
@pytest.mark.hidden
def test_dense_shapes(submission, props):
    """dense keeps the dtype and computes every row, for any sizes"""
    for form in (array32, array64, tensor32, tensor64):
        for m, n, k in [(1, 1, 1), (1, 3, 2), (5, 1, 3), (2, 4, 1), (3, 2, 3), (3, 3, 3)]:
            x, w, b = form(grid(m, n)), form(grid(n, k, 4)), form(grid(1, k, 7)[0])
            judge(submission.dense(x, w, b), dense(x, w, b), x)
            judge(submission.dense(x, w, b, props.relu), dense(x, w, b, props.relu), x)


# forward


@pytest.mark.points(0.5)
def test_forward_examples(submission, props):
    """forward computes XOR with the weights of the example"""
    hidden = ([[1.0, 1.0], [1.0, 1.0]], [0.0, -1.0], props.relu)
    output = ([[1.0], [-2.0]], [0.0], None)
    x, xor = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], [[0.0], [1.0], [1.0], [0.0]]
    found = expect(submission.forward(x, [hidden, output]))
    found.drawn(lambda: regions(lambda x: submission.forward(x.tolist(), [hidden, output]), x, xor)).close_to(xor)


@pytest.mark.points(0.5)
@given(form, stacks)
@settings(max_examples=12)
def test_forward_formula(submission, props, form, drawn):
    """forward passes the result of each layer to the next one"""
    rows, pairs = drawn
    x, layers = form(rows), [(form(w), form(b), props.relu) for w, b in pairs]
    judge(submission.forward(x, layers), forward(x, layers), x)


@pytest.mark.points(0.5)
@pytest.mark.hidden
def test_forward_activations(submission, props):
    """forward uses each layer's own activation, on all rows at once"""
    orders = [
        (props.square, props.relu, None),
        (props.relu, None, props.shifted),
        (None, props.shifted, props.square),
        (props.below_the_largest, props.relu, props.below_the_largest),
    ]
    for form in FORMS:
        x = form(grid(3, 2))
        for activations in orders:
            stack = zip(linear_stack(form, [2, 3, 3, 2]), activations, strict=True)
            layers = [(w, b, activation) for (w, b, _), activation in stack]
            judge(submission.forward(x, layers), forward(x, layers), x)


@pytest.mark.points(0.25)
@pytest.mark.hidden
def test_forward_depths(submission):
    """forward takes one layer or many, and keeps the dtype"""
    for form in (array32, tensor64, array64, tensor32):
        for widths in ([3, 2], [1, 1], [2, 1, 4], [3, 2, 2, 1, 2, 2, 1]):
            x, layers = form(grid(4, widths[0], 2)), linear_stack(form, widths)
            judge(submission.forward(x, layers), forward(x, layers), x)


# collapse


@pytest.mark.points(0.5)
def test_collapse_examples(submission):
    """collapse turns two linear layers into one"""
    layers = [([[1.0], [2.0]], [3.0], None), ([[10.0]], [4.0], None)]
    judge_collapse(submission.collapse(layers), layers)


@pytest.mark.points(0.5)
@given(form, stacks)
@settings(max_examples=12)
def test_collapse_answers_like_the_stack(submission, form, drawn):
    """collapse gives one layer with the same results as the whole stack"""
    rows, pairs = drawn
    layers = [(form(w), form(b), None) for w, b in pairs]
    w, b = expect(submission.collapse(layers)).a_tuple(2)
    right_w, right_b = collapse(layers)
    answer = np.array(rows) @ w.numbers(right_w.shape) + b.numbers(right_b.shape)
    expect(answer, "x @ w + b with your w and b").close_to(forward(rows, layers))


@pytest.mark.points(0.5)
@pytest.mark.hidden
def test_collapse_depths(submission):
    """collapse takes one layer or many"""
    for widths in ([2, 3], [1, 1], [2, 2, 2], [3, 2, 4, 1], [2, 2, 2, 2, 2, 2]):
        layers = linear_stack(list, widths)
        judge_collapse(submission.collapse(layers), layers)


@pytest.mark.points(0.25)
@pytest.mark.hidden
def test_collapse_dtypes(submission):
    """collapse takes lists, arrays and tensors, and keeps their dtype"""
    for form in FORMS:
        for widths in ([3, 1], [2, 3, 2], [1, 4, 3, 2]):
            layers = linear_stack(form, widths)
            judge_collapse(submission.collapse(layers), layers)


@pytest.mark.points(0.25)
@pytest.mark.hidden
def test_arguments_stay_as_they_were(submission):
    """No function changes the arrays and lists that it is given"""
    x = array32(grid(3, 2))
    layers = linear_stack(array32, [2, 2, 2])
    for asked, name, *arguments in [
        (lambda result: result.of_shape((3, 2)), "dense", x, *layers[0]),
        (lambda result: result.of_shape((3, 2)), "forward", x, layers),
        (lambda result: result.a_tuple(2), "collapse", layers),
    ]:
        result, after = submission.call_keeping(name, *arguments)
        asked(expect(result))
        given = expect(after, "the arguments of {name} after the call", name=name)
        given.that(
            flat(after) == flat(tuple(arguments)), "{name} changed its arguments.", "unchanged arguments", name=name
        )


def flat(arguments):
    """All numbers in the arguments, in order, as text that can be compared."""
    return str([part.tolist() if isinstance(part, np.ndarray) else part for part in walk(arguments)])


def walk(value):
    if isinstance(value, list | tuple):
        for part in value:
            yield from walk(part)
        yield type(value).__name__
    else:
        yield value
