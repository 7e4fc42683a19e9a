"""What work costs: processor time, which other programs on the machine disturb less than the clock on the wall."""

from __future__ import annotations

from psutil import Process


def core_seconds() -> float:
    """Seconds of processor time of this process and its workers since they began."""
    times = [each.cpu_times() for each in (Process(), *Process().children(recursive=True))]
    return float(sum(one.user + one.system for one in times))


def megabytes() -> float:
    """What this process holds in memory, without its workers."""
    return float(Process().memory_info().rss) / 1e6
