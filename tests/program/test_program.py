"""How a `.py` or a notebook becomes statements, and what is said of one that cannot."""

from __future__ import annotations

import ast
import json
import traceback
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.feedback import Location
from grader.program.program import Program, read_program
from grader.program.slicing import unread_parts
from grader.program.statement import SourceError


def program(folder: Path, source: str | bytes, name: str = "gates.py") -> Program:
    path = folder / name
    path.write_bytes(source if isinstance(source, bytes) else source.encode("utf-8", "surrogatepass"))
    return read_program(path)


def refusal(folder: Path, source: str | bytes, name: str = "gates.py") -> SourceError:
    with pytest.raises(SourceError) as caught:
        program(folder, source, name)
    assert "\n" not in str(caught.value)
    return caught.value


def notebook(*cells: Any, **more: Any) -> str:
    """A notebook of code cells; a dict stands for a cell of another kind."""
    made = [cell if isinstance(cell, dict) else {"cell_type": "code", "source": cell} for cell in cells]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "cells": made} | more)


def lines(read: Program) -> list[tuple[str, str]]:
    """Each statement with its place."""
    return [(str(statement.location), ast.unparse(statement.node)) for statement in read.statements]


def run(read: Program) -> dict[str, Any]:
    names: dict[str, Any] = {}
    for statement in read.statements:
        exec(statement.code, names)
    return names


# Python files


def test_a_file_is_its_statements_in_order(tmp_path: Path) -> None:
    read = program(tmp_path, "import math\n\n@staticmethod\ndef f():\n    return math.e\nx = f()\n")
    assert [place for place, _ in lines(read)] == ["gates.py:1", "gates.py:4", "gates.py:6"]
    assert 2.7 < run(read)["x"] < 2.8


def test_a_traceback_can_show_the_students_line(tmp_path: Path) -> None:
    read = program(tmp_path, "x = 0\ny = 1 / x\n")
    with pytest.raises(ZeroDivisionError) as caught:
        run(read)
    frame = traceback.extract_tb(caught.value.__traceback__)[-1]
    assert (frame.filename, frame.lineno) == ("gates.py", 2)
    assert read.sources["gates.py"].split("\n")[1] == "y = 1 / x"


@pytest.mark.parametrize(
    "source",
    ["x = '한'".encode(), "# coding: cp949\nx = '한'".encode("cp949"), b"\xef\xbb\xbf" + "x = '한'\r\n".encode()],
)
def test_the_encoding_is_the_one_that_python_would_take(tmp_path: Path, source: bytes) -> None:
    assert run(program(tmp_path, source))["x"] == "한"


UNREADABLE = {
    "empty": (b"", None),
    "comments only": (b" \n# nothing yet\n", None),
    "a slip": (b"x = 1\ndef f(:\n", 2),
    "indented": (b"x = 1\n  y = 2\n", 2),
    "return at the top": (b"x = 1\nreturn x\n", 2),
    "a wide bracket": ("x = \uff081\uff09".encode(), 1),
    "cp949": ("x = 1\n\n# 한글".encode("cp949"), 3),
    "an unknown encoding": (b"# coding: klingon\n", 1),
    "an encoding of bytes": (b"# coding: zip\n", None),
    "a null byte": (b"x = 1\0", 1),
    "many signs": (b"-" * 100_000 + b"1", None),
    "many attributes": (b"x" + b".a" * 50_000, None),
    "too long": (b"x = 1\n" * 200_000, None),
}
"""The file, and the line that is named."""


@pytest.mark.parametrize(("source", "line"), UNREADABLE.values(), ids=UNREADABLE)
def test_what_cannot_be_read_is_said_with_its_line(tmp_path: Path, wording: object, source: bytes, line: int) -> None:
    refused = refusal(tmp_path, source)
    assert refused.location == Location("gates.py", line=line)
    assert refused.message == wording


def test_a_missing_file_is_a_source_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="No such file") as missing:
        read_program(tmp_path / "gates.py")
    assert missing.value.location == Location("gates.py")


def test_future_features_hold_for_all_later_statements(tmp_path: Path) -> None:
    read = program(tmp_path, notebook("from __future__ import annotations", "def f(x: Unknown): ..."), "gates.ipynb")
    assert run(read)["f"].__annotations__ == {"x": "Unknown"}
    assert compile("x: Unknown = 1", "", "exec", read.flags, dont_inherit=True).co_names == ("x", "__annotations__")


# Notebooks


