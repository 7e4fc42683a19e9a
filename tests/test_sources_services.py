"""Services as they answer: GitHub, Mastodon, Bluesky, Stack Exchange, GDELT, Google News; paging, limits, refusals."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from monitor.model import EntryForm
from monitor.network import FailureKind
from tests.forum_desk import NOW, asked, entries, failed, found, make_source, packed, refusal, serve
from tests.network_loopback import Heard, reply

STAMP = int(NOW.timestamp())
XML = {"Content_Type": "application/rss+xml"}


# GitHub

REPOSITORY = {
    "id": 5, "full_name": "nord/tide", "html_url": "https://github.com/nord/tide", "owner": {"login": "nord"},
    "license": {"key": "apache-2.0", "spdx_id": "Apache-2.0"}, "archived": False, "disabled": False,
    "stargazers_count": 25_000, "created_at": "2025-04-27T00:00:00Z",
}  # fmt: skip
LICENCE = {"path": "LICENSE", "size": 11_357, "html_url": "https://github.com/nord/tide/blob/main/LICENSE",
           "license": {"spdx_id": "Apache-2.0"}}  # fmt: skip
RELEASES = [
    {"tag_name": "v2.0", "name": "Tide 2.0", "html_url": "https://github.com/nord/tide/releases/tag/v2.0",
     "draft": False,
     "prerelease": True, "published_at": "2026-04-11T10:00:00Z", "body": "## New\r\n- It reads [maps](https://x.example).",
     "author": {"login": "ann"}},
    {"tag_name": "v3", "name": None, "draft": True, "published_at": None, "body": None},
]  # fmt: skip


async def test_a_repository_its_licence_file_and_its_releases_are_records() -> None:
    service, server = serve(
        {"/repos/nord/tide": REPOSITORY, "/repos/nord/tide/license": LICENCE, "/repos/nord/tide/releases": RELEASES}
    )
    async with server:
        got = await entries(make_source("github", repository="nord/tide", token="t0ken", base_url=server.base))
    assert [entry.summary for entry in got] == [
        "nord published tide on GitHub on 27 April 2025. tide is licensed under the Apache 2.0 license. "
        "tide has more than 10,000 stars on GitHub.",
        "The license file of tide is the Apache 2.0 license. The license file of tide has 11,357 bytes.",
        "nord released a pre-release, Tide 2.0 on GitHub on 11 April 2026.",
    ]
    assert "<p>It reads maps.</p>" in (got[2].content_html or "")
    assert {entry.form for entry in got} == {EntryForm.RECORD}
    assert {heard.headers["authorization"] for heard in service.heard} == {"Bearer t0ken"}


async def test_a_repository_without_licence_file_is_read_all_the_same() -> None:
    bare = {**REPOSITORY, "license": None, "archived": True, "stargazers_count": 3}
    _, server = serve({"/repos/nord/tide": bare, "/repos/nord/tide/releases": []})
    async with server:
        (entry,) = await entries(make_source("github", repository="nord/tide", base_url=server.base))
    assert entry.summary.endswith("tide has no license. nord has archived tide.")


async def test_github_says_404_for_what_is_private_and_403_for_its_limit() -> None:
    service, server = serve({})
    async with server:
        source = make_source("github", repository="nord/tide", base_url=server.base)
        assert "no repository nord/tide" in (await failed(source)).reason
        limit = {"X_RateLimit_Remaining": "0", "X_RateLimit_Reset": str(STAMP + 600)}
        service.routes["/repos/nord/tide"] = refusal(403, {"message": "API rate limit exceeded for 192.0.2.1"}, **limit)
        failure = await failed(source)
    assert failure.kind is FailureKind.RATE_LIMITED
    assert "a token raises it" in failure.reason and "192.0.2.1" not in failure.reason


# Mastodon


def status(ident: int, **changes: Any) -> dict[str, Any]:
    made = {
        "id": str(ident), "uri": f"https://far.example/users/ann/statuses/{ident}", "url": None, "visibility": "public",
        "created_at": "2026-04-12T08:00:00.000Z", "content": "<p>The toll is 4 euros. <a href='#'>#toll</a></p>",
        "account": {"acct": "ann@far.example"}, "card": {"url": "https://gazette.example/toll"}, "reblog": None,
    }  # fmt: skip
    return made | changes


async def test_a_hashtag_is_read_forward_from_the_last_known_post() -> None:
    def timeline(query: dict[str, str], _heard: Heard) -> list[dict[str, Any]]:
        after = int(query.get("min_id", 900))
        return [status(ident) for ident in range(min(after + 40, 1050), after, -1)]

    service, server = serve({"/api/v1/timelines/tag/toll": timeline})
    async with server:
        source = make_source("mastodon", url=server.base, tag="#toll", token="t")
        first = await found(source)
        second = await found(source, first.before)
    assert (len(first.feed.entries), first.before.memory) == (40, "940")
    assert (len(second.feed.entries), second.before.memory) == (110, "1050")
    assert [service.asked(i).get("min_id") for i in range(4)] == [None, "940", "980", "1020"]
    entry = first.feed.entries[0]
    assert entry.url == "https://far.example/users/ann/statuses/940"
    assert (entry.title, entry.author) == ("Comment by ann@far.example", "ann@far.example")
    assert "https://gazette.example/toll" in (entry.content_html or "")


async def test_a_server_that_shows_hashtags_to_members_only_is_said_so() -> None:
    refused = refusal(422, {"error": "This method requires an authenticated user"})
    _, server = serve({"/api/v1/timelines/tag/toll": refused})
    async with server:
        failure = await failed(make_source("mastodon", url=server.base, tag="toll"))
    assert (failure.kind, "give it a token" in failure.reason) == (FailureKind.BLOCKED, True)


async def test_private_posts_and_boosts_are_left_out() -> None:
    odd = [status(1, visibility="private"), status(2, reblog={"id": "3"}), status(4, uri=None), "x"]
    _, server = serve({"/api/v1/timelines/tag/toll": odd})
    async with server:
        assert await entries(make_source("mastodon", url=server.base, tag="toll")) == []


# Bluesky


def skeet(key: str = "3k", **changes: Any) -> dict[str, Any]:
    made = {
        "uri": f"at://did:plc:abc/app.bsky.feed.post/{key}", "cid": "bafy",
        "author": {"did": "did:plc:abc", "handle": "ann.example"},
        "record": {"$type": "app.bsky.feed.post", "text": "The toll is 4 euros.",
                   "createdAt": "2026-04-12T08:00:00.000Z",
                   "embed": {"external": {"uri": "https://gazette.example/toll"}}},
        "indexedAt": "2026-04-12T08:00:05.000Z",
    }  # fmt: skip
    return made | changes


async def test_bluesky_is_searched_with_an_account() -> None:
    service, server = serve(
        {
            "/xrpc/com.atproto.server.createSession": {"accessJwt": "ey.J.x", "refreshJwt": "r", "did": "did:plc:me"},
            "/xrpc/app.bsky.feed.searchPosts": {
                "cursor": "100",
                "hitsTotal": 1,
                "posts": [skeet(), skeet(uri="at://x")],
            },
        }
    )
    async with server:
        keys = {"identifier": "me.example", "app_password": "abcd-efgh", "base_url": server.base}
        got = await found(make_source("bluesky", query="bridge toll", **keys))
        again = await found(make_source("bluesky", query="bridge toll", **keys), got.before)
    (entry,) = got.feed.entries
    assert (entry.author, entry.url) == ("ann.example", "https://bsky.app/profile/did:plc:abc/post/3k")
    assert service.heard[1].headers["authorization"] == "Bearer ey.J.x"
    assert service.asked(3)["since"] == again.before.memory == "2026-04-12T08:00:00+00:00"
    assert json.loads(service.heard[0].body) == {"identifier": "me.example", "password": "abcd-efgh"}
    assert "abcd-efgh" not in repr(got)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (reply(403, b"<html>Forbidden", Content_Type="text/html"), "give identifier and app_password"),
        (refusal(401, {"error": "AuthMissing", "message": "Authentication Required"}), "refuses this identifier"),
    ],
)
async def test_bluesky_refuses_those_without_an_account(answer: bytes, words: str) -> None:
    _, server = serve({"/xrpc/app.bsky.feed.searchPosts": answer})
    async with server:
        failure = await failed(make_source("bluesky", query="toll", base_url=server.base))
    assert (failure.kind, words in failure.reason) == (FailureKind.BLOCKED, True)


# Stack Exchange


def question(ident: int = 8, **changes: Any) -> dict[str, Any]:
    made = {
        "question_id": ident, "title": "What does the toll &quot;cost&quot;?", "link": f"https://roads.example/q/{ident}",
        "owner": {"display_name": "Ann &amp; Ben", "user_type": "registered"},
        "creation_date": STAMP - 100, "tags": ["toll"],
        "body": "<p>The toll was 3 euros.</p>", "is_answered": False, "content_license": "CC BY-SA 4.0",
    }  # fmt: skip
    return made | changes


async def test_questions_come_packed_and_page_by_page_and_a_backoff_is_obeyed() -> None:
    def answer(query: dict[str, str], _heard: Heard) -> bytes:
        page = int(query["page"])
        wrapper = {"items": [question(page)], "has_more": page < 5, "quota_max": 300, "quota_remaining": 10}
        return packed(wrapper | ({"backoff": 40} if page == 3 else {}))

    service, server = serve({"/2.3/search/advanced": answer})
    async with server:
        source = make_source("stackexchange", site="roads", tagged=["toll", "bridge"], key="K", base_url=server.base)
        first = await found(source)
        second = await found(source, first.before)
    assert (len(first.feed.entries), len(second.feed.entries)) == (1, 3)
    assert second.feed.hints.ttl == timedelta(seconds=40)
    assert service.asked(1)["fromdate"] == first.before.memory == str(STAMP - 100)
    assert (service.asked(0)["tagged"], service.asked(0)["key"]) == ("toll;bridge", "K")
    entry = first.feed.entries[0]
    assert (entry.title, entry.author) == ('What does the toll "cost"?', "Ann & Ben")
    assert "K" not in make_source("stackexchange", site="roads", query="x", key="K").place.address()


async def test_a_throttle_that_comes_as_a_bad_request_is_known() -> None:
    body = {"error_id": 502, "error_name": "throttle_violation", "error_message": "too many requests from this IP"}
    _, server = serve({"/2.3/search/advanced": refusal(400, body)})
    async with server:
        failure = await failed(make_source("stackexchange", site="roads", query="toll", base_url=server.base))
    assert (failure.kind, failure.retry_after) == (FailureKind.RATE_LIMITED, timedelta(minutes=30))


# GDELT and Google News


async def test_gdelt_lists_articles_of_the_press_to_be_read() -> None:
    body = (
        b'{"articles":[{"url":"https://gazette.example/toll","title":"Port \'s toll , at last : 4 \\ euros\x07",'
        b'"seendate":"20260412T081500Z","domain":"gazette.example","language":"English","sourcecountry":"Malta"}]}'
    )
    service, server = serve({"/api/v2/doc/doc": reply(200, body, Content_Type="application/json")})
    async with server:
        (entry,) = await entries(make_source("gdelt", query='"bridge toll"', base_url=server.base))
    assert (entry.title, entry.form) == ("Port's toll, at last: 4 \\ euros", EntryForm.LINK)
    assert entry.published == datetime(2026, 4, 12, 8, 15, tzinfo=UTC)
    assert service.asked()["timespan"] == "1d"


@pytest.mark.parametrize(
    ("body", "lists"),
    [
        (b"{}", 0),
        (b"The specified phrase is too short.", "it says: The specified phrase"),
        (b"Please limit requests to one every 5 seconds.", "asked too often (it says: Please limit"),
        (b"", "its answer is empty"),
        (b"<html>busy", "refuses the search"),
    ],
)
async def test_gdelt_says_what_it_refuses_with_status_200(body: bytes, lists: object) -> None:
    _, server = serve({"/api/v2/doc/doc": reply(200, body, Content_Type="text/html")})
    async with server:
        got = await asked(make_source("gdelt", query="x", base_url=server.base))
    assert str(lists) in got if isinstance(got, str) else len(got.feed.entries) == lists  # type: ignore[union-attr]


async def test_gdelt_that_is_busy_is_left_alone_with_all_that_is_asked_of_it() -> None:
    busy = reply(429, b"Please limit requests to one every 5 seconds or contact us.", Content_Type="text/plain")
    _, server = serve({"/api/v2/doc/doc": busy})
    async with server:
        failure = await failed(make_source("gdelt", query="toll", base_url=server.base))
    assert failure.kind is FailureKind.RATE_LIMITED
    assert failure.retry_after is None or failure.retry_after >= timedelta(minutes=15)
    (call,) = make_source("gdelt", query="toll").place.plan(None, NOW)
    assert call.gap > 5


GOOGLE = b"""<rss version="2.0"><channel><title>g</title><item><title>The toll rises - Harbour Gazette</title>
<link>https://news.google.com/rss/articles/CBMi1?oc=5</link><guid isPermaLink="false">CBMi1</guid>
<pubDate>Sun, 12 Apr 2026 08:45:00 GMT</pubDate><description>&lt;a href="x"&gt;The toll rises&lt;/a&gt;</description>
<source url="https://gazette.example">Harbour Gazette</source></item></channel></rss>"""


async def test_google_news_gives_headlines_with_their_publishers_and_no_page_to_read() -> None:
    service, server = serve({"/rss/search": reply(200, GOOGLE, **XML)})
    async with server:
        source = make_source(
            "google_news", query='"bridge toll" when:7d', language="zh-CN", country="CN", base_url=server.base
        )
        (entry,) = await entries(source)
    assert service.asked() == {"q": '"bridge toll" when:7d', "hl": "zh-CN", "gl": "CN", "ceid": "CN:zh-Hans"}
    assert (entry.title, entry.author, entry.form) == ("The toll rises", "Harbour Gazette", EntryForm.POST)
    assert entry.summary == ""


async def test_google_news_that_asks_for_consent_is_said_and_a_cluster_is_one_headline() -> None:
    cluster = GOOGLE.replace(b"&lt;a href", b"&lt;ol&gt;&lt;li&gt;&lt;a href").replace(
        b" - Harbour Gazette", b" - Other"
    )
    service, server = serve({"/rss/search": reply(200, cluster, **XML)})
    async with server:
        source = make_source("google_news", query="toll", base_url=server.base)
        (entry,) = await entries(source)
        service.routes["/rss/search"] = reply(200, b"<!doctype html><title>Before you continue</title>")
        got = await asked(source)
    assert (entry.title, entry.author) == ("The toll rises - Other", "Harbour Gazette")
    assert isinstance(got, str) and "web page" in got
