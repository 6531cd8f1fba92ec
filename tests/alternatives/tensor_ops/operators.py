"""Python's operators on constants, the rank from the shape."""

import numpy as np
import tensorflow as tf


def rank_of(x):
    return len(tf.convert_to_tensor(x).shape)


def kind_of(x):
    return {0: "scalar", 1: "vector", 2: "matrix"}.get(rank_of(x), "n-d tensor")


def arithmetic(a, b):
    if tf.is_tensor(b) or isinstance(b, np.ndarray):
        b = tf.convert_to_tensor(b)
        a = tf.convert_to_tensor(a, dtype=b.dtype)
    else:
        a = tf.convert_to_tensor(a)
    return a + b, a - b, a * b, a / b


def square_in_numpy(a, b):
    total = (tf.convert_to_tensor(a) + b).numpy().astype("float32")
    return tf.constant(total**2)
