"""A tensor in a suite behaves like its NumPy array: these are the things that an author writes without thinking."""

import copy
import math
import operator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from grader.boundary.records import Tensor

ROW = Tensor(np.array([1.0, 2.0, 4.0], np.float32))
SINGLE = Tensor(np.array(2))
BINARY = (operator.add, operator.sub, operator.mul, operator.eq, operator.ne, operator.lt, operator.ge, operator.mod)
numbers = arrays(np.float64, array_shapes(max_dims=3, max_side=3), elements=st.floats(-9, 9).filter(bool))


@given(numbers, st.sampled_from(BINARY), st.booleans())
def test_operators_are_those_of_the_array(array, function, turned):
    both = [array, np.flip(array)]
    tensors = [Tensor(each) for each in both]
    right = function(*(both[::-1] if turned else both))
    for left in (both[0], tensors[0]):
        for other in (both[1], tensors[1]):
            found = function(*([other, left] if turned else [left, other]))
            assert np.array_equal(found, right)


@given(numbers)
def test_numpy_functions_and_parts_are_those_of_the_array(array):
    tensor = Tensor(array)
    for function in (np.sum, np.mean, np.sort, np.shape, np.ravel, np.isnan, np.exp, np.argmax, abs, len, list):
        assert np.array_equal(function(tensor), function(array))
    assert np.asarray(tensor) is array
    assert [np.array_equal(part, row) for part, row in zip(tensor, array, strict=True)] == [True] * len(array)
    assert np.array_equal(tensor[..., -1], array[..., -1])
    assert (tensor.shape, tensor.ndim, tensor.dtype) == (array.shape, array.ndim, array.dtype)


def test_a_tensor_in_what_authors_write():
    assert np.allclose(ROW, [1, 2, 4])
    assert pytest.approx([1, 2, 4]) == ROW
    assert pytest.approx(ROW.numpy()) == ROW
    assert (ROW == [1, 2, 4]).all()
    assert math.isclose(ROW[1], 2)
    assert ROW[0].numpy() == 1
    assert ROW[-1] > 3
    assert (sum(ROW), max(ROW), 4 in ROW) == (7, 4, True)
    assert ([5, 6, 7][SINGLE], int(SINGLE), float(SINGLE), bool(SINGLE), f"{SINGLE:03d}") == (7, 2, 2.0, True, "002")
    np.testing.assert_allclose(ROW, np.array([1, 2, 4]))
    assert ROW @ np.ones(3) == 7


def test_a_record_never_changes_and_is_a_key():
    tensor = copy.copy(ROW)
    tensor += 1
    assert type(tensor) is np.ndarray
    assert ROW.numpy().tolist() == [1, 2, 4]
    assert {ROW: 1}[ROW] == 1
    with pytest.raises(AttributeError):
        ROW.array = np.ones(2)


@pytest.mark.parametrize("function", [bool, float, int, len])
def test_what_numpy_refuses_is_refused(function):
    with pytest.raises((TypeError, ValueError)):
        function(SINGLE if function is len else ROW)
