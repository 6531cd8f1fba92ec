"""What a top-level statement reads, binds and changes, as Python's own compiler sees it.

The compiler has settled which names of a function are its own and which are the module's; its code objects say so.
Only changes in place (`TABLE["a"] = 1`, `items.append(2)`, `random.shuffle(items)`) are looked for in the syntax tree.
"""

from __future__ import annotations

import ast
import dis
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import CodeType

from grader.submission.program import Statement

READS = frozenset({"LOAD_NAME", "LOAD_GLOBAL", "LOAD_FROM_DICT_OR_GLOBALS"})
BINDS = frozenset({"STORE_NAME", "STORE_GLOBAL", "DELETE_NAME", "DELETE_GLOBAL"})
BINDS_GLOBAL = frozenset({"STORE_GLOBAL", "DELETE_GLOBAL"})

Names = frozenset[str]
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)

CHANGES_OBJECT = frozenset(
    "add append appendleft clear discard extend extendleft insert move_to_end pop popitem popleft remove reverse rotate"
    " setdefault sort update".split()
)
"""Methods of Python's containers that change them, wherever in a statement they are called."""
CHANGES_ARGUMENT = frozenset(
    "at copyto delattr delitem fill_diagonal heapify heappop heappush heappushpop heapreplace insort insort_left"
    " insort_right place put put_along_axis putmask setattr setitem shuffle".split()
)
"""Functions of Python and NumPy that change their first argument."""
SETTINGS = frozenset(
    "enable_numpy_behavior experimental_enable_numpy_behavior filterwarnings set_dtype_policy set_floatx"
    " set_global_policy seterr setrecursionlimit simplefilter".split()
)
"""Functions of libraries that set something for the whole process. Seeds are none: each check sets its own."""


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
    aliases: frozenset[tuple[str, str]]
    """Pairs of names that may hold the same object, or one a part of the other."""
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
        match self.statement.node:
            case ast.ImportFrom() as node:
                return node.module == "__future__" or node.names[0].name == "*"
            case ast.Expr(value=ast.Call() as call):
                return _last(call.func) in SETTINGS
        return False


def read(statement: Statement) -> Reading:
    code = statement.code
    inner = tuple(_nested(code))
    reads_later = _names(inner, READS)
    node = statement.node
    outside, inside = _changed(node)
    return Reading(
        statement,
        reads=_names((code,), READS),
        reads_later=reads_later,
        binds=_names((code,), BINDS),
        lines={
            step.argval: (step.positions and step.positions.lineno) or node.lineno
            for step in dis.get_instructions(code)
            if step.opname in ("STORE_NAME", "STORE_GLOBAL")
        },
        replaces=_replaced(node),
        assigns_into=frozenset(name for name, called in outside if not called),
        calls_on=frozenset(name for name, called in outside if called),
        gives=frozenset(_given(node)),
        aliases=frozenset(_aliases(node)),
        changes_later=_names(inner, BINDS_GLOBAL) | frozenset(name for name, _ in inside) & reads_later,
        changes_given=frozenset(_fillers(node)),
    )


def targets(node: ast.expr) -> Iterator[ast.expr]:
    """The single targets of an assignment, tuples and stars taken apart."""
    waiting = [node]
    while waiting:
        target = waiting.pop()
        if isinstance(target, ast.Tuple | ast.List):
            waiting += target.elts
        elif isinstance(target, ast.Starred):
            waiting.append(target.value)
        else:
            yield target


def imported(node: ast.Import | ast.ImportFrom) -> Iterator[tuple[str, ast.alias]]:
    """The name that each part of an import binds."""
    for alias in node.names:
        yield alias.asname or (alias.name.split(".")[0] if isinstance(node, ast.Import) else alias.name), alias


def _nested(code: CodeType) -> Iterator[CodeType]:
    waiting = [code]
    while waiting:
        inner = [constant for constant in waiting.pop().co_consts if isinstance(constant, CodeType)]
        yield from inner
        waiting += inner


def _names(codes: tuple[CodeType, ...], operations: Names) -> Names:
    return frozenset(
        instruction.argval
        for code in codes
        for instruction in dis.get_instructions(code)
        if instruction.opname in operations
    )


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
    return frozenset(name.id for target in assigned for name in targets(target) if isinstance(name, ast.Name))


Change = tuple[str, bool]
"""A name that is changed in place, and whether it is by a method call."""


def _changed(node: ast.AST) -> tuple[set[Change], set[Change]]:
    """What is changed when the statement runs, and in the functions that it makes."""
    found: tuple[set[Change], set[Change]] = (set(), set())
    waiting: list[tuple[ast.AST, bool]] = [(node, False)]
    while waiting:
        part, inside = waiting.pop()
        found[inside].update(_changes(part))
        inside = inside or isinstance(part, FUNCTIONS)
        waiting += ((child, inside) for child in ast.iter_child_nodes(part))
    return found


def _changes(part: ast.AST) -> Iterator[Change]:
    match part:
        case ast.Attribute(ctx=ast.Store() | ast.Del()) | ast.Subscript(ctx=ast.Store() | ast.Del()):
            yield _root(part), False
        case ast.Expr(value=ast.Call(func=function)) if not isinstance(function, ast.Name):
            yield _root(function), True
        case ast.Call(func=ast.Attribute(attr=method) as function) if method in CHANGES_OBJECT:
            yield _root(function), True
        case ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
            called = [each for each in part.decorator_list if not isinstance(each, ast.Name)]
            inherited = part.bases if isinstance(part, ast.ClassDef) else []
            yield from ((_root(each), True) for each in [*called, *inherited])
    match part:
        case ast.Call(func=function, args=[first, *_]) if _last(function) in CHANGES_ARGUMENT:
            yield _root(first), False


def _given(node: ast.AST) -> Iterator[tuple[str, str]]:
    for part in ast.walk(node):
        match part:
            case ast.Call(func=ast.Name(id=function)):
                values = [*part.args, *(keyword.value for keyword in part.keywords)]
                yield from ((function, _root(value)) for value in values if not isinstance(value, ast.Call))


def _aliases(node: ast.AST) -> Iterator[tuple[str, str]]:
    """`b = a`, `b = a.x[0]`, `for b in a.items()` and `for i, b in enumerate(a)`."""
    for part in ast.walk(node):
        match part:
            case ast.Assign(targets=found, value=ast.Name() | ast.Attribute() | ast.Subscript() as value):
                names = [*found, value]
            case ast.Assign(targets=[_, _, *_] as names):
                pass
            case ast.For(target=target, iter=ast.Call(func=ast.Name(), args=values)):
                names = [target, *values]
            case ast.For(target=target, iter=value):
                names = [target, value]
            case _:
                continue
        roots = {_root(name) for several in names for name in targets(several)} - {""}
        yield from ((one, other) for one in roots for other in roots if one != other)


def _fillers(node: ast.AST) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.FunctionDef):
            given = {each.arg for each in (*part.args.posonlyargs, *part.args.args, *part.args.kwonlyargs)}
            if not given.isdisjoint(name for name, _ in _changed(part)[1]):
                yield part.name


def _last(function: ast.expr) -> str:
    """`c` of `a.b.c`."""
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _root(node: ast.expr) -> str:
    """`TABLE` in `TABLE["a"].items.pop(0).x`; empty where no name is at the root."""
    while not isinstance(node, ast.Name):
        match node:
            case ast.Attribute() | ast.Subscript():
                node = node.value
            case ast.Call():
                node = node.func
            case _:
                return ""
    return node.id
