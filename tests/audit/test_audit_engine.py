"""What an audit needs of the engine: an end at the first lost check, and figures that no report holds."""

import msgspec
import pytest
from small_course import RIGHT, WRONG

from grader.judge.client import run_judge

pytestmark = pytest.mark.slow

LUCK = '''\
@pytest.mark.points(4)
def test_luck(submission):
    """The figure is between its bounds."""
    submission.measure("the figure", submission.double(2.0), at_least=3, at_most=5)
'''


@pytest.mark.parametrize(
    ("text", "run"), [(WRONG, ["test_double"]), (RIGHT, ["test_double", "test_double_any", "test_double_array"])]
)
def test_the_first_lost_check_is_the_last_when_asked(server, job, text, run):
    found = run_judge(server, msgspec.structs.replace(job(text), fail_fast=True), lambda result: None)
    assert list(found.results) == run
    assert len(found.collected) == 3


def test_figures_arrive_beside_the_result_and_not_in_it(judged):
    found = judged(RIGHT, checks=LUCK)
    figures = [(figure.what, figure.value, figure.bound, figure.at_least) for figure in found.measured["test_luck"]]
    assert figures == [("the figure", 4.0, 3.0, True), ("the figure", 4.0, 5.0, False)]
    assert "the figure" not in str(msgspec.to_builtins(found.results["test_luck"]))


def test_a_figure_beyond_its_bound_costs_the_points_and_says_so(judged):
    found = judged("def double(x):\n    return 2.5\n", checks=LUCK)
    assert str(found.results["test_luck"].message) == "The figure is 2.5, but at least 3 is expected."
    assert len(found.measured["test_luck"]) == 1
