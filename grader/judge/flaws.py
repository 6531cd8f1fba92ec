"""What makes an answer say nothing: it is empty, or it contains NaN. Both satisfy asserts that cannot be false then."""

from __future__ import annotations

import math
from collections.abc import Iterator
from enum import Enum
from typing import Any

import numpy as np

from grader.boundary.data import Elements
from grader.boundary.records import Tensor
from grader.feedback import N_, Message, Text, phrase, sentences
from grader.judge.compare import FORMS, plain
from grader.judge.mistakes import NAN

OPENED = (*FORMS, Elements)
"""Records that are as empty as the lists that they stand for."""
CONTAINERS = (list, tuple, dict, set, frozenset)


class Flaw(Enum):
    """By the mark that says that a check expects it."""

    EMPTY = "allow_empty"
    NAN = "allow_nan"

    def reason(self, what: Text, place: Text) -> Message:
        if self is Flaw.EMPTY:
            return phrase("{what} is empty.", what=what)
        return sentences(phrase("{what} is NaN (not a number){place}.", what=what, place=place), NAN)

    @property
    def expected(self) -> Message:
        return Message(N_("a value that is not empty") if self is Flaw.EMPTY else N_("a number, not NaN"))


def flaws(answer: Any) -> Iterator[tuple[Flaw, Any, tuple[int, ...]]]:
    """The flaws of an answer, each with the part that has it and the place in that. Each part of a tuple or a dict
    counts as an answer of its own; an empty list inside a list is a value like any other, NaN is not."""
    if type(answer) in (str, bytes) and not answer:
        yield Flaw.EMPTY, answer, ()
    for part in _several(answer):
        if _is_empty(part):
            yield Flaw.EMPTY, part, ()
        else:
            for value in inside(part) if isinstance(part, list | set | frozenset) else [part]:
                if (place := _nan_in(value)) is not None:
                    yield Flaw.NAN, value, place


def has(flaw: Flaw, value: Any) -> bool:
    return any(found is flaw for found, _, _ in flaws(value))


def flaw_of(value: Any) -> Flaw | None:
    """That of a number, an array or a tensor that is compared."""
    if isinstance(value, np.ndarray | Tensor) and 0 in value.shape:
        return Flaw.EMPTY
    return None if _nan_in(value) is None else Flaw.NAN


def inside(value: Any) -> Iterator[Any]:
    """The value and all that it holds."""
    waiting = [value]
    while waiting:
        each = waiting.pop()
        yield each
        if isinstance(each, CONTAINERS):
            waiting += [*each, *each.values()] if isinstance(each, dict) else each
        elif isinstance(each, Tensor):
            yield each.array
        elif isinstance(each, OPENED):
            waiting.append(plain(each))


def is_array(value: Any) -> bool:
    return isinstance(value, np.ndarray)


def _several(answer: Any) -> Iterator[Any]:
    yield answer
    if isinstance(answer, OPENED):
        yield from _several(plain(answer))
    elif isinstance(answer, tuple | dict):
        for part in answer.values() if isinstance(answer, dict) else answer:
            yield from _several(part)


def _is_empty(value: Any) -> bool:
    if isinstance(value, CONTAINERS):
        return len(value) == 0
    return isinstance(value, np.ndarray | Tensor) and 0 in value.shape


def _nan_in(value: Any) -> tuple[int, ...] | None:
    """The first place where a number, an array or a tensor is NaN."""
    if isinstance(value, float):
        return () if math.isnan(value) else None
    if not isinstance(value, np.ndarray | np.generic | Tensor) or value.dtype.kind not in "fc":
        return None
    wrong = np.isnan(np.asarray(value))
    return tuple(int(each) for each in np.argwhere(wrong)[0]) if wrong.any() else None
