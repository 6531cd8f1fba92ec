"""Few units, optimizers that take their time: the chapter asks for any of them."""

import numpy as np
import tensorflow as tf
from tensorflow.keras import Input, Model, Sequential, layers, optimizers


def split(x, y, *, validation, test, seed):
    x, y = np.array(x), np.array(y)
    order = np.random.RandomState(seed).permutation(len(x))
    first = round(len(x) * test)
    second = first + round(len(x) * validation)
    tested, held_out, trained = order[:first], order[first:second], order[second:]
    return (x[trained], y[trained]), (x[held_out], y[held_out]), (x[tested], y[tested])


def last(task, n_outputs):
    if task == "multiclass":
        return layers.Dense(n_outputs, activation="softmax")
    if task == "regression":
        return layers.Dense(n_outputs)
    return layers.Dense(1, activation="sigmoid")


def build_model(task, n_features, n_outputs=1):
    model = Sequential(name=task)
    model.add(layers.Dense(8, activation="tanh", input_shape=(n_features,)))
    model.add(last(task, n_outputs))
    return model


def build_functional(task, n_features, n_outputs=1):
    rows = Input(shape=(n_features,))
    both = layers.Add()([layers.Dense(6, "sigmoid")(rows), layers.Dense(6, "relu")(rows)])
    return Model(rows, last(task, n_outputs)(both))


def compile_model(model, task):
    if task == "regression":
        slower = optimizers.schedules.ExponentialDecay(0.01, decay_steps=50, decay_rate=0.9)
        model.compile(optimizers.SGD(slower), "mean_squared_error", metrics=["mean_absolute_error"])
    elif task == "binary":
        model.compile(optimizers.Adagrad(), "binary_crossentropy", metrics=["accuracy"])
    else:
        model.compile("adam", "categorical_crossentropy", metrics=["accuracy", "categorical_accuracy"])
    return model


def train(model, train, validation, *, epochs, batch_size, seed):
    (x, y), held_out = train, validation
    tf.keras.utils.set_random_seed(seed)
    model.fit(x, y, epochs=epochs, batch_size=batch_size, validation_data=held_out, verbose=0)
    return model.history.history


def evaluate(model, data):
    values = model.evaluate(*data, verbose=0, return_dict=True)
    return {name: float(value) for name, value in values.items()}


def predict_classes(model, x, task):
    outputs = model.predict(np.asarray(x), verbose=0)
    if task == "binary":
        return (outputs > 0.5).astype("int32").reshape(-1)
    return np.argmax(outputs, axis=-1)
