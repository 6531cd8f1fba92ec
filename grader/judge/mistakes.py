"""The mistakes that beginners make most: the sentence that names each, and how a wrong answer shows it.

A sentence of a rule below is true of the numbers, whatever the program does. A suite knows its exercise better: it
hands `close_to` what one who makes a mistake would answer, with one of the sentences here or with one of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

import numpy as np

from grader.feedback import N_, Text, phrase
from grader.judge.compare import close
from grader.judge.reasons import TRANSPOSED_SHAPE
from grader.judge.show import show

Shape = tuple[int, ...]

ENOUGH = 3
"""Different numbers that must agree before a cause is named: one or two agree with many by chance."""

# Of any numbers
NAN = phrase("NaN comes from 0/0, inf - inf or the square root of a negative number.")
TOO_LARGE = phrase("A value became too large for its dtype during the computation.")
WHOLE_NUMBERS = phrase("The values are whole numbers. Look for an integer dtype, `//`, `int` or `round`.")
NEGATED = phrase("Only the sign is wrong.")
COMPLEMENT = phrase("Where x is expected, your answer is 1 - x.")
SQUARED = phrase("Every number is the square of what it should be.")
ROOT = phrase("Every number is the square root of what it should be.")
TRANSPOSED = phrase("It is transposed: rows and columns are swapped.")
REVERSED = phrase("The numbers are in the opposite order.")
REORDERED = phrase("The numbers are right, but in a different order.")
ONLY_THE_SHAPE = phrase("All numbers are right, only the shape is not. Look at `keepdims`, `reshape` and `ravel`.")
FIRST_MISSING = phrase("The first one is missing, and all others are right.")
LAST_MISSING = phrase("The last one is missing, and all others are right.")
ONE_TOO_MANY = phrase("There is one more than expected, and all others are right.")

# For suites, which know what they would lead to
SUM_FOR_MEAN = phrase("This is the sum, but the mean is asked for.")
OTHER_AXIS = phrase("You computed along the other axis. Try `axis=0` in place of `axis=1`, or the other way round.")
UPHILL = phrase("This step goes uphill. Subtract the gradient instead of adding it.")
RATE_IGNORED = phrase("The step has the length of the gradient. Multiply the gradient by the learning rate.")
AT_THE_THRESHOLD = phrase("Only at the threshold itself it is wrong: compare with `>`, not with `>=`.")
LISTS_COMPARED = N_(
    "The result is 0.0 instead of {right}. Did you compare two lists with `==`? That compares them as a whole. "
    "Convert them first, to compare label by label: `np.asarray(y_true)`."
)
PRECISION = phrase("This is the precision: it divides by all rows that are predicted as 1.")
RECALL = phrase("This is the recall: it divides by all rows that are truly 1.")
SIGMOID_OF_SIGMOID = phrase("This is s * (1 - s) with s = x. Take s = sigmoid(x).")
SAMPLE_DEVIATION = phrase("The deviation divides by n - 1 here. Divide by n, as `np.std` does.")
SCALED_BY_BOTH = phrase("The mean and the deviation are those of both tables together. Take those of the training set.")
SCALED_BY_ITSELF = phrase("This table was scaled with its own mean and deviation. Take those of the training set.")
ACTIVATION_MISSING = phrase("This is the weighted sum. The activation is missing.")
OTHER_ACTIVATION = N_("The last layer has the activation {other} instead of {name}.")
SHORT_BATCH_MISSING = phrase("The last batch is missing. It has fewer rows than the others, and counts too.")
SEED_IGNORED = phrase("The same seed gave two different results. Use `seed` for everything that is random.")
PAIRS_BROKEN = phrase("A row of x has the y of another row. Put x and y into the same new order.")
CHANGED_TOO_EARLY = phrase("A gradient was computed with a parameter that had already changed. First compute them all.")

Mistakes = Mapping[Text, object]
"""What the answer would be, by the sentence that names the mistake."""
NONE: Mistakes = MappingProxyType({})
RELATIONS: dict[Text, Callable[[np.ndarray], np.ndarray]] = {
    COMPLEMENT: lambda want: 1 - want,
    SQUARED: np.square,
    ROOT: np.sqrt,
    TRANSPOSED: np.transpose,
    REVERSED: lambda want: want[::-1],
}
"""What a mistake makes of any right answer that has enough different numbers."""


def known(got: np.ndarray, want: np.ndarray, mistakes: Mistakes, rtol: float, atol: float) -> Text:
    """The first of a suite's mistakes that would answer just this."""
    for sentence, answer in mistakes.items():
        wrong = np.asarray(answer, dtype=np.float64)
        if wrong.shape != got.shape or not np.isfinite(wrong).all() or not close(got, wrong, rtol, atol).all():
            continue
        if _tells(wrong) or (wrong.shape != want.shape and len(np.unique(wrong)) > 1):
            return sentence
    return ""


