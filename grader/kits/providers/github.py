"""GitHub Actions: a summary of the job, annotations by commands in the log, and a comment on the pull request."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from grader.kits.providers.model import Annotation, Provider
from grader.report import markdown
from grader.report.model import Report

MAX_ANNOTATIONS = 10
"""As many as GitHub shows of one step."""
MAX_SUMMARY = 1_000_000
"""Bytes; GitHub takes 1 MiB."""
MARKER = "<!-- grade -->"
"""How the comment begins by which a later run knows it. It stands in the workflow too."""
MAX_COMMENT = 60_000
"""Bytes; GitHub takes 65,536 characters."""


def publish(report: Report, annotations: Sequence[Annotation], reports: Path, language: str) -> list[str]:
    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        with open(summary, "ab") as file:
            file.write(markdown.render(report, language)[:MAX_SUMMARY].decode(errors="ignore").encode())
    (reports / "comment.md").write_bytes(comment(report, language))
    return [workflow_command(annotation) for annotation in annotations[:MAX_ANNOTATIONS]]


def comment(report: Report, language: str) -> bytes:
    """The comment on a pull request. Of one that is too long the totals and the table are left, which come first."""
    whole = markdown.render(report, language)
    if len(whole) > MAX_COMMENT:
        whole = whole.partition(b"\n## ")[0]
    return f"{MARKER}\n".encode() + whole[:MAX_COMMENT].decode(errors="ignore").encode()


def workflow_command(annotation: Annotation) -> str:
    """One line for GitHub's log. Nothing in it can end the command or begin another one."""
    place = {"file": annotation.file, "line": str(annotation.line or ""), "title": annotation.title}
    said = ",".join(f"{key}={_property(value)}" for key, value in place.items() if value)
    return f"::error {said}::{_data(annotation.message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


GITHUB = Provider(
    name="github",
    workflow=Path(".github/workflows/grade.yml"),
    reports='"$RUNNER_TEMP/reports"',
    course='"$GITHUB_WORKSPACE/course"',
    publish=publish,
    marker=MARKER,
)
