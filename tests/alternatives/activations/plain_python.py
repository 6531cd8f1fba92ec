"""Plain Python: one number at a time with math, lists out whatever went in."""

import math

import matplotlib.pyplot as plt


def each(function, x):
    if hasattr(x, "numpy"):
        x = x.numpy()
    if hasattr(x, "tolist"):
        x = x.tolist()
    if isinstance(x, list):
        return [each(function, item) for item in x]
    return function(x)


def sigmoid(x):
    def one(x):
        if x >= 0:
            return 1 / (1 + math.exp(-x))
        return math.exp(x) / (1 + math.exp(x))

    return each(one, x)


def tanh(x):
    def one(x):
        shrunk = math.exp(-2 * abs(x))
        return math.copysign((1 - shrunk) / (1 + shrunk), x)

    return each(one, x)


def relu(x):
    return each(lambda x: x if x > 0 else 0.0, x)


def leaky_relu(x, alpha=0.01):
    return each(lambda x: max(x, alpha * x), x)


def prelu(x, alpha):
    x, alpha = each(lambda x: x, x), each(lambda x: x, alpha)
    if not isinstance(x, list):
        return x if x > 0 else alpha * x
    if isinstance(x[0], list):
        return [prelu(row, alpha) for row in x]
    slopes = alpha if isinstance(alpha, list) else [alpha] * len(x)
    if len(slopes) == 1:
        slopes = slopes * len(x)
    return [item if item > 0 else slope * item for item, slope in zip(x, slopes, strict=True)]


def elu(x, alpha=1.0):
    return each(lambda x: x if x > 0 else alpha * (math.exp(x) - 1), x)


def swish(x, beta=1.0):
    return each(lambda x: x * sigmoid(beta * x), x)


def sigmoid_grad(x):
    return each(lambda x: sigmoid(x) * sigmoid(-x), x)


def tanh_grad(x):
    return each(lambda x: 4 * sigmoid_grad(2 * x), x)


def relu_grad(x):
    return each(lambda x: 1 if x > 0 else 0, x)


def plot_activations(functions, low, high):
    plt.figure()
    points = [low + (high - low) * place / 49 for place in range(50)]
    for name in functions:
        values = [functions[name](point) for point in points]
        plt.plot(points, values, label=name)
    plt.xlabel("input")
    plt.ylabel("output")
    plt.title("Activation functions")
    plt.legend(loc="upper left")
    return plt.gcf()
