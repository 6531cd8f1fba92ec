"""The names of libraries: canonical dotted paths, and what expressions and imports make of them.

A value is the set of the paths that it may be. `ELSE` is among them when it may be anything else as well.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterable, Mapping

from grader.program.loaded import NOT_LOADED, loaded
from grader.program.program import Program
from grader.program.slicing import defined

Paths = frozenset[str]

ELSE = "?"
UNKNOWN: Paths = frozenset({ELSE})
NOTHING: Paths = frozenset()

MATHEMATICS = frozenset({"numpy", "scipy", "math", "cmath", "statistics", "sympy", "mpmath", "pandas", "matplotlib"})
LEARNING = frozenset({"tensorflow", "keras", "tf_keras", "sklearn", "torch", "jax"})
LEADING = frozenset({"builtins", "importlib", "operator", "sys"})
LIBRARIES = MATHEMATICS | LEARNING | LEADING
"""Modules that certainly do not belong to a student; an exercise's patterns can name further ones."""
SHORT = {
    "tensorflow": "tf",
    "tf.compat.v1": "tf",
    "tf.compat.v2": "tf",
    "tf.keras": "keras",
    "tf_keras": "keras",
    "numpy": "np",
}
NAMING = ("keras.layers.", "keras.activations.get", "keras.activations.deserialize")
"""Calls that take an activation by its name."""
WILD = frozenset("*?[")
LONG = {"tf": "tensorflow", "np": "numpy"}
LOOKUPS = frozenset({"getattr", "vars", "__import__"})
"""Built-in functions that lead to a library's name."""
BESIDE = ":"
"""Begins the path of what a module beside the submission holds: `:helper.bend`."""
GETTER = "operator.attrgetter:"
"""Begins the path of what `attrgetter("nn.relu")` makes; a colon ends it, so that it is not taken for a `relu`."""


def canonical(path: str) -> str:
    """`tensorflow.keras.activations.relu` as `keras.activations.relu`."""
    for long, short in SHORT.items():
        if path == long or path.startswith(long + "."):
            path = short + path[len(long) :]
    return path


def attribute(paths: Paths, name: str) -> Paths:
    return frozenset(path if path == ELSE else canonical(f"{path}.{name}") for path in paths)


def union(values: Iterable[Paths]) -> Paths:
    return NOTHING.union(*values)


Beside = Callable[[str], Program | None]
"""Finds the program of a module beside the submission."""


class LibraryNames:
    """Tells the names of libraries from a student's own; `patterns` may name further libraries."""

    def __init__(self, patterns: Iterable[str], beside: Beside) -> None:
        self._roots = LIBRARIES | {pattern.split(".")[0] for pattern in patterns}
        self._beside = beside
        single = (pattern for pattern in patterns if not WILD.intersection(pattern))
        self._forbidden = {id(found): path for path in single if (found := _loaded(path)) is not None}

    def known(self, path: str) -> str:
        """The forbidden name of what `path` leads to, where it is the same object under another name; else the path."""
        return self._forbidden.get(id(_loaded(path)), path) if self._forbidden else path

    def module(self, name: str) -> Paths:
        if name.split(".")[0] in self._roots:
            return frozenset({canonical(name)})
        return frozenset({BESIDE + name}) if self._beside(name) else UNKNOWN

    def imported(self, node: ast.Import | ast.ImportFrom) -> dict[str, Paths]:
        """What each name that an import binds is; a star binds none."""
        if isinstance(node, ast.ImportFrom):
            source = self.module(node.module or "") if not node.level else UNKNOWN
            return {part.asname or part.name: attribute(source, part.name) for part in node.names if part.name != "*"}
        parts = ((part.asname or part.name.split(".")[0], part) for part in node.names)
        return {name: self.module(part.name if part.asname else name) for name, part in parts}

    def starred(self, modules: Iterable[str], name: str) -> Paths:
        """What `name` is if `from ... import *` of one of the modules brought it; one not loaded may hold any name."""
        return union(attribute(self.module(module), name) for module in modules if self._may_hold(module, name))

    def _may_hold(self, module: str, name: str) -> bool:
        program = self._beside(module)
        if program is not None:
            return name in defined(program)
        return module not in sys.modules or name in vars(sys.modules[module])

    def activations(self, call: ast.Call, function: Paths) -> Paths:
        """The activations that a call of Keras is given by name: `Dense(1, activation="tanh")`, `get("tanh")`."""
        if not function or not all(path.startswith(NAMING) for path in function):
            return NOTHING
        named = (each.value for each in call.keywords if each.arg is not None and each.arg.endswith("activation"))
        return frozenset(f"keras.activations.{text}" for text in map(_text, (*call.args, *named)) if text)

    def value(self, node: ast.expr, known: Mapping[ast.expr, Paths], lookup: Callable[[str], Paths]) -> Paths:
        """The value of an expression whose parts are `known`; `lookup` gives that of a name."""

        def part(node: ast.expr) -> Paths:
            return known.get(node, UNKNOWN)

        match node:
            case ast.Name():
                return lookup(node.id)
            case ast.Attribute():
                return attribute(part(node.value), node.attr)
            case ast.NamedExpr():
                return part(node.value)
            case ast.IfExp():
                return part(node.body) | part(node.orelse)
            case ast.BoolOp():
                return union(map(part, node.values))
            case ast.Constant(value=None):
                return NOTHING
            case ast.Subscript(slice=ast.Constant(value=str(key))):
                return union(self._item(path, key) for path in part(node.value))
            case ast.Call(args=[first, *rest]):
                texts = [text for text in map(_text, (*rest, first)) if text]
                return union(self._call(path, part(first), *texts[:1]) for path in part(node.func))
        return UNKNOWN

    def _item(self, path: str, key: str) -> Paths:
        if path == "sys.modules":
            return self.module(key)
        owner, _, last = path.rpartition(".")
        return attribute(frozenset({owner}), key) if last == "__dict__" else UNKNOWN

    def _call(self, function: str, argument: Paths, text: str = "") -> Paths:
        """The result of a function that looks something up: in its first argument, by a text that stands there."""
        owner, _, last = function.rpartition(".")
        if function == "builtins.vars":
            return attribute(argument, "__dict__")
        if function.startswith(GETTER):
            return attribute(argument, function.removeprefix(GETTER).rstrip(":"))
        if not text:
            return UNKNOWN
        if function == "builtins.getattr":
            return attribute(argument, text)
        if function == "builtins.__import__":
            return self.module(text.split(".")[0])
        if function == "importlib.import_module":
            return self.module(text)
        if function == "operator.attrgetter":
            return frozenset({f"{GETTER}{text}:"})
        return attribute(frozenset({owner}), text) if last == "__getattribute__" else UNKNOWN


def _loaded(path: str) -> object | None:
    """What a canonical path leads to among the libraries that are loaded already."""
    first, _, rest = path.partition(".")
    found = loaded(f"{LONG.get(first, first)}.{rest}") if rest else None
    return None if found is NOT_LOADED else found


def _text(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
