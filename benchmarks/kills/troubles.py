"""What goes wrong around the daemon while it works. Each trouble sets in, and is lifted by `lift`."""

from __future__ import annotations

import contextlib
import os
import random
import resource
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks.kills.daemon import Shifted
from benchmarks.kills.newsroom import CHANNELS, Newsroom, Way

DISK = 64  # MB of the small disk
_DAY = 86_400


@dataclass
class Scene:
    """Where the troubles happen."""

    newsroom: Newsroom
    state: Path
    clock: Shifted
    silent: Path
    rng: random.Random
    pid: int = 0

    @property
    def filler(self) -> Path:
        """The file that takes the room of the disk."""
        return self.state / "filler"


def none(_scene: Scene) -> None:
    """Nothing goes wrong."""


def disk_full(scene: Scene) -> None:
    """No room, or next to none: on a disk of its own a file takes it, else the process may write no larger files."""
    if not os.path.ismount(scene.state):
        largest = max((file.stat().st_size for file in scene.state.glob("history.db*")), default=0)
        psutil.Process(scene.pid).rlimit(psutil.RLIMIT_FSIZE, (largest, resource.RLIM_INFINITY))
        return
    left = scene.rng.choice((0, 0, 8_192, 100_000))
    with scene.filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        for _ in range(max(0, (shutil.disk_usage(scene.state).free - left) // 4_096)):
            file.write(bytes(4_096))


def clock_jumps(scene: Scene) -> None:
    """The clock is set on or back, by minutes or by days."""
    scene.clock.move(scene.rng.choice((-3 * _DAY, -3_600, -70, 70, 3_600, 5 * _DAY)))


def network_cut(scene: Scene) -> None:
    """Outlets answer nothing any more: silence, a broken connection, or an error."""
    way = scene.rng.choice((Way.SILENCE, Way.CUT, Way.ERROR))
    scene.newsroom.answer([outlet.key for outlet in scene.newsroom.outlets], way)


def channels_fail(scene: Scene) -> None:
    """Some channels take nothing any more."""
    failing = scene.rng.sample(CHANNELS, scene.rng.randint(1, len(CHANNELS)))
    scene.newsroom.answer(failing, scene.rng.choice((Way.SILENCE, Way.CUT, Way.ERROR)))


def judge_hangs(scene: Scene) -> None:
    """The judge gives no answer any more."""
    scene.silent.touch()


def workers_die(scene: Scene) -> None:
    """Processes that the daemon started are killed: workers, or what they fork off."""
    _signal_some(scene, signal.SIGKILL)


def workers_hang(scene: Scene) -> None:
    """Processes that the daemon started stand still."""
    _signal_some(scene, signal.SIGSTOP)


def _signal_some(scene: Scene, number: signal.Signals) -> None:
    with contextlib.suppress(psutil.NoSuchProcess):
        children = psutil.Process(scene.pid).children(recursive=True)
        for child in scene.rng.sample(children, min(len(children), scene.rng.randint(1, 2))):
            child.send_signal(number)


Trouble = Callable[[Scene], None]
TROUBLES: tuple[Trouble, ...] = (
    none,
    disk_full,
    clock_jumps,
    network_cut,
    channels_fail,
    judge_hangs,
    workers_die,
    workers_hang,
)


def lift(scene: Scene) -> None:
    """End every trouble; the clock stays where it was set."""
    scene.newsroom.answer(list(scene.newsroom.ways), Way.WELL)
    scene.silent.unlink(missing_ok=True)
    scene.filler.unlink(missing_ok=True)


@contextlib.contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    """Put a disk of its own under a folder, where that is allowed."""
    words = ["mount", "-t", "tmpfs", "-o", f"size={DISK}m", "tmpfs", str(folder)]
    mounted = shutil.which("mount") and subprocess.run(words, capture_output=True, check=False).returncode == 0
    try:
        yield
    finally:
        if mounted:
            shutil.copytree(folder, folder.with_name("left"))
            subprocess.run(["umount", "--lazy", str(folder)], check=False)
