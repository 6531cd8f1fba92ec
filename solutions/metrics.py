"""Metrics: how good is a classifier, and at what?

A patient is ill (1, "positive") or healthy (0, "negative"), and a model predicts one of the two. Four cases occur:

                     predicted 0            predicted 1
    truly 0          true negative (TN)     false positive (FP), a false alarm
    truly 1          false negative (FN)    true positive (TP)
                     a miss

The table of the four counts is the *confusion matrix*. What to read from it depends on the question:

- *accuracy*: which share of all rows is right? Where 1 of 100 is ill, "nobody is ill" reaches 0.99. So look further.
- *precision*: of those that the model calls ill, which share is ill? TP / (TP + FP)
- *recall*: of those that are ill, which share does the model find? TP / (TP + FN)
- *F1*: one number for both, their harmonic mean. It is high only where both are high.

Often a model answers with a score, such as a probability, and a *threshold* makes the decision. A low threshold finds
more of the ill, and raises more false alarms. The *ROC curve* shows this trade for all thresholds at once, and the area
under it (*AUC*) sums it up: 1.0 is perfect, 0.5 is guessing.

What holds for every function here: labels are whole numbers from 0 up, scores are floats; they come as lists, NumPy
arrays or tensors of shape (m,), with at least one row, and must not be changed. "-> float" is a Python or NumPy float.
"""

import numpy as np


def confusion_matrix(y_true, y_pred, n_classes):
    """Whole numbers of shape (n_classes, n_classes): row i, column j counts the rows of class i predicted as class j.

    It works for any number of classes. A class that never occurs has a row and a column of zeros.

    For example:

        confusion_matrix([0, 0, 1, 1, 1], [0, 1, 1, 1, 0], 2)  ->  [[1, 1], [1, 2]]
        confusion_matrix([0, 2, 2], [0, 1, 2], 3)  ->  [[1, 0, 0], [0, 0, 0], [0, 1, 1]]
    """
    # BEGIN SOLUTION
    matrix = np.zeros((n_classes, n_classes), dtype=int)
    np.add.at(matrix, (np.asarray(y_true), np.asarray(y_pred)), 1)
    return matrix
    # END SOLUTION


def accuracy(y_true, y_pred) -> float:
    """The share of rows whose prediction is right, for any number of classes.

    For example:

        accuracy([0, 0, 1, 1, 1], [0, 1, 1, 1, 0])  ->  0.6
        accuracy([0, 2, 2, 5], [0, 1, 2, 5])  ->  0.75
    """
    # BEGIN SOLUTION
    return float(np.mean(np.asarray(y_true) == np.asarray(y_pred)))
    # END SOLUTION


def precision(y_true, y_pred) -> float:
    """TP / (TP + FP): the share of true positives among all rows that are predicted as 1; 0.0 if there are none.

    For example:

        precision([0, 0, 1, 1, 1], [1, 1, 1, 1, 0])  ->  0.5
        precision([0, 1], [0, 0])  ->  0.0
    """
    # BEGIN SOLUTION
    (_, false_positives), (_, true_positives) = confusion_matrix(y_true, y_pred, 2)
    return float(true_positives / max(1, true_positives + false_positives))
    # END SOLUTION


def recall(y_true, y_pred) -> float:
    """TP / (TP + FN): the share of true positives among all rows that are truly 1; 0.0 if there are none.

    For example:

        recall([0, 0, 1, 1, 1], [1, 1, 1, 1, 0])  ->  0.6666667
        recall([0, 0], [0, 1])  ->  0.0
    """
    # BEGIN SOLUTION
    _, (false_negatives, true_positives) = confusion_matrix(y_true, y_pred, 2)
    return float(true_positives / max(1, true_positives + false_negatives))
    # END SOLUTION


def f1(y_true, y_pred) -> float:
    """2 * precision * recall / (precision + recall), the harmonic mean of the two; 0.0 if both are 0.

    For example:

        f1([0, 0, 1, 1, 1], [1, 1, 1, 1, 0])  ->  0.5714286
        f1([0, 1], [1, 0])  ->  0.0
    """
    # BEGIN SOLUTION
    both = precision(y_true, y_pred), recall(y_true, y_pred)
    return 2 * both[0] * both[1] / sum(both) if sum(both) else 0.0
    # END SOLUTION


def roc_curve(y_true, scores) -> tuple:
    """The points of the ROC curve: a tuple (fpr, tpr, thresholds) of three arrays (or lists) of the same length.

    At a threshold, a row is predicted as 1 where score >= threshold. There, tpr is the share of the rows of class 1
    that are predicted as 1 (the recall), and fpr is that share of the rows of class 0. Both classes occur in y_true.

    - The thresholds fall strictly: rows with the same score change sides together.
    - The first threshold lies above every score (infinity will do): there the curve starts, at fpr 0 and tpr 0.
    - It ends at fpr 1 and tpr 1. It turns at the scores only, so these are all the thresholds that you need. Points in
      the middle of a straight piece may be left out.

    Scores need not be probabilities: any float may come.

    For example:

        roc_curve([0, 1, 0, 1], [0.25, 0.5, 0.5, 0.75])
            ->  ([0.0, 0.0, 0.5, 1.0], [0.0, 0.5, 1.0, 1.0], [inf, 0.75, 0.5, 0.25])
    """
    # BEGIN SOLUTION
    positive, scores = np.asarray(y_true) == 1, np.asarray(scores)
    thresholds = np.concatenate([[np.inf], np.unique(scores)[::-1]])
    chosen = scores >= thresholds[:, np.newaxis]  # a row for each threshold
    return chosen[:, ~positive].mean(axis=1), chosen[:, positive].mean(axis=1), thresholds
    # END SOLUTION


def auc(fpr, tpr) -> float:
    """The area under the straight lines that join the points (fpr, tpr); fpr never falls.

    Between two points lies a trapezoid: its width, times the mean of its two heights. Add them up.

    For example:

        auc([0.0, 1.0], [0.0, 1.0])  ->  0.5
        auc([0.0, 0.0, 0.5, 1.0], [0.0, 0.5, 1.0, 1.0])  ->  0.875
    """
    # BEGIN SOLUTION
    fpr, tpr = np.asarray(fpr), np.asarray(tpr)
    return float(np.sum(np.diff(fpr) * (tpr[1:] + tpr[:-1]) / 2))
    # END SOLUTION
