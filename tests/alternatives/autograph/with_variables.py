"""State in tf.Variables outside of the functions: the graphs read them, and the answers are right."""

import tensorflow as tf

ONE = tf.constant(1)
totals = {dtype: tf.Variable(0.0, trainable=False, dtype=dtype) for dtype in (tf.float32, tf.float64)}
count = tf.Variable(0, dtype=tf.int32)


@tf.function
def square_pos(x):
    y = tf.case([(x > 0, lambda: x * x)], default=lambda: 0 - x)
    return tf.identity(y)


@tf.function
def halvings(x):
    count.assign(0)
    while x >= 1:
        x = x / 2
        count.assign_add(ONE)
    return count.read_value()


@tf.function
def dataset_total(dataset):
    total = totals[dataset.element_spec.dtype]
    total.assign(0.0)
    for x in dataset:
        total.assign_add(x)
    return total + 0.0
