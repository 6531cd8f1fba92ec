"""The HTML report in Chromium: with the keyboard, in dark and in print, on a narrow screen."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from itertools import pairwise

import pytest
import report_samples as samples
from msgspec.structs import replace

from grader.report import html
from grader.report.model import Report, for_audience

pytestmark = pytest.mark.slow

drawn = replace(samples.passed, name="test_plot", title="A plot", pictures=(samples.PICTURE,))
REPORT = for_audience(
    replace(
        samples.report,
        exercises=(*samples.report.exercises, replace(samples.tensor_ops, name="plots", checks=(drawn,))),
    ),
    "student",
)
LONG = samples.written("w" * 3000)
REPORTS = {"usual": REPORT, "hostile": samples.hostile, "long words": LONG, "empty": samples.of()}
every_report = pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)

CONTRASTS = """() => {
  const parse = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = (rgb) => {
    const [r, g, b] = rgb.map((c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (; element; element = element.parentElement) {
      const colour = parse(getComputedStyle(element).backgroundColor);
      if (colour.length === 3) return colour;
    }
    return [255, 255, 255];
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (texts.nextNode()) {
    if (!texts.currentNode.data.trim()) continue;
    const element = texts.currentNode.parentElement;
    const pair = [parse(getComputedStyle(element).color).slice(0, 3), behind(element)].map(light).sort((a, b) => b - a);
    found.push([(pair[0] + 0.05) / (pair[1] + 0.05), texts.currentNode.data.trim()]);
  }
  return found;
}"""


@every_report
def test_a_page_asks_for_nothing_and_complains_of_nothing(visit: Callable, report: Report) -> None:
    page = visit(html.render(report, "en"))
    assert page.evaluate("performance.getEntriesByType('resource').filter(e => !e.name.startsWith('data:'))") == []
    assert page.locator("h1").count() == 1  # `visit` looks at requests and complaints


def test_what_a_screen_reader_needs(visit: Callable) -> None:
    page = visit(html.render(REPORT, "en"))
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.title() == "exercises – chapter3"  # noqa: RUF001
    levels = page.eval_on_selector_all("h1, h2, h3", "all => all.map(each => Number(each.tagName[1]))")
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    for table in page.locator("table").all():
        assert table.locator("caption").inner_text()
        assert table.locator("thead th[scope=col]").count() == table.locator("thead th").count() > 0
        assert table.locator("tbody th[scope=row]").count() == table.locator("tbody tr").count() > 0
    assert page.locator("img").count() == page.get_by_role("img", name="picture 1 of the check: A plot").count() == 1
    identities = page.eval_on_selector_all("[id]", "all => all.map(each => each.id)")
    assert len(identities) == len(set(identities))
    assert page.get_by_role("main").count() == page.get_by_role("banner").count() == 1
    assert page.get_by_role("region", name="gates: 논리 게이트").count() == 1


def test_all_of_it_is_reached_with_the_tab_key(visit: Callable) -> None:
    page = visit(html.render(REPORT, "en"))
    wanted = page.eval_on_selector_all("a, summary, button, input", "all => all.map(each => each.textContent)")
    reached = []
    for _ in wanted:
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.textContent"))
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert reached == wanted


def test_the_keyboard_skips_to_the_results_and_opens_what_is_folded(visit: Callable) -> None:
    page = visit(html.render(REPORT, "en"))
    page.keyboard.press("Tab")
    assert page.locator("a.skip").bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "results"
    page.locator("summary").first.focus()
    assert not page.get_by_role("listitem").first.is_visible()
    page.keyboard.press("Enter")
    assert page.get_by_role("listitem").first.is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_what_is_behind_it(visit: Callable, scheme: str) -> None:
    page = visit(html.render(REPORT, "en"), color_scheme=scheme)
    found = page.evaluate(CONTRASTS)
    assert len(found) > 50
    assert [(ratio, text) for ratio, text in found if ratio < 4.5] == []
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert background == {"light": "rgb(255, 255, 255)", "dark": "rgb(13, 17, 23)"}[scheme]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_print_is_dark_on_white_and_shows_what_is_folded(visit: Callable, scheme: str) -> None:
    page = visit(html.render(REPORT, "en"), color_scheme=scheme)
    page.emulate_media(media="print", color_scheme=scheme)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(31, 35, 40)"
    assert all(item.is_visible() for item in page.get_by_role("listitem").all())
    assert not page.locator("a.skip").is_visible()
    assert page.pdf().startswith(b"%PDF")


@every_report
@pytest.mark.parametrize("width", [320, 768])
def test_nothing_is_wider_than_the_screen(visit: Callable, report: Report, width: int) -> None:
    page = visit(html.render(report, "en"), viewport={"width": width, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("Math.max(...[...document.body.children].map(e => e.getBoundingClientRect().right))") <= width


def test_the_pictures_of_a_training_are_seen(visit: Callable) -> None:
    from matplotlib.figure import Figure

    content = io.BytesIO()
    Figure(figsize=(4, 3)).savefig(content, format="png", dpi=100)
    check = replace(drawn, pictures=(base64.b64encode(content.getvalue()).decode(),))
    page = visit(html.render(samples.alone(check), "en"))
    assert page.evaluate("(({naturalWidth: w, naturalHeight: h}) => [w, h])(document.images[0])") == [400, 300]
