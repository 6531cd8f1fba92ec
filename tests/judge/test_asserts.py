"""Plain asserts: each way to write one passes a right answer, and no empty, NaN or stretched answer passes any.

The files of a suite are imported as a judge does it, but nobody is asked: `submission.double` is given here.
"""

import importlib
import itertools
import sys
from types import SimpleNamespace

import numpy as np
import pytest

from grader.boundary.records import Tensor
from grader.judge.asserts import Asserts
from grader.judge.failures import WrongAnswer
from grader.judge.subject import CurrentCheck
from grader.judge.suite_files import SuiteFiles

NAN = float("nan")
HOSTILE = {
    "no numbers": lambda x: np.empty(0),
    "an empty list": lambda x: [],
    "an empty matrix": lambda x: np.empty((0, 3)),
    "an empty tensor": lambda x: Tensor(np.empty(0)),
    "NaN": lambda x: float("nan"),
    "a NumPy NaN": lambda x: np.float32("nan"),
    "an array of NaN": lambda x: np.full(np.shape(x), NAN),
    "a list of NaN": lambda x: [float("nan")] * 3,
    "NaN among numbers": lambda x: np.array([2.0, 2.0, NAN]),
    "one number": lambda x: float("2"),
    "an array of one number": lambda x: np.array([2.0]),
    "a tensor of one number": lambda x: Tensor(np.array([2.0])),
    "a column": lambda x: np.full((3, 1), 2.0),
}
SINGLE = ("one number", "an array of one number", "a tensor of one number", "a column")
X = "np.ones(3)"
SATISFIED_BY_NOTHING = {
    "allclose": f"assert np.allclose(submission.double({X}), [2, 2, 2])",
    "allclose later": f"close = np.allclose(submission.double({X}), [2, 2, 2])\n    assert close",
    "allclose of an array made of it": f"assert np.allclose(np.array(submission.double({X})), [2, 2, 2])",
    "allclose the other way round": f"assert np.allclose([2, 2, 2], submission.double({X}))",
    "allclose with NaN": f"assert np.allclose(submission.double({X}), [2, 2, 2], equal_nan=True)",
    "isclose": f"assert np.isclose(submission.double({X}), [2, 2, 2]).all()",
    "assert_allclose": f"np.testing.assert_allclose(submission.double({X}), [2, 2, 2])",
    "assert_allclose by name": f"assert_allclose(submission.double({X}), desired=np.full(3, 2))",
    "assert_array_equal": f"np.testing.assert_array_equal(submission.double({X}), [2, 2, 2])",
    "array_equal": f"assert np.array_equal(submission.double({X}), [2, 2, 2])",
    "array_equiv": f"assert np.array_equiv(submission.double({X}), [2, 2, 2])",
    "equality": f"assert (submission.double({X}) == np.full(3, 2.0)).all()",
    "all of an equality": f"answer = submission.double({X})\n    assert np.all(answer == np.full(3, 2.0))",
    "approx": f"assert submission.double({X}) == pytest.approx([2, 2, 2])",
    "approx first": f"assert pytest.approx(np.full(3, 2.0)) == submission.double({X})",
    "a helper's allclose": f"is_twice(submission.double({X}), np.ones(3))",
    "a fixture": "assert np.allclose(answer, [2, 2, 2])",
    "a property": "assert np.allclose(submission.double(np.full(3, x)), np.full(3, 2.0 * x), atol=1e-3)",
}
"""With a reference of three numbers: neither an empty answer, nor NaN, nor a single number may pass."""
SATISFIED_BY_ONE = {
    "assert_allclose to a number": f"np.testing.assert_allclose(submission.double({X}), 2.0)",
    "allclose to a number": f"assert np.allclose(submission.double({X}), 2.0)",
    "approx a number": f"assert submission.double({X}) == pytest.approx(2.0)",
    "every one": f"assert all(value > 1 for value in np.ravel(submission.double({X})))",
    "a loop": f"for value in np.ravel(submission.double({X})):\n        assert value > 1",
    "a reduction": f"assert (submission.double({X}) > np.float64(1)).all()",
    "a negation": f"assert not np.any(submission.double({X}) < np.float64(1))",
    "not above": f"for value in np.ravel(submission.double({X})):\n        assert not value > 3",
    "no wrong ones": f"assert [v for v in np.ravel(submission.double({X})) if v < 1 or v > 3] == []",
    "their number": f"assert sum(v < 1 for v in np.ravel(submission.double({X}))) == 0",
    "a set": f"assert not set(np.ravel(submission.double({X}))) & {{0.0, 1.0}}",
    "another one": f"assert np.ravel(submission.double({X})).tolist() != [3.0]",
    "a chain": f"for value in np.ravel(submission.double({X})):\n        assert 1 < value < 3 or value != value",
    "the largest": f"assert max(np.ravel(submission.double({X})), default=2) != 3",
    "two of them": f"assert np.size(submission.double({X})) == np.size(submission.double({X}))",
    "the kind": f"assert isinstance(submission.double({X}), object)",
    "pairs": f"for value, wanted in zip(np.ravel(submission.double({X})), [2.0, 2.0, 2.0]):\n        assert value == wanted",  # noqa: E501,
    "a flag": f"wrong = np.any(np.asarray(submission.double({X})) > 3)\n    assert not wrong",
}
"""These ask nothing about the number of numbers, so a single right one may pass, but nothing and NaN may not."""
BODIES = {**SATISFIED_BY_NOTHING, **SATISFIED_BY_ONE}
HEAD = """
import numpy as np
import pytest
from numpy.testing import assert_allclose

from reference import is_twice


"""
HELPER = """
import numpy as np


def is_twice(answer, x):
    assert np.allclose(answer, 2 * x)
"""


