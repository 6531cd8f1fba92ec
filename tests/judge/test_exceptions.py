"""What a student reads of an exception of theirs; each is really raised, for the words are not ours."""

from __future__ import annotations

import linecache
import math

import keras
import numpy as np
import pytest
import tensorflow as tf

from grader.boundary.protocol import Raised
from grader.feedback import Location
from grader.judge.exceptions import CATCHABLE, raised
from grader.judge.failures import SubmissionFailure


def read_only() -> np.ndarray:
    array = np.zeros(2)
    array.flags.writeable = False
    return array


ADVISED = {
    "if [1.0] > 0: pass": "Convert it to an array first",
    "[1.0] * 2.0": "Convert it to an array first",
    "x = [1.0]; x[0, 0]": "Convert it to an array first",
    "-[1.0]": "Convert it to an array first",
    "[1.0].shape": "Convert it to an array first",
    "math.exp([1.0])": "Convert it to an array first",
    "if np.zeros(2) > 0: pass": "Use `np.where`",
    "x = read_only(); x += 1": "Make a new array",
    "x = read_only(); x[0] = 1": "Make a new array",
    "None.fit()": "lack its `return`",
    "2.0 * None": "did the tape not watch",
    "1 / 0": "divide by 0",
    "open('data.txt')": "This file does not exist",
    "import sklearnish": "No library or file of this name exists",
    "from activations import sigmoid": "hand in every file of your own",
    "keras.Input(3)": "even with one number",
    "(lambda a: a)()": "Compare the parameters",
    "(lambda a: a)(1, 2)": "Compare the parameters",
    "(lambda a: a)(1, b=2)": "Compare the parameters",
    "np.arrray(1)": "misspelt",
    "np.trapz([1], [1])": "np.trapz is gone since NumPy 2.4. Write: np.trapezoid",
    "np.int(1)": "np.int is gone since NumPy 1.24. Write: int",
    "tf.Session()": "tf.Session is gone since TensorFlow 2.0. Write: nothing in its place",
    "tf.log(1.0)": "Write: tf.math.log",
    "tf.random_normal([1])": "Write: tf.random.normal",
    "tf.train.AdamOptimizer()": "tf.train.AdamOptimizer is gone since TensorFlow 2.0. Write: tf.keras.optimizers.Adam",
    "tf.trainable_variables()": "tf.trainable_variables is gone since TensorFlow 2.0.",
    "tf.reduce_summ(1)": "misspelt",
    "keras.optimizers.SGD(lr=0.1)": "lr is gone since Keras 3. Write: learning_rate=...",
    "keras.Sequential([keras.layers.Dense(1)]).predict_classes(1)": "Write: model.predict(x) > 0.5",
    "keras.Sequential([keras.layers.Dense(1)]).fit(1, nb_epoch=2)": "nb_epoch is gone since Keras 2. Write: epochs=...",
    "from keras.utils import np_utils": "Write: keras.utils.to_categorical",
    "from keras.layers.core import Dense": "Write: keras.layers",
    "np.array(1)": "",
    "{}['w1']": "",
    "{[1.0]}": "",
    "np.zeros((2, 3)) @ np.zeros((2, 3))": "",
}


def told(code: str) -> SubmissionFailure:
    try:
        exec(code, {"np": np, "math": math, "keras": keras, "tf": tf, "read_only": read_only})
    except Exception as error:
        kinds = tuple(kind.__name__ for kind in type(error).__mro__)
        return raised("It", Raised(kinds, str(error), None, code))
    return SubmissionFailure("error", "")


@pytest.mark.parametrize(("code", "advice"), ADVISED.items(), ids=ADVISED)
def test_advice_on_an_exception(code: str, advice: str) -> None:
    failure = told(code)
    assert advice in str(failure)
    assert failure.hint_wanted is not bool(advice)


def test_parameters_are_compared_with_the_stub_only_where_the_call_itself_failed() -> None:
    message = "Dense.__init__() missing 1 required positional argument: 'units'"
    inside = str(raised("It", Raised(("TypeError",), message, Location("mlp.py", line=3), "Dense()")))
    assert "`Dense.__init__` does not have these parameters." in inside
    assert "stub" not in inside


def test_metrics_in_the_place_of_the_loss_weights() -> None:
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse", ["acc"])
    with pytest.raises(ValueError, match="dtype='string'") as error:
        model.fit(np.zeros((4, 2)), np.zeros((4, 1)), verbose=0)
    failure = raised("It", Raised(("ValueError",), str(error.value), Location("gates.py", line=3), "model.fit(x, y)"))
    assert "Pass metrics to `compile` by name" in str(failure)


