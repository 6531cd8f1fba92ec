"""TensorFlow's own control flow: tf.cond, tf.while_loop, dataset.reduce."""

import tensorflow as tf


@tf.function
def square_pos(x):
    return tf.cond(tf.greater(x, 0), lambda: tf.square(x), lambda: tf.negative(x))


@tf.function
def halvings(x):
    _, count = tf.while_loop(lambda x, count: x >= 1, lambda x, count: (x * 0.5, count + 1), (x, tf.constant(0)))
    return count


@tf.function
def dataset_total(dataset):
    total = dataset.reduce(tf.constant(0.0, tf.float64), lambda total, x: total + tf.cast(x, tf.float64))
    return tf.cast(total, dataset.element_spec.dtype)
