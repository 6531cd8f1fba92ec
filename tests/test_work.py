"""Where the work on an exercise is found, and what is said of work that is there but not where it belongs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from small_course import RIGHT, STUB, small_course

from grader.course.model import Course
from grader.course.notebooks import make_notebook
from grader.course.overlooked import overlooked
from grader.course.progress import state
from grader.grading.events import nobody_to_ask
from grader.grading.task import Task, settle
from grader.language import render
from grader.report.model import ExerciseResult
from grader.submission.intake import take

OTHER = RIGHT.replace("x + x", "2 * x")


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return small_course(tmp_path / "course")


def notebook(*cells: str, kind: str = "code") -> str:
    return json.dumps({"nbformat": 4, "cells": [{"cell_type": kind, "source": cell} for cell in cells]})


UNTOUCHED = make_notebook(STUB, "doubles", "en")


def settled(course: Course, folder: Path, files: dict[str, str]) -> Task | ExerciseResult:
    handed_in, copy = folder / "alice", folder / "copy"
    copy.mkdir()
    for name, text in files.items():
        (handed_in / name).parent.mkdir(parents=True, exist_ok=True)
        (handed_in / name).write_text(text)
    return settle(course, take(handed_in, copy), course.exercises[0], nobody_to_ask)


TAKEN: dict[str, tuple[dict[str, str], str]] = {
    "a browser's copy": ({"doubles (1).py": RIGHT}, "doubles (1).py"),
    "beside the stub": ({"doubles.py": STUB, "doubles (1).py": RIGHT}, "doubles (1).py"),
    "beside both stubs": (
        {"doubles.py": STUB, "notebooks/doubles.ipynb": UNTOUCHED, "Copy of doubles.ipynb": notebook(RIGHT)},
        "Copy of doubles.ipynb",
    ),
    "beside an empty file": ({"doubles.py": "\n", "doubles copy.py": RIGHT}, "doubles copy.py"),
    "beside the stub of another version": ({"doubles.py": "# old\n" + STUB, "doubles-1.py": RIGHT}, "doubles-1.py"),
    "of two copies, the one that is no stub": ({"doubles (1).py": STUB, "doubles (2).py": RIGHT}, "doubles (2).py"),
    "two copies that say the same": ({"doubles (1).py": RIGHT, "doubles (2).py": "# mine\n" + RIGHT}, "doubles (1).py"),
    "Drive's copy": ({"doubles.ipynb의 사본": notebook(RIGHT)}, "doubles.ipynb"),
    "Drive's copy beside the stub": (
        {"doubles.ipynb": UNTOUCHED, "doubles.ipynb의 사본": notebook(RIGHT)},
        "doubles.ipynb",
    ),
    "mail's copy": ({"doubles.py.txt": RIGHT}, "doubles.py"),
    "in capitals": ({"Doubles.PY": RIGHT}, "Doubles.PY"),
    "in a folder": ({"week3/doubles.py": RIGHT, "week2/gates.py": RIGHT}, "week3/doubles.py"),
    "in a folder beside the stub": ({"doubles.py": STUB, "week3/doubles.py": RIGHT}, "week3/doubles.py"),
    "with a student's name": ({"kim_doubles.py": RIGHT}, "kim_doubles.py"),
}


@pytest.mark.parametrize(("files", "main"), TAKEN.values(), ids=TAKEN)
def test_the_only_work_is_graded_with_a_note(
    wording: object, course: Course, tmp_path: Path, files: dict[str, str], main: str
) -> None:
    work = settled(course, tmp_path, files)
    assert isinstance(work, Task)
    assert work.main == main
    assert "return" in work.files[main].decode()
    assert str(work.note) == wording


NOT_TAKEN: dict[str, dict[str, str]] = {
    "two that differ": {"doubles (1).py": RIGHT, "doubles (2).py": OTHER},
    "two folders": {"a/doubles.py": RIGHT, "b/doubles.py": OTHER},
    "another name altogether": {"work.py": RIGHT},
    "a part of a word": {"mydoubles.py": RIGHT},
    "a text": {"doubles.txt": RIGHT},
    "kept by an editor": {"doubles.py": STUB, "doubles.py.bak": RIGHT},
    "without an ending": {"doubles": RIGHT},
    "a web page": {"doubles.html": "<html>"},
    "a document beside the stub": {"doubles.py": STUB, "Doubles (1).PDF": "%PDF"},
    "a document and a program": {"doubles.html": "<html>", "work.py": RIGHT},
    "the name, but none of the functions": {"kim_doubles.py": "x = 1\n"},
}


@pytest.mark.parametrize("files", NOT_TAKEN.values(), ids=NOT_TAKEN)
def test_work_that_may_be_meant_is_named(
    course: Course, tmp_path: Path, files: dict[str, str], wording: object
) -> None:
    found = settled(course, tmp_path, files)
    assert isinstance(found, ExerciseResult)
    assert (found.status, found.note) == ("not_started", found.message)
    assert str(found.message) == wording


@pytest.mark.parametrize(
    "files",
    [
        {"doubles.py": RIGHT, "doubles (1).py": OTHER},
        {"doubles.py": RIGHT, "week2/doubles.py": OTHER},
        {"doubles.py": RIGHT, "doubles (1).py": STUB},
    ],
)
def test_work_under_its_own_name_comes_first(course: Course, tmp_path: Path, files: dict[str, str]) -> None:
    work = settled(course, tmp_path, files)
    assert isinstance(work, Task)
    assert (work.main, work.note) == ("doubles.py", "")


def test_copies_of_the_stub_are_not_started(course: Course, tmp_path: Path) -> None:
    found = settled(course, tmp_path, {"doubles (1).py": STUB, "Copy of doubles.ipynb": UNTOUCHED})
    assert isinstance(found, ExerciseResult)
    assert (found.status, found.note) == ("not_started", "")


# A notebook, and the program exported from it

CODE = "import math\n\ndef double(x):\n    '''Twice.'''\n    return 2 * x"
TIMED = f"%%time\n{CODE}"
MAGIC = "%matplotlib inline\nsizes = !ls"
EXPORTS = {
    "Jupyter": f"#!/usr/bin/env python\n# coding: utf-8\n\n# # Doubles\n\n# In[1]:\n\n\n{CODE}\n\n\n# In[ ]:\n\n\n"
    "get_ipython().run_line_magic('matplotlib', 'inline')\nsizes = get_ipython().getoutput('ls')\n",
    "Jupyter, a timed cell": f"get_ipython().run_cell_magic('time', '', {CODE!r})\n",
    "Colab": f'# -*- coding: utf-8 -*-\n"""doubles.ipynb\n\nAutomatically generated by Colab.\n"""\n\n{CODE}\n\n'
    '"""# Doubles"""\n\n# Commented out IPython magic.\n# %matplotlib inline\n# sizes = !ls\n',
    "an editor": f"# %% [markdown]\n# # Doubles\n# %%\n{CODE}\n# %%\n%matplotlib inline\nsizes = !ls\n",
    "Windows": f"{CODE}\n".replace("\n", "\r\n"),
}


