"""Functions to walk down, and their slopes: they work on numbers, arrays and tensors alike."""

import tensorflow as tf


def square(x):
    return x * x


def slope_of_square(x):
    return 2 * x


def tilted_wells(x):
    """Two valleys: the global minimum near -1, a local one near 1."""
    return x**4 - 2 * x**2 + 0.25 * x


def slope_of_tilted_wells(x):
    return 4 * x**3 - 4 * x + 0.25


def bowl(x):
    return tf.reduce_sum(x * x)


def ravine(x):
    """The slope at each number also depends on another number of the vector."""
    return tf.reduce_sum(x * x + 0.5 * x * x[::-1])


def slope_of_ravine(x):
    return 2 * x + x[::-1]


def half_frozen(x):
    """x * x, but the tape sees only one of the factors, so the slope that it reports is x."""
    return tf.stop_gradient(x) * x
