"""What became of an argument is seen in its memory, whatever the worker says of it."""

import os

import numpy as np
import pytest

from grader.boundary import codec
from grader.boundary.arguments import SIZE, Arguments, new_memory
from grader.boundary.records import Tensor
from grader.judge.failures import SubmissionFailure, WorkerLost

TOP = """
import sys
import numpy as np
import grader.boundary.codec as codec
import grader.boundary.worker_codec as objects
import grader.worker.handlers as service

def frames():
    frame = sys._getframe(1)
    while frame:
        yield frame
        frame = frame.f_back

def change(x):
    service._own = lambda: next(f for f in frames() if f.f_code.co_name == "_call").f_locals["self"]._own
    x *= 2
"""
LIES = {
    "says nothing": "def f(x):\n    change(x)",
    "a patched encoder": """
def f(x):
    before, encode = x.copy(), codec.encode
    codec.encode = lambda value, other: encode(before if value is x else value, other)
    change(x)
""",
    "a patched converter": """
def f(x):
    before, convert = x.copy(), objects.Objects.to_wire
    objects.Objects.to_wire = lambda self, value: convert(self, before if value is x else value)
    change(x)
""",
    "a patched array": """
def f(x):
    before, fields = x.copy(), codec.array_fields
    codec.array_fields = lambda tag, array: fields(tag, before)
    change(x)
""",
    "another code for a function": """
def f(x):
    global BEFORE
    codec.BEFORE = x.copy()
    def array_fields(tag, array):
        array = BEFORE
        return [tag, array.dtype.name, list(array.shape), array.tobytes()]
    codec.array_fields.__code__ = array_fields.__code__
    change(x)
""",
    "the caller's variables": """
def f(x):
    before = x.copy()
    for frame in frames():
        for value in frame.f_locals.values():
            if type(value) is list:
                value[:] = [before if each is x else each for each in value]
    change(x)
""",
    "another answer": """
def f(x):
    before, handle = codec.array_fields("array", x.copy()), service.Service.handle
    service.Service.handle = None
    frame = next(frame for frame in frames() if frame.f_code.co_name == "handle")
    change(x)
    raise_it = frame.f_locals["self"]
    raise_it._objects.to_wire = lambda value: None if value is None else before
""",
    "an answer of another kind": """
def f(x):
    before, convert = x.tolist(), objects.Objects.to_wire
    objects.Objects.to_wire = lambda self, value: convert(self, before if value is x else value)
    change(x)
""",
}


@pytest.mark.parametrize("text", LIES.values(), ids=LIES.keys())
def test_an_array_that_was_changed_is_seen(submit, text):
    _, (after,) = submit(TOP + text, "f").call_keeping("f", np.array([1.0, 2.0]))
    assert after.tolist() == [2.0, 4.0]


@pytest.mark.parametrize("way", ["codec.encode", "objects.Objects.to_wire", "codec.encode.__code__"])
def test_a_list_is_believed_only_where_nothing_was_exchanged(wording, submit, way):
    text = "def f(x):\n    before = list(x)\n    x.clear()\n"
    change = f"    {way} = (lambda value, other: ['list', [1]])"
    with pytest.raises((SubmissionFailure, WorkerLost)) as caught:
        submit(TOP + text + change + (".__code__" if "code__" in way else ""), "f").call_keeping("f", [1])
    assert str(caught.value) == wording


HARMLESS = {
    "restored": "def f(x):\n    x *= 2\n    x /= 2",
    "copied": "def f(x):\n    x = x.copy()\n    x *= 2",
    "only read": "def f(x):\n    return x * 2",
}


@pytest.mark.parametrize("text", HARMLESS.values(), ids=HARMLESS.keys())
def test_an_array_that_is_as_it_was_is_unchanged(submit, text):
    _, (after,) = submit(text, "f").call_keeping("f", np.array([1.0, 2.0]))
    assert after.tolist() == [1.0, 2.0]


def test_arrays_inside_of_others_are_seen_too(submit):
    text = TOP + "def f(params, pair, x):\n    change(params['w'])\n    change(pair[1][0])\n"
    w, y, x = np.ones((2, 2), np.float32), np.array([3, 4]), np.zeros((0, 3))
    _, (params, pair, last) = submit(text, "f").call_keeping("f", {"w": w, "n": 1}, (1, [y]), x)
    assert (params["w"].tolist(), params["w"].dtype, params["n"]) == ([[2, 2], [2, 2]], np.float32, 1)
    assert (pair[0], pair[1][0].tolist()) == (1, [6, 8])
    assert last.shape == (0, 3)


def test_other_arguments_are_as_the_worker_says(submit):
    text = "def f(items, params, tensor, number):\n    items.append(1)\n    params.clear()\n    number += 1\n"
    arguments = ([0], {"w": np.ones(2)}, Tensor(np.ones(2)), 5)
    _, (items, params, tensor, number) = submit(text, "f").call_keeping("f", *arguments)
    assert (items, params, tensor.array.tolist(), number) == ([0, 1], {}, [1, 1], 5)


def test_a_submission_may_keep_what_it_was_given(submit):
    submission = submit("kept = []\ndef f(x):\n    kept.append(x)\n    return [float(x.sum()) for x in kept]\n", "f")
    for number in range(1, 4):
        result, _ = submission.call_keeping("f", np.full(10, float(number)))
    assert result == [10.0, 20.0, 30.0]


def test_what_has_no_room_goes_the_ordinary_way(submit):
    submission = submit("def f(x):\n    x *= 2\n    return float(x.sum())\n", "f")
    for length in (SIZE // 8, SIZE // 8, SIZE // 4):
        result, (after,) = submission.call_keeping("f", np.ones(length))
        assert (result, float(after.sum())) == (2.0 * length, 2.0 * length)


def test_an_array_from_the_memory_is_an_ordinary_one(submit):
    text = "def f(x):\n    return [type(x).__name__, str(x.dtype), bool(x.flags.writeable), x.flags.aligned]"
    result, _ = submit(text, "f").call_keeping("f", np.ones((3, 2), np.float32))
    assert result == ["ndarray", "float32", True, True]


def test_the_size_of_the_memory_cannot_be_changed():
    descriptor = new_memory()
    for size in (0, SIZE - 1, SIZE + 1):
        with pytest.raises(PermissionError):
            os.ftruncate(descriptor, size)
    os.close(descriptor)


def test_without_shared_memory_arrays_go_the_ordinary_way():
    wire = ["list", [codec.array_fields("array", np.ones(2)), 1]]
    assert Arguments(None).place(wire) == wire
