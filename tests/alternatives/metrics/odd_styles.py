"""Right in unusual ways: one-hot products, thresholds between the scores, areas of rectangles and triangles."""

from collections import Counter
from statistics import harmonic_mean
from typing import NamedTuple

import numpy as np


def confusion_matrix(y_true, y_pred, n_classes):
    true, predicted = (np.eye(n_classes, dtype=np.uint8)[np.asarray(labels)] for labels in (y_true, y_pred))
    return np.einsum("mi,mj->ij", true.astype(np.int32), predicted.astype(np.int32))


def accuracy(y_true, y_pred):
    return 1 - np.mean(np.asarray(y_true) != np.asarray(y_pred))


def counted(y_true, y_pred):
    return Counter(2 * int(true) + int(predicted) for true, predicted in zip(y_true, y_pred, strict=True))


def precision(y_true, y_pred):
    count = counted(y_true, y_pred)
    return count[3] / (count[3] + count[1]) if count[3] else 0.0


def recall(y_true, y_pred):
    count = counted(y_true, y_pred)
    return count[3] / (count[3] + count[2]) if count[3] else 0.0


def f1(y_true, y_pred):
    return float(harmonic_mean([precision(y_true, y_pred), recall(y_true, y_pred)]))


class Curve(NamedTuple):
    fpr: list
    tpr: list
    thresholds: list


def roc_curve(y_true, scores):
    y_true, scores = np.asarray(y_true), np.asarray(scores, dtype=np.float64)
    levels = np.sort(np.unique(scores))[::-1]
    between = (levels[1:] + levels[:-1]) / 2
    thresholds = [levels[0] + 100, *between, -np.inf]
    tpr = [np.mean(scores[y_true == 1] >= threshold) for threshold in thresholds]
    fpr = [np.mean(scores[y_true == 0] >= threshold) for threshold in thresholds]
    return Curve(fpr, tpr, thresholds)


def auc(fpr, tpr):
    total = 0.0
    for place in range(1, len(fpr)):
        width = fpr[place] - fpr[place - 1]
        low, high = sorted((tpr[place - 1], tpr[place]))
        total += float(width * low + width * (high - low) / 2)
    return total
