"""A series of kills over one history: the daemon starts, catches up, gets into trouble, and is killed."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from contextlib import ExitStack, suppress
from pathlib import Path

import psutil
import yaml

from benchmarks.kills import plugin
from benchmarks.kills.daemon import Shifted
from benchmarks.kills.newsroom import CHANNELS, STORY, Newsroom
from benchmarks.kills.troubles import TROUBLES, Scene, Trouble, lift, small_disk
from benchmarks.kills.watch import Watch
from monitor.clock import iso
from monitor.store import HISTORY

ROOT = Path(__file__).parents[2]
_PATIENCE = 120.0  # seconds until the daemon must have caught up
_LIFE = 4.0  # seconds within which the other kills fall
_HOURS = 2.5  # that pass before each start, so that everything is due


def feeds(newsroom: Newsroom) -> dict[str, object]:
    """A configuration that polls as often as it can, and tells of everything."""
    return {
        "stories": [{"id": "norvane", "title": STORY, "match": {"any": [STORY]}}],
        "sources": [
            {"name": each.key, "kind": "feed", "url": f"http://{newsroom.address(each.key)}/feed", "outlet": each.name}
            for each in newsroom.outlets
        ],
        "network": {"allow_private_addresses": True, "min_delay": 0},
        "polling": {"interval": "2s", "min_interval": "1s", "max_interval": "5s", "revisit": ["1h", "1d"]},
        "judge": {"kind": plugin.NAME},
        "channels": {name: f"json://{newsroom.address(name)}/" for name in CHANNELS},
        "alerts": [
            {"on": ["contradiction", "revision", "corroboration", "source_down"], "to": list(CHANNELS[:2])},
            {"on": ["new_claim", "source_recovered"], "to": [CHANNELS[2]]},
        ],
        "limits": {"burst": 1000, "every": "1s"},
        "service": {"min_free": "64kB"},
    }


class Series:
    """The kills and what they showed. A context manager.

    A share of the kills (`early`) falls while the daemon starts and catches up, in whatever trouble there was.
    """

    def __init__(self, folder: Path, outlets: int, seed: int, early: float = 0.3) -> None:
        self.kills: Counter[str] = Counter()
        self.faults: list[str] = []
        self.most_unrecorded = 0
        self._early = early
        self._folder, self._unrecorded = folder, set[tuple[str, str]]()
        self._process: subprocess.Popen[bytes] | None = None
        rng = random.Random(seed)
        clock, state = Shifted(folder / "clock"), folder / "state"
        clock.file.write_text("0")
        state.mkdir()
        plugin.install(folder / "plugins")
        self.newsroom = Newsroom(outlets, clock, rng)
        self._scene = Scene(self.newsroom, state, clock, folder / "silent", rng)
        self._watch = Watch(state / HISTORY)
        self._stack = ExitStack()

    def __enter__(self) -> Series:
        self._stack.enter_context(small_disk(self._scene.state))
        self._stack.enter_context(self.newsroom)
        (self._folder / "feeds.yaml").write_text(yaml.safe_dump(feeds(self.newsroom)))
        self._manager = self._stack.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM))
        self._manager.bind(str(self._folder / "notify"))
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._stack.close()

    def run(self, times: int) -> None:
        """Kill so many times, each time after other trouble or amid what is left of the last one."""
        rng, trouble = self._scene.rng, TROUBLES[0]
        for number in range(times):
            self._publish(4)
            self._start()
            if rng.random() >= self._early:
                lift(self._scene)
                self._settle()
                trouble = TROUBLES[number % len(TROUBLES)]
                self._live(trouble, rng.uniform(0, _LIFE))
            else:
                time.sleep(rng.uniform(0, _LIFE))
            self._kill(trouble)

    def catch_up(self) -> None:
        """Lift all trouble, let two days pass, and let the daemon do what there is to do."""
        lift(self._scene)
        self._scene.clock.move(2 * 86_400)
        self._start()
        self._settle()
        self._kill(TROUBLES[0])

    def finish(self, times: int) -> None:
        """Let the daemon catch up, and look whether all that was published is in the history and was told.

        It takes several times: a text that was not steady is read again, a judge is asked again, a channel tried again.
        """
        for _ in range(times):
            self.catch_up()
        for fault in self._watch.at_the_end(self.newsroom):
            self._fault(fault)
        for text in self.newsroom.received.same_twice():
            self._fault(f"one message in two deliveries: {text}")

    def _publish(self, articles: int) -> None:
        for _ in range(articles):
            self.newsroom.publish()
        self.newsroom.revise()

    def _live(self, trouble: Trouble, seconds: float) -> None:
        """Let trouble set in at a random instant of what is left of a life, while more is published."""
        at = self._scene.rng.uniform(0, seconds)
        time.sleep(at)
        self._publish(2)
        trouble(self._scene)
        time.sleep(seconds - at)

    def _start(self) -> None:
        self._scene.clock.move(_HOURS * 3600)
        path = os.pathsep.join((str(ROOT), str(self._folder / "plugins")))
        environ = {
            "PYTHONPATH": path,
            plugin.SILENT: str(self._scene.silent),
            "NOTIFY_SOCKET": str(self._folder / "notify"),
        }
        words = [str(self._folder / "feeds.yaml"), str(self._scene.state), str(self._scene.clock.file)]
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "benchmarks.kills.daemon", *words],
                cwd=ROOT,
                env={**os.environ, **environ},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._scene.pid = self._process.pid

    def _settle(self) -> None:
        """Wait until the daemon is ready, polled everything again and has nothing left to do."""
        assert self._process is not None
        if not self._ready():
            return self._fault(f"the daemon was not ready: {self._process.poll()}")
        since, deadline = iso(self._scene.clock.now()), time.monotonic() + _PATIENCE
        while undone := self._watch.unfinished(self._scene.clock, since):
            if self._process.poll() is not None:
                return self._fault(f"the daemon ended by itself with {self._process.returncode}")
            if time.monotonic() > deadline:
                return self._fault(f"stuck for {_PATIENCE:.0f} s: {undone}")
            time.sleep(0.25)
        return None

    def _ready(self) -> bool:
        self._manager.settimeout(_PATIENCE)
        try:
            while self._manager.recv(100) != b"READY=1":
                pass
        except TimeoutError:
            return False
        return True

    def _kill(self, trouble: Trouble) -> None:
        """Kill the daemon alone or with all that it started, and look at what is left."""
        assert self._process is not None
        started = psutil.Process(self._process.pid).children(recursive=True)
        if self._scene.rng.random() < 0.5:
            os.killpg(self._process.pid, signal.SIGKILL)
        else:
            self._process.kill()
        self._process.wait()
        self.kills[trouble.__name__] += 1
        for process in started:
            with suppress(psutil.NoSuchProcess):
                process.resume()  # what stands still cannot see that the daemon is gone
        for orphan in psutil.wait_procs(started, timeout=20)[1]:
            self._fault(f"a process outlived the daemon by 20 s: {orphan}")
        for fault in self._watch.after_kill():
            self._fault(fault)
        self._count_unrecorded()
        self._manager.settimeout(0)
        while self._told():  # what the dead one said
            pass

    def _told(self) -> bytes:
        try:
            return self._manager.recv(100)
        except BlockingIOError:
            return b""

    def _count_unrecorded(self) -> None:
        """At most one message a channel may have been taken and not been recorded as sent."""
        if not self._watch.ready():
            return
        known, self._unrecorded = self._unrecorded, self._watch.unrecorded(self.newsroom)
        fresh = Counter(channel for channel, _ in self._unrecorded - known)
        self.most_unrecorded = max(self.most_unrecorded, fresh.total())
        for channel, count in fresh.items():
            if count > 1:
                self._fault(f"{count} messages to {channel} will be repeated after one kill")

    def _fault(self, what: str) -> None:
        self.faults.append(what)
        print(f"  kill {self.kills.total()}: {what}", flush=True)
