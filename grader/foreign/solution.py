"""The solution of an assignment, its answers marked, what its texts say in comments."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from grader.course.stubs import docstring
from grader.foreign.answers import marked
from grader.foreign.code import comment, statements
from grader.foreign.model import ForeignAssignment, StudentCell

_HEADING = re.compile(r"^\s*#\s+(.+?)\s*#*\s*$", re.MULTILINE)


def title_of(assignment: ForeignAssignment) -> str:
    """The first large heading of its texts, else the name of its notebook."""
    texts = (part.source for part in assignment.parts if part.is_text)
    found = next((heading[1] for text in texts if (heading := _HEADING.search(text))), "")
    plain = re.sub(r"[*_`]|<[^>]*>", "", found).strip()
    return plain[:100] or assignment.source.stem.replace("_", " ").strip()


def make_solution(assignment: ForeignAssignment) -> str:
    """What stands before the first code becomes the docstring; later texts become comments above the code that
    follows. What only tries an answer becomes a comment too: a stub has no answers."""
    parts = list(assignment.parts)
    opening = next((place for place, part in enumerate(parts) if not part.is_text), len(parts))
    title = title_of(assignment)
    texts = [_HEADING.sub(lambda found: "" if found[1] == title else found[0], part.source) for part in parts[:opening]]
    about = "\n\n".join(each for each in [title, *map(str.strip, texts)] if each)
    written = frozenset(name for part in parts if not part.is_text for name in _written(part))
    rest = (comment(each.source) if each.is_text else _code(each, written) for each in parts[opening:])
    return "\n\n".join([docstring(about, ""), *(each.strip("\n") for each in rest)]) + "\n"


def _written(part: StudentCell) -> Iterator[str]:
    """The names that the answers of a part bind."""
    for statement in statements(part.source) if part.answer else ():
        if not part.answer.isdisjoint(statement.lines):
            yield from statement.bound


def _code(part: StudentCell, written: frozenset[str]) -> str:
    lines = part.source.split("\n")
    for statement in statements(part.source):
        is_trial = isinstance(statement.node, ast.Expr) and not statement.used.isdisjoint(written)
        if is_trial and part.answer.isdisjoint(statement.lines):
            for number in statement.lines:
                lines[number - 1] = f"# {lines[number - 1]}"
    return marked("\n".join(lines), part.answer)
