"""The verbs of a student: a folder to work in, and where one is."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from grader.cli.errors import tell
from grader.cli.options import LanguageOption, OwnCourseOption, command, new_app, open_course, own_workspace
from grader.cli.speech import _, spoken, told
from grader.feedback import N_

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
    from grader.course.fresh import make_folder
    from grader.course.workspace import FILE, Workspace, read_workspace

    known = read_workspace(folder) if (folder / FILE).is_file() else Workspace(folder)
    language = spoken() if lang else known.language or spoken()
    workspace = Workspace(folder, course or known.course, language)
    made = make_folder(open_course(workspace.course), workspace)
    tell(_("{path}: {count} files written", path=folder, count=len(made.written)))
    for path in made.kept:
        tell(_("Kept because you have edited it: {path}", path=folder / path))
    tell(_("Next: cd {path} && grade", path=folder))
    return 0


@command(verbs, N_("list the exercises and your progress"), name="list")
def list_(course: OwnCourseOption = None, lang: LanguageOption = None) -> int:
    """List the exercises in order, with their points and your progress."""
    from grader.course.progress import state
    from grader.report.terminal import open_console, show_exercises

    workspace = own_workspace(course)
    whole = open_course(workspace.course)
    rows = [
        (exercise.name, _(exercise.title), exercise.points, told(state(whole, exercise, workspace.exercises)))
        for exercise in whole.exercises
    ]
    show_exercises(rows, open_console(), spoken())
    return 0
