import json

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.suite import Model, array32, expect, expect_accuracy, mistakes, rebuild

TASKS = ("regression", "binary", "multiclass")
ACTIVATIONS = {
    "regression": ("linear", lambda z: z),
    "binary": ("sigmoid", lambda z: np.exp(-np.logaddexp(0, -z))),
    "multiclass": ("softmax", lambda z: np.exp(z - np.logaddexp.reduce(z, axis=1, keepdims=True))),
}


def random_weights(shapes):
    """Weights with which every unit contributes, whatever the submission's initialisers are."""
    random = np.random.default_rng(11)
    return [
        array32(random.normal(0, shape[0] ** -0.5, shape) if len(shape) > 1 else random.uniform(0.1, 0.9, shape))
        for shape in shapes
    ]


def judge_network(model, kind, task, n_features, n_outputs):
    """Checks input shape, output and last activation, and that a hidden layer is non-linear, in a copy with the judge's
    weights."""
    described = expect(model, "the model")
    found = described.a_model()
    described.that(found.class_name == kind, "The model was built with the wrong API.", "a {kind} model", kind=kind)
    known = found.input_shape == (None, n_features)
    described.that(
        known,
        "The model does not know the shape of its input.",
        "the input shape (None, {columns})",
        columns=n_features,
    )
    built = rebuild(found)
    layers = [layer for layer in built.layers if type(layer) is keras.layers.Dense]
    described.that(layers, "The model has no Dense layer.", "Dense layers")
    built.set_weights(random_weights([weight.shape for weight in built.get_weights()]))
    last = layers[-1]
    both = keras.Model(built.inputs[0], [last.input, *built.outputs])
    bias = np.asarray(last.bias) if last.use_bias else 0.0
    a, b = np.random.default_rng(12).normal(0, 2, (2, 40, n_features)).astype(np.float32)
    rows = np.concatenate([a, b, a + b, 0 * a])
    name, _ = ACTIVATIONS[task]
    for _ in range(2):  # with both signs, so that sums above and below 0 occur
        last.kernel.assign(-last.kernel)
        hidden, answer = (keras.ops.convert_to_numpy(part) for part in both(rows, training=False))
        sums = hidden.astype(np.float64) @ np.asarray(last.kernel) + bias
        output = expect(answer, "the model's output").of_shape((len(rows), n_outputs))
        fits = [other for other, of in ACTIVATIONS.values() if np.allclose(output.numbers(), of(sums), 1e-3, 1e-4)]
        reason = mistakes.OTHER_ACTIVATION if fits else "The last layer has the wrong activation."
        output.that(name in fits, reason, "a {name} activation", name=name, other=fits[0] if fits else "")
    of_a, of_b, of_the_sum, of_zero = np.split(sums, 4)
    bend = np.abs(of_the_sum - of_a - of_b + of_zero).max()
    bends = bool(bend > 1e-3 * np.abs(of_a).max())
    described.that(
        bends,
        "Without a non-linear activation in a hidden layer, the whole model is one linear layer.",
        "a non-linear layer",
    )


def network(task, random):
    """The judge's own model with three inputs, not compiled. Without biases, its output depends on the signs of a row,
    so no class gets all rows."""
    units, activation = (3, "softmax") if task == "multiclass" else (1, ACTIVATIONS[task][0])
    layers = [keras.Input((3,)), keras.layers.Dense(5, "tanh"), keras.layers.Dense(units, activation)]
    config = json.loads(json.dumps(keras.Sequential(layers).get_config()))
    weights = [array32(random.normal(0, len(shape) - 1, shape)) for shape in ((3, 5), (5,), (5, units), (units,))]
    return Model("Sequential", config, tuple(weights), None, True)


def answers(task, weights, x):
    w1, b1, w2, b2 = weights
    return ACTIVATIONS[task][1](np.tanh(x @ w1 + b1).astype(np.float64) @ w2 + b2)


