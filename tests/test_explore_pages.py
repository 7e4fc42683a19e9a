"""The pages over a real history, asked for as a browser asks for them."""

from __future__ import annotations

import re
import shutil
from html import unescape
from pathlib import Path
from urllib.parse import quote

import feedparser
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.store import open_store, overview
from tests.explore_site import Browser, links, played


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return played(tmp_path_factory.mktemp("explore"))


@pytest.fixture(scope="module")
def browser(state: Path) -> Browser:
    return Browser(state)


def test_every_link_of_every_page_leads_somewhere(browser: Browser) -> None:
    seen: dict[str, int] = {}
    waiting = ["/"]
    while waiting:
        path = waiting.pop()
        page = browser.get(path)
        seen[path] = page.status_code
        if path.startswith(("/history", "/monitor/")):
            continue
        waiting += [link for link in links(page) if link not in seen and link not in waiting]
    assert {path: status for path, status in seen.items() if status != 200} == {}
    kinds = {path.split("/")[1] for path in seen}
    assert kinds >= {"story", "claim", "article", "event", "outlet", "omissions", "history"}


def test_text_from_an_article_stays_text(browser: Browser, state: Path) -> None:
    store = open_store(state, read_only=True)
    article = store.database.value("SELECT id FROM articles WHERE title LIKE '%Pier%'")
    claims = [
        row["id"] for row in store.database.rows("SELECT claim AS id FROM mentions WHERE article = ?", (article,))
    ]
    store.close()
    pages = [
        browser.get(f"/article/{article}"),
        *(browser.get(f"/claim/{claim}") for claim in claims),
        browser.get("/story/nordlink"),
    ]
    for page in pages:
        assert "<script" not in page.text
        assert (
            "script-src" in page.headers["content-security-policy"]
            or "default-src 'none'" in page.headers["content-security-policy"]
        )
    assert "<b>Pier" not in pages[0].text
    assert "{{ 7*7 }}" in unescape(pages[0].text)


def test_the_story_page_shows_both_sides_and_draws_its_charts(browser: Browser) -> None:
    page = browser.get("/story/nordlink")
    assert "employs 900 people" in page.text
    assert "employs 1,200 people" in page.text
    charts = [browser.get(path) for path in re.findall(r'src="([^"]+\.svg)"', page.text)]
    assert [chart.headers["content-type"] for chart in charts] == ["image/svg+xml"] * 3
    assert all(chart.text.count("<path") > 3 for chart in charts)
    assert browser.get("/chart/events/none.svg").status_code == 404
    assert "Contested now" in page.text


def test_the_story_page_says_how_its_claims_stand_and_hides_new_claims_among_what_changed(browser: Browser) -> None:
    page = browser.get("/story/nordlink").text
    assert re.search(r'<span class="kind contested">contested</span> 2<', page)
    assert 'class="kind unconfirmed"' in page
    assert '<span class="kind new_claim">' not in page
    assert '<span class="kind revision">' in page
    assert '<span class="kind new_claim">' in browser.get("/story/nordlink?kind=all").text
    one_kind = browser.get("/story/nordlink?kind=revision").text
    assert '<span class="kind revision">' in one_kind
    assert "contradiction</span>\n<a" in page
    assert "contradiction</span>\n<a" not in one_kind


def test_what_one_side_no_longer_says_is_not_contested_now(state: Path, tmp_path: Path) -> None:
    assert "no longer said by anybody" not in Browser(state).get("/story/nordlink").text
    shutil.copytree(state, tmp_path / "state")
    store = open_store(tmp_path / "state")
    store.database.execute("UPDATE mentions SET dropped_at = '2026-03-02' WHERE text LIKE '%900 people%'")
    store.close()
    page = Browser(tmp_path / "state").get("/story/nordlink").text
    assert "No two claims stand against each other." in page
    assert "1 of which one side is no longer said by anybody" in page
    assert "nobody any more" in page


