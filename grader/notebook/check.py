"""The function that a student calls in a notebook."""

from __future__ import annotations

import atexit
import os
from pathlib import Path
from typing import Any

from grader.course.model import Course, load_course
from grader.course.workspace import Workspace, find_workspace
from grader.errors import UsageError
from grader.feedback import N_, Problem, phrase
from grader.grading.grader import Grader, Options
from grader.grading.own_work import own_grader
from grader.grading.secret import secret_of
from grader.language import choose, render, say
from grader.notebook.executed import as_notebook, executed, running_shell, watch
from grader.notebook.shown import Shown, of_report, of_words
from grader.report.model import Report, for_audience
from grader.submission.intake import take_run
from grader.submission.private_copy import private_folder

_graders: list[Grader] = []
"""The one that is warm, if there is one."""


class NothingToGrade(UsageError):
    """What was run holds nothing to grade; the message says what to do."""


def check(*names: str, lang: str | None = None, course: Path | str | None = None) -> Shown:
    """Grades the exercises with these names as this notebook has defined them so far, saved or not.

    What counts is what you have run: of each cell the last run. Without a name, every exercise is graded of which you
    have defined a function. `lang` is "en" or "ko", `course` the folder of a course; without them, your workspace
    decides. The answer shows itself at the end of a cell, and has the points: `check("gates").score`.
    """
    language = choose(None)
    try:
        workspace = find_workspace(Path()) or Workspace(Path())
        language = choose(None, remembered=workspace.language)
        language = choose(lang, remembered=workspace.language)
        return of_report(_graded(names, workspace.course if course is None else Path(course)), language)
    except Problem as error:
        return of_words(render(error.message, language))
    except KeyboardInterrupt:
        return of_words(say("stopped", language))
    except Exception as error:
        if os.environ.get("GRADE_DEBUG"):
            raise
        message = N_("internal error: {error} (set GRADE_DEBUG=1 for the traceback)")
        return of_words(say(message, language, error=f"{type(error).__name__}: {error}"))


def _graded(names: tuple[str, ...], folder: Path | None) -> Report:
    """What a student may see of it."""
    shell = running_shell()
    if shell is None:
        reason = N_("`check` grades what a notebook has run, and this is not one. In a terminal, type: grade {names}")
        raise NothingToGrade(phrase(reason, names=" ".join(map(str, names))))
    whole = load_course(folder)
    sources = executed(shell)
    chosen = whole.choose(_called(names, whole) or _begun(whole, shell.user_ns))
    if not sources:
        raise NothingToGrade(phrase("You have run no code yet. Run the cells above, then this one again."))
    with private_folder() as copy:
        taken = take_run(as_notebook(sources), Path.cwd(), copy)
        return for_audience(_warm(whole).grade_copy(taken, chosen), "student")


def _called(names: tuple[Any, ...], course: Course) -> tuple[str, ...]:
    for name in names:
        if not isinstance(name, str):
            example = course.exercises[0].name
            reason = N_('name the exercise as a text in quotes, for example: check("{name}")')
            raise NothingToGrade(phrase(reason, name=example))
    return names


def _begun(course: Course, defined: dict[str, Any]) -> list[str]:
    """The exercises of which a function is defined; not one of which nothing is but what another asks for too."""
    found = {each.name: {name for name in each.required if callable(defined.get(name))} for each in course.exercises}
    begun = [name for name, names in found.items() if names and not any(names < other for other in found.values())]
    if not begun:
        known = ", ".join(found)
        reason = N_('No function of an exercise is defined yet. Name the exercise: check("NAME"), one of {known}')
        raise NothingToGrade(phrase(reason, known=known))
    return begun


def _warm(course: Course) -> Grader:
    """The grader of this kernel, which stays warm until another course is graded, or the kernel ends."""
    if _graders and _graders[0].course != course:
        _graders.pop().close()
    if not _graders:
        _graders.append(own_grader(course, Options(secret=secret_of()), None))
    return _graders[0]


@atexit.register
def _close() -> None:
    while _graders:
        _graders.pop().close()


if _shell := running_shell():
    watch(_shell)
