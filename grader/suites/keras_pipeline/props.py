"""Functions that run in the process of the submission's model."""

import tensorflow as tf


def model_evaluate(model, x, y):
    """Loss and metrics on these rows. It runs eagerly, because compiling a graph for a few rows would take longer."""
    model.run_eagerly = True
    model.reset_metrics()
    return model.test_on_batch(x, y, return_dict=True)


def seed_elsewhere(seed):
    """Changes the global random state between two trainings, which must not depend on it."""
    tf.keras.utils.set_random_seed(seed)
