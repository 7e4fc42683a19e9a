"""Bad input gets a stored reason, harms no other source, and loses nothing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from monitor.clock import Clock
from monitor.config import load_config
from monitor.pipeline import Wanted, open_pipeline
from monitor.store import open_store
from monitor.store.listings import ClaimFilter, article_rows, claim_rows, status_row
from tests.desk import shared_workers

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
PARAGRAPH = "<p>Nordlink Ferries carried 40 lorries from Holm to the bay on its crossing number {}.</p>"
MEGABYTES = 100


def rss(*items: str) -> str:
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>F</title>{"".join(items)}</channel></rss>'


def entry(
    base: str, name: str, title: str = "Nordlink adds a ship", date: str = "Mon, 02 Mar 2026 08:00:00 GMT"
) -> str:
    link = f"<link>{base}/{name}</link>"
    return f"<item><title>{title}</title>{link}<pubDate>{date}</pubDate><description>Nordlink news</description></item>"


class Site(BaseHTTPRequestHandler):
    """Answers every path with what is wrong about it."""

    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        base = f"http://127.0.0.1:{self.server.server_address[1]}"
        name = self.path.strip("/")
        if name == "huge":
            self.pour()
            return
        pages = {
            "html": (
                "text/html",
                "<html><head><link rel='alternate' type='application/rss+xml' href='/good'></head></html>",
            ),
            "broken": ("application/rss+xml", rss(entry(base, "a1"))[:-60]),
            "nothing": ("application/rss+xml", ""),
            "good": ("application/rss+xml", rss(entry(base, "a2"))),
            "old": ("application/rss+xml", rss(entry(base, "a3", date="Thu, 01 Jan 1970 00:00:00 GMT"))),
            "markup": (
                "application/rss+xml",
                rss(entry(base, "a4", "&lt;script&gt;alert(1)&lt;/script&gt;Nordlink &lt;b&gt;sails&lt;/b&gt;")),
            ),
            "long": ("application/rss+xml", rss(entry(base, "a5", "Nordlink's whole log"))),
        }
        kind, text = pages.get(name, ("text/html", self.article(name)))
        body = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def article(self, name: str) -> str:
        many = 24_000 if name == "a5" else 3  # 24,000 paragraphs are 2 MB
        text = "".join(PARAGRAPH.format(number) for number in range(many))
        return (
            f"<html><head><title>Nordlink</title></head><body><article><h1>Nordlink</h1>{text}</article></body></html>"
        )

    def pour(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/rss+xml")
        self.send_header("Content-Length", str(MEGABYTES * 1_000_000))
        self.end_headers()
        with suppress(OSError):  # the reader hangs up when it has enough
            for _ in range(MEGABYTES):
                self.wfile.write(b" " * 1_000_000)


@contextmanager
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What one cycle over all the bad sources leaves."""
    import asyncio

    folder = tmp_path_factory.mktemp("bad")
    with site() as base:
        return asyncio.run(_cycle(folder, base))


async def _cycle(folder: Path, base: str) -> dict[str, Any]:
    names = ("html", "broken", "nothing", "huge", "good", "old", "markup", "long")
    settings = {
        "stories": [{"id": "s", "title": "S", "match": {"any": ["Nordlink"]}}],
        "sources": [{"name": name, "kind": "feed", "url": f"{base}/{name}"} for name in names],
        "network": {"allow_private_addresses": True, "min_delay": 0},
    }
    config = folder / "feeds.yaml"
    config.write_text(yaml.safe_dump(settings))
    store = open_store(folder / "state")
    clock = Clock(NOW)
    async with open_pipeline(
        load_config(config, {}), store, folder / "state", clock, lambda line: None, shared_workers()
    ) as pipeline:
        await pipeline.cycle(Wanted(everything=True))
    status = status_row(store, NOW, NOW - NOW)
    seen = {
        "sources": {source["name"]: source for source in status["sources"]},
        "articles": {row["url"].rsplit("/", 1)[1]: row for row in article_rows(store.database)},
        "claims": list(claim_rows(store.database, ClaimFilter())),
        "backlog": status["backlog"],
    }
    store.close()
    return seen


@pytest.mark.parametrize(
    ("source", "state", "reason"),
    [
        ("html", "partial", "its feed is"),
        ("nothing", "backoff", "empty"),
        ("huge", "backoff", "max_bytes"),
        ("broken", "partial", ""),
        ("good", "ok", None),
        ("old", "ok", None),
        ("markup", "ok", None),
        ("long", "ok", None),
    ],
)
def test_every_bad_feed_has_its_state_and_reason_in_status(
    seen: dict[str, Any], source: str, state: str, reason: str | None
) -> None:
    row = seen["sources"][source]
    assert row["state"] == state, row
    assert (row["reason"] is None) is (reason is None)
    assert reason is None or reason in row["reason"]
    assert row["next_poll"] is not None


def test_a_bad_source_harms_no_other(seen: dict[str, Any]) -> None:
    assert seen["articles"]["a2"]["claims"] > 0
    assert seen["backlog"] == {"read": 0, "claim": 0, "compare": 0, "notice": 0}


def test_a_date_in_1970_is_no_date(seen: dict[str, Any]) -> None:
    assert seen["articles"]["a3"]["published"] is None
    assert seen["articles"]["a3"]["status"] == "ok"


def test_markup_in_a_title_is_text(seen: dict[str, Any]) -> None:
    assert "<" not in seen["articles"]["a4"]["title"]


def test_an_article_of_two_megabytes_is_read_or_says_why_not(seen: dict[str, Any]) -> None:
    row = seen["articles"]["a5"]
    assert row["status"] in ("ok", "partial", "failed")
    assert row["status"] == "ok" or row["reason"]


def test_a_feed_that_breaks_off_loses_nothing_of_what_came(seen: dict[str, Any]) -> None:
    assert seen["articles"]["a1"]["claims"] > 0
