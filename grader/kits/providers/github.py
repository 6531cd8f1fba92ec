"""GitHub Actions: a summary of the job, and annotations by commands in the log."""

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


def publish(report: Report, annotations: Sequence[Annotation], reports: Path, language: str) -> list[str]:
    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        with open(summary, "ab") as file:
            file.write(markdown.render(report, language)[:MAX_SUMMARY].decode(errors="ignore").encode())
    return [workflow_command(annotation) for annotation in annotations[:MAX_ANNOTATIONS]]


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
)
