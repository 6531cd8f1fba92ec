"""TensorFlow throughout: tensors out whatever went in, derivatives from a tape."""

import matplotlib.pyplot as plt
import tensorflow as tf


def floats(x):
    x = tf.convert_to_tensor(x)
    return x if x.dtype.is_floating else tf.cast(x, tf.float32)


def sigmoid(x):
    x = floats(x)
    return tf.exp(-tf.nn.softplus(-x))


def tanh(x):
    x = floats(x)
    shrunk = tf.exp(-2.0 * tf.abs(x))
    return tf.sign(x) * (1.0 - shrunk) / (1.0 + shrunk)


def relu(x):
    x = tf.convert_to_tensor(x)
    return tf.maximum(x, tf.zeros_like(x))


def leaky_relu(x, alpha=0.01):
    x = floats(x)
    return tf.where(x > 0, x, alpha * x)


def prelu(x, alpha):
    x = floats(x)
    return tf.maximum(x, 0.0) + alpha * tf.minimum(x, 0.0)


def elu(x, alpha=1.0):
    x = floats(x)
    return tf.where(x > 0, x, alpha * (tf.exp(x) - 1.0))


@tf.function
def swish(x, beta=1.0):
    x = floats(x)
    return x * sigmoid(beta * x)


def sigmoid_grad(x):
    x = floats(x)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = sigmoid(x)
    return tape.gradient(y, x)


def tanh_grad(x):
    return 1.0 - tf.square(tanh(x))


def relu_grad(x):
    x = floats(x)
    return tf.cast(x > 0, x.dtype)


def plot_activations(functions, low, high):
    x = tf.linspace(float(low), float(high), 1000)
    figure = plt.figure(figsize=(8, 4))
    axes = figure.add_subplot(1, 1, 1)
    for name, function in functions.items():
        axes.plot(x.numpy(), tf.convert_to_tensor(function(x)).numpy(), "-o", markersize=1, label=name)
    axes.set(xlabel="$x$", ylabel="$y$")
    axes.legend(ncols=2)
    return figure
