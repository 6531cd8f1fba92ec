import contextlib
import json
import os
import random
import re
import signal
import stat
import tempfile
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import psutil
import pytest
from small_course import CHECK, CHECKS, IMPORTS, SOLUTION, STUB, small_course

from grader.course.notebooks import split
from grader.errors import UsageError
from grader.feedback import Location
from grader.grading import grader as grading
from grader.grading.events import CheckFinished, ExerciseStarted, Finished, Warming
from grader.grading.grader import Grader, GradingError, Options
from grader.grading.provenance import Provenance
from grader.grading.task import Task
from grader.judge import client
from grader.processes.client import ForkServer
from grader.processes.guarantees import met, unmet
from grader.processes.policy import LAYERS
from grader.processes.serving import ServerError
from grader.report.model import Function, Isolation, for_audience
from grader.submission.private_copy import private_folder

RIGHT = "def double(x):\n    return x + x\n"
SQUARES = "def double(x):\n    return x * x\n"
STRICT = Options(sandbox="strict")


@pytest.fixture
def grader(server, tmp_path):
    """`grader(checks, **course)` grades the small course in the locked processes of a server that is warm already."""

    def make(checks=CHECKS, options=STRICT, **course):
        folder = tmp_path / f"course-{len(list(tmp_path.iterdir()))}"
        return Grader(small_course(folder, checks, **course), options, server)

    return make


@pytest.fixture
def handed_in(tmp_path):
    """A student's folder, filled as `handed_in(name, content)` says; its path."""
    folder = tmp_path / "alice"
    folder.mkdir()

    def write(name: str, content: str | bytes) -> Path:
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return folder

    return write


def notebook(*cells: str) -> str:
    made = [{"cell_type": "markdown", "source": "# 제3장 딥러닝의 기초"}]
    return json.dumps({"nbformat": 4, "cells": made + [{"cell_type": "code", "source": cell} for cell in cells]})


CELLS = (
    "# 라이브러리\n%matplotlib inline\n!pip install nothing\nimport numpy as np",
    "print(정의되지_않은_이름)",
    "배수 = 2",
    "def double(x):\n    '''두 배'''\n    return 배수 * x",
    "%%time\nwhile True:\n    double(np.ones(1000))",
    "double(",
)

WHOLE_NOTEBOOK = (
    "!pip install -q tensorflow\n%load_ext tensorboard\n%matplotlib inline\n%cd /content",
    "from google.colab import drive, files\nfrom google.colab import *",
    "import numpy as np, google.colab\nfrom IPython import get_ipython",
    "drive.mount('/content/drive')\nname = input('name: ')",
    "%%writefile factors.py\nTWO = 2",
    "%run factors.py",
    "%%time\nfrom factors import TWO\ndef twice(x):\n    display(x)\n    return TWO * x",
    "twice = %time twice(np.ones(3))\ntwice",
    "def double(x):\n    files = !ls\n    get_ipython().kernel.do_one_iteration()\n    %matplotlib inline\n"
    "    return twice(x) + len(files) + len(Out)",
    "model = twice(3)\nmodel.fit(range(9), epochs=100000)\ndouble = model.evaluate(range(9))[1]",
    "for double in range(10 ** 12):\n    print(double)",
    "del double, twice\nexit()",
)

