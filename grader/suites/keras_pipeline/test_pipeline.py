import numpy as np
import pytest

from grader.suite import array32, expect, predict

RIGHT = "the share of new rows that get the right class"
TRAININGS = 12
"""Of the same model, with 128 updates each, as long as it is not clearly good; most need one.

Simulated over 200 to 1000 seeds each, with SGD, RMSprop and Adam at their default rates and 8, 16 or 32 hidden units,
relu or tanh: every network passed the bounds within 5 trainings. After the first one, 32 relu units had 0.98 (deviation
0.007) of the rows right for two groups, 0.97 (0.014) for four groups, and 0.07 (0.05) of the variance left, with the
slowest optimizer. Of 4 relu units, which have no room to spare for four groups, 1 of 300 missed a bound in the end.
"""
RATES = {"SGD": 0.0099} | dict.fromkeys(("RMSprop", "Adam", "AdamW", "Adamax", "Nadam", "Lion"), 0.00099)
"""Just below the default learning rates. An optimizer with a smaller rate need not get far in the few steps of these
checks."""


def rows_of(task, count, seed):
    """Rows around centres that are far apart, and their targets: the centre, or, for a number, a sum over the row."""
    random = np.random.default_rng(seed)
    if task == "regression":
        x = random.normal(0, 1, (count, 4)).astype(np.float32)
        return x, x @ array32([0.5, -0.25, 0.25, 0.5])
    centres = 1.5 * array32([[-1] * 4, [1] * 4]) if task == "binary" else 3 * np.eye(4) - 0.75
    label = random.integers(0, len(centres), count)
    x = centres[label] + random.normal(0, 1.3 if task == "binary" else 0.9, (count, 4))
    return array32(x), array32(label) if task == "binary" else np.eye(4, dtype=np.float32)[label]


def success(task, model, x, y):
    """The share of rows in the right class (or the error as a share of the variance of y), and the task's loss."""
    outputs = predict(model, x).astype(np.float64)
    if task == "regression":
        missed = float(np.mean((outputs[:, 0] - y) ** 2) / np.var(y))
        return missed, missed
    if task == "binary":
        outputs, y = np.hstack([1 - outputs, outputs]), np.eye(2)[y.astype(int)]
    right = np.mean(outputs.argmax(axis=1) == y.argmax(axis=1))
    return float(right), float(-np.mean(np.log(np.maximum(outputs[y > 0.5], 1e-7))))


def slow(model):
    """Whether the optimizer moves less per step than the usual ones with their default rates."""
    optimizer = (model.compiled or {}).get("optimizer")
    found = optimizer if type(optimizer) is dict else {}
    config, kind = found.get("config"), found.get("class_name")
    rate = config.get("learning_rate") if type(config) is dict else None
    return type(kind) is not str or type(rate) is not float or rate < RATES.get(kind, np.inf)


def judge_pipeline(submission, task, n_outputs, what, **bound):
    """The submission builds, compiles and trains a model. It is measured on rows that it has never seen."""
    rows, held_out, unseen = rows_of(task, 4096, 21), rows_of(task, 64, 22), rows_of(task, 500, 23)
    model = submission.compile_model(submission.build_model(task, 4, n_outputs), task)
    patient = slow(expect(model, "the compiled model").a_model())
    for seed in range(1 if patient else TRAININGS):
        _, arguments = submission.call_keeping("train", model, rows, held_out, epochs=1, batch_size=32, seed=seed)
        after = expect(arguments[0], "the model after training").a_model()
        figure, loss = success(task, after, *unseen)
        if figure < 0.2 if task == "regression" else figure > 0.9:
            break
    if patient:
        _, loss_before = success(task, model, *unseen)
        expect(after, "the model").that(loss < loss_before, "The loss does not fall.", "a loss that falls")
    else:
        submission.measure(what, figure, **bound)


@pytest.mark.points(0.75)
@pytest.mark.limit(90)
def test_pipeline_binary(submission):
    """build_model, compile_model and train together learn to tell two groups of rows apart"""
    judge_pipeline(submission, "binary", 1, RIGHT, at_least=0.8)


@pytest.mark.points(0.5)
@pytest.mark.limit(90)
@pytest.mark.hidden
def test_pipeline_multiclass(submission):
    """build_model, compile_model and train together learn to tell four groups of rows apart"""
    judge_pipeline(submission, "multiclass", 4, RIGHT, at_least=0.7)


@pytest.mark.points(0.5)
@pytest.mark.limit(90)
@pytest.mark.hidden
def test_pipeline_regression(submission):
    """build_model, compile_model and train together learn to predict a number"""
    judge_pipeline(submission, "regression", 1, "the error on new rows, as a share of the variance of y", at_most=0.5)
