import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from grader.suite import array64, dtype_of, expect, mistakes, plain, tensor64

FORMS = (list, array64, tensor64)
form = st.sampled_from(FORMS)
seeds = st.integers(0, 999)
eighths = st.integers(0, 16).map(lambda number: number / 8)  # exact in float32, and often equal


def spread(m, shifts):
    """m places from -2 to 2, each moved by at most 0.3 of the spacing."""
    return np.linspace(-2, 2, m) + np.asarray(shifts) * 4 / max(1, m - 1)


def noisy(m, seed, inside=False):
    """Points around a wave in any order: those of a training set from -2 to 2, those of a validation set inside."""
    random = np.random.default_rng(seed)
    shifts = random.uniform(-0.3, 0.3, m)
    shifts[[0, -1]] = [0.3, -0.3] if inside else 0.0
    x = random.permutation(spread(m, shifts))
    return x, np.sin(2 * x) + random.normal(0, 0.25, m)


def fit(x, y, degree):
    return np.polynomial.Polynomial.fit(x, y, degree, domain=(-2.0, 2.0))  # its own guess fails at a single point


@st.composite
def small_fits(draw):
    degree = draw(st.integers(0, 5))
    m = draw(st.integers(degree + 1, 8))
    shifts = draw(st.lists(st.sampled_from([0.0, 0.25, -0.25]), min_size=m, max_size=m))
    y = draw(st.lists(st.integers(-9, 9).map(float), min_size=m, max_size=m).filter(any))
    order = draw(st.permutations(range(m)))
    return spread(m, shifts)[order].tolist(), y, degree


def judge_fit(result, x, y, degree):
    """The polynomial's values at the points are the best ones."""
    whole = expect(result)
    found = whole.numbers((degree + 1,))
    whole.close_to(found, dtype=dtype_of(x))  # compares the values with themselves: only the dtype is checked
    x, y = plain(x), plain(y)
    right, tolerance = fit(x, y, degree)(x), 1e-5 * np.abs(y).max()
    values, reversed_values = (np.polynomial.polynomial.polyval(x, each) for each in (found, found[::-1]))
    turned = not np.allclose(values, right, rtol=0, atol=tolerance) and np.allclose(reversed_values, right)
    whole.that(not turned, "The coefficients are in the opposite order.", "the lowest power first")
    expect(values, "the list of the polynomial's values at the points").close_to(right, rtol=0, atol=tolerance)


def judge_errors(result, train, validation, degrees):
    fits = [fit(*map(plain, train), degree) for degree in degrees]
    parts = expect(result).a_tuple(2)
    for part, points, name in zip(
        parts, (train, validation), ("the list of training errors", "the list of validation errors"), strict=True
    ):
        x, y = map(plain, points)
        right = np.array([round(np.mean((each(x) - y) ** 2), 12) for each in fits])  # 0.0, where it is 1e-30
        wrong = {mistakes.SUM_FOR_MEAN: right * len(x)}
        expect(part.value, name).close_to(right, rtol=1e-5, atol=1e-9, mistakes=wrong)


# fit_polynomial


@pytest.mark.points(0.25)
def test_fit_polynomial_examples(submission):
    """fit_polynomial finds the line, the parabola and the mean, and fits points around a wave"""
    for x, y, degree in [
        ([-2.0, 0.0, 2.0], [-3.0, 1.0, 5.0], 1),
        ([2.0, -2.0, 0.0], [4.0, 4.0, 0.0], 2),
        ([-2.0, 0.0, 2.0], [0.0, 3.0, 0.0], 0),
    ]:
        judge_fit(submission.fit_polynomial(x, y, degree), x, y, degree)
    x, y = noisy(10, 881)
    fits = {degree: submission.fit_polynomial(x, y, degree) for degree in (1, 3, 9)}
    line = np.linspace(-2, 2, 200)
    found = {degree: expect(result).numbers((degree + 1,)) for degree, result in fits.items()}
    drawn = {f"degree={degree}": (line, np.polynomial.polynomial.polyval(line, each)) for degree, each in found.items()}
    submission.scatter({"points": (x, y)}, drawn)
    for degree, result in fits.items():
        judge_fit(result, x, y, degree)


@pytest.mark.points(0.25)
@given(small_fits())
@settings(max_examples=15)
def test_fit_polynomial_is_the_closest(submission, points):
    """fit_polynomial comes as close to the points as a polynomial of this degree can"""
    x, y, degree = points
    judge_fit(submission.fit_polynomial(x, y, degree), x, y, degree)


@pytest.mark.points(0.25)
@pytest.mark.hidden
@given(form, st.integers(0, 9), st.integers(1, 30), seeds)
@settings(max_examples=20)
def test_fit_polynomial_any_kind(submission, form, degree, more, seed):
    """fit_polynomial takes lists, arrays and tensors, any degree up to 9, and any number of points above it"""
    x, y = map(form, noisy(max(2, degree + more), seed))
    judge_fit(submission.fit_polynomial(x, y, degree), x, y, degree)


