"""TensorFlow all the way; Keras seeds it."""

import tensorflow as tf


def one_hot(labels, n_classes):
    labels = tf.convert_to_tensor(labels)
    if tf.reduce_min(labels) < 0 or tf.reduce_max(labels) >= n_classes:
        raise ValueError("a label is out of range")
    return tf.one_hot(labels, n_classes)


def standardize(train, other):
    train, other = tf.convert_to_tensor(train), tf.convert_to_tensor(other)
    if not train.dtype.is_floating:
        train, other = tf.cast(train, tf.float32), tf.cast(other, tf.float32)
    mean, variance = tf.nn.moments(train, axes=[0])
    deviation = tf.sqrt(variance)
    return tf.math.divide_no_nan(train - mean, deviation), tf.math.divide_no_nan(other - mean, deviation)


def k_fold(n, k, seed):
    tf.keras.utils.set_random_seed(seed)
    order = tf.random.shuffle(tf.range(n))
    fold = tf.range(n) % k
    return [(order[fold != which], order[fold == which]) for which in range(k)]


def resampled(x, y, seed, choose):
    tf.keras.utils.set_random_seed(seed)
    x, y = tf.convert_to_tensor(x), tf.convert_to_tensor(y)
    classes, _, counts = tf.unique_with_counts(y)
    chosen = [choose(tf.reshape(tf.where(y == label), [-1]), counts) for label in classes]
    rows = tf.random.shuffle(tf.concat(chosen, axis=0))
    return tf.gather(x, rows), tf.gather(y, rows)


def oversample(x, y, seed):
    def choose(rows, counts):
        lacking = tf.reduce_max(counts) - tf.size(rows)
        picks = tf.random.uniform([int(lacking)], maxval=len(rows), dtype=tf.int32)
        return tf.concat([rows, tf.gather(rows, picks)], axis=0)

    return resampled(x, y, seed, choose)


def undersample(x, y, seed):
    return resampled(x, y, seed, lambda rows, counts: tf.random.shuffle(rows)[: tf.reduce_min(counts)])


def class_weights(y):
    classes, _, counts = tf.unique_with_counts(tf.convert_to_tensor(y))
    weights = tf.size(y) / (tf.size(classes) * counts)
    return {int(label): float(weight) for label, weight in zip(classes, weights, strict=True)}
