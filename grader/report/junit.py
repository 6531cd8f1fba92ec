"""The report as JUnit XML, as pytest writes it and as Jenkins, GitLab and others read it."""

from __future__ import annotations

import re
from xml.etree import ElementTree as xml

from grader.report import telling
from grader.report.model import CheckResult, ExerciseResult, Report, Status
from grader.report.telling import Loss
from grader.report.text import clean, one_line, points

KINDS: dict[Status, str] = {"failed": "failure", "not_started": "skipped"}
"""The element that a status becomes; a check that passed has none, and all others are errors."""
COUNTS = {"failures": "failure", "errors": "error", "skipped": "skipped"}
_NO_CHARACTERS = re.compile("[\ufffe\uffff]")
"""What XML 1.0 forbids beyond control characters and halves of surrogate pairs."""


def render(report: Report) -> bytes:
    """A suite for each exercise, a case for each check. Times of single checks are not known."""
    root = xml.Element("testsuites", name=_attribute(report.course))
    for exercise in report.exercises:
        root.append(_suite(exercise))
    _count(root, sum(exercise.seconds for exercise in report.exercises))
    xml.indent(root)
    content: bytes = xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return content + b"\n"


def _suite(exercise: ExerciseResult) -> xml.Element:
    suite = xml.Element("testsuite", name=_attribute(exercise.name))
    _add_points(suite, exercise)
    if exercise.note:
        xml.SubElement(suite[0], "property", name="note", value=_attribute(exercise.note))
    losses = {loss.check: loss for loss in telling.losses(exercise)}
    for check in exercise.checks:
        suite.append(_case(check, exercise, losses.get(check, Loss(check))))
    if not exercise.checks:  # it counts all the same
        case = xml.SubElement(suite, "testcase", name=_attribute(exercise.title), classname=_attribute(exercise.name))
        _add_outcome(case, exercise.status, exercise.message, exercise.message)
    _count(suite, exercise.seconds)
    return suite


def _case(check: CheckResult, exercise: ExerciseResult, loss: Loss) -> xml.Element:
    where = f"{exercise.name}.{check.name}"
    case = xml.Element("testcase", name=_attribute(telling.title(check)), classname=_attribute(where), time="0")
    _add_points(case, check)
    # A check that the exercise took down with it is told by the exercise's message.
    why = loss.details or [telling.Detail("", exercise.message, False)]
    reason = check.message or exercise.message or telling.status_word(check.status)
    lines = [telling.worth(check), *(f"{detail.label}: {detail.text}".removeprefix(": ") for detail in why)]
    _add_outcome(case, check.status, reason, "\n".join(lines))
    if loss.output:
        xml.SubElement(case, "system-out").text = _text(loss.output)
    return case


def _add_outcome(case: xml.Element, status: Status, message: str, text: str) -> None:
    if status != "passed":
        kind = xml.SubElement(case, KINDS.get(status, "error"))
        kind.set("message", _attribute(message or telling.status_word(status)))
        kind.set("type", status)
        kind.text = _text(text)


def _add_points(element: xml.Element, result: CheckResult | ExerciseResult) -> None:
    properties = xml.SubElement(element, "properties")
    for name, value in (("score", result.score), ("max_score", result.max_score)):
        xml.SubElement(properties, "property", name=name, value=points(value))


def _count(element: xml.Element, seconds: float) -> None:
    element.set("tests", str(len(list(element.iter("testcase")))))
    for name, kind in COUNTS.items():
        element.set(name, str(len(list(element.iter(kind)))))
    element.set("time", f"{seconds:.3f}")


def _text(text: str) -> str:
    return _NO_CHARACTERS.sub("\ufffd", clean(text))


def _attribute(text: str) -> str:
    return _text(one_line(text))
