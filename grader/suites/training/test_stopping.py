import itertools
import json
from dataclasses import dataclass

import keras
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from grader.suite import Model, array32, expect, plain, tensor32


def stopped(losses, patience):
    """The best epoch and the last epoch that runs."""
    for last in range(len(losses)):
        ran = losses[: last + 1]
        best = ran.index(min(ran))
        if last - best >= patience:
            break
    return best, last


def judge_stop(result, losses, patience):
    parts = expect(result).a_tuple(2)
    for part, name, right in zip(parts, ("the best epoch", "the last epoch"), stopped(losses, patience), strict=True):
        expect(part.value, name).an_int().equal_to(right)


# early_stopping


@pytest.mark.points(0.25)
def test_early_stopping_examples(submission):
    """early_stopping waits as long as patience says, and remembers the best epoch"""
    for losses, patience in [
        ([0.9, 0.5, 0.6, 0.7, 0.4], 2),
        ([0.9, 0.5, 0.6, 0.7, 0.4], 3),
        ([0.5, 0.5, 0.5], 2),
        ([0.9, 0.8, 0.85, 0.7, 0.75, 0.6, 0.65, 0.7], 2),
        ([0.3], 1),
    ]:
        judge_stop(submission.early_stopping(losses, patience), losses, patience)


@pytest.mark.points(0.25)
@given(st.lists(st.integers(1, 8).map(lambda number: number / 8), min_size=1, max_size=8), st.integers(1, 4))
@settings(max_examples=25)
def test_early_stopping_rule(submission, losses, patience):
    """early_stopping stops after patience epochs in a row without a new smallest loss"""
    judge_stop(submission.early_stopping(losses, patience), losses, patience)


@pytest.mark.points(0.25)
@pytest.mark.hidden
@given(st.lists(st.integers(-40, 40).map(lambda number: number / 4), min_size=1, max_size=20), st.integers(1, 8))
@settings(max_examples=25)
def test_early_stopping_any_losses(submission, losses, patience):
    """early_stopping is correct for any losses and any number of epochs"""
    judge_stop(submission.early_stopping(losses, patience), losses, patience)


@pytest.mark.points(0.25)
@pytest.mark.hidden
def test_early_stopping_close_losses(submission):
    """early_stopping counts only a strictly smaller loss as better, also among large and equal losses"""
    slowly = [1 - epoch * 1e-5 for epoch in range(6)]
    for losses, patience in [
        *((slowly, 1), (slowly[::-1], 3), ([2e6, 1e6 + 2, 1e6, 1e6 + 2], 1), ([5.0, 5.0, 4.0, 4.0, 4.0, 3.0], 2)),
        *(([5.0, 5.0, 4.0, 4.0, 4.0, 3.0], 3), ([1.0, 2.0, 2.0, 2.0], 3), ([1.0, 2.0, 2.0, 2.0, 0.5], 3)),
        *(([-1.0, -2.0, -1.5, -3.0], 1), ([0.0, 0.0], 1), ([7.0, 6.0, 5.0], 9), ([1e12, 1e9, 1e10, 1e8], 2)),
        *(([3.0, 1.0, 2.0, 2.5, 1.0, 0.5], 3), ([3.0, 1.0, 2.0, 2.5, 1.0, 0.5], 4)),
    ]:
        judge_stop(submission.early_stopping(losses, patience), losses, patience)


# train_until_it_stops


@dataclass(frozen=True)
class Course:
    """A training whose weights and losses in every epoch are computed by hand."""

    model: Model
    train: tuple[np.ndarray, np.ndarray]
    validation: tuple[np.ndarray, np.ndarray]
    rate: float
    updates: int
    """The steps of an epoch. Each of them moves the weights as all rows together would."""

    def states(self, epochs):
        """Kernel and bias before the first epoch and after each epoch."""
        w, b = (weight.astype(np.float64) for weight in self.model.weights)
        x, y = self.train
        found = [(w, b)]
        for _ in range(epochs):
            for _ in range(self.updates):
                error = 2 * (x @ w + b - y) / len(x)
                w, b = w - self.rate * x.T @ error, b - self.rate * error.sum(axis=0)
            found.append((w, b))
        return found


