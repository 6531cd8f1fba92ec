"""Which statements of a program a name needs."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.program.program import Program, read_program
from grader.program.slicing import defined, near_misses, slice_for, used, variables


def program(folder: Path, source: str) -> Program:
    (folder / "p.py").write_text(source, encoding="utf-8")
    return read_program(folder / "p.py")


KEPT = {
    "what the function uses": """
        import math                 # kept
        import os
        LIMIT = math.pi             # kept
        def f(x): return g(x)       # kept
        def g(x): return x + LIMIT  # kept
    """,
    "no scratch code": """
        import matplotlib.pyplot as plt
        def f(x): return x          # kept
        y = f(3)
        print(y)
        plt.plot(y)
        1 / 0
        for i in range(10): f(i)
    """,
    "a local name is not the scratch variable of that name": """
        def build(): return 1       # kept
        def f():                    # kept
            model = build()
            return [x for x in (model,)]
        model = f()
        x = model.fit()
    """,
    "decorators, defaults, annotations, base classes": """
        D = 1                       # kept
        class T: pass               # kept
        class B: pass               # kept
        def deco(f): return f       # kept
        class C(B): y = D           # kept
        @deco
        def f(x: T, c=C): return x  # kept
    """,
    "tables that are filled": """
        TABLE = {}                  # kept
        TABLE["a"] = 1              # kept
        TABLE.update(b=2)           # kept
        TABLE.get("a")              # kept
        print(TABLE)
        for k in "cd": TABLE[k] = 3 # kept
        OTHER = {}
        OTHER["x"] = 1
        def f(k): return TABLE[k]   # kept
    """,
    "a library is not changed by calling it": """
        import numpy as np          # kept
        np.random.seed(1)
        def f(): return np.e        # kept
    """,
    "attributes and deletions": """
        class Box: pass             # kept
        box = Box()                 # kept
        box.a = box.b = 1           # kept
        del box.a                   # kept
        def f(): return box.b       # kept
    """,
    "blocks that bind": """
        try: import torch           # kept
        except ImportError: torch = None
        if torch: LIMIT = 1         # kept
        else: LIMIT = 2
        with open("x") as file: text = file.read()
        def f(): return LIMIT       # kept
    """,
    "targets of every kind": """
        a, (b, *c) = 1, (2, 3)      # kept
        d: int = 4                  # kept
        (e := 5)                    # kept
        for g in "x": pass          # kept
        match 1:                    # kept
            case h: pass
        def f(): return a, b, c, d, e, g, h  # kept
    """,
    "the last definition wins": """
        def g(): return old()
        def old(): return 1
        def f(): return g()         # kept
        def g(): return 2           # kept
    """,
    "an earlier definition that is still used": """
        def g(): return 1           # kept
        A = g()                     # kept
        def g(): return 2           # kept
        def f(): return g(), A      # kept
    """,
    "a function that wraps its former self": """
        def f(x): return x          # kept
        f = staticmethod(f)         # kept
    """,
    "stars and future features": """
        from __future__ import annotations  # kept
        from math import *          # kept
        def f(): return pi          # kept
    """,
    "a table that a decorator fills": """
        GATES = {}                  # kept
        def gate(f):                # kept
            GATES[f.__name__] = f
            return f
        @gate
        def both(): return 1        # kept
        def f(name): return GATES[name]  # kept
    """,
    "a name that only a function binds": """
        def setup():                # kept
            global RATE
            RATE = 0.1
        setup()                     # kept
        def f(): return RATE        # kept
    """,
    "a table that calls fill": """
        GATES, ORDER = {}, []       # kept
        def add_gate(name, row):    # kept
            GATES[name] = row
        def put(table, row):        # kept
            table.append(row)
        def both(): return 1        # kept
        add_gate("and", both)       # kept
        for n in "ab": add_gate(n, 0)  # kept
        put(ORDER, 2)               # kept
        put([], 3)
        print(GATES, len(ORDER))
        def f(name): return GATES[name], ORDER  # kept
    """,
    "a setting that a function makes": """
        RATE = None                 # kept
        def setup():                # kept
            global RATE
            RATE = 0.1
        setup()                     # kept
        def f(): return RATE        # kept
    """,
    "a function for each type": """
        import functools            # kept
        @functools.singledispatch
        def f(x): return len(x)     # kept
        @f.register(int)
        def _(x): return zero()     # kept
        def zero(): return 0        # kept
        @functools.lru_cache
        def other(): return 1
    """,
    "classes that are found by what they inherit from": """
        import tensorflow as tf     # kept
        class Gate:                 # kept
            gates = {}
            def __init_subclass__(cls): Gate.gates[cls.__name__] = cls
        class And(Gate): pass       # kept
        And.row = 1                 # kept
        class Layer(tf.Module): pass
        def f(): return tf.add(len(Gate.gates), len(Gate.__subclasses__()))  # kept
    """,
    "the same object under other names": """
        TABLE, ROWS = {}, [[], []]  # kept
        alias = TABLE               # kept
        alias["a"] = 1              # kept
        for i, row in enumerate(ROWS): row.append(i)  # kept
        first = ROWS[0]             # kept
        first.append(2)             # kept
        part, whole = [], {}        # kept
        whole["a"] = part
        whole["b"] = print()
        WHOLE = {"a": [part]}       # kept
        part.append(3)              # kept
        print(alias)
        def f(): return TABLE, ROWS, WHOLE  # kept
    """,
    "functions that change their argument": """
        import heapq, random        # kept
        import numpy as np          # kept
        class Box: pass             # kept
        M, V, H, S = np.eye(2), [1, 2], [], [1]  # kept
        np.fill_diagonal(M, 2.0)    # kept
        np.add.at(M, 0, 1.0)        # kept
        random.Random(1).shuffle(V) # kept
        heapq.heappush(H, 1)        # kept
        setattr(Box, "a", 1)        # kept
        last = S.pop()              # kept
        np.linalg.inv(M)
        np.random.shuffle([1])
        def f(): return M, V, H, Box.a, S  # kept
    """,
    "settings of libraries, but no seeds": """
        import sys                  # kept
        import tensorflow as tf
        import tensorflow.experimental.numpy as tnp  # kept
        tnp.experimental_enable_numpy_behavior()  # kept
        sys.setrecursionlimit(5000) # kept
        tf.random.set_seed(1)
        def f(): return 1           # kept
    """,
    "no training for the library whose method it calls": """
        import tensorflow as tf     # kept
        import numpy as np
        def f(x): return tf.abs(x)  # kept
        def train(x):
            tf.keras.utils.set_random_seed(1)
            model = f(x)
            model.fit(x)
        x = np.zeros(3)
        np.random.shuffle(x)
        model = train(x)
        for _ in range(9): model.fit(train(x))
    """,
    "no scratch call on what a function returns": """
        def build(): return []      # kept
        def f(): return build       # kept
        build().append(1)
        f()()
        [build().append(2) for _ in range(9)]
    """,
    "no scratch loop for what it collects": """
        losses = []                 # kept
        def f():                    # kept
            losses.append(1)
        for _ in range(1000): f()
    """,
}


@pytest.mark.parametrize("title", KEPT)
def test_kept(tmp_path: Path, title: str) -> None:
    source = "\n".join(line.removeprefix(" " * 8) for line in KEPT[title].strip("\n").split("\n"))
    read = program(tmp_path, source)
    wanted = {number for number, line in enumerate(source.split("\n"), 1) if line.endswith("# kept")}
    assert {statement.location.line for statement in slice_for(read, "f")} == wanted


def test_a_slice_goes_across_cells(tmp_path: Path) -> None:
    cells = ["import math", "1 / 0", "def g(): return math.e", "def f(): return g()"]
    path = tmp_path / "p.ipynb"
    path.write_text(json.dumps({"cells": [{"cell_type": "code", "source": cell} for cell in cells]}))
    assert [statement.location.cell for statement in slice_for(read_program(path), "f")] == [1, 3, 4]


def test_the_slice_of_a_missing_name_is_empty(tmp_path: Path) -> None:
    assert slice_for(program(tmp_path, "x = 1"), "f") == ()


@pytest.mark.parametrize("order", [1, -1])
def test_long_chains_are_no_trouble(tmp_path: Path, order: int) -> None:
    chain = [f"def f{i}(): return f{i + 1}()" for i in range(1500)]
    assert len(slice_for(program(tmp_path, "\n".join(chain[::order])), "f0")) == 1500


def test_defined_names_have_the_place_of_their_last_binding(tmp_path: Path) -> None:
    source = """\
