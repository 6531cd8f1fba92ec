"""Loops, np.random.seed, a small tanh network, SGD, classes counted one by one."""

import numpy as np
import tensorflow as tf
from tensorflow.keras.layers import Activation, Dense, Dropout, InputLayer
from tensorflow.keras.models import Model, Sequential


def split(x, y, *, validation, test, seed):
    x = x.numpy() if tf.is_tensor(x) else x
    y = y.numpy() if tf.is_tensor(y) else y
    m = len(x)
    np.random.seed(seed)
    order = list(range(m))
    np.random.shuffle(order)
    n_validation = int(m * validation)
    n_test = int(m * test)
    parts = order[n_validation + n_test :], order[:n_validation], order[n_validation : n_validation + n_test]
    training, held_out, testing = ((np.array([x[i] for i in part]), np.array([y[i] for i in part])) for part in parts)
    return training, held_out, testing


def build_model(task, n_features, n_outputs=1):
    model = Sequential()
    model.add(InputLayer(shape=(n_features,)))
    model.add(Dense(16, kernel_initializer="he_uniform"))
    model.add(Activation("tanh"))
    model.add(Dropout(0.1))
    if task == "regression":
        model.add(Dense(n_outputs))
    elif task == "binary":
        model.add(Dense(1))
        model.add(Activation("sigmoid"))
    else:
        model.add(Dense(n_outputs))
        model.add(Activation("softmax"))
    return model


def build_functional(task, n_features, n_outputs=1):
    first = tf.keras.layers.Input(shape=(n_features,), name="rows")
    second = Dense(16, activation="tanh")(first)
    third = Dense(8, activation="elu", use_bias=False)(second)
    if task == "regression":
        last = Dense(n_outputs, activation=None)(third)
    elif task == "binary":
        last = Dense(1, activation="sigmoid", use_bias=False)(third)
    else:
        last = Dense(n_outputs, activation="softmax")(third)
    return Model(inputs=first, outputs=last)


def compile_model(model, task):
    sgd = tf.keras.optimizers.SGD(learning_rate=0.05)
    if task == "regression":
        model.compile(optimizer=sgd, loss=tf.keras.losses.MeanSquaredError(), metrics=["mae"])
    elif task == "binary":
        model.compile(optimizer=sgd, loss=tf.keras.losses.BinaryCrossentropy(), metrics=["binary_accuracy"])
    else:
        model.compile(optimizer=sgd, loss=tf.keras.losses.CategoricalCrossentropy(), metrics=["categorical_accuracy"])
    return model


def train(model, train, validation, *, epochs, batch_size, seed):
    x, y = train
    np.random.seed(seed)
    tf.random.set_seed(seed)
    history = model.fit(x, y, batch_size, epochs, verbose=0, validation_data=validation)
    return {name: [float(value) for value in values] for name, values in history.history.items()}


def evaluate(model, data):
    return {name: np.float64(value) for name, value in model.evaluate(data[0], data[1], return_dict=True).items()}


def predict_classes(model, x, task):
    found = []
    for row in model.predict(x):
        if task == "binary":
            found.append(1 if row[0] > 0.5 else 0)
        else:
            row = list(row)
            found.append(row.index(max(row)))
    return found
