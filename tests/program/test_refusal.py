"""Which library names an exercise refuses, and which names are the student's own."""

from __future__ import annotations

from pathlib import Path

import numpy.linalg
import pytest

from grader.program.forbidden import forbidden_uses
from grader.program.neighbours import Neighbours
from grader.program.program import read_program

PATTERNS = ("*.tanh", "*.relu", "tf.nn.*", "tf.GradientTape")


def uses(folder: Path, source: str, *patterns: str) -> list[str]:
    """The refused uses in what `f` needs."""
    (folder / "f.py").write_text(source, encoding="utf-8")
    return [
        f"{use.name} at {use.location}"
        for use in forbidden_uses(read_program(folder / "f.py"), "f", patterns or PATTERNS, Neighbours(folder))
    ]


def names(folder: Path, source: str, *patterns: str) -> set[str]:
    return {use.split(" at ")[0] for use in uses(folder, source, *patterns)}


REFUSED = {
    "import tensorflow as tf\ndef f(x): return tf.nn.relu(x)": "tf.nn.relu",
    "import tensorflow as t\ndef f(x): return t.nn.relu(x)": "tf.nn.relu",
    "from tensorflow import nn as q\ndef f(x): return q.relu(x)": "tf.nn.relu",
    "from tensorflow.nn import relu as r\ndef f(x): return r(x)": "tf.nn.relu",
    "from tensorflow.nn import relu as r\nf = r": "tf.nn.relu",
    "from math import tanh as f": "math.tanh",
    "from math import *\ndef f(x): return tanh(x)": "math.tanh",
    "from numpy import *\ndef f(x): return tanh(x)": "np.tanh",
    "import tensorflow.keras.ops\ndef f(x): return tensorflow.keras.ops.relu(x)": "keras.ops.relu",
    "import tensorflow as tf\nk = tf.keras\ndef f(x): return k.activations.relu(x)": "keras.activations.relu",
    "import keras\ndef f(x):\n    ops = keras.ops\n    return ops.relu(x)": "keras.ops.relu",
    "import tensorflow as tf\ng = tf.tanh\ndef f(x): return g(x)": "tf.tanh",
    "import tensorflow as tf\na, b = tf, 1\ndef f(x): return a.tanh(x)": "tf.tanh",
    "import tensorflow as tf\ndef f(x): return f(x)\nf, a = tf.tanh, 1": "tf.tanh",
    "import tensorflow as tf\ndef g(x): return f(x)\ndef f(x): return g(x)\nf, a = tf.tanh, 1": "tf.tanh",
    "def f(x):\n    import numpy\n    return numpy.tanh(x)": "np.tanh",
    "try:\n    import tensorflow as tf\nexcept ImportError:\n    tf = None\ndef f(x): return tf.tanh(x)": "tf.tanh",
    "import tensorflow as tf\ndef f(x): return getattr(tf, 'nn').relu(x)": "tf.nn.relu",
    "import tensorflow as tf\ndef f(x): return vars(tf)['tanh'](x)": "tf.tanh",
    "import tensorflow as tf\ndef f(x): return tf.__dict__['tanh'](x)": "tf.tanh",
    "import importlib\ndef f(x): return importlib.import_module('tensorflow').tanh(x)": "tf.tanh",
    "from importlib import import_module as i\ndef f(x): return i('tensorflow.nn').relu(x)": "tf.nn.relu",
    "def f(x): return __import__('numpy').tanh(x)": "np.tanh",
    "import sys\ndef f(x): return sys.modules['numpy'].tanh(x)": "np.tanh",
    "import tensorflow as tf, operator\ndef f(x): return operator.attrgetter('nn.relu')(tf)(x)": "tf.nn.relu",
    "import numpy as np\ndef f(x, act=np.tanh): return act(x)": "np.tanh",
    "import numpy as np\nf = lambda x: np.tanh(x)": "np.tanh",
    "import numpy as np\ndef f(x): return [np.tanh(v) for v in x]": "np.tanh",
    "import numpy as np\nclass A:\n    def go(self, x): return np.tanh(x)\ndef f(x): return A().go(x)": "np.tanh",
    "import numpy as np\ndef helper(x): return np.tanh(x)\ndef f(x): return helper(x)": "np.tanh",
    "import tensorflow as tf\ndef f(x):\n    with tf.GradientTape() as tape:\n        return tape": "tf.GradientTape",
    "import tensorflow as tf\ndef f(x): return tf.keras.layers.Dense(1, activation='relu')": "keras.activations.relu",
    "from keras.layers import Dense\ndef f(x): return Dense(1, 'tanh')(x)": "keras.activations.tanh",
    "from keras import layers as l\ndef f(x): return l.LSTM(1, recurrent_activation='relu')": "keras.activations.relu",
    "import keras\ndef f(x): return keras.activations.get('tanh')(x)": "keras.activations.tanh",
    "import tensorflow as tf\ndef f(x): return (lambda m: 1)(x) if x else (m := tf).tanh(x)": "tf.tanh",
}

