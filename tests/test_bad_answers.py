"""Beginners' answers of the wrong kind, and the sentence that each student reads about theirs."""

import json

import pytest

from grader.course.model import load_course
from grader.judge.client import run_judge
from grader.processes.jobs import JudgeJob
from grader.processes.policy import LAYERS
from grader.submission.private_copy import private_folder

COURSE = load_course()
IMPORTS = "import keras\nimport matplotlib.pyplot as plt\nimport numpy as np\nimport tensorflow as tf\n"

BAD = {
    "a parameter missing": ("activations", "def relu():\n    return 0.0", "test_relu_examples"),
    "a parameter too many": ("activations", "def swish(x, alpha, beta):\n    return x", "test_swish_formula"),
    "None": ("activations", "def sigmoid(x):\n    1 / (1 + np.exp(-np.array(x)))", "test_sigmoid_examples"),
    "a loop without an end": (
        "activations",
        "def tanh(x):\n    count = 0\n    while count < len(x):\n        pass\n    return x",
        "test_tanh_examples",
    ),
    "a function that calls one which is not written yet": (
        "gates",
        """
def step(z, threshold=0.0):
    raise NotImplementedError("write this function")


def perceptron(x, w, b):
    return step(np.array(x) @ np.array(w) + b)
""",
        "test_perceptron_examples",
    ),
    "no import": ("activations", "def tanh(x):\n    return [math.exp(each) for each in x]", "test_tanh_examples"),
    "what fit returns for the model": (
        "gates",
        """
def train_perceptron(x, y, *, epochs, batch_size, seed):
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    return model.fit(x, y, epochs=1, verbose=0)
""",
        "test_train_perceptron_learns_or",
    ),
    "what compile returns for the model": (
        "gates",
        """
def build_perceptron():
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    return model.compile("sgd", "mse", metrics=["acc"])
""",
        "test_build_perceptron_loss",
    ),
    "a comma after the model": (
        "gates",
        """
def build_perceptron():
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse", metrics=["acc"])
    return model,
""",
        "test_build_perceptron_loss",
    ),
    "yield for one number": ("metrics", "def auc(fpr, tpr):\n    yield 0.5", "test_auc_examples"),
    "a coroutine": ("metrics", "async def auc(fpr, tpr):\n    return 0.5", "test_auc_examples"),
    "plt for the figure": (
        "activations",
        "def plot_activations(functions, low, high):\n    return plt",
        "test_plot_activations_labels",
    ),
    "a method": (
        "activations",
        "class Activations:\n    def tanh(self, x):\n        return np.array(x)",
        "test_tanh_examples",
    ),
    "a generator": ("activations", "def tanh(x):\n    for value in x:\n        yield value", "test_tanh_examples"),
    "another dtype": (
        "activations",
        "def leaky_relu(x, alpha=0.01):\n    x = np.array(x, float)\n    return np.where(x > 0, x, alpha * x)",
        "test_leaky_relu_formula",
    ),
    "an array for a tensor": (
        "tensor_ops",
        "def square_in_numpy(a, b):\n    return np.array(np.add(a, b) ** 2, np.float32)",
        "test_square_in_numpy_examples",
    ),
    "a tensor for an int": ("tensor_ops", "def rank_of(x):\n    return tf.rank(x)", "test_rank_of_examples"),
    "a transposed matrix": (
        "data_prep",
        "def one_hot(labels, n_classes):\n    return np.eye(n_classes, dtype=np.float32)[:, np.array(labels)]",
        "test_one_hot_examples",
    ),
    "axes for a figure": (
        "activations",
        "def plot_activations(functions, low, high):\n    return plt.subplots()[1]",
        "test_plot_activations_curves",
    ),
    "a model that is not compiled": (
        "gates",
        "def build_perceptron():\n    return keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])",
        "test_build_perceptron_loss",
    ),
    "a model with NaN weights": (
        "gates",
        """
def train_perceptron(x, y, *, epochs, batch_size, seed):
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.set_weights([weight * np.nan for weight in model.get_weights()])
    return model
""",
        "test_train_perceptron_learns_or",
    ),
    "a model without an input": (
        "keras_pipeline",
        "def build_model(task, n_features, n_outputs=1):\n    return keras.Sequential([keras.layers.Dense(1)])",
        "test_build_model_examples",
    ),
    "a model with a Lambda layer": (
        "keras_pipeline",
        """
def build_functional(task, n_features, n_outputs=1):
    x = keras.Input((n_features,))
    return keras.Model(x, keras.layers.Lambda(lambda x: x * x)(x))
""",
        "test_build_functional_examples",
    ),
    "a functional model with operations": (
        "keras_pipeline",
        """
def build_functional(task, n_features, n_outputs=1):
    x = keras.Input((n_features,))
    return keras.Model(x, keras.layers.Dense(1)(keras.ops.relu(keras.layers.Dense(4)(x)) + 1.0))
""",
        "test_build_functional_examples",
    ),
    "a model of one's own class": (
        "mlp",
        """
class Mine(keras.Sequential):
    pass


def build_xor_model(units=32):
    return Mine([keras.Input((2,)), keras.layers.Dense(units, "relu"), keras.layers.Dense(1, "sigmoid")])
""",
        "test_build_xor_model",
    ),
    "a model with a layer of one's own": (
        "mlp",
        """
class Mine(keras.layers.Layer):
    def call(self, x):
        return x


def build_xor_model(units=32):
    return keras.Sequential([keras.Input((2,)), Mine(), keras.layers.Dense(1, "sigmoid")])
""",
        "test_build_xor_model",
    ),
    "a loop that AutoGraph cannot convert": (
        "autograph",
        """
@tf.function
def halvings(x):
    count = 0
    while True:
        if x < 1:
            break
        x = x / 2
        count += 1
    return count
""",
        "test_halvings_examples",
    ),
    "an activation of one's own": (
        "keras_pipeline",
        """
def build_model(task, n_features, n_outputs=1):
    hidden = keras.layers.Dense(8, activation=tf.math.sin)
    return keras.Sequential([keras.Input((n_features,)), hidden, keras.layers.Dense(1)])
""",
        "test_build_model_examples",
    ),
    "coefficients in the other order": (
        "training",
        "def fit_polynomial(x, y, degree):\n    return np.polyfit(x, y, degree)",
        "test_fit_polynomial_examples",
    ),
    "batches in a generator": (
        "training",
        "def mini_batches(x, y, batch_size, seed):\n    yield x, y",
        "test_mini_batches_examples",
    ),
    "one dict for all results": (
        "training",
        """
def grid_search(score, grid):
    params, results = {}, []
    for params["units"] in grid["units"]:
        for params["rate"] in grid["rate"]:
            results.append((params, score(**params)))
    return params, results
""",
        "test_grid_search_examples",
    ),
    "the weights of the last epoch": (
        "training",
        """
def train_until_it_stops(model, train, validation, *, epochs, batch_size, patience, seed):
    stop = keras.callbacks.EarlyStopping(patience=patience)
    return model.fit(*train, validation_data=validation, epochs=epochs, callbacks=[stop], verbose=0).history
""",
        "test_train_until_it_stops_goes_back",
    ),
    "an epoch too many": (
        "training",
        """
def train_until_it_stops(model, train, validation, *, epochs, batch_size, patience, seed):
    stop = keras.callbacks.EarlyStopping(patience=patience + 1, restore_best_weights=True)
    return model.fit(*train, validation_data=validation, epochs=epochs, callbacks=[stop], verbose=0).history
""",
        "test_train_until_it_stops_goes_back",
    ),
}
"""What came back: the exercise, the bad function, a visible check that meets it."""

