"""Right in unusual ways: einsum, reduce, a graph, two hidden layers as a model in it, a training loop by hand."""

import functools
import random

import keras
import numpy as np
import tensorflow as tf


@tf.function
def _graph_of_dense(x, w, b):
    return tf.einsum("mn,nk->mk", x, w) + b[tf.newaxis, :]


def dense(x, w, b, activation=lambda z: z):
    activation = activation or (lambda z: z)
    return activation(_graph_of_dense(*map(tf.convert_to_tensor, (x, w, b))))


def forward(x, layers):
    return functools.reduce(lambda result, layer: dense(result, *layer), layers, x)


def collapse(layers):
    """Each layer as one matrix with the bias in its last row: such matrices are simply multiplied."""

    def extended(w, b):
        w, b = np.asarray(w), np.asarray(b)
        column = np.zeros((w.shape[0] + 1, 1), w.dtype)
        column[-1] = 1
        return np.hstack([np.vstack([w, b]), column])

    whole = functools.reduce(np.matmul, [extended(w, b) for w, b, _ in layers])
    return whole[:-1, :-1].tolist(), whole[-1, :-1]


def build_xor_model(units=32):
    hidden = keras.Sequential(name="hidden")
    hidden.add(keras.layers.Dense(units, name="first", kernel_initializer="lecun_normal"))
    hidden.add(keras.layers.LeakyReLU())
    hidden.add(keras.layers.Dense(8, activation=tf.nn.tanh))
    model = keras.Sequential(name="xor")
    model.add(keras.layers.InputLayer(shape=(2,)))
    model.add(hidden)
    model.add(keras.layers.Dense(1, activation=tf.nn.sigmoid))
    model.compile(
        loss=keras.losses.binary_crossentropy,
        optimizer=keras.optimizers.SGD(0.3, momentum=0.9),
        metrics=[keras.metrics.BinaryAccuracy()],
    )
    return model


def train_xor(x, y, *, epochs, batch_size, seed):
    random.seed(seed)
    tf.random.set_seed(seed)
    keras.utils.set_random_seed(seed)
    model = build_xor_model()
    x, y = np.asarray(x), np.asarray(y)
    order = np.random.default_rng(seed)

    @tf.function
    def step(rows, wanted):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(keras.losses.binary_crossentropy(wanted, model(rows, training=True)))
        model.optimizer.apply_gradients(
            zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables, strict=True)
        )

    for _ in range(epochs):
        places = order.permutation(len(x))
        for start in range(0, len(x), batch_size):
            batch = places[start : start + batch_size]
            step(tf.constant(x[batch]), tf.constant(y[batch]))
    return model
