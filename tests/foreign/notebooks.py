"""Notebooks as nbgrader and Otter have them, made from nothing."""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbformat import v4


def save(path: Path, *cells: nbformat.NotebookNode, **metadata: object) -> Path:
    """A notebook of these cells; `metadata` is its own."""
    path.parent.mkdir(parents=True, exist_ok=True)
    kernel = {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}}
    nbformat.write(v4.new_notebook(cells=list(cells), metadata={**kernel, **metadata}), path)
    return path


def text(source: str, **nbgrader: object) -> nbformat.NotebookNode:
    return v4.new_markdown_cell(source, metadata={"nbgrader": nbgrader} if nbgrader else {})


def code(source: str, shown: str | None = None) -> nbformat.NotebookNode:
    """A cell of code, which was run if it has `shown` something."""
    output = v4.new_output("execute_result", {"text/plain": shown}, execution_count=1) if shown else None
    return v4.new_code_cell(source, outputs=[output] if output else [])


def raw(source: str) -> nbformat.NotebookNode:
    return v4.new_raw_cell(source)


def answer(source: str, grade_id: str = "answer", **more: object) -> nbformat.NotebookNode:
    """A cell of nbgrader that students write."""
    return _nbgrader(source, grade_id, solution=True, locked=False, **more)


def given(source: str, grade_id: str = "given") -> nbformat.NotebookNode:
    """A cell of nbgrader that students can only read."""
    return _nbgrader(source, grade_id, locked=True)


def check(source: str, grade_id: str = "check", points: float = 1) -> nbformat.NotebookNode:
    """A cell of nbgrader with tests."""
    return _nbgrader(source, grade_id, grade=True, locked=True, points=points)


def _nbgrader(source: str, grade_id: str, **about: object) -> nbformat.NotebookNode:
    told = {"grade": False, "solution": False, "locked": False, "schema_version": 3, "grade_id": grade_id, **about}
    return v4.new_code_cell(source, metadata={"nbgrader": told})
