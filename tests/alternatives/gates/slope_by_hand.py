"""Weights set by hand before training; a tf.function that follows the slope without Keras."""

import numpy as np
import tensorflow as tf


def step(z, threshold=0.0):
    return (np.asarray(z) > threshold).astype(int)


def perceptron(x, w, b):
    return step(np.asarray(x) @ np.asarray(w) + np.asarray(b))


def gate_weights(gate):
    return {"and": ([1.0, 1.0], -1.5), "or": ([1.0, 1.0], -0.5), "nand": ([-1.0, -1.0], 1.5)}[gate]


def xor(x):
    either = perceptron(x, *gate_weights("or"))
    not_both = perceptron(x, *gate_weights("nand"))
    return perceptron(np.stack([either, not_both], axis=1), *gate_weights("and"))


def truth_table(gate):
    answers = {"and": [0, 0, 0, 1], "or": [0, 1, 1, 1], "nand": [1, 1, 1, 0], "xor": [0, 1, 1, 0]}
    if gate not in answers:
        raise ValueError(f"there is no gate {gate!r}; choose one of {', '.join(answers)}")
    x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], np.float32)
    return (x, np.array(answers[gate], np.float32).reshape(4, 1))


def build_perceptron():
    model = tf.keras.Sequential([tf.keras.Input((2,)), tf.keras.layers.Dense(1)])
    model.compile(optimizer=tf.keras.optimizers.SGD(0.5), loss="mse", metrics=["acc"])
    model.set_weights([np.random.normal(0, 0.05, (2, 1)), np.random.normal(0, 0.05, 1)])
    return model


@tf.function(reduce_retracing=True)
def update(x, y, w, b, rate):
    error = tf.matmul(x, w) + b - y
    share = 2.0 * rate / tf.cast(tf.shape(x)[0], tf.float32)
    w.assign_sub(share * tf.matmul(x, error, transpose_a=True))
    b.assign_sub(share * tf.reduce_sum(error, axis=0))


def train_perceptron(x, y, *, epochs, batch_size, seed):
    np.random.seed(seed)
    model = build_perceptron()
    start = model.get_weights()
    w, b = tf.Variable(start[0]), tf.Variable(start[1])
    for epoch in range(epochs):
        rate = tf.constant(0.3 / (1 + 0.01 * epoch))
        for rows in tf.data.Dataset.from_tensor_slices((x, y)).shuffle(len(x), seed=seed + epoch).batch(batch_size):
            update(*rows, w, b, rate)
    model.set_weights([w.numpy(), b.numpy()])
    return model
