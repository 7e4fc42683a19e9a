"""The hostile feeds and answers of docs/hostile.md by name, polled twice by the whole pipeline, beside a good one."""

from __future__ import annotations

import asyncio
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.clock import Clock
from monitor.config import load_config
from monitor.pipeline import Wanted, open_pipeline
from monitor.store import open_store
from monitor.store.listings import status_row
from tests.desk import shared_workers
from tests.hostile_answers import HTTP, REDIRECT, SSRF, TRANSPORT, Answer, document
from tests.hostile_documents import CONTENT, DATES, ENCODING, IDENTITY, LETTERS, OK, PARSER, SIZE, Body, Turn
from tests.network_loopback import Heard, Loopback, reply

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
DOCUMENTS: Mapping[str, Body | Turn] = {"ok": OK} | PARSER | ENCODING | IDENTITY | DATES | CONTENT | SIZE
ANSWERS: Mapping[str, Answer] = {**TRANSPORT, **REDIRECT, **SSRF, **HTTP}
CASES = (*DOCUMENTS, *ANSWERS)
_UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
WELL, BAD = {"ok", "unchanged"}, {"backoff", "failing", "blocked"}
# How a case ends that does not end well: its states, and how many of its entries are kept.
ENDS: dict[str, tuple[set[str], int]] = {
    **dict.fromkeys(("billion-laughs", "quadratic-blowup", "huge-attributes", "many-namespaces"), (BAD, 0)),
    **dict.fromkeys(("deep-nesting", "html-not-feed", "empty-body", "soap-xml", "json-broken", "json-deep"), (BAD, 0)),
    **dict.fromkeys(("xxe-file", "xxe-http"), (WELL, 2)),
    "json-big-int": (WELL, 1),  # one id is no JSON value, and nothing else is known of that item
    **dict.fromkeys(("xxe-dtd", "xinclude", "xslt-stylesheet", "bare-amp", "json-dup-keys"), (WELL, 1)),
    **dict.fromkeys(("nuls", "control-chars", "json-wrong-types", "json-next-loop", "json-surrogates"), (WELL, 1)),
    "truncated": ({"partial"}, 2),
    "empty-feed": (WELL, 0),
    "json-next-endless": (WELL, 2),
    **dict.fromkeys(ENCODING, (WELL, 1)),
    **dict.fromkeys((*TRANSPORT, *SSRF, *REDIRECT, *HTTP), (BAD, 0)),
    **dict.fromkeys(
        ("gzip-ok", "deflate-raw", "smuggled-headers", "gzip-bomb-redirect", "length-too-short"), (WELL, 3)
    ),
    **dict.fromkeys(("moved-301", "moved-302", "moved-307", "moved-308", "moved-301-302", "moved-flap"), (WELL, 3)),
    **dict.fromkeys(("redirect-relative", "200-exhausted", "203", "max-age-year", "no-store", "etag-huge"), (WELL, 3)),
    **dict.fromkeys(("etag-empty", "lm-garbage", "cookies"), (WELL, 3)),
    "410": ({"gone"}, 0),
    **{name: (WELL, body.count("<item>")) for name, body in (DATES | CONTENT).items() if isinstance(body, str)},
    **dict.fromkeys(("dup-items", "title-flap", "guid-reused", "nothing-at-all", "huge-guid"), (WELL, 1)),
    "shuffled": (WELL, 20),
    "vanish-return": (WELL, 10),
    "http-https-dup": (WELL, 4),
    "archive-dump": (WELL, 505),
    "first-poll-flood": (WELL, 50),
    "missed-window": ({"partial"}, 20),
    "body-20mb": (BAD, 0),
    "entries-100k": (WELL, 1000),
}
TITLES = {
    **dict.fromkeys(("utf8-bom", "utf16-bom", "utf16le-nobom", "wrong-charset-header", "text-xml-no-charset"), LETTERS),
    "unknown-charset": LETTERS,
    "cp1252-as-utf8": "“Calm” – seas",
    "gb18030": "日本語中文€",
    "koi8r": "Москва",
    "bare-amp": "AT&T news — now",
    "json-surrogates": "Calm",
    "nuls": "Calm seas",
}
TYPES = {"wrong-charset-header": "application/rss+xml; charset=latin-1", "text-xml-no-charset": "text/xml"}


class Site:
    """Every case on a host of its own, so that a pause of one keeps no other waiting."""

    def __init__(self, canary: str) -> None:
        self.canary, self.turns, self.heard = canary, Counter[str](), list[Heard]()

    def __call__(self, heard: Heard) -> bytes:
        self.heard.append(heard)
        case, _, path = heard.target.removeprefix("/").partition("/")
        if case not in CASES:
            return reply(404)
        self.turns[case] += 1
        if case in ANSWERS:
            answer = ANSWERS[case]
            return answer if isinstance(answer, bytes) else answer(self.turns[case], path, self.canary)
        body = DOCUMENTS[case]
        made = document(body if isinstance(body, bytes | str) else body(self.turns[case], self.canary))
        kind = TYPES.get(case, "text/plain" if case == "wrong-type-feed" else "application/rss+xml")
        return made.replace(b"\r\n", f"\r\nContent-Type: {kind}\r\n".encode(), 1)


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """What two cycles over all cases leave."""
    yield asyncio.run(_two_cycles(tmp_path_factory.mktemp("hostile")))