def test_code_cells_are_counted_from_1_and_keep_their_own_lines(tmp_path: Path) -> None:
    cells = ["\n\nx = 1", {"cell_type": "markdown", "source": "# text"}, ["y = 2\n", "z = 3"]]
    read = program(tmp_path, notebook(*cells), "gates.ipynb")
    assert lines(read) == [
        ("gates.ipynb, cell 1, line 3", "x = 1"),
        ("gates.ipynb, cell 2, line 1", "y = 2"),
        ("gates.ipynb, cell 2, line 2", "z = 3"),
    ]
    assert [statement.filename for statement in read.statements] == ["gates.ipynb, cell 1"] + [
        "gates.ipynb, cell 2"
    ] * 2
    assert read.sources["gates.ipynb, cell 2"].split("\n")[1] == "z = 3"


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("%matplotlib inline\nx = 1", {2: "x = 1"}),
        ("!pip install keras \\\n  numpy \\\n  scipy\nx = 1", {4: "x = 1"}),
        ("relu?\nx = 1", {2: "x = 1"}),
        ("\n%%time\nx = 1", {3: "x = 1"}),
        ("%%capture out\n\n%%time\nx = 1\n%time y = x", {4: "x = 1", 5: "y = x"}),
        ("%time x = 1", {1: "x = 1"}),
        ("%timeit -n 3 -r 2 f(x)", {1: "f(x)"}),
        ("x = %time f(2)", {1: "x = f(2)"}),
        ("if x:\n    !ls\n", {1: "if x:\n    pass"}),
        ("%%bash\nrm -rf /", {}),
        ("%%html\n<b>", {}),
        ("%%writefile gates.py\nx = 1", {}),
        (">>> x = 1\n>>> y = 2", {1: "x = 1", 2: "y = 2"}),
        ("'''\n%time is money\n'''", {1: "'\\n%time is money\\n'"}),
    ],
)
def test_magics_leave_the_python_in_its_place(tmp_path: Path, cell: str, kept: dict[int, str]) -> None:
    read = program(tmp_path, notebook(cell, "last = 1"), "gates.ipynb")
    found = {statement.location.line: ast.unparse(statement.node) for statement in read.statements[:-1]}
    assert {line: text.replace('"""', "'") for line, text in found.items() if text != "pass"} == kept
    assert not read.problems


def test_a_file_that_an_editor_runs_cell_by_cell_may_hold_magics(tmp_path: Path) -> None:
    read = program(tmp_path, "# %%\n%matplotlib inline\nx = 1\n# %%\nnames = !ls\n!pip install keras\ny = 2\n")
    assert [place for place, text in lines(read) if text != "pass"] == [f"gates.py:{n}" for n in (3, 5, 7)]


def test_a_file_may_hold_the_prompts_of_a_shell(tmp_path: Path) -> None:
    read = program(tmp_path, ">>> def f(x):\n...     return x\n...\n>>> f(3)\n3\n")
    assert [place for place, _ in lines(read)] == [f"gates.py:{n}" for n in (1, 4, 5)]


STARS = {
    "every public name": ("a = 1\ndef b(): pass\n_c = 2\nimport math as d", ["a", "b", "d"]),
    "what __all__ lists": ("__all__ = ['_c']\na = 1\n_c = 2", ["_c"]),
    "names in blocks": ("if True:\n    a = 1\nelse:\n    b = 2\nfor c in []: pass", ["a", "b", "c"]),
    "another star": ("from other import *\nb = 1", ["a", "b"]),
    "a circle": ("from mine import *\nb = 1", ["b"]),
    "a library's star": ("from math import *\nb = 1", ["*", "b"]),
    "nothing at all": ("", ["*"]),
    "not Python": ("def f(:", ["*"]),
}


@pytest.mark.parametrize(("mine", "names"), STARS.values(), ids=STARS)
def test_a_star_import_of_ones_own_file_imports_each_name(tmp_path: Path, mine: str, names: list[str]) -> None:
    (tmp_path / "mine.py").write_text(mine)
    (tmp_path / "other.py").write_text("a = 1")
    read = program(tmp_path, "from mine import *")
    assert sorted(text for _, text in lines(read)) == sorted(f"from mine import {name}" for name in names)
    assert [str(each)[:9] for each in read.problems] == ["mine.py:1"] * (mine == "def f(:")


