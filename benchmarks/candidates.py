"""`python -m benchmarks.candidates`: which index brings together what should be compared, and what that costs.

Of each labelled pair that supports or contradicts, one text is stored among distractors and the other one is looked up.
The sets are those of `make quality`; MINILM=FOLDER adds embeddings by the model all-MiniLM-L6-v2 that lies there.
"""

from __future__ import annotations

import argparse
import os
import random
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import Protocol

from benchmarks.distractors import distractors
from benchmarks.pairs_quality import pair
from benchmarks.quality_sets import Sets, joined, other_sets, own_sets
from monitor.comparison import search_terms
from monitor.model import Mention
from monitor.store.term_index import TermIndex

_SETS = ("pairs_news", "pairs_own", "../news")
_CUTS = (5, 10, 20)
_PERMUTATIONS, _BANDS = 128, 64
_EMBEDDED = 1_000  # texts at most: here an embedding takes far longer than all the other look-ups


class Index(Protocol):
    """Texts by their place in the order in which they are added."""

    def add(self, mentions: Sequence[Mention]) -> None: ...

    def nearest(self, mention: Mention, limit: int) -> list[int]: ...

    def size(self) -> int:
        """How many bytes it holds without the texts, about."""


class Words:
    """The product's own."""

    def __init__(self) -> None:
        self._index = TermIndex()
        self._bytes = 0

    def add(self, mentions: Sequence[Mention]) -> None:
        for number, mention in enumerate(mentions):
            terms = search_terms(mention)
            self._index.add(number, terms)
            self._bytes += 4 * len(terms) + 10

    def nearest(self, mention: Mention, limit: int) -> list[int]:
        return self._index.nearest(search_terms(mention), limit)

    def size(self) -> int:
        return self._bytes


class Fts5:
    """The same terms in SQLite's full-text index, of a query the eight rarest."""

    def __init__(self) -> None:
        self._db = sqlite3.connect(":memory:")
        tokens = "unicode61 remove_diacritics 0 categories 'L* M* N* P* S* Co'"
        self._db.execute(f"""CREATE VIRTUAL TABLE mentions USING fts5(terms, content='', tokenize="{tokens}")""")
        self._db.execute("CREATE VIRTUAL TABLE vocabulary USING fts5vocab('mentions', 'row')")

    def add(self, mentions: Sequence[Mention]) -> None:
        rows = ((number, " ".join(search_terms(mention))) for number, mention in enumerate(mentions))
        self._db.executemany("INSERT INTO mentions(rowid, terms) VALUES (?, ?)", rows)

    def nearest(self, mention: Mention, limit: int) -> list[int]:
        terms = search_terms(mention)
        counted = f"SELECT term FROM vocabulary WHERE term IN ({', '.join('?' * len(terms))}) ORDER BY doc LIMIT 8"
        query = " OR ".join(f'"{term}"' for (term,) in self._db.execute(counted, terms))
        if not query:
            return []
        found = self._db.execute(
            "SELECT rowid FROM mentions WHERE mentions MATCH ? ORDER BY rank LIMIT ?", (query, limit)
        )
        return [number for (number,) in found]

    def size(self) -> int:
        pages, size = (self._db.execute(f"PRAGMA {what}").fetchone()[0] for what in ("page_count", "page_size"))
        return int(pages * size)


class MinHash:
    """Locality-sensitive hashing of search terms and runs of four letters; what is found is sorted by Jaccard."""

    def __init__(self) -> None:
        from rensa import RMinHash, RMinHashLSH

        self._new = RMinHash
        self._lsh = RMinHashLSH(threshold=0.2, num_perm=_PERMUTATIONS, num_bands=_BANDS)
        self._hashes: list[RMinHash] = []

    def _hash(self, mention: Mention):  # type: ignore[no-untyped-def]
        text = mention.text.lower()
        made = self._new(num_perm=_PERMUTATIONS, seed=1)
        made.update([*search_terms(mention), *(text[at : at + 4] for at in range(len(text) - 3))])
        return made

    def add(self, mentions: Sequence[Mention]) -> None:
        self._hashes = [self._hash(mention) for mention in mentions]
        self._lsh.insert_many(self._hashes)

    def nearest(self, mention: Mention, limit: int) -> list[int]:
        asked = self._hash(mention)
        found = self._lsh.query(asked)
        return sorted(found, key=lambda number: -asked.jaccard(self._hashes[number]))[:limit]

    def size(self) -> int:
        return len(self._hashes) * (4 * _PERMUTATIONS + 16 * _BANDS)


