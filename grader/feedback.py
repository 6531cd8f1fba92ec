"""What is told to a student, as data: it becomes text where it is shown."""

from __future__ import annotations

import msgspec


class Location(msgspec.Struct, frozen=True, array_like=True):
    """A place in a submission; without a line, the file or the cell as a whole. Cells count code cells from 1."""

    file: str
    cell: int | None = None
    line: int | None = None

    def __str__(self) -> str:
        cell = f", cell {self.cell}" if self.cell else ""
        line = f", line {self.line}" if self.line else ""
        return f"{self.file}{cell}{line}"
