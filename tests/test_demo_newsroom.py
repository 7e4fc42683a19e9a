"""The embedded newsroom serves what its outlets show at the simulated moment."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import escape
from http.client import HTTPResponse

import feedparser
import pytest

from monitor.demo.coverage import Item, Moment, Outlet, load_coverage
from monitor.demo.newsroom import Newsroom, NewsroomClock
from monitor.demo.run import place_of
from monitor.model import EntryForm, Tier
from monitor.sources import Answer
from monitor.sources.registry import kinds

START = datetime(2026, 4, 10, 6, tzinfo=UTC)
OUTLETS = tuple(Outlet(kind, f"The {kind} & Co", Tier.PRESS, kind) for kind in ("rss", "atom", "json"))
FIRST = tuple(
    Item(f"{kind}-1", "A crane & a <ship>.\n\nTwo more.", kind, "Cranes & ships", "A. Writer", comments=("I saw it.",))
    for kind in ("rss", "atom", "json")
)


@pytest.fixture
def posted() -> list[dict[str, object]]:
    return []


@pytest.fixture
def newsroom(posted: list[dict[str, object]]) -> Iterator[Newsroom]:
    with Newsroom(OUTLETS, START, posted.append) as room:
        room.turn_to(Moment(START, publish=FIRST))
        yield room


def get(url: str, **headers: str) -> tuple[int, HTTPResponse | urllib.error.HTTPError, str]:
    try:
        response = urllib.request.urlopen(urllib.request.Request(url, headers=headers))
    except urllib.error.HTTPError as error:
        response = error
    with response:
        return response.status, response, response.read().decode()


def later(hours: int, **what: object) -> Moment:
    return Moment(START + timedelta(hours=hours), **what)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["rss", "atom"])
def test_an_xml_feed_lists_titles_links_and_times(newsroom: Newsroom, kind: str) -> None:
    _, response, body = get(f"{newsroom.address(kind)}/feed")
    feed = feedparser.parse(body)
    assert response.headers["Content-Type"].startswith(f"application/{kind}+xml")
    assert not feed.bozo
    [entry] = feed.entries
    assert entry.title == "Cranes & ships"
    assert "A crane &amp; a &lt;ship&gt;." in (entry.summary if kind == "rss" else escape(entry.summary))
    assert entry.link == f"{newsroom.address(kind)}/news/{kind}-1"
    assert entry.published_parsed[:4] == (2026, 4, 10, 6)


def test_a_json_feed_lists_titles_links_and_times(newsroom: Newsroom) -> None:
    [item] = json.loads(get(f"{newsroom.address('json')}/feed")[2])["items"]
    assert (item["title"], item["date_published"]) == ("Cranes & ships", START.isoformat())
    assert item["url"] == f"{newsroom.address('json')}/news/json-1"


@pytest.mark.parametrize("page", ["feed", "news/rss-1"])
def test_a_reader_with_the_current_validator_gets_304(newsroom: Newsroom, page: str) -> None:
    url = f"{newsroom.address('rss')}/{page}"
    _, first, _ = get(url)
    status, _, body = get(url, **{"If-None-Match": first.headers["ETag"]})
    assert (status, body) == (304, "")
    assert first.headers["Last-Modified"] == "Fri, 10 Apr 2026 06:00:00 GMT"
    newsroom.turn_to(later(5, revise=(Item("rss-1", "A changed text."),), publish=(Item("rss-2", "New.", "rss", "N"),)))
    assert get(url, **{"If-None-Match": first.headers["ETag"]})[0] == 200


def test_a_page_escapes_its_text_and_has_what_stands_around_articles(newsroom: Newsroom) -> None:
    status, _, body = get(f"{newsroom.address('atom')}/news/atom-1")
    assert status == 200
    assert "<p>A crane &amp; a &lt;ship&gt;.</p>\n<p>Two more.</p>" in body
    for part in ("<nav>", '<aside class="related">', 'class="byline"', 'id="comments"', "<footer>"):
        assert part in body


def test_a_revision_keeps_the_publication_time_and_moves_the_update(newsroom: Newsroom) -> None:
    newsroom.turn_to(later(5, revise=(Item("json-1", "A changed text."),)))
    [item] = json.loads(get(f"{newsroom.address('json')}/feed")[2])["items"]
    assert (item["summary"], item["title"]) == ("A changed text.", "Cranes & ships")
    assert item["date_published"] == START.isoformat()
    assert item["date_modified"] == (START + timedelta(hours=5)).isoformat()


def test_a_withdrawn_page_answers_410_and_leaves_its_feed(newsroom: Newsroom) -> None:
    newsroom.turn_to(later(5, withdraw=("json-1",)))
    assert get(f"{newsroom.address('json')}/news/json-1")[0] == 410
    assert json.loads(get(f"{newsroom.address('json')}/feed")[2])["items"] == []


def test_a_failing_outlet_answers_503_until_the_next_moment(newsroom: Newsroom) -> None:
    newsroom.turn_to(later(5, fail=("rss",)))
    assert [get(f"{newsroom.address(kind)}/feed")[0] for kind in ("rss", "atom")] == [503, 200]
    newsroom.turn_to(later(6))
    assert get(f"{newsroom.address('rss')}/feed")[0] == 200


def test_the_clock_and_the_date_header_tell_the_simulated_moment(newsroom: Newsroom) -> None:
    clock = NewsroomClock(newsroom)
    newsroom.turn_to(later(30))
    assert clock.now() == START + timedelta(hours=30)
    assert get(f"{newsroom.address('rss')}/feed")[1].headers["Date"] == "Sat, 11 Apr 2026 12:00:00 GMT"


def test_what_is_posted_to_the_webhook_is_handed_on(newsroom: Newsroom, posted: list[dict[str, object]]) -> None:
    body = json.dumps({"title": "T", "message": "M"}).encode()
    urllib.request.urlopen(f"http://{newsroom.webhook}", data=body).close()
    assert posted == [{"title": "T", "message": "M"}]


def test_the_coverage_names_only_known_outlets_and_items() -> None:
    coverage = load_coverage()
    outlets, known = {outlet.key for outlet in coverage.outlets}, set[str]()
    for moment in coverage.moments:
        known |= {item.id for item in moment.publish}
        assert {item.outlet for item in moment.publish} | set(moment.fail) <= outlets
        assert {item.id for item in moment.revise} | set(moment.withdraw) <= known
        assert {link for item in moment.publish for link in item.links} <= known
    assert [moment.at for moment in coverage.moments] == sorted({moment.at for moment in coverage.moments})


def test_the_coverage_has_six_outlets_of_every_tier_and_format_over_five_days() -> None:
    coverage = load_coverage()
    assert len(coverage.outlets) >= 6
    assert {outlet.tier for outlet in coverage.outlets} == set(Tier)
    assert {outlet.format for outlet in coverage.outlets} == {"rss", "atom", "json", "sitemap", "lemmy"}
    assert len({moment.at.date() for moment in coverage.moments}) >= 5


@pytest.mark.parametrize("kind", ["sitemap", "lemmy"])
def test_what_is_no_feed_has_the_shape_that_its_kind_reads(kind: str) -> None:
    with Newsroom((Outlet(kind, "The Q & Co", Tier.FORUM, kind),), START, lambda told: None) as room:
        room.turn_to(
            Moment(START, publish=(Item("q-1", "A crane.\n\nTwo <more>.", kind, "Cranes & ships", "A. Writer"),))
        )
        place = kinds()[kind].model_validate(place_of(Outlet(kind, "Q", Tier.FORUM, kind), room.address(kind)))
        (call,) = place.plan(None, START)
        _, response, body = get(call.url)
        answer = Answer(call, body.encode(), call.url, response.headers["Content-Type"], now=START)
        (entry,) = place.read(answer).entries
    assert entry.title == "Cranes & ships"
    assert entry.url == f"{room.address(kind)}/news/q-1"
    assert entry.published == START
    assert entry.form is (EntryForm.POST if kind == "lemmy" else EntryForm.LINK)
    assert ("Two &lt;more&gt;." in (entry.content_html or "")) is (kind == "lemmy")
