"""Branches and loops as a beginner writes them, the input overwritten."""

import tensorflow as tf


@tf.function
def square_pos(x):
    if x > 0:  # noqa: SIM108  # as the chapter writes it
        x = x * x
    else:
        x = x * -1
    return x


@tf.function
def halvings(x):
    n = tf.constant(0)
    while not x < 1:
        x /= 2
        n += 1
    return n


@tf.function
def dataset_total(dataset):
    total = tf.constant(0, dtype=dataset.element_spec.dtype)
    for number in dataset:
        total = tf.add(total, number)
    return total
