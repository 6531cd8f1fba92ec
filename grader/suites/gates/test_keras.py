import itertools

import numpy as np
import pytest

from grader.suite import Tensor, array32, expect, expect_accuracy, moved, predict, regions

ROWS = array32([[0, 0], [0, 1], [1, 0], [1, 1]])
AND, OR, NAND, XOR = (0, 0, 0, 1), (0, 1, 1, 1), (1, 1, 1, 0), (0, 1, 1, 0)
ONE_LINE = [each for each in itertools.product((0, 1), repeat=4) if sum(each) in (1, 3) and each != OR]
"""Tables in which one row differs from the others, so that a straight line separates it. The best possible margin is
the same for all of them. Nobody can predict which of these seven tables a check
uses. OR is not among them: visible checks ask for it."""

UPDATES, BATCH = 1024, 128
"""A batch with many copies of the four rows is nearly the whole table, so the result of an update hardly depends on
chance."""

NEAR = 0.001
"""An output closer to 0.5 than this counts as neither 0 nor 1: a model that answers 0.5 to every row has learned
nothing."""
MARGIN = "the margin of the worst of the four answers (its distance from 0.5, negative on the wrong side)"

LEFT = 0.05
"""The share of `far_line`'s loss that must remain after one update. With weights that start at 0, the best learning
rate leaves 0.26 of it. With 20,000 starts from he_normal and the best rate for each, at least 0.23 remained."""
EPOCHS = 24
"""The epochs of a training in which nothing improves. Early stopping has less patience than this."""

DEFAULT_RATE = 0.0099
"""Just below SGD's default 0.01. Any learning rate is allowed, but with a smaller one the updates above may be too
few."""


def column(answers):
    return array32(answers).reshape(4, 1)


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


