"""What `grade check` says of the data and the imports of an exercise; the files are only read."""

from __future__ import annotations

import pytest
from small_course import CHECK, small_course

from grader.audit.lint import lint
from grader.course.model import load_course
from grader.course.stubs import write_stubs

OPENS = '''\
"""Doubles of what is in a file."""


def double(x):
    # BEGIN SOLUTION
    return x * float(open("data/doubles/factor.txt").read())
    # END SOLUTION
'''


@pytest.fixture
def course(tmp_path):
    """The folder of a course whose solution opens a file; the copies beside the stubs are written."""
    root = tmp_path / "course"
    small_course(root, CHECK, points=1, solution=OPENS)
    (root / "data/doubles").mkdir(parents=True)
    (root / "data/doubles/factor.txt").write_text("2")
    write_stubs(load_course(root))
    return root


def told(root) -> list[str]:
    whole = load_course(root)
    return [f"{each.path.relative_to(root.resolve())}: {each.text}" for each in lint(whole, whole.exercises[0])]


def test_data_that_is_as_it_is_opened_is_no_finding(course):
    assert told(course) == []


def test_a_file_that_is_not_there_and_one_of_another_exercise(course):
    (course / "solutions/doubles.py").write_text(OPENS.replace("factor.txt", "factors.txt"))
    suite = course / "suites/doubles/test_doubles.py"
    suite.write_text(suite.read_text() + 'HERE = open("data/triples/factor.txt").read()\n')
    first, second = told(course)
    assert first.startswith("solutions/doubles.py: there is no data/doubles/factors.txt")
    assert second.startswith("suites/doubles/test_doubles.py: data/triples/factor.txt is not there")


def test_a_folder_of_data_counts_as_there(course):
    (course / "solutions/doubles.py").write_text(OPENS.replace("/factor.txt", "/"))
    assert told(course) == []


def test_copies_that_are_not_the_courses_and_a_folder_of_nobody(course):
    (course / "exercises/data/doubles/factor.txt").write_text("3")
    (course / "data/double").mkdir()
    first, second = told(course)
    assert first.startswith("exercises/data/doubles/factor.txt: ")
    assert second.startswith("data/double: ")


PRIVATE = [
    "from tensorflow.python.eager import context",
    "import tensorflow.python.framework.ops",
    "from keras.src import backend",
    "import tensorflow as tf\ntf.python.eager",
    "import importlib\nimportlib.import_module('tensorflow.python')",
    "from tensorflow._api.v2 import v2",
    "from numpy.core import multiarray",
    "import keras.src.backend as backend",
]


@pytest.mark.parametrize("imports", PRIVATE)
def test_a_private_module_of_a_library_is_named_once(course, imports):
    suite = course / "suites/doubles/test_doubles.py"
    suite.write_text(suite.read_text() + imports + "\n")
    (finding,) = told(course)
    assert "is private" in finding
    assert finding.startswith("suites/doubles/test_doubles.py: ")


@pytest.mark.parametrize(
    "imports", ["from grader.judge.expect import expect", "import grader.judge", "from grader import files"]
)
def test_a_suite_imports_only_one_module_of_the_grader(course, imports):
    suite = course / "suites/doubles/test_doubles.py"
    suite.write_text(suite.read_text() + imports + "\n")
    (finding,) = told(course)
    assert "import from grader.suite only" in finding


PUBLIC = [
    "import tensorflow as tf\ntf.keras.Model",
    "from keras import ops",
    "import csv",
    "from grader.suite import expect, predict",
    "from grader import suite",
]


@pytest.mark.parametrize("imports", PUBLIC)
def test_what_is_public_is_no_finding(course, imports):
    suite = course / "suites/doubles/test_doubles.py"
    suite.write_text(suite.read_text() + imports + "\n")
    assert told(course) == []


def test_two_exercises_of_one_title(course):
    twin = course / "suites/again"
    twin.mkdir()
    for path in (course / "suites/doubles").iterdir():
        (twin / path.name).write_text(path.read_text().replace("order = 1", "order = 2"))
    whole = load_course(course)
    texts = [each.text for each in lint(whole, whole.exercises[1])]
    assert any("has the title 'Doubles' too" in text for text in texts)
