import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.suite import expect

NAMES = ("rate", "units", "epochs", "depth")
EXAMPLE = {"rate": [0.1, 0.5], "units": [4, 8]}
values = st.lists(st.integers(1, 9), min_size=1, max_size=3, unique=True)


@st.composite
def grids(draw, most=3):
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=most, unique=True))
    return {name: draw(values) for name in names}


def judge_search(submission, props, score, grid):
    """There must be every combination once and in order, with its score, and the best one."""
    submission.do(props.count_from_zero)
    result = submission.grid_search(score, grid)
    combinations = [dict(zip(grid, values, strict=True)) for values in itertools.product(*grid.values())]
    scores = [score.function(**each) for each in combinations]
    best, results = (part.value for part in expect(result).a_tuple(2))
    judge_results(results, combinations, scores)
    whole, right = expect(best, "the best combination"), combinations[scores.index(max(scores))]
    whole.a_dict()
    judge_combination(whole, right)
    scored = submission.do(props.calls)
    expect(len(scored), "the number of calls of score").equal_to(len(combinations))
    in_order, reason = scored == combinations, "The calls of score are not in the order of the results."
    expect(scored, "the calls of score").that(in_order, reason, "the order of the results")


def judge_results(results, combinations, scores):
    asked = "a list of tuples (combination, its score)"
    expect(results, "the results of the search").that(type(results) is list, "The results are not a list.", asked)
    expect(len(results), "the number of results").equal_to(len(combinations))
    for place, (each, combination, score) in enumerate(zip(results, combinations, scores, strict=True)):
        found, number = expect(each, "entry {place} of the results", place=place).a_tuple(2)
        judge_combination(
            expect(found.value, "the combination in entry {place} of the results", place=place), combination
        )
        expect(number.value, "the score in entry {place} of the results", place=place).close_to(score)


def judge_combination(found, right):
    found.a_dict(*right)
    found.equal_to(right)


@pytest.mark.points(0.25)
def test_grid_search_examples(submission, props):
    """grid_search scores every combination, the last name changing fastest"""
    judge_search(submission, props, props.gain, EXAMPLE)
    judge_search(submission, props, props.size, {"rate": [0.1, 0.01, 0.001], "activation": ["relu", "tanh"]})


@pytest.mark.points(0.25)
@given(grids())
@settings(max_examples=12)
def test_grid_search_tries_each_combination_once(submission, props, grid):
    """grid_search tries each combination once, and finds the highest score"""
    judge_search(submission, props, props.size, grid)


@pytest.mark.points(0.25)
@pytest.mark.hidden
def test_grid_search_any_grid(submission, props):
    """grid_search takes one name or many, and values of any kind"""
    for grid in [
        {"units": [3]},
        {"units": [9, 2, 5]},
        {"depth": [1], "rate": [0.25, 0.125], "bias": [True, False], "activation": ["tanh"]},
        {"optimizer": ["sgd", "adam"], "rate": [0.5], "epochs": [10, 20], "momentum": [None, 0.9]},
        {"b": [2, 1], "a": [1, 2, 3], "c": [0, 5]},
    ]:
        judge_search(submission, props, props.size, grid)


@pytest.mark.points(0.25)
@pytest.mark.hidden
@given(grids(most=2))
@settings(max_examples=15)
def test_grid_search_best(submission, props, grid):
    """grid_search finds the best of scores below 0, and the first of equally good ones"""
    judge_search(submission, props, props.debt, grid)
