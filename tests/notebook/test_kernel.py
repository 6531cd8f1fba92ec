"""`check` in a kernel of its own, as Jupyter starts one."""

from __future__ import annotations

import signal
import threading
import time

import nbformat
import psutil
import pytest
from nbclient import NotebookClient
from small_course import RIGHT, small_course

PATIENCE = 300

pytestmark = pytest.mark.slow


@pytest.fixture
def run(tmp_path, monkeypatch):
    """`run(source)` executes a cell; its outputs. `run.kernel` is the kernel's process."""
    monkeypatch.setenv("GRADE_WARM", "0")  # nothing is to stay behind
    client = NotebookClient(nbformat.v4.new_notebook(), timeout=PATIENCE, kernel_name="python3")
    number = iter(range(100))

    def run(source):
        cell = nbformat.v4.new_code_cell(source)
        client.nb.cells.append(cell)
        client.execute_cell(cell, next(number))
        return cell.outputs

    with client.setup_kernel(cwd=str(tmp_path)):
        run.kernel = psutil.Process(client.km.provisioner.pid)
        yield run


def test_a_kernel_grades_what_it_has_run(run, tmp_path):
    course = small_course(tmp_path / "course", limits="load = 200\ncall = 200\ncheck = 200\nexercise = 200").root
    (complaint,) = run(f"from grader import check\ncheck('doubles', course={str(course)!r})")
    assert complaint["output_type"] == "execute_result"
    assert "the cells above" in complaint["data"]["text/plain"]
    assert "text/html" not in complaint["data"]

    run(f"course = {str(course)!r}")
    run(RIGHT)
    (answer,) = run("check('doubles', course=course)")  # once, though there is an event loop
    assert answer["output_type"] == "execute_result"
    assert "Total: 4 of 4 points" in answer["data"]["text/plain"]
    assert 'class="tf-grader"' in answer["data"]["text/html"]
    assert "data:image/png" not in answer["data"]["text/html"]

    run("def double(x):\n    while True:\n        pass")
    before = {*run.kernel.children(recursive=True)}

    def interrupt_the_judge():
        end = time.monotonic() + PATIENCE
        while {*run.kernel.children(recursive=True)} <= before and time.monotonic() < end:
            time.sleep(0.05)
        run.kernel.send_signal(signal.SIGINT)  # as Jupyter's button does

    threading.Thread(target=interrupt_the_judge).start()
    (stopped,) = run("check('doubles', course=course)")
    assert stopped["data"]["text/plain"] == "stopped"

    run(RIGHT)
    assert "4" in run("check('doubles', course=course).score")[0]["data"]["text/plain"]
    assert run("1 / 0 if 'tensorflow' in __import__('sys').modules else None") == []
