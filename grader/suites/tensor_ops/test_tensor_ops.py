import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.suite import FORMS, Tensor, array32, dtype_of, expect, plain, tensor32, tensor64

RESULTS = ("the sum", "the difference", "the product", "the quotient")
KINDS = ("scalar", "vector", "matrix", "n-d tensor", "n-d tensor")


def integers(values, dtype):
    return Tensor(np.array(values, dtype))


form = st.sampled_from(FORMS)
shapes = st.lists(st.integers(1, 3), max_size=4).map(tuple)
numbers = st.floats(-100, 100, width=32, allow_subnormal=False)
pairs = st.lists(st.tuples(numbers, st.floats(0.125, 16, width=32, allow_subnormal=False)), min_size=1, max_size=6)


def judge_arithmetic(result, a, b, quotient=None):
    x, y = plain(a), plain(b)
    dtype = dtype_of(a, b)
    wanted = (x + y, x - y, x * y, x / y)
    for part, name, value in zip(expect(result).a_tuple(4), RESULTS, wanted, strict=True):
        asked = quotient if name == "the quotient" and quotient else dtype
        expect(part.value, name).a_tensor(asked).close_to(value)


def judge_square(result, a, b):
    a, b = plain(a), plain(b)
    wrong = {"These are a**2 + b**2. Add first, then take the square.": a**2 + b**2, "The square is missing.": a + b}
    expect(result).a_tensor(np.float32).close_to((a + b) ** 2, mistakes=wrong)


@pytest.mark.points(0.5)
def test_rank_of_examples(submission):
    """rank_of counts the axes of a number, a list and a list of lists"""
    for x, rank in [(2, 0), ([1.0, 2.0, 3.0], 1), ([[1, 2, 3], [4, 5, 6]], 2)]:
        expect(submission.rank_of(x)).an_int().equal_to(rank)


@pytest.mark.points(0.25)
@given(shapes)
@settings(max_examples=15)
def test_rank_of_any_shape(submission, shape):
    """rank_of is the number of axes, for axes of any length"""
    expect(submission.rank_of(np.ones(shape, np.float32))).an_int().equal_to(len(shape))


@pytest.mark.points(0.5)
@pytest.mark.hidden
def test_rank_of_any_kind(submission):
    """rank_of takes Python numbers, nested lists, arrays and tensors of any dtype"""
    for x, rank in [
        (-0.5, 0),
        (integers(7, np.int32), 0),
        (np.array(1.5), 0),
        (tensor64([1.0]), 1),
        ([[[1], [2]], [[3], [4]]], 3),
        (tensor32(np.ones((2, 1, 2, 1))), 4),
        (np.ones((1, 1, 1, 1, 1), np.int64), 5),
    ]:
        expect(submission.rank_of(x)).an_int().equal_to(rank)


@pytest.mark.points(0.5)
def test_kind_of_examples(submission):
    """kind_of names a scalar, a vector, a matrix and an n-d tensor"""
    for x, kind in zip((2, [1.0, 2.0, 3.0], [[1, 2, 3], [4, 5, 6]], [[[1, 2], [3, 4]]]), KINDS, strict=False):
        expect(submission.kind_of(x)).a_string().equal_to(kind)


@pytest.mark.points(0.25)
@given(shapes)
@settings(max_examples=15)
def test_kind_of_depends_on_the_rank_alone(submission, shape):
    """kind_of depends on the rank alone, not on the lengths of the axes"""
    expect(submission.kind_of(np.zeros(shape, np.float32))).a_string().equal_to(KINDS[len(shape)])


@pytest.mark.points(0.5)
@pytest.mark.hidden
def test_kind_of_any_kind(submission):
    """kind_of takes every kind of input and every rank"""
    for x, kind in [
        (-0.5, "scalar"),
        (integers(7, np.int32), "scalar"),
        (tensor32([3.0]), "vector"),
        (np.ones((1, 1)), "matrix"),
        (tensor32(np.ones((2, 1, 1))), "n-d tensor"),
        (np.ones((1, 2, 1, 2, 1), np.int64), "n-d tensor"),
    ]:
        expect(submission.kind_of(x)).a_string().equal_to(kind)


@pytest.mark.points(0.5)
def test_arithmetic_examples(submission):
    """arithmetic gives sum, difference, product and quotient as a tuple of tensors"""
    for a, b in [(3, 2), ([1.0, 6.0], 2.0), (tensor32([1.0, 6.0]), tensor32([4.0, -2.0]))]:
        judge_arithmetic(submission.arithmetic(a, b), a, b)


