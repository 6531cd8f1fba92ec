import numpy as np
import pytest
from hostile_values import nested, values
from hypothesis import given

from grader.boundary.records import Figure, FunctionRef, Opaque, Tensor
from grader.judge.show import LIMIT, show, show_call

TABLE = [
    (None, "None"),
    (True, "True"),
    (3, "3"),
    (10**5000, "<a whole number of about 5000 digits>"),
    (0.1 + 0.2, "0.3"),
    (1.0, "1.0"),
    (-0.0, "-0.0"),
    (1e-30, "1e-30"),
    (float("nan"), "nan"),
    (1 + 2j, "1+2j"),
    ("scalar", "'scalar'"),
    ("한국어", "'한국어'"),
    ("\x1b[31m", r"'\x1b[31m'"),
    ("\ud800", r"'\ud800'"),
    (b"\x00a", r"b'\x00a'"),
    ([1.0, [2.0, -3.5]], "[1.0, [2.0, -3.5]]"),
    ((1,), "(1,)"),
    ({"a": [1]}, "{'a': [1]}"),
    (set(), "set()"),
    (list(range(100)), "[0, 1, 2, 3, 4, 5, 6, 7, ...]"),
    (np.float32(0.1), "np.float32(0.1)"),
    (np.array([0.5, 2], np.float32), "array([0.5, 2.0], float32)"),
    (np.array([], np.float64), "array([], shape (0,), float64)"),
    (np.zeros((2, 2), int), "array([[0, 0], [0, 0]], shape (2, 2), int64)"),
    (np.array([True]), "array([True], bool)"),
    (np.array([object()]), "array(..., object)"),
    (Tensor(np.array(2.0, np.float32)), "tf.Tensor(2.0, float32)"),
    (Tensor(np.array([1.0]), variable=True), "tf.Variable([1.0], float64)"),
    (FunctionRef("relu"), "relu"),
    (len, "len"),
    (Opaque("generator"), "<generator>"),
    (Opaque("\x1b]0;\u202e"), r"<\x1b]0;\u202e>"),
    (Figure((), 1), "<figure with 0 axes and 0 lines>"),
    (object(), "<object>"),
]


@pytest.mark.parametrize(("value", "text"), TABLE, ids=[text for _, text in TABLE])
def test_a_value_as_a_beginner_reads_it(value, text):
    assert show(value) == text


def test_a_call_as_a_student_would_write_it():
    assert show_call("elu", ([-1.0],), {"alpha": 2.0}) == "elu([-1.0], alpha=2.0)"
    assert show_call("plot", ({"square": FunctionRef("square")}, -2, 2)) == "plot({'square': square}, -2, 2)"


def test_a_large_array_keeps_its_shape_and_dtype():
    text = show(np.full((1000, 1000), 1 / 3))
    assert text.startswith("array([[0.3333333, 0.3333333, 0.3333333, 0.3333333, ...], ")
    assert text.endswith(", shape (1000, 1000), float64)")


def test_an_object_is_never_asked_how_it_looks():
    class Loud:
        def __repr__(self):
            raise AssertionError("repr was called")

        __str__ = __repr__

    assert show([Loud()]) == "[<Loud>]"


@pytest.mark.parametrize("value", [nested(5000), np.zeros((2,) * 20), ["x" * 10**6] * 10**4, "\x00" * 10**6])
def test_a_monstrous_value_is_short(value):
    assert len(show(value)) <= LIMIT


@given(values)
def test_any_value_is_one_short_printable_line(value):
    for text in (show(value), show_call("f", (value, value), {"x": value})):
        assert len(text) <= LIMIT
        assert text.isprintable()
        text.encode()
