"""Feeds polled per core-second by this monitor, beside `reader` and a bare aiohttp client that does nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from statistics import median

from benchmarks.pollers import POLLERS, Spent, poller
from benchmarks.site import Site, serving
from benchmarks.table import Report

_FEEDS, _HOSTS, _ENTRIES = 1_000, 500, 20
_ROUNDS = 3
_TARGETS = {"unchanged": 8.0, "5% changed": 3.5, "all new": 1.5}


def polling(report: Report) -> None:
    """One line a poller and kind of round, then what this one does for each that another does."""
    done: dict[tuple[str, str], float] = {}
    for name in POLLERS:
        with serving(_HOSTS, "Other") as site:
            feeds = [f"{site.bases[number % _HOSTS]}/feed/{number}" for number in range(_FEEDS)]
            with poller(name, feeds) as once:
                for kind, spent in _rounds(site, once):
                    done[name, kind] = _FEEDS / median(each.core_seconds for each in spent)
                    report(f"feeds polled, {kind}: {name}", done[name, kind], "per core-second")
                held = spent[-1].megabytes
            report(f"memory after that: {name}", held, "MB")
    for kind, target in _TARGETS.items():
        ratio = done["monitor", kind] / done["reader", kind]
        report(f"feeds polled, {kind}: monitor / reader", ratio, f"times (target {target:g})")
    part = 100 * done["monitor", "unchanged"] / done["aiohttp", "unchanged"]
    report("feeds polled, unchanged: monitor / aiohttp", part, "% (target 60)")


def _rounds(site: Site, once: Callable[[], Spent]) -> Iterator[tuple[str, list[Spent]]]:
    once()  # the first one fills the history
    generation = 0
    for kind, entries, every in (("unchanged", 0, 1), ("5% changed", 1, 20), ("all new", _ENTRIES, 1)):
        spent = []
        for _ in range(_ROUNDS):
            generation += entries
            if entries:
                site.show(generation, every)
            spent.append(once())
        yield kind, spent
