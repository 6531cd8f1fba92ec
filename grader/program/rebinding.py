"""A name means its last function: values that scratch code binds it to further down get a variable of their own.

    def precision(y_true, y_pred): ...
    def f1(y_true, y_pred): ...                 # calls precision
    precision = precision(y, guessed)           # the top level goes on with the variable precision'
    print(precision)

The same holds for modules and classes of libraries: below `from keras import layers`, `layers = [...]` is a value.
What is a function tells `bindings.Functions`. Where functions want the value (`data = data()`), the value keeps the
name, and `data'` is the function, for a caller that asks for it.
"""

from __future__ import annotations

import ast
import dis
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from types import CodeType
from typing import Any, NamedTuple

from grader.program.bindings import COMPREHENSIONS, Functions, Origin, at_once, bindings
from grader.program.loaded import NOT_LOADED, attribute
from grader.program.statement import Statement

MARK = "'"
READS = frozenset({"LOAD_NAME", "LOAD_GLOBAL", "LOAD_FROM_DICT_OR_GLOBALS"})
HANDS_ON = (ast.Call, ast.keyword, ast.List, ast.Tuple, ast.Dict, ast.Return)

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
DEFINITIONS = (*FUNCTIONS, ast.ClassDef)

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


class Bound(NamedTuple):
    """What a statement binds a name to."""

    place: int
    origin: Origin
    makes: bool | None
    """Whether that is a function."""
    tool: Any
    """The module or class of a library that it is."""


@dataclass(frozen=True)
class Reuse:
    """A name that is a function first and a value later. Places are those of statements in the program."""

    place: int
    """Of the last function."""
    function: Origin
    tool: Any
    """The module or class of a library that stands in place of a function."""
    is_certain: bool
    """Whether that is a function. Else it is the last that may be one."""
    value_place: int
    """Of the first value."""
    gives_way: ast.Call | None
    """How the function is called to make the value: `data = data()`."""
    in_calls: bool
    """Whether functions bind the name to values, by `global`."""


def keep_functions(statements: Sequence[Statement]) -> tuple[tuple[Statement, ...], dict[str, str]]:
    """The statements, with names parted that stand for a function and then for values; and the variables of those
    functions that gave their names away."""
    reuses = _reuses(statements)
    certain = {name: reuse for name, reuse in reuses.items() if reuse.is_certain}
    reads = [list(_later_reads(statement, certain.keys())) for statement in statements] if certain else []
    calls = [
        {read.name for read in found if _wants(certain[read.name], place, read)} for place, found in enumerate(reads)
    ]
    parted = {name: name + MARK for name in set().union(*calls)}
    in_calls = {name: other for name, other in parted.items() if reuses[name].in_calls}
    kept: list[Statement] = []
    copies: dict[int, list[str]] = {}
    for name, reuse in reuses.items():
        copies.setdefault(reuse.place, []).append(name)
    later: dict[str, str] = {}
    for place, statement in enumerate(statements):
        values = [read.node for read in reads[place] if read.name in parted.keys() - calls[place]] if parted else []
        kept.append(_renamed(statement, later, in_calls, values))
        kept += [_copied(statement, name) for name in copies.get(place, ())]
        later |= {name: parted[name] for name in copies.get(place, ()) if name in parted}
    return tuple(kept), {name: name + MARK for name in reuses if name not in parted}


def _reuses(statements: Sequence[Statement]) -> dict[str, Reuse]:
    functions = Functions()
    bound: dict[str, list[Bound]] = {}
    in_calls: set[str] = set()
    for place, statement in enumerate(statements):
        for name, origin, makes in functions.learn(statement.node):
            bound.setdefault(name, []).append(Bound(place, origin, makes, functions.tool(origin)))
        in_calls |= {name for name, origin in _bound_in_calls(statement) if not functions.makes(origin)}
    stars = bound.pop("*", [])
    found: dict[str, Reuse] = {}
    for name, each in bound.items():
        if all(one.makes is False for one in each):  # then `import *` is where a function may have come from
            each = [star for star in stars if star.place < each[0].place][-1:] + each
        if reuse := _reuse(name, each, name in in_calls, len(statements)):
            found[name] = reuse
    return found


