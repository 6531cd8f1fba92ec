"""Assignments: named sets of exercises, each with a total of its own."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from difflib import get_close_matches

import msgspec
from msgspec.structs import replace

from grader.feedback import N_, Message, phrase
from grader.report.model import Report, Total


class Assignment(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """What is handed in together. Wherever exercises are named, its name stands for all of them."""

    exercises: tuple[str, ...]
    title: str = ""
    name: str = ""

    @property
    def shown(self) -> Message:
        """What it is called, in the reader's language where the course has a translation."""
        return Message(self.title or self.name)


def faults(
    assignments: Mapping[str, Assignment], exercises: Sequence[str], reserved: Collection[str]
) -> Iterator[tuple[str, Message]]:
    """What is wrong with the assignments of a course with these exercises: the key at fault, and why."""
    for name, assignment in assignments.items():
        key = f"assignments.{name}"
        if name in exercises:
            yield key, phrase("an exercise has this name too; rename the assignment")
        elif name in reserved:
            yield key, phrase("this is a command of grade, so it cannot be the name of an assignment; rename it")
        elif not re.fullmatch(r"\w[\w-]*", name):
            yield key, phrase("the name of an assignment contains only letters, digits, _ and -")
        elif assignment.name:
            yield f"{key}.name", phrase("remove this key; the name of the table is the name of the assignment")
        elif not assignment.exercises:
            yield f"{key}.exercises", phrase("name at least one exercise")
        elif len({*assignment.exercises}) < len(assignment.exercises):
            yield f"{key}.exercises", phrase("name each exercise once")
        for each in assignment.exercises:
            if each not in exercises:
                yield f"{key}.exercises", _unknown(each, exercises)


def _unknown(name: str, exercises: Sequence[str]) -> Message:
    if near := get_close_matches(name.lower(), exercises, n=1):
        return phrase("there is no exercise {name}. Did you mean {near}?", name=repr(name), near=near[0])
    reason = N_("there is no exercise {name}. The exercises are: {known}")
    return phrase(reason, name=repr(name), known=", ".join(exercises))


def with_totals(report: Report, assignments: Sequence[Assignment]) -> Report:
    """The report with the total of each assignment of which it has all exercises."""
    results = {result.name: result for result in report.exercises}
    totals = []
    for each in assignments:
        if results.keys() >= set(each.exercises):
            found = [result for name, result in results.items() if name in each.exercises and result.is_counted]
            score, most = (round(sum(getattr(r, part) for r in found), 6) for part in ("score", "max_score"))
            totals.append(Total(name=each.name, title=each.shown, score=score, max_score=most))
    return replace(report, assignments=tuple(totals))
