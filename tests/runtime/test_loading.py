import contextlib
import io
import json
import sys
import traceback
import types

import pytest

from grader.runtime.loading import Loader, LoadFailed
from grader.submission.program import read_program


@pytest.fixture
def marks(monkeypatch):
    """A module that submissions import; `made` is what they have made with it so far."""
    module = types.ModuleType("marks")
    module.made = []

    def make(name, value=None):
        module.made.append(name)
        return value

    module.make = make
    monkeypatch.setitem(sys.modules, "marks", module)
    return module


@pytest.fixture
def loader(tmp_path, monkeypatch):
    """`loader(text)` loads from a submission with this text; a list of texts is a notebook's cells."""

    def load(source):
        path = tmp_path / ("work.py" if isinstance(source, str) else "work.ipynb")
        cells = [{"cell_type": "code", "source": text} for text in source]
        path.write_text(source if isinstance(source, str) else json.dumps({"nbformat": 4, "cells": cells}))
        monkeypatch.delitem(sys.modules, "work", raising=False)
        return Loader(read_program(path), path)

    return load


LAZY = """
import marks
A = marks.make("A", 2)
B = marks.make("B", 3)
def a(): return A
def b(): return B
marks.make("scratch")
"""


def test_a_name_brings_only_what_it_needs_and_only_once(loader, marks):
    found = loader(LAZY)
    assert found.load("a")() == 2
    assert marks.made == ["A"]
    assert found.load("b")() == 3
    assert found.load("a")() == 2
    assert marks.made == ["A", "B"]


def test_what_raises_harms_only_what_depends_on_it(loader):
    found = loader("DATA = open('/no/such/file')\ndef reads(): return DATA\ndef sound(): return 1\n")
    assert found.load("sound")() == 1
    assert found.load("reads") is found.namespace["reads"]  # it is there, as in a notebook; calling it raises
    with pytest.raises(NameError):
        found.load("reads")()
    with pytest.raises(LoadFailed) as failed:
        found.load("DATA")
    assert type(failed.value.cause) is FileNotFoundError


def test_a_name_that_is_nowhere_has_no_cause(loader):
    with pytest.raises(LoadFailed) as failed:
        loader("x = 1").load("y")
    assert failed.value.cause is None


def test_the_whole_program_runs_once_when_a_slice_fails(loader, marks):
    found = loader('import marks\nmarks.make("all")\nglobals()["f"] = len\nglobals()["g"] = abs\n')
    assert found.load("f") is len
    assert found.load("g") is abs
    for _ in range(2):
        with pytest.raises(LoadFailed):
            found.load("h")
    assert marks.made == ["all"]


def test_what_comes_late_but_stands_early_undoes_nothing(loader):
    found = loader("K, M = 1, 2\ndef b(): return M\nK = 5\ndef a(): return K\n")
    a = found.load("a")
    assert found.load("b")() == 2
    assert a() == 5


@pytest.mark.parametrize("error", ["SystemExit", "KeyboardInterrupt", "GeneratorExit", "RecursionError"])
def test_any_exception_is_caught(loader, error):
    with pytest.raises(LoadFailed) as failed:
        loader(f"def stop(): raise {error}\nx = stop()\n").load("x")
    assert type(failed.value.cause).__name__ == error


def last_frame(error):
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return frame.filename, frame.lineno, frame.line


def test_tracebacks_point_at_the_line(loader):
    function = loader("# 한국어\n\ndef f():\n    return 1 / 0\n").load("f")
    with pytest.raises(ZeroDivisionError) as raised:
        function()
    assert last_frame(raised.value) == ("work.py", 4, "return 1 / 0")


def test_tracebacks_point_at_the_cell(loader):
    function = loader(["x = 0", "%matplotlib inline\ndef f():\n    return 1 / x\n"]).load("f")
    with pytest.raises(ZeroDivisionError) as raised:
        function()
    assert last_frame(raised.value) == ("work.ipynb, cell 2", 3, "return 1 / x")


def test_the_submission_is_a_module_that_its_parts_can_import(loader):
    found = loader("class Point: ...\ndef f():\n    import work\n    return work.f is f, Point.__module__\n")
    assert found.load("f")() == (True, "work")


DAMAGES = {
    "replaces a function": (
        "def helper(): ...\ndef f():\n    global helper\n    helper = None\n    return helper",
        True,
    ),
    "deletes a function": ("def helper(): ...\ndef f():\n    del globals()['helper']\n    helper", True),
    "replaces a class": ("class C: ...\ndef f():\n    global C\n    C = C and int", True),
    "counts": ("n = 0\ndef f():\n    global n\n    n += 1", False),
    "nothing": ("def f(): ...", False),
}


@pytest.mark.parametrize(("text", "damaged"), DAMAGES.values(), ids=DAMAGES.keys())
def test_a_call_that_breaks_what_the_submission_defines_is_seen(loader, text, damaged):
    found = loader(text)
    function = found.load("f")
    assert not found.is_damaged()
    with contextlib.suppress(NameError):
        function()
    assert found.is_damaged() == damaged


F1 = """
import marks
def helper(): return 5
def f1(y, guessed): return helper() + y + guessed
"""


@pytest.mark.parametrize(
    "scratch",
    [
        "f1 = f1(1, 2)",
        "f1 = round(f1(1, 2), 3)",
        "marks.make('scratch')\nf1 = f1(1, 2)\nprint(f1)",
        "f1, other = marks.make('scratch', (1, 2))",
        "f1 = 0.5",
    ],
)
def test_a_function_whose_name_is_used_for_a_value_stays_one(loader, marks, scratch):
    found = loader([F1, scratch])
    assert found.load("f1")(1, 2) == 8
    assert marks.made == []


def test_a_function_stays_one_when_other_functions_need_the_value(loader):
    found = loader([F1, "f1, other = [len, f1(1, 2)]\ndef second(): return other"])
    assert found.load("f1")(1, 2) == 8
    assert found.load("second")() == 8
    assert found.load("f1")(1, 2) == 8
    assert not found.is_damaged()


def test_a_helper_may_give_way_to_what_it_made(loader):
    assert loader([F1, "helper = helper()\ndef f2(): return helper + 1"]).load("f2")() == 6


@pytest.mark.parametrize(
    ("again", "answer"),
    [
        ("f1 = max", 2),
        ("f1 = (lambda inner: lambda y, z: inner(y, z) + 1)(f1)", 9),
        ("def f1(y, guessed): return 7", 7),
    ],
)
def test_a_function_that_is_bound_anew_to_a_function_is_that_one(loader, again, answer):
    assert loader([F1, again]).load("f1")(1, 2) == answer


def test_why_the_whole_program_is_tried_is_printed_before_it_runs(loader, monkeypatch):
    everything = io.StringIO()
    monkeypatch.setattr(sys, "stdout", everything)
    monkeypatch.setattr(sys, "stderr", everything)
    loader(["import no_such_module", "def f(): return no_such_module", "print('hours of training')"]).load("f")
    why = "[grade] loading f: ModuleNotFoundError (No module named 'no_such_module'); now the whole program is run"
    assert everything.getvalue().splitlines() == [why, "hours of training"]
