"""What a course's author tells of each visible check beyond the hint of the report: `guide.toml` of a suite, which it
may lack."""

from __future__ import annotations

from typing import Any

import msgspec

from grader.course.model import Exercise
from grader.course.toml import CourseError, in_words, read_toml
from grader.feedback import Message, phrase

FILE = "guide.toml"


class GuideEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a check asks and why, and the hints after the one of `exercise.toml`, each nearer to the solution."""

    explain: str
    hints: tuple[str, str]


def read_guide(exercise: Exercise) -> dict[str, GuideEntry]:
    """The entries by the names of checks; none without a guide. CourseError names the file, the check and the key."""
    path = exercise.suite / FILE
    if not path.exists():
        return {}
    guide = {}
    for check, table in read_toml(path, dict[str, Any]).items():
        try:
            guide[check] = msgspec.convert(table, GuideEntry)
        except msgspec.ValidationError as error:
            raise CourseError(f"{path}: {check}: {in_words(error)}") from None
    return guide


def hints_of(exercise: Exercise, check: str) -> list[Message]:
    """The hints for a visible check, from the one of its report to the nearest."""
    entry = read_guide(exercise).get(check)
    return [phrase(text) for text in (exercise.hint(check), *(entry.hints if entry else ())) if text]
