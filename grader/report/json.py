"""The report as JSON, and its published JSON Schema."""

from __future__ import annotations

import json

import msgspec

from grader.report.model import SCHEMA, Report


def render(report: Report) -> bytes:
    """The published fields, indented, as UTF-8. What no eye sees is escaped, as a report may be printed to a terminal;
    half a surrogate pair from a submission becomes a question mark."""
    text = json.dumps(msgspec.to_builtins(report), indent=2, ensure_ascii=False)
    text = "".join(c if c.isprintable() or c == "\n" else _escaped(c) for c in text)
    return text.encode("utf-8", errors="replace") + b"\n"


def _escaped(character: str) -> str:
    return character if "\ud800" <= character <= "\udfff" else json.dumps(character)[1:-1]


def render_schema() -> bytes:
    """A JSON Schema (draft 2020-12) that every report satisfies."""
    return json.dumps({"$schema": SCHEMA, **msgspec.json.schema(Report)}, indent=2).encode() + b"\n"
