"""The branch is chosen by its number."""

import tensorflow as tf


@tf.function
def square_pos(x):
    return tf.switch_case(tf.cast(x > 0, tf.int32), [lambda: -x, lambda: x * x])


@tf.function
def halvings(x):
    count = tf.constant(0)
    while x >= 1:
        x, count = x / 2, count + 1
    return count


@tf.function
def dataset_total(dataset):
    return dataset.reduce(tf.zeros((), dataset.element_spec.dtype), tf.add)
