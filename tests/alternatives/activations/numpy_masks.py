"""NumPy with masks and clipping, float32 where no dtype was given."""

import matplotlib.pyplot as plt
import numpy as np


def to_array(x):
    x = np.array(x) if hasattr(x, "dtype") else np.array(x, dtype=np.float32)
    return x if x.dtype.kind == "f" else x.astype(np.float32)


def sigmoid(x):
    x = np.clip(to_array(x), -80, 80)
    return 1 / (1 + np.exp(-x))


def tanh(x):
    x = np.clip(to_array(x), -20, 20)
    up, down = np.exp(x), np.exp(-x)
    return (up - down) / (up + down)


def relu(x):
    x = to_array(x)
    x[x < 0] = 0
    return x


def leaky_relu(x, alpha=0.01):
    x = to_array(x)
    return x * np.where(x > 0, 1, alpha).astype(x.dtype)


def prelu(x, alpha):
    x = to_array(x)
    alpha = to_array(alpha).astype(x.dtype)
    return (x + np.abs(x)) / 2 + alpha * (x - np.abs(x)) / 2


def elu(x, alpha=1.0):
    result = to_array(x)
    negative = result < 0
    result[negative] = alpha * (np.exp(result[negative]) - 1)
    return result


def swish(x, beta=1.0):
    x = to_array(x)
    return x * sigmoid(beta * x)


def sigmoid_grad(x):
    x = to_array(x)
    shrunk = np.exp(-np.abs(x))
    return shrunk / (1 + shrunk) ** 2


def tanh_grad(x):
    return np.float32(1) - tanh(x) ** 2


def relu_grad(x):
    return np.heaviside(to_array(x), 0).astype(to_array(x).dtype)


def plot_activations(functions, low, high):
    x = np.arange(0, 60, dtype=float) / 59 * (high - low) + low
    figure, axes = plt.subplots(figsize=(6, 6))
    axes.axhline(0, color="gray", linewidth=0.5)
    axes.axvline(0, color="gray", linewidth=0.5)
    lines = [axes.plot(x, np.asarray(function(x)))[0] for function in functions.values()]
    for line, name in zip(lines, functions, strict=True):
        line.set_label(name)
    axes.set_xlabel("x")
    axes.set_ylabel("y")
    axes.legend(lines, list(functions))
    axes.grid(True)
    return figure
