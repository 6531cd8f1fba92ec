"""The verbs of a student: a folder to work in, where one is, and a fresh start."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer

from grader.cli.errors import tell
from grader.cli.options import (
    LanguageOption,
    OwnCourseOption,
    command,
    new_app,
    open_course,
    own_workspace,
    require_exercises,
)
from grader.cli.speech import _, spoken, told
from grader.course.graded import GradedExercise
from grader.course.model import Course, Exercise
from grader.course.workspace import Workspace
from grader.errors import UsageError
from grader.feedback import N_, Text, phrase
from grader.report.text import one_line, points

verbs = new_app()


@command(verbs, N_("make a folder with files and notebooks"))
def init(
    folder: Annotated[
        Path,
        typer.Argument(metavar="DIR", help=N_("A new or empty folder, or a folder that `grade init` made before.")),
    ],
    course: OwnCourseOption = None,
    lang: LanguageOption = None,
) -> int:
    """Make a folder with every exercise as a file and as a notebook. Files that you have edited are kept.

    The folder remembers its language and its course in grade.toml. With --lang or --course you change them later.
    """
    from grader.course.fresh import make_workspace
    from grader.course.workspace import FILE, read_workspace

    known = read_workspace(folder) if (folder / FILE).is_file() else Workspace(folder)
    language = spoken() if lang else known.language or spoken()
    workspace = Workspace(folder, course or known.course, language)
    made = make_workspace(open_course(workspace.course), workspace)
    tell(_("{path}: {count} files written", path=folder, count=len(made.written)))
    for path in made.kept:
        tell(_("Kept because you have edited it: {path}", path=folder / path))
    tell(_("Next: cd {path} && grade", path=folder))
    return 0


@command(verbs, N_("list the exercises and your progress"), name="list")
def list_(course: OwnCourseOption = None, lang: LanguageOption = None) -> int:
    """List the exercises in order, with their points and your progress."""
    from grader.course.progress import state
    from grader.report.terminal import open_console, show_rows

    workspace = own_workspace(course)
    whole = open_course(workspace.course)
    rows = [
        (each.name, _(each.title), points(each.points), told(state(whole, each, workspace.exercises)))
        for each in whole.exercises
    ]
    console = open_console()
    show_rows((N_("exercise"), N_("about"), N_("points"), N_("your file")), rows, console, spoken(), wide=1)
    if whole.assignments:
        of = [(each, points(whole.only(whole.choose([each.name])).points)) for each in whole.assignments]
        rows = [(each.name, told(each.shown), worth, " ".join(each.exercises)) for each, worth in of]
        heads = (N_("assignment"), N_("about"), N_("points"), N_("exercises"))
        show_rows(heads, rows, console, spoken(), wide=3)
    return 0


@command(verbs, N_("show your points and what has changed"))
def status(course: OwnCourseOption = None, lang: LanguageOption = None) -> int:
    """Show the points of all exercises as they were last graded, and what has changed since. Nothing is graded."""
    from grader.course.graded import recall
    from grader.report.terminal import open_console, show_rows

    workspace = own_workspace(course)
    whole = open_course(workspace.course)
    require_exercises(workspace)
    known = recall(workspace.root, whole).exercises
    rows = [
        (
            each.name,
            f"{points(known[each.name].score) if each.name in known else '-'}/{points(each.points)}",
            _change(known.get(each.name)),
            told(_state(whole, each, workspace, known.get(each.name))),
        )
        for each in whole.exercises
    ]
    heads = (N_("exercise"), N_("points"), N_("last change"), N_("your file"))
    show_rows(heads, rows, open_console(), spoken(), wide=3, right=1)
    for assignment in whole.assignments:
        reached = sum(graded.score for name, graded in known.items() if name in assignment.exercises)
        worth = whole.only(whole.choose([assignment.name])).points
        said = _(
            "{name}: {score} of {max_score} points",
            name=told(assignment.shown),
            score=points(reached),
            max_score=points(worth),
        )
        tell(said)
    score = sum(graded.score for graded in known.values())
    tell(_("Total: {score} of {max_score} points", score=points(score), max_score=points(whole.points)))
    if not known:
        tell(_("Nothing has been graded here yet. Next: grade"))
    return 0


@command(verbs, N_("put the stub of an exercise back"))
def reset(
    name: Annotated[str, typer.Argument(metavar="EXERCISE", help=N_("The exercise to start again."))],
    yes: Annotated[bool, typer.Option("--yes", "-y", help=N_("Do not ask."))] = False,
    course: OwnCourseOption = None,
    lang: LanguageOption = None,
) -> int:
    """Put the stub and the notebook of an exercise back. What you have written is kept in .grade/backup."""
    from grader.course.fresh import edited_files, put_back

    workspace = own_workspace(course)
    whole = open_course(workspace.course)
    exercise = whole.exercise(name)
    require_exercises(workspace)
    edited = edited_files(whole, exercise, workspace)
    if edited and not yes:
        names = ", ".join(map(str, edited))
        if not sys.stdin.isatty():
            reason = N_("{names}: you have edited this. With --yes it is put back, and a backup is kept")
            raise UsageError(phrase(reason, names=names))
        question = _("Put the stub back in place of {names}? A backup is kept.", names=one_line(names))
        if not typer.confirm(question):
            tell(_("Nothing has changed."))
            return 0
    for backup in put_back(whole, exercise, workspace):
        tell(_("Your work is kept in {path}. To get it back:", path=backup.kept))
        tell("  " + shlex.join(["cp", str(backup.kept), str(backup.path)]))
    if edited:
        tell(_("{name} is as it was at the beginning.", name=name))
    else:
        tell(_("{name} has not been edited, so there was nothing to keep.", name=name))
    return 0


def _change(graded: GradedExercise | None) -> str:
    """`4.5 -> 7`: the points of the work before, and those of the last."""
    if graded is None or graded.before is None or graded.before == graded.score:
        return ""
    return f"{points(graded.before)} -> {points(graded.score)}"


def _state(course: Course, exercise: Exercise, workspace: Workspace, graded: GradedExercise | None) -> Text:
    """What to know of an exercise's file since the last grading."""
    from grader.course.graded import mark
    from grader.course.progress import state

    now = state(course, exercise, workspace.exercises)
    if graded is None or now in (phrase("missing"), phrase("not started")):
        return now
    if graded.work != mark(exercise, workspace.exercises):
        return phrase("edited since then")
    return phrase("full marks") if graded.score >= graded.max_score else ""
