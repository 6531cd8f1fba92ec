"""The Python in a notebook's cell: magics and shell lines taken out as IPython itself understands them."""

from __future__ import annotations

import ast
import contextlib
import re
from pathlib import PurePosixPath

from IPython.core.inputtransformer2 import TransformerManager

from grader.submission.cells import RUN_CELLS, WRITE_CELLS

KEPT_LINES = frozenset({"time", "timeit"})
READ_LINES = frozenset({"run"})
"""Magics that are handled where the program is read, since they name files."""
OPTIONS = re.compile(r"(?:-[nrp]\s*\d+\s+|-[a-z]+\s+)*")


def python_of(cell: str) -> str:
    """The cell as Python, every line where it was; magics are calls of `get_ipython` now. May raise SyntaxError."""
    lines = cell.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    first = 0
    while first < len(lines) and (not lines[first].strip() or lines[first].startswith("%%")):
        name = lines[first].removeprefix("%%").partition(" ")[0].strip()
        if lines[first].startswith("%%") and name in WRITE_CELLS:
            break
        if lines[first].startswith("%%") and name not in RUN_CELLS:
            return ""
        first += 1
    try:
        return "\n" * first + str(_LineKeeper().transform_cell("\n".join(lines[first:])))  # type: ignore[no-untyped-call]
    except SyntaxError:
        raise
    except Exception as error:  # the transformer meets text that is neither Python nor magic
        raise SyntaxError(f"cannot be read as Python ({error})") from None


def named_file(line: str) -> str:
    """The file that `%run` or `%%writefile` names, relative to the program: the last part of a path that leads
    elsewhere."""
    words = [word.strip("'\"") for word in line.split() if not word.startswith("-")]
    path = PurePosixPath(words[0] if words else "")
    return path.name if path.is_absolute() or ".." in path.parts else str(path)


def without_magics(tree: ast.Module) -> ast.Module:
    """Puts `pass` for the statements that only call a magic or the shell; `%time` and `%timeit` leave the statement
    that they run. Changes `tree`; may raise SyntaxError."""
    for node in list(ast.walk(tree)):
        match node:  # IPython itself knows of no shell here
            case ast.Call(func=ast.Attribute(value=ast.Name(id="IPython"), attr="get_ipython") as shell):
                node.func = ast.copy_location(ast.Name("get_ipython", ast.Load()), shell)
    for node in list(ast.walk(tree)):
        for field in ("body", "orelse", "finalbody"):
            block = getattr(node, field, None)
            if isinstance(block, list):
                block[:] = [plain for statement in block for plain in _plain(statement)]
        if isinstance(node, ast.Assign):
            match _parsed(_timed(node.value), node):
                case [ast.Expr(value)]:
                    node.value = value
    return tree


class _LineKeeper(TransformerManager):
    """IPython's transformer, but a magic that went over several lines leaves blank ones behind."""

    def do_one_token_transform(self, lines: list[str]) -> tuple[bool, list[str]]:
        changed, new = super().do_one_token_transform(lines)  # type: ignore[no-untyped-call]
        joined = next((at for at, (old, line) in enumerate(zip(lines, new, strict=False), 1) if old != line), len(new))
        return changed, [*new[:joined], *["\n"] * (len(lines) - len(new)), *new[joined:]]


def _plain(statement: ast.stmt) -> list[ast.stmt]:
    """The statement itself; for a magic, what it runs, else `pass`."""
    if isinstance(statement, ast.ImportFrom) and statement.module == "IPython":  # no shell is running
        statement.names = [alias for alias in statement.names if alias.name != "get_ipython"]
        return [statement] if statement.names else [ast.copy_location(ast.Pass(), statement)]
    if not (isinstance(statement, ast.Expr) and _is_magic(statement.value)):
        return [statement]
    called = magic(statement)
    if called and (called[0] in READ_LINES or called[0] in WRITE_CELLS):
        return [statement]
    with contextlib.suppress(SyntaxError) if called and called[2] else contextlib.nullcontext():
        if found := _parsed(_timed(statement.value), statement):
            return found
    return [ast.copy_location(ast.Pass(), statement)]


def magic(statement: ast.stmt) -> tuple[str, str, str] | None:
    """The magic that a statement calls: its name, the line and the cell behind it."""
    match statement:
        case ast.Expr(value=ast.expr() as called):
            return _magic(called)
    return None


def _magic(node: ast.expr) -> tuple[str, str, str] | None:
    if not _is_magic(node):
        return None
    match node:
        case ast.Call(
            func=ast.Attribute(attr="run_line_magic"), args=[ast.Constant(str(name)), ast.Constant(str(line)), *_]
        ):
            return name, line, ""
        case ast.Call(func=ast.Attribute(attr="magic"), args=[ast.Constant(str(line)), *_]):  # in older exports
            name, _, line = line.strip().partition(" ")
            return name.lstrip("%"), line, ""
        case ast.Call(
            func=ast.Attribute(attr="run_cell_magic"),
            args=[ast.Constant(str(name)), ast.Constant(str(line)), ast.Constant(str(cell))],
        ):
            return name, line, cell
    return None


def _is_magic(node: ast.expr) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Call(func=ast.Name(id="get_ipython")))):
            return True
    return False


def _timed(node: ast.expr) -> str:
    """The code that `%time` or `%timeit` runs, or a cell of Python; nothing for any other expression."""
    match _magic(node):
        case name, line, "" if name in KEPT_LINES:
            return OPTIONS.sub("", line, count=1).strip()
        case name, _, cell if name in RUN_CELLS:
            return cell
    return ""


def _parsed(code: str, place: ast.stmt) -> list[ast.stmt]:
    """The statements of `code`, which stands on the lines of `place`."""
    try:
        tree = without_magics(ast.parse(python_of(code)))
    except SyntaxError as error:
        error.lineno = place.lineno
        raise
    for node in ast.walk(tree):
        ast.copy_location(node, place)
    return tree.body
