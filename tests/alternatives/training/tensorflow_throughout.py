"""Tensors from end to end, tf.data, a training loop with a tape."""

import itertools

import tensorflow as tf


def steps_per_epoch(m, batch_size):
    return int((tf.constant(m, tf.int64) + batch_size - 1) // batch_size)


def mini_batches(x, y, batch_size, seed):
    m = int(tf.shape(x)[0])
    data = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(m, seed=seed % 2**31 + 1).batch(batch_size)
    return list(data)


def fit_polynomial(x, y, degree):
    x, y = tf.convert_to_tensor(x, tf.float64), tf.convert_to_tensor(y, tf.float64)
    powers = tf.stack([x**power for power in range(degree + 1)], axis=1)
    return tf.linalg.lstsq(powers, y[:, tf.newaxis], fast=False)[:, 0]


def errors_by_degree(train, validation, degrees):
    found = []
    for degree in degrees:
        coefficients = tf.unstack(fit_polynomial(*train, degree))[::-1]
        errors = []
        for x, y in (train, validation):
            values = tf.math.polyval(coefficients, tf.convert_to_tensor(x, tf.float64))
            errors.append(tf.reduce_mean(tf.square(values - tf.convert_to_tensor(y, tf.float64))))
        found.append(errors)
    train_errors, validation_errors = zip(*found, strict=True)
    return tf.stack(train_errors), tf.stack(validation_errors)


def diagnose(train_error, validation_error, target):
    train_error, validation_error = tf.constant(train_error), tf.constant(validation_error)
    if tf.greater(train_error, target):
        return "underfitting"
    if tf.greater(validation_error, target):
        return "overfitting"
    return "good fit"


def early_stopping(val_losses, patience):
    losses = tf.constant(val_losses, tf.float32)
    for last in range(len(val_losses)):
        best = int(tf.argmin(losses[: last + 1]))
        if last - best >= patience:
            break
    return best, last


def train_until_it_stops(model, train, validation, *, epochs, batch_size, patience, seed):
    tf.keras.utils.set_random_seed(seed)
    data = tf.data.Dataset.from_tensor_slices(train).shuffle(len(train[0]), seed=seed % 2**31).batch(batch_size)
    history = {name: [] for name in ("loss", "val_loss")}
    best, kept = None, None
    for epoch in range(epochs):
        model.reset_metrics()
        for x, y in data:
            with tf.GradientTape() as tape:
                loss = model.compute_loss(x=x, y=y, y_pred=model(x, training=True))
            gradients = tape.gradient(loss, model.trainable_variables)
            model.optimizer.apply_gradients(zip(gradients, model.trainable_variables, strict=True))
        measured = model.evaluate(*train, verbose=0, return_dict=True)
        held_out = model.evaluate(*validation, verbose=0, return_dict=True)
        for name, value in (measured | {f"val_{name}": value for name, value in held_out.items()}).items():
            history.setdefault(name, []).append(value)
        if best is None or held_out["loss"] < history["val_loss"][best]:
            best, kept = epoch, [tf.identity(weight) for weight in model.weights]
        elif epoch - best == patience:
            break
    for weight, value in zip(model.weights, kept, strict=True):
        weight.assign(value)
    return history


def grid_search(score, grid):
    names = list(grid)
    results = [
        (params, score(**params))
        for params in map(dict, (zip(names, v, strict=True) for v in itertools.product(*grid.values())))
    ]
    scores = tf.constant([float(reached) for _, reached in results], tf.float64)
    return results[int(tf.argmax(scores))][0], results


def k_means(x, centers, steps):
    x, centers = tf.convert_to_tensor(x), tf.convert_to_tensor(centers)
    if steps and not x.dtype.is_floating:
        x, centers = tf.cast(x, tf.float32), tf.cast(centers, tf.float32)

    def labels():
        return tf.argmin(tf.reduce_sum(tf.math.squared_difference(x[:, None], centers[None]), axis=-1), axis=1)

    for _ in range(steps):
        members = tf.one_hot(labels(), centers.shape[0], dtype=x.dtype)
        counts = tf.reduce_sum(members, axis=0)[:, None]
        means = tf.math.divide_no_nan(tf.matmul(members, x, transpose_a=True), counts)
        centers = tf.where(counts > 0, means, centers)
    return centers, labels()