SUBMISSIONS = {
    "right": ("doubles.py", RIGHT, "passed", 4),
    "right for floats": ("doubles.py", "def double(x):\n    return x * 2.0 if type(x) is float else 0", "failed", 3),
    "wrong": ("doubles.py", SQUARES, "failed", 0),
    "the stub": ("doubles.py", STUB, "not_started", 0),
    "the stub of another system": ("doubles.py", "\ufeff" + STUB.replace("\n", "  \r\n"), "not_started", 0),
    "no file": ("other.py", "def f(x):\n    return x\n", "not_started", 0),
    "a file with a name of its own": ("other.py", RIGHT, "not_started", 0),
    "a copy of the stub": ("doubles-Copy1.py", STUB, "not_started", 0),
    "a file with another name": ("doubles (1).py", RIGHT, "passed", 4),
    "the stub of an older kit": ("doubles.py", "'''An older text.'''\n" + STUB, "not_started", 0),
    "an empty file": ("doubles.py", " \n", "not_started", 0),
    "not UTF-8": ("doubles.py", "# 안녕\nx = 1\n".encode("euc-kr"), "error", 0),
    "not Python": ("doubles.py", "x = 1\ndef double(x)\n    return x\n", "error", 0),
    "not a notebook": ("doubles.ipynb", "not JSON", "error", 0),
    "half a notebook": ("doubles.ipynb", "{", "error", 0),
    "a notebook that trains for minutes": ("doubles.ipynb", notebook(*CELLS), "passed", 4),
    "a notebook with all that notebooks have": ("doubles.ipynb", notebook(*WHOLE_NOTEBOOK), "passed", 4),
    "a name misspelt": ("doubles.py", "def doubel(x):\n    return x + x\n", "failed", 0),
    "a name without text": ("doubles.py", RIGHT + "double.__name__ = '\\ud800'\n", "passed", 4),
    "an endless loop beside": ("doubles.py", RIGHT + "while True:\n    pass\n", "passed", 4),
}


@pytest.mark.parametrize(("name", "content", "status", "score"), SUBMISSIONS.values(), ids=SUBMISSIONS.keys())
def test_a_submission_that_is(grader, handed_in, name, content, status, score, wording):
    report = grader().grade(handed_in(name, content))
    (exercise,) = report.exercises
    assert (exercise.status, exercise.score, exercise.max_score) == (status, score, 4)
    assert exercise.message == wording
    assert (report.score, report.exit_code) == (score, 0 if score == 4 else 1)


def test_work_beside_an_untouched_notebook_is_graded_and_told(wording, grader, handed_in):
    handed_in("doubles (1).py", RIGHT)
    report = grader().grade(handed_in("doubles.ipynb", notebook(*(cell.source for cell in split(STUB)))))
    (exercise,) = report.exercises
    assert (exercise.status, exercise.score, exercise.message) == ("passed", 4, "")
    assert str(exercise.note) == wording


def test_work_in_a_notebook_with_something_behind_its_ending_is_graded(grader, handed_in):
    handed_in("doubles.py", STUB)
    report = grader().grade(handed_in("doubles.ipynb의 사본", notebook(RIGHT)))
    assert report.score == 4
    assert "'doubles.ipynb의 사본' was graded" in str(report.exercises[0].note)


def test_a_notebook_runs_a_file_beside_it(grader, handed_in):
    handed_in("factors.py", "def two():\n    return 2\nwhile True:\n    pass\n")
    report = grader().grade(handed_in("doubles.ipynb", notebook("%run factors.py", "def double(x): return two() * x")))
    assert report.score == 4
    (exercise,) = report.exercises
    assert exercise.file == "doubles.ipynb"
    assert exercise.functions == (Function("double", place=Location("doubles.ipynb", 2, 1)),)
    assert {check.function for check in exercise.checks} == {"double"}


def test_a_missing_name_is_guessed(wording, grader, handed_in):
    report = grader().grade(handed_in("doubles.py", "def doubel(x):\n    return x + x\n"))
    (told,) = {str(check.message) for check in report.exercises[0].checks}
    assert told == wording


def test_a_zip_is_a_folder(grader, handed_in, tmp_path):
    folder = handed_in("doubles.py", RIGHT)
    with zipfile.ZipFile(tmp_path / "alice.zip", "w") as packed:
        packed.write(folder / "doubles.py", "alice/doubles.py")
    report = grader().grade(tmp_path / "alice.zip")
    assert (report.score, report.submission.path) == (4, str(tmp_path / "alice.zip"))


@pytest.mark.parametrize(
    "name", ["renamed (1).py", "제출.py", os.fsdecode(b"\xff.py")], ids=["spaces", "Korean", "no text"]
)
def test_one_file_of_any_name(grader, handed_in, name):
    folder = handed_in(name, RIGHT)
    report = grader().grade(folder / name)
    assert report.score == 4
    assert msgspec.json.encode(report)


