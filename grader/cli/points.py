"""The verbs for what a class's points are, how they came about, and what students were told of them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from grader.cli.batch import Book, EngineOption, Jobs, OutputFolder, RulesOption, open_engine
from grader.cli.errors import tell
from grader.cli.options import CourseOption, LanguageOption, StrictSandboxOption, checked_secret, command, new_app
from grader.cli.speech import _, spoken, told
from grader.cli.term import By, StudentArgument, open_term
from grader.errors import UsageError
from grader.feedback import N_, phrase
from grader.report.text import one_line, points

verbs = new_app()


@command(verbs, N_("show everything that happened to a student"))
def history(
    student: StudentArgument,
    output: OutputFolder = Path("graded"),
    gradebook: Book = None,
    course: CourseOption = None,
    rules: RulesOption = None,
    lang: LanguageOption = None,
) -> int:
    """Show every attempt of a student, every grading of it, and every decision, in the order in which they came."""
    from grader.batch import history as past
    from grader.batch.remarks import time_in
    from grader.batch.rules import zone_of
    from grader.batch.standing import standings

    with open_term(gradebook, output, course, rules) as term:
        name = term.known.get(student)
        zone = zone_of(term.basis.rules)
        tell(one_line(name))
        for each in past.history(term.book, name, zone):
            tell(f"{time_in(each.at, zone)}  {one_line(told(each.what), 1000)}")
        for standing in standings(term.book, term.basis, name).values():
            score, most = points(standing.points), points(standing.max_score)
            tell(_("Now: {score} of {max_score} points", score=score, max_score=most))
    return 0


@command(verbs, N_("grade students again from what they handed in"))
def regrade(
    students: Annotated[list[str], typer.Argument(metavar="STUDENTS", help=N_("As for the other commands."))],
    output: OutputFolder = Path("graded"),
    gradebook: Book = None,
    course: CourseOption = None,
    rules: RulesOption = None,
    jobs: Jobs = None,
    engine: EngineOption = "local",
    sandbox: StrictSandboxOption = "strict",
    lang: LanguageOption = None,
) -> int:
    """Grade all attempts of these students again, from the files in the gradebook.

    Exit codes: 0 every attempt is graded, 2 usage error or a report could not be written, 3 the grader failed.
    """
    from grader.batch import show
    from grader.batch.pages import Pages
    from grader.batch.run import ClassRun
    from grader.grading.grader import Options
    from grader.report.terminal import open_console

    console = open_console()
    options = Options(sandbox=sandbox, secret=checked_secret())
    with open_term(gradebook, output, course, rules) as term:
        names = [term.known.get(student) for student in students]
        chosen = term.course.choose(term.basis.exercises)
        with open_engine(engine, term.course, options, jobs) as grading:
            run = ClassRun(term.course, chosen, grading.provenance, term.book, term.language, again=True, only=names)
            pages = Pages(output, term.book, term.basis, term.course)
            pages.prepare()
            with show.ClassDisplay(console, 0, spoken()) as display:
                run.grade((), grading, pages, display.told)
        term.rewrite()
    if not display.tally.all:
        raise UsageError(phrase("of {names} no files are kept, so there is nothing to grade", names=", ".join(names)))
    show.show_end(display.tally, console, spoken())
    return 3 if display.tally.internal else 2 if display.tally.unwritten else 0


@command(verbs, N_("compare the points with the published ones"))
def changes(
    output: OutputFolder = Path("graded"),
    gradebook: Book = None,
    course: CourseOption = None,
    rules: RulesOption = None,
    lang: LanguageOption = None,
) -> int:
    """Show whose points differ from the last published ones, and through which check."""
    from grader.batch.publication import differences, last_published, today
    from grader.batch.remarks import signed, time_in
    from grader.batch.rules import zone_of

    with open_term(gradebook, output, course, rules) as term:
        before = last_published(term.book)
        if before is None:
            raise UsageError(phrase("nothing is published yet; `grade publish` does that"))
        found = list(differences(before.students, today(term.book, term.basis)))
        tell(_("Published {time} by {by}", time=time_in(before.at, zone_of(term.basis.rules)), by=before.by or "?"))
    for each in found:
        was = points(each.before.score) if each.before else _("nothing")
        line = f"{one_line(each.student, 60)}: {was} -> {points(each.now.score)} ({signed(each.gain)})"
        tell("; ".join([line, *(one_line(told(cause)) for cause in each.causes)]))
    gain, lose = sum(each.gain > 0 for each in found), sum(each.gain < 0 for each in found)
    tell(_("{gain} students gain, {lose} lose", gain=gain, lose=lose))
    return 0


@command(verbs, N_("record the points as they are told to students"))
def publish(
    output: OutputFolder = Path("graded"),
    gradebook: Book = None,
    course: CourseOption = None,
    rules: RulesOption = None,
    by: By = "",
    lang: LanguageOption = None,
) -> int:
    """Record the points of today as those that students were told. `grade changes` compares with them, and
    `grade export` exports them."""
    from grader.batch import publication
    from grader.batch.gradebook import who

    with open_term(gradebook, output, course, rules) as term:
        count = publication.publish(term.book, term.basis, by or who())
        term.rewrite()
    tell(_("The points of {count} students are published", count=count))
    return 0
