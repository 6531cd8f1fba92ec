"""Comparisons in plain asserts as data, and the words in which one that does not hold is told."""

from __future__ import annotations

import inspect
import math
import operator
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import pytest

from grader.feedback import N_, Message, Text, phrase
from grader.judge.compare import is_number
from grader.judge.expect import expect
from grader.judge.failures import WrongAnswer
from grader.judge.flaws import Flaw, is_array
from grader.judge.judged import THE_RESULT
from grader.judge.reasons import at
from grader.judge.show import show

OPERATIONS: Mapping[str, Callable[[Any, Any], Any]] = MappingProxyType(
    {
        "==": operator.eq,
        "!=": operator.ne,
        "<": operator.lt,
        "<=": operator.le,
        ">": operator.gt,
        ">=": operator.ge,
        "is": operator.is_,
        "is not": operator.is_not,
        "in": lambda left, right: left in right,
        "not in": lambda left, right: left not in right,
    }
)
OPPOSITE = {"==": "!=", "<": ">=", ">": "<=", "is": "is not", "in": "not in"}
OPPOSITE |= {other: each for each, other in OPPOSITE.items()}
TURNED = {"==": "==", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}
EXPECTED = {
    "<": N_("a value below {bound}"),
    "<=": N_("at most {bound}"),
    ">": N_("a value above {bound}"),
    ">=": N_("at least {bound}"),
    "!=": N_("a value other than {bound}"),
    "is not": N_("a value other than {bound}"),
    "in": N_("one of {bound}"),
    "not in": N_("none of {bound}"),
}
COMPARERS: Mapping[Callable[..., Any], str] = MappingProxyType(
    {
        np.allclose: "==",
        np.isclose: "==",
        np.array_equal: "==",
        np.array_equiv: "==",
        math.isclose: "==",
        np.testing.assert_allclose: "==",
        np.testing.assert_array_equal: "==",
        np.testing.assert_equal: "==",
        np.testing.assert_almost_equal: "==",
        np.testing.assert_array_almost_equal: "==",
        np.testing.assert_approx_equal: "==",
        np.testing.assert_array_less: "<",
    }
)
"""Functions that compare two values, and how."""
NAN_ASKED: tuple[Callable[[Any], Any], ...] = (np.isnan, math.isnan)
Approx: Any = type(pytest.approx(1.0)).__mro__[1]
"""The class of all that `pytest.approx` makes."""
SHOWN = 60


class FailedAssert(WrongAnswer, AssertionError):
    """A plain assert that does not hold, told as `expect` would tell it."""


class Fact(NamedTuple):
    """A comparison in an assert: what was compared how, what came of it, and how near equal values must be."""

    operation: str
    left: Any
    right: Any
    text: str = ""
    """The left side as the suite has it."""
    result: Any = False
    near: tuple[float, float] = (0.0, 0.0)

    @property
    def turned(self) -> Fact:
        return self._replace(operation=TURNED[self.operation], left=self.right, right=self.left, text="")


def told(fact: Fact, what: Text, message: object) -> FailedAssert:
    """What a wrong comparison is told as: in the words of `expect`, where that finds it wrong too. `message` is the
    author's, None without one."""
    is_plain = all(is_number(each, "iuf") for each in (fact.left, fact.right)) and fact.near == (0.0, 0.0)
    wrong = _by_expect(fact, what) if fact.operation == "==" and not is_plain else None
    if wrong is not None:
        reason = _text(message or wrong.reason)
        return FailedAssert(reason, wrong.returned, wrong.expected, fact.left, wrong.hint_wanted)
    value, place = _first_wrong(fact)
    wanted = phrase(EXPECTED.get(fact.operation, "{bound}"), bound=show(fact.right, 80))
    values = {"value": show(value, SHOWN), "place": at(place), "expected": wanted}
    reason = phrase("{what} is {value}{place}, but {expected} is expected.", what=what, **values)
    return FailedAssert(_text(message or reason), show(fact.left), wanted, fact.left)


def unmet(value: Any, message: object) -> FailedAssert:
    """The same for an assert without a comparison."""
    reason = phrase("{what} is {value}, which is not what is expected.", what=THE_RESULT, value=show(value, SHOWN))
    return FailedAssert(_text(message or reason), show(value), "", value)


def flawed(flaw: Flaw, answer: Any, place: tuple[int, ...]) -> FailedAssert:
    """The same for an answer that says nothing."""
    return FailedAssert(flaw.reason(THE_RESULT, at(place)), show(answer), flaw.expected, answer)


def _by_expect(fact: Fact, what: Text) -> WrongAnswer | None:
    wanted, (rtol, atol) = fact.right, fact.near
    try:
        if isinstance(wanted, Approx):
            wanted, rtol, atol = wanted.expected, wanted.rel or 1e-6, wanted.abs or 1e-12
        judged = expect(fact.left, what)
        if rtol or atol:
            judged.close_to(wanted, rtol=rtol, atol=atol)
        else:
            judged.equal_to(wanted)
    except WrongAnswer as wrong:
        return wrong
    except Exception:  # of a kind that `expect` does not compare
        return None
    return None


def _first_wrong(fact: Fact) -> tuple[Any, tuple[int, ...]]:
    """Where an array was compared number by number, the first for which that came out otherwise."""
    if not is_array(fact.result) or fact.result.shape != np.shape(fact.left) or not fact.result.size:
        return fact.left, ()
    held = fact.result.astype(bool)
    place = tuple(int(each) for each in np.argwhere(held == bool(held.all()))[0])
    return np.asarray(fact.left)[place].item(), place


def tolerance(function: Callable[..., Any], given: Sequence[Any], options: Mapping[str, Any]) -> tuple[float, float]:
    """How near two values must be for a function that compares, relative and absolute; zeros for equal ones."""
    bound = inspect.signature(function).bind(*given, **options)
    bound.apply_defaults()
    found = bound.arguments
    if "decimal" in found:
        return 0.0, 1.5 * 10.0 ** -found["decimal"]
    return found.get("rtol", found.get("rel_tol", 0.0)), found.get("atol", found.get("abs_tol", 0.0))


def shape(value: Any) -> tuple[int, ...] | None:
    """The shape of numbers in any form; None of anything else."""
    try:
        found = np.asarray(value)
    except (ValueError, TypeError):
        return None
    return found.shape if found.dtype.kind in "biufc" else None


def broadcast(left: tuple[int, ...], right: tuple[int, ...]) -> tuple[int, ...] | None:
    try:
        return np.broadcast_shapes(left, right)
    except ValueError:
        return None


def _text(message: object) -> Text:
    return message if isinstance(message, Message) else Message(str(message))