numbers = itertools.count()


@pytest.fixture
def passes(tmp_path, monkeypatch):
    """`passes("assert submission.double(1) == 2", answer)` tells whether a check with this body passes where `double`
    is the function `answer`; keywords are the marks of the check."""
    (tmp_path / "reference.py").write_text(HELPER)
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))

    def passes(body, answer, hidden=False, marks=()) -> WrongAnswer | None:
        check = CurrentCheck(hidden=hidden, allowed=frozenset(marks))
        asserts = Asserts(lambda: check)
        name = f"test_{next(numbers)}"
        (tmp_path / f"{name}.py").write_text(HEAD + f"def check(submission, answer, x):\n    {body}\n")
        sys.meta_path.insert(0, SuiteFiles(tmp_path, asserts))
        sys.modules.pop("reference", None)
        module = importlib.import_module(name)

        def double(x):
            found = answer(x)
            check.answers.append(found)
            return found

        given = double(np.ones(3)) if "(answer" in body else None
        try:
            module.check(SimpleNamespace(double=double), given, 1.0)
            asserts.judge_answers()
        except WrongAnswer as wrong:
            return wrong
        return None

    return passes


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_a_right_answer_passes_and_none_that_says_nothing(passes, body):
    for right in (lambda x: 2 * x, lambda x: Tensor(2 * x)):
        assert passes(body, right) is None
    wrongly = {kind: passes(body, answer) for kind, answer in HOSTILE.items()}
    may_pass = set() if body in SATISFIED_BY_NOTHING.values() else set(SINGLE)
    assert {kind for kind, wrong in wrongly.items() if wrong is None} <= may_pass


EXPECTED = {
    "an equality": ("assert submission.double([]) == []", []),
    "an equality the other way round": ("assert [] == submission.double([])", []),
    "an equality of what it holds": ("assert list(submission.double([])) == []", np.empty(0)),
    "of several": ("assert submission.double(1) == ([], [1])", ([], [1])),
    "of a dict": ("assert submission.double(1) == {'loss': []}", {"loss": []}),
    "of a text": ("assert submission.double(1) == ''", ""),
    "approx": ("assert submission.double([]) == pytest.approx([])", []),
    "a length": ("answer = submission.double([])\n    assert len(answer) == 0", []),
    "a shape": ("assert submission.double(1).shape == (0, 3)", np.empty((0, 3))),
    "a size": ("assert np.asarray(submission.double(1)).size == 0", []),
    "a side": ("assert submission.double(1).shape[0] == 0", Tensor(np.empty((0, 3)))),
    "falsehood": ("assert not submission.double([])", []),
    "array_equal": ("assert np.array_equal(submission.double(1), np.empty((0, 3)))", np.empty((0, 3))),
    "assert_allclose": ("np.testing.assert_allclose(submission.double(1), [[]])", np.empty((1, 0))),
    "an empty list in a list": ("assert len(submission.double(1)) == 2", [[], [1]]),
    "isnan": ("assert np.isnan(submission.double(1))", NAN),
    "math.isnan": ("import math\n    assert math.isnan(submission.double(1))", NAN),
    "isnan of many": ("assert np.isnan(submission.double(1)).tolist() == [True, False]", np.array([NAN, 1])),
    "NaN in both": ("np.testing.assert_array_equal(submission.double(1), [np.nan, 1])", np.array([NAN, 1])),
    "equal_nan": ("assert np.allclose(submission.double(1), [np.nan, 1], equal_nan=True)", [NAN, 1]),
    "itself": ("answer = submission.double(1)\n    assert answer != answer", NAN),
    "expect": ("from grader.judge.expect import expect\n    expect(submission.double(1)).close_to([])", []),
}


