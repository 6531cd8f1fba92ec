"""@tf.function: from Python code to a TensorFlow graph.

TensorFlow 2 runs your code line by line, as Python does. The decorator `@tf.function` makes it faster: at the first
call TensorFlow *traces* the function, that is, it runs the Python code once with placeholders in place of numbers and
writes down every operation. What it wrote down is a *graph*, and every later call with a tensor of the same dtype and
shape runs the graph alone, without Python.

A placeholder has no value yet, so Python cannot know whether `x > 0` holds. AutoGraph, a part of `@tf.function`,
therefore rewrites your code before tracing:

    you write                  what ends up in the graph
    if x > 0: ... else: ...    a conditional (tf.cond): both branches; only one of them runs
    while x >= 1: ...          a loop (tf.while_loop)
    for x in dataset: ...      dataset.reduce(...)

All this happens only where a tensor decides. Code that asks for a number while tracing, such as `x.numpy()` or
`math.sqrt(x)`, fails, because there is no number yet.

Each function here must be a `tf.function`: write the decorator `@tf.function` above its `def`. The grader checks the
result and the graph. A variable that a branch or a loop changes must keep its dtype and its shape.
"""

import tensorflow as tf


# BEGIN SOLUTION
@tf.function
# END SOLUTION
def square_pos(x):
    """x * x where x is above 0, else -x: a tensor of the shape and dtype of x.

    x is a tensor with a single number, shape (), float32 or float64. The graph must contain a conditional: let an `if`
    (or `tf.cond`) decide, so that only one of the two branches runs. `tf.where` computes both.

    For example:

        square_pos(tf.constant(3.0))  ->  a tensor of 9.0
        square_pos(tf.constant(-2.0))  ->  a tensor of 2.0
    """
    # BEGIN SOLUTION
    if x > 0:
        return x * x
    return -x
    # END SOLUTION


# BEGIN SOLUTION
@tf.function
# END SOLUTION
def halvings(x):
    """How often x can be halved until it is below 1: an int32 tensor of shape ().

    x is a tensor with a single number, shape (), float32 or float64. A number that is below 1 from the beginning, such
    as a negative one, needs no halving at all. The graph must contain a loop: count in a `while` (or `tf.while_loop`).

    For example:

        halvings(tf.constant(8.0))  ->  an int32 tensor of 4, since 8 -> 4 -> 2 -> 1 -> 0.5
        halvings(tf.constant(0.5))  ->  an int32 tensor of 0
    """
    # BEGIN SOLUTION
    count = 0
    while x >= 1:
        x = x / 2
        count += 1
    return count
    # END SOLUTION


# BEGIN SOLUTION
@tf.function
# END SOLUTION
def dataset_total(dataset):
    """The sum of all numbers of a dataset: a tensor of shape () and of the dataset's dtype.

    dataset is a `tf.data.Dataset` of tensors of shape (), all float32 or all float64: `dataset.element_spec.dtype` says
    which, and the total needs that dtype from the start. Go through it with a plain `for x in dataset`, or call
    `dataset.reduce(start, function)`. The adding must happen in the graph (reduce): keep the numbers in TensorFlow.

    For example:

        dataset_total(tf.data.Dataset.from_tensor_slices([1.0, 2.0, 3.5]))  ->  a tensor of 6.5
    """
    # BEGIN SOLUTION
    total = tf.zeros((), dataset.element_spec.dtype)
    for x in dataset:
        total += x
    return total
    # END SOLUTION
