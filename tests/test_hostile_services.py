"""Services, lists, pages and name servers that lie, and lists that change for nothing. See docs/safety.md."""

from __future__ import annotations

import json
import random
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import yaml

from monitor.clock import Clock
from monitor.config import load_config
from monitor.errors import FeedError
from monitor.network import Client, Failure, NetworkSettings, Request, Response
from monitor.pipeline import Wanted, open_pipeline
from monitor.sources import Answer, Call
from monitor.sources.registry import kinds
from monitor.stages.asking import Before, Found
from monitor.store import open_store
from tests.desk import shared_workers
from tests.forum_desk import NOW, asked, data, make_source
from tests.network_loopback import Heard, Loopback, reply
from tests.one_source import NOW as START
from tests.one_source import Reader
from tests.test_sources_any_answer import PLACES, STEPS

JSON_KINDS = "gdelt hackernews discourse lemmy mastodon bluesky stackexchange github huggingface".split()


# Name servers


async def test_hostile_a_name_that_resolves_otherwise_the_second_time_gains_nothing(monkeypatch: pytest.MonkeyPatch):
    answers: list[list[str]] = []
    looked_up = 0

    async def resolved(_self: object, host: str, port: int = 0, **_: object) -> list[dict[str, Any]]:
        nonlocal looked_up
        looked_up += 1
        return [
            {"hostname": host, "host": address, "port": port, "family": socket.AF_INET, "proto": 0, "flags": 0}
            for address in (answers.pop(0) if len(answers) > 1 else answers[0])
        ]

    monkeypatch.setattr(aiohttp.ThreadedResolver, "resolve", resolved)
    async with Loopback(reply(200, b"public", Connection="close")) as server:
        # The permitted address stands for a public one; 127.0.0.2 is the intranet that the name server points to next.
        settings = NetworkSettings(allow_private_addresses=(f"127.0.0.1:{server.port}",), min_delay=0, deadline=3)
        url = f"http://rebinding.example:{server.port}/"
        async with Client(settings, Clock()) as reader:
            answers[:] = [["127.0.0.1"], ["127.0.0.2"]]
            first = await reader.fetch(Request(url))
            assert looked_up == 1, "what was vetted is dialled, without a second look"
        async with Client(settings, Clock()) as reader:
            second = await reader.fetch(Request(url))
        async with Client(settings, Clock()) as reader:
            answers[:] = [["127.0.0.2", "127.0.0.1"]]
            mixed = await reader.fetch(Request(url))
    assert isinstance(first, Response) and first.body == b"public"
    assert isinstance(second, Failure) and "private" in second.reason
    assert isinstance(mixed, Response | Failure)
    assert all(heard.headers["host"] == f"rebinding.example:{server.port}" for heard in server.heard)
    assert len(server.heard) <= 2


# Services


@pytest.mark.parametrize("kind", JSON_KINDS)
@pytest.mark.parametrize(
    "body",
    [
        b"<!doctype html><title>Maintenance</title>",
        b'{"error": "try later"}',
        b'{"errors": ["no"]}',
        b"",
        b"null",
        b"3",
    ],
)
def test_hostile_what_is_no_list_with_status_200_is_an_error_and_not_an_empty_list(kind: str, body: bytes) -> None:
    place = kinds()[kind].model_validate(PLACES[kind])
    for step in STEPS.get(kind, [""]):
        with pytest.raises(FeedError) as refused:
            place.read(Answer(Call("https://x.example/", step), body, "https://x.example/", now=NOW))
        assert str(refused.value)


