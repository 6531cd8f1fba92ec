"""The tests of Otter: cells whose outputs are compared, files of doctests (the format of OK), and files of functions
that raise (`OK_FORMAT = False`). All are read as text; what a test shows is compared as the value that it is."""

from __future__ import annotations

import ast
import doctest
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from grader.course.model import CourseError
from grader.files import read
from grader.foreign.code import syntax_error, without_magics
from grader.foreign.model import ForeignCell, NotTaken, Test, points_of

_CONFIG = re.compile(r'(?:.\s*=\s*)?""?"?\s*#\s*BEGIN\s*TEST\s*CONFIG', re.IGNORECASE)
_CONFIG_END = re.compile(r'""?"?;?\s*#\s*END\s*TEST\s*CONFIG', re.IGNORECASE)
SETTINGS = ("OK_FORMAT", "name", "points", "all_or_nothing", "test")
UNREADABLE = (SyntaxError, ValueError, TypeError, AttributeError, RecursionError, MemoryError)
"""What reading tests that are none leads to."""
TRUTHS = (ast.Compare, ast.BoolOp, ast.UnaryOp)
TRUE_CALLS = re.compile(r"(is\w+|\w*(allclose|isclose|array_equal|all|any|equals|startswith|endswith|callable))$")


class Case(NamedTuple):
    """A test of a question; without points it shares those that are left."""

    source: str
    points: float | None
    hidden: bool
    where: str
    hint: str = ""
    name: str = ""
    lost: tuple[str, ...] = ()


class OtterQuestion(NamedTuple):
    name: str
    points: Any
    cases: list[Case]
    lost: tuple[str, ...] = ()


def resolved(name: str, points: Any, cases: Sequence[Case]) -> tuple[list[Test], list[NotTaken]]:
    """The tests of a question with the points that Otter would give for each."""
    lost = [NotTaken(f"{name}, {case.where}", what) for case in cases for what in case.lost]
    given = [case.points for case in cases]
    if isinstance(points, Mapping):
        given, points = [points_of(points.get("each", 1))] * len(cases), None
    elif isinstance(points, list):
        given, points = [points_of(each) for each in points[: len(cases)]], None
        given += [None] * (len(cases) - len(given))
    told = sum(each for each in given if each is not None)
    free = sum(each is None for each in given)
    whole = points_of(points)
    total = whole if whole is not None else (told or 1.0)
    share = max(0.0, total - told) / free if free else 0.0
    tests = []
    for number, (case, own) in enumerate(zip(cases, given, strict=True), start=1):
        worth = share if own is None else own
        if why := syntax_error(case.source):
            lost.append(
                NotTaken(
                    f"{name}, {case.where}", f"a test that Python cannot read ({why}) is left out: {worth:g} points"
                )
            )
            continue
        if not worth:
            lost.append(NotTaken(f"{name}, {case.where}", "this test has no points, so it is shown and counts nothing"))
        own_name = case.name or str(number)
        called = own_name if own_name.startswith(name) else f"{name} {own_name}"
        title = own_name if own_name.startswith(name) else f"{name}: {case.name or f'test {number}'}"
        tests.append(Test(called, case.source, worth, case.hidden, f"{name}, {case.where}", title, case.hint))
    return tests, lost


def case_of_cell(cell: ForeignCell, is_old: bool) -> Case:
    """A cell of tests: what its last expression shows is what was recorded in the notebook."""
    source, magics = without_magics(cell.source)
    lines = source.split("\n")
    first = lines[0].lstrip()
    hidden = first.startswith("#") and re.search(r"\bhidden\b", first, re.IGNORECASE) is not None
    settings: dict[str, Any] = {}
    if is_old or hidden:
        lines = lines[1:]
    elif _CONFIG.match(first):
        end = next((place for place, line in enumerate(lines) if _CONFIG_END.match(line.lstrip())), len(lines) - 1)
        settings = _yaml(lines[1:end])
        lines = lines[end + 1 :]
    lost = [f"`{each[:60]}` is a comment now" for each in magics]
    if settings.get("success_message"):
        lost.append("the success_message is left out")
    return Case(
        _compared("\n".join(lines), cell.printed if cell.has_outputs else None, lost),
        points_of(settings.get("points")),
        bool(settings.get("hidden", hidden)),
        cell.where,
        str(settings.get("failure_message") or ""),
        str(settings.get("name") or ""),
        tuple(lost),
    )


