"""Killable workers: limits, replacements and a fast end, with real processes."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from monitor.errors import ChannelError, FeedError
from monitor.workers import WorkerFailed, Workers, run, small


def double(n: int) -> int:
    return 2 * n


def spin() -> None:
    while True:
        pass


def announce_and_spin() -> None:
    print(os.getpid(), flush=True)
    spin()


def is_alive(process: int) -> bool:
    try:
        return bool(Path(f"/proc/{process}/cmdline").read_bytes())  # a zombie has none
    except OSError:
        return False


def hog() -> int:
    return len(bytearray(900 * 1024 * 1024))


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def fail_with(error: Exception) -> None:
    raise error


def fail_oddly() -> None:
    raise ChannelError("desk", "is unusable")  # its arguments differ from its pickled form


def process_id() -> int:
    return os.getpid()


def wait_a_second() -> str:
    threading.Event().wait(1)
    return "done"


def started() -> set[int]:
    """The workers of this process that live; what they fork off from may serve those of other tests, too."""
    here, found = os.getpid(), set()
    for each in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):
            words = " ".join(each.cmdline())
            server = "forkserver" in words and each.ppid() == here
            if is_alive(each.pid) and not server and "resource_tracker" not in words:
                found.add(each.pid)
    return found


def until(holds: Callable[[], bool]) -> None:
    """Wait for what other processes bring about."""
    deadline = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < deadline
        threading.Event().wait(0.05)


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with Workers(count=1, timeout=4.0, memory_mb=512) as pool:
        yield pool


def test_a_task_gives_its_value(workers: Workers) -> None:
    assert workers.submit(double, 21).result(20) == 42


def test_a_task_that_takes_too_long_is_killed_and_the_next_one_runs(workers: Workers) -> None:
    late = workers.submit(spin)
    after = workers.submit(double, 3)
    with pytest.raises(WorkerFailed, match="took longer than 4 s"):
        late.result(20)
    assert after.result(20) == 6


def test_a_task_that_needs_too_much_memory_ends_with_that_reason(workers: Workers) -> None:
    with pytest.raises(WorkerFailed, match="needed more than 512 MB"):
        workers.submit(hog).result(20)
    assert workers.submit(double, 4).result(20) == 8


def test_small_processes_hold_nothing_that_was_preloaded_and_end_with_the_others() -> None:
    large = Workers(count=4, timeout=20.0, preload=("email",))
    assert small(large).submit(double, 2).result(20) == 4
    other = small(large).submit(process_id).result(20)
    large.shutdown()
    with pytest.raises(RuntimeError):
        small(large).submit(double, 2)
    assert other != os.getpid()
    plain = Workers(count=1)
    assert small(plain) is plain


def test_a_killed_process_is_replaced(workers: Workers) -> None:
    with pytest.raises(WorkerFailed) as caught:
        workers.submit(die).result(20)
    assert caught.value.reason == "crashed"
    assert workers.submit(double, 5).result(20) == 10


def test_a_process_killed_while_idle_costs_no_task(workers: Workers) -> None:
    os.kill(workers.submit(process_id).result(20), signal.SIGKILL)
    # The pool breaks before it begins these: they are handed to the next one.
    assert [workers.submit(double, n).result(20) for n in range(5)] == [0, 2, 4, 6, 8]


def test_processes_that_did_nothing_for_a_while_end_and_start_again_for_the_next_task() -> None:
    before, others = started(), {each.pid for each in psutil.Process().children()}
    with Workers(count=2, timeout=20.0, preload=("email",), idle=0.5) as pool:
        first, parent = pool.submit(process_id).result(20), pool.submit(os.getppid).result(20)
        small(pool).submit(double, 2).result(20)
        until(lambda: started() <= before and (parent in others or not is_alive(parent)))
        assert pool.submit(process_id).result(20) not in (first, os.getpid())
        assert small(pool).submit(double, 3).result(20) == 6
    assert started() <= before


def test_processes_are_kept_for_the_next_task_also_where_they_may_be_idle_for_longer_than_a_task_may_take() -> None:
    with Workers(count=1, timeout=1.5, idle=60.0) as pool, Workers(count=1, timeout=20.0) as other:
        first = pool.submit(process_id).result(20)
        for _ in range(2):
            other.submit(wait_a_second).result(20)
        assert pool.submit(process_id).result(20) == first


def test_a_task_that_takes_longer_than_processes_may_be_idle_is_left_to_end() -> None:
    with Workers(count=1, timeout=20.0, idle=0.2) as pool:
        assert pool.submit(wait_a_second).result(20) == "done"


def test_a_pool_that_loses_a_process_leaves_none_behind() -> None:
    before = started()
    with Workers(count=2, timeout=20.0, preload=("email",)) as pool:
        os.kill(pool.submit(process_id).result(20), signal.SIGKILL)
        until(lambda: pool.submit(double, 9).result(20) == 18 and len(started() - before) == 2)
    assert started() <= before


@pytest.mark.skipif(sys.platform != "linux", reason="only there do processes fork off from a server")
def test_when_what_processes_fork_off_from_is_killed_they_are_all_replaced_and_no_task_is_lost() -> None:
    before = started()
    with Workers(count=2, timeout=20.0, preload=("email",)) as pool:
        server = pool.submit(os.getppid).result(20)
        until(lambda: len(started() - before) == 2)
        first = started() - before
        os.kill(server, signal.SIGKILL)
        until(lambda: pool.submit(double, 9).result(20) == 18 and not any(map(is_alive, first)))
        until(lambda: pool.submit(double, 9).result(20) == 18 and len(started() - before) == 2)
    assert started() <= before


@pytest.mark.skipif(sys.platform != "linux", reason="only there do processes fork off from a server")
@pytest.mark.parametrize("number", [signal.SIGSTOP, signal.SIGKILL])
def test_when_what_processes_fork_off_from_stands_still_all_are_replaced(number: signal.Signals) -> None:
    preload = ("email",)  # and tasks that import nothing
    with Workers(count=1, timeout=20.0, preload=preload) as other, Workers(2, timeout=1.5, preload=preload) as pool:
        assert other.submit(abs, -1).result(20) == 1
        before = started()
        server = pool.submit(os.getppid).result(20)
        until(lambda: len(started() - before) == 2)
        first = started() - before
        os.kill(server, signal.SIGSTOP)
        for worker in first:
            os.kill(worker, number)
        assert pool.submit(abs, -9).result(60) == 9
        assert other.submit(abs, -8).result(60) == 8
        until(lambda: not any(map(is_alive, (server, *first))))
    assert started() <= before


def test_an_error_of_the_task_reaches_the_caller_as_itself(workers: Workers) -> None:
    with pytest.raises(FeedError, match="not a feed"):
        workers.submit(fail_with, FeedError("not a feed")).result(20)


def test_an_error_that_cannot_be_unpickled_is_told_in_words(workers: Workers) -> None:
    with pytest.raises(WorkerFailed, match="ChannelError: channel desk: is unusable"):
        workers.submit(fail_oddly).result(20)
    assert workers.submit(double, 7).result(20) == 14


async def test_the_event_loop_goes_on_while_a_task_runs(workers: Workers) -> None:
    ticks = 0

    async def count() -> None:
        nonlocal ticks
        while True:
            ticks += 1
            await asyncio.sleep(0.01)

    counting = asyncio.ensure_future(count())
    with pytest.raises(WorkerFailed):
        await run(workers, spin)
    counting.cancel()
    assert ticks > 20


async def test_cancelling_the_wait_frees_the_process(workers: Workers) -> None:
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(run(workers, spin), 0.2)
    assert await run(workers, double, 8) == 16


def test_nothing_is_started_before_the_first_task() -> None:
    import multiprocessing

    before = set(multiprocessing.active_children())
    with Workers(count=2):
        assert set(multiprocessing.active_children()) == before


def test_a_busy_process_ends_when_its_parent_is_killed() -> None:
    code = (
        "import test_workers as t; from monitor.workers import Workers;"
        "Workers(count=1, timeout=600).submit(t.announce_and_spin).result()"
    )
    here = str(Path(__file__).parent)
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([here, str(Path(here).parent)])}
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, env=env) as parent:
        assert parent.stdout is not None
        worker = int(parent.stdout.readline())
        assert is_alive(worker)
        parent.kill()
    deadline = time.monotonic() + 20
    while is_alive(worker):
        assert time.monotonic() < deadline, "the process outlived its parent"


def test_shutdown_kills_running_work_at_once_and_ends_every_future() -> None:
    pool = Workers(count=1, timeout=60)
    assert pool.submit(double, 1).result(20) == 2
    running, queued = pool.submit(spin), pool.submit(double, 2)
    started = time.monotonic()
    pool.shutdown()
    assert time.monotonic() - started < 2
    for future in (running, queued):
        with pytest.raises(WorkerFailed, match="was stopped"):
            future.result(1)
    with pytest.raises(RuntimeError, match="shut down"):
        pool.submit(double, 3)


def test_processes_that_stand_still_are_replaced_and_the_task_is_done_all_the_same() -> None:
    workers = Workers(2, timeout=3.0)  # twice as long the start of a process must not take on a busy machine
    try:
        assert workers.submit(abs, -2).result(30) == 2
        children = psutil.Process().children(recursive=True)
        idle = [child for child in children if "spawn_main" in " ".join(child.cmdline())]
        assert idle
        for child in idle:
            child.suspend()
        assert workers.submit(abs, -4).result(60) == 4
    finally:
        workers.shutdown()
