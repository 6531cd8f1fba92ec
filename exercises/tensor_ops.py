"""Tensors: rank, arithmetic, NumPy and back.

A tensor is a box of numbers that all have the same *dtype*, the kind of number: int32 and int64 are whole numbers,
float32 and float64 (the more precise one) have fractions. Each level of brackets is an *axis*, and the number of axes
is the *rank*:

    example                            we say        TensorFlow says   rank
    3                                  scalar        0-D tensor        0
    [1, 2, 3, 4, 5]                    vector        1-D tensor        1
    [[1, 2, 3], [4, 5, 6]]             matrix        2-D tensor        2
    [[[1, 2], [3, 4]], [[5, 6], ...]]  n-d tensor    n-D tensor        n

TensorFlow 2 computes at once, as Python does ("eager mode"): `tf.add(3, 2)` is the tensor 5, ready to be printed. A
tensor turns into a NumPy array with `tensor.numpy()`, and back with `tf.convert_to_tensor(array)`.

Two tensors of different shapes can be combined if the smaller one can be repeated to fit ("broadcasting"): in
`[[1., 2.], [3., 4.]] + [10., 20.]` the vector is added to each row, which gives `[[11., 22.], [13., 24.]]`.

What you can rely on: every function is called with Python numbers, (nested) lists, NumPy arrays or tensors. Two
arguments have the same dtype, or one of them is a Python number. Do not change the arguments.
"""

import numpy as np
import tensorflow as tf


def rank_of(x) -> int:
    """The rank of x, as an int (Python's or NumPy's, not a tensor).

    For example:

        rank_of(2)  ->  0
        rank_of([1.0, 2.0, 3.0])  ->  1
        rank_of([[1, 2, 3], [4, 5, 6]])  ->  2
    """
    raise NotImplementedError("write this function")


def kind_of(x) -> str:
    """What we call x: "scalar", "vector", "matrix", or "n-d tensor" for every rank above 2.

    For example:

        kind_of(2)  ->  'scalar'
        kind_of([1.0, 2.0, 3.0])  ->  'vector'
        kind_of([[1, 2, 3], [4, 5, 6]])  ->  'matrix'
        kind_of([[[1, 2], [3, 4]]])  ->  'n-d tensor'
    """
    raise NotImplementedError("write this function")


def arithmetic(a, b) -> tuple:
    """The sum, the difference, the product and the quotient of a and b: a tuple of four tensors, in this order.

    Shapes: those of a and b, broadcast. Dtypes: float32 stays float32 and float64 stays float64. The quotient of whole
    numbers (int32 or int64) is float64, so 3 / 2 is 1.5. No divisor is 0.

    For example:

        arithmetic(3, 2)  ->  tensors of 5, 1, 6 and 1.5
        arithmetic([1.0, 6.0], 2.0)  ->  tensors of [3.0, 8.0], [-1.0, 4.0], [2.0, 12.0] and [0.5, 3.0]
    """
    raise NotImplementedError("write this function")


def square_in_numpy(a, b):
    """(a + b) squared, computed in NumPy: a float32 tensor of the shape of a + b.

    Add a and b as tensors, turn the sum into a NumPy array, square it there as float32, and turn the square into a
    tensor. The dtype matters: 100001 squared does not fit into an int32.

    For example:

        square_in_numpy(3, 2)  ->  a float32 tensor of 25.0
        square_in_numpy([1.0, 2.0], [3.0, -2.0])  ->  a float32 tensor of [16.0, 0.0]
    """
    raise NotImplementedError("write this function")
