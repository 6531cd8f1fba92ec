"""What a provider of repositories is to the grader."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from grader.report.model import Report


class Annotation(msgspec.Struct, frozen=True):
    """One lost check at a place in the checkout; line 0 is the file as a whole."""

    file: str
    line: int
    title: str
    message: str


class Provider(msgspec.Struct, frozen=True, kw_only=True):
    """A system that runs a workflow for what is pushed. The two folders are words of a shell's command."""

    name: str
    workflow: Path
    """Its place in a repository; its template is `NAME.yml.jinja` in this package."""
    reports: str
    course: str
    marker: str = ""
    """How the comment on a pull request begins; empty where there is none."""
    publish: Callable[[Report, Sequence[Annotation], Path, str], list[str]]
    """Leaves what the provider shows beside the reports, in that folder or where the provider wants it, in a language;
    returns the lines of the log that are commands to the provider."""