def line(kernel, bias, rate):
    """The judge's own compiled model, one linear unit. It runs eagerly, because compiling a graph would take longer."""
    kernel, bias = array32(kernel), array32(bias)
    layers = [keras.Input((len(kernel),)), keras.layers.Dense(1)]
    config = json.loads(json.dumps(keras.Sequential(layers).get_config()))
    sgd = {"module": "keras.optimizers", "class_name": "SGD", "config": {"learning_rate": rate}}
    sgd["registered_name"] = None
    compiled = {"optimizer": sgd, "loss": "mse", "metrics": ["mae"], "run_eagerly": True}
    return Model("Sequential", config, (kernel, bias), compiled, True)


def past_the_best(turn):
    """All rows in one batch. The model fits the validation set best after `turn` epochs, not at the end."""
    random = np.random.default_rng(3)
    model = line([[0.0], [0.0]], [0.0], 0.125)
    x = array32(random.normal(0, 1, (32, 2)))
    y = array32(x @ [[1.0], [-0.5]] - 0.5 + random.normal(0, 0.25, (32, 1)))
    course = Course(model, (x, y), (x, y), 0.125, 1)
    w, b = course.states(turn)[turn]
    held_out = array32(random.normal(0, 1, (20, 2)))
    return Course(model, (x, y), (held_out, array32(held_out @ w + b + random.normal(0, 0.25, (20, 1)))), 0.125, 1)


def one_row_again(rate, best, copies=1, updates=1):
    """The same row many times, so that only the number of steps counts. A step moves the output s to (1 - 4 * rate) *
    s. The model fits the validation set best when s is `best`."""
    x = np.ones((copies, 1), np.float32)
    return Course(line([[0.5]], [0.5], rate), (x, 0 * x), (x[:1], array32([[best]])), rate, updates)


def loss(state, rows):
    (w, b), (x, y) = state, rows
    return float(np.mean((x @ w + b - y) ** 2))


def trained(submission, course, form=array32, **asked):
    """The history, and the arguments as they are after the call."""
    given = course.model, tuple(map(form, course.train)), tuple(map(form, course.validation))
    return submission.call_keeping("train_until_it_stops", *given, **asked)


def judge_training(submission, props, course, history, after, epochs, patience):
    """Checks the history up to the stop, the weights of the best epoch, the number of steps, and that the sets are
    unchanged."""
    states = course.states(epochs)
    losses = [loss(state, course.validation) for state in states[1:]]
    best, last = stopped(losses, patience)
    curves = judge_history(history, last + 1)
    expect(curves["val_loss"], "the history's val_loss").close_to(losses[: last + 1], rtol=1e-3, atol=1e-5)
    judge_training_loss(curves["loss"], [loss(state, course.train) for state in states])
    judge_weights(after[0], states[best + 1], states[last + 1])
    judge_steps(submission, props, after[0], (last + 1) * course.updates)
    for value, before in zip([*after[1], *after[2]], [*course.train, *course.validation], strict=True):
        expect(value, "an argument of train_until_it_stops after the call").close_to(before)


def judge_history(history, epochs):
    """There must be one finite number per epoch under each name."""
    found = expect(history, "the history")
    curves = found.a_dict()
    names = ("loss", "mae", "val_loss", "val_mae")
    found.that(set(names) <= curves.keys(), "A loss or metric is missing.", "the keys loss, mae, val_loss and val_mae")
    for name in names:
        each = expect(curves[name], "the history's {name}", name=name)
        ran = len(np.atleast_1d(each.numbers()))
        reason = (
            "The number of epochs is {ran} instead of {epochs}. Does training stop too early, too late or not at all?"
        )
        each.that(ran == epochs, reason, "the epochs up to the stop", ran=ran, epochs=epochs)
        each.of_shape((epochs,)).each(np.isfinite, "be finite")
    return curves


def judge_training_loss(found, right):
    """The loss of an epoch may be measured before its steps, after them, or in between."""
    for each, (before, after) in zip(expect(found).numbers(), itertools.pairwise(right), strict=False):
        low, high = sorted((before, after))
        between = low * (1 - 1e-3) - 1e-5 <= each <= high * (1 + 1e-3) + 1e-5
        expect(found, "the history's loss").that(
            between, "The loss was not measured on the training set.", "the training loss of each epoch"
        )


