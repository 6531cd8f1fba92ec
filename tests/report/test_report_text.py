"""Text of a submission cannot move the cursor, colour the terminal, reorder letters or fill the screen."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_samples import HOSTILE

from grader.report.text import CAP, CUT, clean, excerpt, one_line, points

nasty = st.text(st.characters() | st.sampled_from("\x1b[]\\0123;mJ\x07\x9b\x9d\r\n\t\u202e\u2028\ud800"))


@given(nasty)
def test_only_visible_characters_and_newlines_are_left(text: str) -> None:
    shown = clean(text)
    assert {unicodedata.category(c) for c in shown if c != "\n"}.isdisjoint({"Cc", "Cf", "Cs", "Zl", "Zp"})
    shown.encode("utf-8")


@given(nasty, st.integers(1, 10), st.integers(1, 100))
def test_an_excerpt_has_its_size_and_one_line_for_the_cut(text: str, lines: int, characters: int) -> None:
    shown = excerpt(text, lines, characters).removesuffix("\n" + CUT)
    assert len(shown.split("\n")) <= lines
    assert len(shown) <= characters


@given(nasty, st.integers(3, 50))
def test_one_line_is_one_short_line(text: str, characters: int) -> None:
    line = one_line(text, characters)
    assert "\n" not in line
    assert len(line) <= characters


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain, 한국어, é", "plain, 한국어, é"),
        ("\x1b[1;31mred\x1b[0m", "red"),
        ("\x1b]8;;http://evil.example\x07link\x1b]8;;\x1b\\", "link"),
        ("\x1b]0;a title without an end\nnext", "\nnext"),
        ("\x9b2Jscreen", "screen"),
        ("10%\r20%\r\n30%", "10%\n20%\n30%"),
        ("a\tb", "a   b"),
        ("\u202egnp.exe\u202c", "gnp.exe"),
        ("half \ud800", "half \ufffd"),
        (unicodedata.normalize("NFD", "한글"), "한글"),
        ("[red]not markup[/red]", "[red]not markup[/red]"),
    ],
)
def test_what_is_left_of(text: str, shown: str) -> None:
    assert clean(text) == shown


def test_a_cut_is_said() -> None:
    assert excerpt("1\n2\n3", lines=2, characters=100) == f"1\n2\n{CUT}"
    assert excerpt("1\n2", lines=2, characters=100) == "1\n2"


def test_megabytes_are_not_looked_at() -> None:
    assert len(clean("x" * 10 * CAP)) == CAP


def test_hostile_text_keeps_its_harmless_part() -> None:
    assert one_line(HOSTILE).startswith("red link C1 [bold]markup[/bold]")


@pytest.mark.parametrize(("number", "shown"), [(8, "8"), (10.0, "10"), (1.5, "1.5"), (1 / 3, "0.333"), (0, "0")])
def test_points(number: float, shown: str) -> None:
    assert points(number) == shown
