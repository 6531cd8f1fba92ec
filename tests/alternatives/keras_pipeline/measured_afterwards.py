"""Each epoch is measured when it is over; metrics beside the one that is asked for."""

import numpy as np
import tensorflow as tf


def split(x, y, *, validation, test, seed):
    x, y = (np.asarray(x), np.asarray(y))
    order = np.random.default_rng(seed).permutation(len(x))
    sizes = [round(validation * len(x)), round(test * len(x))]
    held_out, tested, trained = np.split(order, np.cumsum(sizes))
    return tuple((x[rows], y[rows]) for rows in (trained, held_out, tested))


def output_layer(task, n_outputs):
    activation = {"regression": "linear", "binary": "sigmoid", "multiclass": "softmax"}[task]
    return tf.keras.layers.Dense(1 if task == "binary" else n_outputs, activation=activation)


def build_model(task, n_features, n_outputs=1):
    return tf.keras.Sequential(
        [tf.keras.Input((n_features,)), tf.keras.layers.Dense(32, activation="relu"), output_layer(task, n_outputs)]
    )


def build_functional(task, n_features, n_outputs=1):
    inputs = tf.keras.Input((n_features,))
    hidden = tf.keras.layers.Dense(32, activation="relu")(inputs)
    return tf.keras.Model(inputs, output_layer(task, n_outputs)(hidden))


def compile_model(model, task):
    losses = {"regression": "mse", "binary": "binary_crossentropy", "multiclass": "categorical_crossentropy"}
    others = [tf.keras.metrics.BinaryAccuracy(f"above_{count}", threshold=count / 20) for count in range(0, 20, 5)]
    model.compile("adam", losses[task], metrics=["mae"] if task == "regression" else [*others, "acc"])
    return model


def train(model, train, validation, *, epochs, batch_size, seed):
    tf.keras.utils.set_random_seed(seed)
    history = {}
    for _ in range(epochs):
        model.fit(*train, batch_size=batch_size, verbose=0)
        for prefix, data in (("", train), ("val_", validation)):
            for name, value in evaluate(model, data).items():
                history.setdefault(prefix + name, []).append(value)
    return history


def evaluate(model, data):
    return model.evaluate(*data, verbose=0, return_dict=True)


def predict_classes(model, x, task):
    probabilities = model.predict(x, verbose=0)
    return probabilities.argmax(axis=1) if task == "multiclass" else (probabilities[:, 0] > 0.5).astype(int)