@pytest.mark.points(0.25)
@pytest.mark.hidden
def test_fit_polynomial_extremes(submission):
    """fit_polynomial works with as few points as there are coefficients, with very many, and with large numbers"""
    for m, degree, seed in [(10, 9, 1), (10, 9, 2), (2, 1, 3), (6, 5, 4), (400, 9, 5), (300, 0, 6)]:
        x, y = noisy(m, seed)
        for scale in (1.0, 1e6):
            judge_fit(submission.fit_polynomial(x, y * scale, degree), x, y * scale, degree)
    x = spread(12, [0.3, -0.3] * 6)
    for degree in (4, 9):  # x**9 and so on itself
        judge_fit(submission.fit_polynomial(x, x**degree, degree), x, x**degree, degree)
    judge_fit(submission.fit_polynomial([-2.0], [3.5], 0), [-2.0], [3.5], 0)


# errors_by_degree


@pytest.mark.points(0.25)
def test_errors_by_degree_examples(submission):
    """errors_by_degree shows underfitting and overfitting"""
    train, validation = ([-2.0, 0.0, 2.0], [4.0, 0.0, 4.0]), ([-1.0, 1.0], [1.0, 3.0])
    judge_errors(submission.errors_by_degree(train, validation, [2, 0]), train, validation, [2, 0])
    train, validation, degrees = noisy(10, 881), noisy(11, 882, inside=True), list(range(1, 9))
    result = submission.errors_by_degree(train, validation, degrees)
    errors = [part.numbers((8,)) for part in expect(result).a_tuple(2)]
    submission.curve({"train": errors[0], "validation": errors[1]}, "degree")
    judge_errors(result, train, validation, degrees)


@pytest.mark.points(0.25)
@given(st.lists(st.integers(0, 4), min_size=1, max_size=4), seeds)
@settings(max_examples=10)
def test_errors_by_degree_are_those_of_the_best_fits(submission, degrees, seed):
    """errors_by_degree gives two mean squared errors for each degree, both of the fit to the training points"""
    train, validation = noisy(8, seed), noisy(6, seed + 1, inside=True)
    judge_errors(submission.errors_by_degree(train, validation, degrees), train, validation, degrees)


@pytest.mark.points(0.25)
@pytest.mark.hidden
def test_errors_by_degree_any_degrees(submission):
    """errors_by_degree keeps the order of degrees, which may be unsorted or repeated"""
    train, validation = noisy(16, 31), noisy(15, 32, inside=True)
    for degrees in ([5, 0, 3, 0], [7], [2, 2, 1], [6, 5, 4, 3, 2, 1, 0]):
        judge_errors(submission.errors_by_degree(train, validation, degrees), train, validation, degrees)


@pytest.mark.points(0.25)
@pytest.mark.hidden
@given(form, st.integers(8, 20), st.integers(8, 30), seeds)
@settings(max_examples=10)
def test_errors_by_degree_any_kind(submission, form, m, held_out, seed):
    """errors_by_degree takes lists, arrays and tensors, and sets of different sizes"""
    train = tuple(map(form, noisy(m, seed)))
    validation = tuple(map(form, noisy(held_out, seed + 1, inside=True)))
    judge_errors(submission.errors_by_degree(train, validation, [1, 6, 3]), train, validation, [1, 6, 3])


# diagnose


def diagnosis(train_error, validation_error, target):
    fits = train_error <= target
    return "good fit" if fits and validation_error <= target else "overfitting" if fits else "underfitting"


@pytest.mark.points(0.25)
@given(eighths, eighths, eighths)
@example(0.9, 0.95, 0.2)
@example(0.01, 0.7, 0.2)
@example(0.1, 0.15, 0.2)
@settings(max_examples=30)
def test_diagnose_words(submission, train_error, validation_error, target):
    """diagnose tells underfitting, overfitting and a good fit apart"""
    wanted = diagnosis(train_error, validation_error, target)
    expect(submission.diagnose(train_error, validation_error, target)).a_string().equal_to(wanted)


@pytest.mark.points(0.25)
@pytest.mark.hidden
def test_diagnose_borders(submission):
    """diagnose is correct when an error equals the target, and when the validation error is the smaller one"""
    for errors in [
        *((0.5, 0.5, 0.5), (0.5, 0.25, 0.5), (0.25, 0.5, 0.5), (0.5, 0.75, 0.5), (0.0, 0.0, 0.0), (0.0, 0.125, 0.0)),
        *((0.75, 0.25, 0.5), (0.75, 0.5, 0.5), (0.75, 0.75, 0.5), (0.125, 0.0, 0.0), (4096.0, 8192.0, 4096.0)),
        *((0.201, 0.1, 0.2), (0.199, 0.201, 0.2), (0.199, 0.199, 0.2), (0.001, 0.9, 1.0), (1000.0, 1e6, 1e5)),
    ]:
        expect(submission.diagnose(*errors)).a_string().equal_to(diagnosis(*errors))
