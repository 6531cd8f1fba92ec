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
    "import sklearnish": "neither a library nor a file of that name",
    "from activations import sigmoid": "hand in each file of your own",
    "keras.Input(3)": "even of one number",
    "(lambda a: a)()": "Compare its parameters",
    "(lambda a: a)(1, 2)": "Compare its parameters",
    "(lambda a: a)(1, b=2)": "Compare its parameters",
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
    assert "These are not the parameters of `Dense.__init__`." in inside
    assert "stub" not in inside


def test_metrics_in_the_place_of_the_loss_weights() -> None:
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse", ["acc"])
    with pytest.raises(ValueError, match="dtype='string'") as error:
        model.fit(np.zeros((4, 2)), np.zeros((4, 1)), verbose=0)
    failure = raised("It", Raised(("ValueError",), str(error.value), Location("gates.py", line=3), "model.fit(x, y)"))
    assert "Give metrics to `compile` by their name" in str(failure)


def in_a_graph(body: str) -> SubmissionFailure:
    """What is told of a tf.function with this body, called with 5.0, in a file sums.py."""
    text = "def f(x):\n" + "".join(f"    {line}\n" for line in body.splitlines())
    names: dict = {"tf": tf}
    exec(compile(text, "sums.py", "exec"), names)
    linecache.cache["sums.py"] = (len(text), None, text.splitlines(keepends=True), "sums.py")
    names["f"] = tf.function(names["f"])
    with pytest.raises(Exception) as caught:  # of any kind
        names["f"](tf.constant(5.0))
    error = caught.value
    kinds = tuple(kind.__name__ for kind in type(error).__mro__)
    return raised("It", Raised(kinds, str(error)))


IN_A_GRAPH = {
    "n = 0\nwhile True:\n    if x < 1:\n        break\n    x = x / 2\nreturn n": "ends by its condition",
    "n = 0\nfor i in range(9):\n    if x < 1:\n        break\n    x = x / 2\nreturn n": "ends by its condition",
    "while x >= 1:\n    x = x / 2\n    if x > 5:\n        return x\nreturn x": "ends by its condition",
    "while x >= 1:\n    x = x / 2\n    n = n + 1\nreturn n": "a value before the loop begins",
    "if x > 0:\n    return x": "write the `else` too",
    "if x > 0:\n    y = x\nreturn y": "write the `else` too",
    "return x.numpy()": "without `.numpy()`",
    "r = []\nwhile x > 1:\n    r.append(x)\n    x = x / 2\nreturn r": "a list outside cannot collect it",
    "if x < 1:\n    return 0\nreturn 1 + f(x / 2)": "calls itself without an end",
    "n = 0\nreturn n + x + tf.constant(1)": "",
}


@pytest.mark.parametrize(("body", "advice"), IN_A_GRAPH.items(), ids=[text or "none" for text in IN_A_GRAPH.values()])
def test_what_autograph_says_is_told_as_python_would(body: str, advice: str) -> None:
    failure = in_a_graph(body)
    assert advice in str(failure)
    assert failure.hint_wanted is not bool(advice)
    assert not [words for words in ("in user code", "http", "Compare its parameters") if words in str(failure)]


def test_what_autograph_says_names_the_line() -> None:
    failure = in_a_graph("total = 0\nfor value in tf.stack([x, x]):\n    total = total + value\nreturn total")
    assert str(failure).endswith("(sums.py, line 4: total = total + value)")
    assert failure.place == Location("sums.py", line=4)


def test_a_loss_that_does_not_fit_one_hot_labels() -> None:
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3, "softmax")])
    model.compile("sgd", "sparse_categorical_crossentropy")
    with pytest.raises(ValueError, match="target") as error:
        model.fit(np.zeros((4, 2)), np.eye(4, 3), verbose=0)
    place = Location("pipeline.py", line=3)
    failure = raised("It", Raised(("ValueError",), str(error.value), place, "model.fit(x, y)"))
    assert "`categorical_crossentropy` is the loss for them" in str(failure)


def test_a_kernel_does_not_name_itself() -> None:
    with pytest.raises(tf.errors.InvalidArgumentError) as error:
        tf.raw_ops.SparseSoftmaxCrossEntropyWithLogits(features=tf.zeros((2, 3)), labels=tf.zeros((3,), tf.int32))
    failure = raised("It", Raised(("InvalidArgumentError",), str(error.value)))
    assert "{{" not in str(failure)
