"""What the walk costs on this machine, over generated outlets on loopback."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, process_time

import trafilatura

from benchmarks.cost import measure
from benchmarks.history import history
from benchmarks.site import STORY, page, serving
from benchmarks.table import Report
from monitor.articles import extract
from monitor.model import Entry
from monitor.pipeline import Wanted
from monitor.workers import Workers, run

_SENTENCES, _PAGES = 40, 120
_ROUNDS, _BURST = 10, 3
_STARTS = 5


async def reading(report: Report) -> None:
    """Pages read per core-second beside trafilatura alone, and on two workers beside one."""
    pages = [page(f"{number}-0", _SENTENCES).encode() for number in range(_PAGES)]
    address = "https://generated.example/a"
    entry = Entry(address, address, "As the feed names it")
    rates = []
    for read in (
        lambda html: extract(html, address, entry),
        lambda html: trafilatura.extract(html, url=address, fast=True, include_comments=False),
    ):
        read(pages[0])
        begun = process_time()
        for each in pages:
            read(each)
        rates.append(len(pages) / (process_time() - begun))
    report("articles read", rates[0], "per core-second")
    report("articles read: monitor / trafilatura", 100 * rates[0] / rates[1], "% (target 85)")
    one, two = [await _on_workers(count, pages, address, entry) for count in (1, 2)]
    report("articles read: two workers / one", two / one, "times (target 1.7)")


async def _on_workers(count: int, pages: list[bytes], address: str, entry: Entry) -> float:
    """Pages a second by the clock on the wall: what a second core gives shows only on a machine that is at rest."""
    workers = Workers(count, preload=("monitor.stages.preload",))
    try:
        await asyncio.gather(*(run(workers, extract, pages[0], address, entry) for _ in range(2 * count)))
        begun = perf_counter()
        await asyncio.gather(*(run(workers, extract, each, address, entry) for each in pages * 4))
        return 4 * len(pages) / (perf_counter() - begun)
    finally:
        workers.shutdown()


async def comparing(report: Report) -> None:
    """What finding and comparing the claims of an article costs where ten thousand are stored."""
    async for cost in measure([10_000]):
        report(f"claims and comparison, {cost.size:,} stored", cost.claims + cost.comparing, "core-ms an article")
        report(f"candidates of a claim, {cost.size:,} stored", cost.look_up, "ms")


async def delivering(report: Report) -> None:
    """Seconds from a due poll of feeds with three new articles until each alert stands at the webhook."""
    arrived: list[float] = []
    with serving(_BURST, STORY, 12) as site, webhook(arrived) as channel:
        told = {"channels": {"desk": channel}, "alerts": [{"on": ["new_claim"], "to": ["desk"]}]}
        async with history([f"{base}/feed/{number}" for number, base in enumerate(site.bases)], told) as (walk, clock):
            await walk.cycle(Wanted(everything=True))
            spent: list[float] = []
            for generation in range(1, _ROUNDS + 1):
                clock.wait(2)
                site.show(generation)
                arrived.clear()
                begun = perf_counter()
                await walk.cycle()
                spent += [each - begun for each in arrived]
    report("due poll to delivery, 3 articles at once, median", median(spent), "s (target 1)")
    report("due poll to delivery, 3 articles at once, p99", quantiles(spent, n=100)[-1], "s (target 5)")


@contextmanager
def webhook(arrived: list[float]) -> Iterator[str]:
    """A channel that notes when an alert arrives."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            arrived.append(perf_counter())
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"json://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def starting(report: Report) -> None:
    """Processor seconds of commands that people type, beside Python alone."""
    with tempfile.TemporaryDirectory() as folder:
        monitor = [sys.executable, "-m", "monitor", "--config", f"{folder}/feeds.yaml", "--state", f"{folder}/state"]
        (Path(folder) / "feeds.yaml").write_text(
            "stories: [{id: s, title: S, match: {any: [S]}}]\n"
            "sources: [{name: s, kind: feed, url: 'http://127.0.0.1:9/'}]\n"
        )
        subprocess.run([*monitor, "poll"], capture_output=True, check=True)
        report("start: Python alone", _start([sys.executable, "-c", "pass"]), "core-s")
        for command in ("--help", "events", "claims", "status"):
            report(f"start: monitor {command}", _start([*monitor, command]), "core-s (target 0.35)")


def _start(command: list[str]) -> float:
    spent = []
    for _ in range(_STARTS):
        begun = _of_children()
        subprocess.run(command, capture_output=True, check=False)
        spent.append(_of_children() - begun)
    return median(spent)


def _of_children() -> float:
    times = os.times()
    return times.children_user + times.children_system
