"""A course of four exercises with what an audit needs: one is sharp, one blunt, one unfair, one malformed."""

from __future__ import annotations

from pathlib import Path

from grader.course.model import Course, load_course
from grader.course.stubs import write_stubs

IMPORTS = """\
import pytest

from grader.suite import expect


"""
SOLUTION = '''\
def larger(a, b):
    """The larger one of 2 numbers: larger(1, 3) -> 3"""
    # BEGIN SOLUTION
    return a if a > b else b
    # END SOLUTION
'''
SHARP = '''\
@pytest.mark.points(30)
def test_larger(submission):
    """larger gives the larger number"""
    for a, b in [(1, 3), (3, 1), (2, 2), (-1, -2)]:
        expect(submission.larger(a, b)).equal_to(max(a, b))
'''
BLUNT = '''\
@pytest.mark.points(30)
def test_larger(submission):
    """larger gives the larger number"""
    expect(submission.larger(1, 3)).equal_to(3)
'''
UNFAIR = """
@pytest.mark.points(10)
def test_larger_is_whole(submission):
    '''larger of whole numbers is an int, which the text never says'''
    expect(submission.larger(1, 3)).an_int()


@pytest.mark.points(10)
def test_larger_by_luck(submission):
    '''larger is lucky'''
    submission.measure("the luck", submission.larger(0.5, 0.75), at_least=0.25)
"""
FREE = '''\


@pytest.mark.points(5)
def test_larger_answers(submission):
    """larger answers"""
    submission.larger(1, 3)
'''
RIGHT = {
    "by_max": "def larger(a, b):\n    return max(a, b)\n",
    "by_sort": "def larger(a, b):\n    return sorted([a, b])[-1]\n",
    "turned": "def larger(a, b):\n    if b >= a:\n        return b\n    return a\n",
}
FLOATS = "def larger(a, b):\n    return float(max(a, b))\n"
MISTAKES = {f"wrong_{number}": f"def larger(a, b):\n    return {number}\n" for number in range(10, 17)}
MISTAKES["smaller"] = "def larger(a, b):\n    return min(a, b)\n"
DEMANDS = "[audit]\npoints = 100\nmistakes = 8\nalternatives = 3\n"
EQUIVALENT = "larger:ReplaceComparisonOperator_Gt_GtE:0 of two equal numbers each one is the larger"


def write_exercise(
    root: Path,
    name: str,
    order: int,
    checks: str,
    *,
    points: float,
    hints: str = 'larger = "Compare them."',
    alternatives: dict[str, str] = RIGHT,
    mistakes: dict[str, str] = MISTAKES,
    equivalents: str = EQUIVALENT,
) -> None:
    suite = root / "suites" / name
    _write(suite / f"test_{name}.py", IMPORTS + checks)
    about = f'title = "{name}"\npoints = {points}\norder = {order}\nrequired = ["larger"]\n[hints]\n{hints}\n'
    _write(suite / "exercise.toml", about)
    _write(root / "solutions" / f"{name}.py", SOLUTION)
    for folder, programs in (("alternatives", alternatives), ("mistakes", mistakes)):
        for title, text in programs.items():
            _write(root / "tests" / folder / name / f"{title}.py", text)
    _write(root / "tests" / "equivalents" / f"{name}.txt", equivalents)


def audited_course(root: Path) -> Course:
    """30 points sharp, 30 blunt, 30 unfair, 20 malformed: 110, which is too much."""
    write_exercise(root, "sharp", 1, SHARP, points=30)
    write_exercise(root, "blunt", 2, BLUNT, points=30)
    unfair = UNFAIR + SHARP.replace("30", "10")
    write_exercise(root, "unfair", 3, unfair, points=30, alternatives={"as_floats": FLOATS, "by_max": RIGHT["by_max"]})
    write_exercise(root, "malformed", 4, SHARP.replace("30", "15") + FREE, points=20, mistakes={}, hints="")
    _write(root / "suites" / "course.toml", DEMANDS)
    course = load_course(root)
    write_stubs(course)
    return course


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
