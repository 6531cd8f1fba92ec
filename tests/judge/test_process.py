"""The judge's process before it is forked."""

import subprocess
import sys

DRAWN_FROM = """
from grader.judge.process import warm_up

warm_up()
from hypothesis.internal.conjecture.providers import _get_local_constants

print(len(_get_local_constants()))
"""


def test_no_constant_of_the_grader_is_drawn() -> None:
    """Hypothesis draws constants of modules that are no library: with the grader installed in one place those of its
    own sources, in another none."""
    run = subprocess.run([sys.executable, "-c", DRAWN_FROM], capture_output=True, text=True, check=True)
    assert run.stdout.splitlines()[-1] == "0"
