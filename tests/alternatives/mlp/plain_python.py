"""Loops over rows and columns; lists come out, or what the activation makes of an array. Adam and tanh for XOR."""

import numpy as np
import tensorflow as tf


def listed(values):
    if tf.is_tensor(values):
        values = values.numpy()
    return values.tolist() if isinstance(values, np.ndarray) else values


def product(a, b):
    columns = list(zip(*b, strict=True))
    return [[sum(p * q for p, q in zip(row, column, strict=True)) for column in columns] for row in a]


def dense(x, w, b, activation=None):
    bias = listed(b)
    z = [[total + shift for total, shift in zip(row, bias, strict=True)] for row in product(listed(x), listed(w))]
    if activation is None:
        return z
    dtype = getattr(np.asarray(x), "dtype", None)
    return listed(activation(np.array(z, dtype)))


def forward(x, layers):
    if not layers:
        return x
    first, *rest = layers
    return forward(dense(x, *first), rest)


def collapse(layers):
    w, b = listed(layers[0][0]), listed(layers[0][1])
    for next_w, next_b, _ in layers[1:]:
        b = dense([b], next_w, next_b)[0]
        w = product(w, listed(next_w))
    return w, b


def build_xor_model(units=32):
    model = tf.keras.models.Sequential()
    model.add(tf.keras.layers.Dense(units, input_shape=(2,), activation="tanh"))
    model.add(tf.keras.layers.Dense(1, activation="sigmoid"))
    model.compile(optimizer=tf.keras.optimizers.Adam(learning_rate=0.05), loss="mse")
    return model


def train_xor(x, y, *, epochs, batch_size, seed):
    tf.keras.utils.set_random_seed(seed)
    model = build_xor_model()
    model.fit(np.array(x), np.array(y), epochs=epochs, batch_size=batch_size, verbose=0)
    return model