def _reuse(name: str, bound: Sequence[Bound], in_calls: bool, end: int) -> Reuse | None:
    certain = [each for each in bound if each.makes] or [each for each in bound if each.tool is not NOT_LOADED]
    functions = certain or [each for each in bound if each.makes is None]
    if not functions:
        return None
    last = functions[-1]
    values = [each for each in bound if each.place > last.place]
    if not (values or in_calls):
        return None
    calls = [
        each.origin
        for each in values
        if isinstance(each.origin, ast.Call) and isinstance(each.origin.func, ast.Name) and each.origin.func.id == name
    ]
    first = min([end, *(each.place for each in values)])
    tool = NOT_LOADED if last.makes else last.tool
    return Reuse(last.place, last.origin, tool, bool(certain), first, calls[0] if calls else None, in_calls)


def _bound_in_calls(statement: Statement) -> Iterator[tuple[str, Origin]]:
    """What functions bind at the top level when they are called, by `global`."""
    for function, names in _with_globals(statement):
        for part in function.body:
            yield from ((name, origin) for name, origin in bindings(part) if name in names)


def _with_globals(statement: Statement) -> Iterator[tuple[FunctionNode, set[str]]]:
    """The functions in a statement that declare names to be global."""
    if not any(isinstance(constant, CodeType) for constant in statement.code.co_consts):
        return
    declared: dict[FunctionNode, set[str]] = {}
    waiting: list[tuple[ast.AST, FunctionNode | None]] = [(statement.node, None)]
    while waiting:
        part, function = waiting.pop()
        if isinstance(part, ast.Global) and function:
            declared.setdefault(function, set()).update(part.names)
        inside = part if isinstance(part, FunctionNode) else function
        waiting += ((child, inside) for child in ast.iter_child_nodes(part) if not isinstance(child, ast.expr))
    yield from declared.items()


# Which code means the function, and which the value?


@dataclass(frozen=True)
class NameUse:
    """Where a function reads a name of the top level."""

    node: ast.Name
    parent: ast.AST

    @property
    def name(self) -> str:
        return self.node.id


def _wants(reuse: Reuse, place: int, read: NameUse) -> bool:
    """Whether the statement at `place` reads the function, not the value: it calls it, or hands it on while the name is
    no value yet. In `model = model()`, followed by a function that calls `model(x)`, the value is meant."""
    is_later = place > reuse.value_place
    if place == reuse.place and isinstance(reuse.function, DEFINITIONS):
        return True  # in the function itself: `f.calls += 1`
    if isinstance(read.parent, ast.Attribute) and reuse.tool is not NOT_LOADED:
        return attribute(reuse.tool, read.parent.attr) is not NOT_LOADED
    if isinstance(read.parent, ast.Call) and read.parent.func is read.node:
        return _takes(reuse.function, read.parent) and not (is_later and _calls_an_instance(reuse, read.parent))
    gives_way = reuse.gives_way is not None and not reuse.gives_way.args
    is_function = isinstance(reuse.function, DEFINITIONS)  # an import may be a number after all
    return is_function and isinstance(read.parent, HANDS_ON) and not is_later and not gives_way


def _later_reads(statement: Statement, names: Set[str]) -> Iterator[NameUse]:
    """Where functions in the statement read these names."""
    places = {
        (step.positions.lineno, step.positions.col_offset)
        for code in (nested(statement.code) if names else ())
        if not names.isdisjoint(code.co_names)
        for step in dis.get_instructions(code)
        if step.opname in READS and step.argval in names and step.positions
    }
    for parent in _parts_of_functions(statement.node) if places else ():
        for node in ast.iter_child_nodes(parent):
            if isinstance(node, ast.Name) and node.id in names and (node.lineno, node.col_offset) in places:
                yield NameUse(node, parent)


def _parts_of_functions(node: ast.AST) -> Iterator[ast.AST]:
    waiting = [(node, False)]
    while waiting:
        part, inside = waiting.pop()
        if inside:
            yield part
        later = {*ast.iter_child_nodes(part)}.difference(at_once(part)) if isinstance(part, FUNCTIONS) else ()
        waiting += ((child, inside or child in later) for child in ast.iter_child_nodes(part))


