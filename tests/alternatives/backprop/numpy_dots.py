"""NumPy with dot and deltas; the gradients without the factors first, scaled at the end."""

import numpy as np


class Chain:
    def __init__(self, outer_grad, inner, inner_grad):
        self.outer_grad, self.inner, self.inner_grad = outer_grad, inner, inner_grad

    def __call__(self, x):
        du = self.inner_grad(x)
        return du * self.outer_grad(self.inner(x))


def chain(outer_grad, inner, inner_grad):
    return Chain(outer_grad, inner, inner_grad)


def as_arrays(params):
    return [np.array(params[key]) for key in ["w1", "b1", "w2", "b2"]]


def forward(x, params):
    x = np.array(x)
    w1, b1, w2, b2 = as_arrays(params)
    z1 = np.dot(x, w1) + b1
    a1 = 1.0 / (1.0 + np.exp(-z1))
    y_hat = np.dot(a1, w2) + b2
    return y_hat, {"x": x, "z1": z1, "a1": a1, "y_hat": y_hat, "w2": w2}


def backward(y, params, cache):
    y = np.array(y)
    m, k = y.shape
    delta2 = cache["y_hat"] - y
    delta1 = np.dot(delta2, cache["w2"].T) * cache["a1"] * (1 - cache["a1"])
    grads = {
        "w1": np.dot(cache["x"].T, delta1),
        "b1": delta1.sum(0),
        "w2": np.dot(cache["a1"].T, delta2),
        "b2": np.sum(delta2, axis=0, keepdims=True)[0],
    }
    return {name: 2.0 / (m * k) * grad for name, grad in grads.items()}


def train_step(x, y, params, learning_rate):
    y_hat, cache = forward(x, params)
    loss = ((np.array(y) - y_hat) ** 2).mean()
    grads = backward(y, params, cache)
    w1, b1, w2, b2 = as_arrays(params)
    w1 -= learning_rate * grads["w1"]
    b1 -= learning_rate * grads["b1"]
    w2 -= learning_rate * grads["w2"]
    b2 -= learning_rate * grads["b2"]
    return {"w1": w1, "b1": b1, "w2": w2, "b2": b2}, loss
