"""The verbs of an instructor: kits for students, and grading elsewhere, in CI and on Gradescope."""

from __future__ import annotations

from grader.commands.options import new_app

verbs = new_app()
