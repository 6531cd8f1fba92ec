"""Files that are something else than their name says; and those that look a little like it, and are fine."""

import json

import pytest

from grader.program.mistaken import mistaken, no_notebook
from grader.program.program import read_program
from grader.program.statement import SourceError

CODE = "import numpy as np\n\n\ndef double(x):\n    return 2 * x\n"
NOTEBOOK = json.dumps({"cells": [{"cell_type": "code", "source": CODE, "metadata": {}}], "nbformat": 4})
CONFLICT = f"{CODE}<<<<<<< HEAD\nx = 1\n=======\nx = 2\n>>>>>>> theirs\n"
POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:0123\nsize 12\n"

MISTAKEN = [
    ("double.py", b"<!DOCTYPE html>\n<html><body>", "a web page"),
    ("double.ipynb", b"\n  <html lang='en'>", "a web page"),
    ("double.py", POINTER.encode(), "a Git LFS pointer"),
    ("double.ipynb", POINTER.encode(), "a Git LFS pointer"),
    ("double.py", CODE.encode("utf-16"), "saved as UTF-16"),
    ("double.py", CODE.encode("utf-16-le"), "saved as UTF-16"),
    ("double.ipynb", NOTEBOOK.encode("utf-16"), "saved as UTF-16"),
    ("double.py", CONFLICT.encode(), "double.py:6: the file has an unresolved merge conflict"),
    (
        "double.py",
        CONFLICT.replace("\n", "\r\n").encode(),
        "double.py:6: the file has an unresolved merge conflict",
    ),
    ("double.ipynb", b"{\n<<<<<<< mine\n\n=======\n\n>>>>>>> theirs\n}", "an unresolved merge conflict"),
    ("double.ipynb", CODE.encode(), "a Python program, not a notebook"),
    ("double.ipynb", b"\xef\xbb\xbf" + CODE.encode(), "a Python program, not a notebook"),
    ("double.py", NOTEBOOK.encode(), "a notebook, not a Python program"),
    ("double.py", b"\xef\xbb\xbf" + NOTEBOOK.encode(), "a notebook, not a Python program"),
    *(
        ("double.ipynb", NOTEBOOK[:length].encode(), "the end of the notebook is missing")
        for length in (1, 30, 60, len(NOTEBOOK) - 1)
    ),
]
FINE = [
    ("double.py", CODE),
    ("double.ipynb", NOTEBOOK),
    ("double.py", "page = '<!DOCTYPE html>'\n"),
    ("double.py", "title = 1\n# =======\n# <<<<<<< no conflict\n"),
    ("double.py", '{"cells": 1}["cells"]\nx = 1\n'),
    ("double.py", "# version https://git-lfs.github.com/spec/v1\nx = 1\n"),
]


@pytest.mark.parametrize(("name", "data", "what"), MISTAKEN, ids=[f"{name}: {what}" for name, _, what in MISTAKEN])
def test_a_file_that_is_something_else(tmp_path, name, data, what):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(SourceError) as error:
        read_program(tmp_path / name)
    assert what in str(error.value)


@pytest.mark.parametrize(("name", "text"), FINE, ids=[text[:20] for _, text in FINE])
def test_a_file_that_is_what_its_name_says(tmp_path, name, text):
    assert mistaken(text.encode(), f".{name.partition('.')[2]}") == ("", None)
    assert name.endswith(".py") or no_notebook(text.encode()) == ""
    (tmp_path / name).write_text(text)
    assert read_program(tmp_path / name).statements


NEWER = ["type Row = list[int]", "def first[T](x: list[T]) -> T: ...", "class Box[T]: ...", "x = t'{y}'"]
TYPOS = ["retrun 1", "print('don't)", "x = (1", "f'{a}' + '{b}", "except_, x = 1 2"]


@pytest.mark.parametrize("line", NEWER)
def test_syntax_newer_than_the_python_that_grades(tmp_path, line):
    try:
        compile(line, "here", "exec")
    except SyntaxError:
        (tmp_path / "double.py").write_text(f"{line}\n")
        with pytest.raises(SourceError, match="which is too old for this"):
            read_program(tmp_path / "double.py")


@pytest.mark.parametrize("line", TYPOS)
def test_any_other_syntax_error_says_which_python_grades(tmp_path, line):
    (tmp_path / "double.py").write_text(f"{line}\n")
    with pytest.raises(SourceError, match=r"The grader uses Python \d\.\d+"):
        read_program(tmp_path / "double.py")
