"""What the suites of the course that ships with the grader promise beyond what `grade audit` asks of any course. That a
solution gets full marks and a stub nothing is for the audit, which cannot do without grading them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.course.checks import checks_of
from grader.course.guide import read_guide
from grader.course.model import BUILT_IN_SUITES, Exercise, load_course


@pytest.mark.parametrize("exercise", load_course().exercises, ids=lambda exercise: exercise.name)
def test_about_half_of_the_points_are_visible(exercise: Exercise) -> None:
    worth = {True: 0.0, False: 0.0}
    for path in exercise.suite.glob("test_*.py"):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                marks = [ast.unparse(decorator) for decorator in node.decorator_list]
                (points,) = (mark for mark in marks if mark.startswith("pytest.mark.points("))
                worth["pytest.mark.hidden" in marks] += float(points.partition("(")[2].rstrip(")"))
    assert sum(worth.values()) == pytest.approx(exercise.points)
    assert 0.4 <= worth[False] / exercise.points <= 0.6


@pytest.mark.parametrize("exercise", load_course().exercises, ids=lambda exercise: exercise.name)
def test_every_visible_check_and_no_other_is_explained(exercise: Exercise) -> None:
    visible = {check.name for check in checks_of(exercise) if check.is_visible}
    assert set(read_guide(exercise)) == visible


def sources() -> Iterator[tuple[Path, str]]:
    """The suites of the course and of the tests, those that tests hold as text, and the examples in the docs."""
    tests = Path(__file__).parent
    for path in [*BUILT_IN_SUITES.glob("*/*.py"), *tests.glob("benchmarks/*/suites/*/*.py")]:
        yield path, path.read_text(encoding="utf-8")
    docs = [path for path in tests.parent.glob("docs/*.md") if path.name != "notebook.md"]  # what students run
    for path in [tests.parent / "README.md", *docs]:
        yield from ((path, text) for text in re.findall(r"^```python\n(.*?)^```", path.read_text("utf-8"), re.M | re.S))
    for path in [*tests.glob("*.py"), *tests.glob("audit/*.py"), *tests.glob("judge/*.py"), *tests.glob("kits/*.py")]:
        texts = [node.value for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Constant)]
        yield from ((path, text) for text in texts if isinstance(text, str) and "import pytest" in text)


def test_suites_import_from_one_module_of_ours() -> None:
    imports = [
        (path, module)
        for path, text in sources()
        for module in re.findall(r"^ *(?:from|import) +(grader\b[.\w]*)", text, re.M)
    ]
    assert len({path for path, _module in imports}) > 30
    assert [(path, module) for path, module in imports if module != "grader.suite"] == []
