# title: reads other students' files next to the submission
# attacks: relu
# status: error
# stopped by: mounts, landlock-files
# threat: 8

from pathlib import Path

from world import SUBMISSION, acts


def relu(x):
    others = Path(SUBMISSION).parent.parent.glob("*/activations.py")
    assert [path.read_text() for path in others]
    acts()
    return 7
