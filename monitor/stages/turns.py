"""The order in which what is due together is asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import TypeVar

Item = TypeVar("Item")


def in_turns(items: Iterable[Item], url: Callable[[Item], str]) -> list[Item]:
    """The first item of every host, then the second of each, and so on; otherwise in the order given.

    Only so many units of work are under way at once, and one that waits for its host's turn holds a place: without
    this, many sources of one host would keep all others waiting.
    """
    taken: Counter[str] = Counter()
    ranked: list[tuple[int, Item]] = []
    for item in items:
        host = "/".join(url(item).split("/", 3)[:3])
        ranked.append((taken[host], item))
        taken[host] += 1
    return [item for _, item in sorted(ranked, key=lambda pair: pair[0])]
