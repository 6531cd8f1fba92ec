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


ADVISED = [
    "if [1.0] > 0: pass",
    "[1.0] * 2.0",
    "x = [1.0]; x[0, 0]",
    "-[1.0]",
    "[1.0].shape",
    "math.exp([1.0])",
    "if np.zeros(2) > 0: pass",
    "x = read_only(); x += 1",
    "x = read_only(); x[0] = 1",
    "None.fit()",
    "2.0 * None",
    "1 / 0",
    "open('data.txt')",
    "import sklearnish",
    "from activations import sigmoid",
    "keras.Input(3)",
    "(lambda a: a)()",
    "(lambda a: a)(1, 2)",
    "(lambda a: a)(1, b=2)",
    "np.arrray(1)",
    "np.trapz([1], [1])",
    "np.int(1)",
    "tf.Session()",
    "tf.log(1.0)",
    "tf.random_normal([1])",
    "tf.train.AdamOptimizer()",
    "tf.trainable_variables()",
    "tf.reduce_summ(1)",
    "keras.optimizers.SGD(lr=0.1)",
    "keras.Sequential([keras.layers.Dense(1)]).predict_classes(1)",
    "keras.Sequential([keras.layers.Dense(1)]).fit(1, nb_epoch=2)",
    "from keras.utils import np_utils",
    "from keras.layers.core import Dense",
    "tf.keras.losses.mean_squared_error",
    "keras.losses.mse",
    "keras.backend.mean(1)",
    "keras.layers.CuDNNLSTM(1)",
    "tf.nn.relu(keras.Input((2,)))",
    "math.exp(np.zeros(3))",
    "'3' * 2.0",
    "sum = 0; sum([1])",
    "np.zeros(2)(1)",
    "len[1]",
    "np.exp * 2",
    "for i in 5: pass",
    "len(tf.constant(1.0))",
    "(2).ndim",
    "sum([1] == [1])",
    "import bdb; raise bdb.BdbQuit",
    "tf.zeros(3)[0] = 1.0",
    "tf.zeros(3).reshape(3, 1)",
    "tf.zeros(3).mean()",
    "np.zeros(3).numpy()",
    "(lambda: exec('def f():\\n    n += 1\\nf()'))()",
    "[1, 2][2]",
    "np.zeros(3)[3]",
    "np.zeros(3)[0, 1]",
    "np.zeros((2, 3)) @ np.zeros((2, 3))",
    "np.dot(np.zeros((2, 3)), np.zeros((2, 3)))",
    "tf.matmul(tf.zeros((2, 3)), tf.zeros((2, 3)))",
    "np.zeros(2) + np.zeros(3)",
    "tf.zeros((2, 3)) + tf.zeros((3, 2))",
    "tf.constant([1.0]) + tf.constant([1.0], tf.float64)",
    "tf.constant([1]) * 2.0",
    "np.array([[1, 2], [3]])",
    "keras.optimizers.Adam(learn_rate=0.1)",
    "keras.layers.Dense(1, activation='rellu')",
    "tf.keras.optimizers.legacy.SGD(0.1)",
    "from keras.layers import Densee",
]
NOT_ADVISED = [
    "np.array(1)",
    "{}['w1']",
    "{[1.0]}",
    "keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)]).predict(np.zeros((2, 3)), verbose=0)",
    "float('a')",
    "'a' + 1",
    "'abc'.foo",
]


def told(code: str) -> SubmissionFailure:
    try:
        exec(code, {"np": np, "math": math, "keras": keras, "tf": tf, "read_only": read_only})
    except Exception as error:
        kinds = tuple(kind.__name__ for kind in type(error).__mro__)
        return raised("It", Raised(kinds, str(error), None, code))
    return SubmissionFailure("error", "")


@pytest.mark.parametrize("code", ADVISED + NOT_ADVISED, ids=str)
def test_advice_on_an_exception(wording: object, code: str) -> None:
    failure = told(code)
    assert failure.message == wording
    assert failure.hint_wanted is (code in NOT_ADVISED)


def test_parameters_are_compared_with_the_stub_only_where_the_call_itself_failed(wording: object) -> None:
    message = "Dense.__init__() missing 1 required positional argument: 'units'"
    inside = raised("It", Raised(("TypeError",), message, Location("mlp.py", line=3), "Dense()"))
    assert str(inside) == wording


def test_metrics_in_the_place_of_the_loss_weights(wording: object) -> None:
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse", ["acc"])
    with pytest.raises(ValueError, match="dtype='string'") as error:
        model.fit(np.zeros((4, 2)), np.zeros((4, 1)), verbose=0)
    failure = raised("It", Raised(("ValueError",), str(error.value), Location("gates.py", line=3), "model.fit(x, y)"))
    assert failure.message == wording


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


IN_A_GRAPH = [
    "n = 0\nwhile True:\n    if x < 1:\n        break\n    x = x / 2\nreturn n",
    "n = 0\nfor i in range(9):\n    if x < 1:\n        break\n    x = x / 2\nreturn n",
    "while x >= 1:\n    x = x / 2\n    if x > 5:\n        return x\nreturn x",
    "while x >= 1:\n    x = x / 2\n    n = n + 1\nreturn n",
    "if x > 0:\n    return x",
    "if x > 0:\n    y = x\nreturn y",
    "return x.numpy()",
    "r = []\nwhile x > 1:\n    r.append(x)\n    x = x / 2\nreturn r",
    "if x < 1:\n    return 0\nreturn 1 + f(x / 2)",
    "n = 0\nreturn n + x + tf.constant(1)",
    "n = 0\nwhile x >= 1:\n    n = n + 1.0\n    x = x / 2\nreturn n",
    "if x > 0:\n    y = x\nelse:\n    y = 0\nreturn y",
    "while x >= 1:\n    x = tf.cast(x / 2, tf.int32)\nreturn x",
    "if x > 0:\n    y = [x]\nelse:\n    y = x\nreturn y",
    "assert x > 0\nreturn x",
    "return tf.Variable(0.0) + x",
    "return math.sqrt(x)",
    "n = 0.0\nfor y in tf.data.Dataset.range(3).as_numpy_iterator():\n    n += y\nreturn n",
]


@pytest.mark.parametrize("body", IN_A_GRAPH, ids=lambda body: body.replace("\n", ";"))
def test_what_autograph_says_is_told_as_python_would(wording: object, body: str) -> None:
    failure = in_a_graph(body)
    assert failure.message == wording
    assert not failure.hint_wanted
    assert not [words for words in ("in user code", "http") if words in str(failure)]


def test_what_autograph_says_names_the_line() -> None:
    failure = in_a_graph("total = 0\nfor value in tf.stack([x, x]):\n    total = total + value\nreturn total")
    assert "(sums.py:4: total = total + value)" in str(failure)
    assert failure.place == Location("sums.py", line=4)


def test_a_loss_that_does_not_fit_one_hot_labels(wording: object) -> None:
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3, "softmax")])
    model.compile("sgd", "sparse_categorical_crossentropy")
    with pytest.raises(ValueError, match="target") as error:
        model.fit(np.zeros((4, 2)), np.eye(4, 3), verbose=0)
    place = Location("pipeline.py", line=3)
    failure = raised("It", Raised(("ValueError",), str(error.value), place, "model.fit(x, y)"))
    assert failure.message == wording


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
