"""Mutants: the reference solution with one small thing changed, by the operators of cosmic-ray."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator
from difflib import unified_diff
from typing import NamedTuple

import msgspec
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.operators.operator import Operator
from cosmic_ray.operators.provider import OperatorProvider

from grader.course.stubs import answers

Blocks = set[int]
"""Numbers of the lines that students write."""


class Mutant(msgspec.Struct, frozen=True):
    """`id` is function:operator:occurrence, which stays the same while the function does."""

    id: str
    source: str
    diff: str


class Unit(NamedTuple):
    """One top-level statement of a solution: a function with its decorators, say. Lines count from 1, both included."""

    name: str
    first: int
    last: int


def mutants(solution: str) -> list[Mutant]:
    """Every different program that one operator makes of what students write in the solution, in a fixed order."""
    lines = solution.split("\n")
    blocks = {number for block in answers(solution) for number in block}
    seen = {_meaning(solution)}
    found = []
    for unit in _units(solution):
        text = "\n".join(lines[unit.first - 1 : unit.last]) + "\n"
        for operator, place in _places(text, {line - unit.first + 1 for line in blocks}):
            changed = mutate_code(text, OPERATORS[operator](), place).rstrip("\n").split("\n")
            source = "\n".join([*lines[: unit.first - 1], *changed, *lines[unit.last :]])
            meaning = _meaning(source)
            if meaning and meaning not in seen:
                seen.add(meaning)
                found.append(Mutant(f"{unit.name}:{operator}:{place}", source, _diff(solution, source)))
    return found


def _operators() -> dict[str, type[Operator]]:
    """Those that need no argument; the others replace names that they must be told."""
    provider = OperatorProvider()
    return {name: provider[name] for name in provider if not provider[name].arguments()}


OPERATORS = _operators()


def _units(source: str) -> Iterator[Unit]:
    for statement in ast.parse(source).body:
        decorators = getattr(statement, "decorator_list", [])
        first = min([statement.lineno, *(decorator.lineno for decorator in decorators)])
        yield Unit(_name(statement), first, statement.end_lineno or statement.lineno)


def _name(statement: ast.stmt) -> str:
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        return statement.name
    names = [node.id for node in ast.walk(statement) if isinstance(node, ast.Name)]
    return names[0] if names else type(statement).__name__


def _places(text: str, blocks: Blocks) -> Iterator[tuple[str, int]]:
    """Operators that change something in these lines of a unit, and the number of the occurrence in the whole unit.

    What is raised is left alone: no check judges the text of a message.
    """
    nodes = list(ast_nodes(get_ast(text)))
    for name, operator in OPERATORS.items():
        found = [(node, line) for node in nodes for (line, _), _ in operator().mutation_positions(node)]
        for number, (node, line) in enumerate(found):
            if line in blocks and node.search_ancestor("raise_stmt") is None:
                yield name, number


def _meaning(source: str) -> str:
    """The program without comments, spaces and brackets that change nothing; empty for what does not compile."""
    try:
        with warnings.catch_warnings(action="ignore"):  # of `x is 1`, which is a mutant as good as others
            compile(source, "mutant", "exec", dont_inherit=True)
        return ast.unparse(ast.parse(source))
    except (SyntaxError, ValueError):
        return ""


def _diff(before: str, after: str) -> str:
    """Only the lines that differ."""
    diff = unified_diff(before.split("\n"), after.split("\n"), n=0, lineterm="")
    return "\n".join(line for line in list(diff)[2:])
