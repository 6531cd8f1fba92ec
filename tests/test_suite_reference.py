"""docs/suite-reference.md is what the docstrings say, and every example in it works."""

from __future__ import annotations

import ast
import re
import runpy
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

DOCS = Path(__file__).parents[1] / "docs"
PAGE = (DOCS / "suite-reference.md").read_text(encoding="utf-8")
ENTRIES = re.findall(r"^### `([.\w]+).*?`\n(.*?)(?=^#|\Z)", PAGE, re.M | re.S)
EXAMPLES = re.findall(r"^```python\n(.*?)^```", PAGE, re.M | re.S)
CONSTANTS = {"CONDITIONALS", "LOOPS", "REDUCTIONS", "FORMS", "INT_FORMS", "MANY_SHAPES"}
VALUES = {"mistakes", "submission", "props", "random"}
"""They have no example of their own: others use them."""

WORK = """
import keras
import numpy as np
import pandas as pd
import tensorflow as tf
from matplotlib import pyplot as plt

answer = 42


def mean(numbers):
    if len(numbers) == 0:
        raise ValueError("no numbers")
    return float(np.mean(numbers))


def relu(x):
    return np.maximum(x, 0)


def extremes(numbers):
    return min(numbers), max(numbers)


def diagnose(error):
    return "underfitting"


def multiplier(factor):
    return lambda x: factor * x


def train(epochs):
    return {"loss": [1 / 2**epoch for epoch in range(epochs)]}


def plot(x, y):
    figure, axes = plt.subplots()
    axes.plot(x, y)
    return figure


def build(inputs):
    return keras.Sequential([keras.Input((inputs,)), keras.layers.Dense(1)])


@tf.function
def square(x):
    return x * x


def compiled():
    return square


def generator():
    return (x for x in [1])


def total(dataset):
    return int(sum(np.sum(x.numpy()) for x in dataset))


def batches(numbers):
    return tf.data.Dataset.from_tensor_slices(numbers).batch(2)


def shout(texts):
    return tf.strings.upper(texts)


def ranges(lengths):
    return tf.ragged.range(lengths)


def corner(side):
    return tf.SparseTensor([[0, 0]], [1], [side, side])


def table():
    return pd.DataFrame({"x": [1, 2]})


def column():
    return table()["x"]


def store(path):
    np.save(path, [1.0, 2.0])
    return path
"""
REQUIRED = re.findall(r"^def (\w+)|^(answer)", WORK, re.M)
PROPS = "def layers(model):\n    return len(model.layers)\n"


def test_the_page_is_what_the_docstrings_say():
    script = runpy.run_path(str(DOCS / "suite_reference.py"))
    assert script["page"]() == PAGE, "python docs/suite_reference.py writes it"


def test_everything_is_described_and_shown():
    from grader.suite import __all__

    named = {name.rpartition(".")[2] or name for name, _ in ENTRIES}
    assert set(__all__) <= named
    for name, text in ENTRIES:
        assert text.partition("```")[0].strip(), f"{name} has no docstring"
        assert "```python" in text or name in CONSTANTS | VALUES, f"{name} has no example"


@pytest.fixture(scope="module")
def names(tmp_path_factory):
    """What an example may use: `grader.suite`, and a submission in this process."""
    import grader.suite
    from grader.boundary.records import Prop
    from grader.course.model import Limits
    from grader.judge.in_process import LocalLink
    from grader.judge.session import Session
    from grader.judge.student_module import StudentModule
    from grader.judge.subject import Subject

    path = tmp_path_factory.mktemp("examples") / "work.py"
    path.write_text(WORK)
    required = tuple(name or other for name, other in REQUIRED)
    patient = Limits(load=600, call=600, check=600, exercise=600)  # however busy the machine is
    session = Session(Subject(str(path), required, (), patient, 1, 2, PROPS), LocalLink)
    session.begin("test_examples", hidden=False, limit=None)
    props = SimpleNamespace(layers=Prop("layers", len))
    return {**vars(grader.suite), "np": np, "submission": StudentModule(session), "props": props}


def test_every_example_works(names, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # one writes a file
    from grader.judge.failures import WrongAnswer

    assert len(EXAMPLES) > 50
    for example in EXAMPLES:
        if ").fail(" in example:
            with pytest.raises(WrongAnswer):
                exec(example, dict(names))
            continue
        tree = ast.parse(example)
        if isinstance(tree.body[0], ast.Expr):
            found = eval(example, dict(names))
            assert found is not False, example
        else:
            exec(example, dict(names))
