"""The page of a class: hostile text stays text, only our script may run, and flags say what figures mean."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from class_samples import class_of, hostile_class
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace
from report_samples import HOSTILE

import grader
from grader.batch import dashboard
from grader.batch.class_report import CheckSummary, ClassReport, ExerciseHead, ExerciseSummary
from grader.batch.class_summary import summarise
from grader.batch.dashboard import fingerprint, flags, link, many_did_not_start
from grader.language import catalogue_entries
from grader.report.text import one_line

SHARP = "<>&\"'/`={}%#_\x00\x1b\u202e\ud800\n"
nasty = st.text(st.characters() | st.sampled_from(SHARP), min_size=1) | st.sampled_from(
    [
        "</script><script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "<!--",
        "]]>",
        "{{ 7 * 7 }}{% raw %}",
        "javascript:alert(1)",
        "//evil.example/",
        "</style>",
        HOSTILE,
    ]
)
some_check = CheckSummary(
    exercise="gates",
    name="test_step",
    title="step",
    visibility="visible",
    judged=40,
    pass_rate=0.6,
    difficulty=0.4,
    discrimination=0.4,
    wrong=0,
    answers=(),
)


class Page(HTMLParser):
    """The elements of a page with the names of their attributes, its texts, and where it points to."""

    def __init__(self, page: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, tuple[str, ...]]] = []
        self.texts: list[str] = []
        self.links: list[str] = []
        self.scripts: list[str] = []
        self.policy = ""
        self._inside = ""
        self.feed(page.decode("utf-8"))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag
        named = dict(attrs)
        if tag != "wbr":  # long names may break where they have an underscore
            self.elements.append((tag, tuple(named)))
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "action", "xlink:href")]
        if named.get("http-equiv") == "Content-Security-Policy":
            self.policy = named["content"] or ""

    def handle_data(self, data: str) -> None:
        (self.scripts if self._inside == "script" else self.texts).append(data)

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""


def page_of(report: ClassReport) -> Page:
    return Page(dashboard.render(report, "en"))


def labels(report: ClassReport) -> str:
    """The texts of the page that are our own."""
    ours = catalogue_entries((Path(grader.__file__).parent / "locale" / "ko.mo").read_bytes())
    return "\n".join(sorted(ours.keys() & {text.strip() for text in page_of(report).texts}))


ALARM = b'id="internal-title"'
PLAIN = page_of(hostile_class("harmless"))


@given(nasty)
def test_no_text_changes_the_page(text: str) -> None:
    assume(one_line(text))
    page = page_of(hostile_class(text))
    assert page.elements == PLAIN.elements
    assert page.scripts == PLAIN.scripts
    assert page.policy == PLAIN.policy
    assert " ".join(one_line(text).split()) in " ".join(" ".join(page.texts).split())


@given(nasty)
def test_a_page_is_linked_to_beside_this_one(text: str) -> None:
    here = "https://school.example/class/index.html"
    there = urlsplit(urljoin(here, link(text)))
    assert (there.scheme, there.netloc, there.query, there.fragment) == ("https", "school.example", "", "")


def test_a_link_finds_a_file_of_any_name() -> None:
    assert link("students/50% #1?/report.html") == "./students/50%25%20%231%3F/report.html"
    assert link("students/김/report.html") == "./students/%EA%B9%80/report.html"


def test_the_page_lets_only_its_own_script_run_and_asks_for_nothing() -> None:
    page = page_of(class_of(30))
    (script,) = page.scripts
    rules = dict(rule.strip().split(" ", 1) for rule in page.policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == f"'{fingerprint(script)}'"
    assert fingerprint("alert(1)") == "sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI="
    assert all(address.startswith(("#", "./", "data:,")) for address in page.links)


def test_everybody_is_on_the_page(wording: object) -> None:
    report = class_of(60)
    texts = page_of(report).texts
    assert not [row for row in report.rows if row.entry.student not in " ".join(texts)]
    assert labels(report) == wording


def test_a_class_without_faults_of_the_grader_has_no_alarm() -> None:
    report = class_of(60)
    sound = replace(report, rows=tuple(row for row in report.rows if row.state != "internal"))
    assert ALARM in dashboard.render(report, "en")
    assert ALARM not in dashboard.render(sound, "en")


def test_the_picture_of_the_scores_has_its_figures_as_text() -> None:
    report = class_of(60)
    low, high = 60, 70
    described = next(text for text in page_of(report).texts if f"{low}-{high} %: {report.bins[6]}" in text)
    assert described.count("%: ") == 10


def test_a_class_that_handed_in_nothing_has_a_page(wording: object) -> None:
    nobody = summarise("course", [ExerciseHead("gates", "Gates", 3)], [])
    empty = page_of(nobody)
    assert "svg" not in [tag for tag, _names in empty.elements]
    assert labels(nobody) == wording


def test_the_page_speaks_korean() -> None:
    page = dashboard.render(class_of(60), "ko").decode()
    assert '<html lang="ko">' in page
    assert "가장 흔한 오답" in page
    assert not re.findall(r">[^<>]*(?:students|wrong answers|did not start)[^<>]*<", page)


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        ({}, []),
        ({"pass_rate": 1.0, "discrimination": None}, ["too easy"]),
        ({"pass_rate": 0.97, "discrimination": 0.05}, ["too easy"]),
        ({"pass_rate": 0.1, "discrimination": -0.2}, ["too hard", "negative: review this check"]),
        ({"discrimination": -0.01}, ["negative: review this check"]),
        ({"discrimination": 0.02}, ["does not discriminate"]),
        ({"pass_rate": 1.0, "discrimination": -0.5, "judged": 4}, []),
        ({"pass_rate": None, "discrimination": None, "judged": 0}, []),
    ],
)
def test_flags(figures: dict[str, float | None], said: list[str]) -> None:
    assert flags(replace(some_check, **figures)) == said


@pytest.mark.parametrize(("started", "not_started", "many"), [(9, 1, False), (6, 4, True), (0, 1, True), (0, 0, False)])
def test_many_did_not_start(started: int, not_started: int, many: bool) -> None:
    gates = ExerciseSummary(head=ExerciseHead("gates", "Gates", 3), started=started, not_started=not_started)
    assert many_did_not_start(gates) is many
