import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.lib.stride_tricks import sliding_window_view

from grader.suite import expect, tensor32

NUMBERS = st.integers(-9, 9)


def images(least, most=7):
    return st.tuples(st.integers(least, most), st.integers(least, most)).flatmap(
        lambda shape: arrays(np.float64, shape, elements=NUMBERS)
    )


def convolved(image, kernel, stride=1, padding=0):
    windows = sliding_window_view(np.pad(image, padding), kernel.shape)[::stride, ::stride]
    return (windows * kernel).sum(axis=(2, 3))


EDGE = np.array([[1.0, 0.0, -1.0], [2.0, 0.0, -2.0], [1.0, 0.0, -1.0]])
STEP = np.repeat([[0.0, 0.0, 0.0, 5.0, 5.0]], 4, axis=0)


@pytest.mark.points(1)
def test_convolve2d_edge(submission):
    """convolve2d finds the edge of a step"""
    wrong = {"The kernel is flipped here.": convolved(STEP, EDGE[::-1, ::-1])}
    expect(submission.convolve2d(STEP, EDGE)).close_to(convolved(STEP, EDGE), mistakes=wrong)


@pytest.mark.points(1)
def test_convolve2d_stride_and_padding(submission):
    """convolve2d takes stride and padding"""
    image, kernel = np.arange(20.0).reshape(4, 5), np.array([[1.0, 2.0]])
    expect(submission.convolve2d(image, kernel, stride=2)).close_to(convolved(image, kernel, 2))
    expect(submission.convolve2d(image, kernel, padding=1)).close_to(convolved(image, kernel, 1, 1))
    expect(submission.convolve2d(tensor32(image), kernel.tolist())).close_to(convolved(image, kernel))


@pytest.mark.points(2)
@pytest.mark.hidden
@given(images(4), images(1, 3), st.integers(1, 3), st.integers(0, 2))
@settings(max_examples=15)
def test_convolve2d_any(submission, image, kernel, stride, padding):
    """convolve2d is right for any picture, kernel, stride and padding"""
    found = submission.convolve2d(image, kernel, stride=stride, padding=padding)
    expect(found).close_to(convolved(image, kernel, stride, padding))


@pytest.mark.points(1)
def test_max_pool2d_examples(submission):
    """max_pool2d keeps the largest number of each block"""
    image = np.array([[1.0, 2.0, 5.0, 0.0], [3.0, 4.0, 6.0, 7.0]])
    wrong = {"This is the mean of each block.": [[2.5, 4.5]]}
    expect(submission.max_pool2d(image)).close_to([[4.0, 7.0]], mistakes=wrong)
    expect(submission.max_pool2d(image.tolist(), 1)).close_to(image)


@pytest.mark.points(1)
@pytest.mark.hidden
@given(images(3), st.integers(1, 3))
@settings(max_examples=15)
def test_max_pool2d_any(submission, image, size):
    """max_pool2d is right for any picture, and leaves out what fills no block"""
    blocks = sliding_window_view(image, (size, size))[::size, ::size]
    expect(submission.max_pool2d(image, size)).close_to(blocks.max(axis=(2, 3)))
