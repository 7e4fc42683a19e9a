"""What a reader owes the publishers whose feeds it polls, seen from the server: the whole poll, against loopback.

The numbers in the names are those of docs/politeness.md.
"""

from __future__ import annotations

import contextlib
import gzip
import itertools
from datetime import timedelta
from pathlib import Path

import pytest
import yaml

from monitor.clock import Clock, parse_iso
from monitor.config import load_config
from monitor.model import SourceState
from monitor.network import Client, Known, NetworkSettings, Request
from monitor.pipeline import open_pipeline
from monitor.stages.turns import in_turns
from monitor.store import open_store
from tests.desk import shared_workers
from tests.network_loopback import Heard, Loopback, reply
from tests.one_source import FEED, NOW, PAGE, Reader, due


async def test_citizen_7_a_304_is_a_success_that_changes_nothing_and_ends_a_failure(tmp_path: Path):
    answers = iter([reply(200, FEED, ETag='"v1"'), reply(500), reply(304)])
    async with Loopback(lambda heard: next(answers)) as server:
        reader = Reader(tmp_path, server.base)
        for hours in (0, 2):
            await reader.poll(hours)
        row = await reader.poll(4)
    assert (row["state"], row["reason"], row["entries"]) == ("unchanged", None, 1)
    assert parse_iso(row["last_ok"]) == NOW + timedelta(hours=4)


@pytest.mark.parametrize(
    "bad",
    [
        reply(404, FEED, ETag='"bad"'),
        reply(500, FEED, ETag='"bad"'),
        reply(200, PAGE, ETag='"bad"'),
        reply(200, FEED[:-30], ETag='"bad"'),
        reply(200, gzip.compress(FEED)[:-9], ETag='"bad"', Content_Encoding="gzip"),
        reply(200, FEED, ETag='"bad"').replace(b"Content-Length: ", b"Content-Length: 9"),
    ],
    ids=["404", "500", "page", "truncated", "gzip cut", "length too long"],
)
async def test_citizen_9_validators_are_kept_only_from_what_was_read_whole(tmp_path: Path, bad: bytes):
    async def cut(heard: Heard, writer: object) -> None:
        writer.write(bad)  # type: ignore[attr-defined]

    async with Loopback(cut) as server:
        reader = Reader(tmp_path, server.base)
        await reader.poll(0)
        await reader.poll(30)
    assert all("if-none-match" not in heard.headers for heard in server.heard)
    assert len(server.heard) == 2


async def test_citizen_12_an_etag_that_flaps_over_the_same_bytes_changes_nothing(tmp_path: Path):
    count = 0

    def answer(_heard: Heard) -> bytes:
        nonlocal count
        count += 1
        return reply(200, FEED, ETag=f'"v{count}"')

    async with Loopback(answer) as server:
        reader = Reader(tmp_path, server.base)
        rows = [await reader.poll(2 * n) for n in range(4)]
    assert [row["state"] for row in rows] == ["ok"] + ["unchanged"] * 3
    assert [heard.headers.get("if-none-match") for heard in server.heard] == [None, '"v1"', '"v2"', '"v3"']
    assert (reader.count("polls"), reader.count("entries"), reader.count("events")) == (1, 1, 0)


async def test_citizen_13_twenty_restarts_in_ten_minutes_ask_nothing(tmp_path: Path):
    async with Loopback(reply(200, FEED)) as server:
        reader = Reader(tmp_path, server.base)
        for n in range(21):
            await reader.poll(n / 120, due_only=True)
    assert len(server.heard) == 1


async def test_citizen_14_after_a_month_of_standstill_a_source_is_polled_once(tmp_path: Path):
    async with Loopback(reply(200, FEED)) as server:
        reader = Reader(tmp_path, server.base)
        await reader.poll(0, due_only=True)
        for hours in (720, 720.01, 720.02):
            await reader.poll(hours, due_only=True)
    assert len(server.heard) == 2


