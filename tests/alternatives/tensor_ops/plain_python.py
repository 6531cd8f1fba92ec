"""Loops for the rank, tf.math for the rest."""

import numpy as np
import tensorflow as tf


def rank_of(x):
    if hasattr(x, "shape"):
        return len(x.shape)
    rank = 0
    while isinstance(x, list):
        rank += 1
        x = x[0]
    return rank


def kind_of(x):
    match rank_of(x):
        case 0:
            return "scalar"
        case 1:
            return "vector"
        case 2:
            return "matrix"
        case _:
            return "n-d tensor"


def arithmetic(a, b):
    return tf.math.add(a, b), tf.math.subtract(a, b), tf.math.multiply(a, b), tf.math.truediv(a, b)


def square_in_numpy(a, b):
    total = tf.cast(tf.math.add(a, b), tf.float32).numpy()
    return tf.Variable(np.square(total)).read_value()
