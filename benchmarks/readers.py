"""`python -m benchmarks.readers`: the writer at full speed, alone and while ten people read the pages.

Articles are written one a transaction, as the daemon does it (ten claims, twenty mentions, ten events, the full-text
index and the sums with them), by a process of its own; `monitor explore` serves the same history to readers who open
one page after the other. Exits 1 when a page fails or a lock is met on either side.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import quantiles
from time import perf_counter, process_time, sleep

import httpx

from benchmarks.long_story import build, tables
from monitor.errors import StoreError
from monitor.store import open_store

PAGES = ("/", "/story/harbour", "/claim/5", "/article/7", "/event/70", "/outlet/Outlet%207", "/search?q=ferry")
"""What each reader opens, over and over."""
RUNS = (
    ("full", 1e6, 0, 0.0),
    ("full", 1e6, 10, 0.0),
    ("full", 1e6, 10, 3.0),
    ("10/s", 10.0, 10, 3.0),
)
"""The writer, its articles a second at most, the readers, and the seconds that each looks at a page."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a writer did: articles, seconds, its own core-seconds, and the locks that it met."""

    articles: int
    seconds: float
    cores: float
    problems: tuple[str, ...]

    @property
    def rate(self) -> float:
        """Articles a second."""
        return self.articles / self.seconds


@dataclass(frozen=True, slots=True)
class Reading:
    """The seconds of every page that the readers opened, and what went wrong."""

    seconds: tuple[float, ...]
    problems: tuple[str, ...]

    def percentile(self, wanted: int) -> float:
        """Within how many seconds so many of a hundred pages came."""
        return quantiles(self.seconds, n=100)[wanted - 1]


def write(state: Path, first: int, pace: float, pipe: Connection) -> None:
    """Write one article after the other, at most `pace` a second, until told to stop; then send what was done."""
    store, rng = open_store(state), random.Random(first)
    done, problems = 0, []
    pipe.send("ready")
    begun, used = perf_counter(), process_time()
    for number in count(first):
        try:
            with store.database.writing():
                for sql, rows in tables(range(number, number + 1), number, rng):
                    store.database.connection.executemany(sql, rows)
            done += 1
        except StoreError as error:
            problems.append(str(error))
        if pipe.poll(max(0.0, begun + done / pace - perf_counter())):
            break
    pipe.send(Written(done, perf_counter() - begun, process_time() - used, tuple(problems)))
    store.close()


@contextmanager
def served(state: Path) -> Iterator[str]:
    """The address of `monitor explore` over a history."""
    command = [sys.executable, "-m", "monitor", "--state", str(state), "explore", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        try:
            yield server.stderr.readline().strip().rstrip("/")
        finally:
            server.terminate()


def read(address: str, until: float, pause: float) -> Reading:
    """Open the pages, one after the other with a pause after each, until a time."""
    seconds: list[float] = []
    problems: list[str] = []
    with httpx.Client(base_url=address, timeout=30) as client:
        for number in count():
            begun = perf_counter()
            if begun > until:
                return Reading(tuple(seconds), tuple(problems))
            answer = client.get(PAGES[number % len(PAGES)])
            seconds.append(perf_counter() - begun)
            if answer.status_code != 200:
                problems.append(f"{answer.url.path} answered {answer.status_code}: {answer.text[:200]}")
            sleep(pause)
    raise AssertionError("numbers end")


def side_by_side(state: Path, readers: int, seconds: float, pace: float, pause: float = 0) -> tuple[Written, Reading]:
    """One writer and so many readers for so long; `pause` is the seconds that a reader looks at a page."""
    store = open_store(state, read_only=True)
    first = int(store.database.value("SELECT max(id) FROM articles")) + 1
    store.close()
    context = get_context("spawn")
    here, there = context.Pipe()
    writer = context.Process(target=write, args=(state, first, pace, there))
    with served(state) as address, ThreadPoolExecutor(max(readers, 1)) as people:
        writer.start()
        here.recv()
        until = perf_counter() + seconds
        found = list(people.map(lambda _: read(address, until, pause), range(readers)))
        sleep(max(0.0, until - perf_counter()))
        here.send("stop")
        written: Written = here.recv()
        writer.join()
    return written, Reading(
        tuple(each for one in found for each in one.seconds), tuple(each for one in found for each in one.problems)
    )


def main() -> None:
    """Measure and print; exits 1 when something failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--on", type=Path, help="A history that benchmarks.long_story kept; it is written to.")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        state, wrong = chosen.on or Path(folder), False
        if chosen.on is None:
            store = open_store(state)
            build(store, chosen.articles, random.Random(7))
            store.close()
        print("      writer  readers  pause s  articles/s  /core-s  pages/s  p50 ms  p95 ms")
        for name, pace, readers, pause in RUNS:
            written, reading = side_by_side(state, readers, chosen.seconds, pace, pause)
            times = [reading.percentile(50) * 1000, reading.percentile(95) * 1000] if readers else [0, 0]
            print(
                f"{name:>12}{readers:>9}{pause:>9.0f}{written.rate:>12.1f}{written.articles / written.cores:>9.0f}"
                f"{len(reading.seconds) / chosen.seconds:>9.1f}{times[0]:>8.0f}{times[1]:>8.0f}",
                flush=True,
            )
            for problem in (*written.problems, *reading.problems):
                print(f"  {problem}", file=sys.stderr)
                wrong = True
    sys.exit(wrong)


if __name__ == "__main__":
    main()
