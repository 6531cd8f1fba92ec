# title: reads the environment of the process that called
# attacks: relu
# status: error
# stopped by: landlock-files, landlock-scope, identity

from pathlib import Path

from world import CALLER, acts


def relu(x):
    environment = Path(f"/proc/{CALLER}/environ").read_bytes()
    assert b"CANARY_ENV" in environment
    acts()
    return 7
