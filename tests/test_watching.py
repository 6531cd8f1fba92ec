"""The state machine of `grade watch`: from a state and an event to the next state and what is to be done."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from grader.course.model import Exercise
from grader.feedback import Location, phrase
from grader.grading.events import CheckFinished, ExerciseStarted, Finished, Warming
from grader.grading.watching import (
    Edited,
    Ended,
    Failed,
    GradingTold,
    Noted,
    OpenEditor,
    Pressed,
    Quit,
    StartGrading,
    WatchEvent,
    WatchState,
    begin,
    step,
    stuck,
)
from grader.report.model import CheckResult, ExerciseResult, Function, Status

EXERCISES = tuple(
    Exercise(title=name.title(), points=2.0, order=order, required=("f",), name=name, hints={"test_f_alone": "Add."})
    for order, name in enumerate(("one", "two", "three"))
)
ONE, TWO, THREE = EXERCISES


def check(status: Status = "failed", **fields: object) -> CheckResult:
    score = 2.0 if status == "passed" else 0.0
    given = {"name": "test_f", "title": "f", "function": "f", "status": status, "score": score, "max_score": 2.0}
    return CheckResult(**given | fields)


def result(exercise: Exercise, status: Status = "failed", *checks: CheckResult, **fields: object) -> ExerciseResult:
    checks = checks or ((check(status),) if status != "not_started" else ())
    usual = {"score": sum(each.score for each in checks), "max_score": 2.0, "functions": (Function("f"),)}
    given = {"name": exercise.name, "title": exercise.title, "status": status, "checks": checks, **usual}
    return ExerciseResult(**given | {"file": f"{exercise.name}.py"} | fields)


def after(state: WatchState, *events: WatchEvent) -> WatchState:
    for event in events:
        state, _ = step(state, event)
    return state


def graded(state: WatchState, *results: ExerciseResult) -> WatchState:
    """The newest grading says this, and is over."""
    return after(state, Ended(state.number, results, "12:00:00"))


def started(*results: ExerciseResult, name: str | None = None) -> WatchState:
    """A session in which everything has been graded once."""
    usual = {exercise.name: result(exercise, "not_started") for exercise in EXERCISES}
    return graded(begin(EXERCISES, name)[0], *(usual | {each.name: each for each in results}).values())


def test_everything_is_graded_first() -> None:
    state, effects = begin(EXERCISES, None)
    assert effects == (StartGrading(1, ("one", "two", "three")),)
    assert state.due == ("one", "two", "three")


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        ((), "one"),
        ((result(ONE, "passed"),), "two"),
        ((result(ONE, "passed"), result(THREE, "failed")), "three"),  # what is begun comes before what is not
        (tuple(result(each, "passed") for each in EXERCISES), "one"),
    ],
)
def test_the_exercise_to_begin_with(results: tuple[ExerciseResult, ...], expected: str) -> None:
    assert started(*results).current == expected


def test_the_exercise_that_was_named_stays_even_if_it_is_full() -> None:
    assert started(result(TWO, "passed"), name="two").current == "two"


def test_a_save_is_graded_and_its_exercise_is_shown() -> None:
    state, effects = step(started(), Edited(("two",)))
    assert (state.current, effects) == ("two", (StartGrading(2, ("two",)),))


def test_a_file_that_belongs_to_no_exercise_may_be_one_that_the_current_uses() -> None:
    assert step(started(), Edited((), others=True))[1] == (StartGrading(2, ("one",)),)
    assert step(started(), Edited(()))[1] == ()


def test_a_save_during_a_grading_wins() -> None:
    """The older grading is told no more; what it was to grade is still due."""
    state = after(started(), Edited(("one",)), Edited(("two",)))
    assert (state.number, state.due) == (3, ("one", "two"))
    late = after(
        state, GradingTold(2, Finished(ONE, result(ONE, "passed"))), Ended(2, (result(ONE),)), Failed(2, "late")
    )
    assert late == state
    done = graded(state, result(ONE, "passed"), result(TWO))
    assert (done.due, done.current, done.results["one"].status) == ((), "two", "passed")


def test_an_exercise_that_becomes_full_makes_room_for_the_next() -> None:
    state = after(started(result(ONE), result(TWO, "passed")), Edited(("one",)))
    state = after(state, GradingTold(2, Finished(ONE, result(ONE, "passed"))))
    assert state.current == "three"
    assert str(state.note) == "one: full marks (2 points). Next: three"


def test_who_works_on_a_full_exercise_is_left_there() -> None:
    state = after(started(result(ONE, "passed"), name="one"), Edited(("one",)))
    assert graded(state, result(ONE, "passed")).current == "one"


def test_when_all_are_full_there_is_nothing_to_move_on_to(wording: object) -> None:
    state = after(started(result(ONE), result(TWO, "passed"), result(THREE, "passed")), Edited(("one",)))
    state = graded(state, result(ONE, "passed"))
    assert state.current == "one"
    assert str(state.note) == wording


def test_our_own_fault_is_not_full() -> None:
    broken = replace(result(ONE, "internal", check("internal", max_score=0.0)), score=0.0, max_score=0.0)
    assert not started(broken).is_full("one")


def test_a_program_that_is_being_typed_loses_no_points_in_the_total() -> None:
    state = started(result(ONE, "passed"), name="one")
    half = replace(result(ONE, "error"), checks=(), score=0.0, message="Python cannot read this")
    state = graded(after(state, Edited(("one",))), half)
    assert (state.scores["one"], state.is_full("one"), state.current) == (2.0, False, "one")


def test_what_is_hidden_stays_hidden() -> None:
    hidden = check("failed", visibility="hidden", message="for x = 42", output="42")
    state = started(result(ONE, "failed", hidden))
    assert "42" not in repr(state)


def test_while_it_is_graded(wording: object) -> None:
    state = after(begin(EXERCISES, "one")[0], GradingTold(1, Warming()), GradingTold(1, ExerciseStarted(ONE)))
    assert state.warming
    state = after(state, GradingTold(1, CheckFinished(ONE, check())), GradingTold(1, CheckFinished(TWO, check())))
    assert (state.warming, state.checked, state.note) == (False, 1, "")
    state = after(state, Edited(("one",)), GradingTold(2, Warming()))  # for the second time
    assert state.warming
    assert str(state.note) == wording


def test_what_cannot_be_graded_is_told_and_the_next_save_tries_again() -> None:
    state = after(started(), Edited(("one",)), Failed(2, phrase("the disk is full")))
    assert (str(state.note), state.due) == ("the disk is full", ())
    state, effects = step(state, Edited(("one",)))
    assert (state.note, effects) == ("", (StartGrading(3, ("one",)),))


def test_a_warning_outlasts_saves() -> None:
    state = after(started(), Noted("polled", lasts=True), Noted("once"), Edited(("one",)))
    assert (state.warning, state.note) == ("polled", "")


def test_keys() -> None:
    state = started(result(ONE))
    assert step(state, Pressed("q"))[1] == step(state, Pressed(""))[1] == (Quit(),)
    assert after(state, Pressed("n")).current == "two"
    assert after(state, *[Pressed("n")] * 3).current == "one"
    assert after(state, Pressed("l")).view == "list"
    assert after(state, Pressed("l"), Pressed("l")).view == after(state, Pressed("l"), Edited(("one",))).view == "start"
    assert after(state, Pressed("a"), Edited(("one",))).view == "all"
    assert after(state, Pressed("x"), Pressed("\x1b[A")) == state


@pytest.mark.parametrize(("key", "same"), [("Q", "q"), ("ㅂ", "q"), ("ㅜ", "n"), ("ㅗ", "h"), ("ㅣ", "l"), ("ㅁ", "a")])
def test_the_same_key_in_capitals_and_in_korean(key: str, same: str) -> None:
    assert step(started(result(ONE)), Pressed(key)) == step(started(result(ONE)), Pressed(same))


def test_hints_come_one_by_one_and_go(monkeypatch: pytest.MonkeyPatch) -> None:
    known = [phrase("Shown in the report."), phrase("Nearer."), phrase("Nearest.")]
    monkeypatch.setattr("grader.grading.watching.hints_of", lambda exercise, name: known)
    state = started(result(ONE, "failed", check(hint=known[0])))
    shown = [[str(hint) for hint in after(state, *[Pressed("h")] * times).hints] for times in range(4)]
    assert shown == [[], ["Nearer."], ["Nearer.", "Nearest."], []]
    other = graded(after(state, Pressed("h"), Edited(("one",))), result(ONE, "failed", check(name="test_f_alone")))
    assert other.hints == []


def test_grade_hint_goes_on_from_the_level_that_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    known = [phrase("Shown in the report."), phrase("Nearer."), phrase("Nearest.")]
    monkeypatch.setattr("grader.grading.watching.hints_of", lambda exercise, name: known)
    state, told = started(result(ONE, "failed", check(hint=known[0]))), []
    for _ in range(3):
        state, effects = step(state, Pressed("h"))
        told.append([(effect.check, effect.level) for effect in effects])
    assert told == [[("one.test_f", 2)], [("one.test_f", 3)], []]


def test_hints_of_a_hidden_check_are_those_of_its_report() -> None:
    secret = check("failed", name="test_f_alone", visibility="hidden")
    state = after(started(result(ONE, "failed", secret)), Pressed("h"))
    assert not state.hints
    assert "no more hints" in str(state.note)


def test_nothing_to_give_a_hint_at(wording: object) -> None:
    for state in (started(), started(result(ONE, "passed"), name="one"), begin(EXERCISES, None)[0]):
        assert stuck(state) is None
        assert str(after(state, Pressed("h")).note) == wording


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (result(ONE, "not_started", file=""), Location("one.py")),
        (result(ONE), Location("one.py")),
        (result(ONE, "failed", check(place=Location("one.py", None, 7))), Location("one.py", None, 7)),
        (result(ONE, functions=(Function("f", (), Location("one.py", None, 3)),)), Location("one.py", None, 3)),
        (
            replace(result(ONE, "error", place=Location("one.ipynb", 2, 1)), checks=(), file="notebooks/one.ipynb"),
            Location("notebooks/one.ipynb", 2, 1),
        ),
    ],
)
def test_where_the_editor_begins(shown: ExerciseResult, expected: Location) -> None:
    assert step(started(shown, name="one"), Pressed("o"))[1] == (OpenEditor(expected),)


RESULTS = st.builds(
    result, st.sampled_from(EXERCISES), st.sampled_from(["passed", "failed", "not_started", "internal"])
)
NUMBERS = st.integers(1, 6)
EVENTS = st.one_of(
    st.builds(Pressed, st.text(max_size=1) | st.sampled_from("hnloaq")),
    st.builds(Edited, st.sets(st.sampled_from(["one", "two", "three"])).map(tuple), st.booleans()),
    st.builds(lambda number, each: GradingTold(number, Finished(ONE, each)), NUMBERS, RESULTS),
    st.builds(lambda number, each: Ended(number, (each,)), NUMBERS, RESULTS),
    st.builds(Failed, NUMBERS, st.text()),
    st.builds(lambda number: GradingTold(number, Warming()), NUMBERS),
)


@given(st.lists(EVENTS, max_size=30))
def test_whatever_happens_the_newest_work_is_graded(events: list[WatchEvent]) -> None:
    state, effects = begin(EXERCISES, None)
    numbers = [effect.number for effect in effects if isinstance(effect, StartGrading)]
    for event in events:
        state, effects = step(state, event)
        for effect in effects:
            if isinstance(effect, StartGrading):
                numbers.append(effect.number)
                assert set(effect.names) == set(state.due)
        if isinstance(event, Edited) and event.names:
            assert set(event.names) <= set(state.due)
        assert state.current in {"one", "two", "three"}
        assert state.number == numbers[-1]
    assert numbers == list(range(1, len(numbers) + 1))
    state = after(state, Ended(state.number, tuple(map(result, EXERCISES))))
    assert not state.due
