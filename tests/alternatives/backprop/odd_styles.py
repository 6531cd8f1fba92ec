"""Right in unusual ways: einsum, the sigmoid as a tanh, the bias as one more weight, partial functions."""

import functools

import keras
import numpy as np


def multiplied(outer_grad, inner, inner_grad, x):
    return inner_grad(x) * outer_grad(inner(x))


def chain(outer_grad, inner, inner_grad):
    return functools.partial(multiplied, outer_grad, inner, inner_grad)


def with_one(rows):
    return np.concatenate([rows, np.ones_like(rows[:, :1])], axis=1)


def stacked(params, number):
    return np.vstack([np.asarray(params[f"w{number}"]), np.asarray(params[f"b{number}"])])


def forward(x, params):
    first = with_one(np.asarray(x))
    second = with_one(0.5 + 0.5 * np.tanh(np.einsum("mi,ih->mh", first, stacked(params, 1)) / 2))
    prediction = np.einsum("mh,hk->mk", second, stacked(params, 2))
    return keras.ops.convert_to_tensor(prediction), dict(params, first=first, second=second)


def backward(y, params, cache):
    first, second = cache["first"], cache["second"]
    error = second @ stacked(params, 2) - np.asarray(y)
    out = error * (2 / error.size)
    back = np.einsum("mk,hk,mh->mh", out, np.asarray(cache["w2"]), second[:, :-1] - second[:, :-1] ** 2)
    grads = {}
    for number, rows, delta in ((2, second, out), (1, first, back)):
        whole = np.einsum("mi,mj->ij", rows, delta)
        grads[f"w{number}"], grads[f"b{number}"] = whole[:-1], whole[-1]
    return grads


def train_step(x, y, params, learning_rate):
    prediction, cache = forward(x, params)
    new = {key: np.array(value) for key, value in params.items()}
    for key, grad in backward(y, params, cache).items():
        new[key] -= learning_rate * grad
    return new, float(np.square(prediction.numpy() - np.asarray(y)).mean())
