import ast
import json

import nbformat
import pytest

from grader.course.model import Course, Exercise, load_course
from grader.course.notebooks import CALL, CHECK, SCRATCH, make_notebook, split
from grader.course.progress import edited, is_untouched
from grader.course.stubs import make_stub, stub_of
from grader.program.program import read_program

TO_DO = 'raise NotImplementedError("write this function")'
STUB = '''\
"""Doubles.

A list:
- twice
"""

import math

FACTOR = 2


# how it is done
def double(x):
    """Twice x."""
    raise NotImplementedError("write this function")


@decorated
def half(x):
    """Half x."""
    raise NotImplementedError("write this function")
'''

BUILT_IN = load_course()


def cells_of(text):
    return [(cell["cell_type"], "".join(cell["source"])) for cell in json.loads(text)["cells"]]


def test_a_stub_becomes_text_imports_functions_a_cell_to_try_things_and_one_that_grades():
    assert cells_of(make_notebook(STUB, "doubles", "en")) == [
        ("markdown", "# Doubles\n\nA list:\n- twice"),
        ("code", "import math\n\nFACTOR = 2"),
        (
            "code",
            f'# how it is done\ndef double(x):\n    """Twice x."""\n    {TO_DO}',
        ),
        ("code", f'@decorated\ndef half(x):\n    """Half x."""\n    {TO_DO}'),
        ("code", SCRATCH),
        (
            "code",
            f'{CHECK.format(name="doubles")}\nfrom grader import check\n\ncheck("doubles")',
        ),
    ]


def test_function_cells_are_tagged_with_their_name():
    cells = nbformat.reads(make_notebook(STUB, "doubles", "en"), as_version=4).cells
    tagged = [cell.metadata["name"] for cell in cells if "function" in cell.metadata.get("tags", [])]
    assert tagged == ["double", "half"]


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("exercise", BUILT_IN.exercises, ids=lambda exercise: exercise.name)
def test_the_notebooks_of_this_course(exercise, language, tmp_path):
    stub = stub_of(BUILT_IN, exercise, language)
    text = make_notebook(stub, exercise.name, language)
    assert text == make_notebook(stub, exercise.name, language)
    assert text.endswith("}\n")
    notebook = nbformat.reads(text, as_version=4)
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in notebook.cells)
    path = tmp_path / "notebook.ipynb"
    path.write_text(text, encoding="utf-8")
    code = [ast.dump(statement.node) for statement in read_program(path).statements]
    assert code == [
        ast.dump(node) for node in [*ast.parse(stub).body[1:], *ast.parse(CALL.format(name=exercise.name)).body]
    ]


def test_a_notebook_that_was_run_is_untouched_until_its_code_changes(tmp_path):
    (tmp_path / "solutions").mkdir()
    solution = "import math\n\n\ndef double(x):\n    # BEGIN SOLUTION\n    return 2 * x\n    # END SOLUTION\n"
    (tmp_path / "solutions" / "doubles.py").write_text(solution)
    exercise = Exercise(name="doubles", title="Doubles", points=1, order=1, required=("double",))
    course = Course("small", "Small", tmp_path, (exercise,))
    notebook = json.loads(make_notebook(make_stub(solution, "ko"), "doubles", "ko"))
    path = tmp_path / "doubles.ipynb"

    def untouched():
        path.write_text(json.dumps(notebook))
        return is_untouched(course, exercise, path)

    notebook["metadata"]["kernelspec"]["name"] = "colab"
    for cell in notebook["cells"]:
        cell |= {"execution_count": 3, "outputs": [{"text": "raise NotImplementedError"}]}
    notebook["cells"].append({"cell_type": "code", "source": ["# notes\n", "\n"]})
    notebook["cells"].append(
        {"cell_type": "code", "source": ["from grader import check\n", "points = check().score\n"]}
    )
    assert untouched()
    notebook["cells"][-1]["source"] = ["double(3)"]
    assert not untouched()
    path.write_text("raise NotImplementedError, but no JSON")
    assert not is_untouched(course, exercise, path)


def test_nothing_of_a_stub_is_lost_in_its_cells():
    source = "\n\n\n".join(cell.source for cell in split(STUB))
    assert ast.dump(ast.parse(source)) == ast.dump(ast.Module(ast.parse(STUB).body[1:], []))


def test_a_notebook_with_check_says_the_same_as_the_program_without(tmp_path):
    (tmp_path / "solutions").mkdir()
    solution = "def double(x):\n    # BEGIN SOLUTION\n    return 2 * x\n    # END SOLUTION\n"
    (tmp_path / "solutions" / "doubles.py").write_text(solution)
    exercise = Exercise(name="doubles", title="Doubles", points=1, order=1, required=("double",))
    course = Course("small", "Small", tmp_path, (exercise,))
    done = make_stub(solution).replace(TO_DO, "return x + x")
    program, notebook = tmp_path / "doubles.py", tmp_path / "doubles.ipynb"
    program.write_text(done)
    notebook.write_text(make_notebook(done, "doubles", "en"))
    assert edited(course, exercise, [program, notebook]) == [program]
