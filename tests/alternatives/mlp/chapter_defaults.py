"""As the chapter builds it: RMSprop with its default rate, 32 relu units, binary cross-entropy."""

import numpy as np
import tensorflow as tf
from tensorflow.keras.layers import Dense
from tensorflow.keras.models import Sequential
from tensorflow.keras.optimizers import RMSprop


def dense(x, w, b, activation=None):
    z = np.dot(x, w) + b
    if activation:
        return activation(z)
    return z


def forward(x, layers):
    out = x
    for w, b, activation in layers:
        out = dense(out, w, b, activation)
    return out


def collapse(layers):
    w = np.array(layers[0][0])
    b = np.array(layers[0][1])
    for i in range(1, len(layers)):
        w = np.dot(w, layers[i][0])
        b = np.dot(b, layers[i][0]) + layers[i][1]
    return w, b


def build_xor_model(units=32):
    model = Sequential()
    model.add(Dense(units, input_shape=(2,), activation="relu"))
    model.add(Dense(1, activation="sigmoid"))
    model.compile(optimizer=RMSprop(), loss="binary_crossentropy", metrics=["acc"])
    return model


def train_xor(x, y, *, epochs, batch_size, seed):
    tf.keras.utils.set_random_seed(seed)
    model = build_xor_model()
    model.fit(x, y, epochs=epochs, batch_size=batch_size)
    return model
