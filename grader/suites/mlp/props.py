"""Activations for layers: they work on numbers, arrays and tensors alike, in their dtype."""

import numpy as np
import tensorflow as tf


def relu(z):
    return (abs(z) + z) / 2


def square(z):
    return z * z


def shifted(z):
    return 1 - z


def below_the_largest(z):
    """Looks at all numbers at once: called with parts of a matrix, it answers something else."""
    return z - (tf.reduce_max(z) if tf.is_tensor(z) else np.max(z))
