"""As the chapter writes it: tf.add and its relatives, nothing converted by hand."""

import numpy as np
import tensorflow as tf


def rank_of(x):
    return tf.rank(x).numpy()


def kind_of(x):
    rank = rank_of(x)
    if rank == 0:
        return "scalar"
    if rank == 1:
        return "vector"
    if rank == 2:
        return "matrix"
    return "n-d tensor"


def arithmetic(a, b):
    total = tf.add(a, b)
    difference = tf.subtract(a, b)
    product = tf.multiply(a, b)
    quotient = tf.divide(a, b)
    return (total, difference, product, quotient)


def square_in_numpy(a, b):
    c = tf.add(a, b).numpy()
    c_square = np.square(c, dtype=np.float32)
    return tf.convert_to_tensor(c_square)
