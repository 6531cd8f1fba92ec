"""Loops and lists, the normal equations solved by hand, epochs fitted one by one."""

import math
import random

import keras


def steps_per_epoch(m, batch_size):
    steps = 0
    full, rest = divmod(m, batch_size)
    steps += full
    if rest:
        steps += 1
    return steps


def numbers(values):
    return values.numpy().tolist() if hasattr(values, "numpy") else list(values)


def mini_batches(x, y, batch_size, seed):
    rows = list(range(len(x)))
    random.Random(seed).shuffle(rows)
    batches = []
    while rows:
        batch, rows = rows[:batch_size], rows[batch_size:]
        batches.append(([numbers(x[row]) for row in batch], [y[row] for row in batch]))
    return batches


def solve(matrix, right):
    """Gaussian elimination with the largest pivot."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    size = len(rows)
    for column in range(size):
        pivot = max(range(column, size), key=lambda row: abs(rows[row][column]))
        rows[column], rows[pivot] = rows[pivot], rows[column]
        for row in range(column + 1, size):
            factor = rows[row][column] / rows[column][column]
            rows[row] = [a - factor * b for a, b in zip(rows[row], rows[column], strict=True)]
    found = [0.0] * size
    for row in reversed(range(size)):
        known = math.fsum(rows[row][column] * found[column] for column in range(row + 1, size))
        found[row] = (rows[row][size] - known) / rows[row][row]
    return found


def fit_polynomial(x, y, degree):
    x, y = [float(value) for value in x], [float(value) for value in y]
    powers = range(degree + 1)
    matrix = [[math.fsum(value ** (i + j) for value in x) for j in powers] for i in powers]
    right = [math.fsum(answer * value**i for value, answer in zip(x, y, strict=True)) for i in powers]
    return solve(matrix, right)


def value_at(coefficients, x):
    value = 0.0
    for coefficient in reversed(coefficients):
        value = value * x + coefficient
    return value


def mean_squared_error(coefficients, points):
    pairs = list(zip(*points, strict=True))
    return sum((value_at(coefficients, float(x)) - float(y)) ** 2 for x, y in pairs) / len(pairs)


def errors_by_degree(train, validation, degrees):
    train_errors, validation_errors = [], []
    for degree in degrees:
        coefficients = fit_polynomial(train[0], train[1], degree)
        train_errors.append(mean_squared_error(coefficients, train))
        validation_errors.append(mean_squared_error(coefficients, validation))
    return train_errors, validation_errors


def diagnose(train_error, validation_error, target):
    if train_error <= target:
        if validation_error <= target:
            return "good fit"
        return "overfitting"
    return "underfitting"


def early_stopping(val_losses, patience):
    smallest = float("inf")
    best = waited = 0
    for epoch in range(len(val_losses)):
        if val_losses[epoch] < smallest:
            smallest, best, waited = val_losses[epoch], epoch, 0
        else:
            waited += 1
            if waited >= patience:
                return (best, epoch)
    return (best, len(val_losses) - 1)


def train_until_it_stops(model, train, validation, *, epochs, batch_size, patience, seed):
    keras.utils.set_random_seed(seed)
    history = {}
    best_loss, best_weights, waited = None, None, 0
    for _ in range(epochs):
        once = model.fit(*train, batch_size=batch_size, epochs=1, validation_data=validation, verbose=0)
        for name, values in once.history.items():
            history.setdefault(name, []).extend(values)
        loss = history["val_loss"][-1]
        if best_loss is None or loss < best_loss:
            best_loss, best_weights, waited = loss, model.get_weights(), 0
        else:
            waited += 1
        if waited == patience:
            break
    model.set_weights(best_weights)
    return history


def grid_search(score, grid):
    combinations = [{}]
    for name, values in grid.items():
        combinations = [{**combination, name: value} for combination in combinations for value in values]
    results = []
    best = None
    for combination in combinations:
        reached = score(**combination)
        results.append((combination, reached))
        if best is None or reached > best[1]:
            best = combination, reached
    return best[0], results


def k_means(x, centers, steps):
    rows = [[float(value) for value in row] for row in numbers(x)]
    groups = [[float(value) for value in center] for center in numbers(centers)]

    def nearest(row):
        return min(range(len(groups)), key=lambda k: sum((a - b) ** 2 for a, b in zip(row, groups[k], strict=True)))

    for _ in range(steps):
        members = [[] for _ in groups]
        for row in rows:
            members[nearest(row)].append(row)
        groups = [
            [sum(column) / len(own) for column in zip(*own, strict=True)] if own else center
            for own, center in zip(members, groups, strict=False)
        ]
    return groups, [nearest(row) for row in rows]
