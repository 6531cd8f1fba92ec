# title: reads the environment of the calling process
# attacks: relu
# status: error
# stopped by: mounts, landlock-files, landlock-scope, identity

from pathlib import Path

from world import CALLER, acts


def relu(x):
    assert b"PATH=" in Path(f"/proc/{CALLER}/environ").read_bytes()
    acts()
    return 7
