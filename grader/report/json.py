"""The report as JSON, and its published JSON Schema."""

from __future__ import annotations

import json

import msgspec

from grader.report.model import SCHEMA, Report


def render(report: Report) -> bytes:
    """The published fields, indented, as UTF-8; half a surrogate pair from a submission becomes a question mark."""
    text = json.dumps(msgspec.to_builtins(report), indent=2, ensure_ascii=False)
    return text.encode("utf-8", errors="replace") + b"\n"


def render_schema() -> bytes:
    """A JSON Schema (draft 2020-12) that every report satisfies."""
    return json.dumps({"$schema": SCHEMA, **msgspec.json.schema(Report)}, indent=2).encode() + b"\n"
