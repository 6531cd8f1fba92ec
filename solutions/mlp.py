"""The multi-layer perceptron: layers as matrix products, XOR, and why a network needs something that is not linear.

A single perceptron draws one straight line, and no straight line separates the two classes of XOR:

    x     (0, 0)  (0, 1)  (1, 0)  (1, 1)
    y       0       1       1       0

Two layers can. Every line in the drawing of a network is a weight, so there are very many of them; written as a matrix
product, a whole layer is computed at once for all rows of the data ("vectorised"). For m rows of n features and a layer
of k units:

    x (m, n) @ w (n, k) + b (k,)  ->  (m, k)

Each unit has its own column of w and its own number in b. An *activation function* is applied to the result, and it
must not be linear: a stack of linear layers is one linear layer again, f(f(f(x))) is just another f(x), and nothing is
gained by stacking. You will show that in `collapse`, and solve XOR with a hidden layer in Keras.

What you can rely on in dense, forward and collapse: numbers come as nested lists, as NumPy arrays or as tensors, and
all arguments of a call have the same dtype. The result is an array, a tensor or a nested list; float32 arrays and
tensors give float32, float64 ones give float64. An activation is a function of numbers, arrays and tensors (not of
lists), or None. Do not change the arguments.
"""

import numpy as np
import tensorflow as tf


def dense(x, w, b, activation=None):
    """One layer: x @ w + b, then the activation. Shapes: x (m, n), w (n, k), b (k,), the result (m, k).

    The activation is a function that is called once with the whole (m, k), as an array or a tensor; None leaves the
    layer linear.

    For example:

        dense([[1.0, 2.0], [3.0, 4.0]], [[1.0], [10.0]], [0.5])  ->  [[21.5], [43.5]]
        dense([[1.0, -2.0]], [[2.0, 0.0], [0.0, 3.0]], [0.0, 1.0])  ->  [[2.0, -5.0]]
        dense([[1.0, -2.0]], [[2.0, 0.0], [0.0, 3.0]], [0.0, 1.0], relu)  ->  [[2.0, 0.0]]
    """
    # BEGIN SOLUTION
    z = np.asarray(x) @ np.asarray(w) + np.asarray(b)
    return z if activation is None else activation(z)
    # END SOLUTION


def forward(x, layers):
    """The answer of a whole network: every layer takes what the one before it returned.

    layers is a list of at least one (w, b, activation), the first layer first.

    For example (the weights of a network that knows XOR):

        hidden = ([[1.0, 1.0], [1.0, 1.0]], [0.0, -1.0], relu)
        output = ([[1.0], [-2.0]], [0.0], None)
        forward([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], [hidden, output])  ->  [[0.0], [1.0], [1.0], [0.0]]
    """
    # BEGIN SOLUTION
    for w, b, activation in layers:
        x = dense(x, w, b, activation)
    return x
    # END SOLUTION


def collapse(layers) -> tuple:
    """The one linear layer (w, b) that does what a stack of linear layers does, for every x.

    layers is a list as in `forward`, and every activation in it is None. For two layers

        (x @ w1 + b1) @ w2 + b2  =  x @ (w1 @ w2) + (b1 @ w2 + b2)

    so depth alone adds nothing. For example:

        collapse([([[1.0], [2.0]], [3.0], None), ([[10.0]], [4.0], None)])  ->  ([[10.0], [20.0]], [34.0])
    """
    # BEGIN SOLUTION
    (w, b, _), *rest = layers
    w, b = np.asarray(w), np.asarray(b)
    for next_w, next_b, _ in rest:
        w, b = w @ np.asarray(next_w), b @ np.asarray(next_w) + np.asarray(next_b)
    return w, b
    # END SOLUTION


def build_xor_model(units=32):
    """A compiled Keras model that can learn XOR.

    It takes rows of two numbers, so its input shape is (None, 2), known before any data comes (`tf.keras.Input((2,))`);
    it has a hidden layer of `units` units with an activation that is not linear, and an output layer of one unit with
    the activation sigmoid. Use Keras's own layers for rows of numbers (Dense, Dropout, ...) and activations ("relu",
    "tanh", ...); others cannot be graded. `compile` it with a loss and an optimizer; the learning rate matters, see
    `train_xor`.

    For example:

        build_xor_model()  ->  a model with 32 hidden units
        build_xor_model(units=8)  ->  a model with 8 hidden units
    """
    # BEGIN SOLUTION
    model = tf.keras.Sequential(
        [
            tf.keras.Input((2,)),
            tf.keras.layers.Dense(units, activation="relu"),
            tf.keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile(optimizer=tf.keras.optimizers.RMSprop(0.01), loss="binary_crossentropy", metrics=["accuracy"])
    return model
    # END SOLUTION


def train_xor(x, y, *, epochs, batch_size, seed):
    """A model of `build_xor_model()`, trained on x (m, 2) and y (m, 1), arrays or tensors; returns the model.

    `fit` it for all of the epochs, with this batch size; y need not be that of XOR. The same seed must give the same
    weights: the seed has to be set before the model is built, and `tf.keras.utils.set_random_seed(seed)` sets all that
    Keras uses.

    A row counts as right where the model's answer is above 0.5 for a 1 and not above 0.5 for a 0. With the four rows of
    XOR, repeated many times, all of them must be right after 512 steps (a step is one batch), for nearly every seed. So
    choose an optimizer and a learning rate that get there: plain SGD with its default rate of 0.01 often does not.

    For example:

        model = train_xor(x, y, epochs=2, batch_size=16, seed=7)  # 4096 rows: 256 steps an epoch
        model.predict(x[:4]) > 0.5  ->  right in all four rows
    """
    # BEGIN SOLUTION
    tf.keras.utils.set_random_seed(seed)
    model = build_xor_model()
    model.fit(x, y, epochs=epochs, batch_size=batch_size, verbose=0)
    return model
    # END SOLUTION
