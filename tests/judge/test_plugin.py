import os
import subprocess
import sys
from pathlib import Path

import pytest
from small_course import CHECK, IMPORTS, RIGHT, small_course

from grader.feedback import Message
from grader.judge.client import run_judge

SQUARES = "def double(x):\n    return x * x\n"


def check(body: str, marks: str = "", arguments: str = "submission") -> str:
    return f'@pytest.mark.points(1)\n{marks}\ndef test_it({arguments}):\n    """Title."""\n    {body}\n'


def only(judgement):
    """The result of the one check, and the doubt about it."""
    assert not judgement.broken, judgement.broken
    (result,) = judgement.results.values()
    return result, judgement.doubts.get(result.name, "")


ENDS = {
    "passes": ("expect(submission.double(2)).close_to(4)", "passed"),
    "is wrong": ("expect(submission.double(2)).close_to(5)", "failed"),
    "asserts": ("assert submission.double(2) == 5, 'twice'", "failed"),
    "calls pytest.fail": ("pytest.fail('no good')", "failed"),
    "waits for an exception in vain": ("with pytest.raises(ValueError): submission.double(2)", "failed"),
}


@pytest.mark.parametrize(("body", "status"), ENDS.values(), ids=ENDS.keys())
def test_a_check_that(judged, body, status):
    result, doubt = only(judged(RIGHT, checks=check(body), points=1))
    assert (result.status, result.score, result.max_score, doubt) == (status, float(status == "passed"), 1, "")


DOUBTS = {
    "the suite fails": check("1 / 0"),
    "it skips itself": check("pytest.skip('not today')"),
    "it is marked as skipped": check("pass", "@pytest.mark.skip"),
    "a fixture fails": "@pytest.fixture\ndef broken(): raise OSError\n" + check("pass", arguments="broken"),
    "a fixture is unknown": check("pass", arguments="nobody"),
    "it exits": check("raise SystemExit"),
    "it draws nothing": check("assume(False)", "@given(st.integers())", "x").replace(
        "@pytest", "from hypothesis import assume\n@pytest", 1
    ),
    "it handles an answer wrongly": check("len(submission.double(2))"),
    "an unknown name": check("submission.triple(2)"),
}


@pytest.mark.parametrize("checks", DOUBTS.values(), ids=DOUBTS.keys())
def test_a_check_that_neither_passes_nor_judges_scores_nothing_and_is_doubted(judged, checks):
    result, doubt = only(judged(RIGHT, checks=checks, points=1))
    assert (result.status, result.score) == ("failed", 0)
    assert doubt


UNITTEST = """
import unittest
class Test(unittest.TestCase):
    @pytest.mark.points(1)
    def test_it(self):
        self.fail()
"""


def test_a_check_that_pytest_never_called_has_not_passed(judged):
    result, doubt = only(judged(RIGHT, checks=UNITTEST, points=1))
    assert (result.status, result.score) == ("failed", 0)
    assert doubt


PROPERTY = check("expect(submission.double(x)).close_to(2 * x)", "@given(st.floats(-100, 100))", "submission, x")


def test_the_counterexample_of_a_property_is_the_smallest(judged):
    result, doubt = only(judged(SQUARES, checks=PROPERTY, points=1))
    assert (result.status, doubt) == ("failed", "")
    assert result.counterexample.call == "double(1.0)"
    assert (result.counterexample.returned, str(result.counterexample.expected)) == ("1.0", "2.0")


def test_an_exception_is_shrunk_as_well(judged):
    result, _ = only(judged("def double(x):\n    return x + x if x < 10 else 1 / 0\n", checks=PROPERTY, points=1))
    assert (result.status, result.counterexample.call) == ("error", "double(10.0)")


def test_an_answer_that_changes_from_call_to_call_fails(wording, judged):
    text = "import itertools\nn = itertools.count()\ndef double(x):\n    return 2 * x + (next(n) % 3 == 2)\n"
    result, doubt = only(judged(text, checks=PROPERTY, points=1))
    assert (result.status, doubt) == ("failed", "")
    assert str(result.message) == wording


