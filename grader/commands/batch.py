"""The verb that grades a class."""

from __future__ import annotations

from grader.commands.options import new_app

verbs = new_app()
