"""Reads values from a submission as numbers and compares them. Values that are not numbers raise NoNumbers only."""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.boundary.data import DataFrame, Elements, Ragged, Series, Sparse, Strings
from grader.boundary.records import Tensor
from grader.feedback import Text, phrase
from grader.judge.reasons import noun

DEEPEST = 16
FORMS = (Strings, Ragged, Sparse, Series, DataFrame)
"""Records that stand for lists: as a reference, one is equal to the same values in any form."""


class NoNumbers(Exception):
    """Why a value cannot be read as numbers; without a reason, because of its type."""

    def __init__(self, reason: Text = "") -> None:
        super().__init__(reason)
        self.reason = reason


def as_numbers(value: object, what: Text = "", depth: int = 0) -> np.ndarray:
    """A number, a nested list or tuple, an array or a tensor as an array of numbers; NoNumbers for everything else,
    with a sentence about `what`.

    Example: `as_numbers([[1, 2], [3, 4]]).shape == (2, 2)`
    """
    kind = type(value)
    if kind is list:
        return _stacked(value, what, depth)  # type: ignore[arg-type]
    if kind is tuple:
        return _of_tuple(value, what, depth)  # type: ignore[arg-type]
    if kind is int:
        try:
            value = value if abs(value) < 2**63 else float(value)  # type: ignore[arg-type]
        except OverflowError:
            raise NoNumbers(phrase("{what} is too large a number.", what=what)) from None
    elif kind is Tensor:
        value = value.array  # type: ignore[attr-defined]
    elif kind in (Ragged, Sparse, Series):
        return as_numbers(plain(value), what, depth)
    elif kind is not float and kind is not np.ndarray and not isinstance(value, np.generic):
        raise NoNumbers
    array = np.asarray(value)
    if array.dtype.kind not in "iuf":
        raise NoNumbers
    return array


def _of_tuple(values: tuple[object, ...], what: Text, depth: int) -> np.ndarray:
    """`zip(*points)` and `return a, b` make a tuple of what is numbers all the same; one that holds something else was
    meant as a tuple, and is called one."""
    try:
        return _stacked(list(values), what, depth)
    except NoNumbers:
        raise NoNumbers from None


def _row(value: object, what: Text, depth: int) -> np.ndarray:
    try:
        return as_numbers(value, what, depth)
    except NoNumbers as problem:
        holds = phrase("{what} is a list that contains {kind}.", what=what, kind=noun(value))
        raise NoNumbers(problem.reason or holds) from None


def _stacked(values: list[object], what: Text, depth: int) -> np.ndarray:
    if depth == DEEPEST:
        raise NoNumbers(phrase("{what} is a list that is nested too deeply.", what=what))
    if all(type(value) is float for value in values):
        return np.array(values, dtype=np.float64)
    rows = [_row(value, what, depth + 1) for value in values]
    if len({row.shape for row in rows}) > 1:
        raise NoNumbers(phrase("{what} is a list whose rows have different lengths.", what=what))
    if rows[0].ndim >= DEEPEST:
        raise NoNumbers(phrase("{what} is a list that is nested too deeply.", what=what))
    return np.stack(rows)


def as_floats(array: np.ndarray) -> np.ndarray:
    with np.errstate(all="ignore"):
        return array.astype(np.float64)


def is_number(value: object, kinds: str) -> bool:
    """A Python or NumPy scalar whose dtype kind is one of `kinds`; a bool does not count."""
    if isinstance(value, np.generic):
        return value.dtype.kind in kinds
    return type(value) is int or (type(value) is float and "f" in kinds)


def close(got: np.ndarray, want: np.ndarray, rtol: float, atol: float) -> np.ndarray:
    with np.errstate(all="ignore"):
        near = np.isfinite(want) & (np.abs(got - want) <= atol + rtol * np.abs(want))
    return np.asarray(near | (got == want) | (np.isnan(got) & np.isnan(want)))


def has_form(reference: object) -> bool:
    """Whether the reference may be met in any form: a record of lists, or an array of text."""
    return isinstance(reference, FORMS) or (isinstance(reference, np.ndarray) and reference.dtype.kind in "UO")


def plain(value: object) -> Any:
    """Arrays, tensors and records of lists as nested lists; anything else as it is."""
    if isinstance(value, Strings | Sparse | Tensor):
        return value.array.tolist()
    if isinstance(value, Ragged | np.ndarray):
        return value.tolist()
    if isinstance(value, Series):
        return plain(value.values)
    if isinstance(value, Elements):
        return value.items
    if isinstance(value, DataFrame):
        return {name: plain(column) for name, column in value.data.items()}
    return list(value) if type(value) is tuple else value


def same(value: object, reference: object) -> bool:
    if has_form(reference):
        return same(plain(value), plain(reference))
    if isinstance(reference, bool | np.bool_):
        return isinstance(value, bool | np.bool_) and bool(value) == bool(reference)
    if isinstance(reference, int | float | np.generic) and is_number(reference, "iuf"):
        return is_number(value, "iuf") and bool(_plain(value) == _plain(reference))
    if isinstance(reference, np.ndarray | Tensor):
        return bool(np.array_equal(as_numbers(value), as_numbers(reference)))
    if type(value) is not type(reference):
        return False
    if isinstance(reference, list | tuple) and isinstance(value, list | tuple):
        return len(value) == len(reference) and all(map(same, value, reference))
    if isinstance(reference, dict) and isinstance(value, dict):
        return value.keys() == reference.keys() and all(same(value[key], reference[key]) for key in reference)
    return isinstance(reference, str | bytes | set | frozenset | None) and value == reference


def _plain(number: object) -> Any:
    return number.item() if isinstance(number, np.generic) else number
