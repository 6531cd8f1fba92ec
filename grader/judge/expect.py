"""The one place that compares: what a submission returned against what the contract asks for.

Everything here looks at data that came over the boundary, and that data is hostile: whatever it is, a method of
`expect(value)` either goes on or raises WrongAnswer.
"""

from __future__ import annotations

from collections.abc import Callable as Function
from dataclasses import dataclass, replace
from typing import Any, NoReturn

import numpy as np

from grader.judge.compare import NoNumbers, as_floats, as_numbers, close, is_number, same
from grader.judge.reasons import (
    about_shape,
    about_text,
    about_values,
    advice,
    asked_for,
    at,
    dtype_name,
    dtype_words,
    noun,
    numbers,
    subject,
)
from grader.judge.show import show, show_numbers
from grader.language import N_, _, retell
from grader.runtime.values import Callable, Figure, GraphFunction, Model, Tensor

RTOL = 1e-5
ATOL = 1e-6
"""Tolerances for float32. They serve float64 too: a Python number may have passed through float32 on its way."""

THE_RESULT = N_("the result")
Shape = tuple[int, ...]


class WrongAnswer(Exception):
    """The submission answered, and the answer is wrong: why, what came back and what was expected, each as text."""

    def __init__(self, reason: str, returned: str, expected: str, value: object = None, says_all: bool = False) -> None:
        super().__init__(reason)
        self.value = value
        """The value itself, by which the call is found that returned it."""
        self.says_all = says_all
        """Whether a hint at the check's idea would only lead away from the reason."""
        self.reason = reason
        self.returned = returned
        self.expected = expected

    def __str__(self) -> str:
        return f"{self.reason} Returned: {self.returned}. Expected: {self.expected}."


def expect(value: object, what: str = THE_RESULT) -> Expectation:
    """Starts a judgement; `what` is the subject of the sentence that a student reads.

    What a suite says, here and to the methods below, is translated when it is told.
    """
    return Expectation(value, what)


def dtype_of(*arguments: object) -> np.dtype | None:
    """The dtype that a result must keep: that of the float arrays and tensors that went in, None without any."""
    for argument in arguments:
        if isinstance(argument, np.ndarray | Tensor) and argument.dtype in (np.float32, np.float64):
            return argument.dtype
    return None


