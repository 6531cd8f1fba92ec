"""The one place that compares: what a submission returned against what the contract asks for.

Everything here looks at data that came over the boundary, and that data is hostile: whatever it is, a method of
`expect(value)` either goes on or raises WrongAnswer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, NoReturn

import numpy as np

from grader.boundary.data import DataFrame, Elements
from grader.boundary.records import Figure, FunctionRef, GraphFunction, Model, Tensor
from grader.feedback import N_, Message, Text, phrase, sentences
from grader.judge.compare import as_floats, as_numbers, close, has_form, is_number, same
from grader.judge.drawing import Picture
from grader.judge.judged import THE_RESULT, JudgedValue, Shape
from grader.judge.mistakes import NONE, Mistakes, about_places, about_text, about_values, known
from grader.judge.reasons import (
    KINDS,
    Kind,
    asked_for,
    at,
    noun,
    numbers,
    with_dtype,
)
from grader.judge.show import show, show_numbers

RTOL = 1e-5
ATOL = 1e-6
"""Tolerances for float32. They serve float64 too: a Python number may have passed through float32 on its way."""


def expect(value: object, what: Text = THE_RESULT, **values: object) -> Expectation:
    """Starts a judgement; `what` is the subject of the sentence that a student reads.

    Here and below, a text may hold `{name}` for values that are given by that name.

    Example: `expect(submission.mean([1.0, 3.0]), "the mean").close_to(2.0)`
    """
    return Expectation(value, _message(what, values))


def dtype_of(*arguments: object) -> np.dtype | None:
    """The dtype that a result must keep: that of the float arrays and tensors that went in, None without any.

    Example: `expect(submission.relu(array32([-1, 2]))).close_to([0, 2], dtype=dtype_of(array32([-1, 2])))`
    """
    for argument in arguments:
        if isinstance(argument, np.ndarray | Tensor) and argument.dtype in (np.float32, np.float64):
            return argument.dtype
    return None


class Expectation(JudgedValue):
    """What is asked of one value. Each method raises WrongAnswer or returns something to go on with."""

    def drawn(self, picture: Callable[[], Picture] | None) -> Expectation:
        """Puts a picture into the report if the value is wrong; `picture` is called only then, and may ask the
        submission. A value of the wrong kind is not drawn, and nothing in a hidden check.

        Example: `expect(3.0).drawn(lambda: overlay(([0, 1], [0, 3]), ([0, 1], [0, 2]))).a_float()`
        """
        return replace(self, picture=picture)

    # Kinds

    def a_float(self) -> Expectation:
        """A Python or NumPy float; a whole number counts, as it does in Python's own annotations.

        Example: `expect(submission.mean([1.0, 3.0])).a_float().close_to(2.0)`
        """
        return self if is_number(self.value, "iuf") else self._not(Kind.FLOAT)

    def an_int(self) -> Expectation:
        """A Python or NumPy int; a bool, an array or a tensor does not count.

        Example: `expect(submission.answer, "`answer`").an_int().equal_to(42)`
        """
        return self if is_number(self.value, "iu") else self._not(Kind.INT)

    def a_string(self) -> Expectation:
        """A Python str, not bytes.

        Example: `expect(submission.diagnose(0.5), "the diagnosis").a_string()`
        """
        return self if type(self.value) is str else self._not(Kind.STRING)

    def a_callable(self) -> Expectation:
        """A function or a `tf.function`, not what it returns.

        Example: `expect(submission.multiplier(2)).a_callable()`
        """
        return self if isinstance(self.value, FunctionRef | GraphFunction) else self._not(Kind.FUNCTION)

    def a_tuple(self, length: int) -> tuple[Expectation, ...]:
        """A tuple of that length; returns one expectation per part.

        Example: `low, high = expect(submission.extremes([3.0, 1.0])).a_tuple(2)`
        """
        asked = phrase("a tuple of length {count}", count=length)
        if type(self.value) is not tuple:
            self._not(Kind.TUPLE, asked)
        parts: tuple[object, ...] = self.value
        if len(parts) != length:
            reason = N_("{what} is a tuple of length {count}, but length {expected} is expected.")
            self._fail(phrase(reason, what=self.what, count=len(parts), expected=length), asked)
        return tuple(
            Expectation(part, phrase("part {place} of {what}", place=place, what=self.what))
            for place, part in enumerate(parts, start=1)
        )

    def a_dict(self, *keys: object) -> dict[Any, Any]:
        """A dict, with exactly these keys where any are given; returns it.

        Example: `losses = expect(submission.train(3), "the history").a_dict("loss")["loss"]`
        """
        if type(self.value) is not dict:
            self._not(Kind.DICT)
        found: dict[Any, Any] = self.value
        wanted = phrase("a dict with the keys {keys}", keys=", ".join(show(key, 40) for key in keys))
        for key in keys:
            if key not in found:
                self._fail(phrase("{what} has no key {key}.", what=self.what, key=show(key, 40)), wanted)
        if keys and len(found) > len(keys):
            extra = next(key for key in found if key not in keys)
            self._fail(phrase("{what} has an unexpected key: {key}.", what=self.what, key=show(extra, 40)), wanted)
        return found

    def a_figure(self) -> Figure:
        """A Matplotlib figure; returns its description.

        Example: `axes = expect(submission.plot([0, 1], [0, 2])).a_figure().axes[0]`
        """
        if isinstance(self.value, Figure):
            return self.value
        return self._not(Kind.FIGURE)

    def a_model(self) -> Model:
        """A Keras model, Sequential or functional; returns its description.

        Example: `model = expect(submission.build(2), "the model").a_model()`
        """
        return self.value if isinstance(self.value, Model) else self._not(Kind.MODEL)

    def a_dataset(self) -> Elements:
        """A tf.data.Dataset; returns its first elements.

        Example: `first = expect(submission.batches([1, 2, 3])).a_dataset().items[0]`
        """
        return self.value if isinstance(self.value, Elements) else self._not(Kind.DATASET)

    def a_frame(self) -> DataFrame:
        """A pandas or polars data frame; returns its columns.

        Example: `expect(expect(submission.table()).a_frame()["x"]).close_to([1, 2])`
        """
        return self.value if isinstance(self.value, DataFrame) else self._not(Kind.FRAME)

    def a_tensor(self, dtype: object = None, shape: Shape | None = None) -> Expectation:
        """A tf.Tensor of numbers; `dtype` is one dtype, or `int` or `float` for any width.

        Example: `expect(submission.square(tensor32([1, 2]))).a_tensor(np.float32, (2,))`
        """
        if not isinstance(self.value, Tensor) or self.value.variable:
            self._not(Kind.TENSOR, expected=asked_for(Kind.TENSOR, dtype, shape))
        return self._of(dtype, shape, Kind.TENSOR)

    def an_array(self, dtype: object = None, shape: Shape | None = None) -> Expectation:
        """A NumPy array of numbers; `dtype` is one dtype, or `int` or `float` for any width.

        Example: `expect(submission.relu(array64([-1, 2]))).an_array(float, (2,))`
        """
        if type(self.value) is not np.ndarray:
            self._not(Kind.ARRAY, expected=asked_for(Kind.ARRAY, dtype, shape))
        return self._of(dtype, shape, Kind.ARRAY)

    def of_shape(self, shape: Shape) -> Expectation:
        """Numbers of that shape, in any form: a number, a nested list or tuple, an array or a tensor.

        Example: `expect(submission.relu([[-1.0, 2.0]])).of_shape((1, 2))`
        """
        return self._of(None, shape, numbers(shape))

    # Values

    def numbers(self, shape: Shape | None = None) -> np.ndarray:
        """The value as a float64 array to compute with; nothing in it is NaN.

        Example: `assert expect(submission.train(3)["loss"]).numbers((3,))[0] > 0`
        """
        expected = asked_for(numbers(shape), None, shape)
        array = self._array(expected, shape)
        if shape is not None:
            self._check_shape(array, shape, expected)
        return self._without_nan(as_floats(array), expected)

    def equal_to(self, reference: object) -> Expectation:
        """Exactly the reference: whole numbers, strings, bools, None, tuples, lists, dicts, arrays of them.

        A reference that is an array of text, or a record such as Strings or DataFrame, is met by the same values in any
        form.

        Example: `expect(submission.diagnose(0.5)).equal_to("underfitting")`
        """
        if isinstance(reference, np.ndarray | Tensor) and not has_form(reference):
            self._of(None, reference.shape, numbers(reference.shape))
        if not same(self.value, reference):
            if noun(self.value) != noun(reference) and not has_form(reference):
                self._not(KINDS.get(type(reference)), noun(reference), show(reference))
            values = {"value": show(self.value, 60), "expected": show(reference, 60)}
            reason = phrase("{what} is {value}, but {expected} is expected.", what=self.what, **values)
            self._fail(sentences(reason, about_text(self.value, reference)), show(reference))
        return self

    def close_to(
        self,
        reference: object,
        *,
        rtol: float = RTOL,
        atol: float = ATOL,
        dtype: object = None,
        mistakes: Mistakes = NONE,
    ) -> Expectation:
        """The reference's numbers in any form: kind first, then the dtype where one is asked for, shape and values.

        NaN and infinity are right only where the reference has them. Python numbers and lists carry no dtype.
        `mistakes` has what wrong ideas would answer, by the sentence that a student with such an answer reads.

        Example: `expect(submission.mean([1, 2])).close_to(1.5, mistakes={mistakes.SUM_FOR_MEAN: 3})`
        """
        wanted = as_numbers(reference) + 0  # no minus before a zero
        if dtype is int:
            wanted = wanted.astype(np.int64)
        expected = with_dtype(show_numbers(wanted), dtype)
        array = self._array(expected, wanted.shape)
        got, want = as_floats(array), as_floats(wanted)
        same_shape = got.shape == want.shape
        wrong = ~close(got, want, rtol, atol) if same_shape else np.ones(1, dtype=bool)
        named = known(got, want, mistakes, rtol, atol) if wrong.any() else ""
        self._check_dtype(dtype, expected, named)
        if not same_shape:
            self._check_shape(array, want.shape, expected, named or about_places(got, want))
        if wrong.any():
            place = tuple(int(index) for index in np.argwhere(wrong)[0])
            values = {"value": show_numbers(array[place]), "expected": show_numbers(wanted[place])}
            text = N_("{what} is wrong{place}: {value} instead of {expected}.")
            reason = phrase(text, what=self.what, place=at(place), **values)
            why = named or about_values(got, want, place, array.dtype.kind != "f")
            self._fail(sentences(reason, why), expected, hint_wanted=not named)
        return replace(self, shape=wanted.shape)

    def each(self, predicate: Callable[[np.ndarray], Any], rule: Text, **values: object) -> Expectation:
        """Every number must satisfy the predicate, which takes them all as an array; `rule` finishes
        "every value must ...". NaN satisfies nothing, and no numbers at all are wrong unless that shape was asked.

        Example: `expect(submission.relu([-1.0, 2.0])).each(lambda y: y >= 0, "be 0 or more")`
        """
        expected = phrase("every value must {rule}", rule=_message(rule, values))
        array = as_floats(self._array(expected))
        if array.size == 0 and (self.shape is None or 0 not in self.shape):
            self._fail(phrase("{what} is empty.", what=self.what), expected)
        self._without_nan(array, expected)
        with np.errstate(all="ignore"):
            wrong = ~np.broadcast_to(np.asarray(predicate(array), dtype=bool), array.shape)
        if wrong.any():
            place = tuple(int(index) for index in np.argwhere(wrong)[0])
            found = {"value": show(float(array[place])), "place": at(place), "expected": expected}
            self._fail(phrase("{what} is {value}{place}, but {expected}.", what=self.what, **found), expected)
        return self

    def that(self, condition: object, reason: Text, expected: Text, **values: object) -> Expectation:
        """A condition of the suite's own; `reason` is one sentence about what is wrong.

        Example: `expect(submission.warnings).that(not submission.warnings, "It warns.", "no warning")`
        """
        return self if condition else self.fail(reason, expected, **values)

    def fail(self, reason: Text, expected: Text, **values: object) -> NoReturn:
        """Fails whatever the value; otherwise as `that`.

        Example: `expect(3.0).fail("{what} is too large.", "at most 2", what="the loss")`
        """
        self._fail(_message(reason, values), _message(expected, values))


def _message(text: Text, values: dict[str, object]) -> Message:
    return text if isinstance(text, Message) else phrase(text.strip(), **values)
