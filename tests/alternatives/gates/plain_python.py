"""Lists and loops where they suffice; whatever comes in is turned into lists first."""

import random

import numpy as np
import tensorflow as tf
from tensorflow.keras.layers import Dense
from tensorflow.keras.models import Sequential
from tensorflow.keras.optimizers import SGD

INPUTS = [(0, 0), (1, 0), (0, 1), (1, 1)]
RULES = {
    "and": lambda first, second: first and second,
    "or": lambda first, second: first or second,
    "nand": lambda first, second: 1 - (first and second),
    "xor": lambda first, second: first ^ second,
}


def listed(x):
    return x.numpy().tolist() if tf.is_tensor(x) else x.tolist() if isinstance(x, np.ndarray | np.generic) else x


def step(z, threshold=0.0):
    z = listed(z)
    if isinstance(z, list):
        return [step(each, threshold) for each in z]
    return 1 if z > threshold else 0


def perceptron(x, w, b):
    w, b = listed(w), listed(b)
    return [step(sum(value * weight for value, weight in zip(row, w, strict=True)) + b) for row in listed(x)]


def gate_weights(gate):
    if gate == "and":
        return (0.5, 0.5), -0.7
    if gate == "or":
        return (0.5, 0.5), -0.2
    return (-0.5, -0.5), 0.7


def xor(x):
    either = perceptron(x, *gate_weights("or"))
    not_both = perceptron(x, *gate_weights("nand"))
    return perceptron([list(pair) for pair in zip(either, not_both, strict=True)], *gate_weights("and"))


def truth_table(gate):
    try:
        rule = RULES[gate]
    except KeyError:
        raise ValueError(gate) from None
    return np.array(INPUTS, dtype="float32"), np.array([[rule(*pair)] for pair in INPUTS], dtype="float32")


def build_perceptron():
    model = Sequential()
    model.add(Dense(1, input_shape=(2,), activation="linear"))
    model.compile(optimizer=SGD(), loss=tf.keras.losses.mse, metrics=["acc"])
    return model


def train_perceptron(x, y, *, epochs, batch_size, seed):
    random.seed(seed)
    np.random.seed(seed)
    tf.random.set_seed(seed)
    tf.keras.backend.clear_session()
    tf.keras.utils.set_random_seed(seed)
    model = build_perceptron()
    model.fit(x, y, epochs=epochs, batch_size=batch_size, verbose=0)
    return model
