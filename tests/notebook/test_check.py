"""`check` in a notebook's cell, on a small course."""

import subprocess
import sys

import pytest
from small_course import RIGHT, WRONG, small_course

import grader
from grader.grading.grader import Grader
from grader.notebook import check as checking

TRACEBACK = "Traceback"


@pytest.fixture
def course(server, tmp_path, monkeypatch):
    """The folder of the small course, graded by a server that is warm already."""
    made = small_course(tmp_path / "course")
    monkeypatch.setattr(checking, "_graders", [Grader(made, server=server)])
    return made.root


def test_what_was_run_is_graded(notebook, course):
    notebook.run(RIGHT)
    shown = notebook.check("doubles", course=course)
    assert (shown.score, shown.max_score) == (4, 4)
    assert "Full marks" in repr(shown)
    assert "Start here" not in shown._repr_html_()


def test_a_mistake_is_shown_with_its_cell_and_what_to_do_next(notebook, course):
    notebook.run("y = 1")
    notebook.run("def double(x):\n    return x + undefined")
    shown = notebook.check("doubles", course=course)
    assert shown.score == 0
    assert "cell 2, line 2" in repr(shown)
    assert repr(shown).endswith('check("doubles")')
    assert "Start here" in shown._repr_html_()


def test_hidden_checks_show_no_input(notebook, course):
    notebook.run("def double(x):\n    return 2 * x if isinstance(x, float) else x")
    shown = notebook.check("doubles", course=course)
    assert shown.score == 3
    hidden = shown.report.exercises[0].checks[-1]
    assert (hidden.counterexample, hidden.output) == (None, "")


def test_the_edit_that_was_run_last_counts(notebook, course):
    notebook.run(WRONG, cell="a")
    assert notebook.check("doubles", course=course).score < 4
    notebook.run(RIGHT, cell="a")
    assert notebook.check("doubles", course=course).score == 4


def test_scratch_cells_do_not_run_again(notebook, course):
    notebook.run(RIGHT)
    notebook.shell.user_ns["made"] = 3
    notebook.run("double = double(made)")  # `made` is in the kernel alone
    notebook.run("while made:\n    made -= 1")
    assert notebook.check("doubles", course=course).score == 4


def test_a_function_in_the_cell_of_check_counts_as_well(notebook, course):
    notebook.shell.user_ns["folder"] = course
    shown = notebook.run(f"{RIGHT}\nfrom grader import check\ncheck('doubles', course=folder)")
    assert shown.score == 4


def test_programs_and_named_files_of_the_working_folder_are_there(notebook, course, tmp_path):
    folder = tmp_path / "notebooks"
    (folder / "factors.py").write_text("from tables.two import TWO\n")
    (folder / "tables").mkdir()
    (folder / "tables" / "__init__.py").touch()
    (folder / "tables" / "two.py").write_text("TWO = 2\n")
    (folder / "half.txt").write_text("0.5")
    notebook.run("from factors import TWO\nimport tables\nHALF = float(open('half.txt').read())")
    notebook.run("def double(x):\n    return x * TWO * TWO * HALF")
    assert notebook.check("doubles", course=course).score == 4


def test_a_module_that_a_cell_writes_is_there(notebook, course):
    notebook.run("%%writefile factors.py\nTWO = 2")
    notebook.run("from factors import TWO\n\ndef double(x):\n    return TWO * x")
    assert notebook.check("doubles", course=course).score == 4


def test_without_a_name_what_was_begun_is_graded(wording, notebook, course):
    assert repr(notebook.check(course=course)) == wording
    notebook.run(RIGHT)
    assert notebook.check(course=course).score == 4


def test_the_language_is_chosen(notebook, course):
    notebook.run(WRONG)
    assert "시작할 곳" in notebook.check("doubles", course=course, lang="ko")._repr_html_()


def test_the_workspace_remembers_course_and_language(wording, notebook, course, tmp_path):
    remembered = tmp_path / "grade.toml"
    remembered.write_text(f'language = "ko"\ncourse = "{course}"')
    notebook.run(RIGHT)
    assert repr(notebook.check("doubles")).endswith("만점입니다. 잘했습니다!")
    remembered.write_text('languge = "ko"')
    assert repr(notebook.check("doubles")) == wording


@pytest.mark.parametrize(
    ("names", "options"),
    [
        (["double"], {}),
        ([3], {}),
        (["doubles"], {}),
        (["doubles"], {"lang": "fr"}),
        (["doubles"], {"course": "nowhere"}),
    ],
    ids=["an exercise misspelt", "a number", "nothing run", "a language", "a course"],
)
def test_what_is_wrong_is_told_without_a_traceback(names, options, wording, notebook, course, capsys):
    shown = notebook.check(*names, **{"course": course, **options})
    assert repr(shown) == wording
    assert (shown.score, shown.report, shown._repr_html_()) == (0, None, None)
    assert TRACEBACK not in repr(shown) + capsys.readouterr().out


def test_an_interrupt_ends_it_with_a_word(notebook, course, monkeypatch):
    def interrupted(*args):
        raise KeyboardInterrupt

    monkeypatch.setattr(Grader, "grade_copy", interrupted)
    notebook.run(RIGHT)
    assert repr(notebook.check("doubles", course=course)) == "stopped"


def test_a_failure_of_the_grader_is_one_line(notebook, course, monkeypatch):
    monkeypatch.setattr(Grader, "grade_copy", lambda *args: 1 / 0)
    notebook.run(RIGHT)
    assert repr(notebook.check("doubles", course=course)).startswith("internal error: ZeroDivisionError")


def test_outside_of_a_notebook_it_says_what_to_do(wording):
    code = "import sys; from grader import check; print(check('gates')); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[0] == wording
    assert {"tensorflow", "pytest"}.isdisjoint(done.stdout.split())


def test_importing_the_package_imports_nothing():
    code = "import sys; before = {*sys.modules}; import grader; print(*{*sys.modules} - before)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert {name.partition(".")[0] for name in done.stdout.split()} - sys.stdlib_module_names == {"grader"}


def test_the_package_has_nothing_else_to_offer():
    with pytest.raises(AttributeError, match="no attribute 'chek'"):
        grader.chek  # noqa: B018
