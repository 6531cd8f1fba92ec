"""Pages about a student, for instructors."""

from __future__ import annotations

from datetime import UTC, datetime

import report_samples as samples
from msgspec.structs import replace

from grader.batch.class_report import StudentEntry
from grader.batch.dossier import AttemptRow, HistoryLine, render, source_of
from grader.batch.standing import Tried

ENTRY = StudentEntry(
    student="kim_101", id="2026001", name="Kim Minsu", email="kim@school.kr", page="students/kim_101/report.html"
)
NOTEBOOK = b'{"cells": [{"cell_type": "code", "source": ["def step(z):\\n", "    return z > 0"]}]}'


def row(number: int, text: str, *counts_for: str) -> AttemptRow:
    """An attempt with a program, a notebook, and a file that nobody can read. What a student can write is this text."""
    program = f"def step(z):\n    return 1 if z > 0 else 0  # {text}\n".encode("utf-8", "replace")
    files = {f"gates-{text}.py": program, "mlp.ipynb": NOTEBOOK, "data.bin": b"\0\1\2"}
    tried = Tried(
        id=number,
        number=number,
        at=datetime(2026, 10, number, 12, tzinfo=UTC),
        is_known=number > 1,
        late=number > 2,
        shown=text,
        problem=text if number > 2 else "",
        marks={},
    )
    sources = [source_of(name, content) for name, content in files.items()]
    return AttemptRow(tried, f"2026-10-0{number} 12:00 UTC", 2.0, 13.0, counts_for, sources, left=number - 1)


def dossier(language: str = "en", text: str = "first version") -> bytes:
    rows = [row(1, text, "gates"), row(3, text, "mlp")]
    lines = [HistoryLine("2026-10-01 12:00 UTC", f"attempt 1 was handed in: {text}")]
    report = replace(samples.report, student=text, counted=(text,), title=text)
    return render(replace(ENTRY, name=text), report, rows, lines, language)
