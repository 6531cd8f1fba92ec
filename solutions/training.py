"""Training: steps and epochs, hyperparameters, underfitting and overfitting, and learning without labels.

A network does not learn from all rows at once. It takes a small *batch* of rows, moves its weights a little (that is
one *step*), takes the next batch, and so on. When every row has been used once, an *epoch* is over. With 1000 rows and
a *batch size* of 32, an epoch has 32 steps: 31 full batches, and a last one of 8 rows. 10 epochs are 320 steps.

Training finds the weights. What you choose yourself, before training, is called a *hyperparameter*: the learning rate,
the batch size, the number of epochs or of units. Which choice is good? Try several, and compare them on the *validation
set*: rows that training has not seen.

The validation set also shows how well a model fits:

- *Underfitting*: the model is too simple, or was not trained enough. Even on the training set its error is large.
- *Overfitting*: the model has learned the training set by heart, including the noise. There the error is small, but on
  new rows it is large.

Polynomials show both. A polynomial of degree 1 is a straight line, too stiff for points on a wave. One of degree 3
bends as they do. One of degree 9 can pass through all of 10 points, and swings wildly in between.

A network overfits when it is trained for too long: its error on the validation set falls, and then it rises again.
*Early stopping* watches that error, stops when it no longer falls, and goes back to the best weights.

All this is *supervised* learning: each row has an answer y, often called its *label*. In *unsupervised* learning there
are only the rows, and the task is to find order in them. *k-means* finds groups of rows that lie close together.

What you can rely on: x and y are arrays or tensors, in fit_polynomial, errors_by_degree and k_means also (nested)
lists. Counts (m, degree, patience, steps, epochs, batch_size) are Python ints, errors and losses are Python floats. Do
not change anything that you are given, except the model that you train. A seed is a whole number from 0 to 2**32 - 1,
and the same seed gives the same result, at every call.
"""

import itertools

import numpy as np
import tensorflow as tf


