"""Transfer learning.

What the first layers of a network have learned about pictures is good for other pictures too. You take the weights of
somebody else's convolutions, freeze them, and train only a new last layer.
"""

import numpy as np
import tensorflow as tf

WEIGHTS = "data/transfer/features.npz"


def load_features(path=WEIGHTS):
    """The weights in the file, as a list [kernel1, bias1, kernel2, bias2]: these are their names in it."""
    # BEGIN SOLUTION
    with np.load(path) as file:
        return [file[name] for name in ("kernel1", "bias1", "kernel2", "bias2")]
    # END SOLUTION


def build_transfer(weights, classes):
    """A new model for pictures of shape (16, 16, 1), with the probability of each class at the end.

    Its layers: Conv2D with 4 filters and Conv2D with 6 filters, both 3 x 3 with relu and max pooling of 2 x 2 in
    between; then global average pooling and Dense with softmax. The convolutions have the given weights, as
    `load_features` returns them, and are frozen: training does not change them.
    """
    # BEGIN SOLUTION
    model = tf.keras.Sequential(
        [
            tf.keras.Input((16, 16, 1)),
            tf.keras.layers.Conv2D(4, 3, activation="relu"),
            tf.keras.layers.MaxPooling2D(2),
            tf.keras.layers.Conv2D(6, 3, activation="relu"),
            tf.keras.layers.GlobalAveragePooling2D(),
            tf.keras.layers.Dense(classes, activation="softmax"),
        ]
    )
    model.layers[0].set_weights(weights[:2])
    model.layers[2].set_weights(weights[2:])
    model.layers[0].trainable = model.layers[2].trainable = False
    return model
    # END SOLUTION


def save(model, path):
    """Saves the model into the file `path`, whose name ends with `.keras`."""
    # BEGIN SOLUTION
    model.save(path)
    # END SOLUTION
