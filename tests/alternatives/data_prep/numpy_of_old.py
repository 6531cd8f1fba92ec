"""NumPy's global generator, masks, and Keras' own one-hot."""

import numpy as np
import tensorflow as tf


def one_hot(labels, n_classes):
    labels = np.array(labels)
    if not np.isin(labels, range(n_classes)).all():
        raise ValueError("unknown class")
    return tf.keras.utils.to_categorical(labels, n_classes).astype("float32")


def standardize(train, other):
    train, other = np.array(train), np.array(other)
    mean = train.mean(0, keepdims=True)
    deviation = np.sqrt(((train - mean) ** 2).mean(0))
    deviation += 1e-8
    return (train - mean) / deviation, (other - mean) / deviation


def k_fold(n, k, seed):
    np.random.seed(seed)
    rows = np.arange(n)
    np.random.shuffle(rows)
    result = []
    for part in range(k):
        low, high = n * part // k, n * (part + 1) // k
        test = np.zeros(n, bool)
        test[rows[low:high]] = True
        result.append((np.where(~test)[0], np.where(test)[0]))
    return result


def oversample(x, y, seed):
    x, y = np.array(x), np.array(y)
    np.random.seed(seed)
    most = max(np.sum(y == label) for label in set(y.tolist()))
    xs, ys = [x], [y]
    for label in sorted(set(y.tolist())):
        own = x[y == label]
        extra = np.random.randint(len(own), size=most - len(own))
        xs.append(own[extra])
        ys.append(np.full(len(extra), label))
    return np.vstack(xs), np.hstack(ys)


def undersample(x, y, seed):
    x, y = np.array(x), np.array(y)
    np.random.seed(seed)
    order = np.random.permutation(len(y))
    x, y = x[order], y[order]
    fewest = min(np.sum(y == label) for label in set(y.tolist()))
    keep = np.concatenate([np.where(y == label)[0][:fewest] for label in set(y.tolist())])
    keep.sort()
    return x[keep], y[keep]


def class_weights(y):
    y = np.array(y)
    classes, counts = np.unique(y, return_counts=True)
    return {label: np.float32(y.size / (classes.size * count)) for label, count in zip(classes, counts, strict=True)}