def test_a_bad_upload_is_a_report_and_a_wrong_path_is_not(wording, grader, handed_in):
    folder = handed_in("alice.zip", b"no zip at all")
    report = grader().grade(folder / "alice.zip")
    assert (report.exercises[0].status, report.exit_code) == ("error", 1)
    assert "alice.zip" in str(report.exercises[0].message)
    with pytest.raises(GradingError) as caught:
        grader().grade(folder / "bob")
    assert str(caught.value) == wording


DATA = """
from pathlib import Path
here = float(Path("data/factor.txt").read_text())
beside = Path(__file__).parent / "data" / "factor.txt"
def double(x):
    Path("notes.txt").write_text("doubled")
    return x * here if float(beside.read_text()) == float(open("data/factor.txt").read()) else None
"""


def test_data_beside_a_program_is_there_where_it_runs(grader, handed_in, tmp_path):
    (tmp_path / "alice" / "data").mkdir()
    handed_in("data/factor.txt", "2")
    report = grader().grade(handed_in("doubles.py", DATA))
    assert report.score == 4
    assert not (tmp_path / "alice" / "notes.txt").exists()


def test_two_edited_files_want_a_choice(wording, grader, handed_in):
    handed_in("doubles.ipynb", notebook("def double(x): return 2 * x"))
    report = grader().grade(handed_in("doubles.py", SQUARES))
    assert str(report.exercises[0].message) == wording
    assert grader().grade(handed_in("doubles.py", STUB)).score == 4


DOUBTFUL = (
    CHECK
    + """
@pytest.mark.points(3)
def test_double_sum(submission):
    assert submission.double(2) + 1 == 5
"""
)
"""A suite that adds what came back without looking at it."""


def test_a_doubt_that_the_reference_clears_is_the_submissions_fault(grader, handed_in):
    text = "def double(x):\n    return 2 * x if x == 2.5 else iter('')\n"
    report = grader(DOUBTFUL).grade(handed_in("doubles.py", text))
    assert [check.status for check in report.exercises[0].checks] == ["passed", "failed"]
    assert (report.score, report.max_score, report.exit_code) == (1, 4, 1)


def test_a_doubt_that_the_reference_confirms_is_the_graders_fault(grader, handed_in):
    report = grader(DOUBTFUL.replace("+ 1", "+ None")).grade(handed_in("doubles.py", RIGHT))
    exercise = report.exercises[0]
    assert [check.status for check in exercise.checks] == ["passed", "internal"]
    assert re.search(r"TypeError: .*\(test_doubles\.py:\d+\)", str(exercise.checks[1].message))
    assert (exercise.status, report.score, report.max_score, report.exit_code) == ("internal", 1, 1, 3)


DEADLY = (
    CHECKS
    + """
@pytest.mark.points(3)
def test_double_deadly(submission):
    import os, time
    answer = submission.double(3)
    if answer == 7:
        os._exit(1)
    if answer == 8:
        time.sleep(60)
    expect(answer).equal_to(6)
"""
)
"""A suite whose judge ends at one answer, and hangs at another."""


@pytest.mark.parametrize("answer", [7, 8])
def test_a_judge_that_is_ended_by_an_answer_costs_that_check_only(grader, handed_in, monkeypatch, answer):
    monkeypatch.setattr(client, "CHECK_GRACE_SECONDS", 1.0)
    made = grader(DEADLY, points=7, limits="check = 1")
    text = f"def double(x):\n    return {answer} if type(x) is int else x + x\n"
    report = made.grade(handed_in("doubles.py", text))
    (exercise,) = report.exercises
    found = {check.name: check.status for check in exercise.checks}
    assert found.pop("test_double_deadly") == "failed"
    assert set(found.values()) == {"passed"}
    assert (report.score, report.max_score, report.exit_code) == (4, 7, 1)


def test_a_judge_that_the_reference_ends_too_is_the_graders_fault(grader, handed_in):
    report = grader(DEADLY.replace("answer == 7", "answer == 6"), points=7).grade(handed_in("doubles.py", RIGHT))
    (exercise,) = report.exercises
    assert [check.status for check in exercise.checks] == ["passed", "passed", "passed", "internal"]
    assert (report.score, report.max_score, report.exit_code) == (4, 4, 3)


