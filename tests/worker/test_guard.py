"""Refused functions are stopped wherever they were taken from; what is allowed runs on."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.boundary.records import Prop
from grader.judge.failures import SubmissionFailure

ACTIVATIONS = ("*.tanh", "*.Tanh", "*.relu", "*.Relu", "*.ReLU", "*.sigmoid", "*.Sigmoid", "*.elu", "*.Elu", "*.expit")
GRADIENTS = ("tf.GradientTape", "tf.GradientTape.gradient", "tf.gradients", "tf.autodiff.*")

TOP = """
import builtins, cmath, concurrent.futures, functools, importlib, math, operator, sys
import keras
import numpy as np
import tensorflow as tf
T = "ta" + "nh"
COMPILED = {}

def plain(x):
    return np.asarray(x, np.float32)

def made(text, filename="<string>"):
    names = {"np": np, "tf": tf, "math": math, "T": T}
    exec(compile(text, filename, "exec"), names)
    return names["f"]
"""
ROUTES = {
    "computed": "getattr(tf, T)(x)",
    "from a sub-module": "getattr(getattr(tf, 'ma' + 'th'), T)(x)",
    "numpy": "vars(np)[T](x)",
    "math": "getattr(math, T)(0.5)",
    "cmath": "getattr(cmath, T)(0.5)",
    "a masked array's": "getattr(np.ma, T)(x)",
    "numpy's own module": "getattr(np._core.umath, T)(x)",
    "numpy's compiled module": "getattr(sys.modules['numpy._core._multiarray_umath'], T)(x)",
    "modules by name": "getattr(sys.modules['ma' + 'th'], T)(0.5)",
    "attrgetter": "operator.attrgetter('nn.' + T)(tf)(x)",
    "partial": "functools.partial(getattr(np, T), x)()",
    "map": "list(map(getattr(math, T), [0.5]))",
    "sorted": "sorted([0.5, 0.25], key=getattr(math, T))",
    "vectorize": "np.vectorize(getattr(math, T))(x)",
    "frompyfunc": "np.frompyfunc(getattr(math, T), 1, 1)(x)",
    "apply_along_axis": "np.apply_along_axis(getattr(np, T), 0, x)",
    "map_fn": "tf.map_fn(getattr(tf, T), x)",
    "numpy_function": "tf.numpy_function(getattr(np, T), [x], tf.float32)",
    "py_function": "tf.py_function(getattr(tf, T), [x], tf.float32)",
    "a dataset": "next(iter(tf.data.Dataset.from_tensors(x).map(getattr(tf, T))))",
    "a thread": "concurrent.futures.ThreadPoolExecutor().submit(getattr(np, T), x).result()",
    "a lambda": "(lambda g: g(x))(getattr(np, T))",
    "eval": "eval('np.' + T)(x)",
    "eval of it all": "eval('np.' + T + '(x)', {'np': np, 'x': x})",
    "exec": "made('def f(x): return np.' + T + '(x)')(x)",
    "exec as a library": "made('def f(x): return np.' + T + '(x)', np.__file__)(x)",
    "exec as frozen": "made('def f(x): return np.' + T + '(x)', '<frozen os>')(x)",
    "exec as props": "made('def f(x): return np.' + T + '(x)', 'props')(x)",
    "Dense by name": "keras.layers.Dense(1, activation=T)(x)",
    "Dense by place": "keras.layers.Dense(1, T)(x)",
    "a model": "keras.Sequential([keras.layers.Dense(2, activation='re' + 'lu')]).predict(x, verbose=0)",
    "another layer": "keras.layers.LSTM(1)(x[None])",
    "a layer by its class": "[c for c in keras.layers.Layer.__subclasses__() if c.__name__ == 'Re' + 'LU'][0]()(x)",
    "keras.src": "getattr(keras.src.activations.activations, T)(x)",
    "the backend": "getattr(keras.src.backend.nn, T)(x)",
    "a table of activations": "keras.src.activations.ALL_OBJECTS_DICT[T](x)",
    "get": "getattr(keras.activations, 'g' + 'et')(T)(x)",
    "raw_ops": "getattr(tf.raw_ops, 'Ta' + 'nh')(x=x)",
    "gen_math_ops": "getattr(importlib.import_module('tensorflow.python.ops.gen_math_ops'), T)(x)",
    "gen_nn_ops": "getattr(importlib.import_module('tensorflow.python.ops.gen_nn_ops'), 're' + 'lu')(x)",
    "a slow path": "getattr(importlib.import_module('tensorflow.python.ops.gen_nn_ops'), 're' + 'lu_eager_fallback')"
    "(tf.constant(x), None, importlib.import_module('tensorflow.python.eager.context').context())",
    "a compatible module": "getattr(tf.compat.v1.nn, 're' + 'lu')(x)",
    "tensorflow's numpy": "getattr(tf.experimental.numpy, T)(x)",
    "a graph": "tf.function(lambda x: getattr(tf, T)(x))(x)",
    "a graph of raw operations": "tf.function(lambda x: getattr(tf.raw_ops, 'Ta' + 'nh')(x=x))(x)",
    "the original": "getattr(tf, T).__wrapped__(x)",
    "the closure": "[c.cell_contents for c in getattr(np, T).__closure__ if callable(c.cell_contents)][0](x)",
    "another that runs it": "tf.nn.crelu(x)",
    "a gradient of its own that runs it": "slope(tf.GradientTape, x, of=bent)",
    "caught": "caught(x)",
}
HELPERS = """
@tf.custom_gradient
def bent(x):
    return 1 * x, lambda upstream: upstream * getattr(tf.raw_ops, "Sig" + "moid")(x=x)