def judge_weights(model, best, last):
    found = expect(model, "the model after training").a_model()
    kept, left = (
        all(np.allclose(*pair, rtol=1e-3, atol=1e-3) for pair in zip(found.weights, state, strict=False))
        for state in (best, last)
    )
    expect(model, "the model after training").that(
        kept or not left, "The model has the weights of its last epoch.", "the weights of its best epoch"
    )
    for weight, right, what in zip(
        found.weights, best, ("the kernel after training", "the bias after training"), strict=True
    ):
        expect(weight, what).close_to(right, rtol=1e-3, atol=1e-3)


def judge_steps(submission, props, model, most):
    """The optimizer's count of steps. The count is smaller if it was set back together with the weights."""
    steps = submission.do(props.steps_taken, model)
    expect(steps, "the number of steps").an_int().that(
        steps <= most,
        "The number of steps is {steps} instead of {most}.",
        "no step after the stop",
        steps=steps,
        most=most,
    )


@pytest.mark.points(0.5)
@pytest.mark.limit(90)
def test_train_until_it_stops_goes_back(submission, props):
    """train_until_it_stops stops when val_loss rises, and goes back to the best weights"""
    course = past_the_best(4)
    history, after = trained(submission, course, epochs=20, batch_size=32, patience=3, seed=4)
    curves = expect(history, "the history").a_dict()
    submission.curve({name: curves[name] for name in ("loss", "val_loss") if name in curves})
    judge_training(submission, props, course, history, after, 20, 3)


@pytest.mark.points(0.25)
@pytest.mark.limit(90)
@given(st.integers(1, 2), st.integers(1, 5), st.sampled_from([0.0, 0.4, 0.6]))
@example(1, 6, 0.4)
@settings(max_examples=2)
def test_train_until_it_stops_rule(submission, props, patience, epochs, best):
    """train_until_it_stops trains until patience epochs in a row brought no new smallest val_loss"""
    course = one_row_again(0.0625, best)
    found = trained(submission, course, epochs=epochs, batch_size=8, patience=patience, seed=1)
    judge_training(submission, props, course, *found, epochs, patience)


@pytest.mark.points(0.25)
@pytest.mark.limit(90)
@pytest.mark.hidden
def test_train_until_it_stops_to_the_end(submission, props):
    """train_until_it_stops goes back to the best weights even after all epochs, for any batch size"""
    course = one_row_again(0.025, 0.4, copies=10, updates=3)
    found = trained(submission, course, tensor32, epochs=5, batch_size=4, patience=4, seed=2**32 - 1)
    judge_training(submission, props, course, *found, 5, 4)


@pytest.mark.points(0.25)
@pytest.mark.limit(90)
@pytest.mark.hidden
def test_train_until_it_stops_up_and_down(submission, props):
    """train_until_it_stops continues while the loss reaches new minima, and keeps the first of equally good epochs"""
    for rate, best, patience in [(0.45, 0.5, 2), (0.5, 0.0, 1)]:  # the steps jump over the valley
        course = one_row_again(rate, best)
        found = trained(submission, course, epochs=12, batch_size=4, patience=patience, seed=5)
        judge_training(submission, props, course, *found, 12, patience)


@pytest.mark.points(0.25)
@pytest.mark.limit(90)
@pytest.mark.hidden
def test_train_until_it_stops_seed(submission, props):
    """train_until_it_stops gives the same weights and the same history for the same seed"""
    random = np.random.default_rng(7)
    x, held_out = array32(random.normal(0, 1, (16, 2))), array32(random.normal(0, 1, (8, 2)))
    rows, validation = ((each, array32(each[:, :1] - each[:, 1:] ** 2)) for each in (x, held_out))
    course = Course(line([[1.0], [1.0]], [0.0], 0.125), rows, validation, 0.125, 4)
    asked = {"epochs": 3, "batch_size": 4, "patience": 3, "seed": 0}
    found = []
    for elsewhere in (1, 2):
        submission.do(props.seed_elsewhere, elsewhere)
        history, after = trained(submission, course, **asked)
        found.append((judge_history(history, 3), expect(after[0], "the model after training").a_model()))
    (curves, model), (curves_again, model_again) = found
    for one, again in zip(model.weights, model_again.weights, strict=True):
        expect(again, "the result of the second training").close_to(one)
    expect(curves_again["val_loss"], "the val_loss of the second training").close_to(plain(curves["val_loss"]))
