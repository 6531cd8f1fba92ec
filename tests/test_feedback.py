"""Messages as data: what stands in a value is never read as a text, and what was kept before is still read."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.boundary.protocol import Reason
from grader.feedback import Location, Message, filled_in, listed, phrase, sentences
from grader.report.model import CheckResult


@given(st.text(), st.text())
def test_a_value_stands_in_the_text_as_it_is(value: str, other: str) -> None:
    assert filled_in(phrase("a {value}, b {other}", value=value, other=other)) == f"a {value}, b {other}"


@pytest.mark.parametrize(
    "text", ["{0}", "{value.__class__}", "{value:>1000000000}", "{{value}}", "{nothing}", "{", "}"]
)
def test_a_text_is_not_a_python_format_string(text: str) -> None:
    assert filled_in(phrase(text, value="x")) in (text, "{x}")


def test_a_sentence_begins_with_a_capital_letter_unless_a_name_does() -> None:
    for what, told in ((phrase("the result"), "The result is wrong."), ("w1", "w1 is wrong.")):
        assert filled_in(phrase("{what} is wrong.", what=what)) == told
    assert filled_in(phrase("{kind} of {dtype}", kind=phrase("a tensor"), dtype="bool")) == "a tensor of bool"


def test_names_and_sentences_are_joined() -> None:
    assert filled_in(sentences(phrase("One."), "", phrase("Two."))) == "One. Two."
    assert filled_in(listed(["a", "b", "c"])) == "a and b and c"
    assert filled_in(phrase("at {place}", place=Location("a.ipynb", 2, 3))) == "at a.ipynb, cell 2, line 3"


def test_a_message_is_kept_as_data_and_a_text_of_before_is_read() -> None:
    check = CheckResult(name="t", title="T {x}", status="failed", score=0, max_score=1)
    kept = msgspec.structs.replace(check, message=phrase("{count} of {what}", count=3, what=phrase("the axes")))
    for result in (check, kept):
        assert msgspec.json.decode(msgspec.json.encode(result), type=CheckResult) == result
    assert filled_in(check.title) == "T {x}"


def test_a_number_that_no_message_can_carry_is_a_text() -> None:
    assert phrase("{n}", n=2**64).values == (("n", str(2**64)),)
    assert phrase("{n}", n=float("nan")).values == (("n", "nan"),)


def test_a_reason_of_a_worker_holds_texts_only() -> None:
    message = phrase("{a} {b}", a=1, b=phrase("two"))
    assert Reason.of(message).message() == Message("{a} {b}", (("a", "1"), ("b", "two")))
