"""Compiled by XLA, or without AutoGraph and retracing: other arguments of tf.function."""

import tensorflow as tf


@tf.function(jit_compile=True)
def square_pos(x):
    return x * x if x > 0 else -x


@tf.function(jit_compile=True)
def halvings(x):
    count = 0
    while x >= 1:
        x = x / 2
        count += 1
    return count


@tf.function(reduce_retracing=True, autograph=False)
def dataset_total(dataset):
    return dataset.reduce(tf.constant(0, dataset.element_spec.dtype), lambda total, x: total + x)
