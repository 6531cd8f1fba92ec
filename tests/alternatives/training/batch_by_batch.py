"""Steps by train_on_batch, float32 for single numbers, the normal equations by TensorFlow's fast solver."""

import collections

import numpy as np
import tensorflow as tf


def steps_per_epoch(m, batch_size):
    return np.int64(sum(divmod(m + batch_size - 1, batch_size)[:1]))


def mini_batches(x, y, batch_size, seed):
    x, y = np.array(x), np.array(y)
    pairs = np.random.RandomState(seed).permutation(len(x))
    batches = []
    for step in range(steps_per_epoch(len(x), batch_size)):
        rows = pairs[step * batch_size : (step + 1) * batch_size]
        batches.append((np.take(x, rows, axis=0), np.take(y, rows, axis=0)))
    return batches


def fit_polynomial(x, y, degree):
    x, y = tf.constant(x, tf.float64), tf.constant(y, tf.float64)
    powers = tf.pow(x[:, None], tf.range(degree + 1, dtype=tf.float64))
    return tf.reshape(tf.linalg.lstsq(powers, y[:, None]), [-1])


def errors_by_degree(train, validation, degrees):
    def error(points, coefficients):
        x, y = (np.asarray(part, float) for part in points)
        return np.square(np.polynomial.polynomial.polyval(x, coefficients) - y).sum() / len(x)

    fits = [np.polynomial.polynomial.polyfit(np.asarray(train[0]), np.asarray(train[1]), degree) for degree in degrees]
    return np.array([error(train, each) for each in fits]), np.array([error(validation, each) for each in fits])


def diagnose(train_error, validation_error, target):
    train_error, validation_error, target = np.float32([train_error, validation_error, target])
    return "underfitting" if train_error > target else ("good fit", "overfitting")[bool(validation_error > target)]


def early_stopping(val_losses, patience):
    best, waited, seen = 0, 0, []
    for loss in val_losses:
        seen.append(loss)
        waited = 0 if all(loss < other for other in seen[:-1]) else waited + 1
        if waited == 0:
            best = len(seen) - 1
        if waited == patience:
            break
    return best, len(seen) - 1


def train_until_it_stops(model, train, validation, *, epochs, batch_size, patience, seed):
    x, y = (np.asarray(part) for part in train)
    random = np.random.default_rng(seed)
    tf.keras.utils.set_random_seed(seed)
    history = collections.defaultdict(list)
    states = []
    while len(states) < epochs:
        order = random.permutation(len(x))
        for first in range(0, len(x), batch_size):
            model.train_on_batch(x[order[first : first + batch_size]], y[order[first : first + batch_size]])
        for prefix, rows in (("", train), ("val_", validation)):
            for name, value in model.evaluate(*rows, verbose=0, return_dict=True).items():
                history[prefix + name].append(value)
        states.append(model.get_weights())
        losses = history["val_loss"]
        best = losses.index(min(losses))
        if len(losses) - 1 - best == patience:
            break
    model.set_weights(states[best])
    return dict(history)


def grid_search(score, grid):
    count = int(np.prod([len(values) for values in grid.values()]))
    results = []
    for number in range(count):
        params = {}
        for name in reversed(list(grid)):
            number, place = divmod(number, len(grid[name]))
            params[name] = grid[name][place]
        results.append((params, score(**params)))
    scores = [reached for _, reached in results]
    return results[scores.index(max(scores))][0], results


def k_means(x, centers, steps):
    kind = centers.dtype if isinstance(centers, np.ndarray) or tf.is_tensor(centers) else None
    x, centers = np.asarray(x, float), np.asarray(centers, float)
    for _ in range(steps):
        squares = (x**2).sum(1)[:, None] - 2 * x @ centers.T + (centers**2).sum(1)
        labels = squares.argmin(1)
        sums = np.zeros_like(centers)
        np.add.at(sums, labels, x)
        counts = np.bincount(labels, minlength=len(centers))[:, None]
        centers = np.where(counts, sums / np.maximum(counts, 1), centers)
    labels = ((x**2).sum(1)[:, None] - 2 * x @ centers.T + (centers**2).sum(1)).argmin(1)
    if kind in (np.float32, tf.float32):
        centers = centers.astype(np.float32)
    return centers, labels
