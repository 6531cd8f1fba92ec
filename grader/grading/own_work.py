"""Grades a student's own work at once: through the warm server, and only what has changed. For the `grade` command, and
for whatever else a student grades with."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from grader.course.model import Course
from grader.grading import warmth
from grader.grading.grader import Grader, Options
from grader.grading.kept import KeptResults


def own_grader(
    course: Course, options: Options, workspace: Path | None, *, warm: bool = True, fresh: bool = False
) -> Grader:
    """A grader for somebody who waits for the result. `warm` is what they want; CI and GRADE_WARM=0 overrule it.

    With a `workspace`, its reports hold what a student may see, since they may come from there; `fresh` grades again
    what is known.
    """
    kept = None if workspace is None else KeptResults(workspace, fresh)
    return Grader(course, replace(options, warm=warm and warmth.allowed()), kept=kept)
