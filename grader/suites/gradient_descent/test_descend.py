import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.suite import (
    FORMS,
    array32,
    array64,
    as_numbers,
    dtype_of,
    expect,
    mistakes,
    overlay,
    plain,
    tensor32,
    tensor64,
)

scalars = st.sampled_from((float, array32, array64, tensor32, tensor64))
vectors = st.lists(st.floats(-4, 4, width=32, allow_subnormal=False), min_size=1, max_size=4)
steps = st.integers(0, 8)

CHAPTER = {0.001: "converges", 0.1: "converges", 0.3: "converges", 0.9: "oscillates"}
"""The learning rates that the chapter tries on y = x**2, and how each behaves."""
GLOBAL_VALLEY, HILLTOP, LOCAL_VALLEY = np.sort(np.roots([4, 0, -4, 0.25]).real).tolist()


def walk(gradient, start, rate, steps):
    points = [plain(start)]
    for _ in range(steps):
        points.append(points[-1] - rate * gradient(points[-1]))
    return np.stack(points)


def judge(result, gradient, start, rate, steps, height=None):
    """All points, in the dtype of the start. Rounding errors of float32 add up on the way. If the height of the curve
    is given, wrong points are drawn on it."""
    path = walk(gradient, start, rate, steps)
    first = gradient(plain(start))
    wrong = {
        mistakes.UPHILL: walk(gradient, start, -rate, steps),
        mistakes.RATE_IGNORED: walk(gradient, start, 1.0, steps),
        "Every step uses the slope at the start. Ask for the slope at the last point.": walk(
            lambda _: first, start, rate, steps
        ),
    }

    def on_the_curve():
        found, curve = as_numbers(result), np.linspace(path.min() - 1, path.max() + 1, 50)
        return overlay((found, height(found)), (path, height(path)), given=(curve, height(curve)))

    found = expect(result).drawn(on_the_curve if height else None)
    found.close_to(path, rtol=1e-4, atol=1e-5, dtype=dtype_of(start), mistakes=wrong)


def judge_valley(path, valley, steps):
    last = expect(path).numbers((steps + 1,))[-1]
    expect(float(last), "the last point").close_to(valley, atol=1e-3)


@pytest.mark.points(0.5)
def test_descend_examples(submission, props):
    """descend lists every point on the way, beginning with the start"""
    examples = [(4.0, 0.25, 3), ([4.0, -8.0], 0.25, 2), (4.0, 0.25, 0), (-2.0, 1.5, 4)]
    for start, rate, steps in [*examples, *((10.0, rate, 20) for rate in CHAPTER)]:
        result = submission.descend(props.slope_of_square, start, rate, steps)
        judge(result, props.slope_of_square, start, rate, steps, props.square)


@pytest.mark.points(0.5)
@given(
    scalars,
    st.floats(-8, 8, width=32, allow_subnormal=False),
    st.floats(0, 1.125, width=32, allow_subnormal=False),
    st.integers(0, 12),
)
@settings(max_examples=15)
def test_descend_on_the_square(submission, props, form, start, rate, steps):
    """descend on y = x**2 multiplies the point by 1 - 2 * learning_rate, step after step"""
    start = form(start)
    path = plain(start) * (1 - 2 * rate) ** np.arange(steps + 1)
    result = submission.descend(props.slope_of_square, start, rate, steps)
    expect(result).close_to(path, rtol=1e-4, atol=1e-5, dtype=dtype_of(start))


@pytest.mark.points(0.5)
@pytest.mark.hidden
@given(st.sampled_from(FORMS), vectors, st.floats(0.0625, 0.5, width=32, allow_subnormal=False), steps)
@settings(max_examples=15)
def test_descend_of_vectors(submission, props, form, start, rate, steps):
    """descend moves a vector of any length, as a list, an array or a tensor"""
    start = form(start)
    result = submission.descend(props.slope_of_ravine, start, rate, steps)
    judge(result, props.slope_of_ravine, start, rate, steps)


@pytest.mark.points(0.25)
@pytest.mark.hidden
def test_descend_from_whole_numbers(submission, props):
    """descend starts from whole numbers too, and keeps float32 and float64"""
    for start in (3, [3, -5], array32([1.5]), array64([1.5, -2.5]), tensor32([0.5, 2.0]), tensor64(-2.5)):
        judge(submission.descend(props.slope_of_square, start, 0.125, 3), props.slope_of_square, start, 0.125, 3)


@pytest.mark.points(0.25)
@pytest.mark.hidden
def test_descend_finds_a_valley(submission, props):
    """descend ends in the global or in a local minimum: the start decides"""
    for start, valley in [(-2.0, GLOBAL_VALLEY), (HILLTOP - 0.25, GLOBAL_VALLEY), (0.5, LOCAL_VALLEY)]:
        judge_valley(submission.descend(props.slope_of_tilted_wells, start, 0.0625, 60), valley, 60)
    path = submission.descend(props.slope_of_tilted_wells, 2.0, 0.03125, 60)
    judge(path, props.slope_of_tilted_wells, 2.0, 0.03125, 60)
    judge_valley(path, LOCAL_VALLEY, 60)


