"""Functions that run in the process of the submission's model."""

import tensorflow as tf


def evaluate(model, weights, x, y):
    """Loss and metrics on these rows, with these weights. It runs eagerly, because compiling a graph for a few rows
    would take longer."""
    model.set_weights(weights)
    model.run_eagerly = True
    model.reset_metrics()
    return model.test_on_batch(x, y, return_dict=True)


def step_by_step(on):
    """Makes tf.functions run eagerly, because compiling takes longer than a few training steps. If a check fails before
    it turns this off, its worker is not used again."""
    tf.config.run_functions_eagerly(on)


def updates(model):
    """How many updates the model's optimizer has made. It is 0 if the weights were changed without it."""
    return int(model.optimizer.iterations)
