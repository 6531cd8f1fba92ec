"""The page of a class in Chromium: it sorts, filters, prints, works without a mouse and without its script."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from itertools import pairwise

import pytest
from class_samples import class_of, hostile_class

from grader.batch import dashboard
from grader.batch.class_report import ClassRow

pytestmark = pytest.mark.slow

COUNT = 230
CLASS = class_of(COUNT, checks=3)


PAGE = dashboard.render(CLASS, "en")


def shown(page) -> list[str]:
    """The students in the table, from above."""
    return [text.split("\n")[0].strip() for text in page.locator("#rows tbody tr:visible th").all_inner_texts()]


def in_order(rows: Iterable[ClassRow]) -> list[str]:
    """Their students as the page has them at first."""
    return [row.entry.student for row in sorted(rows, key=lambda row: dashboard.FIRST.index(row.state))]


def column(page, place: int) -> list[str]:
    return page.locator(f"#rows tbody tr:visible > :nth-child({place})").all_inner_texts()


def header(page, title: str):
    return page.locator("#rows").get_by_role("columnheader", name=title)


def test_sorting_by_points_leaves_those_without_at_the_end(visit: Callable) -> None:
    page = visit(PAGE)
    page.click("#more")
    total = header(page, "total")
    for direction in ("ascending", "descending"):
        total.get_by_role("button").click()
        assert total.get_attribute("aria-sort") == direction
        totals = [float(text.split()[0]) if text else None for text in column(page, 3)]
        graded = [points for points in totals if points is not None]
        assert totals == graded + [None] * (COUNT - len(graded))
        assert graded == sorted(graded, reverse=direction == "descending")
    header(page, "student").get_by_role("button").click()
    assert page.locator("#rows th[aria-sort]").count() == 1
    assert len(shown(page)) == COUNT


def test_sorting_by_name_follows_the_alphabet(visit: Callable) -> None:
    page = visit(PAGE)
    header(page, "name").get_by_role("button").click()
    names = column(page, 2)
    assert names.index("Ada Lovelace") < names.index("김민준") < names.index("박지호") < names.index("이서연")


def test_filtering_by_name_and_by_the_status_of_an_exercise(visit: Callable) -> None:
    page = visit(PAGE)
    count = page.get_by_role("status")
    assert count.inner_text() == f"{COUNT} of {COUNT} students"
    page.get_by_label("Search").fill("ADA love")
    ada = [row for row in CLASS.rows if row.entry.name == "Ada Lovelace"]
    assert shown(page) == in_order(ada)
    assert count.inner_text() == f"{len(ada)} of {COUNT} students"
    page.get_by_role("combobox", name="Exercise").select_option("backprop")
    page.get_by_role("combobox", name="Status").select_option("not started")
    place = [exercise.head.name for exercise in CLASS.exercises].index("backprop")
    lazy = [row for row in ada if row.outcomes and row.outcomes[place].status == "not_started"]
    assert 0 < len(lazy) < len(ada)
    assert shown(page) == in_order(lazy)
    page.get_by_label("Search").fill("no such name")
    assert shown(page) == []
    assert count.inner_text() == f"0 of {COUNT} students"


def test_what_must_be_seen_to_comes_first(visit: Callable) -> None:
    page = visit(PAGE)
    page.click("#more")
    assert shown(page) == in_order(CLASS.rows)
    states = [row.state for row in sorted(CLASS.rows, key=lambda row: dashboard.FIRST.index(row.state))]
    assert states.index("internal") < states.index("problem") < states.index("graded") < states.index("missing")


def test_a_tile_shows_the_students_that_it_counts(visit: Callable) -> None:
    page = visit(PAGE)
    for kind, wanted in {
        "problem": CLASS.of("problem"),
        "unlisted": CLASS.unlisted,
        "missing": CLASS.of("missing"),
        "internal": CLASS.of("internal"),
    }.items():
        tile = page.locator(f"[data-tile={kind}] button")
        tile.click()
        assert shown(page) == in_order(wanted)
        assert tile.locator("strong").inner_text() == str(len(wanted))
        assert page.locator("[data-tile] [aria-pressed=true]").count() == 1
    page.locator("[data-tile=internal] button").click()
    assert len(shown(page)) == 200
    assert page.locator("[data-tile=''] button").get_attribute("aria-pressed") == "true"


def test_the_students_behind_a_wrong_answer_are_one_click_away(visit: Callable) -> None:
    page = visit(PAGE)
    links = page.locator("#answers .who a").evaluate_all("all => all.map(each => each.getAttribute('href'))")
    assert links
    assert set(links) <= {dashboard.link(row.entry.dossier) for row in CLASS.rows}


def test_all_exercises_are_seen_at_once_on_a_usual_screen(visit: Callable) -> None:
    page = visit(PAGE, viewport={"width": 1280, "height": 800})
    assert len(CLASS.exercises) > 10
    right = page.locator("#rows thead th").last.bounding_box()
    assert right["x"] + right["width"] <= 1280
    heads = page.locator("#rows thead th").all_inner_texts()
    assert [head.split()[0] for head in heads[:4]] == ["student", "name", "total", "status"]


def test_on_a_phone_each_student_is_a_card(visit: Callable) -> None:
    page = visit(PAGE, viewport={"width": 390, "height": 800})
    card = page.locator("#rows tbody tr.graded").first
    cells = [cell.bounding_box() for cell in card.locator("> *").all()]
    assert len({cell["y"] for cell in cells}) > 3
    assert all(cell["x"] >= 0 and cell["x"] + cell["width"] <= 390 for cell in cells)
    labels = card.locator("[data-of]").evaluate_all("all => all.map(e => getComputedStyle(e, '::before').content)")
    assert labels == [f'"{name}"' for name in (*(each.head.name for each in CLASS.exercises), "attempts")]


def test_decomposed_korean_is_found(visit: Callable) -> None:
    page = visit(PAGE)
    page.get_by_label("Search").fill(unicodedata.normalize("NFD", "김민준"))
    assert set(column(page, 2)) == {"김민준"}


def test_a_large_class_is_shown_in_part_until_asked_for(visit: Callable) -> None:
    page = visit(PAGE)
    assert len(shown(page)) == 200
    assert page.locator("#more").inner_text() == f"Show all {COUNT}"
    page.get_by_label("Search").fill("nothing handed in")
    assert shown(page) == in_order(CLASS.of("missing"))
    assert page.locator("#more").is_hidden()
    page.get_by_label("Search").fill("")
    page.click("#more")
    assert len(shown(page)) == COUNT


def test_without_its_script_the_page_is_whole(visit: Callable) -> None:
    page = visit(PAGE, java_script_enabled=False)
    assert len(shown(page)) == COUNT
    assert page.locator("form.filter").is_hidden()
    assert page.locator("button:visible").count() == 0


def test_everything_can_be_reached_and_used_with_the_keyboard(visit: Callable) -> None:
    page = visit(dashboard.render(class_of(8, checks=2), "en"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    wanted = page.locator("a:visible, button:visible, input, select, summary, [tabindex='0']").count()
    reached = 1
    for _step in range(2 * wanted):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body || document.activeElement.className === 'skip'"):
            break
        style = "getComputedStyle(document.activeElement).outlineStyle"
        assert page.evaluate(f"document.activeElement.matches(':focus-visible') && {style}") != "none"
        reached += 1
    assert reached == wanted
    total = header(page, "total")
    total.get_by_role("button").focus()
    page.keyboard.press("Enter")
    assert total.get_attribute("aria-sort") == "ascending"
    page.locator("summary").first.focus()
    page.keyboard.press("Space")
    assert page.locator("details[open]").count() == 1


def test_what_a_screen_reader_needs_is_there(visit: Callable) -> None:
    page = visit(PAGE)
    assert page.locator("h1").count() == 1
    levels = [int(tag[1]) for tag in page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map(e => e.tagName)")]
    assert all(deeper - level <= 1 for level, deeper in pairwise(levels))
    assert page.locator("thead th:not([scope=col])").count() == 0
    assert page.locator("tbody th:not([scope=row])").count() == 0
    for control in page.locator("input, select").all():
        assert control.evaluate("element => element.labels.length") == 1
    assert page.get_by_role("img", name="percentage of points").count() == 1
    unnamed = "[...document.querySelectorAll('a, button')].filter(e => !e.textContent.trim() && !e.hidden).length"
    assert page.evaluate(unnamed) == 0


@pytest.mark.parametrize("width", [320, 390, 1400])
def test_only_tables_scroll_sideways(visit: Callable, width: int) -> None:
    page = visit(PAGE, viewport={"width": width, "height": 800})
    for summary in page.locator("summary").all():
        summary.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


CONTRASTS = """() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = color => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1);
    return canvas.getImageData(0, 0, 1, 1).data; };
  const light = color => { const [r, g, b] = [...rgba(color)].slice(0, 3).map(c => c / 255)
    .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const behind = element => { for (let e = element; e; e = e.parentElement) {
    const color = getComputedStyle(e).backgroundColor; if (rgba(color)[3]) return color; } return "white"; };
  const bad = new Set();
  for (const element of document.querySelectorAll("main *, h1")) {
    if (![...element.childNodes].some(n => n.nodeType === 3 && n.data.trim()) || element.closest("svg")) continue;
    const [a, b] = [light(getComputedStyle(element).color), light(behind(element))].sort((x, y) => y - x);
    if ((a + 0.05) / (b + 0.05) < 4.5) bad.add(element.tagName + "." + element.className);
  }
  return [...bad];
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out(visit: Callable, scheme: str) -> None:
    page = visit(dashboard.render(class_of(60), "en"), color_scheme=scheme)
    assert page.evaluate(CONTRASTS) == []
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor") != "rgb(255, 255, 255)"
    assert dark is (scheme == "dark")


def test_what_is_folded_or_left_out_is_printed(visit: Callable) -> None:
    page = visit(PAGE, color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert len(shown(page)) == COUNT
    assert page.locator("details:not([open])").count() == 0
    assert page.locator("form.filter").is_hidden()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.querySelector('.wide')).overflowX") == "visible"
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert len(shown(page)) == 200
    assert page.locator("details[open]").count() == 0


def test_hostile_text_is_text(visit: Callable) -> None:
    for text in (
        "<script>console.log('ours now')</script><img src=http://evil.example/x onerror=alert(1)>",
        "\"'><svg onload=alert(1)></script><style>@import 'http://evil.example';</style>",
        "x" * 5000,
    ):
        page = visit(dashboard.render(hostile_class(text), "en"), viewport={"width": 390, "height": 800})
        assert page.locator("#rows tbody tr").count() == 4
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
