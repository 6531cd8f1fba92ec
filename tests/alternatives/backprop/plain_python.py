"""Plain Python: loops over rows and units; arrays only at the borders."""

import math

import numpy as np


def chain(outer_grad, inner, inner_grad):
    return lambda x: inner_grad(x) * outer_grad(inner(x))


def to_lists(values):
    return np.array(values).tolist()


def sigmoid(z):
    return 1 / (1 + math.exp(-z))


def layer(row, w, b):
    return [sum(row[i] * w[i][j] for i in range(len(row))) + b[j] for j in range(len(b))]


def forward(x, params):
    plain = {key: to_lists(value) for key, value in params.items()}
    inputs = to_lists(x)
    hidden = [[sigmoid(z) for z in layer(row, plain["w1"], plain["b1"])] for row in inputs]
    prediction = [layer(row, plain["w2"], plain["b2"]) for row in hidden]
    return prediction, {"layers": [inputs, hidden, prediction], "shape": (len(inputs), len(prediction[0]))}


def backward(y, params, cache):
    inputs, hidden, prediction = cache["layers"]
    rows, k = cache["shape"]
    y, w2 = to_lists(y), to_lists(params["w2"])
    n, h, count = len(inputs[0]), len(w2), rows * k
    grads = {"w1": [[0.0] * h for _ in range(n)], "b1": [0.0] * h, "w2": [[0.0] * k for _ in range(h)], "b2": [0.0] * k}
    for row, units, out, target in zip(inputs, hidden, prediction, y, strict=True):
        deltas = [2 * (out[j] - target[j]) / count for j in range(k)]
        for j, delta in enumerate(deltas):
            grads["b2"][j] += delta
            for i, unit in enumerate(units):
                grads["w2"][i][j] += unit * delta
        for i, unit in enumerate(units):
            delta = sum(w2[i][j] * deltas[j] for j in range(k)) * unit * (1 - unit)
            grads["b1"][i] += delta
            for feature, value in enumerate(row):
                grads["w1"][feature][i] += value * delta
    return grads


def moved(param, grad, learning_rate):
    if isinstance(param, list):
        return [moved(p, g, learning_rate) for p, g in zip(param, grad, strict=True)]
    return param - learning_rate * grad


def train_step(x, y, params, learning_rate):
    prediction, cache = forward(x, params)
    grads = backward(y, params, cache)
    errors = [
        p - t for out, target in zip(prediction, to_lists(y), strict=True) for p, t in zip(out, target, strict=True)
    ]
    new = {key: moved(to_lists(params[key]), grads[key], learning_rate) for key in grads}
    return new, sum(error**2 for error in errors) / len(errors)