def test_a_claim_page_shows_both_sides_with_who_says_each_and_a_graph_of_its_origins(
    browser: Browser, state: Path
) -> None:
    store = open_store(state, read_only=True)
    claim = store.database.value("SELECT id FROM claims WHERE text LIKE '%1,200 people%'")
    store.close()
    page = browser.get(f"/claim/{claim}").text
    sides = page[page.index("Both sides") : page.index("Where it comes from")]
    assert "<mark>1,200</mark>" in sides
    assert "<mark>900</mark>" in sides
    assert "Harbour Post" in sides
    assert "Canal Times</a> says it of itself, and names nobody." in page


def test_each_cell_of_the_omissions_leads_to_what_it_stands_on(browser: Browser) -> None:
    page = browser.get("/omissions/nordlink")
    cells = {link for link in links(page) if "outlet=" in link}
    assert cells
    for link in cells:
        drilled = browser.get(link).text
        assert 'class="chosen"' in drilled
        says = re.search(r'<h2 id="chosen">[^<]*: (says|disputes|leaves)', drilled)
        assert says, link
        assert ("without a word of it" in drilled) == (says[1] == "leaves"), link
        assert ('class="quoted"' in drilled) == (says[1] != "leaves"), link


def test_the_front_page_says_what_changed_last_and_which_sources_fail(state: Path, tmp_path: Path) -> None:
    page = Browser(state).get("/").text
    assert '<span class="kind revision">revision</span>' in page
    assert "None of 3 is failing." in page
    shutil.copytree(state, tmp_path / "state")
    store = open_store(tmp_path / "state")
    store.database.execute("UPDATE sources SET state = 'failing', reason = 'status 503' WHERE name = 'canal'")
    store.close()
    page = Browser(tmp_path / "state").get("/").text
    assert "1 of 3 cannot be read." in page
    assert "canal: status 503" in page


def test_a_history_with_nothing_in_it_has_pages_too(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    store.database.execute("INSERT INTO stories(id, title, definition, added_at) VALUES ('a/b', 'New', '{}', '2026')")
    store.close()
    empty = Browser(tmp_path)
    assert "None has been asked yet." in empty.get("/").text
    story = empty.get("/story/a%2Fb")
    assert story.status_code == 200
    assert "Nothing so far" in story.text
    assert empty.get("/omissions/a%2Fb").status_code == 200
    assert empty.get("/chart/origins/a%2Fb.svg").status_code == 404


def test_a_changed_article_shows_the_words_that_went_and_came(browser: Browser, state: Path) -> None:
    store = open_store(state, read_only=True)
    article = store.database.value("SELECT article FROM versions WHERE number = 2")
    store.close()
    page = browser.get(f"/article/{article}")
    assert "<del>1998" in page.text
    assert "<ins>1997" in page.text


@pytest.mark.parametrize("path", ["/story/none", "/claim/999999", "/article/999999", "/event/999999", "/outlet/Nobody"])
def test_what_is_not_there_answers_404_with_a_way_on(browser: Browser, path: str) -> None:
    page = browser.get(path)
    assert page.status_code == 404
    assert 'href="/"' in page.text


@pytest.mark.parametrize(
    "path",
    ["/claim/abc", "/claim/1'", "/robots.txt", "/outlet/Harbour/Post", "/a/b/c/d", "/story/../../x", "/history/none"],
)
def test_an_address_that_is_none_is_404_and_prints_nothing(
    browser: Browser, capfd: pytest.CaptureFixture[str], path: str
) -> None:
    page = browser.get(path)
    assert page.status_code == 404
    assert 'href="/"' in page.text
    assert capfd.readouterr() == ("", "")


def test_a_question_that_cannot_be_answered_says_why(browser: Browser, capfd: pytest.CaptureFixture[str]) -> None:
    page = browser.get("/history?sql=select+missing")
    assert page.status_code == 400
    assert "no such column: missing" in page.text
    told = browser.get("/history.json?sql=select+missing")
    assert (told.status_code, told.json()["ok"], told.json()["error"]) == (400, False, "no such column: missing")
    assert browser.get("/none.json").json() == {
        "ok": False,
        "error": "Database not found",
        "status": 404,
        "title": None,
    }
    assert "Traceback" not in "".join(capfd.readouterr())


@pytest.mark.parametrize("words", ['"', '""', " ", "*", "NEAR(", "a AND", "-", "北京", "\0", "1,200 people", '"1,200'])
@pytest.mark.parametrize("table", ["claims", "versions"])
def test_the_search_of_a_table_takes_any_text(browser: Browser, table: str, words: str) -> None:
    assert browser.get(f"/history/{table}?_search={quote(words)}").status_code == 200


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(max_size=40))
def test_any_text_is_a_search(state: Path, words: str) -> None:
    store = open_store(state, read_only=True)
    try:
        assert len(overview.found_claims(store.database, words, 5)) <= 5
        assert len(overview.found_articles(store.database, words, 5)) <= 5
    finally:
        store.close()