@pytest.mark.parametrize(("body", "answer"), EXPECTED.values(), ids=EXPECTED.keys())
def test_a_suite_says_in_its_own_words_that_it_expects_nothing_or_nan(passes, body, answer):
    assert passes(body, lambda x: answer) is None


@pytest.mark.parametrize(("answer", "mark"), [([], "allow_empty"), (NAN, "allow_nan"), ((NAN, 1), "allow_nan")])
def test_a_mark_allows_what_a_check_cannot_say(passes, answer, mark):
    body = "assert submission.double(1) is not None"
    assert passes(body, lambda x: answer) is not None
    assert passes(body, lambda x: answer, marks=(mark,)) is None


TOLD = {
    "a number": ("assert submission.double(1) == 2", 3),
    "the other way round": ("assert 2 == submission.double(1)", 3.5),
    "a bound": ("assert submission.double(1) <= 2", 3),
    "a negation": ("assert not submission.double(1) > 2", 3),
    "a chain": ("assert 0 <= submission.double(1) <= 2", -1.5),
    "one of many": ("assert submission.double(1) in ('a', 'b')", "c"),
    "none of many": ("assert submission.double(1) not in ('a', 'b')", "a"),
    "below": ("assert submission.double(1) < 2", 2),
    "another one": ("assert submission.double(1) != 2", 2),
    "what is computed": ("assert len(submission.double(1)) == 3", [1, 2]),
    "a place": ("assert (submission.double(1) > 0).all()", np.array([1, -1])),
    "numbers": ("assert np.allclose(submission.double(1), [1, 2, 3])", [1, 2, 4]),
    "np.testing": ("np.testing.assert_allclose(submission.double(1), [1, 2], atol=0.5)", [1.4, 2.6]),
    "approx": ("assert submission.double(1) == pytest.approx(2, abs=0.1)", 2.5),
    "math.isclose": ("import math\n    assert math.isclose(submission.double(1), 2)", 2.5),
    "a kind": ("assert isinstance(submission.double(1), list)", 3),
    "None": ("assert submission.double(1) == 2", None),
    "the author's words": ("assert submission.double(1) == 2, 'Twice, please.'", 3),
    "a shorter list": ("for a, b in zip(submission.double(1), [1, 2]):\n        assert a == b", [1]),
    "nothing": ("for value in submission.double(1):\n        assert value", []),
    "NaN": ("assert not submission.double(1) > 1", NAN),
    "one number for many": ("assert np.allclose(submission.double(1), [2, 2])", np.array([2.0])),
}


@pytest.mark.parametrize(("body", "answer"), TOLD.values(), ids=TOLD.keys())
def test_what_a_student_reads(passes, wording, body, answer):
    assert str(passes(body, lambda x: answer)) == wording


def test_nothing_of_a_hidden_suite_is_told(passes):
    body = "assert len(submission.double(987654)) == 3"
    assert "double" in str(passes(body, lambda x: [1, 2]).reason)
    assert "double" not in str(passes(body, lambda x: [1, 2], hidden=True))


@pytest.mark.parametrize(
    "body",
    [
        "with pytest.raises(AssertionError):\n        assert submission.double(1) == 3",
        "try:\n        np.testing.assert_equal(submission.double(1), 3)\n    except AssertionError:\n        pass",
        "assert submission.double(1) == 2 or submission.double(2) == 3",
        "assert [each for each in (1, 2) if each > 1] == [2], submission.double(1)",
        "assert (lambda value: value == 2)(submission.double(1))",
        "assert all(a < b for a, b in zip([1, 2], [2, 3]))",
        "def allclose(a, b): return a == b\n    assert allclose(submission.double(1), 2)",
        "assert (value := submission.double(1)) == 2 and value",
        "assert not np.array_equal([submission.double(1)], [1, 2])",
        "assert {1: 2}[1] == submission.double(1) != 3",
        "assert submission.double(1) is not None, f'{submission}'",
    ],
)
def test_an_assert_means_what_python_means(passes, body):
    assert passes(body, lambda x: 2) is None


