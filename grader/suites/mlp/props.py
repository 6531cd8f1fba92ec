"""Activations for layers, which work on numbers, arrays and tensors alike, in their dtype; and what is done where the
submission's model is trained."""

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


def step_by_step(on):
    """Makes graphs run as plain calls: for trainings of a few steps, to compile them takes longest. A worker in which
    a check fails on the way is not used again, so that it need not be turned off then."""
    tf.config.run_functions_eagerly(on)


def updates(model):
    """How many updates the model's optimizer has made; 0 where somebody changed the weights without it."""
    return int(model.optimizer.iterations)