@pytest.mark.parametrize("export", EXPORTS.values(), ids=EXPORTS)
@pytest.mark.parametrize("place", ["", "notebooks/"])
def test_a_notebook_and_the_program_exported_from_it_are_one(
    course: Course, tmp_path: Path, export: str, place: str
) -> None:
    files = {f"{place}doubles.ipynb": notebook("# Doubles", TIMED, MAGIC), "doubles.py": export}
    work = settled(course, tmp_path, files)
    assert isinstance(work, Task)
    assert work.note == ""


def test_a_notebook_and_a_program_that_differ_are_two(wording: object, course: Course, tmp_path: Path) -> None:
    other = EXPORTS["Jupyter"].replace("2 * x", "x + x")
    found = settled(course, tmp_path, {"doubles.ipynb": notebook(CODE), "doubles.py": other})
    assert isinstance(found, ExerciseResult)
    assert str(found.message) == wording


# Cells that do not count


def cells(*pairs: tuple[str, str]) -> str:
    return json.dumps(
        {"cells": [{"cell_type": kind, "source": text.splitlines(keepends=True)} for kind, text in pairs]}
    )


OVERLOOKED = {
    "the stub below": cells(("code", "import math"), ("code", RIGHT), ("markdown", "text"), ("code", STUB)),
    "Markdown": cells(("code", "x = 1"), ("markdown", RIGHT)),
    "raw, and the stub": cells(("raw", RIGHT), ("code", "x = 1\n"), ("code", STUB + "\n# tried")),
    "not run as Python": cells(("code", "x = 1"), ("code", f"\n%%script false --no-raise-error\n{RIGHT}")),
    "in a block of Markdown": cells(("markdown", f"```python\n{RIGHT}```"), ("code", "x = 1")),
}