@pytest.mark.parametrize("words", ['"', "a AND", "NEAR(", "x*", "北京", "-", "'; DROP TABLE claims; --", "\0", "%"])
def test_a_search_for_odd_text_answers(browser: Browser, words: str) -> None:
    assert browser.get(f"/search?q={quote(words)}").status_code == 200


def test_a_search_finds_claims_and_articles(browser: Browser) -> None:
    page = browser.get("/search?q=1,200 people")
    assert "employs 1,200 people" in page.text
    assert "/article/" in page.text


def test_every_page_says_what_it_may_load(browser: Browser) -> None:
    for path in ("/", "/story/nordlink", "/story/none", "/feed.atom", "/chart/events/nordlink.svg"):
        assert browser.get(path).headers["content-security-policy"].startswith("default-src 'none'"), path
    for path in ("/history", "/history/claims", "/-/metadata"):
        assert browser.get(path).headers["content-security-policy"].startswith("default-src 'self'"), path


def test_the_ready_queries_of_the_tables_run(browser: Browser) -> None:
    from monitor.explore.metadata import METADATA

    nothing_of_the_kind = {"untold", "withdrawn", "failing", "repeats", "search_chinese"}
    asked = "story=nordlink&claim=1&outlet=Harbour+Post&words=employs"
    for name in METADATA["databases"]["history"]["queries"]:
        answer = browser.get(f"/history/{name}.json?{asked}&_shape=array")
        assert answer.status_code == 200, name
        assert answer.json() or name in nothing_of_the_kind, name


def test_the_settings_of_the_tables_name_tables_and_columns_that_exist(state: Path) -> None:
    from monitor.explore.metadata import METADATA

    store = open_store(state, read_only=True)
    for name, chosen in METADATA["databases"]["history"]["tables"].items():
        columns = {row["name"] for row in store.database.rows(f"PRAGMA table_xinfo({name})")}
        wanted = {*chosen.get("facets", ()), *filter(None, (chosen.get("label_column"), chosen.get("sort_desc")))}
        assert wanted <= columns, name
    store.close()


def test_the_events_are_served_as_feeds_with_outside_text_as_text(browser: Browser) -> None:
    atom, listed = browser.get("/feed.atom?story=nordlink"), browser.get("/feed.json?story=nordlink")
    assert atom.headers["content-type"].startswith("application/atom+xml")
    assert listed.headers["content-type"].startswith("application/feed+json")
    found = feedparser.parse(atom.content)
    assert not found.bozo
    assert {"contradiction", "revision"} <= {entry.tags[0].term for entry in found.entries}
    assert [entry.id for entry in found.entries] == [item["id"] for item in listed.json()["items"]]
    assert b"<script>" not in atom.content
    assert feedparser.parse(browser.get("/feed.atom?story=none").content).entries == []