async def _two_cycles(folder: Path) -> dict[str, Any]:
    async with Loopback(reply(200, b"root:x:0:0")) as canary:
        site = Site(canary.base + "/")
        async with Loopback(site, "0.0.0.0") as server:
            (folder / "feeds.yaml").write_text(_configuration(server.port))
            lines: list[str] = []
            counts = [await _cycle(folder, hours, lines) for hours in (0, 200)]
        touched = canary.connections
    store = open_store(folder / "state", read_only=True)
    status = status_row(store, NOW, timedelta(0))
    tables = ("sources", "polls", "entries", "articles", "events")
    texts = [
        str(value) for table in tables for row in store.database.rows(f"SELECT * FROM {table}") for value in tuple(row)
    ]
    titles = {
        row["source"]: row["title"] for row in store.database.rows("SELECT source, title FROM entries ORDER BY id")
    }
    kept = {row["source"]: row["n"] for row in store.database.rows("SELECT source, count(*) n FROM entries GROUP BY 1")}
    store.close()
    sources = {source["name"]: source | {"kept": kept.get(source["name"], 0)} for source in status["sources"]}
    return {
        "sources": sources,
        "texts": texts,
        "titles": titles,
        "lines": lines,
        "counts": counts,
        "canary": touched,
        "heard": site.heard,
    }


def _configuration(port: int) -> str:
    places = [f"http://127.1.{n // 250}.{n % 250 + 1}:{port}/{case}/" for n, case in enumerate(CASES)]
    sources: list[dict[str, Any]] = [
        {"name": case, "kind": "feed", "url": place, "read": "all"} for case, place in zip(CASES, places, strict=True)
    ]
    sources[CASES.index("redirect-auth-leak")]["headers"] = {"Authorization": "Bearer tok-SECRET"}
    return json.dumps(
        {
            "stories": [{"id": "s", "title": "S", "match": {"any": ["Nordlink"]}}],
            "sources": sources,
            "network": {"allow_private_addresses": ["127.1.0.0/16"], "min_delay": 0},
        }
    )


async def _cycle(folder: Path, hours: float, lines: list[str]) -> tuple[int, int]:
    store = open_store(folder / "state")
    clock = Clock(NOW + timedelta(hours=hours))
    config = load_config(folder / "feeds.yaml", {})
    async with open_pipeline(config, store, folder / "state", clock, lines.append, shared_workers()) as walk:
        await walk.cycle(Wanted(everything=True))
    counts = tuple(int(store.database.value(f"SELECT count(*) FROM {table}")) for table in ("entries", "events"))
    store.close()
    return counts[0], counts[1]


@pytest.mark.parametrize("case", CASES)
def test_hostile_case_by_name_ends_as_it_should(seen: dict[str, Any], case: str) -> None:
    row = seen["sources"][case]
    states, entries = ENDS.get(case, (WELL, 3))
    assert row["state"] in states, row
    assert row["state"] in WELL or row["reason"]
    assert row["kept"] == entries, row
    assert case not in TITLES or seen["titles"][case] == TITLES[case]


def test_hostile_by_name_nothing_named_by_an_answer_is_fetched_or_read(seen: dict[str, Any]) -> None:
    assert seen["canary"] == 0
    assert not [text for text in seen["texts"] if "root:" in text]


def test_hostile_by_name_only_what_may_be_stored_is_stored(seen: dict[str, Any]) -> None:
    assert not [text[:80] for text in seen["texts"] if _UNSTORABLE.search(text)]
    assert not [text[:80] for text in seen["texts"] if "tok-SECRET" in text]
    assert not [title for title in seen["titles"].values() if len(title) > 2000 or len(title.splitlines()) > 1]


def test_hostile_by_name_each_event_of_the_log_is_one_line(seen: dict[str, Any]) -> None:
    assert len(seen["lines"]) >= len(CASES)
    assert not [line for line in seen["lines"] if len(line.splitlines()) > 1 or _UNSTORABLE.search(line)]


def test_hostile_by_name_nobody_is_asked_more_than_the_pages_and_redirects_of_two_polls(seen: dict[str, Any]) -> None:
    asked = Counter(heard.target.split("/")[1] for heard in seen["heard"])
    assert max(asked.values()) <= 12, asked.most_common(5)
    assert not [name for heard in seen["heard"] for name in ("cookie", "referer", "range") if name in heard.headers]


def test_hostile_by_name_a_second_poll_brings_only_what_is_new(seen: dict[str, Any]) -> None:
    (entries, events), (entries_later, events_later) = seen["counts"]
    assert entries_later - entries == 500 + 10 + 1, "an old archive, another window, another page"
    assert events_later == events
