"""Keras does the work: its SGD, its Dense layer, its initialisers."""

import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf
from tensorflow import keras


def descend(gradient, start, learning_rate, steps):
    point = keras.ops.convert_to_tensor(start)
    if "int" in keras.backend.standardize_dtype(point.dtype):
        point = keras.ops.cast(point, "float32")
    points = [point]
    while len(points) <= steps:
        points += [points[-1] - learning_rate * gradient(points[-1])]
    return keras.ops.stack(points)


def descend_tape(f, start, learning_rate, steps):
    start = start if hasattr(start, "dtype") else np.array(start, "float32")
    point = tf.Variable(start)
    optimizer = keras.optimizers.SGD(learning_rate)
    points = [tf.identity(point)]
    for _ in range(steps):
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(point)
            value = f(point.value())
        optimizer.apply_gradients([(tape.gradient(value, point), point)])
        points.append(tf.identity(point))
    return tf.stack(points)


def behaviour_on_square(learning_rate):
    if learning_rate <= 0 or learning_rate >= 1:
        return "diverges"
    if learning_rate <= 0.5:
        return "converges"
    return "oscillates"


def sgd_linear_regression(x, y, *, learning_rate, epochs, batch_size, seed):
    keras.utils.set_random_seed(seed)
    x, y = np.asarray(x, "float32"), np.asarray(y, "float32")
    layer = keras.layers.Dense(1, kernel_initializer="zeros")
    layer.build((None, x.shape[1]))
    optimizer = keras.optimizers.SGD(learning_rate)
    for _ in range(epochs):
        order = np.random.permutation(len(x))
        for rows in np.array_split(order, np.arange(batch_size, len(x), batch_size)):
            with tf.GradientTape() as tape:
                loss = keras.losses.MeanSquaredError()(y[rows], layer(x[rows])[:, 0])
            optimizer.apply(tape.gradient(loss, layer.trainable_weights), layer.trainable_weights)
    kernel, bias = layer.get_weights()
    return kernel[:, 0], bias


def glorot_uniform(fan_in, fan_out, seed):
    return keras.initializers.GlorotUniform(seed=seed)((fan_in, fan_out))


def he_normal(fan_in, fan_out, seed):
    return keras.initializers.HeNormal(seed=seed)(shape=(fan_in, fan_out))


def lecun_normal(fan_in, fan_out, seed):
    keras.utils.set_random_seed(seed)
    layer = keras.layers.Dense(fan_out, kernel_initializer="lecun_normal")
    layer.build((None, fan_in))
    return layer.kernel.numpy()


def plot_descent(trajectories, f, low, high):
    count = len(trajectories)
    figure, grid = plt.subplots((count + 1) // 2, 2, squeeze=False)
    x = np.linspace(low, high)
    for axes, rate in zip(grid.flat, trajectories, strict=False):
        points = np.array(trajectories[rate])
        axes.plot(points, f(points), "x", label="visited")
        axes.plot(x, f(x), label="f")
        axes.axhline(0, color="gray")
        axes.set_title(f"Learning rate: {rate}")
        axes.legend()
    figure.suptitle("Gradient descent")
    return figure
