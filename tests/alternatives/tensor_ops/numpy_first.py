"""NumPy computes, TensorFlow only wraps the results."""

import operator

import numpy as np
import tensorflow as tf


def rank_of(x):
    return np.ndim(x)


def kind_of(x):
    return ["scalar", "vector", "matrix", "n-d tensor"][min(np.ndim(x), 3)]


def unwrapped(x):
    return x.numpy() if tf.is_tensor(x) else x


def arithmetic(a, b):
    a, b = unwrapped(a), unwrapped(b)
    a = np.asarray(a) if isinstance(a, list) else a
    b = np.asarray(b) if isinstance(b, list) else b
    steps = operator.add, operator.sub, operator.mul, operator.truediv
    return tuple(tf.convert_to_tensor(step(a, b)) for step in steps)


def square_in_numpy(a, b):
    total = np.add(unwrapped(a), unwrapped(b), dtype=np.float64)
    return tf.cast(np.float32(total) * np.float32(total), tf.float32)