def _tells(numbers: np.ndarray) -> bool:
    """Whether an answer shows how it came about: many a mistake leads to a 0 or a 1."""
    return numbers.size >= ENOUGH or not np.isin(numbers, (-1, 0, 1)).all()


def _differ(numbers: np.ndarray) -> bool:
    """Whether there are enough different numbers to see what became of each."""
    return len(np.unique(np.abs(numbers[numbers != 0]))) >= ENOUGH


def are_rows_of(found: np.ndarray, table: np.ndarray) -> bool:
    """Whether each of these rows of floats is one of the table, in any order and number."""
    rows = set(map(bytes, np.asarray(table, np.float64)))
    return found.ndim == table.ndim and found.shape[1:] == table.shape[1:] and rows.issuperset(map(bytes, found))


def about_values(got: np.ndarray, want: np.ndarray, place: Shape, whole: bool) -> Text:
    """The likely mistake behind wrong values; `place` is the first wrong one, `whole` says that they are ints."""
    here = got[place]
    if np.isnan(here):
        return NAN
    if np.isinf(here) and not np.isinf(want[place]):
        return TOO_LARGE
    with np.errstate(all="ignore"):
        return next(_related(got, want, place, whole), "")


def _related(got: np.ndarray, want: np.ndarray, place: Shape, whole: bool) -> Iterator[Text]:
    if _tells(want) and _alike(got, -want):
        yield NEGATED
    fractions = len(np.unique(got[want != np.trunc(want)]))
    cut_off = any(np.array_equal(got, cut(want)) for cut in (np.trunc, np.floor, np.round))
    if cut_off and (whole or fractions >= ENOUGH):
        yield WHOLE_NUMBERS
    if np.array_equal(np.unique(want), [0, 1]) and _tells(want) and _alike(got, 1 - want):
        yield COMPLEMENT
    if not _differ(want):
        return
    yield from (sentence for sentence, relation in RELATIONS.items() if _alike(got, relation(want)))
    if _alike(np.sort(got, axis=None), np.sort(want, axis=None)):
        yield REORDERED
    factor, difference = got[place] / want[place], got[place] - want[place]
    if np.isfinite(factor) and factor and _alike(got, factor * want):
        yield phrase("Every number is {factor} times what it should be.", factor=show(float(factor)))
    if _alike(got - want, np.full(want.shape, difference)):
        yield phrase("{difference} was added to every number.", difference=show(float(difference)))


def about_places(got: np.ndarray, want: np.ndarray) -> Text:
    """The likely mistake where numbers of another shape than the right ones are right."""
    if _alike(got, want.T):
        return TRANSPOSED_SHAPE
    if want.size > 1 and _alike(got.ravel(), want.ravel()):
        return ONLY_THE_SHAPE
    if got.ndim != want.ndim or not _differ(got):
        return ""
    if _alike(got[:-1], want) or _alike(got[1:], want):
        return ONE_TOO_MANY
    return LAST_MISSING if _alike(got, want[:-1]) else FIRST_MISSING if _alike(got, want[1:]) else ""


def about_text(got: object, want: object) -> Text:
    """The likely mistake behind a wrong text."""
    if isinstance(got, str) and isinstance(want, str) and got.casefold() == want.casefold():
        return phrase("Only upper and lower case differ.")
    return ""


def _alike(got: np.ndarray, other: np.ndarray) -> bool:
    return got.shape == other.shape and bool(close(got, other, rtol=1e-5, atol=1e-6).all())
