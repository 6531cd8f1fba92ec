"""The options that several commands share, and how every command is set up."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from grader import __version__
from grader.cli import VERBS
from grader.cli.errors import reports_errors, tell
from grader.cli.speech import told
from grader.course.model import Course, load_course
from grader.course.workspace import Workspace, find_workspace
from grader.errors import UsageError
from grader.feedback import N_, phrase
from grader.grading.secret import secret_of, weakness
from grader.report.model import Audience, Sandbox, Start

HELP = {"help_option_names": ["-h", "--help"]}


def new_app(add_completion: bool = False) -> typer.Typer:
    """A set of commands: plain help, and errors that are told by `reports_errors` alone."""
    return typer.Typer(
        add_completion=add_completion, rich_markup_mode=None, pretty_exceptions_enable=False, context_settings=HELP
    )


def command(
    app: typer.Typer, short_help: str | None = None, **settings: Any
) -> Callable[[Callable[..., int]], Callable[..., None]]:
    """Makes a function that returns an exit code a command of `app`; `short_help` stands in the overview."""
    register = app.command(short_help=short_help, context_settings=HELP, **settings)
    return lambda function: register(reports_errors(function))


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"grade {__version__}")
        raise typer.Exit


def open_course(folder: Path | None) -> Course:
    return load_course(folder, reserved=VERBS)


def authors_course(folder: Path | None) -> Course:
    """The course of the folder that is named, else the one in the current folder, else the built-in one."""
    return open_course(folder or (Path() if Path("suites").is_dir() else None))


def own_workspace(course: Path | None) -> Workspace:
    """Where the student works: the folder of a course that is named, else the workspace around the current folder, else
    the current folder."""
    return Workspace(course, course) if course else find_workspace(Path()) or Workspace(Path())


def require_exercises(workspace: Workspace) -> Path:
    """The folder of the student's files; UsageError where there is none."""
    if not workspace.exercises.is_dir():
        reason = N_(
            "there is no folder {folder} here. Go to the folder that `grade init` made (cd), make one with "
            "`grade init DIR`, or name your work with -s PATH."
        )
        raise UsageError(phrase(reason, folder=workspace.exercises))
    return workspace.exercises


def folder_of(work: Path) -> Path | None:
    """Where the files are that can be opened, as seen from the current folder; none for what is packed."""
    if work.is_file() and work.suffix.lower() == ".zip":
        return None
    folder = work if work.is_dir() else work.parent
    with contextlib.suppress(ValueError, OSError):  # it is elsewhere, or the current folder is gone
        folder = Path(os.path.abspath(folder)).relative_to(Path.cwd())
    return folder


def checked_secret() -> str:
    """The course's secret out of the environment; a weak one is warned of."""
    secret = secret_of()
    if weak := weakness(secret):
        tell(told(weak), err=True)
    return secret


ExercisesArgument = Annotated[list[str] | None, typer.Argument(metavar="EXERCISES", hidden=True)]
SubmissionOption = Annotated[
    Path | None,
    typer.Option(
        "-s", "--submission", metavar="PATH", exists=True, help=N_("The folder, .py, .ipynb or .zip to grade.")
    ),
]
OutputOption = Annotated[
    list[Path] | None,
    typer.Option(
        "-o", "--output", metavar="PATH", help=N_("Write the report to a file: .json .html .md .xml .csv. Repeatable.")
    ),
]
CourseOption = Annotated[
    Path | None, typer.Option("--course", metavar="DIR", help=N_("The course folder. Default: the built-in course."))
]
AuthorsCourseOption = Annotated[
    Path | None,
    typer.Option("--course", metavar="DIR", help=N_("The course folder. Default: the current folder's, or built-in.")),
]
OwnCourseOption = Annotated[
    Path | None,
    typer.Option("--course", metavar="DIR", help=N_("The course folder. Default: the workspace's.")),
]
SandboxOption = Annotated[
    Sandbox | None,
    typer.Option(help=N_("strict: require every guarantee (default with -s); auto: use the available layers.")),
]
StrictSandboxOption = Annotated[
    Literal["strict", "auto"],
    typer.Option("--sandbox", help=N_("strict: require every guarantee; auto: use the available layers.")),
]
StartOption = Annotated[
    Start,
    typer.Option(help=N_("How to start processes: fork needs Linux and is faster, spawn works everywhere.")),
]
NoWarmOption = Annotated[bool, typer.Option("--no-warm", help=N_("Leave no server running (GRADE_WARM=0)."))]
FreshOption = Annotated[bool, typer.Option("--fresh", help=N_("Grade again what has not changed."))]
AudienceOption = Annotated[
    Audience, typer.Option(help=N_("Who reads the report. Students see no details of hidden checks."))
]
AllOption = Annotated[bool, typer.Option("--all", help=N_("Show every lost point in full."))]
LanguageOption = Annotated[
    str | None,
    typer.Option(
        "--lang", metavar="en|ko", help=N_("The language. Default: GRADE_LANG, the workspace's, the system's.")
    ),
]
VersionOption = Annotated[
    bool, typer.Option("--version", callback=_version, is_eager=True, help=N_("Print the version and exit."))
]
