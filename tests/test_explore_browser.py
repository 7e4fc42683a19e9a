"""The pages in a real browser: they look right, are usable by everyone, and nothing hostile runs."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

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
LOOKS = {"light": (1200, "light"), "dark": (1200, "dark"), "narrow": (390, "light")}
HOSTILE = "<img src=x onerror=window.ran=1><script>window.ran=1</script>{{ 7*7 }}\u202e<svg/onload=alert(1)>"
# Every column that holds words from outside.
OUTSIDE = {
    "stories": ("title",),
    "articles": ("title", "author", "reason"),
    "versions": ("title", "text", "notice"),
    "claims": ("text",),
    "mentions": ("text", "attribution"),
    "citations": ("words",),
    "origins": ("name",),
    "relations": ("reason",),
    "events": ("summary", "reason"),
    "sources": ("reason",),
}

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's chromium, which .ci/run installs"),
    pytest.mark.xdist_group("browser"),
    # Playwright's own event loop leaves these behind when it is closed.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@contextmanager
def served(state: Path, *options: str) -> Iterator[str]:
    """The address that `monitor explore` prints over a state."""
    command = [sys.executable, "-m", "monitor", "--state", str(state), "explore", "--port", "0", *options]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        try:
            yield process.stderr.readline().strip()
        finally:
            process.terminate()
            process.communicate()


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's history, which holds every kind of event."""
    state = tmp_path_factory.mktemp("demo") / "state"
    command = [sys.executable, "-m", "monitor", "demo", "--speed", "1000", "--keep", str(state)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return state


@pytest.fixture(scope="module")
def address(state: Path) -> Iterator[str]:
    """The pages over it."""
    with served(state) as address:
        yield address.rstrip("/")


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
    page.goto(found["omissions"])
    found["drilled"] = address + str(page.get_attribute("table.matrix td a", "href"))
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


def test_every_link_of_every_page_of_the_demo_resolves(page: Page, address: str) -> None:
    waiting, seen = [f"{address}/"], dict[str, int]()
    while waiting:
        url = waiting.pop()
        answer = page.request.get(url)
        seen[url] = answer.status
        if "/history" in url or "text/html" not in answer.headers["content-type"] or "outlet=" in url:
            continue
        found = {urljoin(url, unescape(href)) for href in re.findall(r'(?:href|src)="([^"#]+)', answer.text())}
        waiting += [each for each in found if each.startswith(address) and each not in seen and each not in waiting]
    assert {url: status for url, status in seen.items() if status != 200} == {}
    assert len(seen) > 150


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
            if (kind, look) == ("story", "light"):  # the picture with which the README opens
                page.set_viewport_size({"width": 1100, "height": 1000})
                page.screenshot(path=Path(kept) / "story.png")
                page.set_viewport_size({"width": width, "height": 900})
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


@pytest.fixture(scope="module")
def hostile(state: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same history, with an attack in every text that came from outside."""
    copy = tmp_path_factory.mktemp("hostile") / "state"
    shutil.copytree(state, copy)
    with closing(sqlite3.connect(copy / "history.db", isolation_level=None)) as database:
        for table, columns in OUTSIDE.items():
            for column in columns:
                database.execute(f"UPDATE {table} SET {column} = {column} || ? WHERE {column} IS NOT NULL", (HOSTILE,))
        database.execute("UPDATE articles SET url = 'javascript:window.ran=1//' || id")
    return copy


def test_no_text_from_outside_runs_on_any_page(page: Page, hostile: Path) -> None:
    spoken: list[str] = []
    page.on("dialog", lambda dialog: (spoken.append(dialog.message), dialog.dismiss()))
    with served(hostile) as printed:
        address = printed.rstrip("/")
        pages = [*walk(page, address).values(), f"{address}/feed.atom"]
        pages += [f"{address}/history/{table}" for table in ("claims", "articles", "versions", "events", "relations")]
        for url in pages:
            page.goto(url)
            assert page.evaluate("window.ran") is None, url
            assert page.locator("main img:not(.chart), main svg:not(.graph), img[src='x']").count() == 0, url
            assert page.locator("a[href^='javascript']").count() == 0, url
        assert "onerror" in page.content()
    assert spoken == []


def test_an_owner_mutes_and_judges_by_keyboard_and_another_site_cannot(page: Page, state: Path) -> None:
    with served(state, "--allow-changes") as printed:
        page.goto(printed)
        address = printed.split("/-/")[0]
        page.goto(f"{address}/claim/11")
        page.get_by_role("button", name="Mute this claim for 7 days").press("Enter")
        page.get_by_role("button", name="Tell again").press("Enter")
        page.get_by_role("button", name="Mute this claim for 7 days").wait_for()
        page.goto(str(walk(page, address)["event"]))
        page.get_by_role("button", name="This is right").press("Enter")
        page.get_by_text("A person says that it is right").wait_for()
        form = f"""<form method=post action="{address}/change"><input name=what value=mute>
          <input name=name value=c11><button>go</button></form>"""
        page.goto("about:blank")
        page.set_content(form)
        with page.expect_navigation() as leaving:
            page.click("button")
        assert leaving.value.status == 403
        page.goto(f"{address}/claim/11")
        assert page.get_by_role("button", name="Mute this claim for 7 days").count() == 1


def test_every_control_of_a_story_is_reached_by_the_keyboard_and_shows_it(page: Page, address: str) -> None:
    page.goto(walk(page, address)["story"])
    wanted = page.locator("a:visible, summary:visible, input:visible, button:visible, [tabindex='0']:visible").count()
    reached = set()
    for _ in range(wanted + 5):
        page.keyboard.press("Tab")
        place, ring = page.evaluate(
            """() => { const e = document.activeElement;
              return [[...document.querySelectorAll('*')].indexOf(e), getComputedStyle(e).outlineStyle] }"""
        )
        if ring != "none":
            reached.add(place)
    assert len(reached) >= wanted


def test_what_a_phone_shows_of_a_chart_is_drawn_at_its_width(chromium: Browser, address: str) -> None:
    page = chromium.new_page(viewport={"width": 390, "height": 900})
    page.goto(walk(page, address)["story"])
    chart = page.locator("img.chart").first
    chart.scroll_into_view_if_needed()
    page.wait_for_function("() => document.querySelector('img.chart').naturalWidth > 0")
    natural, shown = chart.evaluate("image => [image.naturalWidth, image.clientWidth]")
    assert shown >= natural * 0.9
    page.close()
