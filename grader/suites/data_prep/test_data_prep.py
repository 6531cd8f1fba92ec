import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.suite import FORMS, INT_FORMS, array32, dtype_of, expect, int_array, mistakes, plain

form = st.sampled_from(FORMS)
int_form = st.sampled_from(INT_FORMS)
quarters = st.integers(-400, 400).map(lambda number: number / 4)  # exact in float32
rows = st.lists(st.tuples(quarters, quarters).map(list), max_size=6)


# one_hot


def judge_one_hot(result, labels, n_classes):
    right = np.array([[float(column == label) for column in range(n_classes)] for label in plain(labels)])
    expect(result).close_to(right, dtype=np.float32)


def judge_refusal(submission, labels, n_classes):
    judge_one_hot(submission.one_hot([0], n_classes), [0], n_classes)  # a function that always raises must not pass
    kinds = submission.raises("one_hot", labels, n_classes)
    reason = "A label out of range must raise ValueError."
    expect(kinds[0] if kinds else None, "the raised error").that("ValueError" in kinds, reason, "ValueError")


@pytest.mark.points(0.25)
def test_one_hot_examples(submission):
    """one_hot puts a 1 into the column of each row's label"""
    judge_one_hot(submission.one_hot([0, 2], 3), [0, 2], 3)


@pytest.mark.points(0.25)
@given(int_form, st.lists(st.integers(0, 4), min_size=1, max_size=6))
@settings(max_examples=12)
def test_one_hot_any_labels(submission, form, labels):
    """one_hot gives float32 rows with a single 1 each, for lists, arrays and tensors"""
    judge_one_hot(submission.one_hot(form(labels), 5), labels, 5)


@pytest.mark.points(0.25)
def test_one_hot_refuses_a_large_label(submission):
    """one_hot raises ValueError for a label that has no column"""
    judge_refusal(submission, [0, 3], 3)


@pytest.mark.points(0.25)
@pytest.mark.hidden
def test_one_hot_columns(submission):
    """one_hot has n_classes columns, even for classes that do not occur"""
    for labels, n_classes in [([0, 0], 1), ([1], 4), ([6, 0, 3], 9), ([0] * 4, 2), ([0, 299], 300)]:
        for form in INT_FORMS:
            judge_one_hot(submission.one_hot(form(labels), n_classes), labels, n_classes)


@pytest.mark.points(0.25)
@pytest.mark.hidden
def test_one_hot_refuses_labels_out_of_range(submission):
    """one_hot raises ValueError for every label out of range, too large or negative"""
    for form in INT_FORMS:
        for labels, n_classes in [([1, -1], 2), ([4], 4), ([0, 1, 7, 2], 3), ([-3, 0], 3)]:
            judge_refusal(submission, form(labels), n_classes)


# standardize


def standardized(x, train, axis=0, power=1, **deviation):
    mean = train.mean(axis=axis, keepdims=True)
    with np.errstate(all="ignore"):
        return (x - mean) / train.std(axis=axis, keepdims=True, **deviation) ** power


def judge_standardized(result, train, other, **tolerance):
    tables = expect(result).a_tuple(2)
    train_plain, other_plain = plain(train), plain(other)
    both = np.concatenate([train_plain, other_plain])
    for part, table, name in zip(tables, (train, other), ("the first table", "the second table"), strict=True):
        x = plain(table)
        wrong = {
            mistakes.SAMPLE_DEVIATION: standardized(x, train_plain, ddof=1),
            "This is divided by the variance. The deviation is its square root.": standardized(x, train_plain, power=2),
            mistakes.SCALED_BY_BOTH: standardized(x, both),
            mistakes.OTHER_AXIS: standardized(x, x, axis=1),
            mistakes.SCALED_BY_ITSELF: standardized(x, x),
        }
        right = standardized(x, train_plain)
        expect(part.value, name).close_to(right, dtype=dtype_of(table), mistakes=wrong, **tolerance)


@pytest.mark.points(0.25)
def test_standardize_examples(submission):
    """standardize subtracts the mean and divides by the deviation, column by column"""
    for train, other in [
        ([[1.0, 10.0], [3.0, 30.0], [2.0, 50.0]], [[5.0, 20.0], [1.0, 40.0]]),
        ([[1.0, 10.0], [3.0, 30.0]], [[5.0, 20.0]]),
        ([[0.0], [2.0], [4.0], [2.0]], [[2.0], [6.0]]),
    ]:
        judge_standardized(submission.standardize(train, other), train, other)


