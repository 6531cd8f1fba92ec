import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.suite import INT_FORMS, array64, expect, int_array, mistakes

int_form = st.sampled_from(INT_FORMS)
pairs = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=8)
binary = st.lists(st.tuples(st.integers(0, 1), st.integers(0, 1)), min_size=1, max_size=8)

EXAMPLE = [0, 0, 1, 1, 1], [1, 1, 1, 1, 0]
LARGE = [0, 1, 1, 0, 1, 1, 0, 0, 1, 1, 0], [1, 1, 0, 0, 1, 1, 1, 0, 0, 1, 1]
ALL_RIGHT = [1, 0, 1], [1, 0, 1]
NOTHING_FOUND = [0, 1, 1, 0], [0, 0, 0, 0]
NOTHING_THERE = [0, 0, 0], [1, 0, 1]
NEITHER = [0, 0], [0, 0]
ALL_WRONG = [1, 0, 1], [0, 1, 0]
UNDEFINED = (NOTHING_FOUND, NOTHING_THERE, NEITHER, ALL_WRONG)


def unzip(pairs):
    return [true for true, _ in pairs], [predicted for _, predicted in pairs]


def confusion(y_true, y_pred, n_classes):
    matrix = np.zeros((n_classes, n_classes))
    for row, column in zip(y_true, y_pred, strict=True):
        matrix[row, column] += 1
    return matrix


def share(part, whole):
    return part / whole if whole else 0.0


def precision(y_true, y_pred):
    matrix = confusion(y_true, y_pred, 2)
    return share(matrix[1, 1], matrix[:, 1].sum())


def recall(y_true, y_pred):
    matrix = confusion(y_true, y_pred, 2)
    return share(matrix[1, 1], matrix[1].sum())


def f1(y_true, y_pred):
    matrix = confusion(y_true, y_pred, 2)
    return share(2 * matrix[1, 1], 2 * matrix[1, 1] + matrix[0, 1] + matrix[1, 0])


def judge_on_lists(function, y_true, y_pred, right, wrong):
    """Judges the rate for two lists. If a program compares the lists as a whole, they are never equal, and the rate is
    0."""
    result = expect(function(y_true, y_pred)).a_float()
    result.that(
        result.value != 0 or right == 0 or not right_for_arrays(function, y_true, y_pred, right),
        mistakes.LISTS_COMPARED,
        f"{right:.7g}",
        right=f"{right:.7g}",
    )
    result.close_to(right, mistakes=wrong)


def right_for_arrays(function, y_true, y_pred, right):
    try:
        value = function(int_array(y_true), int_array(y_pred))
    except Exception:  # arrays are no help to this program
        return False
    return isinstance(value, float | np.floating) and bool(np.isclose(value, right))


def judge_accuracy(function, y_true, y_pred):
    right = float(np.mean(np.equal(y_true, y_pred)))
    wrong = {
        "This is the number of correct rows. Divide it by the number of all rows.": right * len(y_true),
        "This is a percentage. A share lies between 0 and 1.": 100 * right,
        "This is the share of wrong rows.": 1 - right,
    }
    judge_on_lists(function, y_true, y_pred, right, wrong)


def judge_binary(function, y_true, y_pred, right):
    p, r = precision(y_true, y_pred), recall(y_true, y_pred)
    wrong = {
        mistakes.PRECISION: p,
        mistakes.RECALL: r,
        "This is the ordinary mean of precision and recall, not the harmonic one.": (p + r) / 2,
    }
    judge_on_lists(function, y_true, y_pred, right, wrong)


def judge_rate(function, right, *cases):
    """The rate of each case, in every form of the labels."""
    for labels in cases:
        for form in INT_FORMS:
            expect(function(*map(form, labels))).a_float().close_to(right(*labels))


# confusion_matrix


@pytest.mark.points(0.25)
def test_confusion_matrix_examples(submission):
    """confusion_matrix counts true classes in rows and predicted ones in columns"""
    for y_true, y_pred, n_classes in [([0, 0, 1, 1, 1], [0, 1, 1, 1, 0], 2), ([0, 2, 2], [0, 1, 2], 3)]:
        result = submission.confusion_matrix(y_true, y_pred, n_classes)
        right = confusion(y_true, y_pred, n_classes)
        expect(result).close_to(right, dtype=int, mistakes={mistakes.TRANSPOSED: right.T})


@pytest.mark.points(0.25)
@given(pairs)
@settings(max_examples=12)
def test_confusion_matrix_counts_each_row_once(submission, pairs):
    """confusion_matrix has rows that add up to the true classes, and columns that add up to the predicted ones"""
    labels = unzip(pairs)
    matrix = expect(submission.confusion_matrix(*labels, 4)).numbers((4, 4))
    for axis, label, name in [(1, labels[0], "the sums of the rows"), (0, labels[1], "the sums of the columns")]:
        expect(matrix.sum(axis=axis), name).close_to(np.bincount(label, minlength=4))


@pytest.mark.points(0.25)
@pytest.mark.hidden
@given(int_form, pairs)
@settings(max_examples=12)
def test_confusion_matrix_any_kind(submission, form, pairs):
    """confusion_matrix counts every pair of classes, for lists, arrays and tensors"""
    labels = unzip(pairs)
    expect(submission.confusion_matrix(*map(form, labels), 4)).close_to(confusion(*labels, 4), dtype=int)


@pytest.mark.points(0.25)
@pytest.mark.hidden
def test_confusion_matrix_unused_classes(submission):
    """confusion_matrix has n_classes rows and columns of whole numbers, even for classes that do not occur"""
    for y_true, y_pred, n_classes in [
        ([0], [1], 2),
        ([0, 0], [0, 0], 1),
        ([2, 1, 2], [1, 1, 1], 6),
        ([0], [0], 4),
        ([11] * 300, [2] * 300, 12),
    ]:
        for form in INT_FORMS:
            result = submission.confusion_matrix(form(y_true), form(y_pred), n_classes)
            expect(result).close_to(confusion(y_true, y_pred, n_classes), dtype=int)