@dataclass(frozen=True, eq=False)
class Expectation:
    """What is asked of one value. Each method raises WrongAnswer or returns something to go on with."""

    value: object
    what: str = THE_RESULT
    shape: Shape | None = None
    """The shape that was asked for; None when none was."""

    # Kinds

    def a_float(self) -> Expectation:
        """A Python or NumPy float; a whole number counts, as it does in Python's own annotations."""
        return self if is_number(self.value, "iuf") else self._not(_("a float"))

    def an_int(self) -> Expectation:
        """A Python or NumPy int; a bool or an array or tensor that holds one is none."""
        return self if is_number(self.value, "iu") else self._not(_("an int"))

    def a_string(self) -> Expectation:
        return self if type(self.value) is str else self._not(_("a string"))

    def a_callable(self) -> Expectation:
        return self if isinstance(self.value, Callable | GraphFunction) else self._not(_("a function"))

    def a_tuple(self, length: int) -> tuple[Expectation, ...]:
        """A tuple of that length; returns one expectation per part."""
        asked = _("a tuple of {count}").format(count=length)
        if type(self.value) is not tuple:
            self._not(asked, kind=_("a tuple"))
        parts: tuple[object, ...] = self.value
        if len(parts) != length:
            found = _("{what} has {count} parts, but {expected} are expected.")
            self.fail(found.format(what=self._subject, count=len(parts), expected=length), asked)
        part_of = _("part {place} of {what}")
        what = retell(self.what)
        return tuple(Expectation(part, part_of.format(place=i, what=what)) for i, part in enumerate(parts, start=1))

    def a_dict(self, *keys: object) -> dict[Any, Any]:
        """A dict, with exactly these keys where any are given; returns it."""
        if type(self.value) is not dict:
            self._not(_("a dict"))
        found: dict[Any, Any] = self.value
        wanted = _("a dict with the keys {keys}").format(keys=", ".join(show(key, 40) for key in keys))
        for key in keys:
            if key not in found:
                self.fail(_("{what} has no key {key}.").format(what=self._subject, key=show(key, 40)), wanted)
        if keys and len(found) > len(keys):
            extra = next(key for key in found if key not in keys)
            self.fail(_("{what} has a key too many: {key}.").format(what=self._subject, key=show(extra, 40)), wanted)
        return found

    def a_figure(self) -> Figure:
        """A Matplotlib figure; returns its description."""
        if isinstance(self.value, Figure):
            return self.value
        return self._not(_("a Matplotlib figure"))

    def a_model(self) -> Model:
        """A Keras model, Sequential or functional; returns its description."""
        return self.value if isinstance(self.value, Model) else self._not(_("a Keras model"))

    def a_tensor(self, dtype: object = None, shape: Shape | None = None) -> Expectation:
        """A tf.Tensor of numbers; `dtype` is one dtype, or `int` or `float` for any width."""
        if not isinstance(self.value, Tensor) or self.value.variable:
            self._not(_("a tensor"), asked_for(_("a tensor"), dtype, shape))
        return self._of(dtype, shape, _("a tensor"))

    def an_array(self, dtype: object = None, shape: Shape | None = None) -> Expectation:
        """A NumPy array of numbers; `dtype` is one dtype, or `int` or `float` for any width."""
        if type(self.value) is not np.ndarray:
            self._not(_("a NumPy array"), asked_for(_("a NumPy array"), dtype, shape))
        return self._of(dtype, shape, _("a NumPy array"))

    def of_shape(self, shape: Shape) -> Expectation:
        """Numbers of that shape, in any form: a number, a nested list or tuple, an array or a tensor."""
        return self._of(None, shape, numbers(shape))

    # Values

    def numbers(self, shape: Shape | None = None) -> np.ndarray:
        """The value as a float64 array to compute with; nothing in it is NaN."""
        expected = asked_for(numbers(shape), None, shape)
        array = self._array(expected, shape)
        if shape is not None:
            self._check_shape(array, shape, expected)
        return self._without_nan(as_floats(array), expected)

    def equal_to(self, reference: object) -> Expectation:
        """Exactly the reference: whole numbers, strings, bools, None, tuples, lists, dicts, arrays of them."""
        if isinstance(reference, np.ndarray | Tensor):
            self._of(None, reference.shape, numbers(reference.shape))
        if not same(self.value, reference):
            if noun(self.value) != noun(reference):
                self._not(noun(reference), show(reference))
            reason = _("{what} is {value}, but {expected} is expected.")
            values = {"what": self._subject, "value": show(self.value, 60), "expected": show(reference, 60)}
            self.fail(f"{reason.format(**values)} {about_text(self.value, reference)}", show(reference))
        return self

    def close_to(
        self, reference: object, *, rtol: float = RTOL, atol: float = ATOL, dtype: object = None
    ) -> Expectation:
        """The reference's numbers in any form: kind first, then the dtype where one is asked for, shape and values.

        NaN and infinity are right only where the reference has them. Python numbers and lists carry no dtype.
        """
        wanted = as_numbers(reference) + 0  # no minus before a zero
        if dtype is int:
            wanted = wanted.astype(np.int64)
        expected = show_numbers(wanted) + (f", {dtype_words(dtype)}" if dtype is not None else "")
        array = self._array(expected, wanted.shape)
        self._check_dtype(dtype, expected)
        self._check_shape(array, wanted.shape, expected)
        got, want = as_floats(array), as_floats(wanted)
        wrong = ~close(got, want, rtol, atol)
        if wrong.any():
            place = tuple(int(index) for index in np.argwhere(wrong)[0])
            values = {"value": show_numbers(array[place]), "expected": show_numbers(wanted[place])}
            reason = _("{what} is wrong{place}: {value} instead of {expected}.")
            sentence = reason.format(what=self._subject, place=at(place), **values)
            self.fail(f"{sentence} {about_values(got, want, place, array.dtype.kind != 'f')}", expected)
        return replace(self, shape=wanted.shape)

    def each(self, predicate: Function[[np.ndarray], Any], rule: str) -> Expectation:
        """Every number must satisfy the predicate, which takes them all as an array; `rule` finishes
        "every value must ...". NaN satisfies nothing, and no numbers at all are wrong unless that shape was asked."""
        expected = _("every value must {rule}").format(rule=retell(rule))
        array = as_floats(self._array(expected))
        if array.size == 0 and (self.shape is None or 0 not in self.shape):
            self.fail(_("{what} is empty.").format(what=self._subject), expected)
        self._without_nan(array, expected)
        with np.errstate(all="ignore"):
            wrong = ~np.broadcast_to(np.asarray(predicate(array), dtype=bool), array.shape)
        if wrong.any():
            place = tuple(int(index) for index in np.argwhere(wrong)[0])
            reason = _("{what} is {value}{place}, but {expected}.").format(
                what=self._subject, value=show(float(array[place])), place=at(place), expected=expected
            )
            self.fail(reason, expected)
        return self

    def that(self, condition: object, reason: str, expected: str) -> Expectation:
        """A condition of the suite's own; `reason` is one sentence about what is wrong."""
        return self if condition else self.fail(reason, expected)

    def fail(self, reason: str, expected: str, says_all: bool = False) -> NoReturn:
        raise WrongAnswer(retell(reason.strip()), show(self.value), retell(expected), self.value, says_all)

    # Steps of the above

    @property
    def _subject(self) -> str:
        return subject(self.what)

    def _not(self, asked: str, expected: str = "", kind: str = "") -> NoReturn:
        """The value is of another kind than what was asked for; `kind` is that without its size."""
        reason = _("{what} is {kind}, but {asked} is expected.")
        if asked == numbers(None):
            reason = _("{what} is {kind}, but {asked} are expected.")
        sentence = reason.format(what=self._subject, kind=noun(self.value), asked=asked)
        self.fail(f"{sentence} {advice(self.value, kind or asked)}", expected or asked, says_all=True)

    def _array(self, expected: str, shape: Shape | None = None) -> np.ndarray:
        try:
            return as_numbers(self.value)
        except NoNumbers as problem:
            if str(problem):
                self.fail(str(problem).replace("{what}", self._subject), expected)
            self._not(numbers(shape), expected)

    def _of(self, dtype: object, shape: Shape | None, kind: str) -> Expectation:
        expected = asked_for(kind, dtype, shape)
        array = self._array(expected, shape)
        self._check_dtype(dtype, expected)
        if shape is None:
            return self
        self._check_shape(array, shape, expected)
        return replace(self, shape=shape)

    def _check_dtype(self, dtype: object, expected: str) -> None:
        if dtype is None or not isinstance(self.value, np.ndarray | np.generic | Tensor):
            return
        got = self.value.dtype.newbyteorder("=")
        kinds = {int: "iu", float: "f"}.get(dtype, "")  # type: ignore[call-overload]
        if got.kind not in kinds and (kinds or got != np.dtype(dtype)):  # type: ignore[call-overload]
            reason = _("{what} has dtype {dtype}, but {expected} is expected.")
            self.fail(reason.format(what=self._subject, dtype=got, expected=dtype_name(dtype)), expected)

    def _check_shape(self, array: np.ndarray, shape: Shape, expected: str) -> None:
        if array.shape != shape:
            sizes = _("{what} has shape {shape}, but {expected} is expected.")
            sentence = sizes.format(what=self._subject, shape=array.shape, expected=shape)
            self.fail(f"{sentence} {about_shape(array.shape, shape, self.value)}", expected)

    def _without_nan(self, array: np.ndarray, expected: str) -> np.ndarray:
        if np.isnan(array).any():
            place = tuple(int(index) for index in np.argwhere(np.isnan(array))[0])
            reason = _("{what} is NaN (not a number){place}.")
            self.fail(reason.format(what=self._subject, place=at(place)), expected)
        return array