ALLOWED = [
    "def tanh(x): return x\ndef f(x): return tanh(x)",
    "from math import *\ndef tanh(x): return x\ndef f(x): return tanh(x)",
    "from math import tanh, exp\ndef f(x): return exp(x)",
    "from math import tanh, exp\ndef tanh(x): return exp(x)\ndef f(x): return tanh(x)",
    "from mine import tanh\ndef f(x): return tanh(x)",
    "from .numpy import tanh\ndef f(x): return tanh(x)",
    "import mine\ndef f(x): return mine.tanh(x)",
    "from mine import *\nfrom math import *\ndef f(x): return tanh(x)",
    "class A:\n    def tanh(self): return 1\n    def go(self): return self.tanh()\ndef f(x): return A().go()",
    "def f(nn, x): return nn.relu(x)",
    "import numpy as np\ndef f(x, np): return np.tanh(x)",
    "import numpy as np\ndef f(things): return [np.tanh() for np in things]",
    "import numpy as np\ndef f(things):\n    for np in things:\n        np.tanh()",
    "import matplotlib.pyplot as plt\ndef f(x): return plt.plot(x, label='tanh', tanh=1)",
    "import tensorflow as tf\ndef f(x): return tf.keras.layers.Dense(1, activation='softplus', name='relu')",
    "import keras\ndef f(x): return keras.Sequential(name='relu').add(keras.layers.Input(x, name='tanh'))",
    "from keras.layers import *\ndef Dense(*a, **k): return 1\ndef f(x): return Dense(1, activation='relu')",
    "def f(layer): return layer(1, activation='relu')",
    "import tensorflow as tf\ndef f(x): return tf.exp(x).tanh()",
    "def f(x): return {'tanh': 1}['tanh']  # np.tanh",
    "import numpy as np\ndef f(x): return x\ndef check(x): return np.tanh(x)\nprint(np.tanh(1))",
    "import numpy as np\ndef f(x, name): return getattr(np, name)",
    "if input():\n    from math import tanh\nelse:\n    def tanh(x): return x\ndef f(x): return tanh(x)",
    "def f(x): return g(x)",
]


@pytest.mark.parametrize("source", REFUSED)
def test_a_refused_name_is_found_however_it_was_reached(tmp_path: Path, source: str) -> None:
    assert names(tmp_path, source) == {REFUSED[source]}


@pytest.mark.parametrize("source", ALLOWED)
def test_what_may_be_the_students_own_is_never_refused(tmp_path: Path, source: str) -> None:
    assert uses(tmp_path, source) == []


