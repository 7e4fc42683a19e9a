"""`python -m benchmarks.crowd`: ten thousand sources on five hundred hosts, all due at once, polled in one cycle.

The hosts are addresses of 127.0.0.0/8, served by a process that notes when each of them was asked. `monitor poll` does
the whole of it, with spacing, workers and the history; no article belongs to the story, so none is read.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, sleep

import psutil

from benchmarks.table import Report, report
from monitor.store import open_store

_ITEMS = "".join(f"<item><title>Other notes {n}</title><guid>{n}</guid></item>" for n in range(3))
_FEED = f'<rss version="2.0"><channel><title>Outlet</title>{_ITEMS}</channel></rss>'.encode()
_ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nContent-Length: %d\r\n\r\n%s" % (len(_FEED), _FEED)
_TARGET = 200  # MB of the process that polls and of its workers together
_LOOK = 0.25  # seconds between two looks at the memory


@dataclass(frozen=True, slots=True)
class Crowd:
    """What came of it: seconds, megabytes, and what the hosts saw. `narrowest` is seconds between two requests.

    `megabytes` is what the process held at most, `all_held` what it and its workers held at one moment.
    """

    polled: int
    asked: int
    hosts: int
    seconds: float
    narrowest: float
    together: int
    megabytes: float
    all_held: float


def crowd(sources: int, hosts: int, gap: float) -> Crowd:
    """One `monitor poll` over so many sources on so many hosts, with `gap` seconds between two requests to a host."""
    with _hosts() as (port, seen), TemporaryDirectory() as folder:
        bases = [f"http://127.{1 + number // 250}.{number % 250}.1:{port}" for number in range(hosts)]
        feeds = [f"{bases[number % hosts]}/feed/{number}" for number in range(sources)]
        config = Path(folder) / "feeds.yaml"
        config.write_text(_configuration(feeds, gap))
        begun = perf_counter()
        alone, together = _polled([sys.executable, "-m", "monitor", "--config", str(config), "--state", folder, "-q"])
        seconds = perf_counter() - begun
        store = open_store(Path(folder))
        polled = store.database.value("SELECT count(*) FROM sources WHERE state = 'ok'")
        store.close()
        asked, narrowest, at_once, served = seen()
    return Crowd(polled, asked, served, seconds, narrowest, at_once, alone, together)


def _configuration(feeds: list[str], gap: float) -> str:
    sources = [{"name": f"s{n}", "kind": "feed", "url": url, "outlet": f"Outlet {n}"} for n, url in enumerate(feeds)]
    return json.dumps(
        {
            "stories": [{"id": "generated", "title": "Generated", "match": {"any": ["Harbour Bridge"]}}],
            "network": {"allow_private_addresses": True, "min_delay": gap},
            "sources": sources,
        }
    )


def _polled(monitor: list[str]) -> tuple[float, float]:
    """Poll once in a process of its own, and give what it held at most in MB, and what it and its workers did."""
    process = psutil.Popen([*monitor, "poll"], stderr=subprocess.DEVNULL)
    alone = together = 0.0
    while process.poll() is None:
        held = [_held(each) for each in (process, *_workers(process))]
        alone, together = max(alone, held[0]), max(together, sum(held))
        sleep(_LOOK)
    if process.returncode:
        raise SystemExit(f"monitor poll ended with {process.returncode}")
    return alone, together


def _workers(process: psutil.Popen) -> list[psutil.Process]:
    try:
        return list(process.children(recursive=True))
    except psutil.NoSuchProcess:
        return []


def _held(process: psutil.Process) -> float:
    """Its memory in MB; a page that several processes share counts for each as its share of it (PSS)."""
    try:
        return float(process.memory_full_info().pss) / 1e6
    except psutil.Error:
        return 0.0  # it ended meanwhile


@contextmanager
def _hosts() -> Iterator[tuple[int, Callable[[], tuple[int, float, int, int]]]]:
    """The port on which every host answers, and a function that gives what they saw until then."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_serve, args=(there,), daemon=True)
    process.start()

    def seen() -> tuple[int, float, int, int]:
        here.send("seen")
        found: tuple[int, float, int, int] = here.recv()
        return found

    try:
        yield here.recv(), seen
    finally:
        here.send("end")
        process.join()


def _serve(pipe: Connection) -> None:
    asyncio.run(_answer_all(pipe))


async def _answer_all(pipe: Connection) -> None:
    visits: dict[str, list[float]] = defaultdict(list)
    under_way: dict[str, int] = defaultdict(int)
    most = 0
    clock = asyncio.get_running_loop().time

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal most
        try:
            while head := (await reader.readuntil(b"\r\n\r\n")).decode():
                host = next(row for row in head.split("\r\n") if row.lower().startswith("host:"))
                visits[host].append(clock())
                under_way[host] += 1
                most = max(most, under_way[host])
                writer.write(_ANSWER)
                await writer.drain()
                under_way[host] -= 1
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(connected, "0.0.0.0", 0, backlog=1000)
    pipe.send(server.sockets[0].getsockname()[1])
    while await asyncio.to_thread(pipe.recv) != "end":
        gaps = [later - earlier for times in visits.values() for earlier, later in pairwise(sorted(times))]
        pipe.send((sum(map(len, visits.values())), min(gaps, default=0.0), most, len(visits)))
    server.close()


def tell(found: Crowd, report: Report) -> None:
    """The figures as lines of a table."""
    report("sources due at once, polled well", found.polled, "sources")
    report("hosts asked", found.hosts, "hosts")
    report("all of them took", found.seconds, "s")
    report("shortest time between two requests to a host", found.narrowest, "s")
    report("most requests at once to a host", found.together, "requests")
    report("memory of the process that polls, at most", found.megabytes, "MB")
    report("memory of it and its workers, at most", found.all_held, f"MB (target {_TARGET})")


def main() -> None:
    """Poll the crowd and say what it cost."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.crowd", description=__doc__)
    parser.add_argument("--sources", type=int, default=10_000)
    parser.add_argument("--hosts", type=int, default=500)
    parser.add_argument("--gap", type=float, default=1.0, help="seconds between two requests to a host")
    chosen = parser.parse_args()
    tell(crowd(chosen.sources, chosen.hosts, chosen.gap), report)


if __name__ == "__main__":
    main()
