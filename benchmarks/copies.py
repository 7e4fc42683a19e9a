"""`python -m benchmarks.copies`: how well wire copies are found, and what it costs as the history grows.

Writes synthetic reports, edits 5 to 20% of their words as desks do (replaced, dropped, added), and
compares unrelated reports of one subject, which share its vocabulary. Takes about two minutes.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from benchmarks.copy_texts import edited, report
from monitor.coverage import overlap, shingles, signature
from monitor.store import Store, open_store
from monitor.store.origins import keep_bands

_PAIRS = 10_000
_COPIES = 200
_SHARES = (0.05, 0.10, 0.15, 0.20)
_SIZES = (1_000, 10_000, 100_000)
_TIMED = 200
_OUTLET = "Synthetic Wire"


def recall(rng: random.Random) -> Iterator[tuple[float, float]]:
    """For each share of edited words, the share of copies that the bands bring up and the comparison confirms."""
    for share in _SHARES:
        found = 0
        for _ in range(_COPIES):
            text = report(rng)
            other = edited(text, share, rng)
            is_near = not set(signature(text)).isdisjoint(signature(other))
            found += is_near and overlap(shingles(text), shingles(other)) > 0
        yield share, found / _COPIES


def false_pairs(rng: random.Random) -> int:
    """How many of ten thousand pairs of unrelated reports are taken for copies."""
    found = 0
    for _ in range(_PAIRS):
        found += overlap(shingles(report(rng)), shingles(report(rng))) > 0
    return found


def costs(rng: random.Random, state: Path) -> Iterator[tuple[int, float]]:
    """Milliseconds for one new article, from its text to its stored signature, as the history grows."""
    store, stored = open_store(state), 0
    try:
        for size in _SIZES:
            _fill(store, rng, stored, size)
            stored = size
            texts = [report(rng) for _ in range(_TIMED)]
            begun = perf_counter()
            for number, text in enumerate(texts):
                _one(store, size + number, text)
            stored += _TIMED
            yield size, 1000 * (perf_counter() - begun) / _TIMED
    finally:
        store.close()


def _fill(store: Store, rng: random.Random, begin: int, end: int) -> None:
    step = 1_000
    for first in range(begin, end, step):
        with store.database.writing():
            for number in range(first, min(first + step, end)):
                keep_bands(store.database, number, signature(report(rng)))


def _one(store: Store, number: int, text: str) -> None:
    parts = shingles(text)
    signed = signature(text)
    for _, other in store.origins.alike(signed, _OUTLET):
        overlap(parts, shingles(other))
    with store.database.writing():
        keep_bands(store.database, number, signed)


def main() -> int:
    """Print the figures; gives 1 where copies are missed or made up beyond what is promised."""
    rng = random.Random(20260302)
    figures = dict(recall(rng))
    for share, found in figures.items():
        print(f"{f'copies found, {share:.0%} of words edited':44}{found:>10.3f}", flush=True)
    wrong = false_pairs(rng)
    print(f"{f'false pairs in {_PAIRS:,} unrelated':44}{wrong:>10}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for size, cost in costs(rng, Path(folder)):
            print(f"{f'ms an article at {size:,} stored':44}{cost:>10.2f}", flush=True)
    return int(wrong > 0 or min(figures.values()) < 0.95)


if __name__ == "__main__":
    sys.exit(main())