def test_a_failure_that_was_found_is_told_though_the_time_ran_out(judged):
    """Shrinking takes many calls: what was found before the limit is the result, not the limit."""
    text = "import time\ndef double(x):\n    time.sleep(0.5)\n    return x * x - 7\n"
    result, _ = only(judged(text, checks=PROPERTY.replace("\n@given", "\n@pytest.mark.limit(4)\n@given"), points=1))
    assert (result.status, result.counterexample.call[:7]) == ("failed", "double(")
    assert "wrong" in str(result.message)


def test_time_that_ran_out_without_a_failure_is_a_timeout(wording, judged):
    text = "import time\ndef double(x):\n    time.sleep(60)\n    return x + x\n"
    result, _ = only(judged(text, checks=PROPERTY.replace("\n@given", "\n@pytest.mark.limit(2)\n@given"), points=1))
    assert result.status == "timeout"
    assert str(result.message) == wording


def test_what_is_left_when_the_exercises_time_is_used_up_is_a_timeout(judged):
    text = "import time\ndef double(x):\n    time.sleep(2)\n    return x + x\n"
    found = judged(text, limits="exercise = 1.0")
    assert {result.status for result in found.results.values()} == {"timeout"}


DRAWS = (
    check("values.append(x)", "@given(st.integers())", "x")
    + "\nvalues = []\n"
    + """
@pytest.mark.points(1)
def test_tell():
    pytest.fail(repr(values))
"""
)


DRAWS_ONCE = DRAWS.replace("def test_tell()", "def test_tell(random)").replace("(values)", "(random.integers(2**60))")


@pytest.mark.parametrize("draws", [DRAWS, DRAWS_ONCE], ids=["Hypothesis", "random"])
@pytest.mark.parametrize(("hidden", "decides"), [(False, "seed"), (True, "hidden_seed")], ids=["visible", "hidden"])
def test_the_seed_decides_what_is_drawn(judged, hidden, decides, draws):
    checks = draws.replace("@pytest.mark.points(1)", "@pytest.mark.points(1)\n@pytest.mark.hidden") if hidden else draws
    seeds = [{}, {}, {"seed": 2}, {"hidden_seed": 2}]
    drawn = [judged(RIGHT, checks=checks, points=2, **each).results["test_tell"].message.text for each in seeds]
    assert drawn[0] == drawn[1]
    assert (drawn[0] != drawn[2], drawn[0] != drawn[3]) == (decides == "seed", decides == "hidden_seed")


ORDER = """
import os

@pytest.mark.points(1)
@pytest.mark.hidden
def test_first_hidden(submission):
    submission.double(123456)

@pytest.mark.points(1)
def test_then_visible(submission):
    pytest.fail(repr(submission.double(1)))
"""


def test_visible_checks_run_before_hidden_ones_and_know_nothing_of_them(judged):
    found = judged("seen = []\ndef double(x):\n    seen.append(x)\n    return seen\n", checks=ORDER, points=2)
    assert list(found.results) == ["test_then_visible", "test_first_hidden"]
    assert [each.name for each in found.collected] == ["test_first_hidden", "test_then_visible"]
    assert found.results["test_then_visible"].message == Message("[1]")


def test_what_is_printed_and_titled(judged):
    text = "import sys\ndef double(x):\n    print('안녕', x)\n    print('err', file=sys.stderr)\n    return x + x\n"
    result, _ = only(judged(text, checks=check("submission.double(3)", "@pytest.mark.hidden"), points=1))
    assert (str(result.title), result.visibility, result.output) == ("Title.", "hidden", "안녕 3\nerr\n")


BROKEN = {
    "no Python": ("def test(:\n", 1, "SyntaxError"),
    "an import that fails": ("import nothing_of_this_name\n", 1, "nothing_of_this_name"),
    "an exception": ("1 / 0\n", 1, "ZeroDivisionError"),
    "points that do not add up": (check("pass"), 2, "its checks have 1 points in total, but exercise.toml says 2"),
    "an unknown mark": (check("pass", "@pytest.mark.hiden"), 1, "hiden"),
    "no check": ("x = 1\n", 1, "its checks have 0 points in total"),
}


