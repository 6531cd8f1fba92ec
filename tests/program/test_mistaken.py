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

MISTAKEN = {
    "a web page": ("double.py", b"<!DOCTYPE html>\n<html><body>"),
    "a web page for a notebook": ("double.ipynb", b"\n  <html lang='en'>"),
    "a pointer": ("double.py", POINTER.encode()),
    "a pointer for a notebook": ("double.ipynb", POINTER.encode()),
    "UTF-16": ("double.py", CODE.encode("utf-16")),
    "UTF-16 without a mark": ("double.py", CODE.encode("utf-16-le")),
    "UTF-16 of a notebook": ("double.ipynb", NOTEBOOK.encode("utf-16")),
    "UTF-8 that is none, in a notebook": ("double.ipynb", NOTEBOOK.replace("import", "# 정확도").encode("cp949")),
    "a PDF": ("double.py", b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"),
    "a Word document": ("double.ipynb", b"PK\x03\x04\x14\x00\x06\x00word/document.xml"),
    "an old document": ("double.py", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    "rich text": ("double.py", b"{\\rtf1\\ansi\\ansicpg949 import numpy}"),
    "a picture": ("double.py", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\0"),
    "an error of a server": ("double.py", b"<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>"),
    "zero bytes at the end": ("double.py", CODE.encode() + bytes(9)),
    "a conflict": ("double.py", CONFLICT.encode()),
    "a conflict on Windows": ("double.py", CONFLICT.replace("\n", "\r\n").encode()),
    "a conflict in a notebook": ("double.ipynb", b"{\n<<<<<<< mine\n\n=======\n\n>>>>>>> theirs\n}"),
    "a program": ("double.ipynb", CODE.encode()),
    "a program with a mark": ("double.ipynb", b"\xef\xbb\xbf" + CODE.encode()),
    "a notebook": ("double.py", NOTEBOOK.encode()),
    "a notebook with a mark": ("double.py", b"\xef\xbb\xbf" + NOTEBOOK.encode()),
    **{
        f"{length} characters of a notebook": ("double.ipynb", NOTEBOOK[:length].encode())
        for length in (1, 30, 60, len(NOTEBOOK) - 1)
    },
}
FINE = [
    ("double.py", CODE),
    ("double.ipynb", NOTEBOOK),
    ("double.py", "page = '<!DOCTYPE html>'\n"),
    ("double.py", "title = 1\n# =======\n# <<<<<<< no conflict\n"),
    ("double.py", '{"cells": 1}["cells"]\nx = 1\n'),
    ("double.py", "# version https://git-lfs.github.com/spec/v1\nx = 1\n"),
]


@pytest.mark.parametrize(("name", "data"), MISTAKEN.values(), ids=MISTAKEN)
def test_a_file_that_is_something_else(wording, tmp_path, name, data):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(SourceError) as error:
        read_program(tmp_path / name)
    assert error.value == wording


@pytest.mark.parametrize(("name", "text"), FINE, ids=[text[:20] for _, text in FINE])
def test_a_file_that_is_what_its_name_says(tmp_path, name, text):
    assert mistaken(text.encode(), f".{name.partition('.')[2]}") == ("", None)
    assert name.endswith(".py") or no_notebook(text.encode()) == ""
    (tmp_path / name).write_text(text)
    assert read_program(tmp_path / name).statements


NEWER = ["type Row = list[int]", "def first[T](x: list[T]) -> T: ...", "class Box[T]: ...", "x = t'{y}'"]
TYPOS = [
    *("```python", "이 함수는 두 배를 구합니다", "1. 먼저 곱하기: x", "값 = = 3", "x\u200b = 1", "print(“a”)"),
    *("retrun 1", "print('don't)", "x = (1", "f'{a}' + '{b}", "except_, x = 1 2"),
]


@pytest.mark.parametrize("line", NEWER)
def test_syntax_newer_than_the_python_that_grades(tmp_path, line):
    try:
        compile(line, "here", "exec")
    except SyntaxError:
        (tmp_path / "double.py").write_text(f"{line}\n")
        with pytest.raises(SourceError, match="too old"):
            read_program(tmp_path / "double.py")


@pytest.mark.parametrize("line", TYPOS)
def test_any_other_syntax_error_says_which_python_grades(wording, tmp_path, line):
    (tmp_path / "double.py").write_text(f"{line}\n")
    with pytest.raises(SourceError) as caught:
        read_program(tmp_path / "double.py")
    assert caught.value.message == wording
