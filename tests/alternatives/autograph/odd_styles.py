"""Right in unusual ways: the decorator called, helpers, breaks, powers of two, batches, more than is needed."""

import tensorflow as tf


def _bent(x):
    return x**2 if x > 0 else abs(x)


square_pos = tf.function(_bent, autograph=True, reduce_retracing=True)


@tf.function
def _power_above(x):
    """The first power of 2 above x, and its exponent."""
    power, exponent = tf.ones_like(x), tf.zeros((), tf.int32)
    while power <= x:
        power, exponent = power + power, exponent + 1
    return power, exponent


@tf.function
def halvings(x, verbose=False):
    if verbose:
        print("tracing halvings")
    return _power_above(x)[1]


@tf.function
def dataset_total(dataset):
    total = tf.zeros([], dataset.element_spec.dtype)
    for batch in dataset.batch(7).prefetch(2):
        total += tf.reduce_sum(batch)
    return total
