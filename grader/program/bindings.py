"""What the statements of a program bind at its top level, and which of that is a function, as far as its text tells."""

from __future__ import annotations

import ast
import builtins
import types
from collections.abc import Callable, Iterator
from typing import Any

from grader.program.loaded import NOT_LOADED, is_function, loaded, makes_functions

Origin = ast.AST | None
"""What a name is bound to: a definition, an expression, an import of one name. None where no function comes from: the
target of a loop or of `with`, a caught exception, a capture of `match`, `+=`; and where `del` unbinds it."""

COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
DISPLAYS = (ast.List, ast.Tuple, ast.Set, ast.Dict)
PLAIN_VALUES = (ast.Constant, ast.BinOp, ast.UnaryOp, ast.Compare, ast.JoinedStr)
NO_FUNCTIONS = (*COMPREHENSIONS, *DISPLAYS, *PLAIN_VALUES, ast.Import)
MAX_DEPTH = 20
"""Of expressions in expressions and of functions that return what others return."""


def bindings(statement: ast.AST) -> Iterator[tuple[str, Origin]]:
    """Each name that is bound or unbound when the statement runs; not what classes and functions bind for
    themselves."""
    waiting = [statement]
    while waiting:
        node = waiting.pop()
        if not isinstance(node, ast.expr) or isinstance(node, ast.NamedExpr):
            yield from _bound(node)
        waiting += reversed(list(at_once(node)))


def exported(module: ast.Module, exported_by: Callable[[str], list[str]]) -> list[str]:
    """The names that `from module import *` binds; `exported_by` tells it of the modules that this one imports so."""
    names: dict[str, None] = {}
    for name, origin in (each for statement in module.body for each in bindings(statement)):
        if name == "__all__" and isinstance(origin, ast.List | ast.Tuple):
            return [each.value for each in origin.elts if isinstance(each, ast.Constant) and type(each.value) is str]
        names |= dict.fromkeys(exported_by(str(getattr(origin, "module", ""))) if name == "*" else [name])
    return [name for name in names if not name.startswith("_")]


def at_once(node: ast.AST) -> Iterator[ast.AST]:
    """The parts of a node that run when it does, in the same scope: a function's decorators, but not its body."""
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            yield from (*node.decorator_list, *node.args.defaults, *filter(None, node.args.kw_defaults))
        case ast.Lambda():
            yield from (*node.args.defaults, *filter(None, node.args.kw_defaults))
        case ast.ClassDef():
            yield from (*node.decorator_list, *node.bases, *node.keywords)
        case ast.comprehension():
            yield from (node.iter, *node.ifs)
        case _:
            yield from ast.iter_child_nodes(node)


def _bound(node: ast.AST) -> Iterator[tuple[str, Origin]]:
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name, node
        case ast.Import(names=aliases):
            for alias in aliases:
                yield alias.asname or alias.name.partition(".")[0], ast.Import([alias])
        case ast.ImportFrom(names=aliases):
            for alias in aliases:
                yield alias.asname or alias.name, ast.ImportFrom(node.module, [alias], node.level)
        case ast.Assign(targets=targets, value=value):
            for target in targets:
                yield from _assigned(target, value)
        case ast.AnnAssign(target=target, value=ast.expr() as value) | ast.NamedExpr(target=target, value=value):
            yield from _assigned(target, value)
        case ast.AugAssign(target=target) | ast.For(target=target) | ast.AsyncFor(target=target):
            yield from _assigned(target, None)
        case ast.withitem(optional_vars=ast.expr() as target):
            yield from _assigned(target, None)
        case ast.Delete(targets=targets):
            for target in targets:
                yield from _assigned(target, None)
        case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
            yield name, None
        case ast.MatchMapping(rest=str(name)):
            yield name, None
        case _ if type(node).__name__ == "TypeAlias":  # since Python 3.12
            yield from _assigned(node.name, None)  # type: ignore[attr-defined]


def _assigned(target: ast.expr, value: ast.expr | None) -> Iterator[tuple[str, Origin]]:
    """Each name in a target, with its value; one of several with an element of the value."""
    waiting = [(target, value)]
    while waiting:
        left, right = waiting.pop()
        match left, right:
            case ast.Name(), _:
                yield left.id, right
            case ast.Tuple() | ast.List(), ast.Tuple() if len(left.elts) == len(right.elts):
                waiting += zip(left.elts, right.elts, strict=True)
            case ast.Tuple() | ast.List(), _:
                element = right and ast.Subscript(right, ast.Constant(0), ast.Load())
                waiting += ((each, element) for each in left.elts)
            case ast.Starred(), _:
                waiting.append((left.value, None))


