"""The files that people and machines read: what is in them, and that no text of a submission breaks one of them."""

import csv
import io
import re
from collections import Counter
from html import unescape
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
import report_samples as samples
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from msgspec.structs import replace

from grader.feedback import phrase
from grader.report import csv as table
from grader.report import html, junit, markdown
from grader.report.model import Report
from grader.report.presentation import Telling
from grader.report.text import defused, excerpt, one_line

MARKUP = [
    *(
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "</pre></style>",
        "]]>",
        "<!--",
        "&lt;",
        "{{ 7 * 7 }}",
    ),
    *(
        "](http://evil.example)",
        "[a](b)",
        "![a](b)",
        "```",
        "~~~",
        "`",
        "**",
        "_a_",
        "# ",
        "> ",
        "- ",
        "1. ",
        "1) ",
        "---",
    ),
    *(
        "===",
        "| a | b |",
        "\n| - | - |\n",
        "<http://evil.example>",
        "http://evil.example",
        "www.evil.example",
        "@all",
        "#1",
    ),
    *(
        "a@evil.example",
        "\\",
        "$x$",
        "[^1]",
        ":--",
        "    ",
        "\n\n",
        "\n",
        "\r",
        "\t",
        "\0",
        "\ufffe",
        "\ud800",
        "\x1b[2J",
    ),
    *("=1+1", "+1", "-1", "@SUM(1)", "\t=1", '"', "'", ";", ",", "\u202e", "\u2028", "\x85", "한글"),
]
texts = st.text(max_size=20) | st.lists(st.sampled_from(MARKUP) | st.text(max_size=3), max_size=6).map("".join)
reports = texts.map(samples.written)
any_text = given(texts)


# HTML


