"""Tests of objects that stay in the submission's process here: what is asked of them in another way, and what cannot
be."""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Iterator

from grader.foreign.code import SourceStatement, statements

RECORDS = {
    ("tf", "tensorflow"): {
        "Tensor": "Tensor",
        "Variable": "Tensor",
        "RaggedTensor": "Ragged",
        "SparseTensor": "Sparse",
    },
    ("pd", "pandas", "pl", "polars"): {"DataFrame": "DataFrame", "Series": "Series"},
    ("keras", "tf.keras", "models", "keras.models", "tf.keras.models"): {"Model": "Model", "Sequential": "Model"},
    ("plt", "matplotlib.figure", "matplotlib.pyplot"): {"Figure": "Figure"},
}
"""By the modules of a type, what is in `grader.suite` for its objects."""
SOURCE = "a test cannot read the source of a function here; name what it must not use in `forbidden` of exercise.toml"
PRINTED = "what the submission prints is in the report, but no test can read it here; let the function return the text"
MODELS = "a Keras model arrives as data; write rebuild(model).layers, with rebuild and predict from grader.suite"
MODEL_PARTS = ("layers", "count_params", "output_shape", "get_layer", "get_weights", "evaluate")
OBJECTS = "objects of {name} stay in the submission's process; let a function of props.py use them (docs/recipes.md)"


def asked(source: str, taken: Collection[str]) -> tuple[str, list[str]]:
    """A test that sees what a function changes in its arguments, and that knows what stands for a tensor, a frame or a
    model; and the names of `grader.suite` that it uses now."""
    lines = source.split("\n")
    names: list[str] = []
    for node in sorted(_places(source, taken), key=lambda node: (node.lineno, node.col_offset), reverse=True):
        if node.lineno != node.end_lineno:
            continue
        if isinstance(node, ast.Call):
            text = _keeping(node)
        else:
            text = _record(node)
            names.append(text)
        line = lines[node.lineno - 1].encode()
        lines[node.lineno - 1] = (line[: node.col_offset] + text.encode() + line[node.end_col_offset :]).decode()
    return "\n".join(lines), sorted(set(names))


def _places(source: str, taken: Collection[str]) -> Iterator[ast.expr]:
    """What is written anew: statements that only call a function, and types that `isinstance` asks for."""
    tree = ast.parse(source)
    for statement in tree.body:
        match statement:
            case ast.Expr(ast.Call(ast.Name(name), args=args, keywords=[]) as call) if name in taken:
                if args and all(isinstance(each, ast.Name) for each in args):
                    yield call
    for node in ast.walk(tree):
        match node:
            case ast.Call(ast.Name("isinstance"), args=[_, kinds]):
                yield from (each for each in getattr(kinds, "elts", [kinds]) if _record(each))


def _keeping(node: ast.Call) -> str:
    names = ", ".join(map(ast.unparse, node.args))
    return f'_, ({names},) = submission.call_keeping("{ast.unparse(node.func)}", {names})'


def _record(node: ast.expr) -> str:
    module, _, name = ast.unparse(node).rpartition(".")
    return next((records.get(name, "") for modules, records in RECORDS.items() if module in modules), "")


def unasked(source: str, taken: Collection[str], is_class: Callable[[str], bool]) -> Iterator[str]:
    """Why parts of a test cannot be right here."""
    if any(_uses(each, "getsource") for each in statements(source)):
        yield SOURCE
    if any(_uses(each, "redirect_stdout") or _uses(each, "capsys") for each in statements(source)):
        yield PRINTED
    if any(_uses(each, part) for each in statements(source) for part in MODEL_PARTS):
        yield MODELS
    yield from (OBJECTS.format(name=name) for name in taken if is_class(name))


def _uses(statement: SourceStatement, name: str) -> bool:
    found = (getattr(each, "attr", getattr(each, "id", "")) for each in ast.walk(statement.node))
    return name in found
