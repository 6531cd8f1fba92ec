"""Finds library names that an exercise forbids, by reading the program: `tf.nn.relu`, however it was imported.

A guard at run time (`worker/guard.py`) catches computed names. Here a false alarm is worse than a miss: what may be
the student's own is never reported, and neither is what the required name does not need.
"""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from msgspec.structs import replace

from grader.feedback import Location
from grader.program.library import BESIDE, ELSE, LOOKUPS, NOTHING, UNKNOWN, Beside, LibraryNames, Paths, attribute
from grader.program.program import Program
from grader.program.slicing import defined, slice_for
from grader.program.statement import Statement, filename

Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
Block = ast.stmt | ast.ExceptHandler | ast.match_case
Values = dict[ast.expr, Paths]


@dataclass(frozen=True)
class Use:
    """A forbidden library name, by its canonical path (`tf.`, `np.`, `keras.`), and where it is used."""

    name: str
    location: Location


def nobody(module: str) -> None:
    """The default `beside`: the submission is one file."""


def forbidden_uses(program: Program, name: str, patterns: Iterable[str], beside: Beside = nobody) -> tuple[Use, ...]:
    """The uses of library names like one of `patterns` in what `name` needs, in the program's order, and behind them
    those in the modules `beside` it.

    `*.tanh` is any library's `tanh`, `tf.nn.*` all of `tf.nn`. An import alone is not a use.
    """
    library = LibraryNames(tuple(patterns), beside)
    waiting: list[tuple[Program, tuple[str, ...]]] = [(program, (name,))]
    seen: set[tuple[int, tuple[str, ...]]] = set()
    found: dict[Use, None] = {}
    while waiting:
        part, names = waiting.pop(0)
        if (id(part), names) not in seen:
            seen.add((id(part), names))
            uses, elsewhere = _uses(part, names, tuple(patterns), library)
            found |= dict.fromkeys(uses)
            waiting += filter(None, (_beside(path, beside) for path in elsewhere))
    return tuple(found)


def _uses(
    program: Program, names: tuple[str, ...], patterns: tuple[str, ...], library: LibraryNames
) -> tuple[list[Use], list[str]]:
    """The uses in what a name of the program needs, further names being what is taken from it, and the paths of what it
    takes from modules beside it."""
    name, *attributes = names
    statements = slice_for(program, name)
    if not statements:
        return [], []
    search = _Search(patterns, library, _Scope(statements[0]))
    search.run(statements)
    value = functools.reduce(attribute, attributes, search.lookup(name))
    search.report(value, defined(program).get(name, statements[0].location))
    files = list(program.sources)
    uses = sorted(search.uses, key=lambda use: (files.index(filename(use.location)), use.location.line or 0))
    return uses, list(search.elsewhere)


def _beside(path: str, beside: Beside) -> tuple[Program, tuple[str, ...]] | None:
    """The program of a module beside the submission and what is taken from it, for a path such as `:helper.bend`."""
    parts = path.removeprefix(BESIDE).split(".")
    for length in range(len(parts) - 1, 0, -1):
        program = beside(".".join(parts[:length]))
        if program is not None:
            return program, tuple(parts[length:])
    return None


@dataclass(eq=False)
class _Scope:
    """The names of a module, class, function or comprehension, and the parts of it that are to be searched."""

    statement: Statement
    parts: list[ast.AST] = field(default_factory=list)
    outer: _Scope | None = None
    is_class: bool = False
    names: dict[str, Paths] = field(default_factory=dict)
    elsewhere: set[str] = field(default_factory=set)
    """Names declared `global` or `nonlocal`."""

    def bind(self, name: str, value: Paths, anew: bool) -> None:
        if name not in self.elsewhere:
            self.names[name] = value if anew else value | self.names.get(name, NOTHING)

    def inside(self, node: ast.AST) -> _Scope | None:
        """The scope that a function, class or comprehension in this one opens."""
        outer = self.outer if self.is_class else self
        match node:
            case ast.ClassDef():
                return _Scope(self.statement, [*node.body], outer, is_class=True)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                return _Scope(self.statement, [*node.body], outer, names=_parameters(node))
            case ast.Lambda():
                return _Scope(self.statement, [node.body], outer, names=_parameters(node))
            case ast.DictComp():
                return _Scope(self.statement, [*node.generators, node.key, node.value], outer)
            case ast.ListComp() | ast.SetComp() | ast.GeneratorExp():
                return _Scope(self.statement, [*node.generators, node.elt], outer)
        return None