def labelled_rows(random, count, weights):
    """Rows that do not lie on the line, the outputs for them with these weights, and labels, some of which the outputs
    miss."""
    x = random.uniform(-2, 2, (4 * count, 2)).astype(np.float32)
    x = x[abs(x @ weights[0] + weights[1] - 0.5).ravel() > 0.05][:count]
    outputs = x @ weights[0] + weights[1]
    missed = random.permutation(len(x)) < random.integers(4, len(x) // 2)
    return x, outputs, array32((outputs > 0.5) ^ missed[:, None])


def share(outputs, y):
    """The share of rows whose output is on the right side of 0.5."""
    return float(np.mean((outputs > 0.5) == (y > 0.5)))


def measured(submission, props, model, random):
    """For three sets of rows: what the compiled model reports with the judge's weights, the right loss, and the right
    share of rows. The second set pairs the rows and labels of the first differently, so their means alone reveal
    nothing."""
    weights = [random.choice([-1, 1], (2, 1)) * random.uniform(0.5, 1.5, (2, 1)), random.uniform(0, 1, 1)]
    weights = [array32(weight) for weight in weights]
    rows, outputs, labels = labelled_rows(random, 40, weights)
    orders = (random.permutation(40) for _ in range(1000))
    other = next(labels[order] for order in orders if share(outputs, labels[order]) != share(outputs, labels))
    found = []
    for x, right, y in ((rows, outputs, labels), (rows, outputs, other), labelled_rows(random, 25, weights)):
        reported = expect(submission.do(props.evaluate, model, weights, x, y), "what the model reports").a_dict()
        found.append((reported, float(np.mean((right - y) ** 2)), share(right, y)))
    return found


def knows_a_gate(model):
    return any(np.array_equal(predict(model, ROWS) > 0.5, column(gate) > 0.5) for gate in (AND, OR, NAND))


def optimizer_of(model):
    """The optimizer's description; empty if there is none."""
    found = (model.compiled or {}).get("optimizer")
    return found if type(found) is dict else {}


def setting(model, name):
    """One of the settings with which the optimizer was created."""
    config = optimizer_of(model).get("config")
    return config.get(name) if type(config) is dict else None


def rate_of(model):
    rate = setting(model, "learning_rate")
    return rate if type(rate) is float else DEFAULT_RATE


def loss_of(model, y):
    return float(np.mean((predict(model, ROWS) - y) ** 2))


def far_line(random):
    """Rows and numbers of a line that lies far from any start, and which column of the rows is 0 everywhere.

    Its slope and its height count alike in the loss, but want rates of 1 and of 1/4: no single update does for both.
    """
    idle, slope, height = random.integers(2), 60 * random.choice([-1, 1]), 30 * random.choice([-1, 1])
    live = random.normal(size=12)
    live = (live - live.mean()) / live.std() / 2
    x = np.zeros((12, 2), np.float32)
    x[:, 1 - idle] = live
    return x, array32(slope * live + height)[:, None], idle


def trained(submission, x, y, **asked):
    return perceptron(submission.train_perceptron(x, y, **asked))


def judge_one_update(submission, props, random):
    """A model that has the best weights after a single update has not found them by training."""
    x, y, _ = far_line(random)
    submission.do(props.step_by_step, True)
    model = trained(submission, x, y, epochs=1, batch_size=len(x), seed=int(random.integers(2**32)))
    submission.do(props.step_by_step, False)
    left = float(np.mean((predict(model, x) - y) ** 2) / np.mean(y**2))
    reason = "The model has the best weights after a single update. Do they come from a formula instead of training?"
    expect(model, "the model").that(left > LEFT, reason, "weights that are not yet the best ones")


def judge_learns(submission, answers, seed, form):
    """All four rows must be right after the updates. With a very small learning rate, a smaller loss is enough."""
    y, copies = column(answers), UPDATES * BATCH // 4
    x, y_many = np.tile(ROWS, (copies, 1)), np.tile(y, (copies, 1))
    margins = []
    for each in (seed, (seed + 1) % 2**32):  # the second only if the first was unlucky
        model = trained(submission, form(x), form(y_many), epochs=1, batch_size=BATCH, seed=each)
        outputs = predict(model, ROWS)
        margins.append(float(np.min(np.where(y > 0.5, outputs - 0.5, 0.5 - outputs))))
        if margins[-1] >= NEAR or rate_of(model) < DEFAULT_RATE:
            break
    if rate_of(model) < DEFAULT_RATE:
        short = trained(submission, ROWS, y, epochs=1, batch_size=4, seed=seed)
        fallen = loss_of(model, y) < loss_of(short, y)
        expect(model, "the model").that(fallen, "The loss does not fall.", "a loss that falls")
        return
    # Simulated for each such table, with rates from 0.01 to 0.5, with and without momentum, initial weights
    # he_normal, zeros and ones, of a single seed: 264,000 of 264,000 right, the least margin 0.058, the mean at least
    # 6.3 deviations above the bound.
    submission.measure(MARGIN, max(margins), at_least=NEAR, drawn=plane(model, y))


def plane(model, y):
    return lambda: regions(lambda x: predict(model, x), ROWS, y)


def judge_updates(submission, props, model, wanted):
    """Each batch of each epoch must make one update. Updates in the student's own loop, without Keras, are not
    counted."""
    made = submission.do(props.updates, model)
    reason = "The weights were updated {made} times. Do you use the given number of epochs and the given batch size?"
    expect(made, "the number of updates").an_int().that(made in (0, wanted), reason, str(wanted), made=made)


# build_perceptron


@pytest.mark.points(0.5)
def test_build_perceptron_is_one_linear_unit(submission):
    """build_perceptron makes one linear unit that takes two numbers and is not trained yet"""
    models = [perceptron(submission.build_perceptron())]
    while knows_a_gate(models[-1]) and moved(models[-1]):  # by luck, or because it was trained in advance
        reason = "The new model already knows a gate. No initialiser draws such weights."
        expect(models[-1], "the model").that(len(models) < 3, reason, "an untrained model")
        models.append(perceptron(submission.build_perceptron()))


@pytest.mark.points(0.5)
def test_build_perceptron_loss(submission, props, random):
    """build_perceptron compiles the model with SGD and the mean squared error"""
    model = perceptron(submission.build_perceptron())
    compiled = expect(model, "the model")
    compiled.that(model.compiled is not None, "The model is not compiled.", "a compiled model")
    kind = optimizer_of(model).get("class_name")
    expect(kind, "the optimizer").that(kind == "SGD", "The optimizer is not SGD.", "SGD")
    for reported, loss, _ in measured(submission, props, model, random):
        expect(reported.get("loss"), "the loss of the compiled model").close_to(loss, rtol=1e-4)


@pytest.mark.points(0.5)
@pytest.mark.hidden
def test_build_perceptron_metric(submission, props, random):
    """build_perceptron has a metric that is the share of rows on the right side of 0.5"""
    model = perceptron(submission.build_perceptron())
    expect_accuracy((reported, right) for reported, _, right in measured(submission, props, model, random))


# train_perceptron


@pytest.mark.points(0.75)
@pytest.mark.limit(90)
def test_train_perceptron_learns_or(submission, props, random):
    """train_perceptron learns OR with the seed 777: all four rows are right"""
    judge_one_update(submission, props, random)
    judge_learns(submission, OR, 777, np.asarray)


@pytest.mark.points(0.25)
@pytest.mark.limit(90)
def test_train_perceptron_xor(submission, props, random):
    """train_perceptron cannot learn XOR: a single perceptron gets at most three of the four rows right"""
    judge_one_update(submission, props, random)
    x, y = np.tile(ROWS, (16, 1)), np.tile(column(XOR), (16, 1))
    submission.do(props.step_by_step, True)
    short, model = (trained(submission, x, y, epochs=epochs, batch_size=64, seed=1) for epochs in (1, 2))
    submission.do(props.step_by_step, False)
    right = int(np.sum((predict(model, ROWS) > 0.5) == (column(XOR) > 0.5)))
    expect(right, "the number of correct rows").drawn(plane(model, XOR)).that(
        right < 4, "The model solves XOR, so it is not a single perceptron.", "at most 3"
    )
    best = loss_of(model, column(XOR)) < 0.25 + 1e-4  # training started with the best weights: 0, 0 and 0.5
    went_on = any(np.any(one != other) for one, other in zip(short.weights, model.weights, strict=True))
    expect(model, "the model").that(went_on or best, "More epochs gave the same weights.", "different weights")


@pytest.mark.points(0.25)
@pytest.mark.limit(90)
@pytest.mark.hidden
def test_train_perceptron_learns_any_gate(submission, props, random):
    """train_perceptron learns any table that a line can separate, from tensors, with any seed"""
    judge_one_update(submission, props, random)
    judge_learns(submission, ONE_LINE[random.integers(len(ONE_LINE))], int(random.integers(2**32)), Tensor)


@pytest.mark.points(0.5)
@pytest.mark.limit(90)
@pytest.mark.hidden
def test_train_perceptron_every_epoch(submission, props, random):
    """train_perceptron changes the weights in every epoch, starting from those that the seed gives"""
    x, y, idle = far_line(random)
    asked = {"batch_size": len(x), "seed": int(random.integers(2**32))}
    submission.do(props.step_by_step, True)
    first, *longer = (trained(submission, x, y, epochs=epochs, **asked) for epochs in (1, 2, 3))
    for shorter, model in zip((first, *longer), longer, strict=False):
        moving = np.any(model.weights[0][1 - idle] != shorter.weights[0][1 - idle])
        expect(model, "the model").that(moving, "More epochs gave the same weights.", "different weights")
        start, later = (float(each.weights[0][idle, 0]) for each in (first, model))
        stays = setting(model, "weight_decay") or abs(later - start) <= 1e-5 + 1e-3 * abs(start)
        reason = "A weight changed although its column is 0 in every row. Training has no reason to move it."
        expect(model, "the model").that(stays, reason, "the first weight that the seed gives")
    nothing = np.zeros((4, 2), np.float32), np.zeros((4, 1), np.float32)
    model = trained(submission, *nothing, epochs=EPOCHS, batch_size=4, seed=5)
    submission.do(props.step_by_step, False)
    judge_updates(submission, props, model, EPOCHS)


@pytest.mark.points(0.25)
@pytest.mark.limit(90)
@pytest.mark.hidden
def test_train_perceptron_seed(submission, props):
    """train_perceptron gives the same weights for the same seed, and uses epochs and batch size"""
    submission.do(props.step_by_step, True)
    x, y = np.tile(ROWS, (4, 1)), np.tile(column(OR), (4, 1))
    asked = {"epochs": 1, "batch_size": 16, "seed": 3}
    models = [
        trained(submission, x, y, **each) for each in (asked, asked | {"epochs": 2}, asked | {"batch_size": 4}, asked)
    ]
    judge_updates(submission, props, models[2], 4)
    first, longer, smaller, again = (np.concatenate([weight.ravel() for weight in each.weights]) for each in models)
    expect(again, "the result of the second training").close_to(first)
    for weights, reason in [
        (longer, "More epochs gave the same weights."),
        (smaller, "A smaller batch size gave the same weights."),
    ]:
        expect(weights, "the weights").that(np.any(weights != first), reason, "different weights")
    submission.do(props.step_by_step, False)
