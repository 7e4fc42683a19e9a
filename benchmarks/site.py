"""Generated outlets on loopback, in a process of their own so that they share no lock with what is measured."""

from __future__ import annotations

import asyncio
import multiprocessing
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import lru_cache
from hashlib import sha256
from multiprocessing.connection import Connection

from aiohttp import web

START = datetime(2026, 3, 2, 8, tzinfo=UTC)
STORY = "Norvane"
_ENTRIES, _SUMMARY = 20, 6  # entries of a feed, sentences of an entry's summary: 20 kB a feed, as they are outside
_MOST_FEEDS = 10_000
_NAMES = ("Alder", "Birch", "Cedar", "Elm", "Hazel", "Juniper", "Larch", "Maple", "Olive", "Rowan", "Sorrel", "Willow")
_TRADES = ("Foods", "Freight", "Glass", "Insurance", "Motors", "Paper", "Power", "Shipping", "Steel", "Textiles")
_VERBS = ("opened", "sold", "closed", "ordered", "repaired", "leased", "bought", "inspected", "insured", "delivered")
_THINGS = ("warehouses", "ferries", "turbines", "lorries", "cranes", "offices", "looms", "furnaces", "bridges", "trams")
_PLACES = ("Lisbon", "Oslo", "Nagoya", "Lagos", "Quito", "Perth", "Gdansk", "Tunis", "Leeds", "Turin", "Davao", "Lima")
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October")


def sentences(seed: int, count: int) -> list[str]:
    """Statements that differ in who did what, how often, where and when; the same for the same seed."""
    pick = random.Random(seed)
    return [
        f"{pick.choice(_NAMES)} {pick.choice(_TRADES)} {pick.choice(_VERBS)} {pick.randint(3, 900)} "
        f"{pick.choice(_THINGS)} in {pick.choice(_PLACES)} in {pick.choice(_MONTHS)} {pick.randint(2019, 2025)}."
        for _ in range(count)
    ]


@lru_cache(maxsize=5_000)
def feed(number: int, base: str, generation: int, about: str) -> str:
    """An RSS feed; each generation adds an entry. `about` stands in the titles: the story's name makes it match."""
    items = "".join(
        f"<item><title>{about} notes {number}-{entry}</title><link>{base}/article/{number}-{entry}</link>"
        f"<guid>{number}-{entry}</guid><pubDate>{format_datetime(START + timedelta(minutes=entry))}</pubDate>"
        f"<description>{' '.join(sentences(number * 1000 + entry, _SUMMARY))}</description></item>"
        for entry in reversed(range(generation, _ENTRIES + generation))
    )
    return f'<rss version="2.0"><channel><title>Outlet {number}</title><link>{base}</link>{items}</channel></rss>'


def page(name: str, length: int) -> str:
    """An article of `length` sentences with what stands around articles."""
    number, entry = (int(part) for part in name.split("-"))
    said = sentences(number * 1000 + entry, length)
    text = "".join(f"<p>{' '.join(said[start : start + 4])}</p>" for start in range(0, length, 4))
    links = "".join(f'<li><a href="/section/{place}">{place}</a></li>' for place in _PLACES)
    return (
        f"<!doctype html><html lang=en><head><title>{STORY} notes {name}</title></head><body>"
        f"<nav><ul>{links}</ul></nav>"
        f"<main><article><h1>{STORY} notes {name}</h1><p class=byline>By A. Writer</p>{text}</article></main>"
        f"<aside><h3>Most read</h3><ul>{links}</ul></aside><footer><p>All rights reserved.</p></footer></body></html>"
    )


class Site:
    """The running outlets: their addresses, and what they show next."""

    def __init__(self, bases: Sequence[str], pipe: Connection) -> None:
        self.bases = bases
        self._pipe = pipe

    def show(self, generation: int, every: int = 1) -> None:
        """Let every feed, or only every so-manieth, add an entry for each generation; the others show what they did."""
        self._pipe.send((generation, every))
        self._pipe.recv()


@contextmanager
def serving(hosts: int, about: str, length: int = 0) -> Iterator[Site]:
    """Outlets on so many loopback addresses: `/feed/N` and `/article/N-M` on each. Ends their process afterwards."""
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(
        target=_serve, args=(there, hosts, about, length), daemon=True
    )
    process.start()
    try:
        yield Site(here.recv(), here)
    finally:
        process.terminate()
        process.join()


def _serve(pipe: Connection, hosts: int, about: str, length: int) -> None:
    asyncio.run(_serve_until_killed(pipe, hosts, about, length))


async def _serve_until_killed(pipe: Connection, hosts: int, about: str, length: int) -> None:
    shown: Counter[int] = Counter()

    async def answer_feed(request: web.Request) -> web.Response:
        number = int(request.match_info["number"])
        body = feed(number, f"http://{request.host}", shown[number], about)
        tag = f'"{sha256(body.encode()).hexdigest()[:16]}"'
        if request.headers.get("If-None-Match") == tag:
            return web.Response(status=304, headers={"ETag": tag})
        return web.Response(text=body, content_type="application/rss+xml", headers={"ETag": tag})

    async def answer_page(request: web.Request) -> web.Response:
        return web.Response(text=page(request.match_info["name"], length), content_type="text/html")

    app = web.Application()
    app.add_routes([web.get("/feed/{number}", answer_feed), web.get("/article/{name}", answer_page)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    sites = [web.TCPSite(runner, f"127.0.{1 + host // 250}.{1 + host % 250}", 0) for host in range(hosts)]
    for site in sites:
        await site.start()
    pipe.send([f"http://{address[0]}:{address[1]}" for address in runner.addresses])
    while True:
        generation, every = await asyncio.to_thread(pipe.recv)
        shown.update({number: generation - shown[number] for number in range(0, _MOST_FEEDS, every)})
        pipe.send("shown")
