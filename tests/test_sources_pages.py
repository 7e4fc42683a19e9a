"""Kinds `page`, `sitemap` and `feed` by a page's name: pages watched, lists of pages, and feeds that are found."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.cli import main
from monitor.model import EntryForm
from monitor.network import Response
from monitor.sources.feed import advertised_feed
from tests.forum_desk import NOW, asked, cycle, entries, found, make_source, serve
from tests.network_loopback import reply

HTML = {"Content_Type": "text/html; charset=iso-8859-1"}
PAGE = (
    "<html><head><title>Tolls – Port</title></head><body><p>At {clock}</p><ul class=t><li>Cars: {price} €</ul></body>"
)
FEED = b"<rss version='2.0'><channel><title>D</title><item><title>A</title><link>https://d.example/1</link></item></channel></rss>"


def tolls(price: int, clock: str = "10:00") -> bytes:
    """A page in another encoding, with a clock on it."""
    return reply(
        200, PAGE.format(price=price, clock=clock).encode("cp1252"), Content_Type="text/html; charset=windows-1252"
    )


async def test_what_a_selector_names_is_all_that_counts() -> None:
    service, server = serve({"/tolls": tolls(3)})
    async with server:
        source = make_source("page", url=f"{server.base}/tolls", selector=".t")
        (entry,) = await entries(source)
        service.routes["/tolls"] = tolls(3, "11:30")
        assert await entries(source) == [entry]
    assert (entry.title, entry.summary, entry.form) == ("Tolls – Port", "Cars: 3 €", EntryForm.POST)


async def test_a_selector_that_fits_nothing_is_a_failure_and_no_empty_page() -> None:
    _, server = serve({"/tolls": tolls(3)})
    async with server:
        got = await asked(make_source("page", url=f"{server.base}/tolls", selector="#terms"))
    assert isinstance(got, str) and "nothing on the page fits the selector #terms" in got


async def test_a_page_that_changes_makes_its_article_due() -> None:
    service, server = serve({"/tolls": tolls(3)})
    async with server:
        source = make_source("page", url=f"{server.base}/tolls")
        first = await found(source)
        service.routes["/tolls"] = tolls(4)
        second = await found(source, first.before)
        assert isinstance(await asked(source, second.before), Response)
    (one,), (other,) = first.feed.entries, second.feed.entries
    assert (one.identity, one.form) == (other.identity, EntryForm.LINK)
    assert one.summary != other.summary


WATCHED = """
stories: [{{id: toll, title: Toll, match: {{any: [Port]}}}}]
sources: [{{name: tolls, kind: page, url: "{base}/tolls", selector: p, outlet: Port, tier: primary}}]
network: {{allow_private_addresses: true, min_delay: 0}}
"""


async def test_a_watched_part_that_changes_is_one_revision(tmp_path: Path) -> None:
    def terms(price: int) -> bytes:
        text = f"<title>Tolls</title><p>The Port charges {price} euros for a car that crosses the bridge.</p>"
        return reply(200, text.encode(), Content_Type="text/html")

    service, server = serve({"/tolls": terms(3)})
    async with server:
        await cycle(tmp_path, WATCHED.format(base=server.base), NOW)
        service.routes["/tolls"] = terms(4)
        rows = await cycle(tmp_path, WATCHED.format(base=server.base), NOW + timedelta(hours=1))
        again = await cycle(tmp_path, WATCHED.format(base=server.base), NOW + timedelta(hours=2))
    assert [row["kind"] for row in rows if not row.get("baseline")] == ["revision"]
    assert len(again) == len(rows)


NEWS = """<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>{base}/2026/toll-rises</loc><news:news>
<news:publication><news:name>Gazette</news:name><news:language>en</news:language></news:publication>
<news:publication_date>2026-04-12T08:00:00+02:00</news:publication_date><news:title>The toll &amp; the port</news:title>
</news:news></url><url><loc>https://elsewhere.example/x</loc></url><url><loc>{base}/old/port-opens-1998.html</loc></url></urlset>"""
INDEX = """<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</sitemapindex>"""


async def test_a_news_sitemap_names_titles_and_dates_and_other_hosts_are_left_out() -> None:
    service, server = serve({})
    async with server:
        service.routes["/news.xml"] = reply(200, NEWS.format(base=server.base).encode(), Content_Type="text/xml")
        told, old = await entries(make_source("sitemap", url=f"{server.base}/news.xml"))
    assert (told.title, told.published) == ("The toll & the port", datetime(2026, 4, 12, 6, tzinfo=UTC))
    assert (told.url, told.form) == (f"{server.base}/2026/toll-rises", EntryForm.LINK)
    assert (old.title, old.about) == ("", "old port opens html")