class _Search:
    def __init__(self, patterns: tuple[str, ...], library: LibraryNames, module: _Scope) -> None:
        self.uses: dict[Use, None] = {}
        self.elsewhere: dict[str, None] = {}
        """Paths of what is taken from modules beside the program."""
        self._patterns = patterns
        self._library = library
        self._module = module
        self._stars: list[str] = []
        self._inner: list[_Scope] = []

    def run(self, statements: tuple[Statement, ...]) -> None:
        """The top level sees each name as it is at that statement, a function as it is in the end."""
        for statement in statements:
            self._module.statement, self._module.parts = statement, [statement.node]
            self._search(self._module, final=True)
        for scope in self._inner:  # grows while it is walked
            self._search(scope, final=False)
            self._search(scope, final=True)

    def lookup(self, name: str, scope: _Scope | None = None) -> Paths:
        scope = scope or self._module
        while name not in scope.names:
            if scope.outer is None:
                return self._from_elsewhere(name)
            scope = scope.outer
        return scope.names[name]

    def report(self, value: Paths, place: Location) -> None:
        for path in self._forbidden(value):
            self.uses[Use(path, place)] = None
        if value and all(path.startswith(BESIDE) for path in value):
            self.elsewhere |= dict.fromkeys(sorted(value))

    def _from_elsewhere(self, name: str) -> Paths:
        if name in LOOKUPS:
            return frozenset({f"builtins.{name}"})
        return self._library.starred(self._stars, name) or UNKNOWN

    def _forbidden(self, value: Paths) -> list[str]:
        if any(path == ELSE or path.startswith(BESIDE) for path in value):
            return []
        known = map(self._library.known, value)
        return sorted(path for path in known if any(fnmatchcase(path, pattern) for pattern in self._patterns))

    def _search(self, scope: _Scope, final: bool) -> None:
        """Walks a scope's statements once, learning its names; the final walk reports, and finds the scopes inside."""
        for block in _blocks(scope.parts):
            nodes = list(_own(block))
            values: Values = {}
            for node in reversed(nodes):  # parts before the whole
                if isinstance(node, ast.expr):
                    values[node] = self._library.value(node, values, lambda name: self.lookup(name, scope))
            if final:
                self._report_uses(nodes, values, scope)
                self._inner += filter(None, map(scope.inside, nodes))
            self._bind(nodes, values, scope, anew=scope is self._module and block in scope.parts)

    def _report_uses(self, nodes: list[ast.AST], values: Values, scope: _Scope) -> None:
        for node in nodes:
            match node:
                case ast.Attribute(ctx=ast.Load(), value=owner) if self._forbidden(values[owner]):
                    continue  # of `tf.nn.relu.__name__`, `tf.nn.relu` is enough
                case ast.Name(ctx=ast.Load()) | ast.Attribute(ctx=ast.Load()) | ast.Subscript() | ast.Call():
                    place = replace(scope.statement.location, line=node.lineno)
                    self.report(values[node], place)
                    if isinstance(node, ast.Call):
                        self.report(self._library.activations(node, values[node.func]), place)

    def _bind(self, nodes: list[ast.AST], values: Values, scope: _Scope, anew: bool) -> None:
        given: Values = {}
        for node in nodes:
            match node:
                case ast.Assign():
                    for target in node.targets:
                        given |= _pairs(target, node.value, values)
                case ast.AnnAssign(value=ast.expr() as value) | ast.NamedExpr(value=value):
                    given[node.target] = values[value]
                case ast.Name(ctx=ast.Store() | ast.Del()):
                    scope.bind(node.id, given.get(node, UNKNOWN), anew)
                case ast.Import() | ast.ImportFrom():
                    if isinstance(node, ast.ImportFrom) and node.names[0].name == "*":
                        self._stars.append(node.module or "" if not node.level else "")
                    for name, paths in self._library.imported(node).items():
                        scope.bind(name, paths, anew)
                case ast.Global() | ast.Nonlocal():
                    scope.elsewhere.update(node.names)
                case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                    scope.bind(name, UNKNOWN, anew)
                case (
                    ast.ExceptHandler(name=str(name))
                    | ast.MatchAs(name=str(name))
                    | ast.MatchStar(name=str(name))
                    | ast.MatchMapping(rest=str(name))
                ):
                    scope.bind(name, UNKNOWN, anew)


def _blocks(parts: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """The statements among the parts and inside them, in order, but for those in functions and classes."""
    waiting = [*parts][::-1]
    while waiting:
        block = waiting.pop()
        yield block
        if not isinstance(block, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            waiting += [child for child in ast.iter_child_nodes(block) if isinstance(child, Block)][::-1]


def _own(block: ast.AST) -> Iterator[ast.AST]:
    """The block and what is in it, the whole before its parts, but no further block and no further scope."""
    waiting = [block]
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, ast.Lambda):
            waiting.append(node.args)
        elif not isinstance(node, Comprehension):
            waiting += [child for child in ast.iter_child_nodes(node) if not isinstance(child, Block)]


def _parameters(node: FunctionNode) -> dict[str, Paths]:
    args = node.args
    every = [*args.posonlyargs, *args.args, *args.kwonlyargs, args.vararg, args.kwarg]
    return {arg.arg: UNKNOWN for arg in every if arg}


def _pairs(target: ast.expr, value: ast.expr, values: Values) -> Values:
    """What each name in an assignment gets, as far as `a, b = c, d` shows it."""
    found: Values = {}
    waiting = [(target, value)]
    while waiting:
        left, right = waiting.pop()
        match left, right:
            case ast.Tuple() | ast.List(), ast.Tuple() | ast.List() if len(left.elts) == len(right.elts):
                waiting += zip(left.elts, right.elts, strict=True)
            case _:
                found[left] = values.get(right, UNKNOWN)
    return found
