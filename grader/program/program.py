"""Reads a program: a `.py` or a notebook becomes its top-level statements, in order, each with its place and code.

Runs inside the locked worker, before any of the student's code does.
"""

from __future__ import annotations

import ast
import contextlib
import io
import re
import sys
import tokenize
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from msgspec.structs import replace

from grader.feedback import N_, Location
from grader.program.bindings import exported
from grader.program.mistaken import mistaken, no_notebook
from grader.program.notebook import magic, named_file, python_of, without_magics
from grader.program.rebinding import keep_functions
from grader.program.statement import FUTURES, SourceError, Statement, filename
from grader.submission.cells import NotebookError, code_cells

MAX_CODE = 1 << 20
MAX_NOTEBOOK = 64 << 20
VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"
NEWER = re.compile(
    r"^type \w+ *[\[=]|^(?:async )?def \w+\[|^class \w+\[|\bf(['\"])[^'\"]*\{[^}]*\1[^}]*\}"
    r"|(?:^|[=(,\s])t['\"]|^except [\w.]+, [\w., ]+:"
)
"""Lines that only newer versions read: type aliases and parameters, quotes within an f-string's braces (3.12),
t-strings and `except` without parentheses (3.14)."""
MAGIC = re.compile(r"^\s*(?:[%!]|>>> |In \[\d+\]: )", re.MULTILINE)
"""A line that only IPython reads."""
PROSE = re.compile(r"(?:\d+[.)]\s*)?[^\x00-\x7f]+[.,!?:]* (?!=)")
"""How a line begins that is no code, but a sentence in a language such as Korean."""


@dataclass(frozen=True, eq=False)
class Program:
    """A submission's file as statements. `problems` are the cells that do not parse; the other cells are kept.

    `sources` maps each filename of a traceback to its text, for linecache; `flags` are the `__future__` features in
    force at the end, as `compile` takes them; `functions` are the variables of functions whose names are values now.
    `files` are those that cells write (`%%writefile`) and that were not handed in; `places` has for each filename of a
    traceback the file or cell.
    """

    statements: tuple[Statement, ...]
    problems: tuple[SourceError, ...]
    sources: Mapping[str, str]
    flags: int = 0
    functions: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, Location] = field(default_factory=dict)


def read_program(path: Path) -> Program:
    """Reads a `.py` or `.ipynb`; SourceError if it contains no code.

    A name that is used for a function and then for a value becomes two: see `rebinding`.
    """
    reader = _Reader(path)
    statements, flags = reader.read(path, Location(path.name))
    if not statements and not reader.problems:
        is_notebook = path.suffix.lower() == ".ipynb"
        empty = N_("the notebook contains no code") if is_notebook else N_("the file contains no code")
        raise SourceError(empty, Location(path.name))
    kept, functions = keep_functions(statements)
    return Program(kept, tuple(reader.problems), reader.sources, flags, functions, reader.files, reader.places)


