"""TensorFlow from end to end: tensors as results, weights at the smallest distance, a functional model."""

import tensorflow as tf


def step(z, threshold=0.0):
    return tf.cast(tf.convert_to_tensor(z) > threshold, tf.int32)


def perceptron(x, w, b):
    return step(tf.linalg.matvec(tf.convert_to_tensor(x), tf.convert_to_tensor(w)) + b)


def gate_weights(gate):
    w, b = {"and": ([0.2, 0.2], -0.3), "or": ([0.2, 0.2], -0.1), "nand": ([-0.2, -0.2], 0.3)}[gate]
    return tf.constant(w), tf.constant(b)


def xor(x):
    x = tf.cast(x, tf.float32)
    hidden = [perceptron(x, *gate_weights(gate)) for gate in ("or", "nand")]
    return perceptron(tf.cast(tf.stack(hidden, axis=-1), tf.float32), *gate_weights("and"))


def truth_table(gate):
    if gate == "xor":
        answers = [0.0, 1.0, 0.0, 1.0]
    elif gate in ("and", "or", "nand"):
        answers = {"and": [0.0, 0.0, 1.0, 0.0], "or": [0.0, 1.0, 1.0, 1.0], "nand": [1.0, 1.0, 0.0, 1.0]}[gate]
    else:
        raise ValueError("and, or, nand, xor")
    return tf.constant([[0.0, 0.0], [0.0, 1.0], [1.0, 1.0], [1.0, 0.0]]), tf.reshape(tf.constant(answers), (4, 1))


def build_perceptron():
    inputs = tf.keras.Input(shape=(2,))
    model = tf.keras.Model(inputs, tf.keras.layers.Dense(units=1)(inputs))
    model.compile(
        optimizer=tf.keras.optimizers.SGD(learning_rate=0.1),
        loss=tf.keras.losses.MeanSquaredError(),
        metrics=[tf.keras.metrics.BinaryAccuracy(threshold=0.5)],
    )
    return model


def train_perceptron(x, y, *, epochs, batch_size, seed):
    tf.keras.utils.set_random_seed(seed)
    model = build_perceptron()
    data = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(len(x), seed=seed).batch(batch_size)
    model.fit(data, epochs=epochs, verbose=0)
    return model
