"""The verbs of a student: a folder to work in, and where one is."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from grader.cli.errors import tell
from grader.cli.options import CourseOption, LanguageOption, command, new_app, open_course
from grader.cli.speech import _, spoken, told
from grader.feedback import N_

verbs = new_app()


@command(verbs, N_("make a folder with files and notebooks"))
def init(
    folder: Annotated[
        Path,
        typer.Argument(metavar="DIR", help=N_("A new or empty folder, or a folder that `grade init` made before.")),
    ],
    course: CourseOption = None,
    lang: LanguageOption = None,
) -> int:
    """Make a folder with every exercise as a file and as a notebook. Files that you have edited are kept."""
    from grader.course.workspace import make_folder

    command = f"grade --course {course.resolve()} -s exercises" if course else "grade"
    made = make_folder(open_course(course), folder, spoken(), command)
    tell(_("{path}: {count} files written", path=folder, count=len(made.written)))
    for path in made.kept:
        tell(_("Kept because you have edited it: {path}", path=folder / path))
    tell(_("Next: cd {path} && {command}", path=folder, command=command))
    return 0


@command(verbs, N_("list the exercises and your progress"), name="list")
def list_(course: CourseOption = None, lang: LanguageOption = None) -> int:
    """List the exercises in order, with their points and your progress in ./exercises."""
    from grader.course.progress import state
    from grader.report.terminal import open_console, show_exercises

    whole = open_course(course)
    folder = (course or Path()) / "exercises"
    rows = [
        (exercise.name, _(exercise.title), exercise.points, told(state(whole, exercise, folder)))
        for exercise in whole.exercises
    ]
    show_exercises(rows, open_console(), spoken())
    return 0
