"""The cells of a notebook, as text. The JSON is read by hand: the few keys that matter are checked one by one, so that
outputs, metadata and missing keys of any kind neither cost time nor make reading fail.
"""

from __future__ import annotations

import json
from typing import Any

RUN_CELLS = frozenset({"time", "timeit", "capture", "prun"})
"""Cell magics whose cell is Python to be run; of all others (`%%bash`, `%%html`, ...) nothing is run."""
WRITE_CELLS = frozenset({"writefile", "file"})


class NotebookError(Exception):
    """A file that is not a notebook; says why, as a text with values."""

    def __init__(self, text: str, **values: object) -> None:
        super().__init__(text)
        self.text = text
        self.values = values


def code_cells(data: bytes) -> list[str]:
    """The sources of the code cells, in order."""
    try:
        notebook = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError, MemoryError):
        raise NotebookError("this is not a notebook: it contains no JSON") from None
    cells = [cell for cell in _cells(notebook) if cell.get("cell_type") == "code"]
    return [_source(cell, number) for number, cell in enumerate(cells, 1)]


def _cells(notebook: Any) -> list[dict[str, Any]]:
    """All cells, from version 4's `cells` or the older `worksheets`."""
    sheets = [notebook]
    if isinstance(notebook, dict) and "cells" not in notebook:
        sheets = notebook.get("worksheets", [])
    cells = []
    for sheet in sheets if isinstance(sheets, list) else [None]:
        found = sheet.get("cells") if isinstance(sheet, dict) else None
        if not isinstance(found, list) or not all(isinstance(cell, dict) for cell in found):
            raise NotebookError("this is not a notebook: it contains no list of cells")
        cells += found
    return cells


def _source(cell: dict[str, Any], number: int) -> str:
    source = cell.get("source", cell.get("input", ""))
    lines = source if isinstance(source, list) else [source]
    if not all(isinstance(line, str) for line in lines):
        raise NotebookError("this is not a notebook: code cell {number} contains no text", number=number)
    return "".join(lines)
