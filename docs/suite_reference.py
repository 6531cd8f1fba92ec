"""Writes docs/suite-reference.md from the docstrings of what a suite may use: `python docs/suite_reference.py`.

The sources are read and not imported, so this is quick. Each may end with an example.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "suite-reference.md"
GROUPS = {
    "grader.judge.expect": "expect",
    "grader.boundary.records": "Records",
    "grader.boundary.data": "Data",
    "grader.judge.inputs": "Inputs",
    "grader.judge.compare": "Numbers",
    "grader.judge.models": "Models",
    "grader.judge.metric": "Models",
    "grader.judge.graphs": "Graphs",
    "grader.judge.drawing": "Pictures",
    "grader.judge": "Texts",
    "grader.feedback": "Texts",
}
"""Headings, in their order, by the modules that names come from; those of another module stand under More."""
MORE = "More"
HEAD = """\
# Reference: what a suite may use

[Writing an exercise](suites.md) explains how the parts fit together. `python docs/suite_reference.py` writes this page
from the docstrings.
"""
FIXTURES = ("submission", "props", "random")


def page() -> str:
    """The whole page."""
    fixture = members(klass("grader.judge.student_module", "StudentModule"))
    parts = [HEAD, "## The fixture submission\n", *fixture, "## Other fixtures and marks\n", *fixtures(), marks()]
    groups: dict[str, list[str]] = {heading: [] for heading in (*GROUPS.values(), MORE)}
    for name, module in exported().items():
        groups[GROUPS.get(module, MORE)] += described(module, name)
    groups["expect"] += members(klass("grader.judge.expect", "Expectation"))
    for heading, texts in groups.items():
        parts += [f"## {heading}\n", *texts] if texts else []
    return "\n".join(parts)


def exported() -> dict[str, str]:
    """The names of `grader.suite` with the modules that they come from, in the order of their sources."""
    tree = source("grader.suite")
    imports = [node for node in tree.body if isinstance(node, ast.ImportFrom) and node.module]
    return {alias.name: str(node.module) for node in imports for alias in node.names}


def described(module: str, name: str) -> Iterator[str]:
    """A function, a class or a value of a module."""
    if module == "grader.judge":
        yield entry(name, ast.get_docstring(source(f"{module}.{name}")) or "")
        return
    body = source(module).body
    for place, node in enumerate(body):
        if isinstance(node, ast.FunctionDef) and node.name == name:
            yield entry(signature(node), ast.get_docstring(node) or "")
        elif isinstance(node, ast.ClassDef) and node.name == name:
            annotated = (ast.unparse(each) for each in node.body if isinstance(each, ast.AnnAssign))
            fields = ", ".join(each for each in annotated if "ClassVar" not in each)
            yield entry(f"{name}({fields})", ast.get_docstring(node) or "")
        elif isinstance(node, ast.Assign) and [ast.unparse(target) for target in node.targets] == [name]:
            yield entry(
                f"{name} = {ast.unparse(node.value)}" if len(ast.unparse(node.value)) < 100 else name,
                below(body, place),
            )


def below(body: list[ast.stmt], place: int) -> str:
    """The text that stands below a value of a module, also below several in a row."""
    for node in body[place + 1 :]:
        match node:
            case ast.Expr(ast.Constant(str() as text)):
                return inspect.cleandoc(text)
            case ast.Assign():
                continue
        break
    return ""


def members(node: ast.ClassDef) -> Iterator[str]:
    """The public methods of a class."""
    for each in node.body:
        if isinstance(each, ast.FunctionDef) and not each.name.startswith("_"):
            is_property = any(ast.unparse(decorator) == "property" for decorator in each.decorator_list)
            prefix = "submission." if node.name == "StudentModule" else "."
            yield entry(prefix + (each.name if is_property else signature(each)), ast.get_docstring(each) or "")


def fixtures() -> Iterator[str]:
    for node in source("grader.judge.plugin").body:
        if isinstance(node, ast.FunctionDef) and node.name in FIXTURES:
            yield entry(node.name, ast.get_docstring(node) or "")


def marks() -> str:
    tree = source("grader.judge.plugin")
    (table,) = (
        node.value for node in tree.body if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "MARKS"
    )
    rows = [each.partition(": ") for each in ast.literal_eval(table)]
    return "\n".join(["| `@pytest.mark.` | |", "|---|---|", *(f"| `{name}` | {text} |" for name, _, text in rows), ""])


def signature(node: ast.FunctionDef) -> str:
    given = ast.unparse(node.args).removeprefix("self, ").removeprefix("self")
    result = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    return f"{node.name}({given}){result}"


def entry(title: str, document: str) -> str:
    """One entry: its title, its text, its examples."""
    text, _, example = document.partition("\n\nExample: ")
    block = f"```python\n{example.strip('`')}\n```\n" if example else ""
    return "\n".join([f"### `{title}`\n", f"{text.strip()}\n", *filter(None, [block])])


def klass(module: str, name: str) -> ast.ClassDef:
    return next(node for node in source(module).body if isinstance(node, ast.ClassDef) and node.name == name)


def source(module: str) -> ast.Module:
    path = ROOT / Path(*module.split("."))
    path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    return ast.parse(path.read_text(encoding="utf-8"))


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
