# title: raises pytest's Skipped
# attacks: relu
# status: error, failed
# stopped by: boundary
# threat: 5

import pytest


def relu(x):
    pytest.skip("nothing to see here")
