"""Activation functions: the bend in a neural network.

A layer computes a weighted sum. Stack two such layers and the result is again a weighted sum: without something that
is not linear in between, a deep network can do no more than a single layer. The *activation function* is that
something. It is applied to every number on its own, so the result has the shape of the input:

    relu([[-1., 2.], [3., -4.]])  ->  [[0., 2.], [3., 0.]]

You build the functions yourself: exp, maximum, where, arithmetic and comparisons of NumPy, TensorFlow or plain Python
are fine, and your functions may call each other. The ready-made tanh, sigmoid, relu, elu, silu and similar functions of
any library are not allowed, not even under another name. (Building them is the exercise.)

What holds for every function here:
- x is a Python number (3 as well as 0.5), a (nested) list of numbers, a NumPy array or a tensor, of any rank.
- The result is an array, a tensor or a (nested) list of the same shape; for a single number, it may be a number.
- A float32 array or tensor gives float32, a float64 one gives float64.
- Do not change x itself.
- Inputs may be as large as 10000.0 or -10000.0, in float32 too. They must not lead to NaN, infinity or a warning.
  exp(10000) does not fit into any float, so take care that exp never sees a large positive number.
"""

import matplotlib.pyplot as plt
import numpy as np


def sigmoid(x):
    """1 / (1 + exp(-x)): squeezes every number into the range from 0 to 1.

    For a very negative x, exp(-x) is too large for a float. exp(x) / (1 + exp(x)) is the same number, and safe for such
    an x; for a positive x, use the first form.

    For example:

        sigmoid(0.0)  ->  0.5
        sigmoid([-2.0, 0.0, 2.0])  ->  [0.1192029, 0.5, 0.8807971]
    """
    # BEGIN SOLUTION
    x = np.asarray(x)
    shrunk = np.exp(-np.abs(x))  # at most 1, so nothing overflows
    return np.where(x >= 0, 1, shrunk) / (1 + shrunk)
    # END SOLUTION


def tanh(x):
    """(exp(x) - exp(-x)) / (exp(x) + exp(-x)): a sigmoid stretched to the range from -1 to 1, with 0 at 0.

    For example:

        tanh([-1.0, 0.0, 1.0])  ->  [-0.7615942, 0.0, 0.7615942]
    """
    # BEGIN SOLUTION
    return 2 * sigmoid(2 * np.asarray(x)) - 1
    # END SOLUTION


def relu(x):
    """x where x is positive, else 0.

    For example:

        relu([-1.0, 0.0, 2.0])  ->  [0.0, 0.0, 2.0]
    """
    # BEGIN SOLUTION
    return np.maximum(np.asarray(x), 0)
    # END SOLUTION


def leaky_relu(x, alpha=0.01):
    """x where x is positive, else alpha * x; alpha is a number from 0 to 1. A small slope stays where relu is flat.

    For example:

        leaky_relu([-100.0, 0.0, 2.0])  ->  [-1.0, 0.0, 2.0]
        leaky_relu([-100.0, 0.0, 2.0], alpha=0.5)  ->  [-50.0, 0.0, 2.0]
    """
    # BEGIN SOLUTION
    return prelu(x, alpha)
    # END SOLUTION


def prelu(x, alpha):
    """x where x is positive, else alpha * x, with a slope for every column, which a network learns.

    alpha has the dtype of x, or is a number. It is broadcast over the last axis: for x of shape (m, n), alpha of shape
    (n,) gives one slope to each column. The slopes may be any numbers, negative or above 1 too.

    For example:

        prelu([[-1.0, -1.0], [2.0, -4.0]], [0.5, 2.0])  ->  [[-0.5, -2.0], [2.0, -8.0]]
    """
    # BEGIN SOLUTION
    x = np.asarray(x)
    return np.where(x > 0, x, np.multiply(alpha, x))
    # END SOLUTION


def elu(x, alpha=1.0):
    """x where x is positive, else alpha * (exp(x) - 1): bends smoothly towards -alpha.

    For example:

        elu([-1.0, 0.0, 2.0])  ->  [-0.6321206, 0.0, 2.0]
        elu([-1.0, 0.0, 2.0], alpha=0.5)  ->  [-0.3160603, 0.0, 2.0]
    """
    # BEGIN SOLUTION
    x = np.asarray(x)
    return np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0)))
    # END SOLUTION


def swish(x, beta=1.0):
    """x * sigmoid(beta * x): like relu, but smooth, and a little below 0 for negative x.

    For example:

        swish([-1.0, 0.0, 2.0])  ->  [-0.2689414, 0.0, 1.7615942]
        swish([-1.0, 0.0, 2.0], beta=0.5)  ->  [-0.3775407, 0.0, 1.4621172]
    """
    # BEGIN SOLUTION
    x = np.asarray(x)
    return x * sigmoid(beta * x)
    # END SOLUTION


def sigmoid_grad(x):
    """The derivative of sigmoid at x: sigmoid(x) * (1 - sigmoid(x)). Training needs it to find its way down.

    For example:

        sigmoid_grad([-2.0, 0.0, 2.0])  ->  [0.1049936, 0.25, 0.1049936]
    """
    # BEGIN SOLUTION
    y = sigmoid(x)
    return y * (1 - y)
    # END SOLUTION


def tanh_grad(x):
    """The derivative of tanh at x: 1 - tanh(x)**2.

    For example:

        tanh_grad([-1.0, 0.0, 1.0])  ->  [0.4199743, 1.0, 0.4199743]
    """
    # BEGIN SOLUTION
    return 1 - tanh(x) ** 2
    # END SOLUTION


def relu_grad(x):
    """The derivative of relu at x: 1 where x is positive, else 0. At 0 it does not exist; by convention it is 0.

    For example:

        relu_grad([-1.0, 0.0, 2.0])  ->  [0.0, 0.0, 1.0]
    """
    # BEGIN SOLUTION
    x = np.asarray(x)
    return (x > 0).astype(x.dtype)
    # END SOLUTION


def plot_activations(functions, low, high):
    """Draws functions into one Matplotlib figure and returns it.

    functions is a dict with names as keys and functions as values, such as {"relu": relu, "tanh": tanh}. Call each with
    a 1-D float array of at least 50 points from low to high, both ends included. The figure has one axes; in it one
    line for each function with its name as the label, a label for x and one for y, and a legend (`axes.legend()`).

    For example:

        plot_activations({"relu": relu, "tanh": tanh}, -3.0, 3.0)  ->  a figure with two lines
    """
    # BEGIN SOLUTION
    x = np.linspace(low, high, 201)
    figure, axes = plt.subplots()
    for name, function in functions.items():
        axes.plot(x, function(x), label=name)
    axes.set_xlabel("x")
    axes.set_ylabel("f(x)")
    axes.legend()
    return figure
    # END SOLUTION
