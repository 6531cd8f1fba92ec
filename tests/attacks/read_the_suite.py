# title: reads the suite from its place on disk
# attacks: relu
# status: error
# stopped by: mounts, landlock-files

from world import SUITE, acts


def relu(x):
    with open(SUITE) as suite:
        assert "test_relu" in suite.read()
    acts()
    return 7