import numpy as np, os.path
from math import pi as p
"a text"
a, (b, *c) = 1, (2, 3)
def f(): local = 1
class C: inside = 1
if a:
    d = 1
    with open("x") as e: pass
else:
    d = 2
for g in [(h := 1)]: pass
[i for i in "x"]
a = 2
k = 1
del k
"""
    lines = {name: place.line for name, place in defined(program(tmp_path, source)).items()}
    assert lines == {"np": 1, "os": 1, "p": 2, "a": 14, "b": 4, "c": 4, "f": 5, "C": 6} | {
        "d": 11,
        "e": 9,
        "g": 12,
        "h": 12,
    }


@pytest.mark.parametrize(
    ("name", "names", "expected"),
    [
        ("relu", ["ReLU", "x"], ["ReLU"]),
        ("leaky_relu", ["leakyrelu", "relu"], ["leakyrelu"]),
        ("sigmoid", ["sigmiod", "step"], ["sigmiod"]),
        ("relu", ["relu", "train"], []),
    ],
)
def test_near_misses(name: str, names: list[str], expected: list[str]) -> None:
    assert near_misses(name, names) == expected


# Running the slice gives the name the value that the whole program gives it.

NAMES = ["a", "b", "c", "d"]
names = st.sampled_from(NAMES)
values = (
    st.integers(0, 9).map(str)
    | names.map("value({})".format)
    | st.tuples(names, names).map(lambda pair: f"value({pair[0]}) + 2 * value({pair[1]})")
)
statements = st.one_of(
    st.builds("{} = {}".format, names, values),
    st.builds("{}, {} = {}, {}".format, names, names, values, values),
    st.builds("{} = value({}) + {}".format, names, names, values),
    st.builds("def {}(): return {}".format, names, values),
    st.builds("@memo\ndef {}(): return {}".format, names, values),
    st.builds("if {} % 2: {} = {}".format, values, names, values),
    st.builds("for {} in range(2): {} = {}".format, names, names, values),
    st.builds("class {}:\n    x = {}".format, names, values),
    st.builds("BOX[{!r}] = {}".format, names, values),
    st.builds("BOX.update({}={})".format, names, values),
    st.builds("{} = BOX.get({!r}, 0)".format, names, names),
    st.builds("print({})".format, values),
)
BEGIN = """\
BOX = {}
a = b = c = d = 1
def value(of, fuel=[]):
    if len(fuel) > 5: return 0
    fuel.append(1)
    try: return of() % 1000 if type(of).__name__ == "function" else getattr(of, "x", of)
    finally: fuel.pop()
