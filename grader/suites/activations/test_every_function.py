import numpy as np
import pytest

from grader.suite import array32, expect


@pytest.mark.points(0.25)
def test_whole_numbers(submission):
    """All functions accept whole numbers, and the results may have fractions"""
    expect(submission.sigmoid([-2, 0, 2])).close_to([0.1192029, 0.5, 0.8807971])
    expect(submission.leaky_relu([-25, 0, 2])).close_to([-0.25, 0.0, 2.0])
    expect(submission.elu(-1)).close_to(-0.6321206)
    expect(submission.relu([-3, 4])).close_to([0.0, 4.0])


@pytest.mark.points(0.25)
@pytest.mark.hidden
def test_arguments_stay_as_they_were(submission):
    """No function changes the array or list that it is given"""
    for name in ("sigmoid", "tanh", "relu", "leaky_relu", "elu", "swish", "sigmoid_grad", "tanh_grad", "relu_grad"):
        for x in (array32([-1e4, -1.5, 0.0, 2.5, 1e4]), [-1.5, 2.5]):
            result, after = submission.call_keeping(name, x)
            expect(result).of_shape(np.shape(x))
            expect(after[0], "the argument of {name} after the call", name=name).close_to(x)
    x, alpha = array32([[-1.5, 2.5]]), array32([0.5, 2.0])
    result, after = submission.call_keeping("prelu", x, alpha)
    expect(result).of_shape(x.shape)
    for value, before in zip(after, (x, alpha), strict=True):
        expect(value, "an argument of prelu after the call").close_to(before)
