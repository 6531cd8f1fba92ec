import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.suite import FORMS, MANY_SHAPES, Tensor, array32, dtype_of, expect, plain, tensor32, tensor64


def integers(values, dtype):
    return Tensor(np.array(values, dtype))


KINDS = ("scalar", "vector", "matrix", "n-d tensor", "n-d tensor", "n-d tensor")
EXAMPLES = (2, [1.0, 2.0, 3.0], [[1, 2, 3], [4, 5, 6]], [[[1, 2], [3, 4]]])
EVERY_KIND = (*MANY_SHAPES, integers(7, np.int32), tensor64([1.0]), np.ones((1, 2, 1, 2, 1), np.int64))
ROW, COLUMN, BOX = [0.5, -2.0, 4.0], [[1.0], [3.0]], np.arange(12.0).reshape(2, 2, 3)
TWO_SHAPES = [(COLUMN, ROW), (ROW, COLUMN), (BOX, ROW), (BOX, -8.0), (1.5, COLUMN)]

form = st.sampled_from(FORMS)
shapes = st.lists(st.integers(1, 3), max_size=4).map(tuple)
numbers = st.floats(-100, 100, width=32, allow_subnormal=False)
pairs = st.lists(st.tuples(numbers, st.floats(0.125, 16, width=32, allow_subnormal=False)), min_size=1, max_size=6)


def judge_arithmetic(result, a, b, quotient=None):
    """Four tensors of the operands' dtype; `quotient` is that of the last one if it differs."""
    x, y, dtype = plain(a), plain(b), dtype_of(a, b)
    total, difference, product, ratio = (part.value for part in expect(result).a_tuple(4))
    expect(total, "the sum").a_tensor(dtype).close_to(x + y)
    expect(difference, "the difference").a_tensor(dtype).close_to(x - y)
    expect(product, "the product").a_tensor(dtype).close_to(x * y)
    expect(ratio, "the quotient").a_tensor(quotient or dtype).close_to(x / y)


def judge_square(result, a, b):
    a, b = plain(a), plain(b)
    wrong = {"These are a**2 + b**2. Add first, then take the square.": a**2 + b**2, "The square is missing.": a + b}
    expect(result).a_tensor(np.float32).close_to((a + b) ** 2, mistakes=wrong)


@pytest.mark.points(0.5)
def test_rank_of_examples(submission):
    """rank_of counts the axes of a number, a list and a list of lists"""
    for rank, x in enumerate(EXAMPLES[:3]):
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
    for x in EVERY_KIND:
        expect(submission.rank_of(x)).an_int().equal_to(plain(x).ndim)


@pytest.mark.points(0.5)
def test_kind_of_examples(submission):
    """kind_of names a scalar, a vector, a matrix and an n-d tensor"""
    for rank, x in enumerate(EXAMPLES):
        expect(submission.kind_of(x)).a_string().equal_to(KINDS[rank])


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
    for x in EVERY_KIND:
        expect(submission.kind_of(x)).a_string().equal_to(KINDS[plain(x).ndim])


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
    for form in FORMS[1:]:
        for x, y in TWO_SHAPES:
            a, b = form(x), form(y)
            judge_arithmetic(submission.arithmetic(a, b), a, b)


@pytest.mark.points(0.5)
@pytest.mark.hidden
def test_arithmetic_divides_whole_numbers(submission):
    """arithmetic divides whole numbers into fractions, as float64"""
    for a, b in [(-7, 2), ([1, 2, -5], [3, 4, 2])]:
        judge_arithmetic(submission.arithmetic(a, b), a, b)
        for dtype in (np.int32, np.int64):
            for form in (np.array, integers):
                x, y = form(a, dtype), form(b, dtype)
                judge_arithmetic(submission.arithmetic(x, y), x, y, quotient=np.float64)


@pytest.mark.points(0.5)
@pytest.mark.hidden
def test_arithmetic_keeps_the_dtype(submission):
    """arithmetic keeps float32 and float64, even together with a Python number"""
    for form in FORMS[1:]:
        x = form([[1.0, -2.5], [4.0, 8.0]])
        for a, b in [(x, x), (x, 2.0), (x, 4)]:
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
    for x, y, dtype in [(100_000, 1, np.int32), ([60_000, -3], [40_000, 1], np.int32), ([2**40], [2**40], np.int64)]:
        for form in (np.array, integers):
            a, b = form(x, dtype), form(y, dtype)
            judge_square(submission.square_in_numpy(a, b), a, b)


@pytest.mark.points(0.25)
@pytest.mark.hidden
def test_square_in_numpy_any_kind(submission):
    """square_in_numpy returns float32 for every dtype, and broadcasts"""
    for form in FORMS[1:]:
        for x, y in TWO_SHAPES:
            a, b = form(x), form(y)
            judge_square(submission.square_in_numpy(a, b), a, b)
        judge_square(submission.square_in_numpy(form(0.5), -3.0), 0.5, -3.0)
    judge_square(submission.square_in_numpy(0.5, -3.0), 0.5, -3.0)


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
