"""What the fuzzer aims at: documents to start from, and what must hold of whatever becomes of them.

Each target is a function of bytes. It may refuse them in its own words (FeedError, BadUrl, ValueError for a
permit); any other exception, and any broken promise about what was read, is a finding.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import Any
from urllib.parse import urlsplit

from benchmarks import fuzz_seeds as seeds
from monitor.articles import extract
from monitor.articles.extract import html_text
from monitor.errors import FeedError
from monitor.model import Entry, Extraction, ReadStatus
from monitor.network.addresses import may_dial, read_permit
from monitor.network.limits import LONGEST_FRESHNESS, LONGEST_PAUSE, asked_pause, fresh_for, http_date
from monitor.network.redirects import BadUrl, read_target, redirect_target
from monitor.network.robots import read_rules
from monitor.sources import Answer, Call, ParsedFeed
from monitor.sources.feed import advertised_feed, parse_feed
from monitor.sources.kind import Kind
from monitor.sources.kinds import BUILT_IN
from monitor.sources.urls import canonical_url, readable_url

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
HERE = "https://harbour.example/news/"
SECONDS = 20.0  # for one input of a few kilobytes: a hang, not a slow machine
_UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Target:
    """A reader of bytes with what it is fed: whole documents, and the pieces of which they are made."""

    check: Callable[[bytes], None]
    seeds: Sequence[bytes]
    tokens: Sequence[bytes]


def _check_feed(body: bytes) -> None:
    """A feed is read or refused, and its page names a feed or none."""
    for kind in ("", "application/rss+xml; charset=gb2312"):
        try:
            feed = parse_feed(body, kind, HERE, NOW)
        except FeedError as error:
            assert str(error)
        else:
            _check_entries(feed)
    named = advertised_feed(body, HERE)
    assert named is None or len(named) <= 500


def _check_entries(feed: ParsedFeed) -> None:
    identities = [entry.identity for entry in feed.entries]
    assert all(identities) and len(set(identities)) == len(identities), "an identity is missing or there twice"
    for entry in feed.entries:
        _check_entry(entry)


def _check_entry(entry: Entry) -> None:
    for text in (entry.title, entry.summary, entry.author or "", entry.content_html or "", entry.about):
        assert _UNSTORABLE.search(text) is None, f"a control character or half of a character in {text!r}"
        text.encode("utf-8")
    assert "\n" not in entry.title, "a title of two lines"
    if entry.url is not None:
        assert urlsplit(entry.url).scheme in ("http", "https"), f"{entry.url!r} is no web address"
    for moment in (entry.published, entry.updated):
        assert moment is None or datetime(1980, 1, 1, tzinfo=UTC) <= moment <= NOW + timedelta(days=3), moment


def _check_url(body: bytes) -> None:
    """Every text is an address in one form, or is refused; so are permits, robots.txt and times of servers."""
    text = body.decode("utf-8", "surrogateescape")
    once = canonical_url(text)
    assert canonical_url(once) == once, f"{once!r} has another form"
    readable = readable_url(text, HERE)
    if readable is not None:
        assert readable_url(readable, HERE) == readable or len(readable) > 4096, (
            f"{readable!r} is read as another address"
        )
        assert urlsplit(readable).hostname and "@" not in urlsplit(readable).netloc
    _check_target(text)
    _check_refusals(text)


def _check_target(text: str) -> None:
    for read in (read_target, lambda location: redirect_target(read_target(HERE), location)):
        try:
            target = read(text)
        except BadUrl as error:
            assert str(error)
            continue
        again = read_target(target.url)
        assert (again.host, again.port, again.scheme) == (target.host, target.port, target.scheme)
        assert again.url == target.url and 0 < target.port < 65536 and target.host
        read_rules("User-agent: *\nDisallow: /a*b$", "story-monitor").permit(target.url)


def _check_refusals(text: str) -> None:
    try:
        read_permit(text)
    except ValueError as error:
        assert str(error)
    may_dial(text, 80, ())
    rules = read_rules(text.encode("utf-8", "replace").decode(), "story-monitor")
    assert 0 <= rules.delay <= 60
    rules.permit(HERE)
    http_date(text)
    for name in ("retry-after", "ratelimit", "x-ratelimit-reset", "cache-control", "expires", "age"):
        headers = {"cache-control": "max-age=60", name: text}
        pause, fresh = asked_pause(headers, refused=True, now=NOW), fresh_for(headers, NOW)
        assert pause is None or timedelta(0) < pause <= LONGEST_PAUSE
        assert fresh is None or timedelta(0) < fresh <= LONGEST_FRESHNESS


def _check_page(body: bytes) -> None:
    """A page is an article, a part of one, or something else with a reason."""
    entry = Entry("e", HERE, "Nordlink adds a ship", summary="Nordlink adds a ship to its fleet.", content_html=None)
    for listed, kind in ((None, "text/html"), (entry, "")):
        read = extract(body, HERE, listed, kind)
        _check_extraction(read)
    html_text(body.decode("utf-8", "replace"))


def _check_extraction(read: Extraction) -> None:
    assert read.reason or read.status is ReadStatus.OK, "a reading that went wrong without a reason"
    assert read.text or read.status is not ReadStatus.OK, "an article without text"
    for text in (read.text, read.title, read.author or "", *(link.url for link in read.links)):
        assert _UNSTORABLE.search(text) is None, f"a control character or half of a character in {text!r}"
    assert all(urlsplit(link.url).scheme in ("http", "https") for link in read.links)


def _check_answer(place: Kind) -> Callable[[bytes], None]:
    def check(body: bytes) -> None:
        """Every step of a kind reads an answer or refuses it; what it asks next stays where it is."""
        for step in STEPS.get(place.kind, ("",)):
            for memory in (None, MEMORIES.get(place.kind)):
                try:
                    feed = place.read(Answer(Call(HERE, step), body, HERE, memory=memory, now=NOW))
                except FeedError as error:
                    assert str(error)
                    continue
                for entry in feed.entries:
                    _check_entry(entry)
                if feed.memory is not None:
                    place.plan(place.remember([feed.memory]), NOW)

    return check


PLACES: dict[str, dict[str, Any]] = {
    "gdelt": {"query": "q"},
    "hackernews": {"query": "q"},
    "reddit": {"subreddit": "a", "client_id": "i", "client_secret": "s"},
    "discourse": {"url": "https://harbour.example", "topic": 7},
    "lemmy": {"url": "https://harbour.example", "query": "q"},
    "lobsters": {},
    "mastodon": {"url": "https://harbour.example", "tag": "t"},
    "bluesky": {"query": "q"},
    "stackexchange": {"site": "s", "query": "q"},
    "github": {"repository": "nord/tide"},
    "huggingface": {"author": "nord"},
    "page": {"url": HERE, "selector": "p"},
    "sitemap": {"url": HERE + "sitemap.xml"},
}
STEPS = {
    "reddit": ("token", "listing"),
    "discourse": ("topic", "search", "posts", "rest T"),
    "lemmy": ("Posts 1", "Comments 1"),
    "bluesky": ("session", "posts"),
    "github": ("repository", "licence", "releases"),
    "stackexchange": ("1",),
    "sitemap": ("", "child"),
}
MEMORIES = {"hackernews": "1772000000", "stackexchange": "1772000000", "huggingface": '{"nord/tide": 1000}'}


def _targets() -> dict[str, Target]:
    kinds = {kind.kind: kind for kind in BUILT_IN}
    found = {
        "feed": Target(
            _check_feed, (seeds.RSS, seeds.ATOM, seeds.RDF, seeds.DTD, seeds.JSON_FEED, seeds.PAGE), seeds.XML_TOKENS
        ),
        "url": Target(_check_url, seeds.URLS, seeds.URL_TOKENS),
        "page": Target(_check_page, (seeds.PAGE, seeds.PAGE.replace(b"utf", b"x")), seeds.PAGE_TOKENS),
    }
    checks = {name: _check_answer(kinds[name].model_validate(keys)) for name, keys in PLACES.items()}

    def all_kinds(body: bytes) -> None:
        for check in checks.values():
            check(body)

    whole = (*seeds.ANSWERS, seeds.SITEMAP, seeds.RSS, seeds.PAGE)
    return found | {"answer": Target(all_kinds, whole, (*seeds.VALUES, *seeds.XML_TOKENS[:12]))}


TARGETS = _targets()


def attempt(target: Target, body: bytes) -> None:
    """Read one input. Raises AssertionError for a promise that does not hold, or that takes far too long."""
    begun = perf_counter()
    target.check(body)
    assert perf_counter() - begun < SECONDS, "it took too long"
