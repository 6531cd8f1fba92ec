"""A top-level statement of a program, its place, and what cannot be read as one."""

from __future__ import annotations
import __future__

import ast
from dataclasses import dataclass
from types import CodeType

from msgspec.structs import replace

from grader.feedback import Location, phrase

FUTURES = sum({getattr(__future__, name).compiler_flag for name in __future__.all_feature_names})


def filename(location: Location) -> str:
    """What stands for the file in tracebacks; each cell is a file of its own there."""
    return str(replace(location, line=None))


class SourceError(Exception):
    """Source that cannot be read as a program; `str()` is one line that says where and why."""

    def __init__(self, text: str, location: Location, **values: object) -> None:
        super().__init__(text, location)
        self.message = phrase(text, **values)
        self.location = location

    def __str__(self) -> str:
        return f"{self.location}: {self.message}"


@dataclass(frozen=True, eq=False)
class Statement:
    """One top-level statement; `code` runs it, in a namespace that all statements share."""

    node: ast.stmt
    code: CodeType
    location: Location

    @property
    def filename(self) -> str:
        return filename(self.location)

    def holding(self, node: ast.stmt) -> Statement:
        """Another statement at the same place."""
        flags = self.code.co_flags & FUTURES | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        return Statement(node, compile(ast.Module([node], []), self.filename, "exec", flags, True), self.location)
