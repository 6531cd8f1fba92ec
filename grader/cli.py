"""The `grade` command. It imports neither TensorFlow nor pytest, and rich only when there is something to show."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from grader import __version__
from grader.command import UsageError, complain, language_option, reports_errors, translated
from grader.course import VERBS, Course, Exercise, load_course
from grader.language import N_, LanguageError, _, choose, speak
from grader.report.files import check_output, write_output
from grader.report.json import render_schema
from grader.report.model import Audience, Report, for_audience

if TYPE_CHECKING:
    from rich.console import Console

    from grader.events import Event
    from grader.report.progress import Display


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"grade {__version__}")
        raise typer.Exit


Sandbox = Literal["strict", "auto", "off"]
Start = Literal["fork", "spawn"]
Names = Annotated[list[str] | None, typer.Argument(metavar="EXERCISES", hidden=True)]
SubmissionOption = Annotated[
    Path | None,
    typer.Option("-s", "--submission", metavar="PATH", exists=True, help=N_("A folder, .py, .ipynb or .zip to grade.")),
]
OutputOption = Annotated[
    list[Path] | None,
    typer.Option("-o", "--output", metavar="PATH", help=N_("Write the report to a file too: .json; repeatable.")),
]
CourseOption = Annotated[
    Path | None, typer.Option("--course", metavar="DIR", help=N_("The course; without it, the built-in one."))
]
SandboxOption = Annotated[
    Sandbox | None, typer.Option(help=N_("strict: every layer or no grading (default with -s); auto: what there is."))
]
StartOption = Annotated[Start, typer.Option(help=N_("How processes start; fork is faster, where there is fork."))]
AudienceOption = Annotated[Audience, typer.Option(help=N_("Whose report; a student sees no run of a hidden check."))]
LanguageOption = Annotated[
    str | None, typer.Option("--lang", metavar="en|ko", help=N_("The language; else GRADE_LANG, else the system's."))
]
VersionOption = Annotated[
    bool, typer.Option("--version", callback=_version, is_eager=True, help=N_("Print the version."))
]

HELP = {"help_option_names": ["-h", "--help"]}
grading = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
verbs = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


def main(arguments: Sequence[str] | None = None) -> None:
    """The console script: a verb comes first, anything else is grading. Ends with SystemExit."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a Latin-1 terminal must not stop a report in Korean
    try:
        speak(choose(None))
        speak(choose(language_option(words)))
    except LanguageError as error:
        sys.exit(complain(str(error), 2))
    app = verbs if words and words[0] in VERBS else grading
    translated(typer.main.get_command(app))(words, prog_name="grade")


@grading.command(context_settings=HELP)
@reports_errors
def grade(
    names: Names = None,
    submission: SubmissionOption = None,
    output: OutputOption = None,
    course: CourseOption = None,
    sandbox: SandboxOption = None,
    start: StartOption = "fork",
    audience: AudienceOption = "student",
    lang: LanguageOption = None,
    version: VersionOption = False,
) -> int:
    """Grade ./exercises, or only the exercises named.

    \b
    Examples:
      grade                          everything in ./exercises
      grade gates activations        only these two
      grade -s alice.zip -o a.json   another's work, and a report to keep

    \b
    Verbs, each with its own --help:
      grade init DIR                 a folder to work in: files and notebooks
      grade list                     the exercises, their points, where you are
      grade schema                   the JSON Schema of the report
      grade stubs                    write the stubs from the solutions (authors)
      grade audit                    is a suite sharp and fair? (authors)

    \b
    Exit codes: 0 full marks, 1 points missing, 2 usage, 3 the grader's own fault.
    GRADE_SECRET, if set, decides what random inputs the hidden checks draw.
    """
    from grader.report.terminal import open_console, show

    names, outputs = names or [], output or []
    _refuse_verbs(names)
    whole = load_course(course)
    chosen = whole.choose(names)
    work = submission or _own_work(course)
    for path in outputs:
        check_output(path)  # before grading: minutes would be lost
    console = open_console()
    graded = _grade(whole, chosen, work, sandbox or ("strict" if submission else "auto"), start, console)
    report = for_audience(graded, audience)
    for path in outputs:
        write_output(report, path)
    show(report, console, audience)
    for path in outputs:
        typer.echo(_("Report written to {path}").format(path=path))
    return report.exit_code


def _refuse_verbs(names: Sequence[str]) -> None:
    for name in names:
        if name in VERBS:
            reason = _("{name} is a verb and stands first: grade {name} [OPTIONS]")
            raise UsageError(reason.format(name=name))


def _own_work(course: Path | None) -> Path:
    folder = (course or Path()) / "exercises"
    if not folder.is_dir():
        reason = _("there is no folder {folder} here; go to the course's folder, or name the work with -s PATH")
        raise UsageError(reason.format(folder=folder))
    return folder


