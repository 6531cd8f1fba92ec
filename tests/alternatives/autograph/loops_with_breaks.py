"""A loop that is left by break, a branch inside a branch, a dataset that is numbered and printed."""

import tensorflow as tf


@tf.function
def square_pos(x):
    result = -x
    if x > 0:
        result = tf.multiply(x, x)
        if x > 1:
            result = tf.pow(x, 2)
    return result


@tf.function
def halvings(x):
    count = 0
    for step in tf.range(2000):
        if x / 2 ** tf.cast(step, x.dtype) < 1:
            break
        count += 1
    return tf.cast(count, tf.int32)


@tf.function
def dataset_total(dataset):
    total = tf.cast(0.0, dataset.element_spec.dtype)
    for place, number in dataset.enumerate():
        total += number
        if place == 0:
            tf.print("the first number:", number)
    return total
