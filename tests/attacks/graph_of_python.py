# title: a graph that calls back into the student's Python
# exercise: doubling
# attacks: double
# status: failed, error
# stopped by: a worker without student code
# threat: 4

import tensorflow as tf


@tf.function
def double(x):
    return tf.py_function(lambda value: 2 * value, [x], x.dtype)
