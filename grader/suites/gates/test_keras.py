import numpy as np
import pytest

from grader.judge.expect import expect
from grader.judge.inputs import array32
from grader.judge.models import predict
from grader.runtime.values import Tensor

ROWS = array32([[0, 0], [0, 1], [1, 0], [1, 1]])
OR, NAND, XOR = (array32(answers).reshape(4, 1) for answers in ([0, 1, 1, 1], [1, 1, 1, 0], [0, 1, 1, 0]))
UPDATES, BATCH = 640, 64
"""A batch of many copies of the four rows is nearly the whole table, so that hardly any luck is left in an update."""

NEAR = 0.001
"""Nearer to 0.5 than this is neither: a model that answers 0.5 to every row has learned nothing."""
MARGIN = "the margin of the worst of the four answers (its distance from 0.5, negative on the wrong side)"

DEFAULT_RATE = 0.0099
"""Just below SGD's default 0.01. Any learning rate is allowed: with a smaller one the updates above may be too few."""


def perceptron(model):
    """The description of a Keras model that is one linear unit: its outputs are those of x @ w + b."""
    described = expect(model, "the model")
    found = described.a_model()
    shape = found.input_shape
    known = "the input shape (None, 2)"
    described.that(shape == (None, 2), "The model does not know that a row has two numbers.", known)
    sizes = [weight.shape for weight in found.weights]
    one_unit = "one Dense layer with one unit: two weights and a bias"
    described.that(sizes == [(2, 1), (1,)], "The model is not a single perceptron.", one_unit)
    x = np.random.default_rng(3).uniform(-9, 9, (50, 2)).astype(np.float32)
    outputs = expect(predict(found, x), "the model's output")
    outputs.close_to(x @ found.weights[0] + found.weights[1], rtol=1e-4, atol=1e-4)
    return found


def measured(submission, props, model):
    """Loss and metrics that the compiled model reports for the judge's rows; then its right loss and share of rows."""
    x = np.random.default_rng(5).uniform(-2, 2, (40, 2)).astype(np.float32)
    outputs = predict(model, x)
    wrong = np.arange(len(x))[:, None] % 3 == 0
    y = ((outputs > 0.5) ^ wrong).astype(np.float32)
    reported = expect(submission.do(props.evaluate, model, x, y), "what the model reports").a_dict()
    return reported, float(np.mean((outputs - y) ** 2)), float(np.mean(~wrong))


def optimizer_of(model):
    """The optimizer's description; empty where there is none."""
    found = (model.compiled or {}).get("optimizer")
    return found if type(found) is dict else {}


def rate_of(model):
    config = optimizer_of(model).get("config")
    rate = config.get("learning_rate") if type(config) is dict else None
    return rate if type(rate) is float else DEFAULT_RATE


def loss_of(model, y):
    return float(np.mean((predict(model, ROWS) - y) ** 2))


def judge_learns(submission, y, seed, form):
    """All four rows right after the updates; with a very small learning rate it is enough that the loss has fallen."""
    copies = UPDATES * BATCH // 4
    x, y_many = np.tile(ROWS, (copies, 1)), np.tile(y, (copies, 1))
    margins = []
    for each in (seed, seed + 1):  # the second where the first was unlucky
        model = perceptron(submission.train_perceptron(form(x), form(y_many), epochs=1, batch_size=BATCH, seed=each))
        answers = predict(model, ROWS)
        margins.append(float(np.min(np.where(y > 0.5, answers - 0.5, 0.5 - answers))))
        if margins[-1] >= NEAR or rate_of(model) < DEFAULT_RATE:
            break
    if rate_of(model) < DEFAULT_RATE:
        short = submission.train_perceptron(ROWS, y, epochs=1, batch_size=4, seed=seed)
        fallen = loss_of(model, y) < loss_of(perceptron(short), y)
        expect(model, "the model").that(fallen, "The loss does not fall.", "a loss that falls")
        return
    # Simulated with rates from 0.01 to 0.5, with and without momentum, initial weights glorot, he, zeros and ones, of a
    # single seed: 14,400 of 14,400 right, the least margin 0.026, the mean at least 4.2 deviations above the bound.
    submission.measure(MARGIN, max(margins), at_least=NEAR)