def in_a_graph(body: str) -> SubmissionFailure:
    """What is told of a tf.function with this body, called with 5.0, in a file sums.py."""
    text = "def f(x):\n" + "".join(f"    {line}\n" for line in body.splitlines())
    names: dict = {"tf": tf, "math": math}
    exec(compile(text, "sums.py", "exec"), names)
    linecache.cache["sums.py"] = (len(text), None, text.splitlines(keepends=True), "sums.py")
    names["f"] = tf.function(names["f"])
    with pytest.raises(Exception) as caught:  # of any kind
        names["f"](tf.constant(5.0))
    error = caught.value
    kinds = tuple(kind.__name__ for kind in type(error).__mro__)
    return raised("It", Raised(kinds, str(error)))


IN_A_GRAPH = {
    "n = 0\nwhile True:\n    if x < 1:\n        break\n    x = x / 2\nreturn n": "must end by its condition",
    "n = 0\nfor i in range(9):\n    if x < 1:\n        break\n    x = x / 2\nreturn n": "must end by its condition",
    "while x >= 1:\n    x = x / 2\n    if x > 5:\n        return x\nreturn x": "must end by its condition",
    "while x >= 1:\n    x = x / 2\n    n = n + 1\nreturn n": "a value before the loop starts",
    "if x > 0:\n    return x": "Write the `else`, too",
    "if x > 0:\n    y = x\nreturn y": "Write the `else`, too",
    "return x.numpy()": "instead of `.numpy()`",
    "r = []\nwhile x > 1:\n    r.append(x)\n    x = x / 2\nreturn r": "A list cannot collect tensors",
    "if x < 1:\n    return 0\nreturn 1 + f(x / 2)": "calls itself forever",
    "n = 0\nreturn n + x + tf.constant(1)": "Both numbers need the same dtype",
    "n = 0\nwhile x >= 1:\n    n = n + 1.0\n    x = x / 2\nreturn n": "Both numbers need the same dtype",
    "if x > 0:\n    y = x\nelse:\n    y = 0\nreturn y": "must keep its dtype",
    "while x >= 1:\n    x = tf.cast(x / 2, tf.int32)\nreturn x": "must keep its dtype",
    "if x > 0:\n    y = [x]\nelse:\n    y = x\nreturn y": "the same kind and shape",
    "assert x > 0\nreturn x": "no `assert`",
    "return tf.Variable(0.0) + x": "Do not create a `tf.Variable`",
    "return math.sqrt(x)": "Use `tf.math`",
    "n = 0.0\nfor y in tf.data.Dataset.range(3).as_numpy_iterator():\n    n += y\nreturn n": "`for x in dataset`",
}


@pytest.mark.parametrize(("body", "advice"), IN_A_GRAPH.items(), ids=[text or "none" for text in IN_A_GRAPH.values()])
def test_what_autograph_says_is_told_as_python_would(body: str, advice: str) -> None:
    failure = in_a_graph(body)
    assert advice in str(failure)
    assert failure.hint_wanted is not bool(advice)
    assert not [words for words in ("in user code", "http", "Compare the parameters") if words in str(failure)]


def test_what_autograph_says_names_the_line() -> None:
    failure = in_a_graph("total = 0\nfor value in tf.stack([x, x]):\n    total = total + value\nreturn total")
    assert "(sums.py:4: total = total + value)" in str(failure)
    assert failure.place == Location("sums.py", line=4)


def test_a_loss_that_does_not_fit_one_hot_labels() -> None:
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3, "softmax")])
    model.compile("sgd", "sparse_categorical_crossentropy")
    with pytest.raises(ValueError, match="target") as error:
        model.fit(np.zeros((4, 2)), np.eye(4, 3), verbose=0)
    place = Location("pipeline.py", line=3)
    failure = raised("It", Raised(("ValueError",), str(error.value), place, "model.fit(x, y)"))
    assert "Their loss is `categorical_crossentropy`" in str(failure)


def test_a_kernel_does_not_name_itself() -> None:
    with pytest.raises(tf.errors.InvalidArgumentError) as error:
        tf.raw_ops.SparseSoftmaxCrossEntropyWithLogits(features=tf.zeros((2, 3)), labels=tf.zeros((3,), tf.int32))
    failure = raised("It", Raised(("InvalidArgumentError",), str(error.value)))
    assert "{{" not in str(failure)


@pytest.mark.parametrize("kind", CATCHABLE)
def test_a_suite_catches_what_was_raised_as_what_it_is(kind):
    own = type("MyError", (kind,), {})
    for raises in (kind, own):
        failure = raised("f()", Raised(tuple(each.__name__ for each in raises.__mro__), "why"))
        with pytest.raises(kind):
            raise failure
        assert isinstance(failure, SubmissionFailure)
        assert "why" in str(failure.message)


@pytest.mark.parametrize(
    "name", ["AssertionError", "KeyboardInterrupt", "StopIteration", "Skipped", "Exit", "ValueErrors"]
)
def test_nothing_that_the_judge_itself_understands_can_be_raised(name):
    assert type(raised("f()", Raised((name, "BaseException", "object"), ""))) is SubmissionFailure
