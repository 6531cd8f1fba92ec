import json
import re

import numpy as np
import pytest

from grader.boundary.records import Opaque, Prop, Tensor
from grader.feedback import Location
from grader.judge.failures import CannotOpen, SubmissionFailure, WorkerLost


def failure(call, *arguments) -> str:
    """What the student reads of a call that fails."""
    with pytest.raises((SubmissionFailure, WorkerLost)) as failed:
        call(*arguments)
    return f"{failed.value.status}: {failed.value.message}"


def notebook(*cells: str) -> str:
    return json.dumps({"nbformat": 4, "cells": [{"cell_type": "code", "source": cell} for cell in cells]})


def test_a_call_reads_as_if_the_module_had_been_imported(submit):
    submission = submit("def add(a, b=1, *, c=0):\n    return a + b + c\n", "add")
    assert [submission.add(1), submission.add(1, 2), submission.add(1, b=2, c=3)] == [2, 3, 6]
    assert submission.add(np.ones(2), c=1).tolist() == [3.0, 3.0]
    with pytest.raises(AttributeError, match="'subtract' is not among the required names"):
        _ = submission.subtract


def test_functions_of_the_submission_are_callable_and_can_be_handed_in(submit):
    submission = submit("def twice(f):\n    return lambda x: f(f(x))\ndef inc(x):\n    return x + 1\n", "twice", "inc")
    assert submission.twice(submission.inc)(5) == 7
    assert submission.twice(submission.twice(submission.inc))(5) == 9


def test_a_prop_runs_in_the_worker(wording, submit):
    submission = submit("def apply(f, x):\n    return f(x)\n", "apply", props="def square(x): return x * x")
    assert submission.apply(Prop("square", abs), 3) == 9
    assert failure(submission.apply, Prop("cube", abs), 3) == wording


def test_arguments_as_they_are_after_the_call(submit):
    submission = submit("def clear(items, x):\n    items.clear()\n    x *= 0\n    return None\n", "clear")
    result, (items, x) = submission.call_keeping("clear", [1, 2], np.ones(2))
    assert (result, items, x.tolist()) == (None, [], [0.0, 0.0])


def test_what_it_warns_of(submit):
    submission = submit("import numpy as np\ndef log(x):\n    return np.log(x)\n", "log")
    submission.log(np.zeros(1))
    assert submission.warnings == ("RuntimeWarning: divide by zero encountered in log",)


def test_what_autograph_warns_of_is_not_the_submissions(submit):
    """On Python 3.13 it uses what Python is about to forbid."""
    branch = "import tensorflow as tf\n@tf.function\ndef f(x):\n    if x > 0:\n        x = -x\n    return x"
    submission = submit(branch, "f")
    submission.f(np.float32(2))
    assert submission.warnings == ()


def test_what_it_prints_is_kept_and_capped(submit):
    submission = submit("def say(text, n):\n    print(text * n)\n", "say")
    submission.say("안녕", 1)
    session = submission._session
    session.finish(True)
    assert session.check.output == "안녕\n"
    session.begin("test_flood", hidden=False, limit=None)
    submission.say("x", 1_000_000)  # more than a pipe holds: it is read while the answer is awaited
    session.finish(True)
    assert session.check.output == "x" * 4096 + "\n[...]"


def test_a_picture_of_a_figure(submit):
    submission = submit(
        "import matplotlib.pyplot as plt\ndef plot():\n    plt.plot([1, 2], label='a')\n    return plt.gcf()\n", "plot"
    )
    figure = submission.plot()
    submission.picture(figure)
    assert figure.axes[0].lines[0].label == "a"
    assert submission._session.check.pictures[0].png.startswith(b"\x89PNG")


RAISES = {
    "its own line": ("def f(x):\n    return 1 / x\n", "error"),
    "a line above a library's": (
        "import numpy as np\ndef f(x):\n    y = [x]\n    return np.ones((2, 3)) @ np.ones(2)\n",
        "error",
    ),
    "a special exception": (
        "def f(x):\n    import _pytest.outcomes\n    raise _pytest.outcomes.Skipped('me')\n",
        "error",
    ),
    "an exit": ("def f(x):\n    exit(3)\n", "error"),
    "no message": ("class E(Exception):\n    def __str__(self): return 1\ndef f(x):\n    raise E\n", "error"),
    "surrogates": ("def f(x):\n    raise ValueError('\\ud800')\n", "error"),
    "not written": ("def f(x):\n    raise NotImplementedError('write this')\n", "not_started"),
    "missing": ("def F(x): ...\n", "error"),
    "missing beside imports": ("import math as F_\nF = 1\n", "error"),
    "raises when loaded": ("import json\nf = json.loads('{')\n", "error"),
    "too large": ("def f(x):\n    return [0] * 300_000\n", "failed"),
}


@pytest.mark.parametrize(("text", "status"), RAISES.values(), ids=RAISES.keys())
def test_failures_are_told(submit, wording, text, status):
    with pytest.raises((SubmissionFailure, WorkerLost)) as failed:
        submit(text, "f").f(0)
    assert failed.value.status == status
    assert failed.value.message == wording


def test_an_exception_is_told_with_the_students_own_line(submit):
    text = "import numpy as np\ndef f(x):\n    y = [x]\n    return np.ones((2, 3)) @ np.ones(2)\n"
    with pytest.raises(SubmissionFailure) as failed:
        submit(text, "f").f(0)
    assert failed.value.place == Location("work.py", line=4)


