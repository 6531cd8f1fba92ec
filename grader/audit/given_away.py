"""Whether the checks that students get give a solution away: is a function of theirs one under another name?"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from grader.audit.bench import GradedProgram
from grader.course.model import Exercise
from grader.course.visible import visible_part

CONVERSIONS = "import numpy as np\nplain = np.asarray\narray32 = lambda x: np.asarray(x, np.float32)"
"""What somebody would write for the functions of `grader.suite` that references use."""


class Pasted(NamedTuple):
    """A program of somebody who does not solve the exercise, but takes a function of a visible check for the required
    ones with as many arguments."""

    required: Sequence[str]
    function: str
    file: str
    program: str


def pasted(exercise: Exercise, solution: str, stub: str) -> Iterator[Pasted]:
    """A program for each function that students get with the visible checks."""
    wanted = _arities(ast.parse(stub))
    for file, text in visible_part(exercise, solution).files.items():
        tree = ast.parse(text if file.endswith(".py") else "")
        given = [ast.unparse(node) for node in tree.body if not _is_of_suites(node)]
        for function, count in _arities(tree).items():
            required = [name for name in exercise.required if wanted.get(name) == count]
            if count and required and not function.startswith("test_"):
                taken = [f"{name} = {function}" for name in required]
                yield Pasted(required, function, file, "\n".join([stub, CONVERSIONS, *given, *taken, ""]))


def complaints(tried: Sequence[Pasted], graded: Sequence[GradedProgram]) -> Iterator[str]:
    """Which of them got points."""
    for each, got in zip(tried, graded, strict=True):
        if score := got.result.score:
            names = " or ".join(each.required)
            yield (
                f"{each.function} of {each.file}, which students get with the visible checks, gets {score:g} points as "
                f"{names}; write the reference so that it gives no solution away"
            )


def _arities(tree: ast.Module) -> dict[str, int]:
    return {node.name: len(node.args.args) for node in tree.body if isinstance(node, ast.FunctionDef)}


def _is_of_suites(node: ast.stmt) -> bool:
    """Whether it is a check, or imports what no submission has."""
    if isinstance(node, ast.ImportFrom):
        return (node.module or "").partition(".")[0] in ("grader", "hypothesis", "pytest")
    return isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
