"""The verbs for what an instructor decides by hand."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader.cli.batch import Book, OutputFolder, RulesOption
from grader.cli.errors import tell
from grader.cli.options import CourseOption, LanguageOption, command, new_app
from grader.cli.speech import _
from grader.cli.term import By, StudentArgument, Term, open_term
from grader.errors import UsageError
from grader.feedback import N_, phrase
from grader.report.text import one_line, points

if TYPE_CHECKING:
    from grader.batch.decisions import Decision

verbs = new_app()

TargetArgument = Annotated[
    str, typer.Argument(metavar="EXERCISE|CHECK", help=N_("An exercise, a check, or EXERCISE.CHECK."))
]
ExerciseNames = Annotated[
    list[str] | None, typer.Argument(metavar="EXERCISES", help=N_("The exercises. Default: all of them."))
]
Why = Annotated[str, typer.Option("--why", metavar="TEXT", help=N_("The reason. The student reads it."))]


@command(verbs, N_("add or take points by hand, with a reason"))
def adjust(
    student: StudentArgument,
    target: TargetArgument,
    points: Annotated[float, typer.Option("--points", metavar="±N", help=N_("The points that are added."))],
    why: Why,
    comment: Annotated[str, typer.Option(metavar="TEXT", help=N_("Something else to tell the student."))] = "",
    output: OutputFolder = Path("graded"),
    gradebook: Book = None,
    course: CourseOption = None,
    rules: RulesOption = None,
    by: By = "",
    lang: LanguageOption = None,
) -> int:
    """Add points to an exercise of a student, or take them away, for a check or for the whole.

    The points are kept apart from what was judged, so that they stay when the work is graded again. They may go beyond
    the maximum, which is marked. `grade undo` takes them back.
    """
    from grader.batch.decisions import Adjusted

    if not math.isfinite(points) or points == 0:
        raise UsageError(phrase("--points {points}: name a number other than 0", points=points))
    _require(why, "--why")
    with open_term(gradebook, output, course, rules) as term:
        name = term.known.get(student)
        exercise, check = _target(term, name, target)
        what = Adjusted(exercise=exercise, check=check, points=points, why=why, comment=comment)
        return _decide(term, name, what, by)


@command(verbs, N_("tell a student something about the work"))
def comment(
    student: StudentArgument,
    text: Annotated[str, typer.Argument(metavar="TEXT", help=N_("What the student reads."))],
    on: Annotated[str, typer.Option("--on", metavar="EXERCISE|CHECK", help=N_("Default: the whole."))] = "",
    output: OutputFolder = Path("graded"),
    gradebook: Book = None,
    course: CourseOption = None,
    rules: RulesOption = None,
    by: By = "",
    lang: LanguageOption = None,
) -> int:
    """Write a comment into the report of a student. `grade undo` takes it back."""
    from grader.batch.decisions import Commented

    _require(text, "TEXT")
    with open_term(gradebook, output, course, rules) as term:
        name = term.known.get(student)
        exercise, check = _target(term, name, on) if on else ("", "")
        return _decide(term, name, Commented(exercise=exercise, check=check, text=text), by)


@command(verbs, N_("give a student a later deadline"))
def extend(
    student: StudentArgument,
    names: ExerciseNames = None,
    until: Annotated[
        str, typer.Option(metavar="TIME", help=N_("Such as 2026-10-09T23:59, in the time zone of class.toml."))
    ] = "",
    days: Annotated[float, typer.Option(metavar="N", help=N_("So many days after each deadline."))] = 0,
    why: Why = "",
    output: OutputFolder = Path("graded"),
    gradebook: Book = None,
    course: CourseOption = None,
    rules: RulesOption = None,
    by: By = "",
    lang: LanguageOption = None,
) -> int:
    """Give a student a later deadline. It never costs points. `grade undo` takes it back."""
    from grader.batch.decisions import Extended

    if bool(until) == bool(days):
        raise UsageError(phrase("name either --until or --days"))
    if not 0 <= days < 10_000:
        raise UsageError(phrase("--days {days}: name a number above 0", days=days))
    with open_term(gradebook, output, course, rules) as term:
        name = term.known.get(student)
        chosen = _exercises(term, names)
        deadlines = {each: term.basis.rules.of(each).deadline for each in chosen or term.basis.exercises}
        if not any(deadlines.values()):
            reason = N_("class.toml has no deadline for {names}, so there is nothing to extend")
            raise UsageError(phrase(reason, names=", ".join(deadlines)))
        if until:
            return _decide(term, name, Extended(exercises=chosen, until=_moment(term, until), why=why), by)
        for each, deadline in deadlines.items():
            if deadline:
                _decide(term, name, Extended(exercises=(each,), until=deadline + timedelta(days=days), why=why), by)
        return 0


@command(verbs, N_("leave exercises out of a student's total"))
def excuse(
    student: StudentArgument,
    names: ExerciseNames = None,
    why: Why = "",
    output: OutputFolder = Path("graded"),
    gradebook: Book = None,
    course: CourseOption = None,
    rules: RulesOption = None,
    by: By = "",
    lang: LanguageOption = None,
) -> int:
    """Leave exercises out of the total of a student. `grade undo` takes it back."""
    from grader.batch.decisions import Excused

    with open_term(gradebook, output, course, rules) as term:
        return _decide(term, term.known.get(student), Excused(exercises=_exercises(term, names), why=why), by)


@command(verbs, N_("take a decision back"))
def undo(
    number: Annotated[int, typer.Argument(metavar="NUMBER", help=N_("The decision's, as `grade history` shows it."))],
    why: Why = "",
    output: OutputFolder = Path("graded"),
    gradebook: Book = None,
    course: CourseOption = None,
    rules: RulesOption = None,
    by: By = "",
    lang: LanguageOption = None,
) -> int:
    """Take a decision back. It stays in the history, and so does this; undoing this brings the decision back."""
    from grader.batch.decisions import Undone, decisions

    with open_term(gradebook, output, course, rules) as term:
        made = [each for group in decisions(term.book).values() for each in group if each.number == number]
        if not made:
            raise UsageError(phrase("there is no decision {number}; `grade history STUDENT` lists them", number=number))
        if not made[0].holds:
            raise UsageError(phrase("decision {number} is undone already", number=number))
        return _decide(term, made[0].student, Undone(why=why), by, number)


def _require(text: str, name: str) -> None:
    if not text.strip():
        raise UsageError(phrase("{name} is empty; write what the student is to read", name=name))


def _decide(term: Term, student: str, what: Decision, by: str, undoes: int | None = None) -> int:
    from grader.batch.decisions import decide
    from grader.batch.gradebook import who
    from grader.batch.standing import standings

    number = decide(term.book, student, what, by or who(), undoes)
    term.rewrite(student)
    tell(_("Decision {number} is recorded (`grade undo {number}` takes it back)", number=number))
    for standing in standings(term.book, term.basis, student).values():
        score, most = points(standing.points), points(standing.max_score)
        tell(_("{name}: {score} of {max_score} points", name=one_line(student, 60), score=score, max_score=most))
    return 0


def _target(term: Term, student: str, named: str) -> tuple[str, str]:
    from grader.batch.remarks import report_of
    from grader.batch.standing import standings
    from grader.batch.targets import target_of

    standing = standings(term.book, term.basis, student).get(student)
    if standing is None:
        raise UsageError(phrase("{student} has handed in nothing that was graded", student=student))
    return target_of(report_of(term.book, standing, term.basis.rules), named)


def _exercises(term: Term, names: list[str] | None) -> tuple[str, ...]:
    chosen = term.course.choose(names or [])
    return tuple(exercise.name for exercise in chosen) if names else ()


def _moment(term: Term, text: str) -> datetime:
    from grader.batch.rules import in_zone, zone_of

    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        reason = N_("--until {text}: this is no time; write it as 2026-10-09T23:59")
        raise UsageError(phrase(reason, text=text)) from None
    zone = zone_of(term.basis.rules)
    if time.tzinfo is None and zone is None:
        reason = N_(
            '--until {text}: it has no time zone; write timezone = "Asia/Seoul" into class.toml, or +09:00 behind it'
        )
        raise UsageError(phrase(reason, text=text))
    return in_zone(time, zone)
