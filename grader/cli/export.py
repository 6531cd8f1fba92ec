"""`grade export`: points and feedback for the systems that students use, and the autograder for Gradescope."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal

import typer

from grader.batch.class_data import ClassData, read_class
from grader.batch.exports.grades import Grades, choose
from grader.cli import VERBS
from grader.cli.errors import tell
from grader.cli.options import (
    CourseOption,
    ExercisesArgument,
    LanguageOption,
    StrictSandboxOption,
    command,
    new_app,
    open_course,
)
from grader.cli.speech import _, spoken, told
from grader.errors import UsageError
from grader.feedback import N_, Text, listed, phrase
from grader.files import write
from grader.report.text import points

export = new_app()

Force = Annotated[bool, typer.Option("--force", help=N_("Replace existing files."))]
From = Annotated[Path, typer.Option("--graded", metavar="DIR", help=N_("The folder that `grade batch` wrote."))]
OutFile = Annotated[Path, typer.Argument(metavar="OUT.csv", help=N_("The file to write."))]
OutFolder = Annotated[Path, typer.Argument(metavar="OUT", help=N_("A new or empty folder."))]


@export.callback()
def _exports() -> None:
    """Give points and feedback back to where students are, or write an autograder for Gradescope.

    Name exercises or assignments after OUT to export only those.
    """


@command(export, N_("points for Canvas"), name="canvas")
def canvas(
    out: OutFile,
    names: ExercisesArgument = None,
    graded: From = Path("graded"),
    gradebook: Annotated[
        Path | None,
        typer.Option("--gradebook-csv", metavar="CSV", help=N_("Canvas's own export of its gradebook, to fill in.")),
    ] = None,
    column: Annotated[
        str, typer.Option(metavar="NAME", help=N_("The assignment's name in Canvas. Default: its title here."))
    ] = "",
    lang: LanguageOption = None,
    force: Force = False,
) -> int:
    """Write a CSV that Canvas imports under Grades, Import: one column, with EX for excused students."""
    from grader.batch.exports.canvas import export as make
    from grader.batch.exports.sheets import read_sheet

    grades = _grades(graded, names)
    made = make(grades, column, read_sheet(gradebook) if gradebook else None)
    _write([(out, made.content)], force)
    return _told([out], grades, made.notes)


@command(export, N_("points and feedback for Moodle"), name="moodle")
def moodle(
    out: OutFolder,
    names: ExercisesArgument = None,
    graded: From = Path("graded"),
    worksheet: Annotated[
        Path | None,
        typer.Option(metavar="CSV", help=N_("The grading worksheet of the assignment in Moodle, to fill in.")),
    ] = None,
    lang: LanguageOption = None,
    force: Force = False,
) -> int:
    """Write OUT/grades.csv for Upload grading worksheet, and OUT/feedback.zip for Upload multiple feedback files."""
    from grader.batch.exports.moodle import export as make
    from grader.batch.exports.sheets import read_sheet

    grades = _grades(graded, names)
    made = make(grades, read_sheet(worksheet) if worksheet else None, graded, spoken())
    paths = [out / "grades.csv", out / "feedback.zip"]
    _write(zip(paths, (made.worksheet, made.feedback), strict=True), force)
    return _told(paths, grades, made.notes)


@command(export, N_("a table for mail merge"), name="csv")
def csv(
    out: OutFile,
    names: ExercisesArgument = None,
    graded: From = Path("graded"),
    lang: LanguageOption = None,
    force: Force = False,
) -> int:
    """Write a CSV for mail merge: name, email, points, and the path of each report."""
    from grader.batch.exports.merge import export as make

    grades = _grades(graded, names)
    _write([(out, make(grades, graded))], force)
    return _told([out], grades, [])


@command(export, N_("results for Classroom 50"), name="classroom50")
def classroom50(
    out: OutFolder,
    names: ExercisesArgument = None,
    *,
    classroom: Annotated[str, typer.Option(metavar="NAME", help=N_("The classroom's short name."))],
    assignment: Annotated[str, typer.Option(metavar="SLUG", help=N_("The assignment's short name."))],
    clones: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help=N_("The clones, whose result.json name the submissions that were graded.")),
    ] = None,
    graded: From = Path("graded"),
    lang: LanguageOption = None,
    force: Force = False,
) -> int:
    """Write OUT/LOGIN/result.json for each student, as an autograder of Classroom 50 would."""
    from datetime import UTC, datetime

    from grader.batch.exports.classroom50 import FILE
    from grader.batch.exports.classroom50 import export as make

    grades = _grades(graded, names)
    results = list(make(grades, classroom, assignment, clones, datetime.now(UTC)))
    _write([(out / each.login / FILE, each.content) for each in results if each.login], force)
    notes: list[Text] = []
    if without := [each.student for each in results if not each.login]:
        notes.append(phrase("these students have no login on GitHub: {names}", names=listed(without)))
    return _told([out] if any(each.login for each in results) else [], grades, notes)


@command(export, N_("an autograder for Gradescope"), name="gradescope")
def gradescope(
    out: Annotated[Path, typer.Argument(metavar="OUT.zip", help="The zip to upload.")],
    names: ExercisesArgument = None,
    course: CourseOption = None,
    sandbox: StrictSandboxOption = "strict",
    hidden: Annotated[
        Literal["visible", "after_due_date", "after_published", "hidden"],
        typer.Option(help="When students see the titles and points of hidden checks. They never see details."),
    ] = "visible",
    lang: LanguageOption = None,
    force: Force = False,
) -> int:
    """Write an autograder for Gradescope: a zip with the grader, the course and the scripts that Gradescope calls. Name
    exercises or assignments after OUT.zip to grade only those."""
    from grader.kits.gradescope import Autograder, make_autograder

    if out.suffix.lower() != ".zip":
        raise UsageError(f"{out}: the name must end in .zip")
    if out.exists() and not force:
        raise UsageError(f"{out} exists; --force overwrites it")
    whole = open_course(course)
    whole.choose(names or [], VERBS)
    setting = Autograder(sandbox=sandbox, hidden=hidden, language=spoken(), exercises=tuple(names or ()))
    write(out, make_autograder(whole, setting))
    tell(str(out))
    return 0


def _grades(graded: Path, names: list[str] | None) -> Grades:
    found: ClassData = read_class(graded)
    return choose(found, names or [])


def _write(files: Iterable[tuple[Path, bytes]], force: bool) -> None:
    """Writes the files, or none of them where one exists."""
    pending = list(files)
    for path, _content in pending:
        if path.exists() and not force:
            raise UsageError(phrase("{path} exists; --force overwrites it", path=path))
    for path, content in pending:
        write(path, content)


def _told(paths: Iterable[Path], grades: Grades, notes: Iterable[Text]) -> int:
    for path in paths:
        tell(str(path))
    given = sum(grade.score is not None for grade in grades.of)
    excused = sum(grade.excused for grade in grades.of)
    text = N_("{title}: {count} students with points of {max_score}, {excused} excused, {unknown} without points")
    values = {"count": given, "excused": excused, "unknown": len(grades.unknown)}
    tell(_(text, title=grades.title, max_score=points(grades.max_score), **values))
    if grades.unknown:
        tell(_("without points: {names}", names=", ".join(grades.unknown[:20])))
    if not grades.published:
        tell(_("Nothing is published yet, so these are the points of today; `grade publish` records them."))
    for note in notes:
        tell(told(note))
    return 0
