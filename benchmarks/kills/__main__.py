"""`python -m benchmarks.kills`: kill, restart, check; exits 1 when anything that is promised does not hold."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import perf_counter

from benchmarks.kills.series import Series


def main() -> None:
    """Run some series beside each other and print their figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=300)
    parser.add_argument("--series", type=int, default=3, help="Histories beside each other, among which the kills are.")
    parser.add_argument("--outlets", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="A new folder for the logs and the histories.")
    chosen = parser.parse_args()
    begun = perf_counter()
    with tempfile.TemporaryDirectory() as scratch, ThreadPoolExecutor(chosen.series) as threads:
        folder = (chosen.keep or Path(scratch)).resolve()

        def one(number: int) -> Series:
            own = folder / str(number)
            own.mkdir(parents=True)
            with Series(own, chosen.outlets, chosen.seed + number) as series:
                series.run(chosen.times // chosen.series)
                series.finish(3)
            return series

        done = list(threads.map(one, range(chosen.series)))
    kills = sum((series.kills for series in done), Counter[str]())
    faults = sum(len(series.faults) for series in done)
    received = [series.newsroom.received for series in done]
    for trouble, count in sorted(kills.items()):
        print(f"{trouble:24}{count:>6} kills")
    articles = sum(len(shown) for series in done for shown in series.newsroom.published.values())
    print(f"{'articles published':24}{articles:>6}")
    print(f"{'messages taken':24}{sum(len(each.messages) for each in received):>6}")
    repeated, most = sum(each.repeated() for each in received), max(series.most_unrecorded for series in done)
    print(f"{'messages repeated':24}{repeated:>6}, at most {most} by one kill")
    print(f"{'seconds':24}{perf_counter() - begun:>6.0f}")
    print(f"{'violations':24}{faults:>6} after {kills.total()} kills")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
