"""The pages in a real browser: they look right, are usable by everyone, and nothing hostile runs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[1]
CHROMIUM = shutil.which("chromium")
# What keeps the browser from looking for its own servers on a closed network.
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
LOOKS = {"light": (1200, "light"), "dark": (1200, "dark"), "narrow": (380, "light")}

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's chromium, which .ci/run installs"),
    pytest.mark.xdist_group("browser"),
    # Playwright's own event loop leaves these behind when it is closed.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The pages over the demo's history, which holds every kind of event."""
    state = tmp_path_factory.mktemp("demo") / "state"
    command = [sys.executable, "-m", "monitor"]
    subprocess.run(
        [*command, "demo", "--speed", "1000", "--keep", str(state)], cwd=ROOT, check=True, capture_output=True
    )
    served = subprocess.Popen(
        [*command, "--state", str(state), "explore", "--port", "0"], cwd=ROOT, stderr=subprocess.PIPE, text=True
    )
    assert served.stderr is not None
    try:
        yield served.stderr.readline().strip().rstrip("/")
    finally:
        served.terminate()
        served.communicate()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    page = chromium.new_page(viewport={"width": 1200, "height": 900})
    yield page
    page.close()


def walk(page: Page, address: str) -> dict[str, str]:
    """One page of each kind that the story page leads to."""
    page.goto(f"{address}/")
    page.click("main ul.cards a")
    found = {"stories": f"{address}/", "story": page.url}
    for kind in ("event", "claim", "outlet", "omissions"):
        found[kind] = address + str(page.get_attribute(f"main a[href^='/{kind}/']", "href"))
    page.goto(found["claim"])
    found["article"] = address + str(page.get_attribute("main a[href^='/article/']", "href"))
    found["search"] = f"{address}/search?q=weights"
    return found


def test_every_kind_of_page_can_be_reached_and_shows_no_error(page: Page, address: str) -> None:
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    for kind, url in walk(page, address).items():
        answer = page.goto(url)
        assert answer is not None
        assert answer.status == 200, kind
        assert page.locator("h1").count() == 1, kind
    assert problems == []


def test_the_charts_of_a_story_are_drawn(page: Page, address: str) -> None:
    page.goto(walk(page, address)["story"])
    charts = page.locator("img.chart")
    assert charts.count() == 3
    for number in range(3):
        charts.nth(number).scroll_into_view_if_needed()
        page.wait_for_function("n => document.querySelectorAll('img.chart')[n].naturalWidth > 300", arg=number)


@pytest.mark.parametrize("look", LOOKS)
def test_nothing_serious_stands_in_the_way_of_a_screen_reader(chromium: Browser, address: str, look: str) -> None:
    width, scheme = LOOKS[look]
    kept = os.environ.get("MONITOR_SCREENSHOTS")
    page = chromium.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    for kind, url in walk(page, address).items():
        page.goto(url)
        found: list[dict[str, Any]] = Axe().run(page).response["violations"]
        assert [each["id"] for each in found if each["impact"] in ("serious", "critical")] == [], kind
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{kind} is wider than the window"
        if kept:
            page.screenshot(path=Path(kept) / f"{kind}-{look}.png", full_page=True)
    page.close()


def test_the_search_is_reached_by_the_keyboard_alone(page: Page, address: str) -> None:
    page.goto(f"{address}/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    for _ in range(3):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type("weights")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=weights")
    assert page.locator("main li").count() > 0


def test_a_page_can_be_read_without_scripts(chromium: Browser, address: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/")
    page.click("main ul.cards a")
    assert page.locator("article.pair").count() > 0
    assert page.locator("img.chart").count() == 3
    context.close()
