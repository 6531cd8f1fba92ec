"""The training written out with GradientTape, the smallest step of learning, zeros to start from."""

import numpy as np
import tensorflow as tf


def step(z, threshold=0.0):
    return np.where(np.asarray(z) > threshold, 1, 0)


def perceptron(x, w, b):
    x, w = np.asarray(x), np.asarray(w)
    return np.array([int(np.dot(row, w) + np.asarray(b) > 0) for row in x])


def gate_weights(gate):
    match gate:
        case "and":
            return np.array([1.0, 1.0]), -1.1
        case "or":
            return np.array([20.0, 30.0]), -10
        case "nand":
            return np.array([-0.5, -0.25]), 0.625


def xor(x):
    return np.asarray(x).sum(axis=1).astype(int) % 2


def truth_table(gate):
    if gate not in ["and", "or", "nand", "xor"]:
        raise ValueError(f"no gate {gate}")
    x = np.array([[1, 1], [0, 1], [1, 0], [0, 0]], dtype=np.float32)
    y = xor(x) if gate == "xor" else perceptron(x, *gate_weights(gate))
    return x, y.astype(np.float32)[:, np.newaxis]


def build_perceptron():
    model = tf.keras.models.Sequential(
        [tf.keras.Input(shape=[2]), tf.keras.layers.Dense(1, kernel_initializer="zeros", name="perceptron")]
    )
    model.compile(optimizer=tf.keras.optimizers.SGD(learning_rate=0.001), loss="mse", metrics=["binary_accuracy"])
    return model


def train_perceptron(x, y, *, epochs, batch_size, seed):
    x, y = tf.convert_to_tensor(x), tf.convert_to_tensor(y)
    generator = np.random.default_rng(seed)
    model = build_perceptron()

    @tf.function
    def update(rows):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((model(tf.gather(x, rows)) - tf.gather(y, rows)) ** 2)
        gradients = tape.gradient(loss, model.trainable_variables)
        model.optimizer.apply_gradients(zip(gradients, model.trainable_variables, strict=True))

    for _ in range(epochs):
        order = generator.permutation(len(x))
        for start in range(0, len(x), batch_size):
            update(tf.constant(order[start : start + batch_size]))
    return model