BESIDE = {
    "bend.py": "import numpy as np\nbend = np.tanh\ndef soft(x): return np.exp(x)\n",
    "chain.py": "from bend import bend as b\nimport bend\ndef f(x): return b(x)\ndef g(x): return bend.soft(x)\n",
    "circle.py": "import circle, f\ndef tanh(x): return circle.tanh(f.f(x))\n",
    "package/__init__.py": "",
    "package/part.py": "from keras.layers import Dense\ndef layer(): return Dense(1, activation='relu')\n",
    "calendar.py": "import math\ndef tanh(x): return math.tanh(x)\n",
    "broken.py": "def tanh(x:",
}
IMPORTS = {
    "import bend\ndef f(x): return bend.bend(x)": {"np.tanh at bend.py:2"},
    "from bend import bend as b\ndef f(x): return b(x)": {"np.tanh at bend.py:2"},
    "from bend import *\ndef f(x): return bend(x)": {"np.tanh at bend.py:2"},
    "def f(x):\n    import bend as q\n    return q.bend(x)": {"np.tanh at bend.py:2"},
    "import bend\ndef f(x): return bend.np.tanh(x)": {"np.tanh at bend.py:1"},
    "import chain\ndef f(x): return chain.f(x)": {"np.tanh at bend.py:2"},
    "import package.part\ndef f(x): return package.part.layer()": {"keras.activations.relu at part.py:2"},
    "from package import part\ndef f(x): return part.layer()": {"keras.activations.relu at part.py:2"},
    "import bend\ndef f(x): return bend.soft(x)": set(),
    "import bend\nbend.bend(1)\ndef f(x): return bend.soft(x)": set(),
    "import chain\ndef f(x): return chain.g(x)": set(),
    "from bend import *\ndef f(x): return soft(x)": set(),
    "from circle import tanh\ndef f(x): return tanh(x)": set(),
    "import calendar\ndef f(x): return calendar.tanh(x)": set(),
    "import broken\ndef f(x): return broken.tanh(x)": set(),
    "from nowhere import tanh\ndef f(x): return tanh(x)": set(),
}


@pytest.mark.parametrize("source", IMPORTS)
def test_what_is_imported_from_beside_the_submission_is_read_too(tmp_path: Path, source: str) -> None:
    for name, text in BESIDE.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    assert set(uses(tmp_path, source)) == IMPORTS[source]


def test_a_function_is_known_by_what_it_is(tmp_path: Path) -> None:
    source = "from numpy.linalg import _linalg as own\ndef f(x): return own.{}(x)"
    assert numpy.linalg._linalg.inv is numpy.linalg.inv
    assert names(tmp_path, source.format("inv"), "np.linalg.inv") == {"np.linalg.inv"}
    assert names(tmp_path, source.format("det"), "np.linalg.inv") == set()
    assert names(tmp_path, "import keras, numpy\ndef f(x): return numpy.no.thing.inv(x)", "np.linalg.inv") == set()


def test_a_use_names_the_line(tmp_path: Path) -> None:
    source = "import numpy as np\n\ndef f(x):\n    y = x + 1\n    return np.tanh(y)\n"
    assert uses(tmp_path, source) == ["np.tanh at f.py:5"]


def test_uses_come_in_the_order_of_the_program(tmp_path: Path) -> None:
    source = "import numpy as np\ndef g(x): return np.tanh(x)\ndef f(x):\n    np.relu(x)\n    return g(x), np.tanh"
    assert uses(tmp_path, source) == ["np.tanh at f.py:2", "np.relu at f.py:4", "np.tanh at f.py:5"]


def test_a_pattern_can_name_a_library_that_is_not_well_known(tmp_path: Path) -> None:
    source = "import mylib\ndef f(x): return mylib.solve(x)"
    assert names(tmp_path, source, "mylib.*") == {"mylib.solve"}
    assert names(tmp_path, source, "*.solve") == set()


def test_a_name_is_judged_by_what_it_is_when_the_statement_runs(tmp_path: Path) -> None:
    source = "from math import tanh\nTABLE = [tanh(1)]\ndef tanh(x): return x\ndef f(x): return tanh(TABLE[x])"
    assert uses(tmp_path, source) == ["math.tanh at f.py:2"]


@pytest.mark.parametrize("source", ["x" + ".a" * 900, "+".join(["x"] * 900), "lambda: " * 90 + "x", "x" + "()" * 900])
def test_deep_expressions_are_searched_all_the_same(tmp_path: Path, source: str) -> None:
    assert uses(tmp_path, f"import numpy as np\nx = 1\nf = [{source}, np.tanh]") == ["np.tanh at f.py:3"]
