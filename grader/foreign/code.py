"""Code of foreign cells: what it uses and binds, where its strings are, and what is not Python in it. Read only."""

from __future__ import annotations

import ast
import io
import re
import symtable
import textwrap
import tokenize
from collections.abc import Iterator
from typing import NamedTuple

_MAGIC = re.compile(r"\s*(%(?!%)|!|\?)|.*\?\s*$")
_WHOLE_CELL = re.compile(r"\s*%%(?!time|timeit|capture|prun)\w+")


class SourceStatement(NamedTuple):
    """A top-level statement: its text, the numbers of its first and last line, and the names that it uses and binds."""

    node: ast.stmt
    source: str
    lines: range
    used: frozenset[str]
    bound: frozenset[str]

    @property
    def is_import(self) -> bool:
        return isinstance(self.node, ast.Import | ast.ImportFrom)

    @property
    def is_sweeping(self) -> bool:
        return isinstance(self.node, ast.ImportFrom) and self.node.names[0].name == "*"


def statements(source: str) -> list[SourceStatement]:
    """The statements of some code; SyntaxError."""
    lines = source.split("\n")
    found = []
    for node in ast.parse(source).body:
        first = min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", []))])
        last = node.end_lineno or first
        text = "\n".join(lines[first - 1 : last])
        try:
            used, bound = _names(text)
        except SyntaxError:  # several statements in a line
            text = ast.unparse(node)
            used, bound = _names(text)
        found.append(SourceStatement(node, text, range(first, last + 1), used, bound))
    return found


def _names(source: str) -> tuple[frozenset[str], frozenset[str]]:
    top = symtable.symtable(source, "cell", "exec")
    symbols = top.get_symbols()
    used = {each.get_name() for each in symbols if each.is_referenced()}
    bound = {each.get_name() for each in symbols if each.is_assigned() or each.is_imported() or each.is_namespace()}
    waiting = list(top.get_children())
    while waiting:
        table = waiting.pop()
        used |= {each.get_name() for each in table.get_symbols() if each.is_global() and each.is_referenced()}
        waiting += table.get_children()
    return frozenset(used), frozenset(bound)


def free(found: list[SourceStatement]) -> list[str]:
    """The names that statements use before they bind them, in order."""
    bound: set[str] = set()
    names: dict[str, None] = {}
    for statement in found:
        names |= dict.fromkeys(sorted(statement.used - bound))
        bound |= statement.bound
    return list(names)


def without_magics(source: str) -> tuple[str, list[str]]:
    """Code with magics and shell lines made comments, and what they were. A cell magic that is no Python makes all of
    it one."""
    lines = source.split("\n")
    if _WHOLE_CELL.match(source):
        return "\n".join(f"# {line}" for line in lines), [lines[0].strip()]
    gone = [line.strip() for line in lines if _MAGIC.match(line) and not _is_python(line)]
    gone += [line.strip() for line in lines[:1] if line.lstrip().startswith("%%")]
    kept = [_as_comment(line) if line.strip() in gone else line for line in lines]
    return "\n".join(kept), gone


def _is_python(line: str) -> bool:
    """Whether a line that ends like a question is a comment, or the end of a text."""
    return not line.lstrip().startswith(("%", "!", "?")) and not re.fullmatch(r"\s*[\w.]+\?{1,2}\s*", line)


def _as_comment(line: str) -> str:
    indent = line[: len(line) - len(line.lstrip())]
    return f"{indent}# {line.strip()}" if not indent else f"{indent}pass  # {line.strip()}"


def syntax_error(source: str) -> str:
    """Why Python cannot read some code; empty where it can."""
    try:
        ast.parse(source)
    except SyntaxError as error:
        return f"line {error.lineno}: {error.msg}"
    except (ValueError, RecursionError, MemoryError) as error:
        return str(error) or "too deep"
    return ""


def indented(source: str, by: str = "    ") -> str:
    """Code one level deeper; the further lines of long texts stay as they are."""
    inside: set[int] = set()
    for token in tokens(source):
        if token.type == tokenize.STRING or token.type == getattr(tokenize, "FSTRING_MIDDLE", -1):
            inside |= set(range(token.start[0] + 1, token.end[0] + 1))
    lines = source.split("\n")
    return "\n".join(
        line if number in inside or not line.strip() else by + line for number, line in enumerate(lines, start=1)
    )


def tokens(source: str) -> Iterator[tokenize.TokenInfo]:
    try:
        yield from tokenize.generate_tokens(io.StringIO(source).readline)
    except (tokenize.TokenError, SyntaxError):
        return


def comment(text: str) -> str:
    """A text as lines of comment, long ones folded."""
    lines = [part for line in text.split("\n") for part in (textwrap.wrap(line, 110) or [""])]
    return "\n".join(f"# {line}".rstrip() for line in lines)