def test_without_a_reference_a_doubt_costs_no_points(grader, handed_in):
    report = grader(DOUBTFUL, solution="").grade(
        handed_in("doubles.py", "def double(x):\n    return 5 if x == 2.5 else {}\n")
    )
    assert (report.score, report.max_score, report.exit_code) == (1, 1, 3)


def test_a_broken_suite_is_the_graders_fault(grader, handed_in):
    report = grader("1 / 0\n").grade(handed_in("doubles.py", RIGHT))
    exercise = report.exercises[0]
    assert (exercise.status, exercise.max_score, report.exit_code) == ("internal", 0, 3)
    assert "ZeroDivisionError: division by zero (test_doubles.py:" in str(exercise.message)


@pytest.mark.parametrize(
    ("suite", "error"),
    [("def test_double(submission:\n", "SyntaxError"), ("\nimport nothing_of_this_name\n", "ModuleNotFoundError")],
)
def test_the_author_reads_where_a_suite_is_broken(grader, handed_in, suite, error):
    (exercise,) = grader(suite).grade(handed_in("doubles.py", RIGHT)).exercises
    place = f"(test_doubles.py:{(IMPORTS + suite).count(chr(10))})"
    assert f" {error}: " in str(exercise.message)
    assert str(exercise.message).endswith(place)


def test_hints_are_for_checks_that_did_not_pass(grader, handed_in):
    hints = '[hints]\ndouble = "twice"\ntest_double_any = "any"'
    report = grader(more=hints).grade(handed_in("doubles.py", "def double(x):\n    return 5\n"))
    assert [str(check.hint) for check in report.exercises[0].checks] == ["", "any", "twice"]


@pytest.mark.parametrize(
    ("body", "hint"),
    [
        ("return x * x", "twice"),
        ("return {}[x]", "twice"),
        ("return 1 / 0", ""),
        ("print(2 * x)", ""),
        ("return dubble(x)", ""),
        ("return print", ""),
        ("raise NotImplementedError", "twice"),
    ],
)
def test_a_message_that_says_all_has_no_hint_beside_it(grader, handed_in, body, hint):
    hints = '[hints]\ndouble = "twice"'
    report = grader(more=hints).grade(handed_in("doubles.py", f"def double(x):\n    {body}\n"))
    visible, _other, hidden = report.exercises[0].checks
    assert (str(visible.hint), str(hidden.hint)) == (hint, "twice"), visible.message


def test_another_user_finds_no_submission_in_the_temporary_folder():
    with private_folder() as one, private_folder() as other:
        assert one.name != other.name
        assert stat.S_IMODE(one.parent.stat().st_mode) == 0o711


def untimed(report):
    exercises = tuple(msgspec.structs.replace(each, seconds=0.0) for each in report.exercises)
    return msgspec.structs.replace(report, exercises=exercises)


RANDOM = """
import random, numpy as np, tensorflow as tf
def double(x):
    print(random.random(), np.random.rand(), tf.random.uniform(()).numpy())
    return 2 * x + (np.random.rand() > 0.8)
"""


def test_grading_twice_gives_the_same_report_but_for_times(grader, handed_in):
    folder = handed_in("doubles.py", RANDOM)
    first, second = (grader(options=Options(secret="s")).grade(folder) for _ in range(2))
    assert untimed(first) == untimed(second)
    assert first.score < 4


WRONG_AND_RANDOM = """
import random, numpy as np
def double(x):
    print(random.random(), np.random.rand())
    return 2 * x if x != 2.5 else 7
"""


def test_nothing_that_a_student_sees_follows_from_the_secret(grader, handed_in):
    folder = handed_in("doubles.py", WRONG_AND_RANDOM)
    graded = [grader(options=Options(secret=secret)).grade(folder) for secret in ("", "spring-2026", "s3cret")]
    seen = [msgspec.json.encode(untimed(for_audience(report, "student"))) for report in graded]
    assert seen[0] == seen[1] == seen[2]
    assert graded[0].exercises[0].checks[0].output