# accuracy


@pytest.mark.points(0.25)
def test_accuracy_examples(submission):
    """accuracy is the share of correct rows"""
    judge_accuracy(submission.accuracy, [0, 0, 1, 1, 1], [0, 1, 1, 1, 0])
    judge_accuracy(submission.accuracy, [0, 2, 2, 5], [0, 1, 2, 5])


@pytest.mark.points(0.25)
@given(pairs)
@settings(max_examples=12)
def test_accuracy_counts_right_rows(submission, pairs):
    """accuracy is correct rows divided by all rows, for any number of classes"""
    judge_accuracy(submission.accuracy, *unzip(pairs))


@pytest.mark.points(0.25)
@pytest.mark.hidden
def test_accuracy_any_kind(submission):
    """accuracy takes lists, arrays and tensors, and any classes"""
    cases = LARGE, ALL_RIGHT, ALL_WRONG, ([7, 30, 7], [30, 30, 7]), ([2], [2]), ([1, 2, 3], [3, 1, 2])
    judge_rate(submission.accuracy, lambda true, predicted: np.mean(np.equal(true, predicted)), *cases)


# precision, recall, f1


@pytest.mark.points(0.25)
def test_precision_examples(submission):
    """precision is the share of true 1s among the rows that are predicted as 1"""
    judge_binary(submission.precision, *EXAMPLE, 0.5)
    expect(submission.precision([0, 1], [0, 0])).a_float().close_to(0.0)


@pytest.mark.points(0.25)
@given(binary)
@settings(max_examples=15)
def test_precision_formula(submission, pairs):
    """precision is TP / (TP + FP)"""
    labels = unzip(pairs)
    judge_binary(submission.precision, *labels, precision(*labels))


@pytest.mark.points(0.25)
@pytest.mark.hidden
def test_precision_any_kind(submission):
    """precision takes lists, arrays and tensors"""
    judge_rate(submission.precision, precision, EXAMPLE, LARGE, LARGE[::-1], ALL_RIGHT)


@pytest.mark.points(0.25)
@pytest.mark.hidden
def test_precision_undefined(submission):
    """precision is 0.0 when no row is predicted as 1"""
    judge_rate(submission.precision, precision, *UNDEFINED)


@pytest.mark.points(0.25)
def test_recall_examples(submission):
    """recall is the share of the true 1s that are predicted as 1"""
    judge_binary(submission.recall, *EXAMPLE, 0.6666667)
    expect(submission.recall([0, 0], [0, 1])).a_float().close_to(0.0)


@pytest.mark.points(0.25)
@given(binary)
@settings(max_examples=15)
def test_recall_formula(submission, pairs):
    """recall is TP / (TP + FN)"""
    labels = unzip(pairs)
    judge_binary(submission.recall, *labels, recall(*labels))


@pytest.mark.points(0.25)
@pytest.mark.hidden
def test_recall_any_kind(submission):
    """recall takes lists, arrays and tensors"""
    judge_rate(submission.recall, recall, EXAMPLE, LARGE, LARGE[::-1], ALL_RIGHT)


@pytest.mark.points(0.25)
@pytest.mark.hidden
def test_recall_undefined(submission):
    """recall is 0.0 when no row is truly 1"""
    judge_rate(submission.recall, recall, *UNDEFINED)


@pytest.mark.points(0.25)
def test_f1_examples(submission):
    """f1 lies between precision and recall, nearer to the smaller one"""
    judge_binary(submission.f1, *EXAMPLE, 0.5714286)
    expect(submission.f1([0, 1], [1, 0])).a_float().close_to(0.0)


@pytest.mark.points(0.25)
@given(binary)
@settings(max_examples=15)
def test_f1_formula(submission, pairs):
    """f1 is the harmonic mean of precision and recall"""
    labels = unzip(pairs)
    judge_binary(submission.f1, *labels, f1(*labels))


@pytest.mark.points(0.25)
@pytest.mark.hidden
def test_f1_any_kind(submission):
    """f1 takes lists, arrays and tensors"""
    judge_rate(submission.f1, f1, EXAMPLE, LARGE, LARGE[::-1], ALL_RIGHT)


@pytest.mark.points(0.25)
@pytest.mark.hidden
def test_f1_undefined(submission):
    """f1 is 0.0 when precision and recall are 0 or undefined"""
    judge_rate(submission.f1, f1, *UNDEFINED)


@pytest.mark.points(0.25)
@pytest.mark.hidden
def test_arguments_stay_as_they_were(submission):
    """No function changes the arrays that it is given"""
    y_true, y_pred = int_array([1, 0, 1, 0, 0]), int_array([1, 1, 0, 0, 1])
    scores, fpr, tpr = array64([0.5, 0.25, 0.75, 0.5, -1.0]), array64([0.0, 0.5, 1.0]), array64([0.25, 0.5, 1.0])
    for asked, name, *arguments in [
        (lambda result: result.of_shape((2, 2)), "confusion_matrix", y_true, y_pred, 2),
        *(
            (lambda result: result.a_float(), name, y_true, y_pred)
            for name in ("accuracy", "precision", "recall", "f1")
        ),
        (lambda result: result.a_tuple(3), "roc_curve", y_true, scores),
        (lambda result: result.a_float(), "auc", fpr, tpr),
    ]:
        result, after = submission.call_keeping(name, *arguments)
        asked(expect(result))
        for value, before in zip(after, arguments, strict=True):
            expect(value, "an argument of {name} after the call", name=name).close_to(before)
