"""Feeds that were made to do harm, all polled by one process beside a good one. See docs/safety.md."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from monitor.clock import Clock
from monitor.config import load_config
from monitor.pipeline import Wanted, open_pipeline
from monitor.store import open_store
from monitor.store.listings import status_row
from tests.desk import shared_workers
from tests.network_loopback import Heard, Loopback, reply

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SECONDS = 60
UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
XML = '<?xml version="1.0"?>'
ITEM = "<item><title>Calm seas</title><guid>g</guid></item>"
CASES = (
    "good laughs quadratic xxe_file xxe_http xxe_dtd xinclude stylesheet deep attributes namespaces nuls controls soap "
    "json_deep json_types json_big json_surrogates many long_title regular markup bare log_lines"
).split()
READ = frozenset(
    "good stylesheet xinclude nuls controls json_types json_surrogates many long_title regular markup".split()
)


def rss(inside: str, before: str = XML) -> str:
    return f'{before}<rss version="2.0"><channel><title>F</title>{inside}</channel></rss>'


def item(title: str) -> str:
    return f"<item><title>{title}</title><guid>{len(title)}</guid></item>"


def document(case: str, canary: str) -> bytes | str:
    """The body of one case; each is written for what its name says."""
    laughs = '<!ENTITY l0 "ha">' + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    entity = '{}<!DOCTYPE r [<!ENTITY x SYSTEM "{}">]>'
    match case:
        case "laughs":
            return rss(item("&l9;"), f"{XML}<!DOCTYPE r [{laughs}]>")
        case "quadratic":
            return rss(item("&a;" * 10_000), f'{XML}<!DOCTYPE r [<!ENTITY a "{"a" * 100_000}">]>')
        case "xxe_file":
            return rss(item("&x;") + ITEM, entity.format(XML, "file:///etc/passwd"))
        case "xxe_http":
            return rss(item("&x;") + ITEM, entity.format(XML, canary))
        case "xxe_dtd":
            return rss(ITEM, f'{XML}<!DOCTYPE r SYSTEM "{canary}/x.dtd" [<!ENTITY % p SYSTEM "{canary}/p"> %p;]>')
        case "xinclude":
            include = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/passwd" parse="text"/>'
            return rss(f"<item><title>Calm {include}</title><guid>g</guid></item>")
        case "stylesheet":
            return rss(ITEM, f'{XML}<?xml-stylesheet type="text/xsl" href="{canary}/x.xsl"?>')
        case "deep":
            return rss("<a>" * 200_000 + "</a>" * 200_000)
        case "attributes":
            return rss("<item " + " ".join(f'a{n}="1"' for n in range(100_000)) + "><title>t</title></item>")
        case "namespaces":
            spaces = " ".join(f'xmlns:n{n}="http://n.example/{n}"' for n in range(10_000))
            return rss(f"<item {spaces}/>{ITEM}")
        case "nuls":
            return rss(item("Calm\x00 seas"))
        case "controls":
            return rss(item("Calm\x01\x08\x1b[31m \x7fseas"))
        case "soap":
            return f"{XML}<Envelope><Body>none</Body></Envelope>"
        case "json_deep":
            return "[" * 100_000 + "]" * 100_000
        case "json_big":
            return f'{{"version": "https://jsonfeed.org/version/1.1", "items": [], "n": {"9" * 100_000}}}'
        case _:
            return _readable(case)


def _readable(case: str) -> str:
    feed: dict[str, Any] = {"version": "https://jsonfeed.org/version/1.1", "title": "F"}
    match case:
        case "json_types":
            odd = {"id": 7, "title": {}, "url": [], "date_published": None}
            return json.dumps(feed | {"items": [None, 3, [], odd]})
        case "json_surrogates":
            return json.dumps(feed | {"items": [{"id": "1", "title": "\ud800 Calm \udfff"}]})
        case "many":
            return rss("".join(f"<item><title>Calm {n}</title></item>" for n in range(20_000)))
        case "long_title":
            return rss(item("Calm " * 1_000_000))
        case "regular":
            return rss(item("a" * 50_000) + item("&lt;" * 50_001) + item("[" * 10_000) + item('"' * 50_002))
        case "markup":
            return rss(item("&lt;script&gt;alert(1)&lt;/script&gt;Calm"))
        case "log_lines":
            return rss(item("Calm&#10;2026-03-02 ERROR forged&#13;&#10;Bcc: x@y.example&#x2028;line"))
        case _:
            return rss(ITEM)


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """What two cycles over all cases leave."""
    yield asyncio.run(_two_cycles(tmp_path_factory.mktemp("hostile")))


async def _two_cycles(folder: Path) -> dict[str, Any]:
    async with Loopback(reply(200, b"root:x:0:0")) as canary:
        bodies = {case: document(case, canary.base) for case in CASES}

        def answer(heard: Heard) -> bytes:
            body = bodies[heard.target.strip("/")]
            return reply(200, body if isinstance(body, bytes) else body.encode("utf-8", "surrogatepass"))

        async with Loopback(answer) as server:
            began = time.monotonic()
            counts = [await _cycle(folder, server.base, hours) for hours in (0, 48)]
            seconds = time.monotonic() - began
        touched = canary.connections
    store = open_store(folder / "state", read_only=True)
    status = status_row(store, NOW, timedelta(0))
    database = store.database
    texts = [
        value
        for table in ("sources", "polls", "entries", "articles", "events")
        for row in database.rows(f"SELECT * FROM {table}")
        for value in tuple(row)
        if isinstance(value, str)
    ]
    titles = [row["title"] for row in database.rows("SELECT title FROM entries")]
    store.close()
    sources = {source["name"]: source for source in status["sources"]}
    found = {"sources": sources, "texts": texts, "titles": titles}
    return found | {"counts": counts, "canary": touched, "seconds": seconds}


async def _cycle(folder: Path, base: str, hours: float) -> tuple[int, int]:
    settings = {
        "stories": [{"id": "s", "title": "S", "match": {"any": ["Nordlink"]}}],
        "sources": [{"name": case, "kind": "feed", "url": f"{base}/{case}"} for case in CASES],
        "network": {"allow_private_addresses": True, "min_delay": 0},
    }
    config = folder / "feeds.yaml"
    config.write_text(yaml.safe_dump(settings))
    store = open_store(folder / "state")
    clock = Clock(NOW + timedelta(hours=hours))
    async with open_pipeline(
        load_config(config, {}), store, folder / "state", clock, lambda line: None, shared_workers()
    ) as pipeline:
        await pipeline.cycle(Wanted(everything=True))
    counts = tuple(int(store.database.value(f"SELECT count(*) FROM {table}")) for table in ("entries", "events"))
    store.close()
    return counts[0], counts[1]


@pytest.mark.parametrize("case", CASES)
def test_hostile_every_case_has_one_state_and_a_reason_where_it_is_not_well(seen: dict[str, Any], case: str):
    row = seen["sources"][case]
    assert row["state"] in ("ok", "unchanged", "partial", "backoff", "failing")
    assert row["state"] in ("ok", "unchanged") or row["reason"]
    assert row["next_poll"] is not None
    assert case not in READ or row["entries"] > 0, row


def test_hostile_a_second_poll_adds_no_entry_and_no_event(seen: dict[str, Any]):
    assert seen["counts"][0] == seen["counts"][1]
    assert seen["counts"][0][0] > len(READ)


def test_hostile_nothing_named_by_a_document_is_fetched_or_read(seen: dict[str, Any]):
    assert seen["canary"] == 0
    assert not [text for text in seen["texts"] if "root:" in text]


def test_hostile_no_control_character_and_no_half_of_a_character_is_stored(seen: dict[str, Any]):
    assert not [text[:80] for text in seen["texts"] if UNSTORABLE.search(text)]


def test_hostile_titles_are_short_lines_of_plain_text(seen: dict[str, Any]):
    assert not [title[:80] for title in seen["titles"] if len(title) > 2000 or len(title.splitlines()) > 1]
    assert not [title for title in seen["titles"] if "<script" in title]


def test_hostile_all_cases_together_are_over_in_time(seen: dict[str, Any]):
    assert seen["seconds"] < SECONDS