def test_hidden_inputs_follow_from_secret_submission_exercise_and_suite():
    provenance = Provenance(
        course="c", suites={"a": "1", "b": "1"}, versions={}, isolation=Isolation("off", "fork"), secret="s"
    )
    work = Task(exercise="a", main="a.py", files={}, sha256="0")
    others = [
        (msgspec.structs.replace(provenance, secret="t"), work),
        (msgspec.structs.replace(provenance, suites={"a": "2", "b": "1"}), work),
        (provenance, msgspec.structs.replace(work, sha256="1")),
        (provenance, msgspec.structs.replace(work, exercise="b")),
    ]
    seeds = [provenance.hidden_seed(work), *(each.hidden_seed(of) for each, of in others)]
    assert provenance.hidden_seed(work) == seeds[0]
    assert len(set(seeds)) == len(seeds)
    assert all(0 <= seed < 2**63 for seed in seeds)


def test_random_inputs_follow_from_what_the_exercise_needs(grader, handed_in):
    folder = handed_in("doubles.py", SQUARES)
    first = grader(options=Options(secret="s")).grade(folder)
    (folder / "other.py").write_text("anything")
    assert untimed(grader(options=Options(secret="s")).grade(folder)).exercises == untimed(first).exercises


def test_a_module_and_data_of_the_submission_are_there_when_it_runs(grader, handed_in):
    reads = "from pathlib import Path\n\nFACTOR = int(Path(__file__).with_name('factor.txt').read_text())\n"
    handed_in("by_two.py", reads)
    handed_in("factor.txt", "2")
    folder = handed_in("doubles.py", "from by_two import FACTOR\n\ndef double(x):\n    return FACTOR * x\n")
    assert grader().grade(folder).score == 4


READS = "def double(x):\n    open('/etc/passwd')\n    return x + x\n"


@pytest.mark.parametrize(
    ("options", "layers", "score"),
    [
        (Options(sandbox="strict"), LAYERS, 0),
        (Options(sandbox="auto"), LAYERS, 0),
        (Options(sandbox="off"), (), 4),
        (Options(without=("mounts", "landlock-files")), LAYERS[2:], 4),
    ],
    ids=["strict", "auto", "off", "without"],
)
def test_every_report_lists_what_protected_it(grader, handed_in, options, layers, score):
    report = grader(options=options).grade(handed_in("doubles.py", READS))
    assert (report.isolation.sandbox, report.isolation.layers) == (options.sandbox, layers)
    assert set(report.isolation.missing) == set(LAYERS) - set(layers)
    assert (report.isolation.guarantees, report.isolation.unmet) == (met(layers), unmet(layers))
    assert report.score == score


def test_strict_refuses_a_machine_that_cannot_give_a_guarantee(wording, grader, handed_in, monkeypatch):
    monkeypatch.setattr(grading, "available", lambda: ("limits", "identity", "seccomp"))
    with pytest.raises(GradingError) as caught:
        grader().grade(handed_in("doubles.py", RIGHT))
    assert str(caught.value) == wording
    report = grader(options=Options(sandbox="auto")).grade(handed_in("doubles.py", RIGHT))
    assert report.isolation.missing == ("mounts", "landlock-files", "landlock-scope")
    assert report.isolation.unmet == unmet(("limits", "identity", "seccomp"))
    assert report.score == 4


def test_strict_takes_a_machine_that_lacks_a_layer_but_no_guarantee(grader, handed_in, monkeypatch):
    monkeypatch.setattr(grading, "available", lambda: tuple(layer for layer in LAYERS if layer != "landlock-scope"))
    report = grader().grade(handed_in("doubles.py", RIGHT))
    assert (report.isolation.missing, report.isolation.unmet) == (("landlock-scope",), ())
    assert report.score == 4


def test_progress_tells_what_happens_while_it_happens(grader, handed_in):
    seen = []
    made = grader()
    report = made.grade(handed_in("doubles.py", RIGHT), progress=seen.append)
    (exercise,) = made.course.exercises
    assert [seen[0], seen[-1]] == [ExerciseStarted(exercise), Finished(exercise, report.exercises[0])]
    checked = [event.result for event in seen if isinstance(event, CheckFinished)]
    assert [msgspec.structs.replace(check, function="double") for check in checked] == list(report.exercises[0].checks)


