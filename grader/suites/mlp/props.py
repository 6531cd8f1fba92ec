"""Activations for layers, which accept numbers, arrays and tensors and keep their dtype; and functions that run in the
process of the submission's model."""

import numpy as np
import tensorflow as tf


def relu(z):
    return (abs(z) + z) / 2


def square(z):
    return z * z


def shifted(z):
    return 1 - z


def below_the_largest(z):
    """Depends on all numbers at once: for parts of a matrix, the result is different."""
    return z - (tf.reduce_max(z) if tf.is_tensor(z) else np.max(z))


def step_by_step(on):
    """Makes tf.functions run eagerly, because compiling takes longer than a few training steps. If a check fails before
    it turns this off, its worker is not used again."""
    tf.config.run_functions_eagerly(on)


def updates(model):
    """How many updates the model's optimizer has made. It is 0 if the weights were changed without it."""
    return int(model.optimizer.iterations)