def test_failures_in_a_notebook_name_cell_and_line(submit):
    cells = ("# 제1장\n%matplotlib inline", "1 / 0", "def f(x):\n    y = x\n    return y.nothing\n")
    submission = submit(notebook(*cells), "f", name="work.ipynb")
    assert "(work.ipynb, cell 3, line 3: return y.nothing)" in failure(submission.f, 1)


def test_cells_that_would_take_minutes_never_run(submit):
    cells = (
        "import time",
        "def f(x):\n    return 2 * x",
        "while True:\n    time.sleep(60)",
        "print(f(1))",
        "!rm -rf /",
        "f(",
    )
    assert submit(notebook(*cells), "f", name="work.ipynb").f(2) == 4


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("work.py", "def f(x)\n    pass\n"),
        ("work.py", "x = 1\n"),
        ("work.py", b"\xff\xfe\x00"),
        ("work.ipynb", "not JSON"),
        ("work.ipynb", "{"),
        ("work.ipynb", notebook()),
    ],
    ids=["not Python", "no function", "UTF-16", "no JSON", "half a notebook", "an empty notebook"],
)
def test_what_cannot_be_read_is_told_before_anything_runs(submit, name, text, wording):
    with pytest.raises(CannotOpen) as failed:
        submit(text, "f", name=name)
    assert failed.value.message == wording


GUARD = """
import tensorflow as tf, numpy as np, math, keras
name = "ta" + "nh"
def direct(x): return getattr(tf, name)(x)
def nested(x): return getattr(getattr(tf, "ma" + "th"), name)(x)
def numpy(x): return vars(np)[name](x)
def plain(x): return getattr(math, name)(x)
def library(x): return keras.layers.Dense(1, activation=name)(x)
def other(x): return tf.exp(x)
"""


def test_refused_names_are_guarded_when_they_are_computed(submit):
    names = ("direct", "nested", "numpy", "plain", "library", "other")
    submission = submit(GUARD, *names, forbidden=("*.tanh",))
    for name in ("direct", "nested", "numpy", "plain"):
        told = failure(getattr(submission, name), 0.5)
        assert re.match(r"failed: .*tanh \(work.py:\d\)", told)
    assert submission.library(np.ones((1, 1), np.float32)).shape == (1, 1)  # a library goes on calling its own
    assert type(submission.other(0.0)) is Tensor


def test_refused_names_are_found_in_the_text_before_any_call(wording, submit):
    submission = submit("import tensorflow as tf\ndef f(x):\n    return tf.tanh(x)\n", "f", forbidden=("*.tanh",))
    assert failure(submission.f, 0.5) == wording


RANDOM = """
import random, numpy as np, tensorflow as tf
def draw():
    return [random.random(), float(np.random.rand()), float(tf.random.uniform(()))]
"""


def test_seeds_are_those_of_the_check_not_of_what_came_before(submit):
    submission = submit(RANDOM, "draw")
    session, drawn = submission._session, {}
    for name in ("test_it", "test_other", "test_it"):
        session.begin(name, hidden=False, limit=None)
        first, second = submission.draw(), submission.draw()
        assert first != second
        drawn.setdefault(name, []).append((first, second))
    assert drawn["test_it"][0] == drawn["test_it"][1]
    assert drawn["test_it"][0] != drawn["test_other"][0]
    assert submit(RANDOM, "draw", seed=2).draw() != submit(RANDOM, "draw", seed=1).draw()


DAMAGE = """
import builtins, math, os, numpy as np, tensorflow as tf, keras
def damage(where, name):
    setattr({"builtins": builtins, "math": math, "np": np, "tf": tf, "keras": keras}[where], name, None)
def me(): return os.getpid()
"""


@pytest.mark.parametrize(
    ("where", "name"), [("builtins", "abs"), ("math", "pi"), ("np", "allclose"), ("tf", "exp"), ("keras", "Model")]
)
def test_a_damaged_library_does_not_meet_the_next_check(submit, where, name):
    submission = submit(DAMAGE, "damage", "me")
    before = submission.me()
    submission.damage(where, name)
    submission._session.begin("test_next", hidden=False, limit=None)
    assert submission.me() != before


SOUND = """
import os, keras, numpy as np, tensorflow as tf, matplotlib.pyplot as plt
counts = {}
def work():
    counts["calls"] = counts.get("calls", 0) + 1
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    model.fit(np.ones((4, 2)), np.ones((4, 1)), verbose=0)
    plt.plot([1])
    return os.getpid()
"""


def test_a_worker_that_did_honest_work_serves_the_next_check(submit):
    submission = submit(SOUND, "work")
    before = submission.work()
    submission._session.begin("test_next", hidden=False, limit=None)
    assert submission.work() == before


def test_objects_are_forgotten_between_checks(wording, submit):
    submission = submit("def make():\n    return iter('a')\ndef take(x):\n    return next(x)\n", "make", "take")
    made = submission.make()
    assert type(made) is Opaque
    assert submission.take(made) == "a"
    submission._session.begin("test_next", hidden=False, limit=None)
    assert failure(submission.take, made) == wording


GRAPHS = """
import tensorflow as tf
@tf.function
def square(x): return x * x if x > 0 else -x
def plain(x): return x
"""


def test_the_graph_of_a_tf_function_runs_without_the_student(wording, submit):
    submission = submit(GRAPHS, "square", "plain")
    graph = submission.graph("square", Tensor(np.float32(1)))
    assert {"If", "StatelessIf"} & graph.operations
    (result,) = submission.run(graph, Tensor(np.array(-3, np.float32)))
    assert result.array == 3
    assert failure(submission.graph, "plain") == wording
