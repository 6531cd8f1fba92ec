"""Plain Python where it will do: loops, the random module, one plot call for each point."""

import math
import random

import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf


def descend(gradient, start, learning_rate, steps):
    if not hasattr(start, "shape"):
        start = [float(item) for item in start] if isinstance(start, list) else float(start)
    vector = isinstance(start, list) or getattr(start, "shape", ()) != ()
    point = np.array(start) if vector else start
    points = []
    for place in range(steps + 1):
        if place:
            point = point - learning_rate * gradient(point)
        points.append(point)
    return points


def descend_tape(f, start, learning_rate, steps):
    def gradient(point):
        point = tf.Variable(point)
        with tf.GradientTape() as tape:
            y = f(point)
        return tape.gradient(y, point).numpy()

    return descend(gradient, start, learning_rate, steps)


def behaviour_on_square(learning_rate):
    x = 8.0
    for _ in range(3):
        new = x - learning_rate * 2 * x
        if abs(new) >= abs(x):
            return "diverges"
        if new * x < 0:
            return "oscillates"
        if new == 0:
            break
        x = new
    return "converges"


def sgd_linear_regression(x, y, *, learning_rate, epochs, batch_size, seed):
    chance = random.Random(seed)
    rows = [(row, target) for row, target in zip(x.numpy() if tf.is_tensor(x) else x, y, strict=True)]
    rows = [([float(value) for value in row], float(target)) for row, target in rows]
    w, b = [0.0] * len(rows[0][0]), 0.0
    for _ in range(epochs):
        chance.shuffle(rows)
        rest = rows
        while rest:
            batch, rest = rest[:batch_size], rest[batch_size:]
            errors = [sum(p * q for p, q in zip(row, w, strict=True)) + b - target for row, target in batch]
            steps = [sum(e * row[j] for e, (row, _) in zip(errors, batch, strict=True)) for j in range(len(w))]
            w = [p - learning_rate * 2 * step / len(batch) for p, step in zip(w, steps, strict=True)]
            b -= learning_rate * 2 * sum(errors) / len(batch)
    return w, b


def drawn(fan_in, fan_out, draw):
    return np.array([[draw() for _ in range(fan_out)] for _ in range(fan_in)], dtype=np.float32)


def glorot_uniform(fan_in, fan_out, seed):
    limit = math.sqrt(6 / (fan_in + fan_out))
    chance = random.Random(seed)
    return drawn(fan_in, fan_out, lambda: chance.uniform(-limit, limit))


def he_normal(fan_in, fan_out, seed):
    chance = random.Random(seed)
    return drawn(fan_in, fan_out, lambda: chance.gauss(0, (2 / fan_in) ** 0.5)).tolist()


def lecun_normal(fan_in, fan_out, seed):
    random.seed(seed)
    return drawn(fan_in, fan_out, lambda: random.normalvariate(0, fan_in**-0.5))


def plot_descent(trajectories, f, low, high):
    figure = plt.figure()
    for place, rate in enumerate(trajectories, start=1):
        plt.subplot(len(trajectories), 1, place)
        xs = [low + (high - low) * step / 50 for step in range(51)]
        plt.plot(xs, [f(x) for x in xs])
        for point in trajectories[rate]:
            plt.plot(float(point), float(f(point)), "ro")
        plt.title(f"lr={rate!s}")
    return figure
