"""The `grade` command. It imports neither TensorFlow nor pytest, and rich only when there is something to show."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from grader import __version__
from grader.course import VERBS, Course, CourseError, Exercise, load_course
from grader.report.files import OutputError, check_output, write_output
from grader.report.json import render_schema
from grader.report.model import Audience, Report, for_audience

if TYPE_CHECKING:
    from rich.console import Console

    from grader.grading import Event
    from grader.report.progress import Display

STOPPED = 130  # what a shell reports of a program that Ctrl-C ended


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"grade {__version__}")
        raise typer.Exit


Sandbox = Literal["strict", "auto", "off"]
Start = Literal["fork", "spawn"]
Names = Annotated[list[str] | None, typer.Argument(metavar="EXERCISES", hidden=True)]
SubmissionOption = Annotated[
    Path | None,
    typer.Option("-s", "--submission", metavar="PATH", exists=True, help="A folder, .py, .ipynb or .zip to grade."),
]
OutputOption = Annotated[
    list[Path] | None,
    typer.Option("-o", "--output", metavar="PATH", help="Write the report to a file too: .json; repeatable."),
]
CourseOption = Annotated[
    Path | None, typer.Option("--course", metavar="DIR", help="The course; without it, the built-in one.")
]
SandboxOption = Annotated[
    Sandbox | None, typer.Option(help="strict: every layer or no grading (default with -s); auto: what there is.")
]
StartOption = Annotated[Start, typer.Option(help="How processes start; fork is faster, where there is fork.")]
AudienceOption = Annotated[Audience, typer.Option(help="Whose report; a student sees no run of a hidden check.")]
VersionOption = Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")]

HELP = {"help_option_names": ["-h", "--help"]}
grading = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
verbs = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


class UsageError(Exception):
    """Something on the command line, or around it, that the user can put right."""


def main(arguments: Sequence[str] | None = None) -> None:
    """The console script: a verb comes first, anything else is grading. Ends with SystemExit."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a Latin-1 terminal must not stop a report in Korean
    app = verbs if words and words[0] in VERBS else grading
    app(words, prog_name="grade")


def reports_errors(command: Callable[..., int]) -> Callable[..., None]:
    """Ends a command with its exit code; an error becomes one line and never a traceback."""

    @functools.wraps(command)
    def run(*args: object, **kwargs: object) -> None:
        try:
            code = command(*args, **kwargs)
        except (UsageError, CourseError, OutputError) as error:
            code = _complain(str(error), 2)
        except KeyboardInterrupt:
            code = _complain("stopped", STOPPED)
        except BrokenPipeError:
            raise  # the reader of a pipe has seen enough; typer ends quietly
        except Exception as error:
            if os.environ.get("GRADE_DEBUG"):
                raise
            kind = f"{type(error).__name__}: {error}"
            code = _complain(f"internal error: {kind} (set GRADE_DEBUG=1 for the traceback)", 3)
        raise typer.Exit(code)

    return run


def _complain(message: str, code: int) -> int:
    from grader.report.text import one_line

    typer.echo(f"grade: {one_line(message, 1000)}", err=True)
    return code


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
      grade list                     the exercises, their points, where you are
      grade schema                   the JSON Schema of the report
      grade stubs                    write the stubs from the solutions (authors)

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
        typer.echo(f"Report written to {path}")
    return report.exit_code


def _refuse_verbs(names: Sequence[str]) -> None:
    for name in names:
        if name in VERBS:
            raise UsageError(f"{name} is a verb and stands first: grade {name} [OPTIONS]")


def _own_work(course: Path | None) -> Path:
    folder = (course or Path()) / "exercises"
    if not folder.is_dir():
        raise UsageError(f"there is no folder {folder} here; go to the course's folder, or name the work with -s PATH")
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
            report: Report = grader.grade(work, chosen, functools.partial(_tell, display))
            return report
    except GradingError as error:
        raise UsageError(str(error)) from None
    except BrokenPipeError as error:  # between our own processes; not the reader of our output having left
        raise RuntimeError("a process of the grader ended too early") from error


def _tell(display: Display, event: Event) -> None:
    from grader.grading import Checked, Finished, Started, Warming

    match event:
        case Warming():
            display.warming()
        case Started(exercise=exercise):
            display.started(exercise.name)
        case Checked(result=result):
            display.checked(result)
        case Finished(result=result):
            display.finished(result)


@verbs.command("list", context_settings=HELP)
@reports_errors
def list_(course: CourseOption = None) -> int:
    """List the exercises in order, their points, and the state of your file in ./exercises."""
    from grader.report.terminal import open_console, show_exercises

    whole = load_course(course)
    folder = (course or Path()) / "exercises"
    rows = [
        (exercise.name, exercise.title, exercise.points, _state(whole, exercise, folder))
        for exercise in whole.exercises
    ]
    show_exercises(rows, open_console())
    return 0


def _state(course: Course, exercise: Exercise, folder: Path) -> str:
    """How far a student's file is: missing, not started (still its stub) or edited."""
    from grader.stubs import stub_of
    from grader.submission.intake import is_untouched

    path = folder / f"{exercise.name}.py"
    if not path.is_file():
        return "edited" if path.with_suffix(".ipynb").is_file() else "missing"
    stub = stub_of(course, exercise)
    return "not started" if stub is not None and is_untouched(path.read_bytes(), stub) else "edited"


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
