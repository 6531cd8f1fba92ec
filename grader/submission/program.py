"""Reads a program: a `.py` or a notebook becomes its top-level statements, in order, each with its place and code.

Runs inside the locked worker, before any of the student's code does.
"""

from __future__ import annotations
import __future__

import ast
import io
import re
import sys
import tokenize
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import CodeType

from grader.submission.cells import NotebookError, code_cells
from grader.submission.mistaken import mistaken
from grader.submission.notebook import python_of, without_magics
from grader.submission.rebinding import keep_functions

MAX_CODE = 1 << 20
MAX_NOTEBOOK = 64 << 20
VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"
NEWER = re.compile(
    r"^type \w+ *[\[=]|^(?:async )?def \w+\[|^class \w+\[|\bf(['\"])[^'\"]*\{[^}]*\1[^}]*\}"
    r"|(?:^|[=(,\s])t['\"]|^except [\w.]+, [\w., ]+:"
)
"""Lines that only newer versions read: type aliases and parameters, quotes within an f-string's braces (3.12),
t-strings and `except` without parentheses (3.14)."""
FUTURES = sum({getattr(__future__, name).compiler_flag for name in __future__.all_feature_names})


@dataclass(frozen=True)
class Location:
    """A place in a submission; without a line, the file or the cell as a whole. Cells count code cells from 1."""

    file: str
    line: int | None = None
    cell: int | None = None

    @property
    def filename(self) -> str:
        """What stands for the file in tracebacks; each cell is a file of its own there."""
        return str(replace(self, line=None))

    def __str__(self) -> str:
        cell = f", cell {self.cell}" if self.cell else ""
        line = f", line {self.line}" if self.line else ""
        return f"{self.file}{cell}{line}"


class SourceError(Exception):
    """Source that cannot be read as a program; `str()` is one line that says where and why."""

    def __init__(self, message: str, location: Location) -> None:
        super().__init__(message, location)
        self.message = message
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
        return self.location.filename

    def holding(self, node: ast.stmt) -> Statement:
        """Another statement at the same place."""
        flags = self.code.co_flags & FUTURES
        return Statement(node, compile(ast.Module([node], []), self.filename, "exec", flags, True), self.location)


@dataclass(frozen=True, eq=False)
class Program:
    """A submission's file as statements. `problems` are the cells that do not parse; the others are there all the same.

    `sources` maps each filename of a traceback to its text, for linecache; `flags` are the `__future__` features
    in force at the end, as `compile` takes them; `functions` are the variables of functions whose names are values now.
    """

    statements: tuple[Statement, ...]
    problems: tuple[SourceError, ...]
    sources: Mapping[str, str]
    flags: int = 0
    functions: Mapping[str, str] = field(default_factory=dict)


def read_program(path: Path) -> Program:
    """Reads a `.py` or `.ipynb`; SourceError if there is nothing in it that could run.

    Names that are used for a function and then for a value are parted: see `rebinding`.
    """
    read = _read(path)
    statements, functions = keep_functions(read.statements)
    return replace(read, statements=statements, functions=functions)


def _read(path: Path) -> Program:
    place = Location(path.name)
    try:
        with path.open("rb") as file:
            data = file.read(MAX_NOTEBOOK + 1)
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror}", place) from None
    what, line = mistaken(data, path.suffix.lower())
    if what:
        raise SourceError(what, replace(place, line=line))
    if path.suffix.lower() == ".ipynb":
        return _notebook(data, place)
    if len(data) > MAX_CODE:
        raise SourceError(f"the file is larger than {MAX_CODE >> 20} MiB", place)
    text = _decoded(data, place)
    statements, flags = _statements(text, place)
    if not statements:
        raise SourceError("the file holds no code", place)
    return Program(statements, (), {place.filename: text}, flags)


