"""Recursion, generators, checkpoints in files, train_on_batch, scores in a dict."""

import math
import os
import tempfile
from functools import reduce

import keras
import numpy as np
import tensorflow as tf


def steps_per_epoch(m, batch_size):
    return max(1, (m - 1) // batch_size + 1)


def mini_batches(x, y, batch_size, seed):
    order = tf.argsort(tf.random.stateless_uniform([len(x)], seed=[seed % 65536, seed // 65536]))
    pieces = (order[first : first + batch_size] for first in range(0, len(x), batch_size))
    return [(tf.gather(x, piece), tf.gather(y, piece)) for piece in pieces]


def fit_polynomial(x, y, degree):
    powers = np.array([np.asarray(x) ** power for power in range(degree + 1)]).T
    return np.linalg.inv(powers.T @ powers) @ (powers.T @ np.asarray(y))


def errors_by_degree(train, validation, degrees):
    def error(coefficients, x, y):
        return np.mean((np.vander(np.asarray(x), len(coefficients)) @ coefficients - np.asarray(y)) ** 2)

    known = {degree: np.polyfit(np.asarray(train[0]), np.asarray(train[1]), degree) for degree in set(degrees)}
    return [error(known[d], *train) for d in degrees], [error(known[d], *validation) for d in degrees]


def diagnose(train_error, validation_error, target):
    errors = [("underfitting", train_error), ("overfitting", validation_error)]
    return next((word for word, error in errors if error > target), "good fit")


def early_stopping(val_losses, patience, best=0, last=0):
    if last == len(val_losses):
        return best, last - 1
    if val_losses[last] < val_losses[best]:
        best = last
    if last - best >= patience:
        return best, last
    return early_stopping(val_losses, patience, best, last + 1)


def train_until_it_stops(model, train, validation, *, epochs, batch_size, patience, seed):
    keras.utils.set_random_seed(seed)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "best.weights.h5")
        callbacks = [
            keras.callbacks.ModelCheckpoint(path, monitor="val_loss", save_best_only=True, save_weights_only=True),
            keras.callbacks.EarlyStopping(patience=patience),
        ]
        history = model.fit(
            *train, validation_data=validation, epochs=epochs, batch_size=batch_size, callbacks=callbacks, verbose=0
        )
        model.load_weights(path)
    return history


def grid_search(score, grid):
    names = tuple(grid)

    def walk(chosen):
        if len(chosen) == len(names):
            yield dict(zip(names, chosen, strict=True))
        else:
            for value in grid[names[len(chosen)]]:
                yield from walk((*chosen, value))

    results = [(params, score(**params)) for params in walk(())]
    best = reduce(lambda one, other: other if other[1] > one[1] else one, results)
    return dict(best[0]), results


def k_means(x, centers, steps):
    x, now = np.asarray(x), [np.asarray(center) for center in centers]

    def split():
        return np.array([int(np.argmin([math.dist(row, center) for center in now])) for row in x])

    for _ in range(steps):
        labels = split()
        now = [x[labels == k].mean(0) if (labels == k).any() else now[k] for k in range(len(now))]
    return np.array(now), split()