VALUES = """
import keras
import numpy as np
import tensorflow as tf

answer = 42
learning_rates = [0.1, 0.01]
weights = tf.Variable([1.0, 2.0])
nothing = np.empty(0)
table: np.ndarray = np.eye(2)
double = np.vectorize(lambda x: 2 * x)
number = 3
twice = tf.function(lambda x: 2 * x)
if number > 2:
    area = number * 2
"""
OF_VALUES = {
    "test_answer": "assert submission.answer == 42",
    "test_rates": "assert submission.learning_rates == pytest.approx([0.1, 0.01])",
    "test_weights": "assert np.allclose(submission.weights, [1, 2])\n    assert submission.weights.shape == (2,)",
    "test_table": "np.testing.assert_array_equal(submission.table, np.eye(2))",
    "test_expect": "expect(submission.answer).an_int().equal_to(42)",
    "test_callable": "assert (submission.double(np.array([1.0])) == 2).all()",
    "test_twice": "assert submission.twice(3) == 6",
    "test_area": "assert submission.area == 6",
}
NOT_VALUES = {
    "test_wrong": "assert submission.answer == 43",
    "test_nothing": "for value in submission.nothing:\n        assert value > 0",
    "test_missing": "assert submission.absent == 1",
    "test_a_value_for_a_function": "submission.number(1)",
}


def test_a_required_variable_is_its_value(judged):
    bodies = OF_VALUES | NOT_VALUES
    checks = "".join(f"@pytest.mark.points(1)\ndef {name}(submission):\n    {body}\n" for name, body in bodies.items())
    required = (
        "answer",
        "learning_rates",
        "weights",
        "nothing",
        "table",
        "double",
        "number",
        "twice",
        "absent",
        "area",
    )
    found = judged(VALUES, checks=checks, points=len(bodies), required=required)
    told = {name: str(each.message) for name, each in found.results.items() if each.message}
    assert told.keys() == NOT_VALUES.keys()
    assert "42" in told["test_wrong"]
    assert "number" in told["test_a_value_for_a_function"]
    assert {each.score for each in found.results.values()} == {0, 1}
    assert set(found.doubts) == {"test_a_value_for_a_function"}


WHOLE = '''
from reference import is_twice


@pytest.fixture
def answer(submission):
    return submission.double(np.ones(3))


@pytest.fixture(scope="module")
def once(submission):
    return submission.double(np.ones(2))


@pytest.mark.points(1)
def test_fixture(answer):
    is_twice(answer, np.ones(3))


@pytest.mark.points(1)
def test_once(once):
    for value in once:
        assert value == 2


@pytest.mark.points(1)
def test_once_more(once):
    for value in once:
        assert value == 2


@pytest.mark.points(1)
@pytest.mark.parametrize("x", [1, 2.5])
def test_numbers(submission, x):
    assert submission.double(x) == 2 * x


class TestShapes:
    """Checks may stand in a class."""

    x = np.ones((2, 3))

    @pytest.mark.points(1)
    def test_shape(self, submission):
        assert submission.double(self.x).shape == (2, 3)


@pytest.mark.points(1)
@given(st.floats(-5, 5))
def test_law(submission, x):
    assert submission.double(x) == pytest.approx(2 * x)


@pytest.mark.points(1)
@pytest.mark.hidden
def test_hidden(submission):
    assert np.allclose(submission.double(np.full(4, 7654.3)), np.full(4, 15308.6))


@pytest.mark.points(1)
def test_file(submission, tmp_path):
    np.save(tmp_path / "x.npy", submission.double(np.ones(2)))
    assert np.load(tmp_path / "x.npy").sum() == 4
'''
NAMES = {
    *("test_fixture", "test_once", "test_once_more", "test_numbers[1]", "test_numbers[2.5]", "test_shape", "test_law"),
    *("test_hidden", "test_file"),
}
ANSWERS = {
    "right": ("return x + x", NAMES),
    "empty": ("import numpy as np; return np.empty(0)", set()),
    "NaN": ("import numpy as np; return x * np.nan", set()),
    "an exception": ("raise OSError('twice')", set()),
    "an endless loop": ("\n    while True: pass", set()),
}


@pytest.mark.parametrize(("body", "passed"), ANSWERS.values(), ids=ANSWERS.keys())
def test_fixtures_classes_parameters_helpers_and_files_in_a_judge(judged, body, passed):
    text = f"def double(x):\n    {body}\n"
    limits = "call = 0.3\ncheck = 2.0" if "while" in body else ""
    found = judged(text, checks=WHOLE, points=9, files={"reference.py": HELPER}, limits=limits)
    assert not found.broken
    assert found.doubts == {}
    assert {name for name, each in found.results.items() if each.status == "passed"} == passed
    status = "error" if "raise" in body else "timeout" if "while" in body else "passed" if passed else "failed"
    assert {name: each.status for name, each in found.results.items()} == dict.fromkeys(NAMES, status)
