"""A Dask cluster does the same work as the processes of one machine, also when its workers die."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.dask_cluster import LoopbackCluster, loopback_cluster
from monitor.cluster import Cluster
from monitor.errors import EngineError, FeedError
from monitor.sources.feed import parse_feed
from monitor.stages.release import release
from monitor.workers import WorkerFailed, run
from tests.desk import CLAIM, COUNTER, item, moment, open_desk, shared_workers

pytestmark = [pytest.mark.xdist_group("cluster"), pytest.mark.timeout(180)]
FEED = b"<rss version='2.0'><channel><item><title>The ferry sank</title><guid>1</guid></item></channel></rss>"


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LoopbackCluster]:
    with loopback_cluster(tmp_path_factory.mktemp("cluster"), workers=2) as cluster:
        yield cluster


@pytest.fixture
def engine(two: LoopbackCluster) -> Iterator[Cluster]:
    cluster = Cluster(two.address, release())
    yield cluster
    cluster.shutdown()


async def test_results_and_errors_come_back_as_from_this_machine(engine: Cluster) -> None:
    here = await run(shared_workers(), parse_feed, FEED, "text/xml", "https://a.example/")
    assert await run(engine, parse_feed, FEED, "text/xml", "https://a.example/") == here
    with pytest.raises(FeedError) as there:
        await run(engine, parse_feed, b"", "text/xml", "https://a.example/")
    assert there.value.hint is not None


async def test_a_task_that_ends_its_process_fails_alone(engine: Cluster) -> None:
    with pytest.raises(WorkerFailed, match="crashed"):
        await run(engine, os._exit, 3)
    assert await run(engine, len, "abc") == 3


async def test_a_worker_of_another_release_does_nothing(two: LoopbackCluster) -> None:
    other = Cluster(two.address, "0.0.1 trafilatura 1.0")
    with pytest.raises(EngineError, match=r"install the same on both"):
        await run(other, len, "abc")
    other.shutdown()


async def test_without_a_scheduler_every_task_says_so_and_only_the_first_waits() -> None:
    nowhere = Cluster("tcp://127.0.0.1:9", release())
    begun = time.monotonic()
    ended = await asyncio.gather(*(run(nowhere, len, "abc") for _ in range(20)), return_exceptions=True)
    assert all(isinstance(each, EngineError) and "tcp://127.0.0.1:9" in str(each) for each in ended)
    assert time.monotonic() - begun < 20
    nowhere.shutdown()
    with pytest.raises(RuntimeError):
        nowhere.submit(len, "abc")


async def test_what_is_unfinished_at_the_end_says_that_it_was_stopped(two: LoopbackCluster) -> None:
    cluster = Cluster(two.address, release())
    assert await run(cluster, len, "abc") == 3
    unfinished = cluster.submit(time.sleep, 5)
    cluster.shutdown()
    with pytest.raises(WorkerFailed, match="was stopped"):
        unfinished.result(1)


async def test_the_same_coverage_gives_the_same_history(two: LoopbackCluster, tmp_path: Path) -> None:
    moments = (
        moment(0),
        moment(1, publish=(item("a", "harbour", CLAIM),)),
        moment(2, publish=(item("b", "canal", COUNTER), item("c", "nordlink", CLAIM))),
    )
    histories = []
    for engine in ({}, {"engine": {"dask": two.address}}):
        folder = tmp_path / str(len(histories))
        folder.mkdir()
        with open_desk(folder) as desk:
            desk.configure(**engine)
            for each in moments:
                desk.turn(each)
                await desk.poll()
            histories.append([(row["kind"], row["summary"], row["reason"]) for row in desk.events()])
    assert histories[0] == histories[1]
    assert "contradiction" in [kind for kind, *_ in histories[0]]


@pytest.mark.slow
async def test_work_goes_on_when_workers_die_under_it(tmp_path: Path) -> None:
    with loopback_cluster(tmp_path, workers=2) as cluster:
        engine = Cluster(cluster.address, release())
        assert await run(engine, len, "abc") == 3
        under_way = [asyncio.create_task(run(engine, _slowly, number)) for number in range(12)]
        await asyncio.sleep(1)
        cluster.kill(0)
        cluster.add_workers(1)
        assert await asyncio.gather(*under_way) == list(range(12))
        engine.shutdown()


def _slowly(number: int) -> int:
    time.sleep(0.3)
    return number
