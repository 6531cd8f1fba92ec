"""What a kernel has executed, as a notebook. Only text leaves the kernel: nothing of its objects does."""

from __future__ import annotations

import ast
import json
import re
import sys
from typing import Any

from grader.course.progress import holds_work

RESET = re.compile(r"^%reset( -f)?\s*$", re.MULTILINE)

_cells: dict[int, str] = {}
"""Which cell of the page an execution was of, by its number. Only some pages tell, and only from `watch` on."""


def running_shell() -> Any:
    """The IPython that this runs in; None in plain Python."""
    ipython = sys.modules.get("IPython")
    return ipython and ipython.get_ipython()


def watch(shell: Any) -> None:
    """Remembers from now on which cell each execution is of; to be called once."""

    def remember(result: Any) -> None:
        sent = getattr(shell, "parent_header", {}).get("metadata", {})  # by JupyterLab and VS Code, then by Colab
        cell = getattr(result.info, "cell_id", None) or sent.get("cellId") or sent.get("colab", {}).get("cell_id")
        if result.info.store_history and cell:
            _cells[len(shell.history_manager.input_hist_raw) - 1] = cell

    shell.events.register("post_run_cell", remember)


def executed(shell: Any) -> dict[int, str]:
    """The sources of this session by their numbers: of each cell the last run, without those that Python could not
    read, and without those that only call `check`. A run that failed half-way counts, since what it had defined by then
    is defined."""
    last: dict[str | int, int] = {}
    sources = dict(enumerate(shell.history_manager.input_hist_raw))
    for number, source in sources.items():
        if RESET.search(source):
            last.clear()
        if holds_work(source) and _is_readable(shell, source):
            last[_cells.get(number, number)] = number
    return {number: sources[number] for number in sorted(last.values())}


def as_notebook(sources: dict[int, str]) -> bytes:
    """The sources as the cells of a notebook, each in the place of its number: its cell 7 is what stands behind
    `[7]`."""
    cells = [{"cell_type": "code", "source": sources.get(number, "")} for number in range(1, max(sources) + 1)]
    return json.dumps({"cells": cells}, ensure_ascii=False).encode("utf-8", "replace")


def _is_readable(shell: Any, source: str) -> bool:
    try:
        code = shell.transform_cell(source)
        compile(code, "cell", "exec", ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True