@pytest.mark.parametrize(("checks", "points", "reason"), BROKEN.values(), ids=BROKEN.keys())
def test_a_suite_that_cannot_be_run_is_broken(judged, checks, points, reason):
    found = judged(RIGHT, checks=checks, points=points)
    assert reason in str(found.broken)
    assert not found.results


DRAWN = """
from grader.suite import overlay

@pytest.mark.points(1)
def test_it(submission):
    def picture():
        return overlay(([0, 1], submission.double([0, 99])), ([0, 1], [0, 198]))
    print("printed by the suite")
    expect(submission.double(3)).drawn(picture).close_to(6)
"""


def test_a_wrong_value_is_drawn_once(judged):
    again = DRAWN.replace("test_it", "test_again")
    hidden = DRAWN.replace("test_it", "test_hidden").replace("points(1)", "points(1)\n@pytest.mark.hidden")
    zeros = "def double(x):\n    return [0 for each in x] if x != 3 else 0\n"
    found = judged(zeros, checks=DRAWN + again + hidden, points=3)
    pictures = {name: (len(result.pictures), len(result.alts)) for name, result in found.results.items()}
    assert pictures == {"test_it": (1, 1), "test_again": (0, 0), "test_hidden": (0, 0)}


UNDRAWN = {
    "the right value": "return 2 * x",
    "another kind of value": "return 'six'",
    "an exception": "raise OSError",
    "an exception for the picture": "return x[0]",
    "a loop for the picture": "\n    while x != 3: pass\n    return 0",
    "the end for the picture": "import os; return 0 if x == 3 else os._exit(1)",
    "other shapes for the picture": "return 0",
    "text for the picture": "return [x]",
    "nothing to see": "return [0, 198] if x == [0, 99] else 0",
    "a print for the picture": "print(x); return 0",
}


@pytest.mark.parametrize("body", UNDRAWN.values(), ids=UNDRAWN.keys())
def test_a_picture_changes_no_result(judged, body):
    text = f"def double(x):\n    {body}\n"
    result, _ = only(judged(text, checks=DRAWN, points=1))
    assert result.pictures == ()
    assert result == only(judged(text, checks=DRAWN.replace(".drawn(picture)", ""), points=1))[0]


def test_points_are_added_as_a_person_would(judged):
    checks = "".join(
        check("pass").replace("points(1)", "points(0.1)").replace("test_it", f"test_{n}") for n in range(3)
    )
    assert not judged(RIGHT, checks=checks, points=0.3).broken


def test_two_checks_of_one_name_are_refused(job, server):
    twice = job(RIGHT, checks=check("pass"), points=2)
    (Path(twice.suite) / "test_more.py").write_text(IMPORTS + check("assert False"))
    assert "test_it" in str(run_judge(server, twice, lambda result: None).broken)


def debugged(suite: Path, submission: str, folder: Path) -> subprocess.CompletedProcess[str]:
    (folder / "doubles.py").write_text(submission)
    command = [sys.executable, "-m", "pytest", "-p", "grader.judge.plugin", "-p", "no:cacheprovider", "--in-process"]
    command += ["--submission", str(folder / "doubles.py"), str(suite)]
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1"}
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, env=environment)


@pytest.mark.slow
def test_a_suite_can_be_debugged_in_one_process(tmp_path):
    suite = small_course(tmp_path).exercises[0].suite
    found = debugged(suite, "def double(x):\n    return x + x if type(x) is not float else 6.25\n", tmp_path)
    assert found.returncode == 1, found.stdout + found.stderr
    assert "Returned: 6.25. Expected: 5" in found.stdout
    assert "2 failed, 1 passed" in found.stdout


@pytest.mark.slow
def test_a_suite_that_uses_what_it_forbids_can_be_debugged_in_one_process(tmp_path):
    checks = CHECK.replace(".close_to(5)", ".close_to(np.multiply(2, 2.5))")
    suite = small_course(tmp_path, checks, points=1, more='forbidden = ["np.multiply"]').exercises[0].suite
    assert debugged(suite, RIGHT, tmp_path).returncode == 0
