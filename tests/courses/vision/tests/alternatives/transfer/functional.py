"""A base model inside the model, saved with the function of Keras."""

import keras
import numpy as np


def load_features(path="data/transfer/features.npz"):
    file = np.load(path)
    return [np.array(file[f"{kind}{place}"]) for place in (1, 2) for kind in ("kernel", "bias")]


def build_transfer(weights, classes):
    base = keras.Sequential(
        [
            keras.Input((16, 16, 1)),
            keras.layers.Conv2D(4, 3, activation="relu"),
            keras.layers.MaxPooling2D(),
            keras.layers.Conv2D(6, 3, activation="relu"),
        ]
    )
    base.set_weights(weights)
    for layer in base.layers:
        layer.trainable = False
    pictures = keras.Input((16, 16, 1))
    pooled = keras.layers.GlobalAveragePooling2D()(base(pictures))
    return keras.Model(pictures, keras.layers.Dense(classes, "softmax")(pooled))


def save(model, path):
    keras.saving.save_model(model, path)