def _notebook(data: bytes, place: Location) -> Program:
    if len(data) > MAX_NOTEBOOK:
        raise SourceError(f"the notebook is larger than {MAX_NOTEBOOK >> 20} MiB", place)
    try:
        cells = code_cells(data)
    except NotebookError as error:
        raise SourceError(str(error), place) from None
    if sum(map(len, cells)) > MAX_CODE:
        raise SourceError(f"the notebook holds more than {MAX_CODE >> 20} MiB of code", place)
    statements: list[Statement] = []
    problems: list[SourceError] = []
    sources: dict[str, str] = {}
    flags = 0
    for number, cell in enumerate(cells, 1):
        where = replace(place, cell=number)
        try:
            sources[where.filename] = text = _python(cell, where)
            found, flags = _statements(text, where, flags)
            statements += found
        except SourceError as error:
            problems.append(error)
    if not statements and not problems:
        raise SourceError("the notebook holds no code", place)
    return Program(tuple(statements), tuple(problems), sources, flags)


def _python(cell: str, place: Location) -> str:
    try:
        with warnings.catch_warnings(action="ignore"):
            return python_of(cell)
    except SyntaxError as error:
        raise SourceError(error.msg, place) from None


def _decoded(data: bytes, place: Location) -> str:
    """The text of a `.py`, by its byte-order mark or coding line, else UTF-8."""
    try:
        with warnings.catch_warnings(action="ignore"):
            encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
            text = data.decode(encoding)
    except SyntaxError as error:  # an unknown coding line, or bytes that are not UTF-8 in the first two lines
        raise SourceError(
            f"the file is not saved as UTF-8: {error.msg}. Save it anew, as UTF-8",
            replace(place, line=1),
        ) from None
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SourceError(
            f"this line is not {error.encoding} text. Save it anew, as UTF-8",
            replace(place, line=line),
        ) from None
    except (ValueError, LookupError):
        raise SourceError("the file is not saved as UTF-8. Save it anew, as UTF-8", place) from None
    return re.sub("\r\n?", "\n", text)


def _statements(text: str, place: Location, flags: int = 0) -> tuple[tuple[Statement, ...], int]:
    """The statements of a file or cell, and the `__future__` flags in force after it."""
    name = place.filename
    try:
        with warnings.catch_warnings(action="ignore"):
            tree = compile(text, name, "exec", ast.PyCF_ONLY_AST | flags, dont_inherit=True)
            without_magics(tree)
            # Some errors show only here: `return` outside a function, a late `from __future__`.
            flags |= compile(tree, name, "exec", flags, dont_inherit=True).co_flags & FUTURES
            return tuple(
                Statement(
                    node,
                    compile(ast.Module([node], []), name, "exec", flags, dont_inherit=True),
                    replace(place, line=node.lineno),
                )
                for node in tree.body
            ), flags
    except SyntaxError as error:
        raise _explained(error, text, place) from None
    except (RecursionError, MemoryError):
        raise SourceError("the code is nested too deeply to be read", place) from None
    except (ValueError, OverflowError) as error:
        raise SourceError(f"this is not Python: {error}", place) from None


def _explained(error: SyntaxError, text: str, place: Location) -> SourceError:
    lines = text.split("\n")
    if not error.lineno or error.lineno > len(lines):
        return SourceError(f"Python cannot read this: {error.msg}", place)
    line = lines[error.lineno - 1].strip()
    what = f"{error.msg}: {line[:120]}" if line else error.msg
    place = replace(place, line=error.lineno)
    if isinstance(error, IndentationError) or error.msg.endswith("outside function"):
        return SourceError(f"the indentation is wrong: {what} (the lines of a block begin in the same column)", place)
    if error.msg.startswith(("invalid character", "invalid non-printable")):
        return SourceError(f"a character that Python does not know: {what} (type it anew, in English input)", place)
    if NEWER.search(line):
        return SourceError(f"Python {VERSION}, which grades, is too old for this: {what}", place)
    return SourceError(
        f"Python cannot read this: {what} (a misspelt word, or no bracket, quote or colon? Python {VERSION} grades)",
        place,
    )
