"""Every kind of source: any answer is read or refused, options are checked, addresses are recognised."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from monitor.errors import FeedError
from monitor.model import Entry
from monitor.sources import Answer, Call, ParsedFeed
from monitor.sources.kind import Kind
from monitor.sources.kinds import BUILT_IN
from monitor.sources.registry import place_at
from tests.forum_desk import NOW, data, make_source

STAMP = int(NOW.timestamp())
XML = {"Content_Type": "application/rss+xml"}


# Whatever comes

PLACES: dict[str, dict[str, Any]] = {
    "feed": {"url": "https://x.example/"}, "google_news": {"query": "q"}, "gdelt": {"query": "q"},
    "hackernews": {"query": "q"}, "reddit": {"subreddit": "a", "client_id": "i", "client_secret": "s"},
    "discourse": {"url": "https://x.example", "topic": 7}, "lemmy": {"url": "https://x.example", "query": "q"},
    "lobsters": {}, "mastodon": {"url": "https://x.example", "tag": "t"}, "bluesky": {"query": "q"},
    "stackexchange": {"site": "s", "query": "q"}, "github": {"repository": "a/b"}, "huggingface": {"author": "a"},
    "page": {"url": "https://x.example/", "selector": "p"}, "sitemap": {"url": "https://x.example/s.xml"},
}  # fmt: skip
STEPS = {
    "reddit": ["token", "listing"], "discourse": ["topic", "search", "posts", "rest T"],
    "lemmy": ["Posts 1", "Comments 1"],
    "bluesky": ["session", "posts"], "github": ["repository", "licence", "releases"], "stackexchange": ["1"],
}  # fmt: skip
KEYS = st.sampled_from(
    "hits objectID created_at_i url title data children kind name permalink post_stream posts stream id topic_id "
    "post_number "
    "topics latest_posts comments post ap_id creator uri account acct record text items backoff articles seendate tags "
    "downloads gated license spdx_id html_url full_name tag_name body page nbPages "
    "story_title embed external replies".split()
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30) | st.just("https://x.example/a"),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=6),
    max_leaves=25,
)


@pytest.mark.parametrize("kind", BUILT_IN, ids=lambda kind: kind.kind)
def test_any_answer_is_read_or_refused(kind: type[Kind]) -> None:
    place = kind.model_validate(PLACES[kind.kind])

    @settings(max_examples=60, deadline=None)
    @given(st.binary(max_size=200) | VALUES.map(lambda value: json.dumps(value).encode()), st.data())
    def read(body: bytes, draw: st.DataObject) -> None:
        step = draw.draw(st.sampled_from(STEPS.get(kind.kind, [""])))
        try:
            feed = place.read(Answer(Call("https://x.example/", step), body, "https://x.example/", now=NOW))
        except FeedError as error:
            assert str(error)
        else:
            assert isinstance(feed, ParsedFeed) and all(isinstance(entry, Entry) for entry in feed.entries)

    run: Callable[[], None] = read
    run()


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://news.ycombinator.com/item?id=1", "hackernews"), ("https://www.reddit.com/r/bridges/", "reddit"),
        ("https://old.reddit.com/r/bridges/comments/1abcde/toll/", "reddit"),
        ("https://github.com/nord/tide", "github"),
        ("https://huggingface.co/nord", "huggingface"), ("https://lobste.rs/t/civics", "lobsters"),
        ("https://m.example/tags/toll", "mastodon"), ("https://forum.example/t/tolls/7/3", "discourse"),
        ("https://l.example/c/bridges@far.example", "lemmy"), ("https://x.example/news-sitemap.xml", "sitemap"),
        ("https://github.com/nord/tide/releases.atom", "feed"), ("https://gazette.example/", "feed"),
    ],
)  # fmt: skip
def test_the_kind_of_an_address_is_found(url: str, kind: str) -> None:
    assert place_at(url).kind == kind


@pytest.mark.parametrize(
    ("kind", "keys", "words"),
    [
        ("reddit", {}, "needs subreddit, query or thread"), ("reddit", {"query": "q", "client_id": "a"}, "needs both"),
        ("lemmy", {"url": "https://x.example"}, "needs community"), ("stackexchange", {"site": "s"}, "needs tagged"),
        ("discourse", {"url": "https://x.example", "query": "q", "topic": 1}, "not both"),
        ("bluesky", {"query": "q", "identifier": "i"}, "needs both"), ("github", {"repository": "a"}, "pattern"),
        ("lobsters", {"tag": "a", "domain": "b"}, "not both"),
        ("page", {"url": "https://x.example/", "selector": "[["}, "no CSS"),
    ],
)  # fmt: skip
def test_options_that_do_not_fit_are_said(kind: str, keys: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        make_source(kind, **keys)


def test_data_of_a_service_is_json() -> None:
    assert data({"a": 1}).endswith(b'{"a": 1}')