@dataclass(frozen=True, slots=True)
class Found:
    """How often the wanted text was among so many, and milliseconds of a look-up: median and 95th percentile."""

    recall: dict[int, float]
    median: float
    slow: float


def measure(index: Index, wanted: Sequence[tuple[Mention, int]]) -> Found:
    """Look up each mention, for which a place is wanted."""
    spent, hits = [], dict.fromkeys(_CUTS, 0)
    for asked, place in wanted:
        begun = perf_counter()
        near = index.nearest(asked, max(_CUTS))
        spent.append(1000 * (perf_counter() - begun))
        for cut in _CUTS:
            hits[cut] += place in near[:cut]
    spent.sort()
    recall = {cut: count / len(wanted) for cut, count in hits.items()}
    return Found(recall, spent[len(spent) // 2], spent[len(spent) * 95 // 100])


def related(sets: Sets) -> list[tuple[Mention, Mention]]:
    """The two mentions of every labelled pair that says the same or the opposite."""
    rows = [row for one in sets.pairs if one.name.startswith(_SETS) for row in one.rows]
    pairs = [pair(row) for row in rows if row["label"] != "neutral" and row["a"] != row["b"]]
    return [(one.a.mention, one.b.mention) for one in pairs]


def others(sets: Sets) -> list[str]:
    """The texts from which distractors are made: none of a pair that is looked up."""
    pairs = [row for one in sets.pairs if one.name.startswith(_SETS) for row in one.rows if row["label"] == "neutral"]
    return [text for row in pairs for text in (row["a"], row["b"])] + [
        row["text"] for one in sets.claims for row in one.rows
    ]


def _stored(
    pairs: Sequence[tuple[Mention, Mention]], filling: Iterator[Mention], size: int
) -> tuple[list[Mention], list[tuple[Mention, int]]]:
    """So many texts in random order, and what to look up with the place at which it should be found."""
    order = list(range(size))
    random.Random(2).shuffle(order)
    stored: list[Mention | None] = [None] * size
    for (first, _), place in zip(pairs, order, strict=False):
        stored[place] = first
    whole = [mention if mention is not None else next(filling) for mention in stored]
    return whole, [(second, place) for (_, second), place in zip(pairs, order, strict=False)]


def main() -> None:
    """Measure every index at every size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", type=int, nargs="*", default=[1_000, 10_000, 100_000])
    sets = joined(own_sets(), other_sets(os.environ))
    kinds: dict[str, Callable[[], Index]] = {"BM25": Words, "BM25, FTS5": Fts5, "MinHash": MinHash}
    if "MINILM" in os.environ:
        from benchmarks.minilm import Embeddings

        kinds["embeddings"] = lambda: Embeddings(Path(os.environ["MINILM"]))
    pairs, filling = related(sets), list(islice(distractors(others(sets)), max(parser.parse_args().sizes)))
    columns = ("@5", "@10", "@20", "ms", "p95 ms", "MB", "build s")
    print(f"{len(pairs)} pairs\n{'index':12}{'stored':>9}" + "".join(f"{column:>8}" for column in columns))
    for size in parser.parse_args().sizes:
        stored, wanted = _stored(pairs, iter(filling), size)
        for name, kind in kinds.items():
            if name == "embeddings" and size > _EMBEDDED:
                continue
            index, begun = kind(), perf_counter()
            index.add(stored)
            built = perf_counter() - begun
            index.nearest(wanted[0][0], 1)
            found = measure(index, wanted)
            recall = "".join(f"{found.recall[cut]:>8.3f}" for cut in _CUTS)
            costs = f"{found.median:>8.2f}{found.slow:>8.2f}{index.size() / 1e6:>8.1f}{built:>8.1f}"
            print(f"{name:12}{size:>9,}{recall}{costs}", flush=True)


if __name__ == "__main__":
    main()
