"""TensorFlow all the way."""

import tensorflow as tf


def confusion_matrix(y_true, y_pred, n_classes):
    return tf.math.confusion_matrix(y_true, y_pred, num_classes=n_classes)


def accuracy(y_true, y_pred):
    return float(tf.reduce_mean(tf.cast(tf.equal(y_true, y_pred), tf.float32)))


def precision(y_true, y_pred):
    y_true, y_pred = tf.cast(y_true, tf.float32), tf.cast(y_pred, tf.float32)
    hits = tf.reduce_sum(y_true * y_pred)
    return tf.math.divide_no_nan(hits, tf.reduce_sum(y_pred)).numpy()


def recall(y_true, y_pred):
    metric = tf.keras.metrics.Recall()
    metric.update_state(y_true, y_pred)
    return float(metric.result())


def f1(y_true, y_pred):
    epsilon = 1e-7
    p, r = precision(y_true, y_pred), recall(y_true, y_pred)
    return float(2 * p * r / (p + r + epsilon))


def roc_curve(y_true, scores):
    positive = tf.cast(y_true, tf.bool)
    scores = tf.convert_to_tensor(scores)
    distinct, _ = tf.unique(tf.sort(scores, direction="DESCENDING"))
    thresholds = tf.concat([distinct[:1] + 1, distinct], axis=0)
    chosen = tf.cast(scores[None, :] >= thresholds[:, None], tf.float32)
    tpr = tf.reduce_mean(tf.boolean_mask(chosen, positive, axis=1), axis=1)
    fpr = tf.reduce_mean(tf.boolean_mask(chosen, ~positive, axis=1), axis=1)
    return fpr, tpr, thresholds


def auc(fpr, tpr):
    fpr, tpr = tf.convert_to_tensor(fpr), tf.convert_to_tensor(tpr)
    widths = fpr[1:] - fpr[:-1]
    heights = (tpr[1:] + tpr[:-1]) / 2
    return tf.reduce_sum(widths * heights).numpy()