@pytest.mark.points(0.25)
@given(form, rows)
@settings(max_examples=12)
def test_standardize_centres_the_training_set(submission, form, rows):
    """standardize gives each column of the training set mean 0 and deviation 1"""
    train = [[-4.0, 10.0], [4.0, 30.0], *rows]
    table = expect(submission.standardize(form(train), form([[0.0, 0.0]]))).a_tuple(2)[0].numbers((len(train), 2))
    expect(table.mean(axis=0), "the mean of the columns").close_to([0.0, 0.0], atol=1e-4)
    expect(table.std(axis=0), "the deviation of the columns").close_to([1.0, 1.0], atol=1e-4)


@pytest.mark.points(0.25)
@pytest.mark.hidden
@given(form, rows, rows)
@settings(max_examples=12)
def test_standardize_knows_the_training_set_only(submission, form, rows, others):
    """standardize scales the other table with the training set's mean and deviation, and keeps the dtype"""
    train, other = form([[-4.0, 10.0], [4.0, 30.0], *rows]), form([[1.0, -2.5], *others])
    judge_standardized(submission.standardize(train, other), train, other, rtol=1e-4, atol=1e-4)


@pytest.mark.points(0.25)
@pytest.mark.hidden
def test_standardize_constant_columns(submission):
    """standardize stays finite when a training column is constant, and accepts whole numbers"""
    for form in FORMS:
        for train, other in [([[3.0, 1.0], [3.0, 2.0]], [[3.0, 1.0], [5.0, 3.0]]), ([[0.0, -1.0]], [[0.0, 7.0]])]:
            parts = expect(submission.standardize(form(train), form(other))).a_tuple(2)
            for part, table in zip(parts, (train, other), strict=True):
                part.of_shape(np.shape(table)).each(np.isfinite, "be finite")
                if len(train) > 1:
                    second = [[row[1]] for row in table]
                    expect(part.numbers()[:, 1:], "the second column").close_to(
                        standardized(np.array(second), np.array([[1.0], [2.0]]))
                    )
    train, other = [[1, 2], [2, 6]], [[3, 5]]
    judge_standardized(submission.standardize(train, other), train, other)


# class_weights


def judge_weights(result, labels):
    classes = sorted(set(labels))
    weights = expect(result).a_dict(*classes)
    for each in classes:
        right = len(labels) / (len(classes) * labels.count(each))
        expect(weights[each], "the weight of class {each}", each=each).close_to(right)


@pytest.mark.points(0.25)
def test_class_weights_examples(submission):
    """class_weights gives rare classes a large weight"""
    for labels in ([0, 0, 0, 1], [2, 1, 0, 0, 1, 0]):
        judge_weights(submission.class_weights(labels), labels)


@pytest.mark.points(0.25)
@given(int_form, st.lists(st.integers(0, 3), min_size=1, max_size=8))
@settings(max_examples=12)
def test_class_weights_balance(submission, form, labels):
    """class_weights balances: rows times weight is the same for every class that occurs"""
    judge_weights(submission.class_weights(form(labels)), labels)


@pytest.mark.points(0.25)
@pytest.mark.hidden
def test_class_weights_any_classes(submission):
    """class_weights accepts any whole numbers as classes, and a single class"""
    for labels in ([12, 3, 12, 12, 7], [5, 5, 5], [-1, 1, 1, -1, 1], [4]):
        for form in INT_FORMS:
            judge_weights(submission.class_weights(form(labels)), labels)


@pytest.mark.points(0.25)
@pytest.mark.hidden
def test_arguments_stay_as_they_were(submission):
    """No function changes the arrays that it is given"""
    x, y = array32([[row, row / 2 - 4] for row in range(12)]), int_array([1, 1, 0, 1, 1, 0, 0, 1, 1, 1, 0, 1])
    for asked, name, *arguments in [
        (lambda result: result.of_shape((12, 2)), "one_hot", y, 2),
        (lambda result: result.a_tuple(2), "standardize", x, x[:2] + 1),
        (lambda result: result.a_tuple(2), "oversample", x, y, 1),
        (lambda result: result.a_tuple(2), "undersample", x, y, 1),
        (lambda result: result.a_dict(0, 1), "class_weights", y),
    ]:
        result, after = submission.call_keeping(name, *arguments)
        asked(expect(result))
        for value, before in zip(after, arguments, strict=True):
            expect(value, "an argument of {name} after the call", name=name).close_to(before)