def _yaml(lines: list[str]) -> dict[str, Any]:
    try:
        found = yaml.safe_load("\n".join(lines))
    except yaml.YAMLError:
        return {}
    return found if isinstance(found, dict) else {}


def _compared(source: str, shown: str | None, lost: list[str]) -> str:
    """Code that asserts what it showed; None where nothing was recorded."""
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return source
    if not (shown or "").strip() and _is_called(body):
        return _called(source, body, lost)
    if not body or not isinstance(body[-1], ast.Expr):
        if shown and shown.strip():
            lost.append("what this test prints is not compared")
        return source
    last = body[-1].value
    lines = source.split("\n")
    before = "\n".join(lines[: body[-1].lineno - 1])
    text = ast.unparse(last)
    if shown is None or not shown.strip():
        return "\n".join(filter(None, [before, _asserted(last, text, "True" if _is_truth(last) else "", lost)]))
    return "\n".join(filter(None, [before, _asserted(last, text, shown.strip("\n"), lost)]))


def _is_called(body: Sequence[ast.stmt]) -> bool:
    """Whether a test is a function that takes names of the submission, with a call of it or without."""
    match body:
        case [ast.FunctionDef()]:
            return True
        case [ast.FunctionDef(name, arguments), ast.Expr(ast.Call(ast.Name(called), args))]:
            names = [each.arg for each in (*arguments.posonlyargs, *arguments.args)]
            return name == called and [ast.unparse(each) for each in args] == names
    return False


def _called(source: str, body: list[ast.stmt], lost: list[str]) -> str:
    """The body of a function that raises if something is wrong; its arguments are names of the submission."""
    function = body[0]
    assert isinstance(function, ast.FunctionDef)
    lines = source.split("\n")
    if function.body[0].lineno == function.lineno:
        return "\n".join(map(ast.unparse, function.body))
    taken = lines[function.body[0].lineno - 1 : function.end_lineno]
    depth = function.body[0].col_offset
    text = "\n".join(line[depth:] if not line[:depth].strip() else line for line in taken)
    text = re.sub(r"""(['"])\w+\1 in env\b""", "True", text)  # `env` holds all variables by name
    text = re.sub(r"""\benv(\[(['"])(\w+)\2\]|\.get\((['"])(\w+)\4\))""", r"\3\5", text)
    return re.sub(r"^(\s*)(\w+) = \2$", r"\1pass", text, flags=re.MULTILINE)


def _is_truth(node: ast.expr) -> bool:
    match node:
        case ast.Call(ast.Name(name)) | ast.Call(ast.Attribute(attr=name)):
            return TRUE_CALLS.match(name) is not None
    return isinstance(node, TRUTHS)


def _asserted(node: ast.expr, text: str, shown: str, lost: list[str]) -> str:
    """An expression and what it showed as an assert: a value as itself, anything else as its text."""
    match node:
        case ast.Call(ast.Name("print"), args=[argument], keywords=[]) if shown:
            return f"assert str({ast.unparse(argument)}) == {shown!r}"
    if not shown:
        return text
    try:
        value = ast.literal_eval(shown)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        if "print" in text:
            lost.append("what this test prints is not compared")
            return text
        return f"assert repr({text}) == {shown!r}"
    if value is True:
        return f"assert {text}"
    if value is False or value is None:
        return f"assert ({text}) is None" if value is None else f"assert not ({text})"
    plain = isinstance(node, ast.Name | ast.Call | ast.Attribute | ast.Subscript | ast.Constant)
    return f"assert {text} == {shown}" if plain else f"assert ({text}) == {shown}"


def read_tests(path: Path) -> OtterQuestion | None:
    """The tests of a file in either format; None for a file of another kind."""
    try:
        return _of_source(read(path), path.stem)
    except UNREADABLE as error:
        raise CourseError(f"{path}: this file of tests cannot be read: {error}") from None


