"""Kind `reddit`: new posts of communities, a search, or one thread.

Without an account the feeds are read, about one request a minute for everything on reddit.com; with the
credentials of an app (`client_id`, `client_secret`) the API, 100 a minute. A refusal (403) means the same as 429.

Source: https://www.reddit.com/dev/api, https://github.com/reddit-archive/reddit/wiki/OAuth2.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, ClassVar, Self
from urllib.parse import urlencode

from pydantic import SecretStr, model_validator

from monitor.errors import FeedError
from monitor.model import Entry, Tier
from monitor.network import Failure, FailureKind, Purpose
from monitor.sources.feed import parse_feed
from monitor.sources.json_answers import epoch, number, objects, own_words, paragraphs, post, read_json, text, within
from monitor.sources.kind import Kind, Site, Words
from monitor.sources.text import plain
from monitor.sources.urls import readable_url
from monitor.sources.values import Answer, Call, ParsedFeed

_GAP = 65.0  # seconds between two requests without an account
_REFUSED_FOR = timedelta(minutes=30)
_WITHDRAWN = frozenset({"[deleted]", "[removed]"})
_BODY = re.compile(r"<!-- SC_OFF -->(.*?)<!-- SC_ON -->", re.DOTALL)
_LINK = re.compile(r'<a\s+href="([^"<>]{1,4000})">\s*\[link\]\s*</a>')
_COMMENT_TITLE = re.compile(r"/?u/([\w-]{1,40}) on (.+)", re.DOTALL)
_HERE = re.compile(
    r"https?://(?:\w+\.)?reddit\.com/(?:r/(?P<subreddit>[\w+]{2,200})/?)?(?:comments/(?P<thread>\w{4,12})\b.*)?"
)
_CITED_ELSEWHERE = re.compile(r"https?://(?:\w+\.)?reddit\.com/|https?://i\.redd\.it/|https?://v\.redd\.it/")


class Reddit(Kind):
    """Several communities are asked at once when they are joined: `subreddit: LocalLLaMA+singularity`."""

    kind: ClassVar[str] = "reddit"
    tier: ClassVar[Tier] = Tier.FORUM
    subreddit: Words | None = None
    query: Words | None = None
    thread: Words | None = None
    client_id: Words | None = None
    client_secret: SecretStr | None = None
    base_url: Site = "https://www.reddit.com"
    api_url: Site = "https://oauth.reddit.com"

    @model_validator(mode="after")
    def _asks_for_something(self) -> Self:
        if not (self.subreddit or self.query or self.thread):
            raise ValueError("needs subreddit, query or thread (the id in a thread's address)")
        if (self.client_id is None) != (self.client_secret is None):
            raise ValueError("needs both client_id and client_secret, or neither")
        return self

    @classmethod
    def at(cls, url: str) -> Self | None:
        found = _HERE.fullmatch(url)
        if found is None or not (found["subreddit"] or found["thread"]):
            return None
        return cls(subreddit=found["subreddit"], thread=found["thread"])

    def address(self) -> str:
        return f"{self.base_url}{self._path('.rss')}"

    def _path(self, form: str) -> str:
        community = f"/r/{self.subreddit}" if self.subreddit else ""
        if self.thread:
            return f"{community}/comments/{self.thread}/{form}?{urlencode({'sort': 'new', 'limit': 100})}"
        if self.query is None:
            return f"{community}/new/{form}?limit=100"
        wanted = {"q": self.query, "sort": "new", "limit": "100"} | ({"restrict_sr": "on"} if self.subreddit else {})
        return f"{community}/search{form}?{urlencode(wanted)}"

    def plan(self, memory: str | None, now: datetime) -> tuple[Call, ...]:
        if self.client_id is None or self.client_secret is None:
            return (Call(self.address(), purpose=Purpose.FEED, gap=_GAP, conditional=True),)
        pair = f"{self.client_id}:{self.client_secret.get_secret_value()}"
        headers = {
            "Authorization": "Basic " + b64encode(pair.encode()).decode("ascii"),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        url = f"{self.base_url}/api/v1/access_token"
        return (Call(url, "token", headers=headers, body=b"grant_type=client_credentials"),)

    def read(self, answer: Answer) -> ParsedFeed:
        if self.client_id is None:
            return self._from_feed(answer)
        if answer.call.step == "token":
            return self._with_token(read_json(answer.body))
        return _from_listing(read_json(answer.body), self.base_url, answer.now)

    def _with_token(self, document: object) -> ParsedFeed:
        token = text(document, "access_token")
        if not token.isprintable() or not token:
            raise FeedError("reddit gave no token for these credentials", own_words(document))
        path = self._path(".json")
        url = f"{self.api_url}{path}&raw_json=1"
        return ParsedFeed("", (), then=(Call(url, "listing", headers={"Authorization": f"Bearer {token}"}),))

    def _from_feed(self, answer: Answer) -> ParsedFeed:
        feed = parse_feed(answer.body, answer.content_type, answer.url, answer.now)
        entries = tuple(_from_entry(entry) for entry in feed.entries if not _is_withdrawn(entry.summary))
        return replace(feed, entries=entries, whole=False)

    def explain(self, failure: Failure) -> Failure:
        """Reddit refuses (403) where it means that it was asked too often; more requests make it worse."""
        if failure.status not in (403, 429):
            return failure
        reason = "reddit lets nobody without an account ask more than about once a minute"
        if self.client_id is not None:
            reason = "reddit refuses these credentials, or was asked too often with them"
        wait = max(failure.retry_after or _REFUSED_FOR, _REFUSED_FOR)
        return replace(failure, kind=FailureKind.RATE_LIMITED, reason=f"{reason} ({failure.status})", retry_after=wait)


def _from_entry(entry: Entry) -> Entry:
    """A feed's entry as a post; the feed shows the link of a post only in the anchor that says [link]."""
    html = entry.content_html or ""
    body, link = _BODY.search(html), _LINK.search(html)
    comment = _COMMENT_TITLE.fullmatch(entry.title)
    author = (entry.author or "").removeprefix("/u/")
    return post(
        entry.identity,
        entry.url,
        "" if comment else entry.title,
        body[1] if body else "" if link else html,
        author,
        entry.published,
        link=_elsewhere(plain(link[1])) if link else None,
        about=comment[2] if comment else "",
    )


