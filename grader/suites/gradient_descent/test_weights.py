import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.suite import expect, mistakes

sides = st.integers(2, 9)
seeds = st.integers(0, 2**32 - 1)
few_seeds = st.integers(0, 9999)


def weights(result, fan_in, fan_out):
    """Checks dtype and shape, and returns the weights."""
    found = expect(result).numbers((fan_in, fan_out))
    expect(result).close_to(found, dtype=np.float32)
    return found


def judge_seed(draw, fan_in, fan_out, seed):
    """Checks shape and dtype, and that the same seed gives the same numbers and a different seed different ones."""
    first = weights(draw(fan_in, fan_out, seed), fan_in, fan_out)
    other = weights(draw(fan_in, fan_out, (seed + 1) % 2**32), fan_in, fan_out)
    again = expect(draw(fan_in, fan_out, seed), "the second result")
    same = np.array_equal(again.numbers((fan_in, fan_out)), first)
    again.that(same, mistakes.SEED_IGNORED, "the first result again")
    expect(other).that(not np.allclose(first, other), "Two different seeds gave the same weights.", "different weights")


def many(draw, fan_in, fan_out, seed):
    """10 000 weights, nearly all of them different numbers around 0."""
    found = weights(draw(fan_in, fan_out, seed), fan_in, fan_out)
    expect(found).that(
        np.unique(found).size > 0.9 * found.size,
        "Many of the weights are the same number.",
        "a new random number for each weight",
    )
    centred = abs(found.mean()) < 6 * found.std() / np.sqrt(found.size)
    expect(found).that(centred, "The mean of the weights is not 0.", "weights with the mean 0")
    return found


def judge_normal(draw, variance, fan_in, fan_out, seed):
    """Each bound is at least 6 standard errors (for 10 000 draws) away from the value of a correct function."""
    found = many(draw, fan_in, fan_out, seed)
    deviation = np.sqrt(variance)
    expect(float(found.std()), "the standard deviation").close_to(deviation, rtol=0.06)
    near = float(np.mean(np.abs(found) < deviation))  # normal 0.68, truncated 0.65, uniform 0.58
    expect(near, "the share of weights within one standard deviation").close_to(0.667, atol=0.05, rtol=0)


@pytest.mark.points(0.25)
@given(sides, sides, seeds)
@settings(max_examples=8)
def test_glorot_uniform_within_the_limit(submission, fan_in, fan_out, seed):
    """glorot_uniform gives float32 weights within the limit, and the seed decides which"""
    limit = np.sqrt(6 / (fan_in + fan_out))
    judge_seed(submission.glorot_uniform, fan_in, fan_out, seed)
    found = submission.glorot_uniform(fan_in, fan_out, seed)
    expect(found).each(lambda w: np.abs(w) <= limit * (1 + 1e-6), "lie between -limit and limit")


@pytest.mark.points(0.5)
@pytest.mark.hidden
@given(few_seeds)
@settings(max_examples=2)
def test_glorot_uniform_is_even(submission, seed):
    """glorot_uniform draws evenly, from one end of its range to the other"""
    for fan_in, fan_out in ((200, 50), (40, 250)):
        found = many(submission.glorot_uniform, fan_in, fan_out, seed)
        limit = np.sqrt(6 / (fan_in + fan_out))
        counts, _ = np.histogram(found, bins=4, range=(-limit * (1 + 1e-6), limit * (1 + 1e-6)))
        # 7 standard errors; of normal weights of the same variance, 19 % lie in each outer quarter
        expect(counts / found.size, "the share of weights in each quarter of the range").close_to(
            [0.25] * 4, rtol=0, atol=0.03
        )
        # The chance that none of 10 000 uniform draws comes within 1 % of an end is 1 in 10**43
        expect(float(np.abs(found).max()), "the largest weight").close_to(limit, rtol=0.01)


@pytest.mark.points(0.25)
@given(sides, sides, seeds)
@settings(max_examples=6)
def test_he_normal_shape_and_seed(submission, fan_in, fan_out, seed):
    """he_normal gives float32 weights of the right shape, and the seed decides which"""
    judge_seed(submission.he_normal, fan_in, fan_out, seed)


@pytest.mark.points(0.25)
def test_he_normal_spread(submission):
    """he_normal has the variance 2 / fan_in"""
    judge_normal(submission.he_normal, 2 / 200, 200, 50, 1)


@pytest.mark.points(0.25)
@pytest.mark.hidden
@given(few_seeds)
@settings(max_examples=2)
def test_he_normal_is_normal(submission, seed):
    """he_normal is normally distributed, for any layer size"""
    for fan_in, fan_out in ((50, 200), (400, 25)):
        judge_normal(submission.he_normal, 2 / fan_in, fan_in, fan_out, seed)


@pytest.mark.points(0.25)
@given(sides, sides, seeds)
@settings(max_examples=6)
def test_lecun_normal_shape_and_seed(submission, fan_in, fan_out, seed):
    """lecun_normal gives float32 weights of the right shape, and the seed decides which"""
    judge_seed(submission.lecun_normal, fan_in, fan_out, seed)


@pytest.mark.points(0.25)
@pytest.mark.hidden
@given(few_seeds)
@settings(max_examples=2)
def test_lecun_normal_is_normal(submission, seed):
    """lecun_normal is normally distributed with the variance 1 / fan_in"""
    for fan_in, fan_out in ((50, 200), (400, 25)):
        judge_normal(submission.lecun_normal, 1 / fan_in, fan_in, fan_out, seed)