def _takes(function: Origin, call: ast.Call) -> bool:
    """Whether a function can be called like this, as far as its parameters can be told."""
    keywords = {keyword.arg for keyword in call.keywords}
    if None in keywords or any(isinstance(each, ast.Starred) for each in call.args):
        return True
    if not isinstance(function, ast.FunctionDef | ast.Lambda) or getattr(function, "decorator_list", []):
        return True
    args = function.args
    names = [each.arg for each in (*args.posonlyargs, *args.args)]
    needed = {*names[: len(names) - len(args.defaults)]}
    needed |= {each.arg for each, default in zip(args.kwonlyargs, args.kw_defaults, strict=True) if default is None}
    has_place = args.vararg is not None or len(call.args) <= len(names)
    has_names = args.kwarg is not None or keywords <= {*names, *(each.arg for each in args.kwonlyargs)}
    return has_place and has_names and needed <= {*names[: len(call.args)], *keywords}


def _calls_an_instance(reuse: Reuse, call: ast.Call) -> bool:
    """Whether a call may be one of the object that the function made: `net = net(4)`, then `net(x)`. Objects are told
    by the capital letter of a class in what the function returns."""
    if not reuse.gives_way or not isinstance(reuse.function, ast.FunctionDef) or len(call.args) != 1 or call.keywords:
        return False
    inner = dict(binding for statement in reuse.function.body for binding in bindings(statement))
    returned = [part.value for part in ast.walk(reuse.function) if isinstance(part, ast.Return)]
    made = [inner.get(value.id) if isinstance(value, ast.Name) else value for value in returned]
    return any(isinstance(each, ast.Call) and ast.unparse(each.func).rpartition(".")[2][:1].isupper() for each in made)


def nested(code: CodeType) -> Iterator[CodeType]:
    """The code objects in a code object, at any depth."""
    waiting = [code]
    while waiting:
        inner = [constant for constant in waiting.pop().co_consts if isinstance(constant, CodeType)]
        yield from inner
        waiting += inner


# The parted names


def _copied(statement: Statement, name: str) -> Statement:
    """`(name' := name)` behind a statement. That is no assignment: `changes` takes what those share for the same object
    ever after."""
    copy = ast.Expr(ast.NamedExpr(ast.Name(name + MARK, ast.Store()), ast.Name(name, ast.Load())))
    return statement.holding(ast.fix_missing_locations(ast.copy_location(copy, statement.node)))


def _renamed(
    statement: Statement, names: Mapping[str, str], in_calls: Mapping[str, str], values: Sequence[ast.Name]
) -> Statement:
    """The statement with other variables: `names` at the top level, `in_calls` in functions that bind them there, and
    `values` where functions read a value."""
    changed = _rename([statement.node], names, at_once) if names else False
    for function, declared in _with_globals(statement) if in_calls else ():
        inside = {name: in_calls[name] for name in declared if name in in_calls}
        changed |= _rename(function.body, inside, ast.iter_child_nodes)
    for node in values:
        changed, node.id = True, node.id.removesuffix(MARK) + MARK
    return statement.holding(statement.node) if changed else statement


def _rename(nodes: Sequence[ast.AST], names: Mapping[str, str], parts: Callable[[ast.AST], Iterable[ast.AST]]) -> bool:
    changed = False
    waiting = [(node, names) for node in nodes]
    while waiting:
        node, names = waiting.pop()
        if isinstance(node, COMPREHENSIONS):
            own = {part.id for each in node.generators for part in ast.walk(each.target) if isinstance(part, ast.Name)}
            names = {name: other for name, other in names.items() if name not in own}
        changed |= _rename_one(node, names)
        waiting += ((child, names) for child in parts(node))
        if isinstance(node, ast.ClassDef):
            own = {name for statement in node.body for name, _ in bindings(statement)}
            inside = {name: other for name, other in names.items() if name not in own}
            waiting += ((child, inside) for child in node.body)
    return changed


def _rename_one(node: ast.AST, names: Mapping[str, str]) -> bool:
    match node:
        case ast.Name(id=name) if name in names:
            node.id = names[name]
        case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)) if (
            name in names
        ):
            node.name = names[name]
        case ast.MatchMapping(rest=str(name)) if name in names:
            node.rest = names[name]
        case ast.alias(name=name, asname=asname) if (bound := asname or name.partition(".")[0]) in names:
            node.asname = names[bound]
        case ast.Global(names=declared) if not names.keys().isdisjoint(declared):
            node.names = [names.get(name, name) for name in declared]
        case _:
            return False
    return True