def read_tests_of(metadata: Mapping[str, Any]) -> list[OtterQuestion | None]:
    """The tests that newer versions keep in the notebook itself."""
    try:
        found = metadata["otter"]["tests"].items()
    except (KeyError, AttributeError, TypeError):
        return []
    try:
        return [
            _of_table(each, name) if isinstance(each, Mapping) else _of_source(str(each), name) for name, each in found
        ]
    except UNREADABLE as error:
        raise CourseError(f"the tests in the notebook's metadata cannot be read: {error}") from None


def _of_source(source: str, name: str) -> OtterQuestion | None:
    values: dict[str, Any] = {}
    functions = []
    around: list[str] = []
    for node in ast.parse(source).body:
        match node:
            case ast.Assign(targets=[ast.Name(target)], value=value) if target in SETTINGS:
                values[target] = _literal(value)
            case ast.FunctionDef() if any("test_case" in ast.unparse(each) for each in node.decorator_list):
                functions.append(node)
            case ast.ImportFrom(module=str(module)) if module.startswith("otter"):
                continue
            case _:
                around.append(ast.get_source_segment(source, node) or "")
    if isinstance(values.get("test"), Mapping):
        return _of_table(values["test"], name)
    if not functions:
        return None
    lost = ("all points or none: here each check gives its own points",) if values.get("all_or_nothing") else ()
    cases = [_of_function(node, source) for node in functions]
    cases = [each._replace(source="\n".join([*around, each.source])) for each in cases]
    return OtterQuestion(str(values.get("name") or name), values.get("points"), cases, lost)


def _literal(node: ast.expr) -> Any:
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError):
        return None


def _of_function(node: ast.FunctionDef, source: str) -> Case:
    settings: dict[str, Any] = {}
    for decorator in node.decorator_list:
        if isinstance(decorator, ast.Call):
            settings |= {each.arg: _literal(each.value) for each in decorator.keywords if each.arg}
    lost = ["the success_message is left out"] if settings.get("success_message") else []
    body = _called(source, [node], lost)
    worth = points_of(settings.get("points"))
    name = str(settings.get("name") or node.name.removeprefix("test_"))
    hint = str(settings.get("failure_message") or "")
    return Case(body, worth, bool(settings.get("hidden")), node.name, hint, name, tuple(lost))


def _of_table(table: Mapping[str, Any], name: str) -> OtterQuestion:
    cases: list[Case] = []
    for suite in table.get("suites") or ():
        setup = "\n".join(_of_doctest(str(suite.get("setup") or ""), []))
        for case in suite.get("cases") or ():
            lost = ["the success_message is left out"] if case.get("success_message") else []
            lines = [*filter(None, [setup]), *_of_doctest(str(case.get("code") or ""), lost)]
            worth = points_of(case.get("points"))
            hint = str(case.get("failure_message") or "")
            where = f"case {len(cases) + 1}"
            cases.append(Case("\n".join(lines), worth, bool(case.get("hidden")), where, hint, "", tuple(lost)))
        if str(suite.get("teardown") or "").strip():
            cases[-1:] = [cases[-1]._replace(lost=(*cases[-1].lost, "the teardown is left out"))] if cases else []
    lost_of_all = ("all points or none: here each check gives its own points",) if table.get("all_or_nothing") else ()
    return OtterQuestion(str(table.get("name") or name), table.get("points"), cases, lost_of_all)


def _of_doctest(code: str, lost: list[str]) -> Iterator[str]:
    """The examples of a doctest as statements and asserts."""
    try:
        examples = doctest.DocTestParser().get_examples(code)
    except ValueError as error:
        lost.append(f"a doctest that cannot be read is left out: {error}")
        return
    for example in examples:
        source, want = example.source.rstrip("\n"), example.want.rstrip("\n")
        if example.exc_msg is not None:
            raised = example.exc_msg.strip()[:60]
            lost.append(f"`{source.splitlines()[0][:60]}` is to raise {raised}; write it with pytest.raises")
        elif not want:
            yield source
        else:
            yield _compared(source, want, lost)
