"""Plain asserts: whether an answer may pass one, and what a student reads when it does not.

An empty answer satisfies `all(...)`, `np.allclose` and every loop; NaN satisfies `not x > 1`; one number is broadcast
to as many as there are. So in a file with plain asserts an answer that is empty or contains NaN fails the check, unless
the check expects that: it compares the answer with something empty (`== []`, `.shape == (0, 3)`), asks `np.isnan`,
hands the answer to `expect`, or is marked `allow_empty` or `allow_nan`. And no comparison may stretch an answer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NoReturn

import numpy as np

from grader.boundary.data import Series
from grader.boundary.records import Tensor
from grader.feedback import Text, phrase
from grader.judge.comparisons import (
    COMPARERS,
    NAN_ASKED,
    OPERATIONS,
    OPPOSITE,
    TURNED,
    Approx,
    Fact,
    FailedAssert,
    broadcast,
    flawed,
    shape,
    told,
    tolerance,
    unmet,
)
from grader.judge.expect import expect
from grader.judge.flaws import Flaw, flaw_of, flaws, has, inside
from grader.judge.judged import THE_RESULT
from grader.judge.show import show
from grader.judge.subject import CurrentCheck

PLAIN = "@plain"
"""A name in each file of a suite that has plain asserts."""
COMPARING = {"expect", "zip", *(function.__name__ for function in (*COMPARERS, *NAN_ASKED))}
"""The names of functions whose calls in a suite go through `Asserts.calling`."""
LONGEST = 60
"""Characters of a suite's source that are shown."""

Subjects = Sequence[tuple[int, Any]]
"""The values that a comparison is about, each with its side."""