def test_what_needs_no_judge_starts_no_server(tmp_path, handed_in):
    seen = []
    with Grader(small_course(tmp_path / "course")) as made:
        report = made.grade(handed_in("doubles.py", STUB), progress=seen.append)
        assert made._server is None
    assert report.exercises[0].status == "not_started"
    assert {"python", "tensorflow", "keras", "numpy", "grader", "suites"} <= set(report.environment)
    assert Warming() not in seen


@pytest.mark.slow
def test_a_server_that_dies_is_replaced(tmp_path, handed_in):
    seen = []
    with Grader(small_course(tmp_path / "course"), STRICT) as made:
        first = made.grade(handed_in("doubles.py", RIGHT), progress=seen.append)
        assert seen[0] == Warming()
        os.kill(made.server.pid, signal.SIGKILL)
        assert untimed(made.grade(handed_in("doubles.py", RIGHT))) == untimed(first)


def test_a_judge_or_worker_that_is_killed_costs_no_points(grader, handed_in):
    made, folder, seed = grader(), handed_in("doubles.py", RIGHT), random.Random(5)
    expected = untimed(made.grade(folder))
    for _ in range(12):
        with ThreadPoolExecutor() as pool:
            graded = pool.submit(made.grade, folder)
            time.sleep(seed.uniform(0, 0.25))
            if running := psutil.Process(made.server.pid).children():
                with contextlib.suppress(psutil.NoSuchProcess):
                    seed.choice(running).kill()
            assert untimed(graded.result()) == expected


def test_a_crash_that_cannot_be_confirmed_is_the_graders_fault(grader, handed_in, monkeypatch):
    """A worker died, and then the machine that was to try again."""
    judge, tries = grading.run_judge, []

    def ever_worse(server, job, checked):
        tries.append(job.checks)
        if len(tries) > 1:
            raise ServerError("the fork server has ended")
        found = judge(server, job, checked)
        found.results["test_double"] = msgspec.structs.replace(found.results["test_double"], status="crashed", score=0)
        return found

    monkeypatch.setattr(grading, "run_judge", ever_worse)
    monkeypatch.setattr(ForkServer, "is_gone", lambda server, *_: False)
    report = grader().grade(handed_in("doubles.py", RIGHT))
    assert tries == [(), ("test_double",), ("test_double",)]
    assert (report.exercises[0].status, report.max_score, report.exit_code) == ("internal", 0, 3)


def test_a_copy_that_is_removed_under_it_is_no_fault_of_the_submission(grader, handed_in, monkeypatch):
    """Say, by somebody who tidies up the temporary folder."""
    judge = grading.run_judge

    def tidy_up(server, job, progress):
        Path(job.main).unlink(missing_ok=True)
        return judge(server, job, progress)

    monkeypatch.setattr(grading, "run_judge", tidy_up)
    (exercise,) = grader().grade(handed_in("doubles.py", RIGHT)).exercises
    assert exercise.status == "internal"


@pytest.mark.slow
def test_started_processes_give_the_same_report_as_forked_ones(grader, tmp_path, handed_in):
    folder = handed_in("doubles.py", SQUARES)
    forked = grader(CHECK, points=1).grade(folder)
    spawning = Options(sandbox="strict", start="spawn")
    with Grader(small_course(tmp_path / "spawned", CHECK, points=1), spawning) as made:
        spawned = made.grade(folder)
    assert spawned.isolation.start == "spawn"
    assert untimed(msgspec.structs.replace(spawned, isolation=forked.isolation)) == untimed(forked)


def test_the_solution_itself_takes_full_marks(grader, handed_in):
    assert grader().grade(handed_in("doubles.py", SOLUTION)).exit_code == 0


def test_where_no_temporary_file_can_be_written_it_is_said_what_to_do(wording, grader, handed_in, monkeypatch):
    folder = handed_in("doubles.py", RIGHT)
    monkeypatch.setattr(tempfile, "tempdir", str(folder / "doubles.py"))
    with pytest.raises(UsageError) as caught:
        grader().grade(folder)
    assert str(caught.value) == wording
