import pytest

from grader.grading.secret import key_of, keyed, secret_of, weakness


@pytest.mark.parametrize(
    "secret", ["spring-2026", "k3jx9", "kim", "a" * 40, "딥러닝2026", "password123456", "tf-grader"]
)
def test_a_weak_secret_is_warned_of(wording, secret):
    assert str(weakness(secret)) == wording


@pytest.mark.parametrize("secret", ["", "9f86d081884c7d659a2feaa0c55ad015", "R4nD0mTextOf16ch"])
def test_a_random_secret_and_none_at_all_are_not(secret):
    assert weakness(secret) == ""


def test_a_long_secret_is_estimated_by_its_beginning():
    assert weakness("9f86d081884c7d65" + "x" * 10_000) == ""


def test_a_key_costs_its_time_once_and_hides_the_secret():
    assert key_of("s") is key_of("s")
    assert len(key_of("s")) == 32
    assert key_of("s") != key_of("t")


def test_what_is_keyed_follows_from_the_secret_and_each_part():
    told = {keyed("s", "a", "b"), keyed("t", "a", "b"), keyed("s", "a", "c"), keyed("s", "ab", ""), keyed("", "a", "b")}
    assert len(told) == 5
    assert keyed("s", "a", "b") in told


def test_a_secret_that_is_not_utf8_is_valid(monkeypatch):
    monkeypatch.setenv("GRADE_SECRET", "\udcff" * 20)
    assert len(keyed(secret_of(), "a")) == 64
