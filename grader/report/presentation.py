"""Decides what a report tells, in which order and words. All formats that people read share it.

Text of a submission leaves here cleaned and cut to size; each format escapes it in its own way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from grader.feedback import N_, Text
from grader.language import render, say
from grader.report.model import STATUSES, CheckResult, ExerciseResult, Report, Status
from grader.report.text import CUT, excerpt, one_line, points


class Detail(NamedTuple):
    """One thing to say of a lost check: `called`, `relu([-1.0])`."""

    label: str
    text: str
    is_code: bool


class LostCheck(NamedTuple):
    """A check that lost points, and what a reader is told of it."""

    check: CheckResult
    details: tuple[Detail, ...] = ()
    output: str = ""


class Telling:
    """What a reader of one language is told."""

    def __init__(self, language: str) -> None:
        self.language = language

    def text(self, text: Text) -> str:
        return render(text, self.language)

    def say(self, text: str, /, **values: object) -> str:
        return say(text, self.language, **values)

    def word(self, status: Status) -> str:
        return self.say(STATUSES[status].word)

    def excerpt(self, text: Text, lines: int, characters: int) -> str:
        return excerpt(self.text(text), lines, characters, self.say(CUT))

    def columns(self) -> tuple[str, ...]:
        """The heads of the table of all exercises."""
        return tuple(map(self.say, (N_("exercise"), N_("about"), N_("checks"), N_("points"), N_("status"))))

    def heading(self, exercise: ExerciseResult) -> str:
        return one_line(f"{exercise.name}: {self.text(exercise.title)}")

    def message(self, exercise: ExerciseResult) -> str:
        """Why the exercise as a whole could not be graded; mostly empty."""
        return self.excerpt(exercise.message, 20, 2000)

    def note(self, exercise: ExerciseResult) -> str:
        """Where the work was found, if not where it belongs; empty where the message says it already."""
        return "" if exercise.note == exercise.message else one_line(self.text(exercise.note), 1000)

    def passed(self, exercise: ExerciseResult) -> list[CheckResult]:
        return [check for check in exercise.checks if check.status == "passed"]

    def rejection(self, report: Report) -> str:
        """Why nothing of the submission could be graded, where all exercises say the same and no more; mostly empty."""
        messages = {self.message(exercise) for exercise in report.exercises}
        judged = any(self.passed(each) or self.lost_checks(each) for each in report.exercises)
        return messages.pop() if len(report.exercises) > 1 and not judged and len(messages) == 1 else ""

    def told(self, report: Report) -> list[ExerciseResult]:
        """The exercises of which there is more to say than their rows in the table of all, and `rejection`: not those
        that a file for several exercises, with its message on each, has not started."""
        if self.rejection(report):
            return []
        not_started = Counter(each.message for each in report.exercises if not STATUSES[each.status].started)
        return [
            each
            for each in report.exercises
            if (each.message or each.note or self.passed(each) or self.lost_checks(each))
            and (each.note or STATUSES[each.status].started or not_started[each.message] == 1)
        ]

    def lost_checks(self, exercise: ExerciseResult) -> list[LostCheck]:
        """The checks that are worth telling; a hint, an exception, or a reason without a call, is told once."""
        if not STATUSES[exercise.status].started:
            return []
        told: dict[Text, str] = {}
        return [self._loss(check, told) for check in exercise.checks if self._is_worth_telling(check, exercise)]

    def title(self, check: CheckResult) -> str:
        return one_line(self.text(check.title) or check.name)

    def worth(self, result: CheckResult | ExerciseResult) -> str:
        """`(hidden, 0 of 2 points)`"""
        text = N_("({score} of {max_score} points)")
        if isinstance(result, CheckResult) and result.visibility == "hidden":
            text = N_("(hidden, {score} of {max_score} points)")
        return self.say(text, score=points(result.score), max_score=points(result.max_score))

    def total(self, report: Report) -> str:
        text = N_("Total: {score} of {max_score} points")
        return self.say(text, score=points(report.score), max_score=points(report.max_score))

    def next_step(self, report: Report, given: str = "") -> str:
        """What a student does next, the command on a line of its own, with the options that were `given`."""
        if report.internal:
            return self.say("The grader itself failed here. You lose no points. Please report it.")
        ahead = next((e for e in report.exercises if e.score < e.max_score), None)
        if ahead is None:
            return self.say("Full marks on what was graded. Well done!")
        if self.rejection(report):
            return self.say("Next: fix this problem, then grade again.")
        name = one_line(ahead.name)
        if ahead.message and not ahead.checks:
            return self.say("Next: fix the problem reported for {name}, then grade again.", name=name)
        again = N_("Next: look at {name} again, then run:")
        if not STATUSES[ahead.status].started:
            again = N_("Next: {name} is not started yet. Write it, then run:")
        return f"{self.say(again, name=name)}\n  " + " ".join(filter(None, ["grade", name, one_line(given, 1000)]))

    def not_guaranteed(self, report: Report) -> str:
        """What the sandbox could not guarantee of the submission; mostly empty."""
        unmet = ", ".join(map(self.say, report.isolation.unmet))
        return (
            one_line(self.say("sandbox: there is no guarantee that a submission {guarantees}", guarantees=unmet), 500)
            if unmet
            else ""
        )

    def sandbox(self, report: Report) -> str:
        isolation = report.isolation
        in_part = {layer: self.say("{layer} (partly)", layer=layer) for layer in isolation.partial}
        layers = ", ".join(in_part.get(layer, layer) for layer in isolation.layers) or self.say("nothing")
        text = N_("sandbox {sandbox}, {start}; active layers: {layers}")
        return one_line(self.say(text, sandbox=isolation.sandbox, start=isolation.start, layers=layers), 500)

    def circumstances(self, report: Report) -> list[str]:
        """In which sandbox and with what the grading was done, and the mark of what was graded."""
        versions = ", ".join(f"{name} {version}" for name, version in report.environment.items())
        lines = [self.sandbox(report), self.not_guaranteed(report), one_line(versions, 500)]
        return [*filter(None, lines), one_line(f"SHA-256 {report.submission.sha256}")]

    def _is_worth_telling(self, check: CheckResult, exercise: ExerciseResult) -> bool:
        """A check that lost points, unless it did so for the reason that the exercise's own message gives."""
        if check.score >= check.max_score and not STATUSES[check.status].ours:
            return False
        return not exercise.message or check.status != exercise.status or check.counterexample is not None

    def _loss(self, check: CheckResult, told: dict[Text, str]) -> LostCheck:
        """`told` are the messages and hints that have been told already, each with the title of its check."""
        if not STATUSES[check.status].started:  # that says it all
            return LostCheck(check)
        details = []
        if check.message in told and check.visibility == "visible":
            details.append(Detail(self.say("why"), self.say("as above: {title}", title=told[check.message]), False))
        else:
            details += self._details(check)
        if check.hint not in told and (check.message not in told or check.visibility == "hidden"):
            details.append(Detail(self.say("hint"), self.text(check.hint), False))
        told.setdefault(check.hint, self.title(check))
        if check.status == "error" or not check.counterexample:
            told.setdefault(check.message, self.title(check))
        cut = [detail._replace(text=self.excerpt(detail.text, 12, 800)) for detail in details]
        return LostCheck(check, tuple(detail for detail in cut if detail.text), self.excerpt(check.output, 20, 2000))

    def _details(self, check: CheckResult) -> Iterator[Detail]:
        """What was called, what came back, what was expected, and why; empty where there is none."""
        if called := check.counterexample:
            yield Detail(self.say("called"), called.call, True)
            yield Detail(self.say("returned"), called.returned, True)
            yield Detail(self.say("expected"), self.text(called.expected), True)
        yield Detail(self.say("why"), self.text(check.message), False)