class _Reader:
    """Reads a program, and the files that it runs by `%run`."""

    def __init__(self, path: Path) -> None:
        self.problems: list[SourceError] = []
        self.sources: dict[str, str] = {}
        self.files: dict[str, str] = {}
        self.places: dict[str, Location] = {}
        self._folder = path.parent
        self._itself = path.stem if path.suffix.lower() == ".ipynb" else None
        self._open = {path.name}

    def read(self, path: Path, place: Location) -> tuple[list[Statement], int]:
        """The statements, and the `__future__` flags in force after them; SourceError."""
        try:
            with path.open("rb") as file:
                data = file.read(MAX_NOTEBOOK + 1)
        except OSError as error:
            raise SourceError("cannot be read: {error}", place, error=error.strerror) from None
        what, line = mistaken(data, path.suffix.lower())
        if what:
            raise SourceError(what, replace(place, line=line))
        if path.suffix.lower() == ".ipynb":
            return self._notebook(data, place)
        if len(data) > MAX_CODE:
            raise SourceError("the file is larger than {size} MiB", place, size=MAX_CODE >> 20)
        return self._script(_decoded(data, place), place)

    def _script(self, text: str, place: Location) -> tuple[list[Statement], int]:
        """A `.py`; one that an editor runs cell by cell (`# %%`) may hold magics as a notebook does."""
        try:
            return self._python(text, place)
        except SourceError:
            if not MAGIC.search(text):
                raise
            return self._python(_without_magic_lines(text, place), place)

    def _notebook(self, data: bytes, place: Location) -> tuple[list[Statement], int]:
        if len(data) > MAX_NOTEBOOK:
            raise SourceError("the notebook is larger than {size} MiB", place, size=MAX_NOTEBOOK >> 20)
        try:
            cells = code_cells(data)
        except NotebookError as error:
            if instead := no_notebook(data):
                raise SourceError(instead, place) from None
            raise SourceError(error.text, place, **error.values) from None
        if sum(map(len, cells)) > MAX_CODE:
            raise SourceError("the notebook contains more than {size} MiB of code", place, size=MAX_CODE >> 20)
        statements: list[Statement] = []
        flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        for number, cell in enumerate(cells, 1):
            where = replace(place, cell=number)
            self.sources[filename(where)] = cell
            try:
                found, flags = self._python(_without_magic_lines(cell, where), where, flags)
                statements += found
            except SourceError as error:
                self.problems.append(error)
        return statements, flags & FUTURES

    def _python(self, text: str, place: Location, flags: int = 0) -> tuple[list[Statement], int]:
        name = filename(place)
        self.sources[name], self.places[name] = text, place
        try:
            with warnings.catch_warnings(action="ignore"):
                tree = compile(text, name, "exec", ast.PyCF_ONLY_AST | flags, dont_inherit=True)
                tree = without_magics(tree)
                # Some errors show only here: `return` outside a function, a late `from __future__`.
                flags |= compile(tree, name, "exec", flags, dont_inherit=True).co_flags & FUTURES
                return [found for node in tree.body for found in self._statements(node, place, flags)], flags
        except SyntaxError as error:
            raise _explained(error, text, place) from None
        except (RecursionError, MemoryError):
            raise SourceError("the code is nested too deeply to be read", place) from None
        except (ValueError, OverflowError) as error:
            raise SourceError("this is not Python: {error}", place, error=error) from None

    def _statements(self, node: ast.stmt, place: Location, flags: int) -> Iterator[Statement]:
        """A statement, or those that stand for it."""
        match magic(node):
            case "run", line, _:
                yield from self._run(named_file(line))
            case "writefile" | "file", line, cell:
                self._write(named_file(line), cell, "-a" in line.split())
            case _:
                if self._itself and isinstance(node, ast.ImportFrom) and node.module == self._itself:
                    yield from self._run(f"{self._itself}.py")  # as a module, that name is the notebook
                for one in chain.from_iterable(_single(each, self._itself) for each in self._without_star(node)):
                    code = compile(ast.Module([one], []), filename(place), "exec", flags, dont_inherit=True)
                    yield Statement(one, code, replace(place, line=node.lineno))

    def _without_star(self, node: ast.stmt) -> Sequence[ast.stmt]:
        """`from mine import *` as an import of each name, where `mine` is a file of the submission's own."""
        match node:
            case ast.ImportFrom(module=str(module), names=[ast.alias("*")], level=0):
                names = self._exported(module)
                found = [ast.copy_location(ast.ImportFrom(module, [ast.alias(name)], 0), node) for name in names]
                return list(map(ast.fix_missing_locations, found))
        return [node]

    def _exported(self, module: str, outer: frozenset[str] = frozenset()) -> list[str]:
        """What a star import of one's own module binds; the star alone where it cannot be told."""
        path = module.replace(".", "/")
        file = next(filter(self._is_own, (f"{path}.py", f"{path}/__init__.py")), "")
        if module in outer:
            return []
        if not file:
            return ["*"]
        text = ""
        try:
            text = self._text(file)
            tree = ast.parse(text)
        except SyntaxError as error:
            self.problems.append(_explained(error, text, Location(file)))
            return ["*"]
        except (ValueError, RecursionError, MemoryError, OSError):
            return ["*"]
        return exported(tree, lambda other: self._exported(other, outer | {module})) or ["*"]

    def _is_own(self, name: str) -> bool:
        return name in self.files or (self._folder / name).is_file()

    def _text(self, name: str) -> str:
        return self.files[name] if name in self.files else (self._folder / name).read_text(encoding="utf-8-sig")

    def _run(self, name: str) -> list[Statement]:
        """The statements of a file that was handed in, or that a cell has written; none if there is no such file."""
        name = name if Path(name).suffix else f"{name}.py"
        if name in self._open:
            return []
        self._open.add(name)
        try:
            if (self._folder / name).is_file():
                return self.read(self._folder / name, Location(name))[0]
            return self._python(self.files[name], Location(name))[0] if name in self.files else []
        except (SourceError, OSError) as error:
            self.problems += [error] if isinstance(error, SourceError) else []
            return []

    def _write(self, name: str, text: str, more: bool) -> None:
        """Remembers a file that a cell writes, unless it was handed in."""
        with contextlib.suppress(OSError):
            if name and not (self._folder / name).exists():
                self.files[name] = self.files.get(name, "") + text if more else text