ENDLESS: dict[str, tuple[dict[str, Any], Callable[[Heard, str], bytes]]] = {
    "huggingface": (
        {"author": "Nord"},
        lambda heard, base: data(
            [{"id": f"Nord/{len(heard.target)}"}], Link=f'<{base}{heard.target}x>; rel="next"'
        ),
    ),
    "hackernews": (
        {"query": "q"},
        lambda heard, base: data(
            {"hits": [{"objectID": str(n), "created_at_i": 1, "title": "t"} for n in range(100)],
             "page": 0, "nbPages": 10**9}
        ),
    ),
    "stackexchange": (
        {"site": "s", "query": "q"},
        lambda heard, base: data({"items": [{"question_id": 1, "title": "t", "link": base}], "has_more": True}),
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", ENDLESS)
async def test_hostile_a_service_without_a_last_page_is_asked_ten_times_at_most(kind: str) -> None:
    keys, answer = ENDLESS[kind]
    server = Loopback(lambda heard: answer(heard, server.base))
    async with server:
        source = make_source(kind, **keys, base_url=server.base)
        found = await asked(source, Before(memory="1772000000" if kind != "huggingface" else None))
    assert isinstance(found, Found)
    assert 1 < len(server.heard) <= 10
    assert found.feed.whole is False


async def test_hostile_a_next_page_that_is_the_same_page_is_not_asked_again() -> None:
    server = Loopback(lambda heard: data([{"id": "Nord/a"}], Link=f'<{server.base}{heard.target}>; rel="next"'))
    async with server:
        found = await asked(make_source("huggingface", author="Nord", base_url=server.base))
    assert isinstance(found, Found)
    assert len(server.heard) == 1


async def test_hostile_a_token_that_a_service_echoes_is_written_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = "tok_SECRET_7f3a91"
    monkeypatch.setenv("HF_TOKEN", secret)
    lines: list[str] = []

    def answer(heard: Heard) -> bytes:
        body = json.dumps({"error": f"bad token {heard.headers.get('authorization')}"}).encode()
        return reply(403, body, Content_Type="application/json", X_Error=f"for {secret}")

    async with Loopback(answer) as server:
        config = {
            "stories": [{"id": "s", "title": "S", "match": {"any": ["Nord"]}}],
            "sources": [
                {
                    "name": "hub",
                    "kind": "huggingface",
                    "author": "Nord",
                    "token": "${HF_TOKEN}",
                    "base_url": server.base,
                }
            ],
            "network": {"allow_private_addresses": True, "min_delay": 0},
        }
        (tmp_path / "feeds.yaml").write_text(yaml.safe_dump(config))
        store = open_store(tmp_path / "state")
        loaded = load_config(tmp_path / "feeds.yaml", {"HF_TOKEN": secret})
        async with open_pipeline(loaded, store, tmp_path / "state", Clock(NOW), lines.append, shared_workers()) as walk:
            await walk.cycle(Wanted(everything=True))
        store.close()
    assert server.heard[0].headers["authorization"] == f"Bearer {secret}"
    stored = b"".join(path.read_bytes() for path in (tmp_path / "state").glob("history.db*"))
    assert secret.encode() not in stored
    assert lines and not [line for line in lines if secret in line]


async def test_hostile_a_sitemap_index_that_lists_itself_is_read_once() -> None:
    def answer(heard: Heard) -> bytes:
        places = "".join(f"<sitemap><loc>{server.base}/s{n or ''}.xml</loc></sitemap>" for n in range(40))
        return reply(200, f"<sitemapindex>{places}</sitemapindex>".encode())

    server = Loopback(answer)
    async with server:
        found = await asked(make_source("sitemap", url=server.base + "/s.xml"))
    assert not isinstance(found, Found)
    assert len(server.heard) <= 6


async def test_hostile_of_a_sitemap_with_50_000_pages_the_newest_1000_are_taken() -> None:
    days = random.Random(1).sample(range(50_000), 50_000)
    pages = "".join(
        f"<url><loc>{{base}}/p{day}</loc>"
        f"<lastmod>{1900 + day // 400:04}-{1 + day // 31 % 12:02}-{1 + day % 28:02}</lastmod></url>"
        for day in days
    )
    server = Loopback(lambda heard: reply(200, f"<urlset>{pages}</urlset>".replace("{base}", server.base).encode()))
    async with server:
        found = await asked(make_source("sitemap", url=server.base + "/s.xml"))
    assert isinstance(found, Found)
    times = [entry.updated for entry in found.feed.entries]
    assert len(times) == 1000
    assert times == sorted(times, key=lambda time: (time is not None, time), reverse=True)
    assert len(server.heard) == 1


# Pages


async def test_hostile_nothing_that_a_page_leads_on_to_is_fetched(tmp_path: Path) -> None:
    async with Loopback(reply(200, b"secret")) as canary:
        links = "".join(f'<a href="/calendar/2026/{month}?session={month}">next month</a>' for month in range(50))
        page = (
            f"<html><head><title>Nordlink adds a ship</title>"
            f'<meta http-equiv="refresh" content="0;url={canary.base}/r">'
            f'<link rel="next" href="/page?p=2"><link rel="canonical" href="{canary.base}/c">'
            f'<link rel="stylesheet" href="{canary.base}/s.css"><link rel="icon" href="/favicon.ico"></head>'
            f"<body><article>"
            f"<p>Nordlink Ferries added a ship to its fleet of nine on Monday, the company said in Holm.</p>"
            f'<img src="{canary.base}/i.png"><iframe src="{canary.base}/f"></iframe>'
            f'<a rel=next href="/page?p=2">2</a>{links}'
            f"</article></body></html>"
        ).encode()

        def answer(heard: Heard) -> bytes:
            if heard.target == "/feed":
                link = f"<link>{server.base}/page</link>"
                item = f"<item><title>Nordlink adds a ship</title>{link}<guid>g</guid></item>"
                return reply(200, f'<rss version="2.0"><channel><title>F</title>{item}</channel></rss>'.encode())
            return reply(404) if heard.target == "/robots.txt" else reply(200, page, Content_Type="text/html")

        server = Loopback(answer)
        async with server:
            reader = Reader(tmp_path, server.base + "/feed")
            await reader.poll(0)
        store = open_store(reader.state, read_only=True)
        row = store.database.row("SELECT a.url, v.text FROM articles a JOIN versions v ON v.article = a.id")
        store.close()
    assert sorted({heard.target for heard in server.heard}) == ["/feed", "/page", "/robots.txt"]
    assert canary.connections == 0
    assert row is not None and row["url"] == server.base + "/page"
    assert "fleet of nine" in row["text"]


# Lists that change for nothing

STILL = set(
    "shuffled guid_every_fetch link_every_fetch date_every_fetch vanish_return case_guids huge_guid dup_items no_guid "
    "scheme".split()
)


def rows_of(case: str, poll: int, base: str) -> list[str]:
    """The items of one case at one poll."""

    def made(number: int, **changes: str) -> str:
        fields = {
            "title": f"Calm {number}",
            "link": f"{base}/{case}/{number}",
            "guid": f"g{number}",
            "pubDate": f"Mon, 02 Mar 2026 0{number % 9}:00:00 GMT",
        } | changes
        return "<item>" + "".join(f"<{name}>{value}</{name}>" for name, value in fields.items() if value) + "</item>"

    items = [made(number) for number in range(8)]
    match case:
        case "shuffled":
            return random.Random(poll).sample(items, 8)
        case "guid_every_fetch":
            return [made(number, guid=f"g{number}-{poll}") for number in range(8)]
        case "link_every_fetch":
            return [
                made(n, guid="", link=f"{base}/{n}?id={n}&amp;utm_source=p{poll}&amp;fbclid={poll}") for n in range(8)
            ]
        case "date_every_fetch":
            return [made(number, pubDate=f"Mon, 02 Mar 2026 0{poll}:30:00 GMT") for number in range(8)]
        case "vanish_return":
            return items[4:] if poll % 2 else items
        case "case_guids":
            return [made(0, guid=guid, link="", title=f"Calm {n}") for n, guid in enumerate(("Ab", "aB", "ab"))]
        case "huge_guid":
            return [made(0, guid="g" * 2_000_000, link="")]
        case "dup_items":
            return items[:1] * 5
        case "no_guid":
            return [made(number, guid="") for number in range(3)]
        case "scheme":
            return [made(1, guid="", link=f"{base}/a{'/' if poll % 2 else ''}#{poll}")]
        case "archive_dump":
            return items[:5] if not poll else items[:5] + [made(number) for number in range(100, 600)]
        case _:
            return [made(0, title=f"Calm {'A' if poll % 2 else 'B'}")]


async def test_hostile_lists_that_change_for_nothing_bring_nothing(tmp_path: Path) -> None:
    poll, cases = 0, sorted(STILL | {"archive_dump", "title_flap"})

    def answer(heard: Heard) -> bytes:
        items = "".join(rows_of(heard.target.strip("/"), poll, server.base))
        return reply(200, f'<rss version="2.0"><channel><title>F</title>{items}</channel></rss>'.encode())

    server = Loopback(answer)
    async with server:
        config = {
            "stories": [{"id": "s", "title": "S", "match": {"any": ["Nordlink"]}}],
            "sources": [{"name": case, "kind": "feed", "url": f"{server.base}/{case}"} for case in cases],
            "network": {"allow_private_addresses": True, "min_delay": 0},
        }
        (tmp_path / "feeds.yaml").write_text(yaml.safe_dump(config))
        counts: list[dict[str, int]] = []
        store = open_store(tmp_path / "state")
        for poll in range(4):
            loaded = load_config(tmp_path / "feeds.yaml", {})
            clock = Clock(START.replace(hour=10 + poll))
            async with open_pipeline(
                loaded, store, tmp_path / "state", clock, lambda line: None, shared_workers()
            ) as walk:
                await walk.cycle(Wanted(everything=True))
            found = store.database.rows("SELECT source, count(*) AS n FROM entries GROUP BY source")
            counts.append({row["source"]: row["n"] for row in found})
        events = store.database.value("SELECT count(*) FROM events")
        longest = store.database.value("SELECT max(length(identity)) FROM entries")
        store.close()
    assert {case: counts[3][case] for case in STILL} == {case: counts[0][case] for case in STILL}
    assert {case: counts[0][case] for case in ("case_guids", "huge_guid", "dup_items", "shuffled", "title_flap")} == {
        "case_guids": 3, "huge_guid": 1, "dup_items": 1, "shuffled": 8, "title_flap": 1,
    }  # fmt: skip
    assert (counts[0]["archive_dump"], counts[3]["archive_dump"], counts[3]["title_flap"]) == (5, 505, 1)
    assert events == 0
    assert longest < 500
