"""Right in unusual ways: lambdas, functions made by functions, Keras ops, formulas turned around."""

import functools

import keras
import numpy as np
from matplotlib.figure import Figure


def on_floats(function):
    @functools.wraps(function)
    def wrapped(x, *parameters, **named):
        x = keras.ops.convert_to_tensor(x)
        if x.dtype not in ("float32", "float64"):
            x = keras.ops.cast(x, "float32")
        return function(x, *parameters, **named)

    return wrapped


@on_floats
def sigmoid(x):
    half = keras.ops.exp(-keras.ops.absolute(x) / 2)
    high = 1 / (1 + half * half)
    return keras.ops.where(x < 0, 1 - high, high)


@on_floats
def tanh(x):
    return sigmoid(2 * x) - sigmoid(-2 * x)


relu = on_floats(lambda x: (keras.ops.absolute(x) + x) / 2)
leaky_relu = on_floats(lambda x, alpha=0.01: relu(x) - alpha * relu(-x))
relu_grad = on_floats(lambda x: keras.ops.sign(relu(x)))


def prelu(x, alpha):
    x, alpha = (np.asarray(value) for value in (x, alpha))
    return np.where(x < 0, (alpha * x).astype(x.dtype), x)


@on_floats
def elu(x, alpha=1.0):
    return relu(x) + alpha * (keras.ops.exp(-relu(-x)) - 1)


def swish(x, beta=1.0):
    x = np.asarray(x)
    y = sigmoid(np.asarray(beta * x)).numpy()
    return (x * y).tolist() if x.ndim else float(x * y)


@on_floats
def sigmoid_grad(x):
    return sigmoid(x) * sigmoid(-x)


def tanh_grad(x):
    return (1 - tanh(x)) * (1 + tanh(x))


def plot_activations(functions, low, high):
    figure = Figure()
    axes = figure.subplots()
    x = np.union1d(np.linspace(low, high, 77), [low, high])
    for label, function in reversed(functions.items()):
        axes.plot(x, function(x), label=label, linestyle="--")
    axes.plot([low, high], [0, 0], label="_zero")
    axes.set_xlabel("x")
    axes.set_ylabel("activation")
    axes.legend()
    return figure
