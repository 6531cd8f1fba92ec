"""Which files of a submission an exercise needs."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from grader.submission import needed as needed_files
from grader.submission.needed import needed

FILES = {
    "gates.py": "import numpy as np\n",
    "mlp.py": "from layers import dense\nopen('rows.csv')\n",
    "layers.py": "import activate.relu as relu\n",
    "activate/relu.py": "",
    "activate/tanh.py": "",
    "metrics.ipynb": '{"cells": [{"source": ["from gates import OR\\n", "keras.metrics"]}]}',
    "rows.csv": "1,2\n",
    "optim.py": "runpy.run_path('gates.py')\n",
    "backprop.ipynb": '{"cells": [{"source": ["%run layers\n", "1"]}]}',
    "autograph.py": "importlib.import_module('게이트')\n",
    "게이트.py": "",
}


@pytest.mark.parametrize(
    ("main", "others"),
    [
        ("gates.py", set()),
        ("mlp.py", {"layers.py", "activate/relu.py", "activate/tanh.py"}),
        ("metrics.ipynb", {"gates.py"}),
        ("optim.py", {"gates.py"}),
        ("backprop.ipynb", {"layers.py", "activate/relu.py", "activate/tanh.py"}),
        ("autograph.py", {"게이트.py"}),
    ],
)
def test_what_an_exercise_imports_comes_with_it_and_data_always(tmp_path: Path, main: str, others: set[str]) -> None:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    found = {path.relative_to(tmp_path).as_posix() for path in needed(tmp_path, tmp_path / main)}
    assert found == {main, "rows.csv"} | others


def test_programs_that_import_each_other_end(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("import b")
    (tmp_path / "b.py").write_text("import a")
    assert needed(tmp_path, tmp_path / "a.py") == (tmp_path / "a.py", tmp_path / "b.py")


def test_a_line_of_megabytes_takes_no_time(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("y" * (8 << 20) + "\nimport b")
    (tmp_path / "b.py").write_text("")
    assert needed(tmp_path, tmp_path / "a.py") == (tmp_path / "a.py", tmp_path / "b.py")


@pytest.mark.parametrize("end", ["\\n", "\n", "\r\n", "\r"])
def test_lines_of_notebooks_end_as_their_json_has_it(tmp_path: Path, end: str) -> None:
    for name in ("here", "there"):
        (tmp_path / f"{name}.py").write_text("")
    (tmp_path / "a.ipynb").write_bytes(f'{{"source": "x = 1{end}import here{end}there = 2"}}'.encode())
    assert needed(tmp_path, tmp_path / "a.ipynb") == (tmp_path / "a.ipynb", tmp_path / "here.py")


@pytest.mark.parametrize("text", [b"x=1" + b"\n" * (8 << 20), b"import b" + b"\r" * (8 << 20), b"x\\n" * (2 << 20)])
@pytest.mark.parametrize("name", ["a.py", "a.ipynb"])
def test_millions_of_lines_cost_no_memory(tmp_path: Path, name: str, text: bytes) -> None:
    (tmp_path / name).write_bytes(text)
    (tmp_path / "b.py").write_text("")
    tracemalloc.start()
    assert set(needed(tmp_path, tmp_path / name)) == {tmp_path / name, *([tmp_path / "b.py"] * (b"import b" in text))}
    assert tracemalloc.get_traced_memory()[1] < 4 * len(text)
    tracemalloc.stop()


def test_where_too_many_lines_import_every_program_is_needed(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("import x\n" * (needed_files.MAX_LINES // 8))
    (tmp_path / "b.py").write_text("")
    assert needed(tmp_path, tmp_path / "a.py") == (tmp_path / "a.py", tmp_path / "b.py")
