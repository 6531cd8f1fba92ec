"""The forms in which suites hand numbers to a submission: Python numbers, lists, arrays and tensors of either width."""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.boundary.records import Tensor


def array32(values: Any) -> np.ndarray:
    """A NumPy array of float32, of the shape of `values`.

    Example: `array32([1, 2]).dtype == np.float32`
    """
    return np.array(values, np.float32)


def array64(values: Any) -> np.ndarray:
    """A NumPy array of float64, of the shape of `values`.

    Example: `array64([[1, 2]]).shape == (1, 2)`
    """
    return np.array(values, np.float64)


def tensor32(values: Any) -> Tensor:
    """The same as a `tf.Tensor` of float32.

    Example: `submission.square(tensor32([1.0, 2.0]))`
    """
    return Tensor(array32(values))


def tensor64(values: Any) -> Tensor:
    """The same as a `tf.Tensor` of float64.

    Example: `tensor64(3.0).shape == ()`
    """
    return Tensor(array64(values))


FORMS = (list, array32, array64, tensor32, tensor64)
"""Each turns a list of floats into one kind of input; the simplest stands first, where Hypothesis shrinks to."""

MANY_SHAPES = (
    -0.5,
    array32(0.75),
    tensor64(-2.5),
    [[-1.5, 0.0], [2.0, 0.25]],
    array32([[1.0], [-3.0], [0.5]]),
    tensor64([[-0.25, 4.0]]),
    tensor32([[[-1.0, 2.0, 0.5]], [[3.0, -4.0, 0.0]]]),
    array64([[[[0.5], [-6.0]]]]),
)
"""Inputs for what is done to every number on its own: from a single number to rank 4."""


def plain(value: Any) -> np.ndarray:
    """The numbers of an input as a float64 array, to compute what is right.

    Example: `plain(tensor32([1, 2])) + 1`
    """
    return np.asarray(value.array if isinstance(value, Tensor) else value, np.float64)


def int_array(values: Any) -> np.ndarray:
    """A NumPy array of int64.

    Example: `int_array([0, 1]).dtype == np.int64`
    """
    return np.array(values, np.int64)


def int_tensor(values: Any) -> Tensor:
    """A `tf.Tensor` of int32.

    Example: `int_tensor([0, 1]).dtype == np.int32`
    """
    return Tensor(np.array(values, np.int32))


INT_FORMS = (list, int_array, int_tensor)
"""The same for a list of whole numbers, such as labels."""
