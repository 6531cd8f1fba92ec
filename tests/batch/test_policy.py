"""From attempts and rules to points."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from grader.batch.policy import AttemptChoice, Attempted, LateRule, Step, Terms, counted, dropped

DEADLINE = datetime(2026, 10, 5, 14, 59, tzinfo=UTC)
FIRST = Attempted(number=1, score=3)
TEN_A_DAY = LateRule(percent_per_day=10, cap_percent=50, cut_off_days=7, grace_minutes=15)


@pytest.mark.parametrize(
    ("others", "best", "last"),
    [
        pytest.param([], 1, 1, id="the only one"),
        pytest.param([Attempted(number=2, score=2)], 1, 2, id="a worse one afterwards"),
        pytest.param([Attempted(number=2, score=3)], 2, 2, id="the same points twice"),
        pytest.param([Attempted(number=2, score=9, current=False)], 1, 1, id="older suites"),
        pytest.param([Attempted(number=2, score=9, internal=True)], 1, 1, id="the grader failed"),
        pytest.param([Attempted(number=2, score=0, judged=False)], 1, 1, id="nothing to judge"),
    ],
)
def test_which_attempt_counts(others: list[Attempted], best: int, last: int) -> None:
    numbers: dict[AttemptChoice, int] = {"best": best, "last": last}
    for policy, number in numbers.items():
        assert counted([FIRST, *others], Terms(policy=policy)).number == number
        assert counted([*others, FIRST], Terms(policy=policy)).number == number


def late(**delay: float) -> Attempted:
    return Attempted(number=1, score=10, at=DEADLINE + timedelta(**delay))


@pytest.mark.parametrize(
    ("attempt", "points"),
    [
        (late(hours=-1), 10),
        (late(minutes=15), 10),  # grace
        (late(minutes=16), 9),  # a day begun
        (late(days=1), 9),
        (late(days=1, seconds=1), 8),
        (late(days=6), 5),  # the cap
        (late(days=7), 5),
        (late(days=7, seconds=1), 0),  # the cut-off
    ],
)
def test_percent_per_day(attempt: Attempted, points: float) -> None:
    assert counted([attempt], Terms(deadline=DEADLINE, late=TEN_A_DAY)).points == points


@pytest.mark.parametrize(("hours", "points"), [(0.5, 10), (1, 8), (23, 8), (24, 5), (1000, 5)])
def test_steps(hours: float, points: float) -> None:
    rule = LateRule(steps=(Step(hours=24, percent=50), Step(hours=1, percent=20)))
    assert counted([late(hours=hours)], Terms(deadline=DEADLINE, late=rule)).points == points


def test_only_the_first_works_count_and_handing_in_again_is_no_other_work() -> None:
    works = [("a", 1), ("b", 2), ("b", 2), ("a", 1), ("c", 9)]
    attempts = [Attempted(number=place, score=score, work=work) for place, (work, score) in enumerate(works)]
    assert counted(attempts, Terms(attempts=2)).points == 2
    assert counted(attempts, Terms(attempts=3)).points == 9


def test_work_that_was_there_in_time_stays_in_time() -> None:
    first = Attempted(number=1, score=10, at=DEADLINE, work="a")
    again = replace(first, number=2, at=DEADLINE + timedelta(days=3))
    for policy in ("best", "last"):
        assert counted([first, again], Terms(policy=policy, deadline=DEADLINE, late=TEN_A_DAY)).points == 10


def test_what_comes_after_the_cut_off_does_not_take_the_place_of_what_came_before() -> None:
    attempts = [late(hours=-1), replace(late(days=30), number=2, score=4)]
    assert counted(attempts, Terms(policy="last", deadline=DEADLINE, late=TEN_A_DAY)).points == 10


def test_where_nobody_knows_when_the_learning_system_decides() -> None:
    terms = Terms(deadline=DEADLINE, late=TEN_A_DAY)
    assert counted([FIRST], terms).points == 3
    assert counted([replace(FIRST, late=True)], terms).points == pytest.approx(2.7)
    assert counted([replace(FIRST, late=True)], replace(terms, extensions=(DEADLINE + timedelta(1),))).points == 3


moments = st.integers(-100, 400).map(lambda hours: DEADLINE + timedelta(hours=hours))
percents = st.integers(0, 100)
steps = st.lists(st.tuples(st.integers(0, 200), percents), max_size=3).map(
    lambda pairs: tuple(
        Step(hours=hours, percent=percent)
        for hours, percent in zip(sorted(h for h, _ in pairs), sorted(p for _, p in pairs), strict=True)
    )
)
rules = st.builds(
    LateRule,
    grace_minutes=st.integers(0, 600),
    percent_per_day=percents,
    steps=steps,
    cap_percent=percents,
    cut_off_days=st.none() | st.integers(1, 9),
)
terms = st.builds(
    Terms,
    policy=st.sampled_from(["best", "last"]),
    deadline=st.none() | st.just(DEADLINE),
    extensions=st.lists(moments, max_size=2).map(tuple),
    late=rules,
    attempts=st.none() | st.integers(1, 4),
)
attempts = st.lists(
    st.builds(
        Attempted,
        number=st.just(0),
        score=st.integers(0, 40).map(lambda quarters: quarters / 4),
        at=st.none() | moments,
        late=st.booleans(),
        work=st.sampled_from(["", "a", "b", "c"]),
        current=st.booleans(),
        internal=st.booleans(),
        judged=st.booleans(),
    ),
    min_size=1,
    max_size=5,
).map(lambda found: [replace(each, number=place) for place, each in enumerate(found)])


@given(attempts, terms)
def test_points_are_never_above_the_raw_points(attempts: list[Attempted], terms: Terms) -> None:
    found = counted(attempts, terms)
    assert 0 <= found.points <= found.raw <= max(each.score for each in attempts)
    assert found.raw == attempts[found.number].score


@given(attempts, terms, st.integers(0, 4), st.integers(0, 300))
def test_later_is_never_better(attempts: list[Attempted], terms: Terms, place: int, hours: int) -> None:
    terms = replace(terms, policy="best")
    attempt = attempts[place % len(attempts)]
    if attempt.at is None:
        later = replace(attempt, late=True)
    else:
        later = replace(attempt, at=attempt.at + timedelta(hours=hours))
    others = [later if each is attempt else each for each in attempts]
    assert counted(others, terms).points <= counted(attempts, terms).points


@given(attempts, terms, moments)
def test_an_extension_never_costs(attempts: list[Attempted], terms: Terms, until: datetime) -> None:
    extended = replace(terms, extensions=(*terms.extensions, until))
    assert counted(attempts, extended).points >= counted(attempts, terms).points


grades = st.lists(st.tuples(st.integers(0, 40), st.sampled_from([0, 5, 10, 25, 40])), max_size=6).map(
    lambda pairs: [(min(points, most), most) for points, most in pairs]
)


def share(grades: list[tuple[float, float]]) -> float:
    return sum(points for points, _most in grades) / sum(most for _points, most in grades)


@given(grades, st.integers(0, 4))
def test_what_is_dropped_leaves_the_best_share(grades: list[tuple[float, float]], count: int) -> None:
    worth = [place for place, (_points, most) in enumerate(grades) if most]
    gone = dropped(grades, count)
    assert len(gone) == max(0, min(count, len(worth) - 1))
    assert gone <= {*worth}
    if worth:
        left = [share([grades[place] for place in kept]) for kept in combinations(worth, len(worth) - len(gone))]
        assert share([grades[place] for place in worth if place not in gone]) == pytest.approx(max(left))
