"""Convolution by hand.

A convolutional layer slides a small kernel over a picture. At each place it multiplies the numbers below the kernel
with those of the kernel and adds them up. (It does not flip the kernel.) Pooling keeps the largest number of each
block.
"""

import numpy as np


def convolve2d(image, kernel, *, stride=1, padding=0):
    """The kernel at every place of the picture, `stride` rows and columns apart: an array.

    The image is (h, w), the kernel (k, l). First, `padding` rows and columns of zeros are put around the image, on each
    of its four sides. The result has (h + 2 * padding - k) // stride + 1 rows, and columns in the same way.

    For example:

        convolve2d([[1, 2, 3], [4, 5, 6]], [[1, 0], [0, -1]])  ->  [[-4.0, -4.0]]
    """
    raise NotImplementedError("write this function")


def max_pool2d(image, size=2):
    """The largest number of each block of size x size, as an array. Rows and columns that fill no block are left out.

    For example:

        max_pool2d([[1, 2, 5], [3, 4, 6]])  ->  [[4.0]]
    """
    raise NotImplementedError("write this function")
