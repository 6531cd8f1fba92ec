import json

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.suite import Model, Tensor, array32, as_numbers, expect, overlay, tensor32

RATE = 0.5
SGD = {"module": "keras.optimizers", "class_name": "SGD", "config": {"learning_rate": RATE}, "registered_name": None}


def sigmoid(z):
    return np.exp(-np.logaddexp(0, -z))


def one_layer(kernel, bias, activation, loss, metrics):
    """The judge's own compiled model: a single layer, so that its training can be computed by hand. It runs eagerly,
    because compiling a graph takes longer than its few steps."""
    kernel, bias = array32(kernel), array32(bias)
    layers = [keras.Input((len(kernel),)), keras.layers.Dense(len(bias), activation)]
    config = json.loads(json.dumps(keras.Sequential(layers).get_config()))
    compiled = {"optimizer": SGD, "loss": loss, "metrics": metrics, "run_eagerly": True}
    return Model("Sequential", config, (kernel, bias), compiled, True)


def binary_model(kernel=((1.0,), (-0.5,)), bias=(0.25,)):
    return one_layer(kernel, bias, "sigmoid", "binary_crossentropy", ["acc"])


def three_classes():
    return one_layer(
        [[1.0, 0.0, -1.0], [0.5, -1.0, 0.5]], [0.0, 9 / 32, -17 / 64], "softmax", "categorical_crossentropy", ["acc"]
    )


def answers(model, x):
    """The outputs of such a model. If x consists of eighths, no two of the three classes are equally probable."""
    kernel, bias = model.weights
    z = x.astype(np.float64) @ kernel + bias
    return sigmoid(z) if z.shape[1] == 1 else np.exp(z - np.logaddexp.reduce(z, axis=1, keepdims=True))


def descended(model, x, y, updates):
    """Kernel and bias of the binary model after this number of updates with all rows."""
    w, b = (weight.astype(np.float64) for weight in model.weights)
    y = y.reshape(-1, 1)
    for _ in range(updates):
        error = (sigmoid(x @ w + b) - y) / len(x)
        w, b = w - RATE * x.T @ error, b - RATE * error.sum(axis=0)
    return w, b


def binary_measures(outputs, y):
    outputs, y = np.asarray(outputs, np.float64).ravel(), np.ravel(y)
    return {
        "loss": float(-np.mean(np.log(np.where(y > 0.5, outputs, 1 - outputs)))),
        "acc": float(np.mean((outputs > 0.5) == (y > 0.5))),
    }


def binary_rows(count, seed):
    random = np.random.default_rng(seed)
    x = random.normal(0, 1.5, (count, 2)).astype(np.float32)
    return x, array32(x[:, :1] + random.normal(0, 1, (count, 1)) > 0)


def trained(submission, model, rows, validation, **asked):
    """The history, and the given model as it is after the call."""
    history, after = submission.call_keeping("train", model, rows, validation, **asked)
    return history, expect(after[0], "the model after training").a_model()


def judge_weights(model, weights, drawn=None):
    for found, right, what in zip(
        model.weights, weights, ("the kernel after training", "the bias after training"), strict=True
    ):
        expect(found, what).drawn(drawn).close_to(right, rtol=1e-3, atol=1e-3)


def judge_epochs(history, epochs, drawn=None):
    """This is checked first, because after fewer epochs the weights are wrong too."""
    losses = history.get("loss") if type(history) is dict else None
    if type(losses) is list and len(losses) != epochs:
        reason = "The training ran for {ran} epochs instead of {epochs}."
        expect(history, "the history").drawn(drawn).that(
            False, reason, "{epochs} epochs, whatever the losses are", ran=len(losses), epochs=epochs
        )