def _elsewhere(url: str) -> str | None:
    return None if _CITED_ELSEWHERE.match(url) else url


def _is_withdrawn(words: str) -> bool:
    return words.strip() in _WITHDRAWN


def _from_listing(document: object, site: str, now: datetime | None) -> ParsedFeed:
    """A listing, or the two listings of a thread: its post, and the tree of its comments."""
    listings = document if isinstance(document, list) else [document]
    things = [thing for listing in listings for thing in _things(listing)]
    title = next((text(thing, "data", "title") for thing in things if thing.get("kind") == "t3"), "")
    entries = [entry for thing in things if (entry := _from_thing(thing, site, title, now)) is not None]
    return ParsedFeed("Reddit", tuple(entries), whole=False)


def _things(listing: object, depth: int = 0) -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = []
    for thing in objects(listing, "posts", "data", "children"):
        found.append(thing)
        replies = within(thing, "data", "replies")
        if isinstance(replies, dict) and depth < 20:
            found += _things(replies, depth + 1)
    return found


def _from_thing(thing: Mapping[str, Any], site: str, thread: str, now: datetime | None) -> Entry | None:
    data = thing.get("data")
    words = text(data, "selftext") or text(data, "body")
    name, path = text(data, "name"), text(data, "permalink")
    if thing.get("kind") not in ("t1", "t3") or not name or _is_withdrawn(words):
        return None
    url = text(data, "url")
    return post(
        f"reddit:{name}",
        readable_url(path, site),
        plain(text(data, "title")),
        paragraphs(words),
        text(data, "author"),
        epoch(number(data, "created_utc"), now),
        link=_elsewhere(url) if url and within(data, "is_self") is not True else None,
        about=thread if thing.get("kind") == "t1" else "",
    )
