"""GitLab CI: a code quality report, which it shows beside the lines."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import msgspec

from grader.kits.providers.model import Annotation, Provider
from grader.report.model import Report
from grader.report.text import one_line


def publish(report: Report, annotations: Sequence[Annotation], reports: Path, language: str) -> list[str]:
    (reports / "code-quality.json").write_bytes(code_quality(annotations))
    return []


def code_quality(annotations: Sequence[Annotation]) -> bytes:
    issues = [
        {
            "description": one_line(f"{each.title}: {each.message}", 1000),
            "check_name": "grade",
            "fingerprint": hashlib.sha256(f"{each.file}\0{each.line}\0{each.title}".encode()).hexdigest(),
            "severity": "major",
            "location": {"path": each.file, "lines": {"begin": each.line or 1}},
        }
        for each in annotations
    ]
    return msgspec.json.encode(issues)


GITLAB = Provider(
    name="gitlab",
    workflow=Path(".gitlab-ci.yml"),
    reports='"$CI_PROJECT_DIR/reports"',
    course="/opt/course",
    publish=publish,
)
