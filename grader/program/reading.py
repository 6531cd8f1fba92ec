"""What a top-level statement reads, binds and changes, as Python's own compiler sees it.

The compiler has settled which names of a function are its own and which are the module's; its code objects say so.
Only changes in place (`TABLE["a"] = 1`) are looked for in the syntax tree, by `changes`.
"""

from __future__ import annotations

import ast
import dis
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import CodeType

from grader.program import changes
from grader.program.rebinding import READS, nested
from grader.program.statement import Statement

STORES = frozenset({"STORE_NAME", "STORE_GLOBAL"})
BINDS_GLOBAL = frozenset({"STORE_GLOBAL", "DELETE_GLOBAL"})
BINDS = STORES | BINDS_GLOBAL | {"DELETE_NAME"}

Names = frozenset[str]
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True, eq=False)
class Reading:
    """The module's names in one statement.

    `reads` happen when the statement runs, `reads_later` and `changes_later` when a function made in it is called.
    """

    statement: Statement
    reads: Names
    reads_later: Names
    binds: Names
    """Bound or deleted when the statement runs, perhaps under a condition."""
    lines: Mapping[str, int]
    """The line on which each name is bound last."""
    replaces: Names
    """Bound in any case, whatever they were before."""
    assigns_into: Names
    """Names of which an element or attribute is assigned or deleted."""
    calls_on: Names
    """Names of which a method may change what they hold: called as a statement of its own or as a decorator. A class is
    changed by a class that inherits from it, as `__subclasses__` and `__init_subclass__` tell."""
    gives: frozenset[tuple[str, str]]
    """Functions that are called by name, each with a name that is given to it."""
    shared: frozenset[tuple[str, str]]
    """Pairs of names: what changes the object of the first may change that of the second, the same one or its whole."""
    changes_later: Names
    changes_given: Names
    """Functions that it defines which may change what is given to them."""

    @property
    def is_import(self) -> bool:
        return isinstance(self.statement.node, ast.Import | ast.ImportFrom)

    @property
    def is_definition(self) -> bool:
        return isinstance(self.statement.node, Definition)

    @property
    def is_plain_function(self) -> bool:
        """Whether the statement makes a function without calling anything with it."""
        node = self.statement.node
        return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not node.decorator_list

    @property
    def is_sweeping(self) -> bool:
        """`from x import *`, `from __future__` and settings of libraries: what they change cannot be told name by
        name."""
        node = self.statement.node
        if isinstance(node, ast.ImportFrom):
            return node.module == "__future__" or node.names[0].name == "*"
        return changes.is_setting(node)


def read(statement: Statement) -> Reading:
    node = statement.node
    now = _steps(statement.code)
    inner = list(nested(statement.code))
    later = [step for code in inner for step in _steps(code)]
    reads_later = _names(later, READS)
    outside, inside = changes.changed(node)
    return Reading(
        statement,
        reads=_names(now, READS),
        reads_later=reads_later,
        binds=_names(now, BINDS),
        lines={
            step.argval: (step.positions and step.positions.lineno) or node.lineno
            for step in now
            if step.opname in STORES
        },
        replaces=_replaced(node),
        assigns_into=frozenset(name for name, called in outside if not called),
        calls_on=frozenset(name for name, called in outside if called),
        gives=frozenset(changes.given(node)),
        shared=frozenset(changes.shared(node)),
        changes_later=_names(later, BINDS_GLOBAL) | frozenset(name for name, _ in inside) & reads_later,
        changes_given=frozenset(changes.fillers(node)) if inner else frozenset(),
    )


def imported(node: ast.Import | ast.ImportFrom) -> Iterator[tuple[str, ast.alias]]:
    """The name that each part of an import binds."""
    for alias in node.names:
        yield alias.asname or (alias.name.split(".")[0] if isinstance(node, ast.Import) else alias.name), alias


def _steps(code: CodeType) -> list[dis.Instruction]:
    """What code does with the names of the module."""
    return [step for step in dis.get_instructions(code) if step.opname in READS or step.opname in BINDS]


def _names(steps: Iterable[dis.Instruction], operations: Names) -> Names:
    return frozenset(step.argval for step in steps if step.opname in operations)


def _replaced(node: ast.stmt) -> Names:
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return frozenset({node.name})
        case ast.Import() | ast.ImportFrom():
            return frozenset(name for name, _ in imported(node))
        case ast.Assign():
            assigned = node.targets
        case ast.AnnAssign(value=ast.expr()) | ast.AugAssign():
            assigned = [node.target]
        case _:
            return frozenset()
    return frozenset(name.id for target in assigned for name in changes.targets(target) if isinstance(name, ast.Name))