def _beside(name: str, origin: Origin) -> Origin:
    """What `recall = 0.5 if recall else recall` may bind the name to, if not to what it had before."""
    parts = [origin.body, origin.orelse] if isinstance(origin, ast.IfExp) else getattr(origin, "values", [])
    others = [part for part in parts if not (isinstance(part, ast.Name) and part.id == name)]
    return others[0] if len(others) == 1 and isinstance(origin, ast.IfExp | ast.BoolOp) else origin


class Functions:
    """Which names of a program are functions so far, and which expressions make one.

    A function is what `def`, `class` and `lambda` make; what another name, a table that is written out or a library has
    as one, though no library's class is one; what an import of a single name gives, unless the library is known to have
    something else there. A call makes a function when

    - it calls a function of the program that returns one (a nested `def`, a lambda, ...),
    - it makes an instance of a class of the program that has `__call__`,
    - a library wraps a function: nothing but functions is given to it (`np.vectorize(f)`, `tf.function(f)`), or it is
      a class whose instances can be called, and a function is what it is first given (`functools.partial(f, 2)`).

    No other call counts, even if its result can be called: `dense = keras.layers.Dense(10)` is a layer that somebody
    tries out.
    """

    def __init__(self, outer: Functions | None = None) -> None:
        self._outer = outer
        self._last: dict[str, Origin] = {}
        self._rank: dict[str, bool | None] = {}
        self._returned: dict[tuple[ast.FunctionDef, tuple[bool | None, ...]], bool | None] = (
            outer._returned if outer else {}
        )

    def learn(self, node: ast.AST) -> list[tuple[str, Origin, bool | None]]:
        """Takes in a statement: what it binds, and whether to a function. None: that cannot be told."""
        found = []
        for name, origin in bindings(node):
            itself = isinstance(origin, ast.Call) and isinstance(origin.func, ast.Name) and origin.func.id == name
            makes = False if itself else self.makes(_beside(name, origin))
            self._last[name] = origin
            # in a function only one of several branches may bind it
            self._rank[name] = (self._outer and self._rank.get(name, False)) or makes
            found.append((name, origin, makes))
        return found

    def makes(self, origin: Origin, depth: int = 0) -> bool | None:
        """Whether an expression or a statement makes a function; None: that cannot be told."""
        if depth > MAX_DEPTH:
            return None
        match origin:
            case None:
                return False
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef() | ast.Lambda():
                return True
            case ast.ImportFrom(names=[alias]):
                found = NOT_LOADED if origin.level else loaded(f"{origin.module}.{alias.name}")
                return is_function(found)
            case ast.Name(id=name):
                return self._named(name)
            case ast.Attribute():
                return self._attribute(origin)
            case ast.IfExp(body=one, orelse=other):
                return self.makes(one, depth + 1) or self.makes(other, depth + 1)
            case ast.BoolOp(op=ast.And(), values=[*_, last]):
                return self.makes(last, depth + 1)
            case ast.BoolOp(values=values):
                return any(self.makes(value, depth + 1) for value in values) or None
            case ast.NamedExpr(value=value):
                return self.makes(value, depth + 1)
            case ast.Subscript(value=table):
                return self._element(table, depth)
            case ast.Call():
                return self._call(origin, depth)
        return False if isinstance(origin, NO_FUNCTIONS) else None

    def tool(self, origin: Origin) -> Any:
        """The module or class of a library that an import or an expression gives: `from keras import layers`,
        `layers = tf.keras.layers`. NOT_LOADED for all else."""
        match origin:
            case ast.Import(names=[alias]):
                found = loaded(alias.name if alias.asname else alias.name.partition(".")[0])
            case ast.ImportFrom(module=str(module), names=[alias], level=0):
                found = loaded(f"{module}.{alias.name}")
            case ast.Name() | ast.Attribute():
                found = self._library(origin)
            case _:
                return NOT_LOADED
        return found if isinstance(found, types.ModuleType | type) else NOT_LOADED

    def definition(self, name: str) -> Origin:
        """What the name was last bound to."""
        if name in self._last:
            return self._last[name]
        return self._outer.definition(name) if self._outer else None

    def _named(self, name: str) -> bool | None:
        if name in self._rank:
            return self._rank[name]
        return self._outer._named(name) if self._outer else is_function(getattr(builtins, name, None)) or None

    def _attribute(self, node: ast.Attribute) -> bool | None:
        found = self._library(node)
        if found is not None:
            return is_function(found)
        owner = self.definition(node.value.id) if isinstance(node.value, ast.Name) else None
        if isinstance(owner, ast.Call) and isinstance(owner.func, ast.Name):  # an instance
            owner = self.definition(owner.func.id)
            methods = [each.name for each in getattr(owner, "body", []) if isinstance(each, ast.FunctionDef)]
            return (isinstance(owner, ast.ClassDef) and node.attr in methods) or None
        return isinstance(owner, ast.ClassDef) or None

    def _element(self, table: ast.expr, depth: int) -> bool | None:
        shown = self.definition(table.id) if isinstance(table, ast.Name) else table
        elements = shown.values if isinstance(shown, ast.Dict) else getattr(shown, "elts", None)
        if not (isinstance(shown, DISPLAYS) and elements):
            return None
        return all(self.makes(element, depth + 1) for element in elements)

    def _call(self, call: ast.Call, depth: int) -> bool | None:
        called = call.func
        if isinstance(called, ast.Lambda):
            return self.makes(called.body, depth + 1)
        definition = self.definition(called.id) if isinstance(called, ast.Name) else None
        if isinstance(definition, ast.FunctionDef):
            return self._returns(definition, call, depth)
        if isinstance(definition, ast.ClassDef):
            return self._is_called(definition, depth) or None
        library = self._library(called)
        if not call.args or not (library is not None or isinstance(called, ast.Call)):
            return None
        given = [self.makes(argument, depth + 1) for argument in call.args]
        if isinstance(library, type):
            return (bool(given[0]) and makes_functions(library)) or None
        return (all(given) and not hasattr(library, "__self__")) or None  # `print` and `len` are methods of `builtins`

    def _returns(self, function: ast.FunctionDef, call: ast.Call, depth: int) -> bool | None:
        """Whether some `return` gives a function, when it is called like this."""
        names = [each.arg for each in (*function.args.posonlyargs, *function.args.args)]
        given = tuple(self.makes(argument, depth + 1) for argument in call.args)
        if (function, given) not in self._returned:
            self._returned[function, given] = None  # a recursive function tells nothing
            inner = Functions(self)
            inner._rank = dict(zip(names, given, strict=False))
            for statement in function.body:
                inner.learn(statement)
            values = [part.value for part in _own_parts(function) if isinstance(part, ast.Return)]
            self._returned[function, given] = any(inner.makes(value, depth + 1) for value in values) or None
        return self._returned[function, given]

    def _is_called(self, definition: ast.ClassDef, depth: int) -> bool:
        if any(isinstance(each, ast.FunctionDef) and each.name == "__call__" for each in definition.body):
            return True
        bases = [self.definition(base.id) for base in definition.bases if isinstance(base, ast.Name)]
        classes = [base for base in bases if isinstance(base, ast.ClassDef)]
        return depth < MAX_DEPTH and any(self._is_called(base, depth + 1) for base in classes)

    def _library(self, node: ast.expr) -> Any:
        """The object that a library or `builtins` has there, NOT_LOADED if it is not loaded; None for all that is no
        library's."""
        names: list[str] = []
        while isinstance(node, ast.Attribute):
            names.insert(0, node.attr)
            node = node.value
        if not isinstance(node, ast.Name):
            return None
        path = self._path(node.id)
        return loaded(".".join([path, *names])) if path else None

    def _path(self, name: str) -> str:
        if name in self._last or name in self._rank:
            match self._last.get(name):
                case ast.ImportFrom(module=module, names=[alias], level=level):
                    return f"{'.' * level}{module or ''}.{alias.name}"
                case ast.Import(names=[alias]):
                    return alias.name if alias.asname else name
            return ""
        if self._outer:
            return self._outer._path(name)
        return f"builtins.{name}" if hasattr(builtins, name) else ""


def _own_parts(function: ast.FunctionDef) -> Iterator[ast.AST]:
    """The statements of a function, without those of functions in it."""
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        part = waiting.pop()
        yield part
        waiting += [each for each in at_once(part) if not isinstance(each, ast.expr)]
