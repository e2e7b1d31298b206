"""Reports in Chromium, without a network; only under `./run test-browser`, which installs what they need."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ASKED = os.environ.get("CHECKER_TEST_BROWSER")
"""The folder in which axe-core is installed; the browser is asked for by naming it."""

NAMES = ("chromium", "chromium-browser", "google-chrome")


in_browser = pytest.mark.skipif(not ASKED, reason="reports in a browser are tested with ./run test-browser")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    found = next(filter(None, map(shutil.which, NAMES)), None)
    assert found, "no Chromium; ./run test-browser installs it"
    with sync_playwright() as driver:
        # As root there is no sandbox of Chromium's own; every request is refused below.
        browser = driver.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def axe() -> str:
    return (Path(str(ASKED)) / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")


class Opened:
    """A report in a tab, with whatever went wrong in it."""

    def __init__(self, browser: Any, path: Path, **more: Any) -> None:
        self.context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **more})
        self.page = self.context.new_page()
        self.page.set_default_timeout(5_000)
        self.asked: list[str] = []
        self.wrong: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("console", lambda told: self.wrong.append(told.text) if told.type == "error" else None)
        self.page.goto(path.as_uri())
        self.address = path.as_uri()

    def seen(self, selector: str) -> list[str]:
        """The texts of the elements that a reader sees."""
        script = "all => all.filter(one => one.checkVisibility()).map(one => one.innerText)"
        texts: list[str] = self.page.eval_on_selector_all(selector, script)
        return texts

    def choose(self, name: str, said: str) -> None:
        self.page.select_option(f"#filter select[name={name}]", label=said)


@pytest.fixture
def opened(chromium: Any, tmp_path: Path) -> Iterator[Any]:
    """Opens a golden report; whatever else it asks for, or whatever goes wrong in it, fails the test."""
    from tests.reports.conftest import html_of

    tabs: list[Opened] = []

    def open_one(name: str, profile: str = "manager", html: str | None = None, **more: Any) -> Opened:
        path = tmp_path / f"{name}-{profile}.html"
        path.write_text(html_of(name, profile) if html is None else html, encoding="utf-8")
        tabs.append(Opened(chromium, path, **more))
        return tabs[-1]

    yield open_one
    for tab in tabs:
        tab.context.close()
        assert {one.partition("#")[0] for one in tab.asked} == {tab.address}
        assert not tab.wrong