def caught(x):
    try:
        return getattr(tf, T)(x)
    except Exception:
        return plain(x)
"""
SLOPE_HELPERS = """
def square(x):
    return x * x

def slope(tape, x, way="gradient", of=square):
    x = tf.constant(x)
    with tape() as tape:
        tape.watch(x)
        y = of(x)
    return getattr(tape, way)(y, x)

def in_a_graph(gradients, x, of=square):
    with tf.Graph().as_default():
        v = tf.constant(x)
        return str(gradients(of(v), v))

def forward(accumulator, x):
    x = tf.constant(x)
    with accumulator(x, x) as found:
        y = x * x
    return found.jvp(y)

def trained(x, **how):
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse", **how)
    model.fit(x, np.ones((1, 1)), verbose=0)
    return model.get_weights()[0]
"""

NOWHERE = {"the original", "the closure"}
"""These look for the function in what stands for it, and find none."""

TAPE = "importlib.import_module('tensorflow.python.eager.backprop')"
SLOPES = {
    "a computed name": "slope(getattr(tf, 'Gradient' + 'Tape'), x)",
    "the class": f"slope(vars({TAPE})['Gradient' + 'Tape'], x)",
    "a class of its own": f"slope(type('Mine', (vars({TAPE})['Gradient' + 'Tape'],), {{}}), x)",
    "a persistent tape": f"slope(functools.partial(vars({TAPE})['Gradient' + 'Tape'], persistent=True), x)",
    "jacobian": f"slope(vars({TAPE})['Gradient' + 'Tape'], x, 'jacobian')",
    "gradients_function": f"{TAPE}.gradients_function(square)(tf.constant(x))",
    "val_and_grad": f"{TAPE}.val_and_grad_function(square)(tf.constant(x))",
    "make_vjp": f"{TAPE}.make_vjp(square)(tf.constant(x))[1](tf.constant(x))",
    "gradients": "in_a_graph(getattr(tf, 'grad' + 'ients'), x)",
    "gradients of old": "in_a_graph(getattr(tf.compat.v1, 'grad' + 'ients'), x)",
    "hessians": "in_a_graph(tf.hessians, x)",
    "an optimizer of old": "in_a_graph(lambda y, v: tf.compat.v1.train.GradientDescentOptimizer(1.0)"
    ".compute_gradients(y, tf.compat.v1.get_variable('v', (1, 2)))[0], x)",
    "forward mode": "forward(getattr(tf, 'auto' + 'diff').ForwardAccumulator, x)",
    "forward mode by its module": "forward(importlib.import_module('tensorflow.python.eager.forwardprop')"
    ".ForwardAccumulator, x)",
    "fit": "trained(x)",
    "fit of a function": "trained(x, run_eagerly=True)",
}
ALLOWED = {
    "its own tanh": "tanh(x)",
    "its own relu, handed on": "np.vectorize(relu)(x)",
    "exp in a graph": "tf.function(lambda x: 2 / (1 + tf.exp(-2 * x)) - 1)(x)",
    "a library that needs one": "statistics.NormalDist().cdf(0.25)",
    "a prop that needs one": "prop(0.5)",
    "a model that needs none": "trained(x)",
    "a gradient of its own": "slope(tf.GradientTape, x)",
    "softplus": "tf.nn.softplus(x)",
    "its slope, which is a sigmoid": "slope(tf.GradientTape, x, of=tf.nn.softplus)",
    "its slope in a graph": "tf.function(lambda: slope(tf.GradientTape, x, of=tf.nn.softplus))()",
    "its slope without a tape": "in_a_graph(tf.gradients, x, of=tf.nn.softplus)",
    "a name": "getattr(tf, T).__name__",
}
ALLOWED_HELPERS = """
import statistics

