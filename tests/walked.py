"""A walk that kills its own process with SIGKILL at a given point, for the tests of what a kill leaves behind.

usage: python -m tests.walked CONFIG STATE NOW MODULE:NAME before|after
"""

from __future__ import annotations

import asyncio
import functools
import importlib
import inspect
import os
import signal
import sys
from pathlib import Path
from typing import Any

from monitor.clock import Clock, parse_iso
from monitor.config import load_config
from monitor.pipeline import Wanted, open_pipeline
from monitor.store import StateLock, open_store


def die_at(place: str, moment: str) -> None:
    """Replace a function or method by one that kills the process before or after its work."""
    module, _, path = place.partition(":")
    owner: Any = importlib.import_module(module)
    *parents, name = path.split(".")
    for parent in parents:
        owner = getattr(owner, parent)
    inner = getattr(owner, name)

    @functools.wraps(inner)
    def dying(*args: Any, **kwargs: Any) -> Any:
        if moment == "before":
            _die()
        result = inner(*args, **kwargs)
        if inspect.isawaitable(result):
            return _await_and_die(result)
        _die()
        return result

    setattr(owner, name, dying)


async def _await_and_die(result: Any) -> Any:
    await result
    _die()


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


async def walk(config: Path, state: Path, now: str) -> None:
    """One cycle over everything."""
    clock = Clock(parse_iso(now))
    with StateLock(state):
        store = open_store(state)
        async with open_pipeline(load_config(config, {}), store, state, clock, lambda line: None) as pipeline:
            await pipeline.cycle(Wanted(everything=True))
        store.close()


if __name__ == "__main__":
    die_at(sys.argv[4], sys.argv[5])
    asyncio.run(walk(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]))