def steps_per_epoch(m, batch_size) -> int:
    """The number of batches in one epoch of m rows, the last short batch included. Both numbers are at least 1.

    For example:

        steps_per_epoch(1000, 32)  ->  32
        steps_per_epoch(64, 32)  ->  2
        steps_per_epoch(5, 32)  ->  1
    """
    # BEGIN SOLUTION
    return -(-m // batch_size)
    # END SOLUTION


def mini_batches(x, y, batch_size, seed) -> list:
    """Deals out one epoch: a list of tuples (x rows, y rows), one for each step.

    Shuffle all rows together by the seed, then cut them into batches of batch_size rows. Only the last batch may be
    shorter, and it is kept. Each row occurs once, and each x row stays with its y row. Different seeds give different
    orders. The dtypes stay as they are.

    Shapes: x is (m, n), y is (m,) or (m, k).

    For example:

        x, y = np.array([[1.0], [2.0], [3.0]]), np.array([10.0, 20.0, 30.0])
        mini_batches(x, y, 2, seed=2)
            ->  [([[3.0], [1.0]], [30.0, 10.0]), ([[2.0]], [20.0])]  (or another order, as the seed decides)
    """
    # BEGIN SOLUTION
    x, y = np.asarray(x), np.asarray(y)
    order = np.random.default_rng(seed).permutation(len(x))
    batches = [order[first : first + batch_size] for first in range(0, len(x), batch_size)]
    return [(x[rows], y[rows]) for rows in batches]
    # END SOLUTION


def fit_polynomial(x, y, degree):
    """The polynomial that comes closest to the points: its degree + 1 coefficients, the lowest power first.

    c[0] + c[1] * x + c[2] * x**2 + ... is the value at x. Closest means *least squares*: no other polynomial of this
    degree has a smaller mean of (value - y)**2 over the points. `np.polyfit` and `np.linalg.lstsq` are good helpers (in
    which order does `np.polyfit` give the coefficients?).

    Shapes: x and y are (m,), float64, with m above the degree; the degree is at most 9. The result is (degree + 1,).

    For example:

        fit_polynomial([-2.0, 0.0, 2.0], [-3.0, 1.0, 5.0], 1)  ->  [1.0, 2.0], which is 1 + 2 * x
        fit_polynomial([2.0, -2.0, 0.0], [4.0, 4.0, 0.0], 2)  ->  [0.0, 0.0, 1.0], which is x**2
        fit_polynomial([-2.0, 0.0, 2.0], [0.0, 3.0, 0.0], 0)  ->  [1.0], the mean
    """
    # BEGIN SOLUTION
    powers = np.vander(np.asarray(x), degree + 1, increasing=True)  # the columns are 1, x, x**2, ...
    return np.linalg.lstsq(powers, np.asarray(y), rcond=None)[0]
    # END SOLUTION


def errors_by_degree(train, validation, degrees) -> tuple:
    """How large the errors are for each degree: a tuple (train_errors, validation_errors) of two lists or arrays.

    train and validation are pairs (x, y) of points, degrees is a list of ints in any order. For each degree, fit a
    polynomial to the training points, and to them only. Its two errors are the means of (value - y)**2 over the
    training points, and over the validation points. They are in the order of degrees.

    For example:

        train = [-2.0, 0.0, 2.0], [4.0, 0.0, 4.0]
        validation = [-1.0, 1.0], [1.0, 3.0]
        errors_by_degree(train, validation, [2, 0])  ->  ([0.0, 3.5555556], [2.0, 1.4444444])
    """
    # BEGIN SOLUTION
    fits = [np.polynomial.Polynomial(fit_polynomial(*train, degree)) for degree in degrees]
    train_errors, validation_errors = (
        [float(np.mean((fit(np.asarray(x)) - np.asarray(y)) ** 2)) for fit in fits] for x, y in (train, validation)
    )
    return train_errors, validation_errors
    # END SOLUTION


def diagnose(train_error, validation_error, target) -> str:
    """What is wrong with a model whose errors should be at most target: a few words.

    - "underfitting": the training error is above the target.
    - "overfitting": the training error is not above the target, but the validation error is.
    - "good fit": neither is above it.

    For example:

        diagnose(0.9, 0.95, 0.2)  ->  'underfitting'
        diagnose(0.01, 0.7, 0.2)  ->  'overfitting'
        diagnose(0.1, 0.15, 0.2)  ->  'good fit'
    """
    # BEGIN SOLUTION
    if train_error > target:
        return "underfitting"
    return "overfitting" if validation_error > target else "good fit"
    # END SOLUTION


def early_stopping(val_losses, patience) -> tuple:
    """When to stop, and which epoch was best: a tuple (best, last) of two ints, epochs counted from 0.

    val_losses holds the validation loss after each epoch, as if training had gone on to the end. Walk through it: an
    epoch is better only if its loss is strictly smaller than every loss before it. After `patience` epochs in a row
    that were not better, training stops. `last` is the last epoch that was run, the last of the list if nothing stops
    training. `best` is the epoch with the smallest loss up to there; of equal ones, the first.

    For example:

        early_stopping([0.9, 0.5, 0.6, 0.7, 0.4], 2)  ->  (1, 3)    (0.4 is never reached)
        early_stopping([0.9, 0.5, 0.6, 0.7, 0.4], 3)  ->  (4, 4)
        early_stopping([0.5, 0.5, 0.5], 2)  ->  (0, 2)
    """
    # BEGIN SOLUTION
    best = 0
    for last, loss in enumerate(val_losses):
        if loss < val_losses[best]:
            best = last
        if last - best == patience:
            break
    return best, last
    # END SOLUTION


def train_until_it_stops(model, train, validation, *, epochs, batch_size, patience, seed) -> dict:
    """Trains a compiled model with early stopping, and returns what was measured up to the stop.

    train and validation are pairs (x, y). The given model itself is trained, for `epochs` epochs at most; do not build
    or compile it again. Its val_loss decides when to stop, as in early_stopping. No step is taken after the stop.

    In the end the model has the weights of its best epoch, also when nothing stopped it. The result is a dict: a key
    for the loss and for each metric, and the same with "val_" in front for the validation set, each with a list of one
    float for every epoch that was run.

    Keras has a callback for this, `tf.keras.callbacks.EarlyStopping`: read what its arguments mean. Set the seed
    (`tf.keras.utils.set_random_seed`) before training.

    For example, for a model without metrics whose third and fourth epoch are not better than its second one:

        train_until_it_stops(model, (x, y), (x_val, y_val), epochs=50, batch_size=32, patience=2, seed=1)
        ->  {"loss": [0.8, 0.6, 0.5, 0.4], "val_loss": [0.9, 0.7, 0.8, 0.75]}, and the model is as after epoch two
    """
    # BEGIN SOLUTION
    tf.keras.utils.set_random_seed(seed)
    stop = tf.keras.callbacks.EarlyStopping(monitor="val_loss", patience=patience, restore_best_weights=True)
    fitted = model.fit(
        *train, validation_data=validation, epochs=epochs, batch_size=batch_size, callbacks=[stop], verbose=0
    )
    return fitted.history
    # END SOLUTION


def grid_search(score, grid) -> tuple:
    """Tries every combination of hyperparameters: a tuple (best, results).

    grid is a dict from names to lists of values. A combination is a dict with one value for each name. Call
    `score(**combination)`, once for each; it returns a number, and a higher one is better.

    results is a list of tuples (combination, its score), each with its own dict, in the order in which score was
    called: the last name changes fastest, and each list of values is used from its beginning. best is the combination
    with the highest score; of equal ones, the first.

    For example:

        grid_search(lambda rate, units: units - 10 * rate, {"rate": [0.1, 0.5], "units": [4, 8]})
            ->  ({"rate": 0.1, "units": 8},
                 [({"rate": 0.1, "units": 4}, 3.0), ({"rate": 0.1, "units": 8}, 7.0),
                  ({"rate": 0.5, "units": 4}, -1.0), ({"rate": 0.5, "units": 8}, 3.0)])
    """
    # BEGIN SOLUTION
    combinations = [dict(zip(grid, values, strict=True)) for values in itertools.product(*grid.values())]
    results = [(combination, score(**combination)) for combination in combinations]
    best, _ = max(results, key=lambda result: result[1])  # the first one of equals
    return best, results
    # END SOLUTION


# BEGIN SOLUTION
def nearest(x, centers):
    """The index of the nearest center of each row, the first one of equals."""
    differences = x[:, np.newaxis] - centers
    return (differences**2).sum(axis=2).argmin(axis=1)


# END SOLUTION
def k_means(x, centers, steps) -> tuple:
    """Finds groups in rows without labels: a tuple (centers, labels).

    centers has a row for each group: the first guess of its center. Do this `steps` times: each row of x goes to its
    nearest center (by straight-line distance; if several are equally near, to the first). Then each center moves to the
    mean of its rows; a center without rows stays where it is.

    labels says which of the *returned* centers is nearest to each row: whole numbers, counted from 0. With 0 steps the
    centers come back as they were. Centers of float32 stay float32, those of float64 stay float64; whole numbers become
    floats as soon as the centers move.

    Shapes: x is (m, n), centers is (k, n). The result has centers (k, n) and labels (m,).

    For example:

        x = [[0.0], [1.0], [7.0], [9.0]]
        k_means(x, [[0.0], [1.0]], 1)  ->  ([[0.0], [5.6666667]], [0, 0, 1, 1])
        k_means(x, [[0.0], [1.0]], 2)  ->  ([[0.5], [8.0]], [0, 0, 1, 1])
        k_means(x, [[0.0], [99.0]], 5)  ->  ([[4.25], [99.0]], [0, 0, 0, 0])
    """
    # BEGIN SOLUTION
    x, centers = np.asarray(x), np.asarray(centers)
    for _ in range(steps):
        labels = nearest(x, centers)
        means = [x[labels == k].mean(axis=0) if k in labels else center for k, center in enumerate(centers)]
        centers = np.stack(means)
    return centers, nearest(x, centers)
    # END SOLUTION
