"""Gates: the perceptron by hand, then in Keras.

A *perceptron* takes several numbers x, multiplies each by its own *weight* w, adds everything up together with a *bias*
b, and compares the sum with a threshold. Above the threshold it answers 1, otherwise 0:

    x1 * w1 + x2 * w2 + b  ->  step  ->  0 or 1

That is enough for a logic gate. The weights decide which one it is:

    x1  x2    and  or  nand  xor
     0   0     0    0    1    0
     0   1     0    1    1    1
     1   0     0    1    1    1
     1   1     1    1    0    0

Seen as points of a plane, a perceptron draws one straight line and calls one side of it 1. For and, or and nand there
is such a line; try to draw one for xor! No single perceptron can be xor, but three of them, in two layers, can.

First you choose the weights by hand. Then Keras finds them: a `Dense(1)` layer is a perceptron without the step, and
training moves its weights until its outputs come close to the 0s and 1s of the table. An output above 0.5 counts as 1.

What you can rely on: numbers come as Python numbers, (nested) lists, NumPy arrays or tensors; x, w and b of one call
have the same dtype, or b is a Python number. The 0s and 1s that you return are whole numbers: an integer array, an
integer tensor or a (nested) list of ints, not floats, not True and False. Do not change the arguments.
"""

import numpy as np
import tensorflow as tf


def step(z, threshold=0.0):
    """1 where z is above the threshold, else 0: at the threshold itself it is 0. The result has the shape of z.

    For example:

        step(0.5)  ->  1
        step([-1.0, 0.0, 2.0])  ->  [0, 0, 1]
        step([0.5, 1.0, 1.5], threshold=1.0)  ->  [0, 0, 1]
    """
    raise NotImplementedError("write this function")


def perceptron(x, w, b):
    """The answer of one perceptron to every row of x: the step of the weighted sum x @ w + b.

    Shapes: x (m, n) holds m rows of n numbers, w (n,) has a weight for each of the n columns, b is one number. The
    result is (m,), a 0 or a 1 for each row.

    For example:

        perceptron([[1.0, 2.0], [3.0, -4.0]], [0.5, 1.0], 0.5)  ->  [1, 0]    (the sums are 3.0 and -2.0)
        perceptron([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0]], [1.0, -1.0], 0.0)  ->  [0, 0, 1]
    """
    raise NotImplementedError("write this function")


def gate_weights(gate):
    """Weights and bias of a perceptron that is the gate "and", "or" or "nand": a tuple (w, b), two numbers and one.

    There are many solutions: any weights that give the table above. But keep a distance: each of the four weighted sums
    must be 0.1 or more, or -0.1 or less, so that a rounding error cannot change an answer.

    For example:

        w, b = gate_weights("and")
        perceptron([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], w, b)  ->  [0, 0, 0, 1]
    """
    raise NotImplementedError("write this function")


def xor(x):
    """1 for every row of x that holds exactly one 1, else 0. x has shape (m, 2), the result (m,).

    x holds 0s and 1s only, as whole numbers or as floats. One perceptron cannot do it, but a second layer can:
    (x1 or x2) and (x1 nand x2).

    For example:

        xor([[0, 0], [0, 1], [1, 0], [1, 1]])  ->  [0, 1, 1, 0]
    """
    raise NotImplementedError("write this function")


def truth_table(gate):
    """The training data of a gate, "and", "or", "nand" or "xor": a tuple (x, y) of float32 arrays.

    x (4, 2) holds the four inputs, one in each row, in any order; y (4, 1) holds what the gate answers to each of them.
    Any other gate raises ValueError.

    For example:

        truth_table("xor")  ->  ([[0, 0], [0, 1], [1, 0], [1, 1]], [[0], [1], [1], [0]]), both float32
        truth_table("maybe")  ->  raises ValueError
    """
    raise NotImplementedError("write this function")


def build_perceptron():
    """A new perceptron in Keras, compiled and not yet trained: for x of shape (m, 2) its outputs are x @ w + b, (m, 1).

    - One `Dense` layer with one unit and a linear activation. Tell Keras from the start that each row has two numbers
      (the first layer of a model needs the input's shape): `model.input_shape` is (None, 2) before the model has seen
      any data. A `Sequential` model will do; layers and models of a class of your own cannot be graded.
    - Compiled with the optimizer SGD (any learning rate; its default will do), the loss "mse", and a metric that gives
      the share of rows on the right side of 0.5; here "acc" does. Give it by name, `metrics=["acc"]`: the third
      argument of `compile` is not `metrics`. More metrics are fine, up to 32.

    For example:

        build_perceptron().summary()  ->  shows one Dense layer with 3 parameters
    """
    raise NotImplementedError("write this function")


def train_perceptron(x, y, *, epochs, batch_size, seed):
    """Sets the seed, builds a perceptron, trains it on x (m, 2) and y (m, 1), and returns it.

    epochs is how often training goes through all the rows, batch_size how many rows make one update of the weights, so
    there are epochs * (m / batch_size) updates, even when the loss no longer falls. x and y are arrays or tensors, and
    y need not be one of the four gates.

    The same seed must give the same weights, every time. The initial weights are random as well, so set the seed before
    the model is built, with `tf.keras.utils.set_random_seed`: in Keras 3 `tf.random.set_seed` does not reach them.

    For example:

        x, y = truth_table("or")
        model = train_perceptron(x, y, epochs=500, batch_size=4, seed=777)
        model.predict(x) > 0.5  ->  False for (0, 0), True for the other three rows
    """
    raise NotImplementedError("write this function")
