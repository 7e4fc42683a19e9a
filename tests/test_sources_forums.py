"""Forums as they answer: Reddit, Discourse, Lemmy and Lobsters, their paging, limits and refusals."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from monitor.model import EntryForm
from monitor.network import FailureKind
from monitor.stages.asking import Before
from tests.forum_desk import NOW, asked, entries, failed, found, make_source, refusal, serve
from tests.network_loopback import Heard, reply

STAMP = int(NOW.timestamp())
XML = {"Content_Type": "application/rss+xml"}


# Reddit

POST = """<entry><author><name>/u/ann</name><uri>https://www.reddit.com/user/ann</uri></author>
<category term="bridges" label="r/bridges"/>
<content type="html">&lt;!-- SC_OFF --&gt;&lt;div class=&quot;md&quot;&gt;&lt;p&gt;The
toll rose to 4 euros.&lt;/p&gt;&lt;/div&gt;&lt;!-- SC_ON --&gt; &amp;#32; submitted by &amp;#32; &lt;a
href=&quot;https://www.reddit.com/user/ann&quot;&gt; /u/ann &lt;/a&gt; &lt;br/&gt; &lt;span&gt;&lt;a
href=&quot;https://gazette.example/toll?a=1&amp;amp;b=2&quot;&gt;[link]&lt;/a&gt;&lt;/span&gt; &amp;#32;
&lt;span&gt;&lt;a href=&quot;https://www.reddit.com/r/bridges/comments/1abcde/toll/&quot;&gt;[comments]&lt;/a&gt;&lt;/span&gt;</content>
<id>t3_1abcde</id><link href="https://www.reddit.com/r/bridges/comments/1abcde/toll/"/>
<updated>2026-04-12T08:00:00+00:00</updated><published>2026-04-12T08:00:00+00:00</published>
<title>Toll news</title></entry>"""
COMMENT = """<entry><author><name>/u/ben</name></author><content type="html">&lt;!-- SC_OFF --&gt;&lt;div
class=&quot;md&quot;&gt;&lt;p&gt;It was 3 euros.&lt;/p&gt;&lt;/div&gt;&lt;!-- SC_ON --&gt;</content><id>t1_kx</id>
<link href="https://www.reddit.com/r/bridges/comments/1abcde/toll/kx/"/><updated>2026-04-12T09:00:00+00:00</updated>
<title>/u/ben on Toll news</title></entry>"""
REDDIT = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>r</title>{POST}{COMMENT}</feed>'.encode()


async def test_reddit_without_an_account_is_read_from_its_feeds() -> None:
    service, server = serve({"/r/bridges/search.rss": reply(200, REDDIT, Content_Type="application/atom+xml")})
    async with server:
        post, comment = await entries(make_source("reddit", subreddit="bridges", query="toll", base_url=server.base))
    assert service.asked() == {"q": "toll", "sort": "new", "limit": "100", "restrict_sr": "on"}
    assert (post.title, post.author, post.form) == ("Toll news", "ann", EntryForm.POST)
    assert post.summary.startswith("The toll rose to 4 euros. https://gazette.example/toll?a=1&b=2")
    assert "submitted by" not in post.summary
    assert (comment.title, comment.about, comment.summary) == ("Comment by ben", "Toll news", "It was 3 euros.")


@pytest.mark.parametrize(("status", "wait"), [(403, 30), (429, 30)])
async def test_reddit_means_a_limit_by_403_and_0_seconds_are_not_believed(status: int, wait: int) -> None:
    _, server = serve({"/r/bridges/new/.rss": reply(status, b"<html>", Retry_After="0")})
    async with server:
        failure = await failed(make_source("reddit", subreddit="bridges", base_url=server.base))
    assert failure.kind is FailureKind.RATE_LIMITED
    assert failure.retry_after is not None and failure.retry_after >= timedelta(minutes=wait / 2)
    assert "once a minute" in failure.reason


def test_two_reddit_sources_share_one_request_a_minute() -> None:
    (call,) = make_source("reddit", subreddit="a").place.plan(None, NOW)
    assert call.gap >= 60


def listing(*children: dict[str, Any]) -> dict[str, Any]:
    return {
        "kind": "Listing",
        "data": {"after": None, "dist": len(children), "children": list(children)},
    }


async def test_reddit_with_an_app_of_ones_own_is_asked_through_its_api() -> None:
    link = {
        "name": "t3_1abcde", "title": "Toll news", "author": "ann", "permalink": "/r/bridges/comments/1abcde/toll/",
        "url": "https://gazette.example/toll", "is_self": False, "selftext": "", "created_utc": STAMP - 60.0,
    }  # fmt: skip
    gone = {**link, "name": "t3_2", "selftext": "[removed]"}
    reply_ = {
        "name": "t1_a",
        "body": "It was 3 euros.",
        "author": "ben",
        "permalink": "/r/b/comments/1/t/a/",
        "replies": "",
    }
    outer = {**reply_, "name": "t1_b", "replies": listing({"kind": "t1", "data": reply_})}
    thread = [
        listing({"kind": "t3", "data": link}),
        listing({"kind": "t1", "data": outer}, {"kind": "more", "data": {}}),
    ]
    service, server = serve(
        {
            "/api/v1/access_token": {"access_token": "tok-1", "token_type": "bearer", "expires_in": 86400},
            "/r/bridges/search.json": listing({"kind": "t3", "data": link}, {"kind": "t3", "data": gone}),
            "/comments/1abcde/.json": thread,
        }
    )
    async with server:
        keys = {"client_id": "app", "client_secret": "hush", "base_url": server.base, "api_url": server.base}
        (post,) = await entries(make_source("reddit", subreddit="bridges", query="toll", **keys))
        first, *said = await entries(make_source("reddit", thread="1abcde", **keys))
        service.routes["/api/v1/access_token"] = refusal(401, {"message": "Unauthorized", "error": 401})
        assert (await failed(make_source("reddit", thread="1abcde", **keys))).kind is FailureKind.BLOCKED
    assert (service.heard[0].method, service.heard[0].headers["authorization"]) == ("POST", "Basic YXBwOmh1c2g=")
    assert service.heard[1].headers["authorization"] == "Bearer tok-1"
    assert (post.identity, post.author) == ("reddit:t3_1abcde", "ann")
    assert post.published == NOW - timedelta(minutes=1)
    assert [(one.author, one.about) for one in said] == [("ben", "Toll news")] * 2
    assert first.title == "Toll news"


# Discourse


def forum_post(ident: int, number: int = 2, **changes: Any) -> dict[str, Any]:
    made = {
        "id": ident, "username": "ann", "created_at": "2026-04-12T08:00:00.123Z",
        "cooked": "<p>The toll is 4 euros.</p>",
        "post_number": number, "topic_id": 7, "topic_slug": "toll", "version": 1,
    }  # fmt: skip
    return made | changes


async def test_a_forums_newest_posts_are_read_in_one_request() -> None:
    posts = {"latest_posts": [forum_post(31, topic_title="Tolls"), forum_post(30, 1, topic_title="Tolls")]}
    service, server = serve({"/posts.json": posts})
    async with server:
        got = await found(make_source("discourse", url=f"{server.base}/", api_key="k", api_username="me"))
        comment, opening = got.feed.entries
    assert service.heard[0].headers["api-key"] == "k"
    assert (comment.title, comment.about, comment.url) == ("Comment by ann", "Tolls", f"{server.base}/t/7/2")
    assert (opening.title, opening.summary) == ("Tolls", "The toll is 4 euros.")
    assert got.before.memory == "31"


async def test_a_busy_forum_is_read_back_to_the_last_known_post() -> None:
    def posts(query: dict[str, str], _heard: Heard) -> Any:
        end = int(query.get("before", 131))
        return {"latest_posts": [forum_post(ident) for ident in range(end - 1, max(end - 51, 0), -1)]}

    service, server = serve({"/posts.json": posts})
    async with server:
        source = make_source("discourse", url=server.base)
        first = await found(source)
        later = await found(source, Before(memory="40"))
    assert (len(first.feed.entries), first.before.memory) == (50, "130")
    assert (len(later.feed.entries), later.before.memory) == (100, "130")
    assert [service.asked(n).get("before") for n in range(3)] == [None, None, "81"]


async def test_a_forum_for_members_only_sends_strangers_to_its_login() -> None:
    service, server = serve({"/posts.json": reply(302, Location="/login")})
    service.routes["/login"] = reply(200, b"<!DOCTYPE html><title>Log in</title>", Content_Type="text/html")
    slow = b"Slow down, too many requests from this IP address. Error code: ip_10_secs_limit."
    async with server:
        got = await asked(make_source("discourse", url=server.base))
        service.routes["/posts.json"] = reply(
            429, slow, Retry_After="9", Discourse_Rate_Limit_Error_Code="ip_10_secs_limit"
        )
        failure = await failed(make_source("discourse", url=server.base))
    assert isinstance(got, str) and "web page instead of data" in got
    assert (failure.kind, failure.retry_after) == (FailureKind.RATE_LIMITED, timedelta(seconds=9))


async def test_a_topic_is_read_on_to_the_posts_that_its_first_answer_leaves_out() -> None:
    def rest(query: dict[str, str], heard: Heard) -> Any:
        ids = [int(part.partition("=")[2]) for part in heard.target.partition("?")[2].split("&")]
        return {"post_stream": {"posts": [forum_post(ident, ident) for ident in ids]}, "id": 7}

    topic = {"id": 7, "title": "Tolls", "post_stream": {"posts": [forum_post(1, 1)], "stream": list(range(1, 46))}}
    _, server = serve({"/t/7.json": topic, "/t/7/posts.json": rest})
    async with server:
        first = await found(make_source("discourse", url=server.base, topic=7))
        later = await found(make_source("discourse", url=server.base, topic=7), Before(memory="43"))
    assert len(first.feed.entries) == 45
    assert first.before.memory == "45"
    assert [entry.identity for entry in later.feed.entries] == ["discourse:1", "discourse:44", "discourse:45"]
    assert {entry.about for entry in later.feed.entries} == {"", "Tolls"}


async def test_what_a_search_finds_is_read_whole() -> None:
    hit = {"id": 44, "topic_id": 7, "username": "ann", "blurb": "The toll is…", "post_number": 3}
    results = {"posts": [hit], "topics": [{"id": 7, "title": "Tolls"}], "grouped_search_result": {"term": "toll"}}
    service, server = serve(
        {"/search.json": results, "/t/7/posts.json": {"post_stream": {"posts": [forum_post(44, 3)]}, "id": 7}}
    )
    async with server:
        (entry,) = await entries(make_source("discourse", url=server.base, query="toll"))
        service.routes["/search.json"] = {"grouped_search_result": {"term": "toll", "error": None}}
        assert await entries(make_source("discourse", url=server.base, query="toll")) == []
    assert service.asked(0) == {"q": "toll order:latest"}
    assert (entry.summary, entry.about) == ("The toll is 4 euros.", "Tolls")


async def test_a_forum_says_in_its_body_how_long_to_wait_and_that_it_is_closed() -> None:
    body = {"errors": ["Slow down"], "error_type": "rate_limit", "extras": {"wait_seconds": 17, "time_left": "17 s"}}
    service, server = serve({"/posts.json": refusal(429, body)})
    async with server:
        failure = await failed(make_source("discourse", url=server.base))
        service.routes["/posts.json"] = refusal(403, {"errors": ["Log in"], "error_type": "not_logged_in"})
        closed = await failed(make_source("discourse", url=f"{server.base}/"))
    assert failure.retry_after == timedelta(seconds=17)
    assert closed.kind in (FailureKind.BLOCKED, FailureKind.RATE_LIMITED)


# Lemmy


def view(kind: str = "post", **changes: Any) -> dict[str, Any]:
    thing = {
        "id": 9, "ap_id": f"https://far.example/{kind}/9", "published": "2026-04-12T08:00:00.123456", "removed": False,
        "deleted": False, "name": "Toll news", "url": "https://gazette.example/toll", "body": "The toll is *4* euros.",
        "content": "It was 3 euros.",
    }  # fmt: skip
    made = {"post": {"name": "Toll news"}, "creator": {"name": "ann"}, "community": {"name": "bridges"}, "counts": {}}
    return made | {kind: thing | changes}


async def test_a_lemmy_community_gives_posts_and_comments_by_their_federated_address() -> None:
    service, server = serve(
        {
            "/api/v3/post/list": {"posts": [view(), view(removed=True), view(ap_id=None)], "next_page": None},
            "/api/v3/comment/list": {"comments": [view("comment")]},
        }
    )
    async with server:
        post, comment = await entries(make_source("lemmy", url=server.base, community="bridges@far.example"))
    assert service.asked(0) == {
        "type_": "All",
        "sort": "New",
        "limit": "50",
        "community_name": "bridges@far.example",
        "page": "1",
    }
    assert (post.url, post.title, post.author) == ("https://far.example/post/9", "Toll news", "ann")
    assert post.published == datetime(2026, 4, 12, 8, tzinfo=UTC)
    assert (comment.title, comment.about, comment.summary) == ("Comment by ann", "Toll news", "It was 3 euros.")


async def test_a_busy_community_is_read_back_to_what_the_last_poll_saw() -> None:
    def posts(query: dict[str, str], _heard: Heard) -> Any:
        newest = 160 - 50 * (int(query["page"]) - 1)
        numbers = range(newest, max(newest - 50, 0), -1)
        time = "2026-04-12T{:02}:{:02}:00.000000Z"
        return {
            "posts": [
                view(ap_id=f"https://far.example/post/{n}", published=time.format(n // 60, n % 60)) for n in numbers
            ]
        }

    service, server = serve({"/api/v3/post/list": posts})
    async with server:
        source = make_source("lemmy", url=server.base, community="bridges", comments=False)
        first = await found(source)
        later = await found(source, Before(memory="2026-04-12T01:00:00+00:00"))
    assert (len(first.feed.entries), first.before.memory) == (50, "2026-04-12T02:40:00+00:00")
    assert len(later.feed.entries) == 150
    assert [service.asked(n)["page"] for n in range(4)] == ["1", "1", "2", "3"]


@pytest.mark.parametrize(("status", "word", "kind"), [
    (429, "rate_limit_error", FailureKind.RATE_LIMITED),
    (400, "rate_limit_error", FailureKind.RATE_LIMITED), (400, "couldnt_find_community", FailureKind.HTTP),
])  # fmt: skip
async def test_lemmy_refuses_with_a_word_of_its_own(status: int, word: str, kind: FailureKind) -> None:
    _, server = serve({"/api/v3/search": refusal(status, {"error": word})})
    async with server:
        failure = await failed(make_source("lemmy", url=server.base, query="toll", community="bridges"))
    assert failure.kind is kind
    assert ("left alone" in failure.reason) or ("no community bridges" in failure.reason)


# Lobsters

LOBSTERS = b"""<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Lobsters</title><ttl>120</ttl>
<item><title>Toll news</title><link>https://gazette.example/toll</link><guid isPermaLink="false">https://lobste.rs/s/abc123</guid>
<author>gazette.example via ann</author><pubDate>Sun, 12 Apr 2026 03:00:00 -0500</pubDate>
<comments>https://lobste.rs/s/abc123/toll_news</comments><description>&lt;p&gt;A summary.&lt;/p&gt;</description></item>
<item><title>No address</title></item></channel></rss>"""


async def test_lobsters_is_read_by_its_feed_and_at_most_every_two_hours() -> None:
    _, server = serve({"/t/civics.rss": reply(200, LOBSTERS, **XML)})
    async with server:
        got = await found(make_source("lobsters", tag="civics", base_url=server.base))
    (entry,) = got.feed.entries
    assert (entry.url, entry.author, entry.title) == ("https://lobste.rs/s/abc123/toll_news", "ann", "Toll news")
    assert entry.summary == "A summary. https://gazette.example/toll"
    assert got.feed.hints.ttl == timedelta(hours=2)


async def test_lobsters_says_how_long_it_wants_to_be_left_alone() -> None:
    limits = {"Retry_After": "3600", "RateLimit_Limit": "400", "RateLimit_Remaining": "0", "RateLimit_Reset": "3600"}
    service, server = serve({"/newest.rss": reply(429, b"Throttled, sorry.", **limits)})
    async with server:
        failure = await failed(make_source("lobsters", base_url=server.base))
        service.routes["/newest.rss"] = reply(200, b"[]", Content_Type="application/json")
        got = await asked(make_source("lobsters", base_url=server.base))
    assert (failure.kind, failure.retry_after) == (FailureKind.RATE_LIMITED, timedelta(hours=1))
    assert isinstance(got, str)
