"""The verb that grades a class."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader.batch.policy import Policy
from grader.commands import VERBS
from grader.commands.errors import tell
from grader.commands.options import (
    Confinement,
    CourseOption,
    LanguageOption,
    Names,
    checked_secret,
    command,
    new_app,
    open_course,
)
from grader.course import Course
from grader.errors import UsageError
from grader.language import N_, _

if TYPE_CHECKING:
    from grader.batch.engine import Engine
    from grader.grading import Options

verbs = new_app()

Submissions = Annotated[Path, typer.Argument(metavar="SUBMISSIONS", help=N_("A folder: one upload per student."))]
Output = Annotated[Path, typer.Option("-o", "--output", metavar="OUT", help=N_("Where the reports go."))]
Roster = Annotated[Path | None, typer.Option(metavar="CSV", help=N_("The students: id, name, language."))]
Book = Annotated[
    Path | None,
    typer.Option("--gradebook", metavar="PATH", help=N_("Keeps all attempts; OUT/gradebook.db without it.")),
]
PolicyOption = Annotated[Policy, typer.Option(help=N_("Which of a student's attempts counts."))]
Jobs = Annotated[int | None, typer.Option(min=1, help=N_("Exercises graded at a time; one per core without it."))]
EngineOption = Annotated[str, typer.Option("--engine", metavar="local|dask://HOST:PORT", help=N_("Where to grade."))]
DryRun = Annotated[bool, typer.Option("--dry-run", help=N_("Only say what would be graded, and why."))]
Regrade = Annotated[bool, typer.Option("--regrade", help=N_("Grade everything anew, also what has not changed."))]


@command(verbs, N_("a class: one upload per student (instructors)"))
def batch(
    submissions: Submissions,
    names: Names = None,
    output: Output = Path("graded"),
    roster: Roster = None,
    gradebook: Book = None,
    policy: PolicyOption = "best",
    jobs: Jobs = None,
    engine: EngineOption = "local",
    course: CourseOption = None,
    sandbox: Confinement = "strict",
    dry_run: DryRun = False,
    regrade: Regrade = False,
    lang: LanguageOption = None,
) -> int:
    """Grade a class: a folder with one folder, .py, .ipynb or .zip per student, whose name is the student.

    A second run grades only what is new or has changed. OUT/index.html is the class, OUT/students/NAME/report.html a
    student; OUT/grades.csv has the points.

    Exit codes: 0 every submission has its report, 2 usage, or reports that cannot be written, 3 the grader itself
    failed on some; run it again.
    """
    from grader.batch import show
    from grader.batch.gradebook import Gradebook
    from grader.batch.pages import Pages
    from grader.batch.run import ClassRun
    from grader.batch.uploads import find, read_roster
    from grader.grading import Options
    from grader.report.terminal import open_console

    whole = open_course(course)
    chosen = whole.choose(names or [], VERBS)
    console = open_console()
    options = Options(sandbox=sandbox, secret=checked_secret())
    path = gradebook or output / "gradebook.db"
    found = find(submissions, read_roster(roster) if roster else None)
    with _open_engine(engine, whole, options, jobs) as grading, Gradebook(path, new=not dry_run) as book:
        run = ClassRun(whole, chosen, grading.setting, book, again=regrade)
        if dry_run:
            show.show_changes(run.changes(found.uploads), console)
            return 0
        pages = Pages(output, book, chosen, grading.setting.environment["suites"], policy)
        pages.prepare()
        show.show_found(found, console)
        with show.Display(console, len(found.uploads)) as display:
            run.grade(found.uploads, grading, pages, display.told)
        pages.write_class(whole, found.uploads, found.absent)
    show.show_end(display.tally, console)
    tell(str(output / "index.html"))
    return 3 if display.tally.internal else 2 if display.tally.unwritten else 0


def _open_engine(engine: str, course: Course, options: Options, jobs: int | None) -> Engine:
    from grader.batch.engine import LocalEngine
    from grader.grading import Grader

    if engine == "local":
        return LocalEngine(Grader(course, options), jobs or os.cpu_count() or 1)
    kind, _separator, address = engine.partition("://")
    if kind != "dask" or not address:
        raise UsageError(_("--engine {engine}: there is: local, dask://HOST:PORT").format(engine=engine))
    try:
        from grader.batch.cluster import DaskEngine
    except ImportError as error:
        reason = _("--engine dask needs {name}: pip install 'tf-grader[cluster]'")
        raise UsageError(reason.format(name=error.name)) from None
    return DaskEngine(address, course, options)
