"""A real scheduler and real worker processes on loopback, for tests and benchmarks of the cluster."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

_PATIENCE = 60.0
_QUIET = {"DASK_DISTRIBUTED__ADMIN__LOG_LENGTH": "100", "PYTHONWARNINGS": "ignore"}


class LoopbackCluster:
    """The addresses and the processes of a cluster; `kill` ends a worker without a word."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "scheduler.json"
        self.scheduler = _start("scheduler", "--scheduler-file", str(self._file), "--port", "0", "--no-dashboard")
        self.workers: list[subprocess.Popen[bytes]] = []
        self.address = self._address()

    def _address(self) -> str:
        late = monotonic() + _PATIENCE
        while monotonic() < late:
            try:
                return str(json.loads(self._file.read_text())["address"])
            except (OSError, ValueError):
                sleep(0.05)
        raise TimeoutError("the scheduler did not start")

    def add_workers(self, count: int) -> None:
        """Start more workers, one thread each."""
        options = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--memory-limit", "0")
        self.workers += [_start("worker", self.address, *options) for _ in range(count)]

    def kill(self, number: int) -> None:
        """End a worker as the kernel does."""
        self.workers[number].kill()
        self.workers[number].wait()

    def close(self) -> None:
        """End all processes."""
        for process in (*self.workers, self.scheduler):
            process.send_signal(signal.SIGTERM)
        for process in (*self.workers, self.scheduler):
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _start(what: str, *options: str) -> subprocess.Popen[bytes]:
    command: Sequence[str] = (sys.executable, "-m", f"distributed.cli.dask_{what}", "--host", "127.0.0.1", *options)
    return subprocess.Popen(command, env={**os.environ, **_QUIET}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@contextmanager
def loopback_cluster(folder: Path, workers: int) -> Iterator[LoopbackCluster]:
    """A cluster with so many workers, ended afterwards."""
    cluster = LoopbackCluster(folder)
    try:
        cluster.add_workers(workers)
        yield cluster
    finally:
        cluster.close()
