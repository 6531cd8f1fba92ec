"""Lists, loops and random: no array anywhere."""

import random


def listed(x):
    if hasattr(x, "numpy"):
        x = x.numpy()
    return x.tolist() if hasattr(x, "tolist") else x


def one_hot(labels, n_classes):
    rows = []
    for label in listed(labels):
        if label not in range(n_classes):
            raise ValueError(f"there is no class {label}")
        rows.append([1.0 if column == label else 0.0 for column in range(n_classes)])
    return rows


def standardize(train, other):
    train, other = listed(train), listed(other)
    scales = []
    for column in zip(*train, strict=True):
        mean = sum(column) / len(column)
        variance = sum((value - mean) ** 2 for value in column) / len(column)
        scales.append((mean, variance**0.5 or 1.0))

    def scaled(table):
        return [[(value - mean) / width for value, (mean, width) in zip(row, scales, strict=True)] for row in table]

    return scaled(train), scaled(other)


def k_fold(n, k, seed):
    order = list(range(n))
    random.Random(seed).shuffle(order)
    folds = []
    start = 0
    for fold in range(k):
        stop = start + n // k + (1 if fold < n % k else 0)
        folds.append((order[:start] + order[stop:], order[start:stop]))
        start = stop
    return folds


def by_class(y):
    places = {}
    for row, label in enumerate(y):
        places.setdefault(label, []).append(row)
    return places


def oversample(x, y, seed):
    x, y = listed(x), listed(y)
    draw = random.Random(seed)
    places = by_class(y)
    most = max(map(len, places.values()))
    chosen = []
    for rows in places.values():
        chosen += rows + draw.choices(rows, k=most - len(rows))
    draw.shuffle(chosen)
    return [x[row] for row in chosen], [y[row] for row in chosen]


def undersample(x, y, seed):
    x, y = listed(x), listed(y)
    draw = random.Random(seed)
    places = by_class(y)
    fewest = min(map(len, places.values()))
    chosen = [row for rows in places.values() for row in draw.sample(rows, fewest)]
    return [x[row] for row in chosen], [y[row] for row in chosen]


def class_weights(y):
    places = by_class(listed(y))
    total = sum(map(len, places.values()))
    return {label: total / (len(places) * len(rows)) for label, rows in places.items()}
