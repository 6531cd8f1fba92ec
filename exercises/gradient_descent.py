"""Gradient descent: walking downhill, one small step at a time.

Training a network means looking for the numbers that make its error small. The slope of the error tells you where
"down" is, so we take a step against the slope, look again, take another step:

    new point = point - learning_rate * slope at the point

For y = x**2 the slope is 2 * x. From 4.0 with the learning rate 0.25 the walk is 4.0, 2.0, 1.0, 0.5, ...

The *learning rate* decides how the walk goes. Too small, and it takes forever; too large, and it jumps over the valley,
even higher and higher up the other side. 0.001 is a usual value to begin with.

y = x**2 has a single valley: every start leads there. The error of a network has many valleys. From one start you reach
the lowest one (the *global* minimum), from another you get caught in a higher one (a *local* minimum). That is why the
first weights matter, and why there are recipes for drawing them: Glorot (also called Xavier), He, LeCun. Each Keras
layer has a good default.

A large data set is not used all at once: each step looks at a small *batch* of rows in random order. This is
*stochastic gradient descent*, SGD. One pass over all rows is an *epoch*.

What you can rely on: a start is a number (3 as well as 3.0) or a vector, of floats or of whole numbers: a list, a NumPy
array or a tensor. float32 arrays and tensors give float32, float64 ones give float64. Functions that you are given take
numbers, arrays and tensors, but not lists. Do not change the arguments. The same seed always gives the same result.
"""

import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf


def descend(gradient, start, learning_rate, steps):
    """Every point of a walk downhill, the start first; gradient(point) is the slope at a point.

    Each step is: new point = point - learning_rate * gradient(point).

    Shapes: (steps + 1,) for a number as the start, (steps + 1, d) for a vector of d numbers. With 0 steps the result
    contains only the start.

    For example:

        descend(lambda x: 2 * x, 4.0, 0.25, 3)  ->  [4.0, 2.0, 1.0, 0.5]
        descend(lambda x: 2 * x, [4.0, -8.0], 0.25, 2)  ->  [[4.0, -8.0], [2.0, -4.0], [1.0, -2.0]]
    """
    raise NotImplementedError("write this function")


def descend_tape(f, start, learning_rate, steps):
    """The same walk for a function whose slope you are not given: `tf.GradientTape` finds it.

    f takes a tensor or a variable and returns a scalar tensor. The tape records what happens to a `tf.Variable`, or to
    a tensor that it was told to `watch`; both must hold floats, since whole numbers have no slope.

    Shapes: as in descend.

    For example:

        descend_tape(lambda x: x * x, 4.0, 0.25, 3)  ->  [4.0, 2.0, 1.0, 0.5]
        descend_tape(lambda x: tf.reduce_sum(x * x), [4.0, -8.0], 0.25, 1)  ->  [[4.0, -8.0], [2.0, -4.0]]
    """
    raise NotImplementedError("write this function")


def behaviour_on_square(learning_rate) -> str:
    """How the walk on y = x**2 goes, from any start but 0, for this learning rate: a single word.

    - "converges": it comes closer and closer to 0 and never changes sides; landing on 0 counts too.
    - "oscillates": it comes closer and closer to 0, but jumps to the other side with each step.
    - "diverges": it never comes closer to 0 (it stays, jumps back and forth, or moves away).

    The learning rate may be any number, even 0 or a negative one. A step multiplies the point by a number. By which?

    For example:

        behaviour_on_square(0.001)  ->  'converges'
        behaviour_on_square(0.75)  ->  'oscillates'
        behaviour_on_square(1.5)  ->  'diverges'
    """
    raise NotImplementedError("write this function")


def sgd_linear_regression(x, y, *, learning_rate, epochs, batch_size, seed):
    """Weights w and b for which x @ w + b comes close to y: the tuple (w, b), found by stochastic gradient descent.

    Start with w and b at 0. In each epoch, shuffle the rows again (keep each row of x with its y) and walk through them
    in batches; when batch_size does not divide the number of rows, the last batch is shorter. For each batch take one
    step down the mean squared error of its own rows:

        error = x_batch @ w + b - y_batch
        w  ->  w - learning_rate * 2 * mean of (error * x_batch) over the rows
        b  ->  b - learning_rate * 2 * mean of error

    (You may leave out the factor 2: it only halves the learning rate.) The seed decides the order of the rows.

    Shapes: x (m, n) and y (m,), arrays or tensors; w (n,), b a number. x and y stay as they were.

    For example:

        x = np.array([[-1.0], [0.0], [1.0], [2.0]])
        y = np.array([-1.0, 1.0, 3.0, 5.0])
        sgd_linear_regression(x, y, learning_rate=0.2, epochs=40, batch_size=2, seed=7)  ->  about ([2.0], 1.0)
    """
    raise NotImplementedError("write this function")


def glorot_uniform(fan_in, fan_out, seed):
    """First weights by Glorot's recipe: float32 of shape (fan_in, fan_out), drawn evenly between -limit and limit.

    limit is sqrt(6 / (fan_in + fan_out)). fan_in numbers come into the layer, fan_out go out of it: the more there are,
    the smaller each weight. A different seed gives different weights.

    For example:

        glorot_uniform(2, 4, seed=1)  ->  a (2, 4) array of numbers from -1.0 to 1.0
    """
    raise NotImplementedError("write this function")


def he_normal(fan_in, fan_out, seed):
    """First weights by He's recipe for relu: float32 of shape (fan_in, fan_out), normal, with variance 2 / fan_in.

    The mean is 0. The standard deviation is the root of the variance. (Keras draws from a truncated normal distribution
    that is widened to have the same variance; that is fine too.) A different seed gives different weights.

    For example:

        he_normal(200, 50, seed=1)  ->  a (200, 50) array with a standard deviation of about 0.1
    """
    raise NotImplementedError("write this function")


def lecun_normal(fan_in, fan_out, seed):
    """First weights by LeCun's recipe: like he_normal, but with the variance 1 / fan_in.

    For example:

        lecun_normal(100, 50, seed=1)  ->  a (100, 50) array with a standard deviation of about 0.1
    """
    raise NotImplementedError("write this function")


def plot_descent(trajectories, f, low, high):
    """Draws walks on the curve of f: one Matplotlib figure, in it one axes for each learning rate. Returns the figure.

    trajectories is a dict such as {0.1: descend(...), 0.9: descend(...)}: its keys are learning rates, its values are
    points, a list or a 1-D array. `plt.subplots(1, n, squeeze=False)` makes a figure with n axes in one row.

    Each axes shows f as a line of at least 50 points from low to high, and every point p of its walk as a marker at
    (p, f(p)). Its title contains the learning rate as str(rate) writes it.

    For example:

        plot_descent({0.25: [4.0, 2.0, 1.0], 0.75: [4.0, -2.0, 1.0]}, lambda x: x * x, -5.0, 5.0)
            ->  a figure with two axes
    """
    raise NotImplementedError("write this function")
