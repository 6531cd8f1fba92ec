"""Preparing data: one-hot labels, standardised columns, folds, and classes that occur too rarely.

A table has m rows (examples) and n columns (features): x of shape (m, n). In a *regression* the answers y are numbers,
such as a price, and the network should come close to them. In a *classification* they are classes, written as whole
numbers: y of shape (m,). Before a network can learn, both need some work:

- *One-hot encoding.* Class 2 is not twice class 1. So each class gets a column of its own, with a 1 for "this one".
- *Standardising.* Columns of very different size make training slow. Afterwards each has mean 0 and deviation 1.
- *Cross validation.* One split can be lucky. k-fold cross validation splits k times, so that every row is tested once.
- *Class imbalance.* With 990 healthy and 10 ill patients, "all are healthy" is right in 99% of the cases, and useless.
  *Oversampling* repeats rows of the rare classes, *undersampling* leaves out rows of the frequent ones, and *class
  weights* make the mistakes in rare classes count more.

What holds for every function here:
- x, y and labels are (nested) lists, NumPy arrays or tensors; labels are whole numbers. Do not change the arguments.
- The result may consist of arrays, tensors or (nested) lists.
- Where x is a float32 array or tensor, so is the x that comes back; float64 stays float64.
- seed is a whole number from 0 to 2**32 - 1. It alone decides what is drawn: the same seed gives the same result, at
  every call. `np.random.default_rng(seed)` is a good start.
"""

import numpy as np


def one_hot(labels, n_classes):
    """A row for each label, with 1 in the label's column and 0 elsewhere: float32, of shape (m, n_classes).

    A label below 0 or above n_classes - 1 has no column: raise ValueError.

    For example:

        one_hot([0, 2], 3)  ->  [[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]
        one_hot([0, 3], 3)  ->  ValueError
    """
    # BEGIN SOLUTION
    labels = np.asarray(labels)
    if np.any((labels < 0) | (labels >= n_classes)):  # a negative label would count from the end
        raise ValueError(f"every label must lie from 0 to {n_classes - 1}")
    return np.eye(n_classes, dtype=np.float32)[labels]
    # END SOLUTION


def standardize(train, other):
    """(x - mean) / deviation, column by column, for both tables: a tuple (train, other) of unchanged shapes.

    Use the mean and deviation of the columns of `train`, for `other` too: the data for testing must stay unknown while
    you prepare. The deviation is the population's, sqrt(mean((x - mean)**2)). A column of `train` whose values are all
    the same has deviation 0: make sure that the result contains no NaN and no infinity. Whole numbers become floats.

    For example:

        standardize([[1.0, 10.0], [3.0, 30.0]], [[5.0, 20.0]])  ->  ([[-1.0, -1.0], [1.0, 1.0]], [[3.0, 0.0]])
    """
    # BEGIN SOLUTION
    train, other = np.asarray(train), np.asarray(other)
    mean, deviation = train.mean(axis=0), train.std(axis=0)
    deviation = np.where(deviation > 0, deviation, 1)
    return (train - mean) / deviation, (other - mean) / deviation
    # END SOLUTION


def k_fold(n, k, seed):
    """Shuffles the row numbers 0 to n - 1 and cuts them into k folds; each fold is the test set once.

    The result is a list of k tuples (train_indices, test_indices) of whole numbers, where 2 <= k <= n. Every row is
    tested once; a tuple's train_indices are all the rows that it does not test. The sizes of the k test sets differ by
    at most 1. A different seed gives a different order.

    For example:

        k_fold(5, 2, seed=1)  ->  [([2, 3], [4, 0, 1]), ([0, 1, 4], [2, 3])]  (or other folds, as the seed decides)
    """
    # BEGIN SOLUTION
    order = np.random.default_rng(seed).permutation(n)
    return [(np.setdiff1d(order, test), test) for test in np.array_split(order, k)]
    # END SOLUTION


def oversample(x, y, seed):
    """Repeats rows until every class has as many as the most frequent one: a tuple (x, y), its rows in any order.

    Every given row stays. The extra rows are copies of rows of their own class, drawn with the seed. Classes may be any
    whole numbers, such as 3, 12 or -1.

    For example:

        oversample([[1.0], [2.0], [3.0]], [0, 0, 1], seed=1)  ->  ([[1.0], [2.0], [3.0], [3.0]], [0, 0, 1, 1])
    """
    # BEGIN SOLUTION
    x, y = np.asarray(x), np.asarray(y)
    rng = np.random.default_rng(seed)
    classes, counts = np.unique(y, return_counts=True)
    extra = [
        rng.choice(np.flatnonzero(y == label), counts.max() - count)
        for label, count in zip(classes, counts, strict=True)
    ]
    rows = np.concatenate([np.arange(len(y)), *extra])
    return x[rows], y[rows]
    # END SOLUTION


def undersample(x, y, seed):
    """Leaves out rows until every class has as few as the rarest one: a tuple (x, y), its rows in any order.

    The seed decides which rows of a class stay. No row is taken twice.

    For example:

        undersample([[1.0], [2.0], [3.0]], [0, 0, 1], seed=1)  ->  ([[2.0], [3.0]], [0, 1])  (or 1.0 instead of 2.0)
    """
    # BEGIN SOLUTION
    x, y = np.asarray(x), np.asarray(y)
    rng = np.random.default_rng(seed)
    classes, counts = np.unique(y, return_counts=True)
    rows = np.concatenate([rng.choice(np.flatnonzero(y == label), counts.min(), replace=False) for label in classes])
    return x[rows], y[rows]
    # END SOLUTION


def class_weights(y):
    """What a row of each class should count: a dict with the classes as keys.

    The value of a class is m / (number of classes * rows of the class). Only classes that occur in y count. With these
    weights every class has the same total, m / number of classes; Keras takes such a dict as
    `model.fit(..., class_weight=...)`.

    For example:

        class_weights([0, 0, 0, 1])  ->  {0: 0.6666667, 1: 2.0}
    """
    # BEGIN SOLUTION
    classes, counts = np.unique(np.asarray(y), return_counts=True)
    weights = np.sum(counts) / (len(classes) * counts)
    return dict(zip(classes.tolist(), weights.tolist(), strict=True))
    # END SOLUTION
