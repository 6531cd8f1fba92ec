"""What leaves a judge can be sent and read, whatever it holds."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.boundary.frames import MAX_FRAME
from grader.feedback import phrase
from grader.judge.outgoing import CAPS, MAX_PARTS, MAX_TEXT, encoded
from grader.judge.protocol import (
    Began,
    Broken,
    CheckReported,
    Collected,
    Done,
    JudgeMessage,
    Measurement,
    NothingToJudge,
)
from grader.report.model import CheckResult, Counterexample

TEXTS = st.text(st.characters(), max_size=20) | st.sampled_from(
    ["\ud800", "a\udfffb", "\x1b[31m\x00", "가" * MAX_TEXT, "\ud800" * (2 * MAX_TEXT), "x" * (CAPS["output"] + 1)]
)
IN_MESSAGES = st.builds(lambda what, value: phrase("{what} is {value}.", what=phrase(what), value=value), TEXTS, TEXTS)
RESULTS = st.builds(
    CheckResult,
    name=TEXTS,
    title=TEXTS,
    status=st.sampled_from(["passed", "failed", "crashed"]),
    score=st.floats(),
    max_score=st.floats(),
    message=TEXTS | IN_MESSAGES,
    hint=TEXTS,
    counterexample=st.none() | st.builds(Counterexample, TEXTS, TEXTS, TEXTS),
    output=TEXTS,
    pictures=st.lists(st.sampled_from(["", "A" * 100, "A" * (3 * 1024 * 1024)]), max_size=4).map(tuple),
)
MEASURED = st.lists(st.builds(Measurement, TEXTS, st.floats(), st.floats(), st.booleans()), max_size=3).map(tuple)
MESSAGES = (
    st.lists(RESULTS, max_size=3).map(lambda results: Collected(tuple(results)))
    | st.builds(Began, TEXTS, st.floats())
    | st.builds(CheckReported, RESULTS, TEXTS, MEASURED)
    | st.builds(NothingToJudge, TEXTS, st.just("error"))
    | st.builds(Broken, TEXTS)
    | st.just(Done())
)


def sent(message: JudgeMessage) -> JudgeMessage:
    frame = encoded(message)
    assert len(frame) <= MAX_FRAME
    return msgspec.msgpack.decode(frame, type=JudgeMessage)


@given(MESSAGES)
def test_any_message_can_be_sent_and_read(message):
    assert type(sent(message)) is type(message)


def result(**fields: object) -> CheckResult:
    plain = {"name": "test_f", "title": "f", "status": "failed", "score": 0.0, "max_score": 1.0}
    return CheckResult(**{**plain, **fields})


def test_what_is_within_bounds_arrives_as_it_is():
    check = result(
        message="안녕\x1b[31m\n",
        counterexample=Counterexample("f(1)", "2", "3"),
        output="o" * 500_000,
        pictures=("A" * 2_000_000,) * 3,
    )
    message = CheckReported(check, "doubt", (Measurement("accuracy", 0.5, 0.9, True),))
    assert sent(message) == message


def test_half_a_surrogate_pair_is_escaped_and_a_control_character_stays():
    assert sent(Broken("key \ud800\x1b[0m")) == Broken("key \\ud800\x1b[0m")


@pytest.mark.parametrize(("field", "longest"), [("message", MAX_TEXT), ("hint", MAX_TEXT), ("output", CAPS["output"])])
def test_a_long_text_is_cut(field, longest):
    found = sent(CheckReported(result(**{field: "x" * (longest + 1)})))
    assert isinstance(found, CheckReported)
    text = getattr(found.result, field)
    assert (len(text), text[-4:]) == (longest, "x...")


def test_pictures_are_sent_while_there_is_room():
    """Four of 2 MiB each, as text, are more than a frame."""
    picture = "A" * (2 * 1024 * 1024 * 4 // 3)
    found = sent(CheckReported(result(pictures=(picture,) * 4, output="o" * 100)))
    assert isinstance(found, CheckReported)
    assert (found.result.pictures, found.result.output) == ((picture,) * 2, "o" * 100)


def test_a_flood_of_measurements_is_cut():
    many = (Measurement("x" * 1000, 0.0, 0.0, True),) * 100_000
    found = sent(CheckReported(result(), "", many))
    assert isinstance(found, CheckReported)
    assert len(found.measured) == MAX_PARTS
    assert len(found.measured[0].what) == CAPS["what"]