@pytest.mark.points(0.5)
@given(form, pairs)
@settings(max_examples=20)
def test_arithmetic_of_vectors(submission, form, pairs):
    """arithmetic works element by element, on lists, arrays and tensors"""
    a, b = (form(list(values)) for values in zip(*pairs, strict=True))
    judge_arithmetic(submission.arithmetic(a, b), a, b)


@pytest.mark.points(0.5)
@pytest.mark.hidden
def test_arithmetic_broadcasts(submission):
    """arithmetic repeats the smaller operand where the shapes allow it"""
    row, column, box = [0.5, -2.0, 4.0], [[1.0], [3.0]], np.arange(12.0).reshape(2, 2, 3)
    for a, b in [
        (tensor32(column), tensor32(row)),
        (array32(row), array32(column)),
        (box, np.array(row)),
        (tensor32(box), tensor32(-8.0)),
        (tensor32(1.5), tensor32(column)),
    ]:
        judge_arithmetic(submission.arithmetic(a, b), a, b)


@pytest.mark.points(0.5)
@pytest.mark.hidden
def test_arithmetic_divides_whole_numbers(submission):
    """arithmetic divides whole numbers into fractions, as float64"""
    judge_arithmetic(submission.arithmetic(-7, 2), -7, 2)
    judge_arithmetic(submission.arithmetic([1, 2, -5], [3, 4, 2]), [1, 2, -5], [3, 4, 2])
    for dtype in (np.int32, np.int64):
        for a, b in [
            (integers([-7, 1], dtype), integers([2, 3], dtype)),
            (np.array([5, 8], dtype), np.array([2, 3], dtype)),
        ]:
            judge_arithmetic(submission.arithmetic(a, b), a, b, quotient=np.float64)


@pytest.mark.points(0.5)
@pytest.mark.hidden
def test_arithmetic_keeps_the_dtype(submission):
    """arithmetic keeps float32 and float64, even together with a Python number"""
    for dtype in (np.float32, np.float64):
        x = np.array([[1.0, -2.5], [4.0, 8.0]], dtype)
        for a, b in [(x, x), (Tensor(x), Tensor(x)), (x, 2.0), (Tensor(x), 2.0), (Tensor(x), 4)]:
            judge_arithmetic(submission.arithmetic(a, b), a, b)
    a, b = 3.0, tensor32([[1.0, -2.5]])
    judge_arithmetic(submission.arithmetic(a, b), a, b)


@pytest.mark.points(0.5)
def test_square_in_numpy_examples(submission):
    """square_in_numpy squares the sum and returns a float32 tensor"""
    for a, b in [(3, 2), ([1.0, 2.0], [3.0, -2.0])]:
        judge_square(submission.square_in_numpy(a, b), a, b)


@pytest.mark.points(0.5)
@given(form, pairs)
@settings(max_examples=20)
def test_square_in_numpy_of_vectors(submission, form, pairs):
    """square_in_numpy is (a + b) squared, element by element"""
    a, b = (form(list(values)) for values in zip(*pairs, strict=True))
    judge_square(submission.square_in_numpy(a, b), a, b)


@pytest.mark.points(0.5)
@pytest.mark.hidden
def test_square_in_numpy_of_large_whole_numbers(submission):
    """square_in_numpy squares in float32, so that large whole numbers do not overflow"""
    for a, b in [
        (integers(100_000, np.int32), integers(1, np.int32)),
        (np.array([60_000, -3], np.int32), np.array([40_000, 1], np.int32)),
        (integers([[3], [2**40]], np.int64), integers([[-5], [2**40]], np.int64)),
    ]:
        judge_square(submission.square_in_numpy(a, b), a, b)


@pytest.mark.points(0.25)
@pytest.mark.hidden
def test_square_in_numpy_any_kind(submission):
    """square_in_numpy returns float32 for every dtype, and broadcasts"""
    for a, b in [
        (tensor64([[1.0], [2.0]]), tensor64([0.5, -3.0])),
        (np.array([[1.5, -2.0]]), np.array([[1.0], [4.0]])),
        (tensor32(np.ones((2, 1, 3))), tensor32([1.0, 2.0, 3.0])),
        (tensor64([1.0, -1.0]), 2.0),
        (0.5, -3.0),
    ]:
        judge_square(submission.square_in_numpy(a, b), a, b)


@pytest.mark.points(0.25)
@pytest.mark.hidden
def test_arguments_stay_as_they_were(submission):
    """No function changes the arrays that it is given"""
    for judge, name in ((judge_arithmetic, "arithmetic"), (judge_square, "square_in_numpy")):
        a, b = array32([1.0, -2.0, 3.0]), array32([0.5, 2.0, -1.0])
        result, after = submission.call_keeping(name, a, b)
        judge(result, a, b)
        for value, before in zip(after, (a, b), strict=True):
            expect(value, "an argument of {name} after the call", name=name).close_to(before)
