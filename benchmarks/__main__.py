"""`python -m benchmarks`: what the walk costs on this machine, as a table. Takes about five minutes.

Reading real pages, beside trafilatura, is `python -m benchmarks.extraction FOLDER`; a full-sized history is
`python -m benchmarks.cost 100000`.
"""

from __future__ import annotations

import asyncio
import os
import platform
from time import perf_counter

from benchmarks.polling import polling
from benchmarks.speed import comparing, delivering, reading, starting
from benchmarks.table import report


def main() -> None:
    """Run every benchmark."""
    print(f"Python {platform.python_version()} on {os.cpu_count()} cores")
    begun = perf_counter()
    polling(report)
    for benchmark in (reading, comparing, delivering):
        asyncio.run(benchmark(report))
    starting(report)
    report("all of it", perf_counter() - begun, "s")


if __name__ == "__main__":
    main()