def labelled_rows(task, random, weights, count):
    """Rows, the outputs of a network with these weights (never close to the border between classes), and targets, some
    of which the outputs miss."""
    x = random.normal(0, 2, (8 * count, 3)).astype(np.float32)
    outputs = answers(task, weights, x)
    if task != "regression":
        two = np.sort(np.hstack([outputs, 1 - outputs] if task == "binary" else [outputs]), axis=1)[:, -2:]
        x, outputs = x[two[:, 1] - two[:, 0] > 0.01], outputs[two[:, 1] - two[:, 0] > 0.01]
    x, outputs = x[:count], outputs[:count]
    missed = random.permutation(len(x)) < random.integers(4, len(x) // 2)
    return x, outputs, labels(task, outputs, missed)


def classes(outputs):
    return outputs.argmax(axis=1) if outputs.shape[1] > 1 else (outputs > 0.5).astype(int)[:, 0]


def share(outputs, y):
    """The share of correctly classified rows."""
    return float(np.mean(classes(outputs) == classes(y)))


def measured(submission, props, task, random):
    """For three sets of rows: what the compiled model reports, the right loss, and the right share of rows. The second
    set pairs the rows and targets of the first differently, so their means and counts alone reveal nothing."""
    given = network(task, random)
    model = submission.compile_model(given, task)
    described = expect(model, "the result")
    compiled = described.a_model().compiled is not None
    described.that(compiled, "The returned model is not compiled.", "the compiled model")
    kept = all(np.array_equal(*pair) for pair in zip(model.weights, given.weights, strict=False))
    described.that(kept, "The returned model has different weights.", "the given model")
    rows, outputs, targets = labelled_rows(task, random, given.weights, 60)
    orders = (random.permutation(60) for _ in range(1000))
    others = (targets[order] for order in orders)
    other = next(each for each in others if task == "regression" or share(outputs, each) != share(outputs, targets))
    more = labelled_rows(task, random, given.weights, 35)
    found = []
    for x, right, y in ((rows, outputs, targets), (rows, outputs, other), more):
        reported = expect(submission.do(props.model_evaluate, model, x, y), "what the model reports").a_dict()
        found.append((reported, right_loss(task, right, y), share(right, y)))
    return found


def labels(task, outputs, missed):
    """Targets that agree with the outputs, except for the missed rows."""
    if task == "regression":
        return array32(outputs + 1 + missed[:, None])
    if task == "binary":
        return array32((outputs > 0.5) ^ missed[:, None])
    return array32(np.eye(3)[(outputs.argmax(axis=1) + missed) % 3])


def right_loss(task, outputs, y):
    if task == "regression":
        return float(np.mean((outputs - y) ** 2))
    if task == "binary":
        return float(-np.mean(np.log(np.where(y > 0.5, outputs, 1 - outputs))))
    return float(-np.mean(np.log(outputs[y > 0.5])))


# build_model and build_functional


@pytest.mark.points(1)
def test_build_model_examples(submission):
    """build_model makes a Sequential model with a hidden layer and the task's output"""
    judge_network(submission.build_model("regression", 3), "Sequential", "regression", 3, 1)
    judge_network(submission.build_model("binary", 4), "Sequential", "binary", 4, 1)
    judge_network(submission.build_model("multiclass", 4, 3), "Sequential", "multiclass", 4, 3)
    judge_network(submission.build_model("regression", 3, 2), "Sequential", "regression", 3, 2)


@pytest.mark.points(0.75)
@pytest.mark.hidden
@given(st.integers(1, 9), st.integers(2, 7))
@settings(max_examples=2)
def test_build_model_any_size(submission, n_features, n_classes):
    """build_model fits any number of features and outputs"""
    for task in TASKS:
        n_outputs = 1 if task == "binary" else n_classes
        model = submission.build_model(task, n_features, n_outputs=n_outputs)
        judge_network(model, "Sequential", task, n_features, n_outputs)


@pytest.mark.points(0.75)
def test_build_functional_examples(submission):
    """build_functional makes the same models with the functional API"""
    judge_network(submission.build_functional("regression", 3), "Functional", "regression", 3, 1)
    judge_network(submission.build_functional("binary", 4), "Functional", "binary", 4, 1)
    judge_network(submission.build_functional("multiclass", 4, 3), "Functional", "multiclass", 4, 3)
    judge_network(submission.build_functional("regression", 3, 2), "Functional", "regression", 3, 2)


@pytest.mark.points(0.5)
@pytest.mark.hidden
@given(st.integers(1, 9), st.integers(2, 7))
@settings(max_examples=2)
def test_build_functional_any_size(submission, n_features, n_classes):
    """build_functional fits any number of features and outputs"""
    for task, n_outputs in [("binary", 1), ("multiclass", n_classes), ("regression", n_classes)]:
        model = submission.build_functional(task, n_features, n_outputs=n_outputs)
        judge_network(model, "Functional", task, n_features, n_outputs)


# compile_model


@pytest.mark.points(0.75)
def test_compile_model_losses(submission, props, random):
    """compile_model gives each task its loss, and returns the compiled model"""
    for task in TASKS:
        for reported, loss, _ in measured(submission, props, task, random):
            expect(reported.get("loss"), "the loss for {task}", task=task).close_to(loss, rtol=1e-3)


@pytest.mark.points(0.75)
@pytest.mark.hidden
def test_compile_model_accuracy(submission, props, random):
    """compile_model gives both classification tasks a metric for the share of correctly classified rows"""
    for task in ("binary", "multiclass"):
        expect_accuracy((reported, right) for reported, _, right in measured(submission, props, task, random))
