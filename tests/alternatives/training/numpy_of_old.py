"""np.random.seed, np.polyfit, the normal equations' textbook form, meshgrids, callbacks of one's own."""

import numpy as np
import tensorflow as tf


def steps_per_epoch(m, batch_size):
    return int(np.ceil(m / batch_size))


def mini_batches(x, y, batch_size, seed):
    x = x.numpy() if tf.is_tensor(x) else x
    y = y.numpy() if tf.is_tensor(y) else y
    np.random.seed(seed)
    order = np.arange(len(x))
    np.random.shuffle(order)
    cuts = np.arange(batch_size, len(x), batch_size)
    return list(zip(np.split(x[order], cuts), np.split(y[order], cuts), strict=True))


def fit_polynomial(x, y, degree):
    return np.polyfit(np.array(x), np.array(y), degree)[::-1]


def errors_by_degree(train, validation, degrees):
    errors = np.empty((2, len(degrees)))
    for column, degree in enumerate(degrees):
        coefficients = np.polyfit(np.array(train[0]), np.array(train[1]), degree)
        for row, (x, y) in enumerate((train, validation)):
            errors[row, column] = np.square(np.polyval(coefficients, np.array(x)) - np.array(y)).mean()
    return tuple(errors)


def diagnose(train_error, validation_error, target):
    words = np.array(["good fit", "overfitting", "underfitting"])
    return str(words[2 if train_error > target else int(validation_error > target)])


def early_stopping(val_losses, patience):
    losses = np.array(val_losses)
    smallest = np.minimum.accumulate(losses)
    better = np.concatenate([[True], smallest[1:] < smallest[:-1]])
    since = np.arange(len(losses)) - np.maximum.accumulate(np.where(better, np.arange(len(losses)), 0))
    stops = np.flatnonzero(since >= patience)
    last = stops[0] if len(stops) else len(losses) - 1
    return np.argmin(losses[: last + 1]), last


class Watch(tf.keras.callbacks.Callback):
    """Early stopping by hand."""

    def __init__(self, patience):
        super().__init__()
        self.patience = patience
        self.losses = []

    def on_epoch_end(self, epoch, logs=None):
        self.losses.append(logs["val_loss"])
        if np.argmin(self.losses) == epoch:
            self.weights = [np.copy(weight) for weight in self.model.get_weights()]
        if epoch - np.argmin(self.losses) >= self.patience:
            self.model.stop_training = True

    def on_train_end(self, logs=None):
        self.model.set_weights(self.weights)


def train_until_it_stops(model, train, validation, *, epochs, batch_size, patience, seed):
    np.random.seed(seed)
    tf.random.set_seed(seed)
    x, y = train
    model.fit(
        x, y, batch_size, epochs, verbose=0, callbacks=[Watch(patience)], validation_data=validation, shuffle=True
    )
    return {name: [float(value) for value in values] for name, values in model.history.history.items()}


def grid_search(score, grid):
    sizes = [len(values) for values in grid.values()]
    results = []
    for places in np.ndindex(*sizes):
        params = {name: grid[name][place] for name, place in zip(grid, places, strict=True)}
        results.append((params, score(**params)))
    best = int(np.argmax([reached for _, reached in results]))
    return results[best][0].copy(), results


def k_means(x, centers, steps):
    x = np.array(x)
    centers = np.array(centers)
    if steps > 0 and centers.dtype.kind == "i":
        centers = centers.astype(float)
    for step in range(steps + 1):
        distances = np.stack([np.linalg.norm(x - center, axis=1) for center in centers], axis=1)
        labels = np.argmin(distances, axis=1)
        if step < steps:
            for k in np.unique(labels):
                centers[k] = np.mean(x[labels == k], axis=0)
    return centers, labels
