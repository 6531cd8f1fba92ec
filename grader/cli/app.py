"""The `grade` command. It imports no TensorFlow, NumPy or pytest, and rich only when there is something to show."""

from __future__ import annotations

import functools
import shlex
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperCommand

from grader.cli import IS_STUDENTS, STUDENT, VERBS, completion
from grader.cli.errors import complain, language_option, run, tell, translated
from grader.cli.options import (
    AllOption,
    AudienceOption,
    ExercisesArgument,
    FreshOption,
    LanguageOption,
    NoWarmOption,
    OutputOption,
    OwnCourseOption,
    SandboxOption,
    StartOption,
    SubmissionOption,
    VersionOption,
    checked_secret,
    command,
    folder_of,
    new_app,
    open_course,
    own_workspace,
    require_exercises,
)
from grader.cli.speech import _, speak, spoken
from grader.course.model import Course, Exercise
from grader.course.workspace import Workspace, find_workspace
from grader.errors import UsageError
from grader.feedback import N_, phrase
from grader.language import LanguageError, choose
from grader.report.files import check_output, write_output
from grader.report.model import USUAL_START, Report, for_audience
from grader.report.text import one_line

if TYPE_CHECKING:
    from rich.console import Console

    from grader.grading.events import Event
    from grader.grading.grader import Grader
    from grader.report.progress import Display

grading = new_app(add_completion=True)


def main(arguments: Sequence[str] | None = None) -> None:
    """The console script: a verb comes first, anything else is grading. Ends with SystemExit."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a cancelled CI job ends as with Ctrl-C, and tidies up
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a Latin-1 terminal must not stop a report in Korean
    option = language_option(words)
    language = 2 if words[:1] == ["--lang"] else 1 if "".join(words[:1]).startswith("--lang=") else 0
    if words[language : language + 1] and words[language] in VERBS:
        words = words[language:]  # what it says is looked up already
    try:
        remembered = _remembered(words)
        speak(choose(None, remembered=remembered))
        speak(choose(option, remembered=remembered))
    except LanguageError as error:
        sys.exit(complain(error.message, 2))
    command: Any = typer.main.get_command(grading)  # which makes the shells known, whoever completes
    asked = completion.asked()
    if set(asked[:-1][:1] if asked else words[:1]) & VERBS:
        command = typer.main.get_command(verbs())
    run(translated(completion.completing(command, asked) if asked else command), words)


def _remembered(words: Sequence[str]) -> str | None:
    """The language of the workspace, for a student's commands. What is wrong with its grade.toml is told by the command
    that needs more of it."""
    if set(words[:1]) & (VERBS - STUDENT):
        return None
    try:
        workspace = find_workspace(Path())
    except UsageError:
        return None
    return workspace.language if workspace else None


def verbs() -> typer.Typer:
    """The commands that begin with a verb."""
    from grader.cli import doctor, guidance, server, student, watch

    parts = [student, watch, guidance, server, doctor]
    if not IS_STUDENTS:
        from grader.cli import author, batch, decide, instructor, points, similar

        parts += [author, batch, decide, points, similar, instructor]
    app = new_app()
    for part in parts:
        app.add_typer(part.verbs)
    return app


class GradeCommand(TyperCommand):
    """`grade` itself, whose help ends with the verbs."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Names alone need no parser: typer's imports pydantic, a third of what a student waits for before grading."""
        if ctx.resilient_parsing or any(word.startswith("-") for word in args):  # resilient: a shell completes
            return super().parse_args(ctx, args)
        ctx.params["names"] = args
        return []

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        commands = typer.main.get_group(verbs()).commands
        rows = {name: (f"grade {name}", _(command.short_help or "")) for name, command in commands.items()}
        with formatter.section(_("Commands, each with its own --help")):
            formatter.write_dl([row for name, row in rows.items() if name in STUDENT])
        if others := [row for name, row in rows.items() if name not in STUDENT]:
            with formatter.section(_("For instructors and authors")):
                formatter.write_dl(others)


