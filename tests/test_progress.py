"""Whether a file is still the stub, told without building anything of a hostile file."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path

import pytest
from small_course import STUB, small_course

from grader.course.notebooks import make_notebook
from grader.course.progress import MAX_CELLS, edited, is_begun, is_untouched, read_cells

LEFT = b'"raise NotImplementedError"'
"""Enough to be looked at: a file without it is edited in any case."""

HOSTILE = {
    "nested deeply": b'{"x": ' + LEFT + b', "y": ' + b"[" * (1 << 20),
    "objects nested deeply": b'{"x": ' + LEFT + b"," + b'"a":{' * 200_000,
    "a million keys": b'{"x": ' + LEFT + b"".join(b',"%d":0' % number for number in range(600_000)) + b"}",
    "a million values": b'{"x": [' + LEFT + b",0" * 1_000_000 + b'], "cells": []}',
    "a million cells": b'{"x": ' + LEFT + b', "cells": [' + b'{"cell_type":"","source":""},' * 200_000 + b"0]}",
    "cells that are none": b'{"x": ' + LEFT + b', "cells": [' + b"{}," * 1_000_000 + b"{}]}",
    "a cell of newlines": json.dumps(
        {"cells": [{"cell_type": "code", "source": LEFT.decode() + "\n" * (3 << 20)}]}
    ).encode(),
    "a cell of lines": b'{"cells": [{"cell_type": "code", "source": [' + LEFT + b',""' * 1_000_000 + b"]}]}",
    "a number of a million digits": b'{"x": ' + LEFT + b', "y": ' + b"9" * 1_000_000 + b', "cells": []}',
    "half a pair": b'{"cells": [{"cell_type": "code", "source": "raise NotImplementedError \\ud800"}]}',
    "not UTF-8": b'{"x": ' + LEFT + b', "cells": [], "y": "\xff"}',
    "cut off": b'{"x": ' + LEFT + b', "cells": [{"cell_type": "code", "sou',
    "too large": LEFT + b" " * (9 << 20),
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_notebook_counts_as_edited_and_costs_little(tmp_path: Path, content: bytes) -> None:
    course = small_course(tmp_path)
    (exercise,) = course.exercises
    path = tmp_path / "doubles.ipynb"
    path.write_bytes(content)
    tracemalloc.start()
    assert not is_untouched(course, exercise, path)
    assert isinstance(is_begun(course, exercise, path), bool)
    assert tracemalloc.get_traced_memory()[1] < 12 * len(content) + (1 << 20)
    tracemalloc.stop()


def test_a_program_of_newlines_is_not_a_stub(tmp_path: Path) -> None:
    course = small_course(tmp_path)
    (exercise,) = course.exercises
    path = tmp_path / "doubles.py"
    path.write_text(STUB + "\n" * (1 << 19))
    assert is_untouched(course, exercise, path)
    path.write_text(STUB + "\n" * (16 << 20))
    tracemalloc.start()
    assert not is_untouched(course, exercise, path)
    assert tracemalloc.get_traced_memory()[1] < 64 << 20
    tracemalloc.stop()
    assert edited(course, exercise, [path]) == [path]


def test_a_stub_that_was_run_is_untouched_whatever_it_put_out(tmp_path: Path) -> None:
    course = small_course(tmp_path)
    (exercise,) = course.exercises
    notebook = json.loads(make_notebook(STUB, "doubles", "en"))
    for cell in notebook["cells"]:
        cell["outputs"] = [{"output_type": "display_data", "data": {"image/png": "A" * 100_000, "x": [[]]}}]
        cell["source"] = "".join(cell["source"])
    path = tmp_path / "doubles.ipynb"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(notebook).encode())
    assert is_untouched(course, exercise, path)


def test_a_notebook_has_a_bounded_number_of_cells() -> None:
    cell = {"cell_type": "code", "source": "1"}
    assert len(read_cells(json.dumps({"cells": [cell] * MAX_CELLS}).encode())) == MAX_CELLS
    assert read_cells(json.dumps({"cells": [cell] * (MAX_CELLS + 1)}).encode()) == ()
