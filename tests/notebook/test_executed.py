"""What counts of what a kernel has executed."""

import json

from grader.notebook.executed import as_notebook


def test_cells_count_in_the_order_in_which_they_were_run(notebook):
    notebook.run("x = 1")
    notebook.run("def double(x):\n    return 2 * x")
    assert notebook.sources() == {1: "x = 1", 2: "def double(x):\n    return 2 * x"}


def test_of_a_cell_the_last_run_counts(notebook):
    notebook.run("def double(x):\n    return x", cell="a")
    notebook.run("factor = 2", cell="b")
    notebook.run("def double(x):\n    return 2 * x", cell="a")
    assert notebook.sources() == {2: "factor = 2", 3: "def double(x):\n    return 2 * x"}


def test_where_the_page_does_not_name_its_cells_every_run_counts(notebook):
    notebook.run("x = 1")
    notebook.run("x = 1")
    assert notebook.sources() == {1: "x = 1", 2: "x = 1"}


def test_colab_and_older_kernels_name_the_cell_in_the_message(notebook, monkeypatch):
    for number, sent in enumerate([{"cellId": "a"}, {"colab": {"cell_id": "b"}}, {"cellId": "a"}], start=1):
        monkeypatch.setattr(notebook.shell, "parent_header", {"metadata": sent}, raising=False)
        notebook.run(f"x = {number}")
    assert notebook.sources() == {2: "x = 2", 3: "x = 3"}


def test_a_cell_that_failed_counts_for_what_it_had_defined(notebook):
    notebook.run("def double(x):\n    return 2 * x\n\n1 / 0")
    assert list(notebook.sources()) == [1]


def test_a_cell_that_python_could_not_read_has_not_run(notebook):
    notebook.run("def double(x):\n    return 2 * x", cell="a")
    notebook.run("def double(x:\n    return 2 * x", cell="a")
    notebook.run("\0")
    assert list(notebook.sources()) == [1]


def test_magics_and_top_level_await_are_read_as_ipython_reads_them(notebook):
    cells = ["%pwd", "%%writefile mine.py\nx = 1", "import asyncio\nawait asyncio.sleep(0)", "!true"]
    for cell in cells:
        notebook.run(cell)
    assert list(notebook.sources().values()) == cells


def test_comments_and_calls_of_check_do_not_count(notebook):
    notebook.shell.user_ns["check"] = str
    for cell in ["# a thought", "", 'check("gates")', 'points = check("gates").title()']:
        notebook.run(cell)
    assert notebook.sources() == {}


def test_after_a_reset_nothing_has_been_run(notebook):
    notebook.run("x = 1", cell="a")
    notebook.run("x = 2", cell="b")
    notebook.run("%reset -f")
    notebook.run("x = 3", cell="c")
    assert "x = 1" not in notebook.sources().values()
    assert "x = 3" in notebook.sources().values()


def test_a_cell_keeps_its_number_in_the_notebook(notebook):
    cells = json.loads(as_notebook({2: "x = '한글 \ud800'", 4: "y = 1"}))["cells"]
    assert [cell["source"] for cell in cells] == ["", "x = '한글 ?'", "", "y = 1"]
