"""Kind `hackernews`: Algolia's search as it answers, and a forum's posts in the history."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from monitor.model import EntryForm
from monitor.network import FailureKind
from monitor.sources.kinds.hackernews import HackerNews
from monitor.stages.asking import Before
from tests.forum_desk import NOW, asked, cycle, entries, failed, found, make_source, serve
from tests.network_loopback import reply

PATH = "/api/v1/search_by_date"
STAMP = int(NOW.timestamp())


def story(ident: int = 101, **changes: Any) -> dict[str, Any]:
    """A story as the index holds it."""
    made = {
        "objectID": str(ident), "title": "The port&#x27;s bridge &amp; its toll", "url": "https://gazette.example/toll?a=1&b=2",
        "author": "ann", "points": 12, "num_comments": 3, "story_text": None, "comment_text": None,
        "created_at": "2026-04-12T09:00:00Z", "created_at_i": STAMP - 3600 + ident, "_tags": ["story", "author_ann"],
        "_highlightResult": {"title": {"value": "…", "matchLevel": "full", "matchedWords": ["bridge"]}},
    }  # fmt: skip
    return made | changes


def comment(ident: int = 201, **changes: Any) -> dict[str, Any]:
    """A comment as the index holds it: its title is null."""
    made = {
        "objectID": str(ident), "title": None, "url": None, "author": "ben", "points": None,
        "comment_text": "The toll rose to 4 euros in 2025.<p>See <a href=\"https:&#x2F;&#x2F;port.example\">here</a>",
        "story_id": 101, "story_title": "The port&#x27;s bridge", "story_url": "https://gazette.example/toll",
        "parent_id": 101, "created_at_i": STAMP - 1800 + ident,
    }  # fmt: skip
    return made | changes


def page(*hits: dict[str, Any], number: int = 0, pages: int = 1) -> dict[str, Any]:
    return {"hits": list(hits), "nbHits": len(hits), "page": number, "nbPages": pages, "hitsPerPage": 100, "query": "q"}


async def test_a_story_and_a_comment_are_posts_of_the_forum_with_their_authors() -> None:
    service, server = serve({PATH: page(comment(), story())})
    async with server:
        said, told = await entries(make_source("hackernews", query="bridge", base_url=server.base))
    assert service.asked() == {
        "query": "bridge", "hitsPerPage": "100", "page": "0", "typoTolerance": "false", "tags": "(story,comment)",
    }  # fmt: skip
    assert (told.form, told.title, told.author) == (EntryForm.POST, "The port's bridge & its toll", "ann")
    assert told.url == "https://news.ycombinator.com/item?id=101"
    assert told.content_html == (
        '<p><a href="https://gazette.example/toll?a=1&amp;b=2">https://gazette.example/toll?a=1&amp;b=2</a></p>'
    )
    assert (said.title, said.about, said.author) == ("Comment by ben", "The port's bridge", "ben")
    assert said.summary == "The toll rose to 4 euros in 2025. See here"
    assert said.published == NOW - timedelta(seconds=1800 - 201)


async def test_later_polls_ask_for_what_came_since_and_read_all_pages_of_it() -> None:
    def answer(query: dict[str, str], _heard: object) -> Any:
        number = int(query["page"])
        hits = [story(1000 - 100 * number - i) for i in range(100 if number < 2 else 5)]
        return page(*hits, number=number, pages=3)

    service, server = serve({PATH: answer})
    async with server:
        source = make_source("hackernews", query="bridge", base_url=server.base)
        first = await found(source)
        assert len(first.feed.entries) == len(service.heard) * 100 == 100
        assert first.before.memory == str(STAMP - 3600 + 1000)
        second = await found(source, first.before)
    assert len(second.feed.entries) == 205
    assert not second.feed.whole
    assert [service.asked(i)["page"] for i in (1, 2, 3)] == ["0", "1", "2"]
    assert service.asked(1)["numericFilters"] == f"created_at_i>{STAMP - 3600 + 1000 - 600}"


async def test_a_time_that_lies_ahead_does_not_hide_what_comes_until_then() -> None:
    _, server = serve({PATH: page(story(created_at_i=STAMP + 10**8))})
    async with server:
        got = await found(make_source("hackernews", query="bridge", base_url=server.base))
    assert got.before.memory == str(STAMP)
    assert got.feed.entries[0].published is None


async def test_where_a_later_page_fails_what_was_read_is_kept_and_asked_for_again() -> None:
    def answer(query: dict[str, str], _heard: object) -> Any:
        if query["page"] == "0":
            return page(*[story(i) for i in range(100)], pages=2)
        return reply(503, b"", Retry_After="120")

    _, server = serve({PATH: answer})
    async with server:
        got = await found(make_source("hackernews", query="bridge", base_url=server.base), Before(memory="1000000"))
    assert len(got.feed.entries) == 100
    assert got.before.memory == "1000000"
    assert got.pause == timedelta(seconds=120)
    assert got.feed.warning is not None and got.feed.warning.startswith("request 2 failed")


async def test_several_queries_are_asked_in_turn_and_an_item_counts_once() -> None:
    service, server = serve({PATH: page(story(), comment())})
    async with server:
        got = await found(make_source("hackernews", query=["bridge toll", "harbour"], base_url=server.base))
    assert [service.asked(i)["query"] for i in (0, 1)] == ["bridge toll", "harbour"]
    assert len(got.feed.entries) == 2


async def test_a_thread_is_its_comments() -> None:
    service, server = serve({PATH: page(comment())})
    async with server:
        await entries(make_source("hackernews", story=101, base_url=server.base))
    assert service.asked()["tags"] == "comment,story_101"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"<html><title>502</title>", "a web page instead of data"),
        (b"", "empty"),
        (b'{"hits": [', "broken or cut short"),
        (b'{"message": "invalid filter", "status": 400}', "it says: invalid filter"),
        (b"[" * 100_000, "nested too deeply"),
    ],
)
async def test_what_is_no_answer_is_said_plainly(body: bytes, reason: str) -> None:
    _, server = serve({PATH: reply(200, body)})
    async with server:
        got = await asked(make_source("hackernews", query="bridge", base_url=server.base))
    assert isinstance(got, str) and reason in got


async def test_hits_of_any_shape_are_left_out_or_read() -> None:
    strange = comment(author=None, story_title=7, created_at_i="-")
    odd = [None, 3, {}, story(objectID="x"), story(objectID=None), strange]
    _, server = serve({PATH: page(*odd)})  # type: ignore[arg-type]
    async with server:
        (entry,) = await entries(make_source("hackernews", query="bridge", base_url=server.base))
    assert (entry.title, entry.author, entry.published) == ("Comment by somebody", None, None)


async def test_a_limit_rests_the_source_as_long_as_it_asks() -> None:
    _, server = serve({PATH: reply(429, b'{"message": "Too many requests"}', Retry_After="600")})
    async with server:
        failure = await failed(make_source("hackernews", query="bridge", base_url=server.base))
    assert (failure.kind, failure.retry_after) == (FailureKind.RATE_LIMITED, timedelta(minutes=10))
    assert "Too many" not in failure.reason


def test_it_needs_a_query_or_a_story() -> None:
    with pytest.raises(ValidationError, match="either query"):
        HackerNews.model_validate({})
    with pytest.raises(ValidationError, match="either query"):
        HackerNews.model_validate({"query": "a", "story": 3})
    assert HackerNews.at("https://news.ycombinator.com/item?id=101#c") == HackerNews(story=101)
    assert HackerNews.at("https://news.ycombinator.com/newest") is None


CONFIG = """
stories: [{{id: toll, title: Toll, match: {{any: [bridge]}}}}]
sources: [{{name: hn, kind: hackernews, query: bridge, base_url: "{base}", outlet: Hacker News}}]
network: {{allow_private_addresses: true, min_delay: 0}}
"""


async def test_no_page_is_fetched_for_a_post_and_its_link_is_a_citation_of_it(tmp_path: Path) -> None:
    from monitor.store import open_store

    service, server = serve({PATH: page(story(), comment())})
    async with server:
        await cycle(tmp_path, CONFIG.format(base=server.base), NOW)
        service.routes[PATH] = page(comment(comment_text="The toll of the bridge rose to 5 euros in 2025."))
        events = await cycle(tmp_path, CONFIG.format(base=server.base), NOW + timedelta(hours=1))
    assert [heard.target.split("?")[0] for heard in service.heard] == [PATH] * 2
    store = open_store(tmp_path / "state", read_only=True)
    rows = store.database.rows("SELECT url, outlet, author, status FROM articles ORDER BY url")
    links = [row["url"] for row in store.database.rows("SELECT url FROM citations WHERE kind = 'link'")]
    memory = store.database.value("SELECT memory FROM sources")
    store.close()
    assert [tuple(row) for row in rows] == [
        ("https://news.ycombinator.com/item?id=101", "Hacker News", "ann", "ok"),
        ("https://news.ycombinator.com/item?id=201", "Hacker News", "ben", "ok"),
    ]
    assert "https://gazette.example/toll?a=1&b=2" in links
    assert memory == str(STAMP - 1800 + 201)
    assert [row["kind"] for row in events if not row.get("baseline")] == ["revision"]
