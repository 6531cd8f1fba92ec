"""Three activation functions."""

import tensorflow as tf


def sigmoid(x):
    """1 / (1 + exp(-x))"""
    # BEGIN SOLUTION
    return 1 / (1 + tf.exp(-x))
    # END SOLUTION


def relu(x):
    """The larger of x and 0."""
    # BEGIN SOLUTION
    return tf.maximum(x, 0)
    # END SOLUTION


def tanh(x):
    """(exp(x) - exp(-x)) / (exp(x) + exp(-x))"""
    # BEGIN SOLUTION
    return (tf.exp(x) - tf.exp(-x)) / (tf.exp(x) + tf.exp(-x))
    # END SOLUTION
