"""`python -m benchmarks.long_story`: what a page and a listing cost on a story that ran for years.

Builds a history of 100,000 articles, 1,000,000 claims and 2,000,000 mentions (some minutes and 3 GB), unless
`--articles` asks for fewer, and times every page of `monitor explore` and every listing on it.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median
from time import perf_counter, process_time

import httpx

from monitor.clock import Clock, iso
from monitor.explore.site import Site, site_app
from monitor.store import Store, open_store

START = datetime(2023, 1, 1, tzinfo=UTC)
OUTLETS = 120
DAYS = 1_000
STORIES = ("harbour", "tram")
KINDS = ("new_claim", "new_claim", "new_claim", "corroboration", "contradiction", "revision", "update")
NOUNS = "ferry terminal contract engineer licence model bridge tender council pier tariff vessel budget crew".split()
VERBS = "opened closed sold delayed approved cancelled moved hired replaced audited".split()
THINGS = "渡轮 码头 合同 工程师 许可 模型 桥梁 招标 议会 关税 船只 预算 船员".split()
DONE = "开放 关闭 出售 推迟 批准 取消 搬迁 雇用 更换 审计".split()
LIMIT = 0.3  # seconds that a page may take
LISTINGS = (
    *(
        "events",
        "events --since 1d",
        "events --kind source_down",
        "claims",
        "claims --search ferry",
        "claims --search the",
    ),
    *(
        "claims --search 开源",
        "claims --search 码头",
        "claims --contested --story tram",
        "articles",
        "articles --story tram",
        "omissions",
        "omissions --story harbour",
        "outlets",
        "outlets --limit 0",
    ),
    *("alerts list", "stories", "status", "show c500", "show a500", "show e500", "claims --json --limit 1"),
)


def build(store: Store, articles: int, rng: random.Random) -> None:
    """Fill an empty history: ten claims an article, two mentions a claim."""
    database = store.database
    connection = database.connection
    with database.writing():
        connection.executemany("INSERT INTO outlets VALUES (?, 'press')", ((outlet(n),) for n in range(OUTLETS)))
        connection.executemany(
            "INSERT INTO origins(id, name, kind) VALUES (?, ?, 'outlet')", ((n + 1, outlet(n)) for n in range(OUTLETS))
        )
        for story in STORIES:
            database.execute(
                "INSERT INTO stories(id, title, definition, added_at) VALUES (?, ?, '{}', ?)",
                (story, story, iso(START)),
            )
        database.execute(
            "INSERT INTO sources(name, kind, url, outlet) VALUES ('s', 'feed', 'https://a.example/', ?)", (outlet(0),)
        )
    for first in range(1, articles + 1, 5_000):
        block = range(first, min(first + 5_000, articles + 1))
        with database.writing():
            for sql, rows in tables(block, articles, rng):
                connection.executemany(sql, rows)
        print(f"  {block[-1]:,} articles", end="\r", file=sys.stderr)
    database.execute("ANALYZE")


def tables(block: range, articles: int, rng: random.Random) -> Iterator[tuple[str, Iterator[tuple[object, ...]]]]:
    """The rows of each table for a block of articles; one article in ten is Chinese."""

    def at(article: int) -> str:
        return iso(START + timedelta(days=article * DAYS / articles))

    def own(article: int) -> range:
        return range(article * 10 - 9, article * 10 + 1)

    def says(article: int) -> str:
        return (chinese if article % 10 == 5 else sentence)(rng)

    yield (
        """INSERT INTO articles(id, url, outlet, source, title, published, first_seen, status, reads)
        VALUES (?,?,?,'s',?,?,?,'ok',1)""",
        ((n, f"https://a.example/{n}", outlet(n % OUTLETS), says(n), at(n), at(n)) for n in block),
    )
    yield "INSERT INTO article_stories VALUES (?, ?, 0)", ((n, STORIES[n % 10 == 0]) for n in block)
    yield (
        """INSERT INTO versions(id, article, number, at, title, text, status, text_hash, release, stage)
        VALUES (?,?,1,?,?,?,'ok',?,'1','done')""",
        ((n, n, at(n), "t", " ".join(says(n) for _ in range(12)), str(n)) for n in block),
    )
    yield (
        "INSERT INTO claims(id, story, text, first_seen, last_seen, baseline, contested) VALUES (?,?,?,?,?,0,?)",
        ((c, STORIES[n % 10 == 0], says(n), at(n), at(n), c % 10 == 0) for n in block for c in own(n)),
    )
    yield (
        """INSERT INTO mentions(version, article, story, claim, origin, text, span_start, span_end, in_title,
          modality, polarity, analysis, release) VALUES (?,?,?,?,?,?,0,9,0,'asserted','positive','{}','1')""",
        (
            (n, n, STORIES[n % 10 == 0], c, n % OUTLETS + 1, says(n))
            for n in block
            for own_or_old in (own(n), (told_again(n, rng) for _ in range(10)))
            for c in own_or_old
        ),
    )
    yield (
        """INSERT OR IGNORE INTO relations(story, new_claim, earlier_claim, new_mention, earlier_mention,
          relation, score, basis, reason, judge, version, at)
        VALUES (?,?,?,?,?,'contradicts',0.9,'numeric','3 ≠ 4','rules',?,?)""",
        (
            (STORIES[n % 10 == 0], n * 10, n * 10 - 100, n * 20 - 10, max(1, n * 20 - 210), n, at(n))
            for n in block
            if n > 20
        ),
    )
    yield (
        """INSERT INTO events(id, at, story, kind, score, summary, reason, article, version, origins, baseline,
          once_key, decided_at) VALUES (?,?,?,?,0.9,?,'because',?,?,'{}',0,?,?)""",
        (
            (c, at(n), STORIES[n % 10 == 0], rng.choice(KINDS), says(n), n, n, str(c), at(n))
            for n in block
            for c in own(n)
        ),
    )
    yield (
        "INSERT INTO event_claims VALUES (?, 'new', ?, ?)",
        ((c, c, (n - 1) * 20 + c - own(n)[0] + 1) for n in block for c in own(n)),
    )


def told_again(article: int, rng: random.Random) -> int:
    """A claim that an article repeats: mostly any earlier one, now and then one of ten that everybody repeats."""
    return rng.randrange(1, 11) if rng.random() < 0.01 else rng.randrange(1, max(2, article * 10))


def outlet(number: int) -> str:
    return f"Outlet {number}"


def sentence(rng: random.Random) -> str:
    subject, verb, thing = rng.choice(NOUNS), rng.choice(VERBS), rng.choice(NOUNS)
    return f"The {subject} {verb} {rng.randrange(2, 9_000)} {thing}s in district {rng.randrange(400)}."


def chinese(rng: random.Random) -> str:
    subject, verb, thing = rng.choice(THINGS), rng.choice(DONE), rng.choice(THINGS)
    return f"{subject}公司在第{rng.randrange(400)}区{verb}了{rng.randrange(2, 9_000)}个{thing}。"


async def pages(state: Path, articles: int) -> list[tuple[str, float, float, int]]:
    """Each page with the medians of five timings after a first one, in seconds and core-seconds, and its status."""
    app, _ = site_app(Site(state, Clock(START + timedelta(days=DAYS))))
    middle = articles * 5
    last = articles * 10
    paths = ["/", "/story/harbour", "/story/harbour?kind=contradiction", "/story/harbour?kind=surge"]
    paths += [f"/story/harbour?before={middle}", "/story/harbour?kind=all", "/story/tram"]
    paths += ["/claim/5", f"/claim/{middle}", f"/claim/{last}", f"/article/{middle // 10}", f"/event/{middle}"]
    paths += ["/outlet/Outlet%207", "/omissions/harbour", f"/omissions/harbour?claim={last}&outlet=Outlet+7"]
    paths += [
        "/search?q=ferry+9",
        "/search?q=district+77",
        "/search?q=%E9%98%BF",
        "/search?q=%E7%A0%81%E5%A4%B4",
        "/feed.atom",
        "/feed.json?story=tram",
    ]
    paths += [f"/chart/{what}/harbour.svg" for what in ("events", "articles", "origins")]
    paths += ["/history", "/history/events", "/history/claims", "/history/mentions", f"/history/events/{middle}"]
    found = []
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://127.0.0.1") as client:
        for path in paths:
            times, cores = [], []
            for _ in range(6):
                begun, used = perf_counter(), process_time()
                answer = await client.get(path)
                times.append(perf_counter() - begun)
                cores.append(process_time() - used)
            found.append((path, median(times[1:]), median(cores[1:]), answer.status_code))
    return found


def listings(state: Path) -> Iterator[tuple[str, float, float]]:
    """Each listing's seconds and core-seconds as a whole process."""
    for line in LISTINGS:
        now = iso(START + timedelta(days=DAYS))
        begun, used = perf_counter(), children()
        command = [sys.executable, "-m", "monitor", "--state", str(state), "--now", now, *line.split()]
        subprocess.run(command, capture_output=True, check=False)
        yield line, perf_counter() - begun, children() - used


def children() -> float:
    """The core-seconds of the processes that have ended."""
    used = getrusage(RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Build, time and print; exits 1 when a page fails or takes more than 0.3 s, also of its own cores."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument(
        "--keep", type=Path, help="Build into this folder and leave it; one that is there is used again."
    )
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        state = chosen.keep or Path(scratch)
        fresh = not (state / "history.db").exists()
        store = open_store(state)
        if fresh:
            begun = perf_counter()
            build(store, chosen.articles, random.Random(7))
            print(f"built {chosen.articles:,} articles in {perf_counter() - begun:,.0f} s")
        store.close()
        slow = 0
        for path, seconds, cores, status in asyncio.run(pages(state, chosen.articles)):
            slow += min(seconds, cores) > LIMIT or status != 200
            print(f"{path:48}{seconds * 1000:>7,.0f} ms{cores * 1000:>7,.0f} core-ms  {status}", flush=True)
        for name, seconds, cores in listings(state):
            print(f"{'monitor ' + name:48}{seconds * 1000:>7,.0f} ms{cores * 1000:>7,.0f} core-ms", flush=True)
    sys.exit(1 if slow else 0)


if __name__ == "__main__":
    main()
