"""Right in unusual ways: sorting by random keys, strided folds, queues of rows."""

from collections import Counter
from random import Random

import numpy as np


class NoSuchClass(ValueError):
    pass


def one_hot(labels, n_classes):
    columns = np.arange(n_classes)
    labels = np.asarray(labels)
    coded = (labels[:, None] == columns).astype(np.float32)
    if coded.sum() != len(labels):
        raise ValueError("one of the labels has no column") from NoSuchClass()
    return coded


def standardize(train, other):
    tables = [np.asarray(table) for table in (train, other)]
    results = [np.empty(table.shape, np.result_type(table.dtype, np.float32)) for table in tables]
    for column in range(tables[0].shape[1]):
        values = tables[0][:, column]
        mean, deviation = np.mean(values), np.std(values)
        for table, result in zip(tables, results, strict=True):
            centred = table[:, column] - mean
            result[:, column] = centred / deviation if deviation else 0 * centred
    return tuple(results)


def k_fold(n, k, seed):
    keys = Random(seed)
    order = sorted(range(n), key=lambda _: keys.random())
    tests = [order[start::k] for start in range(k)]
    return [([row for other in tests if other is not test for row in other], test) for test in tests]


def oversample(x, y, seed):
    x, y = np.asarray(x), np.asarray(y)
    rng = np.random.Generator(np.random.PCG64(seed))
    rows = list(range(len(y)))
    counts = Counter(y.tolist())
    most = counts.most_common(1)[0][1]
    while min(counts.values()) < most:
        row = int(rng.integers(len(y)))
        label = int(y[row])
        if counts[label] < most:
            rows.append(row)
            counts[label] += 1
    return np.take(x, rows, axis=0), y[rows].tolist()


def undersample(x, y, seed):
    x, y = np.asarray(x), np.asarray(y)
    left = Counter(y.tolist())
    fewest = min(left.values())
    rows = Random(seed).sample(range(len(y)), len(y))
    while max(left.values()) > fewest:
        place = next(place for place, row in enumerate(rows) if left[int(y[row])] > fewest)
        left[int(y[rows.pop(place)])] -= 1
    return x[rows], y[rows].astype(np.int32)


def class_weights(y):
    counts = Counter(np.asarray(y).tolist())
    return {label: counts.total() / len(counts) / count for label, count in counts.items()}