def judge_history(history, epochs, model, validation, drawn=None):
    """There must be one float per epoch under each name. The last validation values must be those of the trained
    model."""
    found = expect(history, "the history")
    curves = found.a_dict()
    for name in ("loss", "acc", "val_loss", "val_acc"):
        found.that(name in curves, "A loss or metric is missing.", "the keys loss, acc, val_loss and val_acc")
        expect(curves[name], "the history's {name}", name=name).numbers((epochs,))
    x, y = validation
    for name, right in binary_measures(answers(model, x), y).items():
        last = as_numbers(curves[f"val_{name}"])[-1]
        found = expect(float(last), "the last val_{name}", name=name).drawn(drawn)
        found.close_to(right, rtol=1e-3, atol=1e-4)


# train


@pytest.mark.points(1)
@pytest.mark.limit(90)
def test_train_history(submission):
    """train changes the given model, on the training set alone, and returns the history"""
    model, rows = binary_model(), binary_rows(40, 1)
    x, y = binary_rows(20, 2)
    validation = (
        x,
        1 - y,
    )  # not the rule of the training set: a training that stops when this loss rises stops too early
    history, after = trained(submission, model, rows, validation, epochs=6, batch_size=40, seed=4)
    states = [descended(model, *rows, updates=epoch) for epoch in range(7)]
    losses = [binary_measures(sigmoid(x @ w + b), 1 - y)["loss"] for w, b in states[1:]]

    def curve():
        found = as_numbers(history["val_loss"])
        return overlay((np.arange(1, 1 + len(found)), found), (np.arange(1, 7), losses), labels=("epoch", "val_loss"))

    judge_epochs(history, 6, curve)
    judge_weights(after, states[-1], curve)
    judge_history(history, 6, after, validation, curve)
    expect(history["val_loss"], "the history's val_loss").drawn(curve).close_to(losses, rtol=1e-3, atol=1e-4)
    measures = [binary_measures(sigmoid(rows[0] @ w + b), rows[1]) for w, b in states]
    for name in ("loss", "acc"):  # Keras measures a batch before its update; a loop may measure at the epoch's end
        values = as_numbers(history[name])
        before, after = (np.array([each[name] for each in part]) for part in (measures[:-1], measures[1:]))
        right = np.minimum(abs(values - before), abs(values - after)) < 1e-3
        reason = "The {name} was not measured on the training set."
        expect(history[name], "the history's {name}", name=name).that(
            right.all(), reason, "the value on the training set in each epoch", name=name
        )


@pytest.mark.points(0.75)
@pytest.mark.limit(90)
@pytest.mark.hidden
def test_train_batches(submission):
    """train makes one update per batch in every epoch, including a short last batch, and accepts tensors"""
    model = binary_model([[0.5], [2.0]], [-1.0])
    # All rows are the same, so only the number of updates counts.
    x, y = np.tile(array32([[1.0, -0.5]]), (10, 1)), np.ones(10, np.float32)
    validation = binary_rows(12, 3)
    rows, held_out = (Tensor(x), Tensor(y)), (Tensor(validation[0]), Tensor(validation[1].ravel()))
    history, after = trained(submission, model, rows, held_out, epochs=2, batch_size=6, seed=2**32 - 1)
    judge_epochs(history, 2)
    judge_weights(after, descended(model, x, y, updates=4))
    judge_history(history, 2, after, validation)


@pytest.mark.points(0.5)
@pytest.mark.limit(90)
@pytest.mark.hidden
def test_train_seed(submission, props):
    """train gives the same weights for the same seed, and a different order of the rows for a different seed"""
    rows, validation = binary_rows(16, 5), binary_rows(8, 6)
    asked = {"epochs": 1, "batch_size": 8, "seed": 12}
    submission.do(props.seed_elsewhere, 1)
    _, first = trained(submission, binary_model(), rows, validation, **asked)
    submission.do(props.seed_elsewhere, 2)
    _, again = trained(submission, binary_model(), rows, validation, **asked)
    for one, other in zip(first.weights, again.weights, strict=True):
        expect(other, "the result of the second training").close_to(one)
    others = [trained(submission, binary_model(), rows, validation, **asked | {"seed": seed})[1] for seed in (1, 2, 3)]
    differ = any(not np.allclose(first.weights[0], other.weights[0], rtol=1e-5) for other in others)
    reason = "Four different seeds gave the same order of the rows."
    expect(others[-1], "the result of the second training").that(
        differ, reason, "a different order for a different seed"
    )


