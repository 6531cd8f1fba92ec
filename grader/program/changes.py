"""What a statement may change in place (`TABLE["a"] = 1`, `items.append(2)`, `random.shuffle(items)`), as its syntax
tree tells it. Names are those at the root: `TABLE` in `TABLE["a"].items.pop(0).x`."""

from __future__ import annotations

import ast
import re
from collections import OrderedDict, deque
from collections.abc import Iterable, Iterator, Sequence
from types import MappingProxyType

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)

SIBLINGS = ((list, tuple), (set, frozenset), (dict, MappingProxyType), (deque, list), (OrderedDict, dict))
CHANGES_OBJECT = {
    name
    for one, other in SIBLINGS
    for name in {*dir(one)}.difference(dir(other))
    if not name.startswith("_") and name not in ("copy", "fromkeys", "maxlen")
}
"""Methods of Python's containers that change them, wherever in a statement they are called: those that a container has
and its sibling, which cannot be changed so, has not."""
CHANGES_ARGUMENT = re.compile(
    r"heap\w+|insort\w*|(set|del)(attr|item)|put\w*|copyto|fill_diagonal|place|shuffle|at"  # Python's and NumPy's
)
"""Functions that change their first argument."""
SETTINGS = re.compile(r"set_\w*policy|set_floatx|seterr|setrecursionlimit|\w*enable_numpy_behavior")
"""Functions of libraries that set something for the whole process. Seeds are none: each check sets its own."""

Change = tuple[str, bool]
"""A name that is changed in place, and whether it is by a method call."""


def changed(node: ast.AST) -> tuple[set[Change], set[Change]]:
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
    if isinstance(part, ast.Call) and part.args and CHANGES_ARGUMENT.fullmatch(_last(part.func)):
        yield _root(part.args[0]), False


def given(node: ast.AST) -> Iterator[tuple[str, str]]:
    """Functions that are called by name, each with a name that is given to it."""
    for part in ast.walk(node):
        match part:
            case ast.Call(func=ast.Name(id=function)):
                values = [*part.args, *(keyword.value for keyword in part.keywords)]
                yield from ((function, _root(value)) for value in values if not isinstance(value, ast.Call))


def shared(node: ast.AST) -> Iterator[tuple[str, str]]:
    """Pairs (a, b): what changes the object of a may change that of b, the same one or its whole.

    `b = a`, `b = a.x[0]`, `b = [a]`, `b["x"] = a`, `for b in a.items()`, `for i, b in enumerate(a)`, `class a(b)`.
    """
    for part in ast.walk(node):
        match part:
            case ast.Assign(targets=wholes, value=ast.Name() | ast.Attribute() | ast.Subscript() as value):
                yield from _pairs([value], wholes)
                yield from _pairs([each for each in wholes if isinstance(each, ast.Name)], [*wholes, value])
            case ast.Assign(targets=wholes, value=value):
                yield from _pairs([*wholes, *_held(value)], wholes)
            case ast.For(target=target, iter=ast.Call(func=ast.Name(), args=values)):
                yield from _pairs(targets(target), values)
            case ast.For(target=target, iter=value):
                yield from _pairs(targets(target), [value])
            case ast.ClassDef(name=name, bases=bases):
                yield from _pairs([ast.Name(name)], bases)


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


def _pairs(parts: Iterable[ast.expr], wholes: Sequence[ast.expr]) -> Iterator[tuple[str, str]]:
    for one in parts:
        yield from ((_root(one), _root(other)) for other in wholes if _root(one) and _root(other))


def _held(value: ast.expr) -> Iterator[ast.expr]:
    """The names in a list, tuple, set or dict that is written out."""
    match value:
        case ast.Name() | ast.Attribute() | ast.Subscript():
            yield value
        case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Set(elts=parts) | ast.Dict(values=parts):
            for part in parts:
                yield from _held(part)


def fillers(node: ast.AST) -> Iterator[str]:
    """Functions that change what is given to them."""
    for part in ast.walk(node):
        if isinstance(part, ast.FunctionDef):
            arguments = {each.arg for each in (*part.args.posonlyargs, *part.args.args, *part.args.kwonlyargs)}
            if not arguments.isdisjoint(name for name, _ in changed(part)[1]):
                yield part.name


def is_setting(node: ast.stmt) -> bool:
    """Whether the statement sets something for the whole process."""
    match node:
        case ast.Expr(value=ast.Call(func=function)):
            return SETTINGS.fullmatch(_last(function)) is not None
    return False


def _last(function: ast.expr) -> str:
    """`c` of `a.b.c`."""
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _root(node: ast.expr) -> str:
    """`TABLE` in `TABLE["a"].items.pop(0).x`; empty where no name is at the root, or only that of a function:
    `build_model().summary()` is about what that made."""
    while not isinstance(node, ast.Name):
        match node:
            case ast.Attribute() | ast.Subscript():
                node = node.value
            case ast.Call(func=ast.Attribute() as method):
                node = method
            case _:
                return ""
    return node.id
