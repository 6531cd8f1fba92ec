"""Pages in a real browser: Chromium without a window, where this machine has one."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    executable = next(filter(None, map(shutil.which, NAMES)), None)
    if executable is None:
        pytest.skip(f"needs a browser: none of {', '.join(NAMES)} is on PATH")
    with sync_playwright() as driver:
        launched = driver.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture
def visit(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """`visit(content, **context)` opens a page; at the end it has asked for nothing but itself, and has complained of
    nothing."""
    contexts, requests, complaints = [], [], []

    def visit(content: bytes, **options: Any) -> Page:
        path = tmp_path / f"page-{len(contexts)}.html"
        path.write_bytes(content)
        contexts.append(browser.new_context(**options))
        page = contexts[-1].new_page()
        page.on("request", lambda request: requests.append(request.url))
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(path.as_uri())
        return page

    yield visit
    for context in contexts:
        context.close()
    assert [url for url in requests if not url.startswith(("data:image/png;", "data:,", tmp_path.as_uri()))] == []
    assert len([url for url in requests if url.startswith("file:")]) == len(contexts)
    assert complaints == []
