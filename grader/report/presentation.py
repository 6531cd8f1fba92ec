"""Decides what a report tells, in which order and words. All formats that people read share it.

Text of a submission leaves here cleaned and cut to size; each format escapes it in its own way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from grader.feedback import N_, Text
from grader.language import render, say
from grader.report.functions import FunctionResult, by_function, is_lost
from grader.report.model import STATUSES, CheckResult, ExerciseResult, Isolation, Report, Status
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


class Cause(NamedTuple):
    """A lost check, and the checks of the same function that were lost for the same reason."""

    loss: LostCheck
    others: list[LostCheck]


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

    def columns(self, first: str = N_("exercise")) -> tuple[str, ...]:
        """The heads of a table of exercises, or of functions."""
        return tuple(map(self.say, (first, N_("checks"), N_("points"), N_("status"))))

    def heading(self, exercise: ExerciseResult) -> str:
        return one_line(f"{exercise.name}: {self.text(exercise.title)}")

    def message(self, exercise: ExerciseResult) -> str:
        """Why the exercise as a whole could not be graded; mostly empty."""
        return self.excerpt(exercise.message, 20, 2000)

    def note(self, exercise: ExerciseResult) -> str:
        """Where the work was found, if not where it belongs; empty where the message says it already."""
        return "" if exercise.note == exercise.message else one_line(self.text(exercise.note), 1000)

    def remarks(self, result: Report | ExerciseResult) -> list[str]:
        """What the rules of a class, or a person, say of it."""
        return [one_line(self.text(remark.text), 1000) for remark in result.remarks]

    def course(self, report: Report) -> str:
        return one_line(self.text(report.title) or report.course)

    def owner(self, report: Report) -> str:
        """Whose report it is; where nobody knows, what was graded."""
        return one_line(report.student or report.submission.path)

    def counted(self, report: Report) -> list[str]:
        """What was handed in when, and which attempts count."""
        return [one_line(self.text(line), 1000) for line in report.counted]

    def problems(self, report: Report) -> list[str]:
        """What costs points without having been judged, and what would mend it."""
        told = (one_line(self.text(text), 1000) for text in report.unjudged)
        return list(dict.fromkeys(filter(None, (self.rejection(report, fewest=1), *told))))

    def comments(self, report: Report) -> list[str]:
        """What else the rules of a class, or a person, say of the whole."""
        return [one_line(self.text(each.text), 1000) for each in report.remarks if each.kind != "problem"]

    def passed(self, result: ExerciseResult | FunctionResult) -> list[CheckResult]:
        return [check for check in result.checks if check.status == "passed"]

    def rejection(self, report: Report, fewest: int = 2) -> str:
        """Why nothing of the submission could be graded, where all exercises say the same and no more; mostly empty."""
        messages = {self.message(exercise) for exercise in report.exercises}
        judged = any(self.passed(each) or self.lost_checks(each) for each in report.exercises)
        return messages.pop() if len(report.exercises) >= fewest and not judged and len(messages) == 1 else ""

    def told(self, report: Report) -> list[ExerciseResult]:
        """The exercises of which there is more to say than their rows in the table of all, and `rejection`: not those
        that a file for several exercises, with its message on each, has not started."""
        if self.rejection(report):
            return []
        not_started = Counter(each.message for each in report.exercises if not STATUSES[each.status].started)
        return [
            each
            for each in report.exercises
            if (each.message or each.note or each.remarks or self.passed(each) or self.lost_checks(each))
            and (each.note or each.remarks or STATUSES[each.status].started or not_started[each.message] == 1)
        ]

    def ahead(self, report: Report) -> ExerciseResult | None:
        """The exercise to work on next: the first that is begun and not full, else the first that is not begun."""
        missing = [e for e in report.exercises if e.score < e.max_score or STATUSES[e.status].ours]
        return next((each for each in missing if STATUSES[each.status].started), next(iter(missing), None))

    def start(self, exercise: ExerciseResult) -> FunctionResult | None:
        """The function to look at first, where it is known."""
        return by_function(exercise).start if STATUSES[exercise.status].started else None

    def others(self, exercise: ExerciseResult) -> tuple[FunctionResult, ...]:
        """The other functions of an exercise that was begun, each for a line."""
        return by_function(exercise).others if STATUSES[exercise.status].started else ()

    def wrong(self, exercise: ExerciseResult) -> list[FunctionResult]:
        """The functions that lost points, the one to look at first before the others."""
        start, others = self.start(exercise), self.others(exercise)
        return [each for each in (start, *others) if each and each.status != "passed"]

    def name(self, result: FunctionResult) -> str:
        return one_line(result.name or self.say("several functions"))

    def function(self, result: FunctionResult) -> str:
        """`step (exercises/gates.py:54)`"""
        place = self.text(result.place.phrase()) if result.place else ""
        return one_line(f"{self.name(result)} ({place})" if place else self.name(result))

    def headline(self, result: FunctionResult) -> str:
        """`step (exercises/gates.py:54), 1 of 3 checks pass, 0.5 of 2 points`"""
        text = N_("{function}, {passed} of {count} checks pass, {score} of {max_score} points")
        return self.say(
            text,
            function=self.function(result),
            passed=len(self.passed(result)),
            count=len(result.checks),
            score=points(result.score),
            max_score=points(result.max_score),
        )

    def checks(self, result: FunctionResult | ExerciseResult) -> str:
        """How many of its checks passed: `1/3`."""
        return f"{len(self.passed(result))}/{len(result.checks)}"

    def state(self, result: FunctionResult) -> str:
        """The status of a function, or what is to be fixed before it."""
        if not result.after or not STATUSES[result.status].started:
            return self.word(result.status)
        text = N_("uses {name}, fix that first") if result.name else N_("fix {name} first")
        return self.say(text, name=result.after)

    def begin(self, exercise: ExerciseResult) -> str:
        """With which function to start, in few words; mostly empty."""
        start = self.start(exercise)
        return self.say("start with {name}", name=start.name) if start and start.name else ""

    def lost_checks(self, exercise: ExerciseResult, of: FunctionResult | None = None) -> list[LostCheck]:
        """The checks that are worth telling, of one function or of all; a hint, an exception, or a reason without a
        call, is told once."""
        if not STATUSES[exercise.status].started:
            return []
        told: dict[Text, str] = {}
        checks = of.checks if of else exercise.checks
        return [self._loss(check, told) for check in checks if self._is_worth_telling(check, exercise)]

    def causes(self, exercise: ExerciseResult, of: FunctionResult) -> list[Cause]:
        """The lost checks of a function by their causes: what says the same, or has the same hint, is told together."""
        found: list[Cause] = []
        known: dict[Text, Cause] = {}
        for loss in self.lost_checks(exercise, of):
            check = loss.check
            is_vague = check.visibility == "hidden" and bool(check.hint)  # its message may be that of any hidden check
            texts = [text for text in ("" if is_vague else check.message, check.hint) if text]
            if cause := next((known[text] for text in texts if text in known), None):
                cause.others.append(loss)
            else:
                found.append(cause := Cause(loss, []))
            known = dict.fromkeys(texts, cause) | known
        return found

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

    def assignments(self, report: Report) -> list[str]:
        """The totals of the report's assignments."""
        text = N_("{name}: {score} of {max_score} points")
        return [
            self.say(
                text, name=one_line(self.text(each.title)), score=points(each.score), max_score=points(each.max_score)
            )
            for each in report.assignments
        ]

    def next_step(self, report: Report, command: str = "grade {name}") -> str:
        """What a student does next, on a line of its own the `command` that grades an exercise again."""
        if report.internal:
            return self.say("Something failed here that is not your fault. You lose no points. Please report it.")
        ahead = self.ahead(report)
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
        elif (start := self.start(ahead)) and start.name:
            is_written = STATUSES[start.status].started
            again = N_("Next: fix {function}, then run:") if is_written else N_("Next: write {function}, then run:")
            name = self.function(start)
        command = one_line(command.replace("{name}", ahead.name), 1000)
        return f"{self.say(again, name=name, function=name)}\n  {command}"

    def not_guaranteed(self, report: Report) -> str:
        """What the sandbox could not guarantee of the submission; mostly empty."""
        return self._named(N_("sandbox: there is no guarantee that a submission {guarantees}"), report.isolation.unmet)

    def _named(self, text: str, guarantees: Iterable[str]) -> str:
        names = ", ".join(map(self.say, guarantees))
        return one_line(self.say(text, guarantees=names), 1000) if names else ""

    def sandbox(self, report: Report) -> list[str]:
        """The layers in force, what they guarantee of the submission, and what they do not."""
        isolation = report.isolation
        guaranteed = self._named(N_("sandbox: it is guaranteed that a submission {guarantees}"), isolation.guarantees)
        return [line for line in (self._layers(isolation), guaranteed, self.not_guaranteed(report)) if line]

    def _layers(self, isolation: Isolation) -> str:
        in_part = {layer: self.say("{layer} (partly)", layer=layer) for layer in isolation.partial}
        layers = ", ".join(in_part.get(layer, layer) for layer in isolation.layers) or self.say("nothing")
        text = N_("sandbox {sandbox}, {start}; active layers: {layers}")
        return one_line(self.say(text, sandbox=isolation.sandbox, start=isolation.start, layers=layers), 500)

    def circumstances(self, report: Report) -> list[str]:
        """In which sandbox and with what the grading was done, and the mark of what was graded."""
        versions = ", ".join(f"{name} {version}" for name, version in report.environment.items())
        lines = [*self.sandbox(report), one_line(versions, 500)]
        return [*filter(None, lines), one_line(f"SHA-256 {report.submission.sha256}")]

    def _is_worth_telling(self, check: CheckResult, exercise: ExerciseResult) -> bool:
        """A check that lost points, unless it did so for the reason that the exercise's own message gives."""
        if not is_lost(check):
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
