"""The page about a student for instructors: whatever was handed in is text, and nothing may run."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from dossier_samples import dossier
from hypothesis import assume, given
from hypothesis import strategies as st
from test_dashboard import Page, nasty

from grader.report.text import one_line

PLAIN = Page(dossier(text="harmless"))


@given(nasty | st.just("x" * 300))
def test_no_text_changes_the_page(text: str) -> None:
    assume(one_line(text))
    assume(not {*"\r\n"} & {*text})  # more lines of code are more elements
    page = Page(dossier(text=text))
    assert page.elements == PLAIN.elements
    assert page.scripts == []
    assert page.policy == PLAIN.policy
    assert "script-src" not in page.policy
    assert "default-src 'none'" in page.policy
    assert all(link.startswith(("#", "../../", "data:,")) for link in page.links)


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "ko"])
def test_it_says_whom_it_is_for_and_fits_a_phone(visit: Callable, language: str) -> None:
    page = visit(dossier(language, "w" * 3000), viewport={"width": 390, "height": 800})
    banner = page.locator(".banner")
    assert banner.is_visible()
    assert banner.bounding_box()["y"] < page.locator("h1").bounding_box()["y"]
    for summary in page.locator("summary").all():
        summary.evaluate("element => { element.parentElement.open = true }")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