@command(grading, cls=GradeCommand)
def grade(
    names: ExercisesArgument = None,
    submission: SubmissionOption = None,
    output: OutputOption = None,
    course: OwnCourseOption = None,
    sandbox: SandboxOption = None,
    start: StartOption = USUAL_START,
    audience: AudienceOption = "student",
    everything: AllOption = False,
    no_warm: NoWarmOption = False,
    fresh: FreshOption = False,
    lang: LanguageOption = None,
    version: VersionOption = False,
) -> int:
    """Grade ./exercises, or only the exercises named.

    \b
    Examples:
      grade                          grade everything in ./exercises
      grade gates activations        grade only these two
      grade -s alice.zip -o a.json   grade a submission and save the report

    \b
    Exit codes: 0 full marks, 1 points missing, 2 usage error, 3 grader failure.
    Set GRADE_SECRET to choose the random inputs of hidden checks.
    """
    from grader.course.graded import marks, remember
    from grader.grading.grader import Options
    from grader.grading.own_work import own_grader
    from grader.report.terminal import open_console, show

    names, outputs = names or [], output or []
    _refuse_verbs(names)
    # whose work is named may have put a grade.toml beside it
    workspace = Workspace(course or Path(), course) if submission else own_workspace(course)
    whole = open_course(workspace.course)
    chosen = whole.choose(names or _told_by_the_name(whole, submission), VERBS)
    work = submission or require_exercises(workspace)
    for path in outputs:
        check_output(path)  # before grading: minutes would be lost
    console = open_console()
    options = Options(sandbox=sandbox or ("strict" if submission else "auto"), start=start, secret=checked_secret())
    folder = workspace.root if submission is None and audience == "student" else None
    before = {} if submission else marks(chosen, workspace.exercises)
    with own_grader(whole, options, folder, warm=sys.stdout.isatty() and not no_warm, fresh=fresh) as grader:
        graded = _grade(grader, chosen, work, console)
    report = for_audience(graded, audience)
    for path in outputs:
        write_output(report, path, spoken())
    if not submission:
        remember(workspace.root, whole, graded, before)  # before showing: `grade | head` ends in the middle of that
    show(report, console, spoken(), audience, _again(submission, course), folder_of(work), everything)
    for path in outputs:
        tell(_("Report written to {path}", path=path))
    return report.exit_code


def _again(submission: Path | None, course: Path | None) -> str:
    """The command that grades an exercise again, with the options that name the work."""
    options = (("-s", submission), ("--course", course))
    given = (f"{option} {shlex.quote(str(path))}" for option, path in options if path is not None)
    return " ".join(("grade {name}", *given))


def _told_by_the_name(course: Course, submission: Path | None) -> list[str]:
    """The exercise that a single program is named after, a copy's name aside; none for a folder, and for a file of any
    other name."""
    from grader.submission.naming import is_copy

    name = submission.name if submission is not None and submission.is_file() else ""
    return [each.name for each in course.exercises if is_copy(name, each.name)]


def _refuse_verbs(names: Sequence[str]) -> None:
    for name in names:
        if name in VERBS:
            reason = N_("{name} is a command, so it must come first: grade {name} [OPTIONS]")
            raise UsageError(phrase(reason, name=name))


def _grade(grader: Grader, chosen: Sequence[Exercise], work: Path, console: Console) -> Report:
    from grader.report.progress import open_display

    total = sum(exercise.points for exercise in chosen)
    known: list[str] = []
    try:
        with open_display(console, total, spoken()) as display:
            report = grader.grade(work, chosen, functools.partial(_tell, display, known), _pick)
    except BrokenPipeError as error:  # between our own processes; not the reader of our output having left
        raise RuntimeError("a process of the grader ended too early") from error
    if known:
        tell(_("Not changed since they were last graded: {names} (--fresh grades them again)", names=", ".join(known)))
    return report


def _tell(display: Display, known: list[str], event: Event) -> None:
    from grader.grading.events import CheckFinished, ExerciseStarted, Finished, Warming

    match event:
        case Warming():
            display.warming()
        case ExerciseStarted(exercise=exercise):
            display.started(exercise.name)
        case CheckFinished(result=result):
            display.checked(result)
        case Finished(result=result):
            display.finished(result)
            known += [result.name] * event.known


def _pick(exercise: Exercise, names: Sequence[str]) -> int | None:
    """Asks which of several edited files is to be graded; nobody can be asked but at a terminal."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return None
    numbers = [str(number) for number in range(1, len(names) + 1)]
    tell(_("{name}: you have edited more than one file.", name=exercise.name))
    for number, name in zip(numbers, names, strict=True):
        tell(f"  {number}  {one_line(name)}")
    answer = ""
    while answer not in numbers:
        answer = typer.prompt(_("Which one should be graded? ({numbers})", numbers="/".join(numbers))).strip()
    return numbers.index(answer)
