"""The report as JUnit XML, as pytest writes it and as Jenkins, GitLab and others read it."""

from __future__ import annotations

import re
from xml.etree import ElementTree as xml

from grader.report.model import STATUSES, CheckResult, ExerciseResult, Report, Status
from grader.report.presentation import Detail, LostCheck, Telling
from grader.report.text import clean, one_line, points

COUNTS = {"failures": "failure", "errors": "error", "skipped": "skipped"}
_NO_CHARACTERS = re.compile("[\ufffe\uffff]")
"""What XML 1.0 forbids beyond control characters and halves of surrogate pairs."""


def render(report: Report, language: str) -> bytes:
    """A suite for each exercise, a case for each check. Times of single checks are not known."""
    root = xml.Element("testsuites", name=_attribute(report.course))
    for exercise in report.exercises:
        root.append(_suite(exercise, Telling(language)))
    _count(root, sum(exercise.seconds for exercise in report.exercises))
    xml.indent(root)
    content: bytes = xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return content + b"\n"


def _suite(exercise: ExerciseResult, telling: Telling) -> xml.Element:
    suite = xml.Element("testsuite", name=_attribute(exercise.name))
    _add_points(suite, exercise)
    if exercise.note:
        xml.SubElement(suite[0], "property", name="note", value=_attribute(telling.text(exercise.note)))
    lost_checks = {loss.check.name: loss for loss in telling.lost_checks(exercise)}
    for check in exercise.checks:
        suite.append(_case(lost_checks.get(check.name, LostCheck(check)), exercise, telling))
    if not exercise.checks:  # it counts all the same
        title, message = telling.text(exercise.title), telling.text(exercise.message)
        case = xml.SubElement(suite, "testcase", name=_attribute(title), classname=_attribute(exercise.name))
        _add_outcome(case, exercise.status, message or telling.word(exercise.status), message)
    _count(suite, exercise.seconds)
    return suite


def _case(loss: LostCheck, exercise: ExerciseResult, telling: Telling) -> xml.Element:
    check, where = loss.check, f"{exercise.name}.{loss.check.name}"
    case = xml.Element("testcase", name=_attribute(telling.title(check)), classname=_attribute(where), time="0")
    _add_points(case, check)
    # A check that the exercise took down with it is told by the exercise's message.
    why = loss.details or [Detail("", telling.text(exercise.message), False)]
    reason = telling.text(check.message or exercise.message) or telling.word(check.status)
    lines = [telling.worth(check), *(f"{detail.label}: {detail.text}".removeprefix(": ") for detail in why)]
    _add_outcome(case, check.status, reason, "\n".join(lines))
    if loss.output:
        xml.SubElement(case, "system-out").text = _text(loss.output)
    return case


def _add_outcome(case: xml.Element, status: Status, message: str, text: str) -> None:
    if element := STATUSES[status].element:
        kind = xml.SubElement(case, element)
        kind.set("message", _attribute(message))
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
