"""NumPy in unusual ways: arrays of small ints, the XOR of one hidden layer as a matrix, a metric of one's own."""

import keras
import numpy as np

SIGNS = {"and": (1, -1.5), "or": (1, -0.5), "nand": (-1, 1.5)}


def step(z, threshold=0.0):
    return np.heaviside(np.asarray(z, float) - threshold, 0).astype(np.int8)


def perceptron(x, w, b):
    return step(np.einsum("mn,n->m", np.asarray(x), np.asarray(w)) + np.asarray(b))


def gate_weights(gate):
    sign, b = SIGNS[gate]
    return np.full(2, 3.0 * sign), np.float64(3 * b)


def xor(x):
    hidden = step(np.asarray(x) @ np.array([[1, -1], [1, -1]]) + np.array([-0.5, 1.5]))
    return hidden.sum(axis=1) // 2


def truth_table(gate):
    rows = np.unpackbits(np.arange(4, dtype=np.uint8)[::-1, None], axis=1)[:, -2:]
    count = rows.sum(axis=1, keepdims=True)
    tables = {"and": count == 2, "or": count > 0, "nand": count < 2, "xor": count == 1}
    if gate not in tables:
        raise UnknownGate(gate)
    return rows.astype(np.float32), tables[gate].astype(np.float32)


class UnknownGate(ValueError):
    pass


def right(y_true, y_pred):
    same = keras.ops.equal(y_true > 0.5, y_pred > 0.5)
    return keras.ops.mean(keras.ops.cast(same, "float32"), axis=-1)


def build_perceptron():
    layers = [keras.layers.InputLayer(shape=(2,)), keras.layers.Dense(1, kernel_initializer="he_normal")]
    model = keras.Sequential([*layers, keras.layers.Activation("linear")])
    model.compile(keras.optimizers.SGD(0.05, momentum=0.5), keras.losses.mean_squared_error, metrics=["mae", right])
    return model


def train_perceptron(x, y, *, epochs, batch_size, seed):
    keras.utils.set_random_seed(seed)
    model = build_perceptron()
    model.fit(np.asarray(x), np.asarray(y), batch_size, epochs, verbose=2)
    return model