def _single(node: ast.stmt, itself: str | None) -> Iterator[ast.stmt]:
    """`import a, b` as two statements: if b is missing, a is still imported. Of an import from the program `itself`,
    the second names."""
    match node:
        case ast.Import(names=aliases):
            yield from (ast.copy_location(ast.Import([alias]), node) for alias in aliases)
        case ast.ImportFrom(module=str(module), names=aliases, level=0) if module == itself:
            for alias in aliases:
                second = ast.Assign(
                    [ast.Name(alias.asname or alias.name, ast.Store())], ast.Name(alias.name, ast.Load())
                )
                if alias.asname:
                    yield ast.fix_missing_locations(ast.copy_location(second, node))
        case _:
            yield node


def _without_magic_lines(cell: str, place: Location) -> str:
    try:
        with warnings.catch_warnings(action="ignore"):
            return python_of(cell)
    except SyntaxError as error:
        raise _explained(error, cell, place) from None


def _decoded(data: bytes, place: Location) -> str:
    """The text of a `.py`, by its byte-order mark or coding line, else UTF-8."""
    try:
        with warnings.catch_warnings(action="ignore"):
            encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
            text = data.decode(encoding)
    except SyntaxError as error:  # an unknown coding line, or bytes that are not UTF-8 in the first two lines
        raise SourceError(
            "the file is not saved as UTF-8: {error}. Save it again as UTF-8",
            replace(place, line=1),
            error=error.msg,
        ) from None
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SourceError(
            "this line is not {encoding} text. Save the file again as UTF-8",
            replace(place, line=line),
            encoding=error.encoding,
        ) from None
    except (ValueError, LookupError):
        raise SourceError("the file is not saved as UTF-8. Save it again as UTF-8", place) from None
    return re.sub("\r\n?", "\n", text)


def _explained(error: SyntaxError, text: str, place: Location) -> SourceError:
    lines = text.split("\n")
    if not error.lineno or error.lineno > len(lines):
        return SourceError("Python cannot read this: {what}", place, what=error.msg)
    line = lines[error.lineno - 1].strip()
    what = f"{error.msg}: {line[:120]}" if line else error.msg
    place = replace(place, line=error.lineno)
    text = N_(
        "Python cannot read this: {what} "
        "(is a word misspelt, or is a bracket, quote or colon missing? The grader uses Python {version})"
    )
    if isinstance(error, IndentationError) or error.msg.endswith("outside function"):
        text = N_("the indentation is wrong: {what} (all lines of a block must begin in the same column)")
    elif line.startswith("```"):
        text = N_("``` is not Python: {what} (delete the lines with ```)")
    elif PROSE.match(line):
        text = N_("this line is not Python: {what} (if it is an explanation, put # in front of it)")
    elif error.msg.startswith("invalid non-printable"):
        text = N_("this line contains an invisible character: {what} (delete the line and type it again)")
    elif error.msg.startswith("invalid character"):
        text = N_("Python does not know a character in this line: {what} (switch to English input and type it again)")
    elif NEWER.search(line):
        text = N_("the grader uses Python {version}, which is too old for this: {what}")
    return SourceError(text, place, what=what, version=VERSION)
