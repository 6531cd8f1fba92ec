"""A small convolutional network.

The pictures are grey, with numbers from 0 to 1, and show stripes: upright ones (class 0), lying ones (class 1), or none
at all (class 2). A convolution finds the direction of an edge wherever it is, and pooling over the whole picture says
whether there is one.
"""

import tensorflow as tf


def build_cnn(height, width, classes):
    """A new, uncompiled model for pictures of shape (height, width, 1): at least one Conv2D, pooling, and at the end
    the probability of each class (Dense with softmax). It has at most 20,000 weights.
    """
    raise NotImplementedError("write this function")


def train_cnn(model, pictures, labels):
    """Compiles and trains the model on pictures of shape (m, height, width, 1) and labels 0, 1, 2 of shape (m,), until
    nine of ten new pictures are classified correctly. Returns the model.
    """
    raise NotImplementedError("write this function")