EVERY_ACTIVATION = """
def build_xor_model(units=32):
    model = keras.Sequential([keras.Input((2,))])
    for name in dir(keras.activations):
        if name[0] != "_" and name not in ("deserialize", "get", "serialize"):
            model.add(keras.layers.Dense(4, activation=name))
    model.add(keras.layers.Dense(units, activation=keras.layers.LeakyReLU()))
    model.add(keras.layers.Dense(1, activation="sigmoid"))
    return model
"""

DRAWN_AND_CLOSED = """
def plot_activations(functions, low, high):
    figure, axes = plt.subplots()
    x = np.linspace(low, high, 60)
    for name, function in functions.items():
        axes.plot(x, function(x), label=name)
    axes.set(xlabel="x", ylabel="y")
    axes.legend()
    plt.show()
    plt.close("all")
    return figure
"""


@pytest.fixture(scope="module")
def checked(server):
    """`checked(exercise, text, check)` is the outcome of one check of an exercise for a submission of that text."""

    def checked(name, text, check, suffix=".py"):
        (exercise,) = COURSE.choose([name])
        with private_folder() as folder:
            main = folder / f"{name}{suffix}"
            main.write_text(text)
            job = JudgeJob.of(exercise, folder, main, seed=1, hidden_seed=1, layers=LAYERS, checks=(check,))
            return run_judge(server, job, lambda result: None).results[check]

    return checked


@pytest.mark.parametrize(("exercise", "function", "check"), BAD.values(), ids=BAD.keys())
def test_a_student_reads_what_is_wrong_with(checked, wording, exercise, function, check):
    found = checked(exercise, IMPORTS + function, check)
    assert found.message == wording
    assert (found.score, found.visibility) == (0, "visible")


def test_every_activation_of_keras_is_one(checked):
    assert checked("mlp", IMPORTS + EVERY_ACTIVATION, "test_build_xor_model").message == ""


def test_a_figure_that_was_shown_and_closed_is_a_figure(checked):
    found = checked("activations", IMPORTS + DRAWN_AND_CLOSED, "test_plot_activations_curves")
    assert (found.status, found.message, len(found.pictures)) == ("passed", "", 1)


def test_the_last_cell_that_defines_a_function_counts(checked):
    cells = ("import numpy as np", "def rank_of(x):\n    return 1", "def rank_of(x):\n    return np.ndim(x)")
    notebook = json.dumps({"nbformat": 4, "cells": [{"cell_type": "code", "source": cell} for cell in cells]})
    assert checked("tensor_ops", notebook, "test_rank_of_examples", ".ipynb").status == "passed"