@pytest.mark.parametrize("content", OVERLOOKED.values(), ids=OVERLOOKED)
def test_a_function_that_does_not_count_is_told(course: Course, tmp_path: Path, content: str, wording: object) -> None:
    work = settled(course, tmp_path, {"doubles.ipynb": content})
    assert isinstance(work, Task)
    assert str(work.note) == wording


@pytest.mark.parametrize(
    "content",
    [
        cells(("code", STUB), ("code", RIGHT)),
        cells(("code", RIGHT), ("markdown", RIGHT), ("raw", STUB)),
        cells(
            ("code", RIGHT), ("code", "def double(x):\n    if x:\n        return x + x\n    raise NotImplementedError")
        ),
        cells(("code", "%%time\n" + RIGHT), ("code", "%%bash\nls")),
        cells(("code", "%%writefile mine.py\n" + RIGHT), ("code", "from mine import double")),
        cells(("code", "class A:\n    def double(x):\n        return 1"), ("code", RIGHT)),
    ],
)
def test_a_notebook_in_which_the_work_counts_needs_no_note(course: Course, tmp_path: Path, content: str) -> None:
    work = settled(course, tmp_path, {"doubles.ipynb": content})
    assert isinstance(work, Task)
    assert work.note == ""


def test_a_program_whose_stub_stands_below_is_told(course: Course, tmp_path: Path, wording: object) -> None:
    work = settled(course, tmp_path, {"doubles.py": f"{RIGHT}\n\n{STUB}"})
    assert isinstance(work, Task)
    assert (str(work.note), work.overlooked) == (wording, True)


SEVEN = ("confusion_matrix", "accuracy", "precision", "recall", "f1", "roc_curve", "auc")
WRITTEN = {name: f"def {name}(x):\n    return 2 * x\n" for name in SEVEN}
STUBS = "\n".join(f"def {name}(x):\n    raise NotImplementedError\n" for name in SEVEN[:2])


@pytest.mark.parametrize(
    "content",
    [
        cells(("code", "a = 1"), ("code", "b = 2"), ("markdown", "\n".join(WRITTEN.values()))),
        cells(*(("markdown", WRITTEN[name]) for name in SEVEN[:3]), ("code", "a = 1")),
        cells(("code", "\n".join(WRITTEN.values())), ("code", STUBS)),
    ],
    ids=["a cell", "several cells", "stubs"],
)
def test_functions_in_one_place_share_a_sentence(content: str, wording: object) -> None:
    (note,) = overlooked(content.encode(), SEVEN)
    assert render(note, "en") == wording
    assert render(note, "ko") == wording


def test_notes_are_translated_into_korean(wording: object, course: Course, tmp_path: Path) -> None:
    work = settled(course, tmp_path, {"Copy of doubles.ipynb": OVERLOOKED["the stub below"]})
    assert isinstance(work, Task)
    assert render(work.note, "ko") == wording


def test_a_list_of_exercises_names_the_file_that_holds_the_work(course: Course, tmp_path: Path) -> None:
    folder = tmp_path / "exercises"
    folder.mkdir()
    (exercise,) = course.exercises
    assert str(state(course, exercise, folder)) == "missing"
    (folder / "doubles.py").write_text(STUB)
    assert str(state(course, exercise, folder)) == "not started"
    (folder / "doubles (1).py").write_text(RIGHT)
    assert str(state(course, exercise, folder)) == "edited: doubles (1).py"
    (folder / "doubles.py").write_text(RIGHT)
    assert str(state(course, exercise, folder)) == "edited"
