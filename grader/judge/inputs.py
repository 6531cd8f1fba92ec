"""The forms in which suites hand numbers to a submission: Python numbers, lists, arrays and tensors of either width."""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.boundary.records import Tensor


def array32(values: Any) -> np.ndarray:
    return np.array(values, np.float32)


def array64(values: Any) -> np.ndarray:
    return np.array(values, np.float64)


def tensor32(values: Any) -> Tensor:
    return Tensor(array32(values))


def tensor64(values: Any) -> Tensor:
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
    """The numbers of an input as a float64 array, to compute what is right."""
    return np.asarray(value.array if isinstance(value, Tensor) else value, np.float64)


def int_array(values: Any) -> np.ndarray:
    return np.array(values, np.int64)


def int_tensor(values: Any) -> Tensor:
    return Tensor(np.array(values, np.int32))


INT_FORMS = (list, int_array, int_tensor)
"""The same for a list of whole numbers, such as labels."""
