"""Parting the values of a name from its functions changes nothing for the top level of a program."""

from __future__ import annotations

import ast
import contextlib
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.program.loaded import NOT_LOADED, loaded
from grader.program.program import Program, read_program

NAMES = ["a", "b"]
names = st.sampled_from(NAMES)
simple = st.one_of(
    st.builds("def {}(x={}): return x".format, names, names),
    st.builds("{} = {}".format, names, st.sampled_from(["1", "a", "b", "a()", "a(2)", "[a, b]", "lambda: 3", "len"])),
    st.builds("{}, {} = {}, 5".format, names, names, names),
    st.builds("{} += 1".format, names),
    st.builds("del {}".format, names),
    st.builds("({} := 6)".format, names),
    st.builds("seen(*[{} for {} in (7, 8)], {})".format, names, names, names),
    st.builds("seen([{} for n in (7, 8)])".format, names),
    st.builds("seen((lambda {}: 9)(1), {})".format, names, names),
    st.builds("import math as {}".format, names),
    st.builds("from operator import neg as {}".format, names),
    st.builds("class C:\n    {} = 1\n    seen({})".format, names, names),
)
blocks = st.one_of(
    st.builds(
        "for {} in (10, 11): {}".format, names, simple.filter(lambda line: "\n" not in line and "def" not in line)
    ),
    st.builds("if {} == 1: {} = 12".format, names, names),
    st.builds("try: seen({}())\nexcept TypeError as {}: pass".format, names, names),
    st.builds("with open('/dev/null') as {}: seen({})".format, names, names),
    st.builds("match {}:\n    case [{}, *_]: pass\n    case _: seen({})".format, names, names, names),
)
lines = st.lists(simple | blocks, min_size=1, max_size=8)


def shown(value: Any) -> str:
    return getattr(value, "__name__", "") or (
        str([*map(shown, value)]) if type(value) is list else type(value).__name__
    )


def run(codes: list[Any]) -> list[str]:
    """What the top level sees of its names while it runs, on and on as in a notebook."""
    log: list[str] = []
    namespace: dict[str, Any] = {"seen": lambda *values: log.extend(map(shown, values))}
    for code in codes:
        with contextlib.suppress(Exception):
            exec(code, namespace)
    return log


def program(folder: Path, text: str) -> Program:
    (folder / "p.py").write_text(text)
    return read_program(folder / "p.py")


@settings(deadline=None)
@given(lines=lines)
def test_the_top_level_sees_what_python_would_show_it(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str]
) -> None:
    plain = [line for each in lines for line in (each, "seen(a)", "seen(b)")]
    read = program(tmp_path_factory.getbasetemp(), "\n".join(plain))
    assert run([statement.code for statement in read.statements]) == run(plain)


def test_a_rebound_function_gets_another_name(tmp_path: Path) -> None:
    read = program(tmp_path, "def f(): return g()\ndef g(): return 1\ng = g()\nprint(g)\n")
    assert [ast.unparse(statement.node) for statement in read.statements[2:]] == ["(g' := g)", "g' = g'()", "print(g')"]
    assert read.functions == {}


def test_a_function_that_nobody_calls_gives_its_name_away(tmp_path: Path) -> None:
    read = program(tmp_path, "def g(): return 1\ng = g()\ndef f(): return g + 1\n")
    assert read.functions == {"g": "g'"}


def test_a_name_that_a_library_fails_to_load_is_not_known(monkeypatch):
    class Lazy:
        def __getattr__(self, name):
            raise RuntimeError("loaded when it is asked for, and then it fails")

    monkeypatch.setitem(sys.modules, "lazy_library", Lazy())
    assert loaded("lazy_library.thing") is NOT_LOADED
