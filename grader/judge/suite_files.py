"""Imports the files of a suite, its checks and the helper modules beside them, so that plain asserts are judged.

An assert is rewritten much as pytest does it: its comparisons, and calls of functions that compare, go through
`Asserts`, which knows the submission's answers. pytest's own rewriting would show a student the suite's source and the
addresses of objects, and would take an empty answer for a right one.
"""

from __future__ import annotations

import ast
import importlib.util
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType

from grader.judge.asserts import COMPARING, PLAIN, Asserts
from grader.judge.failures import HOOK

OPERATORS: dict[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Is: "is",
    ast.IsNot: "is not",
    ast.In: "in",
    ast.NotIn: "not in",
}
CONVERSIONS = {"asarray", "array", "list", "tuple", "sorted", "numpy", "tolist"}
MEASURES = {"len", "shape", "size"}
"""Functions and attributes behind which the value that an equality is about is looked for: `len(x) == 0` is about x."""


class SuiteFiles(MetaPathFinder):
    """Finds the Python files in the folder of a suite; one with the name of a library never stands in for it."""

    def __init__(self, folder: Path, asserts: Asserts) -> None:
        self._folder = folder
        self._asserts = asserts

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """`path` is given by pytest, which imports a file where it lies, and not by an import."""
        file = self._folder / f"{name.rpartition('.')[2]}.py"
        here = [str(self._folder)]
        if (path is not None and list(path) != here) or not file.is_file():
            return None
        if path is None and (name in sys.stdlib_module_names or PathFinder.find_spec(name) is not None):
            return None
        return importlib.util.spec_from_file_location(name, file, loader=_Loader(name, str(file), self._asserts))


class _Loader(SourceFileLoader):
    def __init__(self, name: str, path: str, asserts: Asserts) -> None:
        super().__init__(name, path)
        self._asserts = asserts

    def exec_module(self, module: ModuleType) -> None:
        module.__dict__[HOOK] = self._asserts
        super().exec_module(module)

    def get_code(self, fullname: str) -> CodeType:
        """No compiled file is read or written: this code is not what others would make of the source."""
        tree = ast.parse(self.get_data(self.path), self.path)
        rewriter = _Rewriter()
        rewriter.visit(tree)
        if rewriter.found:
            tree.body.append(ast.Assign([ast.Name(PLAIN, ast.Store())], ast.Constant(True)))
        return compile(ast.fix_missing_locations(tree), self.path, "exec", dont_inherit=True)


class _Rewriter(ast.NodeTransformer):
    """Hands the comparisons of each assert, and calls of what compares wherever they stand, to `Asserts`."""

    def __init__(self) -> None:
        self.found = False
        """Whether the file has plain asserts, or calls a function that compares."""
        self._asserting = False

    def visit_Assert(self, node: ast.Assert) -> ast.Assert:
        self.found, self._asserting = True, True
        test = self.visit(node.test)
        self._asserting = False
        if any(isinstance(each, ast.Name) and each.id == HOOK for each in ast.walk(test)):
            test = ast.BoolOp(ast.And(), [_hook("begin"), test])
        return ast.copy_location(ast.Assert(test, _hook("failed", node.msg or ast.Constant(None))), node)

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        if not self._asserting:
            return self.generic_visit(node)  # type: ignore[return-value]
        text = ast.Constant(_text(node.left))
        operators: list[ast.expr] = [ast.Constant(OPERATORS[type(operator)]) for operator in node.ops]
        operands: list[ast.expr] = [self.visit(operand) for operand in (node.left, *node.comparators)]
        if len(operators) > 1:
            chain = [ast.Tuple(parts, ast.Load()) for parts in (operators, operands)]
            return ast.copy_location(_hook("chained", *chain, text), node)
        left, right = (_about(operand, side) for side, operand in enumerate(operands))
        return ast.copy_location(_hook("compared", operators[0], left, right, text), node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.expr:
        self.generic_visit(node)
        if not self._asserting or not isinstance(node.op, ast.Not):
            return node
        return ast.copy_location(_hook("negated", node.operand), node)

    def visit_Call(self, node: ast.Call) -> ast.expr:
        text = _text(node.args[0]) if node.args else ""
        name = _last(node.func)
        self.generic_visit(node)
        if name not in COMPARING:
            return node
        self.found |= name not in ("expect", "zip")
        node.args = [_about(each, side) for side, each in enumerate(node.args)]
        node.func = ast.copy_location(_hook("calling", node.func, ast.Constant(text)), node.func)
        return node


def _hook(name: str, *arguments: ast.expr) -> ast.Call:
    return ast.Call(ast.Attribute(ast.Name(HOOK, ast.Load()), name, ast.Load()), list(arguments), [])


def _text(node: ast.expr) -> str:
    """How a student would write it; nothing for a call of the submission, whose result is `the result`."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id="submission"))):
            return ""
    return ast.unparse(node).replace("submission.", "")


def _last(function: ast.expr) -> str:
    """`allclose` of `np.allclose`."""
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _about(node: ast.expr, side: int) -> ast.expr:
    """The operand, with the value inside that it converts or measures told to `Asserts`."""
    match node:
        case ast.Call(args=[_, *_] as arguments) if _last(node.func) in CONVERSIONS | MEASURES:
            arguments[0] = _about(arguments[0], side)
        case ast.Call(func=ast.Attribute(value=value, attr=name) as method, args=[]) if name in CONVERSIONS:
            method.value = _about(value, side)
        case ast.Attribute(value=value, attr=name) if name in MEASURES:
            node.value = _about(value, side)
        case ast.Subscript(value=ast.Attribute(attr="shape") as value):
            node.value = _about(value, side)
        case ast.Name() | ast.Call() | ast.Subscript() | ast.Attribute():
            return ast.copy_location(_hook("about", ast.Constant(side), node), node)
    return node


def read_props(suite: Path) -> tuple[str, ModuleType]:
    """The text of a suite's `props.py`, and the module that it makes; both empty where there is none."""
    path, module = suite / "props.py", ModuleType("props")
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    exec(compile(text, str(path), "exec"), module.__dict__)
    return text, module