def _grade(
    course: Course, chosen: Sequence[Exercise], work: Path, sandbox: Sandbox, start: Start, console: Console
) -> Report:
    from grader.grading import Grader, GradingError, Options
    from grader.report.progress import open_display

    options = Options(sandbox=sandbox, start=start, secret=os.environ.get("GRADE_SECRET", ""))
    total = sum(exercise.points for exercise in chosen)
    try:
        with Grader(course, options) as grader, open_display(console, total) as display:
            report: Report = grader.grade(work, chosen, functools.partial(_tell, display), _pick)
            return report
    except GradingError as error:
        raise UsageError(str(error)) from None
    except BrokenPipeError as error:  # between our own processes; not the reader of our output having left
        raise RuntimeError("a process of the grader ended too early") from error


def _tell(display: Display, event: Event) -> None:
    from grader.events import Checked, Finished, Started, Warming

    match event:
        case Warming():
            display.warming()
        case Started(exercise=exercise):
            display.started(exercise.name)
        case Checked(result=result):
            display.checked(result)
        case Finished(result=result):
            display.finished(result)


def _pick(exercise: Exercise, names: Sequence[str]) -> int | None:
    """Asks which of several edited files is to be graded; nobody can be asked but at a terminal."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return None
    numbers = [str(number) for number in range(1, len(names) + 1)]
    typer.echo(_("{name}: you have edited more than one file.").format(name=exercise.name))
    for number, name in zip(numbers, names, strict=True):
        typer.echo(f"  {number}  {name}")
    answer = ""
    while answer not in numbers:
        answer = typer.prompt(_("Which one is to be graded? ({numbers})").format(numbers="/".join(numbers))).strip()
    return numbers.index(answer)


@verbs.command(context_settings=HELP)
@reports_errors
def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=N_("A new or empty folder, or one made before."))],
    course: CourseOption = None,
    lang: LanguageOption = None,
) -> int:
    """Make a folder to work in: every exercise as a file and as a notebook. What you have edited is kept."""
    from grader.init import make_folder

    command = f"grade --course {course.resolve()} -s exercises" if course else "grade"
    made = make_folder(load_course(course), folder, command)
    typer.echo(_("{path}: {count} files written").format(path=folder, count=len(made.written)))
    for path in made.kept:
        typer.echo(_("Kept, since you have edited it: {path}").format(path=folder / path))
    typer.echo(_("Next: cd {path} && {command}").format(path=folder, command=command))
    return 0


@verbs.command("list", context_settings=HELP)
@reports_errors
def list_(course: CourseOption = None, lang: LanguageOption = None) -> int:
    """List the exercises in order, their points, and the state of your file in ./exercises."""
    from grader.report.terminal import open_console, show_exercises
    from grader.stubs import state

    whole = load_course(course)
    folder = (course or Path()) / "exercises"
    rows = [
        (exercise.name, _(exercise.title), exercise.points, _(state(whole, exercise, folder)))
        for exercise in whole.exercises
    ]
    show_exercises(rows, open_console())
    return 0


@verbs.command(context_settings=HELP)
@reports_errors
def schema() -> int:
    """Print the JSON Schema of the report that `-o report.json` writes."""
    typer.echo(render_schema().decode(), nl=False)
    return 0


@verbs.command(context_settings=HELP)
@reports_errors
def stubs(
    course: CourseOption = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite files that exist.")] = False,
) -> int:
    """Write the stubs of a course from its solutions: for those who write courses."""
    from grader.stubs import write_stubs

    for path in write_stubs(load_course(course), force=force):
        typer.echo(str(path))
    return 0


@verbs.command(context_settings=HELP)
@reports_errors
def audit(
    names: Names = None,
    course: CourseOption = None,
    sandbox: SandboxOption = "strict",
    quick: Annotated[bool, typer.Option("--quick", help="Five seeds and a sample of the mutants.")] = False,
    seeds: Annotated[int | None, typer.Option(min=1, help="Seeds for each right solution; 50 without it.")] = None,
    json: Annotated[Path | None, typer.Option("--json", metavar="PATH", help="Write it all to a file too.")] = None,
) -> int:
    """Is a suite sharp, fair and well-formed? For those who write exercises; takes minutes.

    Exit codes: 0 everything is as it must be, 1 not everything, 2 usage, 3 the grader's own fault.
    """
    try:
        from grader.audit import run, show
    except ImportError as error:
        raise UsageError(f"grade audit needs {error.name}: pip install 'tf-grader[audit]'") from None
    import msgspec

    from grader.grading import GradingError
    from grader.report.terminal import open_console

    whole = load_course(course)
    console = open_console()
    if json is not None:
        check_output(json)
    chosen = whole.choose(names or [])
    wanted = seeds or (run.QUICK_SEEDS if quick else run.SEEDS)
    try:
        with show.Bar(console) as bar:
            found = run.audit(whole, chosen, bar, sandbox=sandbox or "strict", seeds=wanted, quick=quick)
    except GradingError as error:
        raise UsageError(str(error)) from None
    show.show(found, console)
    if json is not None:
        json.write_bytes(msgspec.json.format(msgspec.json.encode(found)) + b"\n")
    return 0 if found.reached else 1
