"""How likely a right solution is to miss a threshold, from what it measured."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from grader.audit.fair import estimate
from grader.judge.protocol import Measurement

values = st.lists(st.floats(0, 1), min_size=2, max_size=50)


def threshold(numbers, bound, at_least=True):
    return estimate("solution", "test_it", [Measurement("the accuracy", number, bound, at_least) for number in numbers])


def test_the_mean_is_so_many_standard_deviations_away_from_the_bound():
    found = threshold([0.9, 1.0, 1.1], 0.7)
    assert (found.mean, found.sd, found.worst) == pytest.approx((1.0, 0.1, 0.9))
    assert found.z == pytest.approx(3)
    assert found.probability == pytest.approx(0.00135, rel=0.01)


def test_figures_that_never_vary_are_certain():
    assert threshold([0.8, 0.8], 0.8).probability == 0
    assert threshold([0.8], 0.8001).probability == 1


def test_an_upper_bound_counts_the_other_way_round():
    found = threshold([0.1, 0.2, 0.3], 0.5, at_least=False)
    assert (found.worst, found.z) == pytest.approx((0.3, 3))


@given(values, st.floats(-1, 2))
def test_a_bound_and_its_mirror_image_are_equally_likely(numbers, bound):
    mirrored = threshold([-number for number in numbers], -bound, at_least=False)
    assert threshold(numbers, bound).probability == pytest.approx(mirrored.probability)


@given(values, st.floats(-1, 2), st.floats(0, 1))
def test_a_stricter_bound_is_missed_at_least_as_often(numbers, bound, more):
    assume(max(numbers) - min(numbers) > 1e-6)
    found, stricter = threshold(numbers, bound), threshold(numbers, bound + more)
    assert 0 <= found.probability <= stricter.probability <= 1
    assert not math.isnan(found.z)