def test_a_cell_that_does_not_parse_spoils_no_other(tmp_path: Path) -> None:
    read = program(tmp_path, notebook("x = 1", "\ndef f(:", "x = '\ud800'", "y = 2"), "gates.ipynb")
    assert [text for _, text in lines(read)] == ["x = 1", "y = 2"]
    assert [str(problem).split(": ")[0] for problem in read.problems] == [
        "gates.ipynb, cell 2, line 2",
        "gates.ipynb, cell 3",
    ]


@pytest.mark.parametrize(
    ("name", "cells"),
    [("f", ["gates.ipynb, cell 2, line 2"]), ("g", ["gates.ipynb, cell 3, line 3"]), ("h", [])],
)
def test_a_missing_name_may_be_bound_where_a_broken_cell_mentions_it(
    tmp_path: Path, name: str, cells: list[str]
) -> None:
    broken = ["1. first (", "\ndef f(:", "def g(x):\n    y = x\n  return y", "x = 1"]
    read = program(tmp_path, notebook(*broken), "gates.ipynb")
    assert [str(problem.location) for problem in unread_parts(read, name)] == cells


def test_older_notebooks_are_read(tmp_path: Path) -> None:
    old = {"nbformat": 3, "worksheets": [{"cells": [{"cell_type": "code", "input": ["x = 1\n", "y = 2"]}]}]}
    assert run(program(tmp_path, json.dumps(old), "gates.ipynb"))["y"] == 2


def test_metadata_and_outputs_do_not_matter(tmp_path: Path) -> None:
    cell = {"cell_type": "code", "source": "x = 1", "metadata": 3, "outputs": ["A" * 5_000_000], "id": []}
    assert run(program(tmp_path, notebook(cell, metadata=None, nbformat="four"), "gates.ipynb"))["x"] == 1


NO_NOTEBOOKS = {
    "empty": "",
    "nested": "[" * 100_000,
    "UTF-16": b"\xff\xfe",
    "a number": "3",
    "cells in a map": '{"cells": {}}',
    "a cell that is a number": '{"cells": [1]}',
    "old cells that are a number": '{"worksheets": 1}',
    "a number among cells": notebook("x", 3),
    "Markdown only": notebook({"cell_type": "markdown", "source": "x = 1"}),
    "comments only": notebook("# later"),
    "too long": notebook(*["x = 1\n" * 100_000] * 2),
}


@pytest.mark.parametrize("content", NO_NOTEBOOKS.values(), ids=NO_NOTEBOOKS)
def test_an_invalid_notebook_is_explained_in_one_line(tmp_path: Path, wording: object, content: str | bytes) -> None:
    refused = refusal(tmp_path, content, "gates.ipynb")
    assert refused.location == Location("gates.ipynb")
    assert str(refused.message) == wording


# Properties


@pytest.mark.parametrize("name", ["gates.py", "gates.ipynb"])
@settings(deadline=None)
@given(content=st.binary() | st.text().map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_are_a_program_or_a_source_error(
    tmp_path_factory: pytest.TempPathFactory, name: str, content: bytes
) -> None:
    assert_read_or_refused(tmp_path_factory.getbasetemp() / name, content)


snippets = st.lists(
    st.sampled_from(
        ["%", "%%time", "!", "?", "x", "=", "1", "(", ")", "\n", " ", "\\\n", "'''", "#", ":", "def f", "\0"]
    )
)
values = st.recursive(st.none() | st.integers() | st.text() | snippets.map("".join), st.lists, max_leaves=5)
cells = st.dictionaries(st.sampled_from(["source", "input", "metadata"]), values).map(
    lambda cell: cell | {"cell_type": "code"}
)


@settings(deadline=None)
@given(cells=st.lists(cells | snippets.map("".join), max_size=4))
def test_any_cells_are_a_program_or_a_source_error(tmp_path_factory: pytest.TempPathFactory, cells: list[Any]) -> None:
    assert_read_or_refused(tmp_path_factory.getbasetemp() / "gates.ipynb", notebook(*cells).encode())


def assert_read_or_refused(path: Path, content: bytes) -> None:
    """Anything but a SourceError fails the test by itself."""
    path.write_bytes(content)
    try:
        read = read_program(path)
    except SourceError:
        return
    assert read.statements or read.problems


def test_a_location_reads_as_a_place() -> None:
    assert str(Location("gates.py", line=12)) == "gates.py:12"
    assert str(Location("gates.ipynb", 3, 2)) == "gates.ipynb, cell 3, line 2"
    assert str(Location("gates.ipynb")) == "gates.ipynb"
