"""NumPy: sort once, add up, and keep only the points where the curve turns."""

import numpy as np


def confusion_matrix(y_true, y_pred, n_classes):
    pairs = np.asarray(y_true) * n_classes + np.asarray(y_pred)
    return np.bincount(pairs, minlength=n_classes**2).reshape(n_classes, n_classes)


def accuracy(y_true, y_pred):
    return np.count_nonzero(np.equal(y_true, y_pred)) / np.size(y_true)


def precision(y_true, y_pred):
    chosen = np.asarray(y_true)[np.asarray(y_pred) == 1]
    return np.mean(chosen) if chosen.size else np.float32(0)


def recall(y_true, y_pred):
    return precision(y_pred, y_true)


def f1(y_true, y_pred):
    p, r = precision(y_true, y_pred), recall(y_true, y_pred)
    return 0.0 if p == 0 or r == 0 else 2 / (1 / p + 1 / r)


def roc_curve(y_true, scores):
    y_true, scores = np.asarray(y_true), np.asarray(scores)
    order = np.argsort(-scores, kind="stable")
    y_true, scores = y_true[order], scores[order]
    last = np.append(np.where(np.diff(scores))[0], len(scores) - 1)
    true = np.append(0, np.cumsum(y_true)[last])
    false = np.append(0, last + 1) - true
    thresholds = np.append(scores[0] + 1, scores[last])
    turns = np.diff(false[1:]) * np.diff(true[:-1]) != np.diff(false[:-1]) * np.diff(true[1:])
    keep = np.concatenate([[True], turns, [True]])
    return (false / false[-1])[keep], (true / true[-1])[keep], thresholds[keep]


def auc(fpr, tpr):
    return np.trapezoid(np.asarray(tpr), np.asarray(fpr))
