"""The verb that grades a class."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec.structs import replace

from grader.batch.policy import AttemptChoice
from grader.cli import VERBS
from grader.cli.errors import tell
from grader.cli.options import (
    CourseOption,
    ExercisesArgument,
    LanguageOption,
    StartOption,
    StrictSandboxOption,
    checked_secret,
    command,
    new_app,
    open_course,
)
from grader.cli.speech import spoken
from grader.course.model import Course
from grader.errors import UsageError
from grader.feedback import N_, phrase
from grader.report.model import USUAL_START

if TYPE_CHECKING:
    from grader.batch.engine import Engine
    from grader.batch.rules import ClassRules
    from grader.grading.grader import Options

verbs = new_app()

Submissions = Annotated[Path, typer.Argument(metavar="SUBMISSIONS", help=N_("The uploads: a folder, or a zip of it."))]
From = Annotated[
    str,
    typer.Option(
        "--from",
        metavar="gradescope|nbgrader|classroom|moodle|canvas|drive|plain",
        help=N_("Which system the uploads come from. Default: recognised."),
    ),
]
OutputFolder = Annotated[Path, typer.Option("-o", "--output", metavar="OUT", help=N_("The folder for the reports."))]
Roster = Annotated[
    Path | None, typer.Option(metavar="CSV", help=N_("The roster: your own, or as your learning system exports it."))
]
Book = Annotated[
    str | None,
    typer.Option(
        "--gradebook",
        metavar="PATH|postgresql://HOST/NAME",
        help=N_("The gradebook with all attempts: a file, or a database. Default: OUT/gradebook.db."),
    ),
]
PolicyOption = Annotated[
    AttemptChoice | None,
    typer.Option(help=N_("Which attempt of a student counts. Default: as class.toml says, or best.")),
]
RulesOption = Annotated[
    Path | None,
    typer.Option(
        "--class",
        metavar="class.toml",
        help=N_("The rules: deadlines, late work, excuses. Default: ./class.toml, if it is there."),
    ),
]
Jobs = Annotated[
    int | None, typer.Option(min=1, help=N_("How many exercises to grade at a time. Default: one per core."))
]
EngineOption = Annotated[str, typer.Option("--engine", metavar="local|dask://HOST:PORT", help=N_("Where to grade."))]
DryRun = Annotated[bool, typer.Option("--dry-run", help=N_("Only list what would be graded, and why."))]
Regrade = Annotated[bool, typer.Option("--regrade", help=N_("Grade everything again, even if nothing has changed."))]


@command(verbs, N_("grade a class"))
def batch(
    submissions: Submissions,
    names: ExercisesArgument = None,
    output: OutputFolder = Path("graded"),
    shape: From = "",
    roster: Roster = None,
    gradebook: Book = None,
    policy: PolicyOption = None,
    rules: RulesOption = None,
    jobs: Jobs = None,
    engine: EngineOption = "local",
    course: CourseOption = None,
    sandbox: StrictSandboxOption = "strict",
    start: StartOption = USUAL_START,
    dry_run: DryRun = False,
    regrade: Regrade = False,
    lang: LanguageOption = None,
) -> int:
    """Grade a class: SUBMISSIONS is what your learning system gives you to download, or holds one folder, .py, .ipynb
    or .zip per student, named after the student.

    A second run grades only new and changed work. OUT/index.html shows the class, OUT/students/NAME/report.html
    is the report of one student, and OUT/grades.csv holds the points.

    Exit codes: 0 every submission has a report, 2 usage error or a report could not be written, 3 the grader
    failed on some submissions (run it again).
    """
    from grader.batch import show
    from grader.batch.download import opened
    from grader.batch.enrolment import Everybody, enrol
    from grader.batch.gradebook import Gradebook, who
    from grader.batch.pages import Pages
    from grader.batch.rules import encode, unknown
    from grader.batch.run import ClassRun
    from grader.batch.standing import basis_of
    from grader.batch.uploads import find, read_roster
    from grader.grading.grader import Options
    from grader.report.terminal import open_console

    whole = open_course(course)
    chosen = whole.choose(names or [], VERBS)
    console = open_console()
    options = Options(sandbox=sandbox, start=start, secret=checked_secret())
    place = gradebook or output / "gradebook.db"
    listed = read_roster(roster) if roster else None
    terms = class_rules(rules, whole, policy)
    with opened(submissions) as (folder, left), Gradebook(place, new=not dry_run) as book:
        found = find(folder, listed, shape, submissions)
        uploads, students = enrol(book, found.uploads, listed, keep=not dry_run)
        earlier = {students[name].id for name in book.last() if name in students}
        show.show_found(found._replace(uploads=uploads), console, spoken(), left, earlier)
        known = Everybody(students)
        show.show_unknown(unknown(known, terms, whole_class=listed is not None), console, spoken())
        with open_engine(engine, whole, options, jobs) as grading:
            run = ClassRun(whole, chosen, grading.provenance, book, spoken(), again=regrade)
            if dry_run:
                show.show_changes(run.changes(uploads), console, spoken())
                return 0
            names = [exercise.name for exercise in chosen]
            book.add_run(names, spoken(), encode(terms), who())
            pages = Pages(output, book, basis_of(known, names, grading.provenance.suites, terms), whole)
            pages.prepare()
            with show.ClassDisplay(console, len(uploads), spoken()) as display:
                run.grade(uploads, grading, pages, display.told)
            pages.write_class(spoken())
    show.show_end(display.tally, console, spoken())
    tell(str(output / "index.html"))
    return 3 if display.tally.internal else 2 if display.tally.unwritten else 0


def class_rules(path: Path | None, course: Course, policy: AttemptChoice | None = None) -> ClassRules:
    """The rules in the file that is named, else in the one that lies in the current folder, else none."""
    from grader.batch.rules import FILE, ClassRules, read_rules

    path = path or (Path(FILE) if Path(FILE).is_file() else None)
    found = read_rules(path, [exercise.name for exercise in course.exercises]) if path else ClassRules()
    return replace(found, counts=policy or found.counts)


def open_engine(engine: str, course: Course, options: Options, jobs: int | None) -> Engine:
    from grader.batch.engine import LocalEngine
    from grader.grading.grader import Grader

    if engine == "local":
        return LocalEngine(Grader(course, options), jobs or os.cpu_count() or 1)
    kind, _separator, address = engine.partition("://")
    if kind != "dask" or not address:
        raise UsageError(phrase("--engine {engine}: unknown engine (choose local or dask://HOST:PORT)", engine=engine))
    try:
        from grader.batch.cluster import DaskEngine
    except ImportError as error:
        reason = N_("--engine dask needs {name}: pip install 'tf-grader[cluster]'")
        raise UsageError(phrase(reason, name=error.name)) from None
    return DaskEngine(address, course, options)