# evaluate


@pytest.mark.points(0.5)
def test_evaluate_examples(submission):
    """evaluate returns loss and metrics by name"""
    model, (x, y) = binary_model(), binary_rows(10, 7)
    judge_measures(submission.evaluate(model, (x, y)), binary_measures(answers(model, x), y))


@pytest.mark.points(0.5)
@pytest.mark.hidden
def test_evaluate_any_model(submission, random):
    """evaluate measures all rows for any task, with the names that Keras reports, and accepts tensors"""
    line = one_layer([[1.0], [2.0]], [0.5], "linear", "mse", ["mae"])
    for count in (40, 33):
        x, y = array32(random.normal(0, 1.5, (count, 2))), array32(random.normal(0, 2, count))
        error = (x @ line.weights[0] + line.weights[1])[:, 0] - y
        right = {"loss": np.mean(error**2), "mae": np.mean(np.abs(error))}
        judge_measures(submission.evaluate(line, (Tensor(x), Tensor(y))), right)
    x, label = array32(random.integers(-40, 41, (40, 2)) / 8), random.integers(0, 3, 40)
    classes, one_hot = three_classes(), np.eye(3, dtype=np.float32)[label]
    outputs = answers(classes, x)
    right = {"loss": -np.mean(np.log(outputs[one_hot > 0])), "acc": np.mean(outputs.argmax(axis=1) == label)}
    judge_measures(submission.evaluate(classes, (x, one_hot)), right)


def judge_measures(result, right):
    found = expect(result).a_dict(*right)
    for name, value in right.items():
        expect(found[name], name).a_float().close_to(float(value), rtol=1e-3, atol=1e-4)


# predict_classes


def judge_classes(result, outputs, task):
    right = outputs.argmax(axis=1) if task == "multiclass" else (outputs[:, 0] > 0.5).astype(int)
    wrong = {
        "These are the probabilities. The class follows from them.": outputs,
        "This is the place of the row with the largest probability. Use `axis=1` for the largest in each row.": (
            outputs.argmax(axis=0)
        ),
    }
    classes = expect(result).close_to(right, dtype=int, mistakes=wrong)
    classes.that(as_numbers(result).dtype.kind in "iu", "The classes are floats.", "whole numbers")


@pytest.mark.points(0.5)
def test_predict_classes_examples(submission):
    """predict_classes gives 1 above 0.5, and the index of the largest probability"""
    x = array32([[0.0, 1.0], [2.0, 1.0], [-1.0, 3.0], [1.0, -2.0]])
    for model, task in [(binary_model(), "binary"), (three_classes(), "multiclass")]:
        judge_classes(submission.predict_classes(model, x, task), answers(model, x), task)


@pytest.mark.points(0.5)
@pytest.mark.hidden
@given(
    st.sampled_from(["binary", "multiclass"]),
    st.sampled_from([array32, tensor32]),
    st.lists(st.tuples(st.integers(-40, 40), st.integers(-40, 40)), min_size=1, max_size=6),
)
@settings(max_examples=3)
def test_predict_classes_any_rows(submission, task, form, rows):
    """predict_classes accepts any number of rows, as arrays and tensors"""
    x = array32(rows) / 8
    model = three_classes() if task == "multiclass" else binary_model()
    judge_classes(submission.predict_classes(model, form(x), task), answers(model, x), task)


@pytest.mark.points(0.25)
@pytest.mark.hidden
def test_predict_classes_at_one_half(submission):
    """predict_classes gives 0 for a probability of exactly 0.5"""
    model = binary_model([[1.0], [-1.0]], [0.0])
    x = array32([[1.0, 1.0], [2.0, 1.0], [0.0, 0.0], [-3.0, -3.0], [1.0, 3.0]])
    judge_classes(submission.predict_classes(model, x, "binary"), answers(model, x), "binary")
