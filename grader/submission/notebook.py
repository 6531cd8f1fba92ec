"""The Python in a notebook's cell: magics and shell lines taken out as IPython itself understands them."""

from __future__ import annotations

import ast
import re

from IPython.core.inputtransformer2 import TransformerManager

KEPT_CELLS = frozenset({"time", "timeit", "capture", "prun"})
"""Cell magics whose cell is Python to be run; of all others (`%%bash`, `%%html`, ...) nothing is kept."""
KEPT_LINES = frozenset({"time", "timeit"})
OPTIONS = re.compile(r"(?:-[nrp]\s*\d+\s+|-[a-z]+\s+)*")


def python_of(cell: str) -> str:
    """The cell as Python, every line where it was; magics are calls of `get_ipython` now. May raise SyntaxError."""
    lines = cell.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    first = 0
    while first < len(lines) and (not lines[first].strip() or lines[first].startswith("%%")):
        if lines[first].startswith("%%") and lines[first][2:].partition(" ")[0].strip() not in KEPT_CELLS:
            return ""
        first += 1
    try:
        return "\n" * first + str(_LineKeeper().transform_cell("\n".join(lines[first:])))  # type: ignore[no-untyped-call]
    except SyntaxError:
        raise
    except Exception as error:  # the transformer meets text that is neither Python nor magic
        raise SyntaxError(f"cannot be read as Python ({error})") from None


def without_magics(tree: ast.Module) -> ast.Module:
    """Puts `pass` for the statements that only call a magic or the shell; `%time` and `%timeit` leave the statement
    that they run. Changes `tree`; may raise SyntaxError."""
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
    if not (isinstance(statement, ast.Expr) and _is_magic(statement.value)):
        return [statement]
    return _parsed(_timed(statement.value), statement) or [ast.copy_location(ast.Pass(), statement)]


def _is_magic(node: ast.expr) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Call(func=ast.Name(id="get_ipython")))):
            return True
    return False


def _timed(node: ast.expr) -> str:
    """The code that `%time` or `%timeit` runs; nothing for any other expression."""
    match node:
        case ast.Call(func=ast.Attribute(attr="run_line_magic"), args=[ast.Constant(name), ast.Constant(str(code))]):
            if _is_magic(node) and name in KEPT_LINES:
                return OPTIONS.sub("", code, count=1).strip()
    return ""


def _parsed(code: str, place: ast.stmt) -> list[ast.stmt]:
    """The statements of `code`, which stands on the lines of `place`."""
    try:
        tree = ast.parse(code)
    except SyntaxError as error:
        error.lineno = place.lineno
        raise
    for node in ast.walk(tree):
        ast.copy_location(node, place)
    return tree.body