async def test_citizen_15_a_restart_keeps_the_gap_between_two_requests_to_a_host(tmp_path: Path):
    settings = NetworkSettings(allow_private_addresses=True, min_delay=0.4)
    async with Loopback(reply(200, FEED)) as server:
        async with Client(settings, Clock()) as first:
            await first.fetch(Request(server.base + "/a"))
            asked = dict(first.asked)
        async with Client(settings, Clock(), Known(asked=asked)) as second:
            await second.fetch(Request(server.base + "/b"))
    assert list(asked) == [server.authority]
    one, other = (heard.at for heard in server.heard)
    assert other - one >= 0.4


async def test_citizen_15_when_hosts_were_asked_is_kept_with_the_history(tmp_path: Path):
    async with Loopback(reply(200, FEED)) as server:
        reader = Reader(tmp_path, server.base)
        await reader.poll(None)
        assert list(reader.hosts()) == [server.authority]


@pytest.mark.parametrize(
    ("headers", "body", "least"),
    [
        ({"Cache_Control": "max-age=14400"}, FEED, 4),
        ({"Cache_Control": "max-age=14400", "Age": "7200"}, FEED, 2),
        ({"Expires": "Mon, 02 Mar 2026 14:00:00 GMT", "Date": "Mon, 02 Mar 2026 09:00:00 GMT"}, FEED, 5),
        ({"Cache_Control": "max-age=31536000"}, FEED, 24),
        ({"Cache_Control": "no-store"}, FEED, 1),
        ({}, FEED.replace(b"<title>F", b"<ttl>180</ttl><title>F"), 3),
        ({}, FEED.replace(b"<title>F", b"<ttl>soon</ttl><title>F"), 1),
        ({}, FEED.replace(b"<title>F", b"<skipHours><hour>10</hour></skipHours><title>F"), 2),
    ],
)
async def test_citizen_16_17_18_19_20_21_a_source_is_asked_no_sooner_than_it_wishes_and_not_much_later(
    tmp_path: Path, headers: dict[str, str], body: bytes, least: float
):
    async with Loopback(reply(200, body, **headers)) as server:
        row = await Reader(tmp_path, server.base).poll(0)
    assert least <= due(row) <= least * 1.1 + 0.01
    assert row["why_next"]


async def test_citizen_24_47_a_pause_outlives_a_restart_and_holds_for_polls_by_hand(tmp_path: Path):
    async with Loopback(reply(429, Retry_After="18000")) as server:
        reader = Reader(tmp_path, server.base)
        first = await reader.poll(0)
        by_hand = await reader.poll(4.9)
        assert len(server.heard) == 1
        server.answer = reply(200, FEED)
        after = await reader.poll(5.1)
    assert due(first) >= 5
    assert "asked to be left alone" in by_hand["reason"]
    assert after["state"] == "ok"


async def test_citizen_27_no_retry_after_silences_a_source_for_longer_than_a_week(tmp_path: Path):
    async with Loopback(reply(429, Retry_After="315360000")) as server:
        row = await Reader(tmp_path, server.base).poll(0)
    assert 7 * 24 <= due(row) <= 7 * 24 * 1.1
    assert "left alone" in row["reason"]


@pytest.mark.parametrize("status", [500, 503, 404, 403])
async def test_citizen_29_30_31_a_source_that_fails_for_months_is_asked_ever_more_rarely_and_never_given_up(
    tmp_path: Path, status: int
):
    async with Loopback(reply(status)) as server:
        reader = Reader(tmp_path, server.base)
        hours, gaps = 0.0, []
        for _ in range(12):
            row = await reader.poll(hours, due_only=True)
            gaps.append(due(row, hours))
            hours += gaps[-1] + 0.01
        assert len(server.heard) == 12
        server.answer = reply(200, FEED)
        back = await reader.poll(hours, due_only=True)
    first = 6 if status == 403 else 1
    assert first <= gaps[0] <= first * 1.1
    assert all(24 <= gap <= 26.5 for gap in gaps[5:])
    assert {heard.headers["user-agent"] for heard in server.heard} == {server.heard[0].headers["user-agent"]}
    assert back["state"] == "ok"
    assert reader.kinds_of_events() == ["source_down", "source_recovered"]