def memo(of):
    now = value(of)
    def same(): return now
    return same
def print(x): ...
"""


def value_of(name: str, codes: list[Any]) -> Any:
    namespace: dict[str, Any] = {}
    for code in codes:
        exec(code, namespace)
    return namespace["value"](namespace[name])


@settings(deadline=None)
@given(lines=st.lists(statements, max_size=12), name=names)
def test_a_slice_gives_the_name_its_value(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], name: str
) -> None:
    read = program(tmp_path_factory.getbasetemp(), BEGIN + "\n".join([*lines, f"def result(): return value({name})"]))
    kept = slice_for(read, "result")
    assert value_of("result", [one.code for one in kept]) == value_of("result", [one.code for one in read.statements])
    assert not any(isinstance(one.node, ast.Expr) and "print" in ast.unparse(one.node) for one in kept)


USED = {
    "by a call": ("def f(): return g()\ndef g(): return 1", {"f": ("g",)}),
    "by way of others": (
        "def f(): return own()\ndef own(): return [g() for _ in 'a']\ndef g(): return h",
        {"f": "gh", "g": "h"},
    ),
    "by another name": ("def g(): return 1\nagain = g\nf = lambda: again()", {"f": "g"}),
    "in a table": ("def g(): return 1\nT = {'g': g}\ndef f(): return T['g']()", {"f": "g"}),
    "in a circle": ("def f(): return g()\ndef g(): return f()", {"f": "g", "g": "f"}),
    "itself": ("def f(): return f()", {}),
    "not by a local variable of its name": ("def g(): return 1\ndef f(g): return g()", {}),
    "not by scratch code": ("def f(): return 1\ndef g(): return 2\nprint(f(g()))", {}),
    "not what is not defined": ("def f(): return 1", {}),
    "though its name is a value now": ("def g(): return 1\ndef f(): return g()\ng = g()", {"f": "g"}),
}


@pytest.mark.parametrize(("source", "uses"), USED.values(), ids=USED)
def test_who_uses_whom(source: str, uses: dict[str, Any], tmp_path: Path) -> None:
    found = used(program(tmp_path, source), "fgh")
    assert {name: others for name, others in found.items() if others} == {name: (*each,) for name, each in uses.items()}


VARIABLES = {
    "x = 1": True,
    "x: int = 1": True,
    "x, y = 1, 2": True,
    "if True:\n    x = 1": True,
    "for x in range(3): pass": True,
    "with open('f') as x: pass": True,
    "try:\n    x = 1\nexcept ValueError:\n    x = 2": True,
    "def x(): pass": False,
    "class x: pass": False,
    "import x": False,
    "from y import z as x": False,
    "try:\n    import x\nexcept ImportError:\n    x = None": False,
    "if True:\n    def x(): pass": False,
    "x = 1\ndef x(): pass": False,
    "def x(): pass\nx = 1": True,
}


@pytest.mark.parametrize(("source", "is_variable"), VARIABLES.items())
def test_a_name_that_only_assignments_bind_is_a_variable(tmp_path, source, is_variable):
    (tmp_path / "p.py").write_text(source)
    assert ("x" in variables(read_program(tmp_path / "p.py"))) == is_variable
