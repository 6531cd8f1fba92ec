"""Sentences are quoted in `tests/wording/` only, so that a better one changes no test."""

import ast
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

TESTS = Path(__file__).parent
CATALOGUE = TESTS.parent / "grader" / "locale" / "ko.po"
RUN = 4
"""Words in a row that make a quotation."""


def runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"[a-z']+", text.replace("\\", "").lower())
    return {tuple(words[first : first + RUN]) for first in range(len(words) - RUN + 1)}


@pytest.fixture(scope="module")
def told() -> set[tuple[str, ...]]:
    with CATALOGUE.open("rb") as file:
        texts = [str(message.id) for message in read_po(file) if message.id]
    return {run for text in texts for part in re.split(r"\{\w+\}|[.:;,()\n`]", text) for run in runs(part)}


def asserted(tree: ast.AST) -> list[ast.Constant]:
    """The texts that a module compares with: in its assertions, and in `match`."""
    places = [node for node in ast.walk(tree) if isinstance(node, ast.Assert)]
    places += [node for node in ast.walk(tree) if isinstance(node, ast.keyword) and node.arg == "match"]
    inside = (node for place in places for node in ast.walk(place))
    return [node for node in inside if isinstance(node, ast.Constant) and isinstance(node.value, str)]


@pytest.mark.parametrize("path", sorted(TESTS.rglob("test_*.py")), ids=lambda path: path.stem)
def test_no_assertion_quotes_a_sentence(told, path):
    found = [node for node in asserted(ast.parse(path.read_text("utf-8"))) if runs(node.value) & told]
    assert [f"{path.name}:{node.lineno}: {node.value}" for node in found] == []