class Page(HTMLParser):
    """The elements of a page, and the text of those that show what a submission wrote."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self._open: list[str] = []
        self.feed(content.decode("utf-8"))
        assert self._open == []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attributes)))
        self.texts.setdefault(tag, []).append("")
        if tag not in ("meta", "link", "img"):
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        for tag in set(self._open):
            self.texts[tag][-1] += data

    def attributes(self, name: str) -> list[str | None]:
        return [attributes[name] for _tag, attributes in self.elements if name in attributes]


def page(report: Report, language: str = "en") -> Page:
    return Page(html.render(report, language))


@any_text
@example(samples.HOSTILE)
def test_html_shows_any_text_as_it_is(text: str) -> None:
    report = samples.written(text)
    shown = page(report)
    (loss, *_others) = Telling("en").lost_checks(report.exercises[0])
    assert shown.texts["h1"] == [one_line(text)]
    assert [each.removeprefix("\n") for each in shown.texts["pre"]][: bool(loss.output)] == [loss.output] * bool(
        loss.output
    )
    assert shown.texts["dd"][: len(loss.details)] == [detail.text for detail in loss.details]
    usual = page(samples.written("usual"))
    assert {tag for tag, _attributes in shown.elements} <= {tag for tag, _attributes in usual.elements}
    assert {key for _tag, attributes in shown.elements for key in attributes} <= {
        key for _tag, attributes in usual.elements for key in attributes
    }


@given(reports)
def test_html_asks_for_nothing_and_runs_nothing(report: Report) -> None:
    shown = page(report)
    policy = dict(shown.elements[3][1])["content"] or ""
    assert policy.startswith("default-src 'none'; img-src data:; style-src 'unsafe-inline'")
    assert {"script", "iframe", "object", "form", "base"}.isdisjoint(shown.texts)
    assert not [key for _tag, attributes in shown.elements for key in attributes if key.startswith("on")]
    assert not re.search(r"url\(|@import|<", "".join(shown.texts["style"]))
    assert {link for link in shown.attributes("href") if link and not link.startswith("#")} == {"data:,"}
    assert shown.attributes("src") == []


def test_html_shows_sound_pictures_only() -> None:
    drawn = replace(samples.wrong, pictures=(samples.PICTURE, "PHN2Zz4=", "\" onerror='alert(1)'"))
    shown = page(samples.of(replace(samples.gates, checks=(drawn, replace(samples.passed, pictures=drawn.pictures)))))
    pictures = [attributes for tag, attributes in shown.elements if tag == "img"]
    assert [each["src"] for each in pictures] == [f"data:image/png;base64,{samples.PICTURE}"] * 2
    assert [each["alt"] for each in pictures] == [
        "picture 1 of the check: A sum that is exactly at 1.0 gives 0",
        "picture 1 of the check: step is 1 beyond the boundary",
    ]


@pytest.mark.parametrize(
    ("language", "said"), [("en", "The grey dots are given."), ("ko", "회색 점은 주어진 값입니다.")]
)
def test_html_says_what_a_picture_shows(language: str, said: str) -> None:
    drawn = replace(samples.wrong, pictures=(samples.PICTURE,), alts=(phrase("The grey dots are given."),))
    shown = page(samples.alone(drawn), language)
    assert [attributes["alt"] for tag, attributes in shown.elements if tag == "img"] == [said]
    assert shown.texts["figcaption"] == [said]


def test_html_tells_what_was_lost_and_folds_what_passed() -> None:
    shown = page(samples.report)
    assert shown.texts["h1"] == ["chapter3"]
    assert [" ".join(each.split()) for each in shown.texts["h3"]] == [
        "✗ wrong: A sum that is exactly at 1.0 gives 0 (0 of 1.5 points)",
        "! error: Large inputs (hidden, 0 of 2 points)",
        "! error: Large inputs (hidden, 0 of 2 points)",
    ]
    assert [" ".join(each.split()) for each in shown.texts["summary"][:4]] == [
        "checks passed: 1",
        "Start here: step (gates.py:54), 1 of 3 checks pass, 2 of 5.5 points wrong",
        "checks passed: 1",
        "Start here: several functions, 0 of 2 checks pass, 0 of 3.5 points error",
    ]
    assert [attributes for tag, attributes in shown.elements if tag == "details" and "open" in attributes] == [
        {"class": "function", "open": None}
    ]
    links = {link for link in shown.attributes("href") if link and link.startswith("#")}
    assert links == {"#results", "#tensor_ops", "#gates", "#activations"}
    assert {link.removeprefix("#") for link in links} <= set(shown.attributes("id"))


def test_html_is_in_the_language_that_is_asked_for() -> None:
    shown = page(samples.report, "ko")
    assert dict(shown.elements)["html"] == {"lang": "ko"}
    assert "합계: 13점 중 4점" in "".join(shown.texts["p"])
    assert shown.texts["summary"][0] == "통과한 검사: 1개"


# Markdown


READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
BLOCKS = {"heading", "paragraph", "bullet_list", "list_item", "table", "thead", "tbody", "tr", "th", "td"}
INLINE = {"text", "hardbreak", "code_inline", "strong_open", "strong_close"}


@any_text
@example(samples.HOSTILE)
def test_markdown_has_nothing_active(text: str) -> None:
    report = samples.written(text)
    tokens = READER.parse(markdown.render(report, "en").decode("utf-8"))
    assert {token.type.removesuffix("_open").removesuffix("_close") for token in tokens} <= BLOCKS | {
        "inline",
        "fence",
        "html_block",
    }
    own = re.compile(r"<details(?: open)?><summary>[^<>]*</summary>\n|</details>\n")
    assert all(own.fullmatch(token.content) for token in tokens if token.type == "html_block")
    kinds = Counter(token.type for token in tokens)
    usual_page = markdown.render(samples.written("usual"), "en").decode("utf-8")
    usual = Counter(token.type for token in READER.parse(usual_page))
    assert {kind: kinds[kind] for kind in ("heading_open", "tr_open", "td_open", "html_block")} == {
        kind: usual[kind] for kind in ("heading_open", "tr_open", "td_open", "html_block")
    }
    inline = [child for token in tokens for child in token.children or []]
    assert {token.type for token in inline} <= INLINE
    shown = "".join(token.content for token in inline if token.type == "text")
    assert not re.search(r"://|www\.|[@#][^\u2060]", shown)


@any_text
@example(samples.HOSTILE)
@example("\t\n\nafter spaces and nothing")
def test_markdown_keeps_the_text(text: str) -> None:
    tokens = READER.parse(markdown.render(samples.written(text), "en").decode("utf-8"))
    shown = [token for token in tokens if token.type == "inline"]
    words = "".join(child.content for child in shown[0].children or []).replace(markdown.JOINER, "")
    assert words == f"{one_line(text)}: {one_line(text)}".strip()
    output = excerpt(text * 3, 20, 2000)
    blocks = [token.content.removesuffix("\n") for token in tokens if token.type == "fence"]
    assert not output or output in blocks
    called = excerpt(text, 12, 800)
    spans = [child.content for token in shown for child in token.children or [] if child.type == "code_inline"]
    assert not called.strip() or called in spans + blocks


def test_markdown_of_a_lost_check() -> None:
    lines = markdown.render(samples.alone(samples.wrong), "en").decode().splitlines()
    assert lines[:8] == [
        "# chapter3: exercises",
        "",
        "**Total: 0 of 1.5 points**",
        "",
        "Next: fix step (gates.py:54), then run: grade gates",
        "",
        "| exercise | checks | points | status |",
        "| --- | ---: | ---: | --- |",
    ]
    assert "- **called:** ` step([0.0]) `" in lines
    assert (
        "<details open><summary>Start here: step (gates.py:54), 0 of 1 checks pass, 0 of 1.5 points, wrong</summary>"
        in lines
    )
    assert "\n".join(lines[-10:]).startswith("```text\nz is 0.0\nz is 1.0\n```\n\n</details>\n")


# What the whole submission shares


@pytest.mark.parametrize("form", [html, markdown], ids=["html", "markdown"])
def test_what_all_exercises_say_is_told_once(form) -> None:
    another = replace(samples.unread, name="gates", title="Gates")
    missing = replace(another, message="gates.py is not there")
    for others, section in (((another,), False), ((missing,), True), ((samples.gates,), True)):
        page = form.render(samples.of(samples.unread, *others), "en").decode("utf-8")
        assert page.count("zip file") == 1
        assert ("activations: Activation functions" in page) == section


# JUnit


@any_text
@example(samples.HOSTILE)
@example("\ufffe\uffff")
def test_junit_reads_back(text: str) -> None:
    root = ElementTree.fromstring(junit.render(samples.written(text), "en"))
    case = root.findall("testsuite/testcase")[0]
    legal = one_line(text).translate({0xFFFE: 0xFFFD, 0xFFFF: 0xFFFD})
    assert case.get("name") == legal
    assert case.get("classname", "").startswith("gates.")
    assert [each.tag for each in case][:2] == ["properties", "failure"]
    printed = excerpt(text * 3, 20, 2000).translate({0xFFFE: 0xFFFD, 0xFFFF: 0xFFFD})
    assert (case.findtext("system-out") or "") == printed


def test_junit_counts_and_tells() -> None:
    root = ElementTree.fromstring(junit.render(samples.report, "en"))
    assert root.tag == "testsuites"
    assert [root.get(key) for key in ("tests", "failures", "errors", "skipped")] == ["7", "1", "3", "1"]
    assert [suite.get("name") for suite in root] == ["tensor_ops", "autograph", "gates", "activations"]
    gates = root[2]
    assert [gates.get(key) for key in ("tests", "failures", "errors", "skipped", "time")] == [
        "3",
        "1",
        "1",
        "0",
        "0.700",
    ]
    failure = gates.findall("testcase")[1].find("failure")
    assert failure is not None
    assert failure.get("message") == "The values differ."
    assert "(0 of 1.5 points)\ncalled: step([0.0])\n" in (failure.text or "")


def test_junit_counts_an_exercise_without_checks() -> None:
    missing = replace(samples.untouched, checks=(), message="autograph.py is gone.")
    unread = replace(samples.unreadable, checks=())
    cases = ElementTree.fromstring(junit.render(samples.of(missing, unread), "en")).findall("testsuite/testcase")
    assert [(case.get("classname"), case[0].tag, case[0].text) for case in cases] == [
        ("autograph", "skipped", "autograph.py is gone."),
        ("activations", "error", "activations.py:7: invalid syntax"),
    ]


# CSV


def rows(report: Report) -> list[list[str]]:
    return list(csv.reader(io.StringIO(table.render(report, "en").decode("utf-8-sig"), newline="")))


@any_text
@example(samples.HOSTILE)
def test_csv_reads_back_without_formulas(text: str) -> None:
    head, *read = rows(samples.written(text))
    assert {len(row) for row in read} == {len(head)} == {len(table.COLUMNS)}
    cells = dict(zip(head, read[0], strict=True))
    for column in ("submission", "title", "message", "call", "returned", "expected"):
        assert cells[column] == defused(text)
    assert not [cell for row in read for cell in row if cell.lstrip().startswith(("=", "+", "-", "@", "\t", "\r"))]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", " =1", "\u200b=1", "\uff1d1"])
def test_a_formula_is_defused(cell: str) -> None:
    assert defused(cell).startswith("'")


def test_csv_has_a_row_for_each_check_and_for_an_exercise_without() -> None:
    missing = replace(samples.untouched, checks=(), message="autograph.py is gone.")
    head, *read = rows(samples.of(samples.gates, missing))
    assert [
        tuple(dict(zip(head, row, strict=True))[key] for key in ("exercise", "name", "score", "max_score"))
        for row in read
    ] == [
        ("gates", "test_step", "2", "2"),
        ("gates", "test_step_border", "0", "1.5"),
        ("gates", "test_step_large", "0", "2"),
        ("autograph", "", "0", "2"),
    ]


def test_where_the_work_was_found_is_told_in_every_format() -> None:
    note = "'gates (1).py' was graded."
    report = samples.of(replace(samples.gates, note=note), replace(samples.tensor_ops, note=note))
    for told in (
        unescape(html.render(report, "en").decode()),
        markdown.render(report, "en").decode().replace("\\", ""),
        unescape(junit.render(report, "en").decode()),
        table.render(report, "en").decode("utf-8-sig"),
    ):
        assert told.count(note) >= 2
    named = replace(samples.untouched, message=note, note=note, checks=())
    assert unescape(html.render(samples.of(named, samples.gates), "en").decode()).count(note) == 1
