"""What a student reads of an exception of theirs; each is really raised, for the words are not ours."""

from __future__ import annotations

import linecache
import math

import keras
import numpy as np
import pytest
import tensorflow as tf

from grader.judge.exceptions import raised
from grader.judge.failures import SubmissionFailure


def read_only() -> np.ndarray:
    array = np.zeros(2)
    array.flags.writeable = False
    return array


ADVISED = {
    "if [1.0] > 0: pass": "make an array of it",
    "[1.0] * 2.0": "make an array of it",
    "x = [1.0]; x[0, 0]": "make an array of it",
    "-[1.0]": "make an array of it",
    "[1.0].shape": "make an array of it",
    "math.exp([1.0])": "make an array of it",
    "if np.zeros(2) > 0: pass": "`np.where` chooses",
    "x = read_only(); x += 1": "make a new array",
    "x = read_only(); x[0] = 1": "make a new array",
    "None.fit()": "a function without `return`",
    "2.0 * None": "a gradient of what no tape has watched",
    "1 / 0": "nothing to divide by",
    "open('data.txt')": "no such file",
    "import sklearnish": "no such library",
    "keras.Input(3)": "even of one number",
    "(lambda a: a)()": "Compare its parameters",
    "(lambda a: a)(1, 2)": "Compare its parameters",
    "(lambda a: a)(1, b=2)": "Compare its parameters",
    "np.arrray(1)": "misspelt",
    "np.array(1)": "",
    "{}['w1']": "",
    "{[1.0]}": "",
    "np.zeros((2, 3)) @ np.zeros((2, 3))": "",
}


def told(code: str) -> SubmissionFailure:
    try:
        exec(code, {"np": np, "math": math, "keras": keras, "read_only": read_only})
    except Exception as error:
        kinds = tuple(kind.__name__ for kind in type(error).__mro__)
        return raised("It", kinds, kinds[0], str(error), "", code, "")
    return SubmissionFailure("error", "")


@pytest.mark.parametrize(("code", "advice"), ADVISED.items(), ids=ADVISED)
def test_advice_on_an_exception(code: str, advice: str) -> None:
    failure = told(code)
    assert advice in failure.message
    assert failure.says_all is bool(advice)


def test_metrics_in_the_place_of_the_loss_weights() -> None:
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse", ["acc"])
    with pytest.raises(ValueError, match="dtype='string'") as error:
        model.fit(np.zeros((4, 2)), np.zeros((4, 1)), verbose=0)
    failure = raised("It", ("ValueError",), "ValueError", str(error.value), "gates.py, line 3", "model.fit(x, y)", "")
    assert "Give metrics to `compile` by their name" in failure.message


AUTOGRAPH = """
def total(x):
    total = 0
    for value in x:
        total = total + value
    return total
"""


def test_what_autograph_says_is_told_as_python_would(tmp_path) -> None:
    names: dict = {}
    (tmp_path / "sums.py").write_text(AUTOGRAPH)
    exec(compile(AUTOGRAPH, "sums.py", "exec"), names)
    linecache.cache["sums.py"] = (len(AUTOGRAPH), None, AUTOGRAPH.splitlines(keepends=True), "sums.py")
    with pytest.raises(TypeError) as error:
        tf.function(names["total"])(tf.constant([1.0, 2.0]))
    failure = raised("It", ("TypeError",), "TypeError", str(error.value), "", "", "")
    assert "in user code" not in failure.message
    assert failure.message.endswith("(sums.py, line 5: total = total + value)")
    assert "Compare its parameters" not in failure.message


def test_a_kernel_does_not_name_itself() -> None:
    with pytest.raises(tf.errors.InvalidArgumentError) as error:
        tf.raw_ops.SparseSoftmaxCrossEntropyWithLogits(features=tf.zeros((2, 3)), labels=tf.zeros((3,), tf.int32))
    failure = raised("It", ("InvalidArgumentError",), "InvalidArgumentError", str(error.value), "", "", "")
    assert "{{" not in failure.message
