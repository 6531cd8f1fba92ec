"""Three functions against NumPy on 101 points: what other graders were timed with."""

import numpy as np
import pytest

from grader.suite import Tensor, expect

X = np.linspace(-5, 5, 101, dtype=np.float32)


@pytest.mark.points(1)
def test_sigmoid(submission):
    """sigmoid agrees with NumPy"""
    expect(submission.sigmoid(Tensor(X))).close_to(1 / (1 + np.exp(-X)))


@pytest.mark.points(1)
def test_relu(submission):
    """relu agrees with NumPy"""
    expect(submission.relu(Tensor(X))).close_to(np.maximum(X, 0))


@pytest.mark.points(1)
def test_tanh(submission):
    """tanh agrees with NumPy"""
    expect(submission.tanh(Tensor(X))).close_to(np.tanh(X))
