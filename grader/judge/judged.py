"""The steps of every expectation: how a value is read as numbers, and how it fails."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NoReturn, Self

import numpy as np

from grader.boundary.records import Tensor
from grader.feedback import N_, Message, Text, phrase, sentences
from grader.judge.compare import NoNumbers, as_numbers
from grader.judge.drawing import Picture
from grader.judge.failures import WrongAnswer
from grader.judge.mistakes import NAN
from grader.judge.reasons import Kind, about_shape, advice, asked_for, at, dtype_name, noun, numbers
from grader.judge.show import show

THE_RESULT = phrase("the result")
Shape = tuple[int, ...]


@dataclass(frozen=True, eq=False)
class JudgedValue:
    """A value under judgement."""

    value: object
    what: Message = THE_RESULT
    shape: Shape | None = None
    """The shape that was asked for; None when none was."""
    picture: Callable[[], Picture] | None = None

    def _fail(self, reason: Text, expected: Text, hint_wanted: bool = True) -> NoReturn:
        raise WrongAnswer(reason, show(self.value), expected, self.value, hint_wanted, self.picture)

    def _not(self, kind: Kind | None, asked: Message | None = None, expected: Text = "") -> NoReturn:
        """Fails because the value has the wrong kind; `asked` describes the wanted kind in more detail."""
        if kind is not None and asked is None:
            asked = kind.phrase()
        assert asked is not None
        text = N_("{what} is {kind}, but {asked} is expected.")
        if kind is Kind.NUMBERS:
            text = N_("{what} is {kind}, but {asked} are expected.")
        reason = phrase(text, what=self.what, kind=noun(self.value), asked=asked)
        replace(self, picture=None)._fail(
            sentences(reason, advice(self.value, kind)), expected or asked, hint_wanted=False
        )

    def _array(self, expected: Text, shape: Shape | None = None) -> np.ndarray:
        try:
            return as_numbers(self.value, self.what)
        except NoNumbers as problem:
            if problem.reason:
                self._fail(problem.reason, expected)
            self._not(numbers(shape), expected=expected)

    def _of(self, dtype: object, shape: Shape | None, kind: Kind) -> Self:
        expected = asked_for(kind, dtype, shape)
        array = self._array(expected, shape)
        self._check_dtype(dtype, expected)
        if shape is None:
            return self
        self._check_shape(array, shape, expected)
        return replace(self, shape=shape)

    def _check_dtype(self, dtype: object, expected: Text, why: Text = "") -> None:
        if dtype is None or not isinstance(self.value, np.ndarray | np.generic | Tensor):
            return
        got = self.value.dtype.newbyteorder("=")
        kinds = {int: "iu", float: "f"}.get(dtype, "")  # type: ignore[call-overload]
        if got.kind not in kinds and (kinds or got != np.dtype(dtype)):  # type: ignore[call-overload]
            text = N_("{what} has dtype {dtype}, but {expected} is expected.")
            reason = phrase(text, what=self.what, dtype=got, expected=dtype_name(dtype))
            self._fail(sentences(reason, why), expected, hint_wanted=not why)

    def _check_shape(self, array: np.ndarray, shape: Shape, expected: Text, numbers: Text = "") -> None:
        if array.shape != shape:
            text = N_("{what} has shape {shape}, but {expected} is expected.")
            reason = phrase(text, what=self.what, shape=array.shape, expected=shape)
            self._fail(sentences(reason, about_shape(array.shape, shape, self.value, numbers)), expected, not numbers)

    def _without_nan(self, array: np.ndarray, expected: Text) -> np.ndarray:
        if np.isnan(array).any():
            place = tuple(int(index) for index in np.argwhere(np.isnan(array))[0])
            reason = phrase("{what} is NaN (not a number){place}.", what=self.what, place=at(place))
            self._fail(sentences(reason, NAN), expected)
        return array
