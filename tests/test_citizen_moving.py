"""What a reader owes a publisher whose feed moves, ends, or never changes: the whole poll, against loopback.

The numbers in the names are those of docs/politeness.md.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.network_loopback import Heard, Loopback, reply
from tests.one_source import FEED, PAGE, Reader


def sends_on(status: int, to: str = "/new", target: bytes = FEED) -> Callable[[Heard], bytes]:
    """`/old` redirects, everything else is `target`."""

    def answer(heard: Heard) -> bytes:
        return reply(status, Location=to) if heard.target == "/old" else reply(200, target)

    return answer


def asked(server: Loopback) -> list[str]:
    return [heard.target for heard in server.heard]


@pytest.mark.parametrize("status", [301, 308])
async def test_citizen_33_a_permanent_move_is_believed_when_it_is_said_again_an_hour_later(tmp_path: Path, status: int):
    async with Loopback(sends_on(status)) as server:
        reader = Reader(tmp_path, server.base + "/old")
        first = await reader.poll(0)
        await reader.poll(0.5)
        assert (first["state"], first["reason"], first["entries"]) == ("ok", None, 1)
        confirmed = await reader.poll(1.5)
        after = await reader.poll(3)
    assert asked(server) == ["/old", "/new"] * 3 + ["/new"]
    assert f"moved for good to {server.base}/new" in confirmed["reason"]
    assert any("from now on asked at" in line for line in confirmed["said"])
    assert (after["state"], after["entries"]) == ("unchanged", 1)
    assert "moved for good" in after["reason"]
    assert reader.kinds_of_events() == []


@pytest.mark.parametrize("status", [302, 303, 307])
async def test_citizen_34_a_temporary_move_is_never_believed(tmp_path: Path, status: int):
    async with Loopback(sends_on(status)) as server:
        reader = Reader(tmp_path, server.base + "/old")
        states = [await reader.poll(hours) for hours in (0, 2, 4, 6)]
    assert asked(server) == ["/old", "/new"] * 4
    assert {state["reason"] for state in states} == {None}


async def test_citizen_34_of_a_mixed_chain_only_the_permanent_beginning_is_believed(tmp_path: Path):
    hops = {"/old": (301, "/mid"), "/mid": (302, "/end")}

    def answer(heard: Heard) -> bytes:
        status, to = hops.get(heard.target, (200, ""))
        return reply(status, Location=to) if to else reply(200, FEED)

    async with Loopback(answer) as server:
        reader = Reader(tmp_path, server.base + "/old")
        for hours in (0, 2, 4):
            await reader.poll(hours)
    assert asked(server)[-2:] == ["/mid", "/end"]


async def test_citizen_34_a_move_to_a_page_is_never_believed(tmp_path: Path):
    async with Loopback(sends_on(301, target=PAGE)) as server:
        reader = Reader(tmp_path, server.base + "/old")
        states = [await reader.poll(hours) for hours in (0, 2, 4, 6)]
    assert asked(server) == ["/old", "/new"] * 4
    assert all("moved" not in state["reason"] for state in states)


async def test_citizen_34_an_address_that_moves_back_and_forth_loses_nothing(tmp_path: Path):
    turn = 0

    def answer(heard: Heard) -> bytes:
        away = "/new" if turn % 2 == 0 else "/old"
        return reply(200, FEED) if heard.target == away else reply(301, Location=away)

    async with Loopback(answer) as server:
        reader = Reader(tmp_path, server.base + "/old")
        for turn in range(8):
            assert (await reader.poll(2 * turn))["entries"] == 1
    assert max(asked(server).count(path) for path in ("/old", "/new")) <= 8


async def test_citizen_33_a_new_address_that_fails_again_and_again_is_given_up_for_the_old_one(tmp_path: Path):
    up = True

    def answer(heard: Heard) -> bytes:
        if heard.target == "/old":
            return reply(301, Location="/new") if up else reply(200, FEED)
        return reply(200, FEED) if up else reply(404)

    async with Loopback(answer) as server:
        reader = Reader(tmp_path, server.base + "/old")
        await reader.poll(0)
        await reader.poll(2)
        up = False
        for hours in (4, 6, 8):
            await reader.poll(hours)
        back = await reader.poll(10)
    assert asked(server)[-4:] == ["/new"] * 3 + ["/old"]
    assert (back["state"], back["reason"]) == ("unchanged", None)


async def test_citizen_33_an_address_that_holds_a_secret_is_followed_and_never_stored(tmp_path: Path):
    async with Loopback(sends_on(301, "/new?key=hush-hush")) as server:
        reader = Reader(tmp_path, server.base + "/old", headers={"X-Key": "hush-hush"})
        for hours in (0, 2, 4):
            await reader.poll(hours)
    assert asked(server)[-2:] == ["/old", "/new?key=hush-hush"]
    assert b"hush-hush" not in reader.history()


async def test_citizen_11_after_a_week_of_304_the_whole_feed_is_asked_for_once(tmp_path: Path):
    def answer(heard: Heard) -> bytes:
        return reply(304) if "if-none-match" in heard.headers else reply(200, FEED, ETag='"v1"')

    async with Loopback(answer) as server:
        reader = Reader(tmp_path, server.base + "/feed")
        for hours in range(0, 16 * 24, 12):
            await reader.poll(hours)
    whole = [n / 2 for n, heard in enumerate(server.heard) if "if-none-match" not in heard.headers]
    assert whole == [0, 7, 14]


async def test_citizen_32_a_410_stops_the_polls_and_is_told_once(tmp_path: Path):
    async with Loopback(reply(410)) as server:
        reader = Reader(tmp_path, server.base + "/feed")
        for hours in (0, 30, 24 * 40):
            gone = await reader.poll(hours, due_only=True)
        assert (gone["state"], gone["next_poll"]) == ("gone", None)
        assert len(server.heard) == 1
        assert reader.kinds_of_events() == ["source_down"]
        server.answer = reply(200, FEED)
        back = await reader.poll(24 * 41)
    assert back["state"] == "ok"
    assert reader.kinds_of_events() == ["source_down", "source_recovered"]


@pytest.mark.parametrize(("robots", "path"), [("pages", "/feed"), ("never", "/feed"), ("always", "/robots.txt")])
async def test_citizen_37_a_feed_is_held_against_robots_txt_only_on_request(tmp_path: Path, robots: str, path: str):
    def answer(heard: Heard) -> bytes:
        return reply(200, b"User-agent: *\nDisallow: /" if heard.target == "/robots.txt" else FEED)

    async with Loopback(answer) as server:
        row = await Reader(tmp_path, server.base + "/feed", robots=robots).poll(0)
    assert asked(server) == [path]
    assert row["state"] == ("backoff" if robots == "always" else "ok")
    assert robots != "always" or "robots.txt" in row["reason"]


@pytest.mark.parametrize(("robots", "pages"), [("pages", 0), ("never", 1)])
async def test_citizen_37_a_page_is_held_against_robots_txt_unless_the_source_is_exempt(
    tmp_path: Path, robots: str, pages: int
):
    def answer(heard: Heard) -> bytes:
        link = f"http://{heard.headers['host']}/a1"
        found = FEED.replace(b"<guid>", f"<link>{link}</link><guid>".encode())
        return reply(200, {"/robots.txt": b"User-agent: *\nDisallow: /a", "/feed": found}.get(heard.target, PAGE))

    async with Loopback(answer) as server:
        await Reader(tmp_path, server.base + "/feed", robots=robots).poll(0)
    assert asked(server).count("/a1") == pages


async def test_citizen_34_a_watched_page_that_moves_is_followed_and_its_address_stays(tmp_path: Path):
    page = (
        b"<!doctype html><html><head><title>Nordlink</title></head><body><p>Nordlink has nine ships.</p></body></html>"
    )
    async with Loopback(sends_on(301, target=page)) as server:
        reader = Reader(tmp_path, server.base + "/old", kind="page")
        rows = [await reader.poll(hours) for hours in (0, 2, 4)]
    polled = [target for target in asked(server) if target == "/old"]
    assert [(row["state"] in ("ok", "unchanged"), row["reason"]) for row in rows] == [(True, None)] * 3
    assert len(polled) >= 3
