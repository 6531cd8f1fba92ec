"""Backpropagation: how a network learns from its error, the chain rule by hand.

A cook makes a burger, step by step: that is the *forward pass*. The guest tastes it and says what was wrong, and the
remark travels back through the kitchen, from the last step to the first, so that each cook changes a little: that is
the *backward pass*. In a network the remark is the *gradient*: how much the loss grows when a number grows.

It travels by the *chain rule*. If y = outer(inner(x)), a small change of x is multiplied first by the slope of inner,
then by the slope of outer:

    dy/dx = outer'(inner(x)) * inner'(x)

The network of this exercise has one hidden layer. x holds m rows of n numbers, the hidden layer has h units, there are
k outputs, and params is the dict {"w1": (n, h), "b1": (h,), "w2": (h, k), "b2": (k,)}:

    hidden     = sigmoid(x @ w1 + b1)      (m, h)      sigmoid(z) = 1 / (1 + exp(-z))
    prediction = hidden @ w2 + b2          (m, k)
    loss       = mean of (prediction - y)**2 over all m * k numbers

The backward pass goes through the same lines from the last one up. A gradient has the shape of what it belongs to.

Libraries do all of this for you. Here you do it once by hand, so `tf.GradientTape` and `tf.gradients` are not allowed.

What you can rely on: x, y and the values of params are nested lists, NumPy arrays or tensors (in train_step no lists),
all of the same dtype. If all of them are float32, so are the results; if float64, float64. Do not change the arguments.
"""

import numpy as np


def chain(outer_grad, inner, inner_grad):
    """The derivative of outer(inner(x)), as a new function of x. The result is a function, not a number.

    outer_grad and inner_grad are the derivatives of outer and inner. All of them take floats, arrays and tensors, and
    so must the function that you return.

    For example, with outer(u) = u**2 and inner(x) = 3 * x + 1:

        slope = chain(lambda u: 2 * u, lambda x: 3 * x + 1, lambda x: 3.0)
        slope(1.0)  ->  24.0, which is 2 * 4 times 3
    """

    # BEGIN SOLUTION
    def slope(x):
        return outer_grad(inner(x)) * inner_grad(x)

    return slope
    # END SOLUTION


def forward(x, params):
    """The forward pass: the tuple (prediction, cache).

    prediction has the shape (m, k). cache is a plain dict of arrays or tensors under names of your choice: keep
    in it whatever backward will need. (Keep nothing in global variables: the next call of forward would overwrite it.)

    For example:

        params = {"w1": [[0.5], [-0.25]], "b1": [0.0], "w2": [[4.0]], "b2": [1.0]}
        prediction, cache = forward([[1.0, 2.0]], params)
        prediction  ->  [[3.0]], since the hidden unit is sigmoid(0.0) = 0.5
    """
    # BEGIN SOLUTION
    x, w1, b1, w2, b2 = (np.asarray(value) for value in (x, *(params[key] for key in ("w1", "b1", "w2", "b2"))))
    hidden = 1 / (1 + np.exp(-(x @ w1 + b1)))
    prediction = hidden @ w2 + b2
    return prediction, {"x": x, "hidden": hidden, "prediction": prediction}
    # END SOLUTION


def backward(y, params, cache):
    """The backward pass: the gradients of the loss, as a dict with the keys and shapes of params.

    cache is what forward returned. Begin with the gradient at the prediction, which is 2 * (prediction - y) divided by
    the number of all its elements, and walk back: to w2 and b2, to the hidden layer, through the sigmoid (its slope is
    hidden * (1 - hidden)), to w1 and b1. A bias was added to each of the rows, so its gradient is a sum over the rows.

    For example, with params and cache as in the example of forward:

        backward([[2.0]], params, cache)
            ->  {"w1": [[2.0], [4.0]], "b1": [2.0], "w2": [[1.0]], "b2": [2.0]}
    """
    # BEGIN SOLUTION
    x, hidden, prediction = cache["x"], cache["hidden"], cache["prediction"]
    out = 2 * (prediction - np.asarray(y)) / prediction.size
    back = out @ np.asarray(params["w2"]).T * hidden * (1 - hidden)
    return {"w1": x.T @ back, "b1": back.sum(axis=0), "w2": hidden.T @ out, "b2": out.sum(axis=0)}
    # END SOLUTION


def train_step(x, y, params, learning_rate):
    """One step of gradient descent: the tuple (new params, loss).

    Each of the new params is param - learning_rate * gradient, in a new dict; the given params stay as they were. loss
    is a single number: the mean squared error before the step.

    For example, with x, y and params of the examples above as float arrays:

        train_step(x, y, params, 0.5)
            ->  ({"w1": [[-0.5], [-2.25]], "b1": [-1.0], "w2": [[3.5]], "b2": [0.0]}, 1.0)
    """
    # BEGIN SOLUTION
    prediction, cache = forward(x, params)
    grads = backward(y, params, cache)
    loss = np.mean((prediction - np.asarray(y)) ** 2)
    return {key: np.asarray(params[key]) - learning_rate * grads[key] for key in grads}, loss
    # END SOLUTION
