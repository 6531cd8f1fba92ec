"""The rules of axe-core, which knows what readers with a screen reader, a keyboard or weak eyes need."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
import report_samples as samples
from class_samples import class_of
from dossier_samples import dossier
from msgspec.structs import replace

from grader.batch import dashboard
from grader.report import html
from grader.report.model import Remark

pytestmark = pytest.mark.slow

HERE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
REPORT = replace(
    samples.report,
    student="Kim Minsu (2026001)",
    counted=("The best of 4 attempts counts",),
    remarks=(Remark(kind="problem", text="gates.rar cannot be opened"), Remark(kind="comment", text="Well done.")),
)


@pytest.fixture(scope="module")
def axe() -> str:
    """The script."""
    path = Path(os.environ.get("AXE_CORE", HERE))
    if not path.is_file():
        pytest.skip("needs axe-core: `npm install --no-save axe-core`, or its axe.min.js in AXE_CORE")
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
@pytest.mark.parametrize("kind", ["class", "report", "dossier"])
def test_no_rule_is_violated(visit: Callable, axe: str, kind: str, scheme: str, width: int, language: str) -> None:
    content = {
        "class": lambda: dashboard.render(class_of(12, checks=2), language),
        "report": lambda: html.render(REPORT, language),
        "dossier": lambda: dossier(language),
    }[kind]()
    page = visit(content, viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    page.evaluate(axe)
    found = page.evaluate("axe.run()")
    assert len(found["passes"]) > 15
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found["violations"]] == []
