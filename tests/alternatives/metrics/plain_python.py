"""Lists and loops: no array anywhere."""


def listed(x):
    if hasattr(x, "numpy"):
        x = x.numpy()
    return x.tolist() if hasattr(x, "tolist") else list(x)


def confusion_matrix(y_true, y_pred, n_classes):
    matrix = [[0] * n_classes for _ in range(n_classes)]
    for true, predicted in zip(listed(y_true), listed(y_pred), strict=True):
        matrix[true][predicted] += 1
    return matrix


def accuracy(y_true, y_pred):
    right = 0
    for true, predicted in zip(listed(y_true), listed(y_pred), strict=True):
        if true == predicted:
            right += 1
    return right / len(listed(y_true))


def cases(y_true, y_pred):
    pairs = list(zip(listed(y_true), listed(y_pred), strict=True))
    return pairs.count((1, 1)), pairs.count((0, 1)), pairs.count((1, 0))


def precision(y_true, y_pred):
    tp, fp, _ = cases(y_true, y_pred)
    if tp + fp == 0:
        return 0
    return tp / (tp + fp)


def recall(y_true, y_pred):
    tp, _, fn = cases(y_true, y_pred)
    try:
        return tp / (tp + fn)
    except ZeroDivisionError:
        return 0.0


def f1(y_true, y_pred):
    tp, fp, fn = cases(y_true, y_pred)
    return 2 * tp / (2 * tp + fp + fn) if tp else 0.0


def roc_curve(y_true, scores):
    rows = list(zip(listed(scores), listed(y_true), strict=True))
    ones = sum(label for _, label in rows)
    thresholds = [float("inf"), *sorted({score for score, _ in rows}, reverse=True)]
    points = []
    for threshold in thresholds:
        chosen = [label for score, label in rows if score >= threshold]
        points.append(((len(chosen) - sum(chosen)) / (len(rows) - ones), sum(chosen) / ones, threshold))
    return tuple(zip(*points, strict=True))


def auc(fpr, tpr):
    area, last = 0.0, None
    for x, y in zip(listed(fpr), listed(tpr), strict=True):
        if last is not None:
            area += (x - last[0]) * (y + last[1]) / 2
        last = x, y
    return area
