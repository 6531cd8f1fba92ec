"""However processes start, a submission gets the same points and the same messages."""

from __future__ import annotations

import msgspec
import pytest

from grader.judge.client import ENTRIES, run_judge
from grader.processes.pool_client import OwnPool
from grader.report.model import CheckResult

SUBMISSION = """
import os

def right(x):
    print("asked for", x)
    return 2 * x

def wrong(x):
    return x

def fails(x):
    return [][x]

def prints_a_flood(x):
    for _ in range(300):
        print("a" * 1_000_000)
    return 2 * x

def never_ends(x):
    while True:
        pass

def ends_the_process(x):
    os._exit(3)

def changes(x):
    x += 1
    return x
"""
CHECKS = "".join(
    f'''
@pytest.mark.points(1)
def test_{name}(submission):
    """{name}"""
    expect(submission.{name}(1)).close_to(2)

'''
    for name in ("right", "wrong", "fails", "prints_a_flood", "never_ends", "ends_the_process")
)
CHANGED = '''
@pytest.mark.points(1)
def test_changes(submission):
    """An argument is left as it is."""
    _, (after,) = submission.call_keeping("changes", np.ones(2))
    expect(after).close_to(np.ones(2))
'''
FOUND = {
    "right": "passed",
    "wrong": "failed",
    "fails": "error",
    "prints_a_flood": "passed",
    "never_ends": "timeout",
    "changes": "failed",
}


@pytest.fixture(scope="module")
def pool():
    with OwnPool(ENTRIES) as made:
        yield made


def told(results: dict[str, CheckResult]) -> dict[str, object]:
    return {name: msgspec.to_builtins(result) for name, result in results.items()}


@pytest.mark.slow
def test_the_same_points_and_messages(server, pool, job):
    required = ("right", "wrong", "fails", "prints_a_flood", "never_ends", "ends_the_process", "changes")
    asked = job(SUBMISSION, checks=CHECKS + CHANGED, points=7, required=required, limits="call = 5.0\ncheck = 20.0")
    forked, pooled = (run_judge(each, asked, lambda result: None) for each in (server, pool))
    assert not forked.broken
    assert not pooled.broken
    assert told(pooled.results) == told(forked.results)
    assert pooled.functions == forked.functions
    found = {name.removeprefix("test_"): result.status for name, result in pooled.results.items()}
    assert found == FOUND | {"ends_the_process": "crashed"}
