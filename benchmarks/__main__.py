"""`python -m benchmarks`: what the walk costs on this machine, as a table. Takes about two minutes."""

from __future__ import annotations

import asyncio
import os
import platform
from time import perf_counter

from benchmarks.speed import delivering, polling, reading


def report(name: str, value: float, unit: str) -> None:
    """One line of the table, as soon as it is known."""
    print(f"{name:36}{value:>10,.{0 if value >= 100 else 2}f} {unit}", flush=True)


def main() -> None:
    """Run every benchmark."""
    print(f"Python {platform.python_version()} on {os.cpu_count()} cores")
    begun = perf_counter()
    for benchmark in (polling, reading, delivering):
        asyncio.run(benchmark(report))
    print(f"{'all of it':36}{perf_counter() - begun:>10,.0f} s")


if __name__ == "__main__":
    main()
