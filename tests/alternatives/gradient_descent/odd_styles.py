"""Right in unusual ways: accumulate, recursion, a start near 0, the factor 2 left out, one table of rules."""

import itertools

import numpy as np
import tensorflow as tf
from matplotlib.figure import Figure


def descend(gradient, start, learning_rate, steps):
    start = np.true_divide(start, 1)

    def move(point, _):
        return np.asarray(point - learning_rate * np.asarray(gradient(point)), start.dtype)

    return np.stack(list(itertools.accumulate(range(steps), move, initial=start)))


def descend_tape(f, start, learning_rate, steps):
    start = tf.convert_to_tensor(np.true_divide(start, 1))
    if steps == 0:
        return start[tf.newaxis]
    with tf.GradientTape() as tape:
        tape.watch(start)
        value = f(start)
    after = start - learning_rate * tape.gradient(value, start)
    return tf.concat([[start], descend_tape(f, after, learning_rate, steps - 1)], axis=0)


WORDS = {-1: "converges", 0: "converges", 1: "oscillates"}


def behaviour_on_square(learning_rate):
    return WORDS[int(np.sign(learning_rate - 0.5))] if 0 < learning_rate < 1 else "diverges"


def sgd_linear_regression(x, y, *, learning_rate, epochs, batch_size, seed):
    chance = np.random.RandomState(seed)
    x, y = np.array(x, np.float64), np.array(y, np.float64)
    table = np.hstack([x, np.ones((len(x), 1))])
    theta = chance.normal(scale=0.01, size=table.shape[1])
    for _ in range(epochs):
        order = np.argsort(chance.rand(len(x)))
        for rows in np.split(order, range(batch_size, len(x), batch_size)):
            part = table[rows]
            theta -= learning_rate * np.mean((part @ theta - y[rows])[:, None] * part, axis=0)
    return theta[:-1], theta[-1:]


def glorot_uniform(fan_in, fan_out, seed):
    np.random.seed(seed)
    share = np.random.rand(fan_in, fan_out).astype("float32")
    return (2 * share - 1) * np.sqrt(np.float32(6 / (fan_in + fan_out)))


def normal(variance):
    def draw(fan_in, fan_out, seed):
        chance = np.random.default_rng([seed, 5])
        return np.float32(chance.standard_normal(size=(fan_in, fan_out)) * variance(fan_in) ** 0.5)

    return draw


he_normal = normal(lambda fan_in: 2 / fan_in)
lecun_normal = normal(lambda fan_in: 1 / fan_in)


def plot_descent(trajectories, f, low, high):
    figure = Figure(figsize=(3 * len(trajectories), 3))
    x = np.linspace(high, low, 333)
    for place, (rate, points) in enumerate(sorted(trajectories.items())):
        axes = figure.add_subplot(1, len(trajectories), place + 1, xlabel="x", ylabel="f(x)")
        heights = [f(point) for point in points]
        axes.plot(x, f(x), color="black")
        axes.plot(points, heights, "--", points, heights, "r.")
        axes.set(title=str(rate))
    return figure
