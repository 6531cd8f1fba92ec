"""What of a report is worth telling, in which order and words: what all formats that people read have in common.

Text of a submission leaves here cleaned and cut to size; each format escapes it in its own way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from grader.language import N_, _
from grader.report.model import CheckResult, ExerciseResult, Report, Status
from grader.report.text import excerpt, one_line, points

WORDS: dict[Status, str] = {
    "passed": N_("passed"),
    "failed": N_("wrong"),
    "error": N_("error"),
    "timeout": N_("timed out"),
    "crashed": N_("crashed"),
    "not_started": N_("not started"),
    "internal": N_("our fault (internal)"),
}


class Detail(NamedTuple):
    """One thing to say of a lost check: `called`, `relu([-1.0])`."""

    label: str
    text: str
    is_code: bool


class Loss(NamedTuple):
    """A check that lost points, and what a reader is told of it."""

    check: CheckResult
    details: tuple[Detail, ...] = ()
    output: str = ""


def status_word(status: Status) -> str:
    return _(WORDS[status])


def heading(exercise: ExerciseResult) -> str:
    return one_line(f"{exercise.name}: {exercise.title}")


def message(exercise: ExerciseResult) -> str:
    """Why the exercise as a whole could not be graded; mostly empty."""
    return excerpt(exercise.message, 20, 2000)


def note(exercise: ExerciseResult) -> str:
    """Where the work was found, if not where it belongs; empty where the message says it already."""
    return "" if exercise.note == exercise.message else one_line(exercise.note, 1000)


def passed(exercise: ExerciseResult) -> list[CheckResult]:
    return [check for check in exercise.checks if check.status == "passed"]


def refusal(report: Report) -> str:
    """Why nothing of the submission could be graded, where its exercises all say the same and no more; mostly empty."""
    messages = {message(exercise) for exercise in report.exercises}
    alone = len(report.exercises) > 1 and not any(passed(each) or losses(each) for each in report.exercises)
    return messages.pop() if alone and len(messages) == 1 else ""


def told(report: Report) -> list[ExerciseResult]:
    """The exercises of which there is more to say than their rows in the table of all, and `refusal`: not those that
    a file for several exercises, with its message on each, has not started."""
    if refusal(report):
        return []
    not_started = Counter(each.message for each in report.exercises if each.status == "not_started")
    return [
        each
        for each in report.exercises
        if (each.message or each.note or passed(each) or losses(each))
        and (each.note or each.status != "not_started" or not_started[each.message] == 1)
    ]


def losses(exercise: ExerciseResult) -> list[Loss]:
    """The checks that are worth telling; a hint, an exception, or a reason without a call, is told once."""
    if exercise.status == "not_started":
        return []
    told: dict[str, str] = {}
    return [_loss(check, told) for check in exercise.checks if _is_worth_telling(check, exercise)]


def title(check: CheckResult) -> str:
    return one_line(check.title or check.name)


def worth(result: CheckResult | ExerciseResult) -> str:
    """`(hidden, 0 of 2 points)`"""
    text = _("({score} of {max_score} points)")
    if isinstance(result, CheckResult) and result.visibility == "hidden":
        text = _("(hidden, {score} of {max_score} points)")
    return text.format(score=points(result.score), max_score=points(result.max_score))


def total(report: Report) -> str:
    text = _("Total: {score} of {max_score} points")
    return text.format(score=points(report.score), max_score=points(report.max_score))


def next_step(report: Report, given: str = "") -> str:
    """What a student does next, the command on a line of its own, with the options that were `given`."""
    if report.internal:
        return _("The grader itself failed here. It costs no points; please report it.")
    ahead = next((e for e in report.exercises if e.score < e.max_score), None)
    if ahead is None:
        return _("Full marks on what was graded. Well done!")
    if refusal(report):
        return _("Next: put that right, then grade again.")
    name = one_line(ahead.name)
    if ahead.message and not ahead.checks:
        return _("Next: do what is said of {name}, then grade again.").format(name=name)
    again = _("Next: look at {name} again, then run:")
    if ahead.status == "not_started":
        again = _("Next: {name} is not started yet. Write it, then run:")
    return f"{again.format(name=name)}\n  " + " ".join(filter(None, ["grade", name, one_line(given, 1000)]))


def not_guaranteed(report: Report) -> str:
    """What the sandbox could not guarantee of the submission; mostly empty."""
    unmet = ", ".join(map(_, report.isolation.unmet))
    return one_line(_("sandbox: not guaranteed here: {guarantees}").format(guarantees=unmet), 500) if unmet else ""


def sandbox(report: Report) -> str:
    in_part = {layer: _("{layer} in part").format(layer=layer) for layer in report.isolation.partial}
    layers = ", ".join(in_part.get(layer, layer) for layer in report.isolation.layers) or _("nothing")
    text = _("sandbox {sandbox}, {start}; in force: {layers}")
    return one_line(text.format(sandbox=report.isolation.sandbox, start=report.isolation.start, layers=layers), 500)


def circumstances(report: Report) -> list[str]:
    """In which sandbox and with what the grading was done, and the mark of what was graded."""
    versions = ", ".join(f"{name} {version}" for name, version in report.environment.items())
    lines = [sandbox(report), not_guaranteed(report), one_line(versions, 500)]
    return [*filter(None, lines), one_line(f"SHA-256 {report.submission.sha256}")]


def _is_worth_telling(check: CheckResult, exercise: ExerciseResult) -> bool:
    """A check that lost points, unless it did so for the reason that the exercise's own message gives."""
    if check.score >= check.max_score and check.status != "internal":
        return False
    return not exercise.message or check.status != exercise.status or check.counterexample is not None


def _loss(check: CheckResult, told: dict[str, str]) -> Loss:
    """`told` are the texts that have been told already, each with the title of its check."""
    if check.status == "not_started":  # that says it all
        return Loss(check)
    if check.message in told and check.message != check.hint:
        return Loss(check, (Detail(_("why"), _("as above: {title}").format(title=told[check.message]), False),))
    fresh = [detail for detail in _details(check) if detail.text not in told]
    said = [check.hint, check.message] if check.status == "error" or not check.counterexample else [check.hint]
    for text in said:
        told.setdefault(text, title(check))
    cut = [detail._replace(text=excerpt(detail.text, 12, 800)) for detail in fresh]
    return Loss(check, tuple(detail for detail in cut if detail.text), excerpt(check.output, 20, 2000))


def _details(check: CheckResult) -> Iterator[Detail]:
    """What was called, what came back, what was expected, why, and the hint; empty where there is none."""
    if check.counterexample:
        yield Detail(_("called"), check.counterexample.call, True)
        yield Detail(_("returned"), check.counterexample.returned, True)
        yield Detail(_("expected"), check.counterexample.expected, True)
    yield Detail(_("why"), "" if check.message == check.hint else check.message, False)
    if check.hint == check.message or check.hint not in check.message:
        yield Detail(_("hint"), check.hint, False)