def tanh(x):
    return 1 - 2 / (1 + np.exp(2 * x))

def relu(x):
    return max(x, 0.0)
"""


def definitions(routes):
    return "\n".join(
        f"def route_{number}(x):\n    x = plain(x)\n    return {route}" for number, route in enumerate(routes)
    )


def outcome(submission, number, x):
    """How a route ended for the student."""
    try:
        return f"returned {getattr(submission, f'route_{number}')(x)}"
    except SubmissionFailure as failure:
        return f"{failure.status}: {failure.message}"


@pytest.mark.parametrize(
    ("helpers", "routes", "patterns"),
    [(SLOPE_HELPERS + HELPERS, ROUTES, ACTIVATIONS), (SLOPE_HELPERS, SLOPES, GRADIENTS)],
    ids=["activations", "gradients"],
)
def test_refused_functions_are_stopped_by_whatever_route(submit, helpers, routes, patterns):
    source = TOP + helpers + definitions(routes.values())
    submission = submit(source, *(f"route_{number}" for number in range(len(routes))), forbidden=patterns)
    outcomes = {route: outcome(submission, number, [[0.5, -0.5]]) for number, route in enumerate(routes)}
    passed = {route: told for route, told in outcomes.items() if "you implement it yourself" not in told}
    assert passed.keys() == NOWHERE & routes.keys(), passed
    assert all(told.startswith("error") for told in passed.values())


def test_what_is_allowed_runs_on(submit):
    source = TOP + ALLOWED_HELPERS + SLOPE_HELPERS + "def route(f):\n    global prop\n    prop = f\n"
    names = [f"route_{number}" for number in range(len(ALLOWED))]
    props = "import math\ndef bent(x):\n    return math.erf(x) + math.tanh(x)\n"
    submission = submit(
        source + definitions(ALLOWED.values()), "route", *names, forbidden=(*ACTIVATIONS, "*.erf"), props=props
    )
    submission.route(Prop("bent", abs))
    outcomes = {route: outcome(submission, number, [[0.5, -0.5]]) for number, route in enumerate(ALLOWED)}
    assert {route: told for route, told in outcomes.items() if not told.startswith("returned")} == {}


def test_a_helper_beside_the_submission_is_the_students(wording, submit):
    submission = submit("import helper\ndef f(x):\n    return helper.bend(x)\n", "f", forbidden=ACTIVATIONS)
    helper = Path(submission._session.subject.path).with_name("helper.py")
    helper.write_text("import numpy as np\nbend = getattr(np, 'ta' + 'nh')\ndef other(x): return bend(x)\n")
    with pytest.raises(SubmissionFailure) as caught:
        submission.f(0.5)
    assert str(caught.value) == wording


def test_what_is_refused_while_loading_is_told_as_that(wording, submit):
    source = TOP + "TABLE = getattr(np, T)(plain([0.5]))\ndef f(x): return TABLE[0]\n"
    with pytest.raises(SubmissionFailure) as caught:
        submit(source, "f", forbidden=ACTIVATIONS).f(0.5)
    assert str(caught.value) == wording