@pytest.mark.points(0.5)
def test_descend_tape_examples(submission, props):
    """descend_tape takes the same steps as descend, and finds the slope by itself"""
    for function, start, steps in [(props.square, 4.0, 3), (props.square, -2.0, 0), (props.bowl, [4.0, -8.0], 1)]:
        result = submission.descend_tape(function, start, 0.25, steps)
        judge(result, props.slope_of_square, start, 0.25, steps, props.square)


@pytest.mark.points(0.25)
@given(
    scalars,
    st.floats(-1.5, 1.5, width=32, allow_subnormal=False),
    st.floats(0, 0.0625, width=32, allow_subnormal=False),
    steps,
)
@settings(max_examples=8)
def test_descend_tape_agrees_with_the_slope(submission, props, form, start, rate, steps):
    """descend_tape visits the same points as a descent with the slope computed by hand"""
    start = form(start)
    judge(
        submission.descend_tape(props.tilted_wells, start, rate, steps),
        props.slope_of_tilted_wells,
        start,
        rate,
        steps,
        props.tilted_wells,
    )


@pytest.mark.points(0.5)
@pytest.mark.hidden
@given(st.sampled_from(FORMS), vectors, st.floats(0.0625, 0.5, width=32, allow_subnormal=False), st.integers(0, 4))
@settings(max_examples=8)
def test_descend_tape_of_vectors(submission, props, form, start, rate, steps):
    """descend_tape moves a vector of any length, as a list, an array or a tensor"""
    start = form(start)
    judge(submission.descend_tape(props.ravine, start, rate, steps), props.slope_of_ravine, start, rate, steps)


@pytest.mark.points(0.25)
@pytest.mark.hidden
def test_descend_tape_from_whole_numbers(submission, props):
    """descend_tape starts from whole numbers too, and keeps float32 and float64"""
    for start in (3, [3, -5], array32([1.5]), array64([1.5, -2.5]), tensor32([0.5, 2.0]), tensor64(-2.5)):
        judge(submission.descend_tape(props.bowl, start, 0.125, 3), props.slope_of_square, start, 0.125, 3)


@pytest.mark.points(0.25)
@pytest.mark.hidden
def test_descend_tape_asks_the_tape(submission, props):
    """descend_tape follows the slope that the tape reports"""
    judge(submission.descend_tape(props.half_frozen, 4.0, 0.5, 4), lambda x: x, 4.0, 0.5, 4)


@pytest.mark.points(0.25)
@pytest.mark.hidden
def test_descend_tape_finds_a_valley(submission, props):
    """descend_tape ends in the global or in a local minimum: the start decides"""
    for start, valley in [(-2.0, GLOBAL_VALLEY), (0.5, LOCAL_VALLEY)]:
        judge_valley(submission.descend_tape(props.tilted_wells, start, 0.0625, 20), valley, 20)


@pytest.mark.points(0.5)
def test_behaviour_on_square_examples(submission):
    """behaviour_on_square tells small, large and too large learning rates apart"""
    for rate, word in [*CHAPTER.items(), (0.75, "oscillates"), (1.5, "diverges")]:
        expect(submission.behaviour_on_square(rate)).a_string().equal_to(word)


@pytest.mark.points(0.25)
@given(
    st.floats(-2, 4, width=32, allow_subnormal=False).filter(
        lambda rate: min(abs(rate - border) for border in (0, 0.5, 1)) > 1e-3
    )
)
@settings(max_examples=25)
def test_behaviour_on_square_of_any_rate(submission, rate):
    """behaviour_on_square describes the walk correctly for any learning rate"""
    first, second = walk(lambda x: 2 * x, 1.0, rate, 1)
    nearer = "oscillates" if second < 0 else "converges"
    expect(submission.behaviour_on_square(rate)).a_string().equal_to(nearer if abs(second) < first else "diverges")


@pytest.mark.points(0.5)
@pytest.mark.hidden
def test_behaviour_on_square_at_the_borders(submission):
    """behaviour_on_square is correct at the borders, close to them, and below 0"""
    for rate, word in [
        *((0.5, "converges"), (0.498, "converges"), (0.002, "converges"), (0.0001, "converges"), (0.0, "diverges")),
        *(
            (0, "diverges"),
            (0.502, "oscillates"),
            (0.9999, "oscillates"),
            (1.0, "diverges"),
            (1, "diverges"),
            (1.002, "diverges"),
        ),
        *((-0.002, "diverges"), (-0.75, "diverges"), (10.0, "diverges"), (2, "diverges")),
    ]:
        expect(submission.behaviour_on_square(rate)).a_string().equal_to(word)