async def test_citizen_35_nothing_that_an_entry_names_is_fetched_because_it_is_named(tmp_path: Path):
    async with Loopback(reply(200, b"x")) as canary:
        url = canary.base
        inside = (
            f'<image><url>{url}/1</url></image><atom:link rel="hub" href="{url}/2"/><cloud domain="{url}" path="/3"/>'
            f'<item><title>Weather</title><link>{url}/4</link><comments>{url}/5</comments><enclosure url="{url}/6" '
            f'type="image/png" length="1"/><source url="{url}/7">s</source><description>&lt;img src="{url}/8"&gt;'
            "</description></item>"
        )
        feed = f'<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>F</title>{inside}'
        async with Loopback(reply(200, f"{feed}</channel></rss>".encode())) as server:
            row = await Reader(tmp_path, server.base).poll(0)
        assert (row["state"], row["entries"], canary.connections) == ("ok", 1, 0)
    assert [heard.target for heard in server.heard] == ["/"]


async def test_citizen_45_a_clock_that_jumps_causes_no_burst(tmp_path: Path):
    async with Loopback(reply(200, FEED)) as server:
        reader = Reader(tmp_path, server.base)
        await reader.poll(0, due_only=True)
        asked = []
        for hours in (-1, -24 * 365 * 50, 0.5, 24 * 365 * 9):
            await reader.poll(hours, due_only=True)
            await reader.poll(hours, due_only=True)
            asked.append(len(server.heard))
    assert asked == [2, 3, 4, 5], "once a jump: what was put off by the time that the clock showed before is taken up"


async def test_citizen_14_15_sources_that_are_due_together_keep_the_gap_of_each_host(tmp_path: Path):
    async with contextlib.AsyncExitStack() as stack:
        servers = [await stack.enter_async_context(Loopback(reply(200, FEED))) for _ in range(4)]
        names = {f"s{n}": f"{server.base}/{n}" for server in servers for n in [server.port * 10 + k for k in range(6)]}
        settings = {
            "stories": [{"id": "s", "title": "S", "match": {"any": ["Nordlink"]}}],
            "sources": [{"name": name, "kind": "feed", "url": url} for name, url in names.items()],
            "network": {"allow_private_addresses": True, "min_delay": 0.1},
        }
        config = tmp_path / "feeds.yaml"
        config.write_text(yaml.safe_dump(settings))
        store = open_store(tmp_path / "state")
        async with open_pipeline(
            load_config(config, {}), store, tmp_path / "state", Clock(NOW), lambda line: None, shared_workers()
        ) as pipeline:
            await pipeline.cycle()
        assert {source.state for source in store.sources.all()} == {SourceState.OK}
        store.close()
    for server in servers:
        times = [heard.at for heard in server.heard]
        assert len(times) == 6
        assert all(later - earlier >= 0.1 for earlier, later in itertools.pairwise(times))


def test_citizen_15_many_sources_of_one_host_keep_no_other_host_waiting():
    due_now = ["https://a.example/1", "https://a.example/2", "https://a.example/3", "https://b.example/", "entry:x"]
    order = in_turns(due_now, str)
    assert order == [
        "https://a.example/1",
        "https://b.example/",
        "entry:x",
        "https://a.example/2",
        "https://a.example/3",
    ]


async def test_a_list_that_went_on_faster_than_it_was_asked_says_that_some_may_be_missed(tmp_path: Path) -> None:
    first = 0

    def answer(_heard: Heard) -> bytes:
        items = "".join(f"<item><title>Calm {n}</title><guid>g{n}</guid></item>" for n in range(first, first + 6))
        return reply(200, f'<rss version="2.0"><channel><title>F</title>{items}</channel></rss>'.encode())

    async with Loopback(answer) as server:
        reader = Reader(tmp_path, server.base + "/feed")
        states = []
        for hours, first in ((0, 0), (2, 5), (4, 11), (6, 12)):  # noqa: B007  # the server shows it
            row = await reader.poll(hours)
            states.append((row["state"], "may be missed" in (row["reason"] or "")))
    assert states == [("ok", False), ("ok", False), ("partial", True), ("ok", False)]
    assert reader.count("entries") == 18