class Asserts:
    """What the rewritten files of a suite call; it knows the answers of the check that is under way."""

    def __init__(self, check: Callable[[], CurrentCheck]) -> None:
        self._check = check
        self._fact: Fact | None = None
        """The last comparison of the assert that is under way."""
        self._subjects: list[tuple[int, Any]] = []
        self._kept: list[Any] = []
        """Answers with a flaw, of this check or before: a fixture may hand one to several checks."""

    # Called by rewritten files

    def begin(self) -> bool:
        self._fact, self._subjects = None, []
        self._check().plain = True
        return True

    def about(self, side: int, value: Any) -> Any:
        """Notes the value that one side of a comparison is about."""
        self._subjects.append((side, value))
        return value

    def compared(self, operation: str, left: Any, right: Any, text: str) -> Any:
        """`left < right`."""
        subjects = self._taken()
        if operation in TURNED:
            self._must_tell(left, right, subjects)
            if any(isinstance(each, np.ndarray | Tensor | Series | Approx) for each in (left, right)):
                self._must_not_stretch(Fact(operation, left, right, text), subjects)
        result = OPERATIONS[operation](left, right)
        self._fact = Fact(operation, left, right, text, result)
        if operation == "==" and np.ndim(result) == 0 and result and _alike(Flaw.EMPTY, left, right):
            self._expects(Flaw.EMPTY, subjects)
        return result

    def chained(self, operations: Sequence[str], operands: Sequence[Any], text: str) -> Any:
        """`0 <= x <= 1`."""
        self._taken()
        result: Any = True
        for operation, left, right in zip(operations, operands, operands[1:], strict=False):
            result = self.compared(operation, left, right, text)
            if not result:
                break
        return result

    def negated(self, value: Any) -> bool:
        """`not value`."""
        if self._fact is None:
            self._fact = Fact("", value, None)
            self._expects(Flaw.EMPTY, [(0, value)])
        else:
            self._fact = self._fact._replace(operation=OPPOSITE.get(self._fact.operation, ""))
        return not value

    def calling(self, function: Any, text: str) -> Any:
        """The function as the suite is to call it; one that only has the name of one that compares stays as it is."""
        if function is expect:
            return self._expecting
        if function is zip:
            return self._zipped
        if any(function is each for each in NAN_ASKED):
            return lambda value: self._asking_nan(function, value)
        if any(function is each for each in COMPARERS):
            return lambda *given, **options: self._comparing(function, text, *given, **options)
        return function

    def failed(self, message: object) -> NoReturn:
        """Raises what a failed assert is told as; `message` is the author's, None without one."""
        fact, self._fact = self._fact, None
        if fact is not None and fact.operation:
            raise self._told(fact, message)
        answers = self._check().answers
        raise unmet(fact.left if fact else answers[-1] if answers else None, message)

    # Called by the plugin

    def judge_answers(self, given: Sequence[Any] = ()) -> None:
        """WrongAnswer for an answer of this check with a flaw that the check does not expect; also for one of the
        fixtures' values that are `given` to it, if an earlier check got that from the submission."""
        again = [value for value in given if any(value is kept for kept in self._kept)]
        for answer in (*again, *self._check().answers):
            for flaw, part, place in flaws(answer):
                self._kept += [answer, part]
                if not self._is_expected(flaw, part) and not self._is_expected(flaw, answer):
                    raise flawed(flaw, answer, place)

    # Rules

    def _comparing(self, function: Callable[..., Any], text: str, *given: Any, **options: Any) -> Any:
        subjects = self._taken()
        self._check().plain = True
        left, right = (*given, *options.values())[:2]
        fact = Fact(COMPARERS[function], left, right, text, near=tolerance(function, given, options))
        if function is not np.array_equal:  # which is False where the shapes differ
            self._must_not_stretch(fact, subjects, whole=True, by_element=function is np.isclose)
        try:
            result = function(*(each.array if isinstance(each, Tensor) else each for each in given), **options)
        except AssertionError:
            raise self._told(fact, options.get("err_msg")) from None
        self._fact = fact._replace(result=result)
        for flaw in Flaw:
            if (result is None or np.all(result)) and _has(flaw, left) and _has(flaw, right):
                self._expects(flaw, subjects)
        return result

    def _expecting(self, value: Any, *what: Any, **values: Any) -> Any:
        self._taken()
        self._check().expected += [(flaw, value) for flaw in Flaw]
        return expect(value, *what, **values)

    def _zipped(self, *parts: Any, **options: Any) -> Any:
        self._taken()
        counts = [len(part) for part in parts if hasattr(part, "__len__")]
        for part in parts:
            if hasattr(part, "__len__") and len(part) < max(counts) and self._is_answer(part):
                reason = phrase(
                    "{what} has {count} of {expected} elements.",
                    what=THE_RESULT,
                    count=len(part),
                    expected=max(counts),
                )
                raise FailedAssert(reason, show(part), phrase("{count} elements", count=max(counts)), part)
        return zip(*parts, **options)  # noqa: B905  # as the suite says

    def _asking_nan(self, function: Callable[[Any], Any], value: Any) -> Any:
        self._expects(Flaw.NAN, self._taken())
        return function(value)

    def _must_not_stretch(self, fact: Fact, subjects: Subjects, whole: bool = False, by_element: bool = False) -> None:
        """Fails where NumPy would broadcast an answer to the shape of what it is compared with. Where two values are
        compared as a `whole`, the first is taken for the answer if nobody knows, and only a number is stretched to its
        shape; what is asked `by_element` may be a row for each row of the answer."""
        sides = [each.expected if isinstance(each, Approx) else each for each in (fact.left, fact.right)]
        whole = whole or any(isinstance(each, Approx) for each in (fact.left, fact.right))
        left, right = map(shape, sides)
        if left is None or right is None or left == right:
            return
        known = {side for side, value in subjects if self._is_answer(value)}
        if not known and not whole:
            return
        got, want = (right, left) if known == {1} else (left, right)
        fits = want == () if whole and not by_element else broadcast(got, want) == got
        if not fits:
            shown = fact._replace(left=sides[0], right=sides[1], operation="==")
            raise self._told(shown.turned if known == {1} else shown)

    def _must_tell(self, left: Any, right: Any, subjects: Subjects) -> None:
        """Fails where NaN, or an array without numbers, is compared: whatever comes of that says nothing."""
        if left is right:  # `x != x` asks whether x is NaN
            self._expects(Flaw.NAN, subjects[:1])
            return
        for value, other in ((left, right), (right, left)):
            flaw = flaw_of(value)
            if flaw and flaw_of(other) is not flaw and not self._is_expected(flaw, value):
                raise flawed(flaw, value, ())

    def _expects(self, flaw: Flaw, subjects: Subjects) -> None:
        """The check has said that these answers may have the flaw, unless it compared one answer with another."""
        found = [(side, value) for side, value in subjects if has(flaw, value) and self._is_answer(value)]
        if len({side for side, _ in found}) == 1:
            self._check().expected += [(flaw, value) for _, value in found]

    def _is_expected(self, flaw: Flaw, value: Any) -> bool:
        check = self._check()
        return flaw.value in check.allowed or any(
            kind is flaw and any(value is each for each in inside(said)) for kind, said in check.expected
        )

    def _is_answer(self, value: Any) -> bool:
        """Whether the submission answered just this object, or one that holds it. Python has each small whole number
        only once, so these are never known."""
        if value is None or type(value) in (bool, int):
            return False
        answers = (*self._check().answers, *self._kept)
        return any(value is each for answer in answers for each in inside(answer))

    def _taken(self) -> Subjects:
        subjects, self._subjects = self._subjects, []
        return subjects

    # Words

    def _told(self, fact: Fact, message: object = None) -> FailedAssert:
        right_came = fact.operation in TURNED and self._is_answer(fact.right) and not self._is_answer(fact.left)
        fact = fact.turned if right_came or isinstance(fact.left, Approx) else fact
        return told(fact, self._what(fact), message)

    def _what(self, fact: Fact) -> Text:
        """The subject of the sentence: what the suite computed of an answer is shown as the suite writes it, but
        nothing of a hidden check's source."""
        if self._is_answer(fact.left) or not fact.text or self._check().hidden or len(fact.text) > LONGEST:
            return THE_RESULT
        return f"`{fact.text}`"


def _alike(flaw: Flaw, left: Any, right: Any) -> bool:
    """Whether both or neither have the flaw, `pytest.approx` or not."""
    left, right = (each.expected if isinstance(each, Approx) else each for each in (left, right))
    return has(flaw, left) == has(flaw, right)


def _has(flaw: Flaw, value: Any) -> bool:
    """The same as numbers: `[[]]` has none."""
    return has(flaw, value) or (flaw is Flaw.EMPTY and 0 in (shape(value) or ()))
