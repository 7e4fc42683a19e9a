"""The daemon as a process: it tells, it stops when asked, and it is alone."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from monitor.demo.newsroom import Newsroom
from tests.desk import CLAIM, COUNTER, OUTLETS, START, Desk, item, moment

ROOT = Path(__file__).parent.parent


@contextmanager
def daemon(desk: Desk) -> Iterator[subprocess.Popen[str]]:
    """`monitor run` over the desk's state, killed at the end if it still runs."""
    process = subprocess.Popen(command(desk, "run"), cwd=ROOT, stderr=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


async def finished(words: list[str]) -> subprocess.CompletedProcess[str]:
    """A command that was run to its end."""
    return await asyncio.to_thread(subprocess.run, words, cwd=ROOT, capture_output=True, text=True, check=False)


def command(desk: Desk, *words: str) -> list[str]:
    return [sys.executable, "-m", "monitor", "--config", str(desk.config), "--state", str(desk.state), *words]


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
async def test_the_daemon_tells_what_is_new_and_stops_cleanly_when_asked(tmp_path: Path, stop: signal.Signals) -> None:
    told = threading.Event()
    with Newsroom(OUTLETS, START, lambda message: "Contradiction" in message["title"] and told.set()) as newsroom:
        desk = Desk(newsroom, tmp_path, [])
        await desk.play([moment(0), moment(1, publish=(item("h1", "harbour", CLAIM),))])
        desk.turn(moment(2, publish=(item("c1", "canal", COUNTER),)))
        with daemon(desk) as process:
            assert told.wait(60), "no alert came within a minute"
            again = await finished(command(desk, "poll"))
            assert again.returncode == 1
            assert f"pid {process.pid}" in again.stderr
            asked = time.monotonic()
            process.send_signal(stop)
            assert process.wait(15) == 0
            assert time.monotonic() - asked < 10
        assert len(desk.events("contradiction")) == 1
        status = await finished(command(desk, "status", "--json"))
        assert status.returncode == 0, status.stdout