async def test_of_an_index_the_news_and_the_newest_are_read_also_packed() -> None:
    service, server = serve({})
    async with server:
        names = ["a.xml", "b.xml", "c.xml", "d.xml", "e.xml", "news.xml.gz"]
        listed = "".join(
            f"<sitemap><loc>{server.base}/{n}</loc><lastmod>2026-04-0{i + 1}</lastmod></sitemap>"
            for i, n in enumerate(names)
        )
        foreign = "<sitemap><loc>https://elsewhere.example/s.xml</loc></sitemap>"
        urls = NEWS.format(base=server.base).encode()
        service.routes = {f"/{name}": reply(200, urls) for name in names}
        service.routes["/news.xml.gz"] = reply(200, gzip.compress(urls), Content_Type="application/gzip")
        service.routes["/sitemap.xml"] = reply(200, INDEX.format(listed + foreign).encode())
        got = await entries(make_source("sitemap", url=f"{server.base}/sitemap.xml"))
    assert [heard.target for heard in service.heard] == [
        "/sitemap.xml",
        "/news.xml.gz",
        "/e.xml",
        "/d.xml",
        "/c.xml",
        "/b.xml",
    ]
    assert len(got) == 2


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"<html><body>Not here", "this is no sitemap"), (b"plain", "no XML"),
        (b"\x1f\x8bbroken", ".gz file is broken"),
        (gzip.compress(b"<urlset>" + b" " * 51_000_000), "more than 50 MB"),
    ],
)  # fmt: skip
async def test_what_is_no_sitemap_is_said(body: bytes, words: str) -> None:
    _, server = serve({"/sitemap.xml": reply(200, body)})
    async with server:
        got = await asked(make_source("sitemap", url=f"{server.base}/sitemap.xml"))
    assert isinstance(got, str) and words in got


async def test_a_page_is_followed_to_its_feed_at_first_and_never_again() -> None:
    page = b'<html><head><link rel="alternate" type="application/rss+xml" href="/feed"><title>Desk</title></head>'
    service, server = serve({"/": reply(200, page, **HTML), "/feed": reply(200, FEED)})
    async with server:
        source = make_source("feed", url=f"{server.base}/")
        first = await found(source)
        assert [entry.title for entry in first.feed.entries] == ["A"]
        assert first.feed.warning == f"the address is a page; its feed is {server.base}/feed"
        again = await found(source, first.before)
        assert (service.heard[-1].target, again.feed.warning) == ("/feed", None)
        service.routes["/feed"] = reply(200, page, **HTML)
        broken = await asked(source, again.before)
        direct = make_source("feed", url=f"{server.base}/feed")
        service.routes["/feed"] = reply(200, FEED)
        known = await found(direct)
        service.routes["/feed"] = reply(200, page, **HTML)
        still = await asked(direct, known.before)
    assert isinstance(broken, str) and "a web page" in broken
    assert isinstance(still, str) and "a web page" in still


def test_the_feed_of_a_page_is_the_first_that_it_names() -> None:
    page = b"<link rel=alternate type='application/atom+xml' href='a.atom'><link rel=alternate href='b.rss'>"
    assert advertised_feed(page, "https://d.example/x/") == "https://d.example/x/a.atom"
    assert advertised_feed(b"<html>", "https://d.example/") is None


COOKIES = """# Netscape HTTP Cookie File
127.0.0.1\tFALSE\t/\tFALSE\t0\tsession\thush
other.example\tFALSE\t/\tFALSE\t0\tx\ty
"""


async def test_cookies_and_headers_of_a_subscriber_stay_where_they_belong(tmp_path: Path) -> None:
    (tmp_path / "cookies.txt").write_text(COOKIES)
    abroad, other = serve({"/feed": reply(200, FEED)})
    async with other:
        service, server = serve({"/feed": reply(302, b"", Location=f"{other.base}/feed"), "/own": reply(200, FEED)})
        async with server:
            keys = {"headers": {"X-Key": "k"}, "cookies_file": str(tmp_path / "cookies.txt")}
            await found(make_source("feed", url=f"{server.base}/feed", **keys))
            await found(make_source("feed", url=f"{server.base}/own", **keys))
    assert [(heard.headers.get("x-key"), heard.headers.get("cookie")) for heard in service.heard] == [
        ("k", "session=hush")
    ] * 2
    assert [(heard.headers.get("x-key"), heard.headers.get("cookie")) for heard in abroad.heard] == [(None, None)]


async def test_a_cookies_file_that_cannot_be_read_is_the_reason(tmp_path: Path) -> None:
    (tmp_path / "cookies.txt").write_text("session=hush")
    _, server = serve({"/feed": reply(200, FEED)})
    async with server:
        got = await asked(make_source("feed", url=f"{server.base}/feed", cookies_file=str(tmp_path / "cookies.txt")))
    assert got == "its cookies_file cannot be read: it is in another format"


def test_a_cookies_file_that_is_missing_is_an_error_of_the_configuration(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "feeds.yaml"
    config.write_text(
        "stories: [{id: b, title: B, match: {any: [x]}}]\n"
        "sources: [{name: a, kind: feed, url: 'https://x.example/', cookies_file: none.txt, selektor: x}]\n"
    )
    assert main(["--config", str(config), "check", "--offline"]) == 2
    said = capsys.readouterr().err
    assert "sources[0].cookies_file names no file" in said
    assert "sources[0].selektor is an unknown key" in said