def judge_updates(submission, props, model, wanted):
    """Each batch of each epoch makes one update. What a loop of the student's own does without Keras is not counted."""
    made = submission.do(props.updates, model)
    reason = f"The weights were updated {made} times: are there more or fewer epochs or batches than were asked for?"
    expect(made, "the number of updates").an_int().that(made in (0, wanted), reason, str(wanted))


# build_perceptron


@pytest.mark.points(0.75)
def test_build_perceptron_is_one_linear_unit(submission):
    """build_perceptron makes one linear unit that takes two numbers"""
    perceptron(submission.build_perceptron())


@pytest.mark.points(0.5)
def test_build_perceptron_loss(submission, props):
    """build_perceptron compiles the model with SGD and the mean squared error"""
    model = perceptron(submission.build_perceptron())
    compiled = expect(model, "the model")
    compiled.that(model.compiled is not None, "The model is not compiled.", "a compiled model")
    kind = optimizer_of(model).get("class_name")
    expect(kind, "the optimizer").that(kind == "SGD", "The optimizer is not SGD.", "SGD")
    reported, loss, _ = measured(submission, props, model)
    expect(reported.get("loss"), "the loss of the compiled model").close_to(loss, rtol=1e-4)


@pytest.mark.points(0.5)
@pytest.mark.hidden
def test_build_perceptron_metric(submission, props):
    """build_perceptron has a metric that is the share of rows on the right side of 0.5"""
    model = perceptron(submission.build_perceptron())
    reported, _, share = measured(submission, props, model)
    shares = [value for name, value in reported.items() if name != "loss" and type(value) is float]
    found = any(abs(value - share) < 1e-5 for value in shares)
    expect(reported, "what the model reports").that(found, "No metric is the share of right rows.", "such a metric")


# train_perceptron


@pytest.mark.points(0.75)
@pytest.mark.limit(90)
def test_train_perceptron_learns_or(submission):
    """train_perceptron learns OR with the seed 777: all four rows are right"""
    judge_learns(submission, OR, 777, np.asarray)


@pytest.mark.points(0.25)
@pytest.mark.limit(90)
def test_train_perceptron_xor(submission, props):
    """train_perceptron cannot learn XOR: a single perceptron has at most three of the four rows right"""
    x, y = np.tile(ROWS, (16, 1)), np.tile(XOR, (16, 1))
    submission.do(props.step_by_step, True)
    model = perceptron(submission.train_perceptron(x, y, epochs=1, batch_size=8, seed=1))
    submission.do(props.step_by_step, False)
    right = int(np.sum((predict(model, ROWS) > 0.5) == (XOR > 0.5)))
    expect(right, "the number of right rows").that(right < 4, "It solves XOR.", "at most 3")


@pytest.mark.points(0.5)
@pytest.mark.limit(90)
@pytest.mark.hidden
def test_train_perceptron_learns_nand(submission):
    """train_perceptron learns NAND from tensors, with another seed"""
    judge_learns(submission, NAND, 20_011, Tensor)


@pytest.mark.points(0.5)
@pytest.mark.limit(90)
@pytest.mark.hidden
def test_train_perceptron_seed(submission, props):
    """train_perceptron gives the same weights for the same seed, and uses epochs and batch size"""
    submission.do(props.step_by_step, True)
    x, y = np.tile(ROWS, (4, 1)), np.tile(OR, (4, 1))
    asked = {"epochs": 1, "batch_size": 16, "seed": 3}
    models = [
        perceptron(submission.train_perceptron(x, y, **each))
        for each in (asked, asked | {"epochs": 2}, asked | {"batch_size": 4}, asked)
    ]
    judge_updates(submission, props, models[2], 4)
    first, longer, smaller, again = (np.concatenate([weight.ravel() for weight in each.weights]) for each in models)
    expect(again, "the result of the second training").close_to(first)
    for weights, reason in [
        (longer, "More epochs gave the same weights."),
        (smaller, "A smaller batch size gave the same weights."),
    ]:
        expect(weights, "the weights").that(np.any(weights != first), reason, "other weights")
    submission.do(props.step_by_step, False)
