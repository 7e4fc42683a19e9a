"""`python -m benchmarks.extraction FOLDER`: how well and how fast articles are read, beside plain trafilatura.

FOLDER is a checkout of github.com/scrapinghub/article-extraction-benchmark: 181 pages with the text that people
marked in them. Nothing of it is part of this repository. The figures are that project's own: shingles of four
words, each page normalised, precision and recall averaged over the pages.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean
from time import process_time

import trafilatura

from benchmarks.table import Report, report
from monitor.articles import extract
from monitor.model import Entry

_SHINGLE = 4
_PUBLISHED = datetime(2026, 3, 2, tzinfo=UTC)
_FLOOR, _SPEED = 0.960, 85.0
_WORD = re.compile(r"\w+")

Reader = Callable[["Page"], str]


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it is served, its address, and its article as people marked it."""

    url: str
    html: bytes
    article: str


def main() -> None:
    """Quality, then pages per core-second; exits with 1 below the floor of quality."""
    if len(sys.argv) != 2:
        sys.exit("usage: python -m benchmarks.extraction FOLDER")
    folder = Path(sys.argv[1])
    if not (folder / "ground-truth.json").exists():
        sys.exit(f"{folder} holds no ground-truth.json: name a checkout of scrapinghub/article-extraction-benchmark")
    sys.exit(0 if measure(load(folder), report) else 1)


def load(folder: Path) -> list[Page]:
    """All pages of the folder."""
    truth = json.loads((folder / "ground-truth.json").read_text("utf-8"))
    return [
        Page(about["url"], gzip.decompress((folder / "html" / f"{key}.html.gz").read_bytes()), about["articleBody"])
        for key, about in truth.items()
    ]


def measure(pages: Sequence[Page], report: Report) -> bool:
    """One line a figure; gives whether F1 reaches its floor."""
    readers = {"monitor": read_here, "trafilatura": read_plainly}
    rates: dict[str, list[float]] = {name: [] for name in readers}
    found: dict[str, list[str]] = {}
    for _ in range(3):  # in turns, so that both meet the same neighbours on the machine
        for name, read in readers.items():
            begun = process_time()
            found[name] = [read(page) for page in pages]
            rates[name].append(len(pages) / (process_time() - begun))
    for name, texts in found.items():
        precision, recall, f1 = score(zip(texts, [page.article for page in pages], strict=True))
        report(f"articles read, F1: {name}", f1, f"(precision {precision:.3f}, recall {recall:.3f})")
        report(f"articles read: {name}", max(rates[name]), "per core-second")
        if name == "monitor":
            ours = f1
    ratio = 100 * max(rates["monitor"]) / max(rates["trafilatura"])
    report("articles read: monitor / trafilatura", ratio, f"% (target {_SPEED:g})")
    return ours >= _FLOOR


def read_here(page: Page) -> str:
    """The article as the monitor reads it, with title and date from its feed."""
    return extract(page.html, page.url, Entry(page.url, page.url, "As the feed names it", published=_PUBLISHED)).text


def read_plainly(page: Page) -> str:
    """The article as trafilatura alone reads it, in its fast mode."""
    return trafilatura.extract(page.html, url=page.url, fast=True, include_comments=False) or ""


def score(pairs: Iterable[tuple[str, str]]) -> tuple[float, float, float]:
    """Precision, recall and F1 over pairs of a found and a true text."""
    parts = [_compared(found, true) for found, true in pairs]
    precision = mean(hit / (hit + extra) for hit, extra, _ in parts if hit + extra)
    recall = mean(hit / (hit + missed) for hit, _, missed in parts if hit + missed)
    return precision, recall, 2 * precision * recall / (precision + recall)


def _compared(found: str, true: str) -> tuple[int, int, int]:
    """Shingles that both texts have, that only the found one has, and that only the true one has."""
    here, there = _shingles(found), _shingles(true)
    hits = (here & there).total()
    return hits, here.total() - hits, there.total() - hits


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    many = range(max(1, len(words) - _SHINGLE + 1)) if words else ()
    return Counter(tuple(words[at : at + _SHINGLE]) for at in many)


if __name__ == "__main__":
    main()
