"""What `tests/kernels/run` tries on old kernels, tried on this one, so that it keeps up with the sandbox."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from grader.processes import mounts

INSIDE = Path(__file__).parent / "kernels" / "inside.py"


@pytest.mark.skipif(not mounts.available(), reason="this machine lacks the layer that stops both")
def test_attacks_act_without_the_sandbox_only():
    command = [sys.executable, "-P", INSIDE, "truncate_outside", "look_without_reading"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    attacks = json.loads(done.stdout.splitlines()[-1])["attacks"].values()
    assert [(each["able"], each["acts"]) for each in attacks] == [(True, False)] * 2
    assert all("mounts" in each["stopped by"] for each in attacks)
