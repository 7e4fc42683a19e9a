"""Makes `monitor/comparison/words/wordnet.gz`, the table of senses behind the comparison's nearness of words.

    python -m benchmarks.wordnet_build DICT COMMON.txt

DICT is the `dict` folder of WordNet 3.1, COMMON.txt lists words of the language by frequency, the commonest first.
Kept are common words with their two commonest senses, and further ones that WordNet has seen in texts, but no names.
"""

from __future__ import annotations

import argparse
import gzip
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from monitor.comparison.lexicon import concept

_FILES = {"n": "noun", "v": "verb", "a": "adj", "r": "adv"}
_PARTS = {"1": "n", "2": "v", "3": "a", "4": "r", "5": "a"}
_COMMON = 40_000
_UNSEEN = (9, 0)

Key = tuple[str, str]
Ranks = dict[tuple[str, str, str], tuple[int, int]]


@dataclass(frozen=True)
class Pointer:
    """A relation of one word of a synset (its place, 0 for all) to one of another."""

    kind: str
    target: Key
    source_place: int
    target_place: int


@dataclass(frozen=True)
class Synset:
    """A sense with its words and relations."""

    words: tuple[str, ...]
    pointers: tuple[Pointer, ...]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dict", type=Path)
    parser.add_argument("common", type=Path)
    arguments = parser.parse_args()
    common = frozenset(arguments.common.read_text(encoding="utf-8").split("\n")[:_COMMON])
    synsets = dict(_synsets(arguments.dict))
    table = _table(synsets, _ranks(arguments.dict), common)
    packed = gzip.compress("\n".join(table).encode(), 9, mtime=0)
    (Path(__file__).parent.parent / "monitor" / "comparison" / "words" / "wordnet.gz").write_bytes(packed)
    print(f"{len(table)} concepts, {len(packed)} bytes")


def _synsets(folder: Path) -> Iterator[tuple[Key, Synset]]:
    for part, name in _FILES.items():
        for line in (folder / f"data.{name}").read_text(encoding="latin1").splitlines():
            if line.startswith(" "):
                continue
            fields = line.split("|")[0].split()
            count = int(fields[3], 16)
            words = tuple(fields[4 + 2 * place].split("(")[0] for place in range(count))
            first = 5 + 2 * count
            rows = (fields[first + 4 * row : first + 4 * row + 4] for row in range(int(fields[first - 1])))
            yield (part, fields[0]), Synset(words, tuple(_pointer(row) for row in rows))


def _pointer(row: list[str]) -> Pointer:
    kind, offset, part, places = row
    return Pointer(kind, ("a" if part == "s" else part, offset), int(places[:2], 16), int(places[2:], 16))


def _ranks(folder: Path) -> Ranks:
    """Of each word and sense: the place of the sense among the word's, and how often it was seen."""
    ranks: Ranks = {}
    for line in (folder / "index.sense").read_text(encoding="latin1").splitlines():
        key, offset, place, seen = line.split()
        word, rest = key.split("%")
        ranks[word, _PARTS[rest[0]], offset] = (int(place), int(seen))
    return ranks


def _table(synsets: dict[Key, Synset], ranks: Ranks, common: frozenset[str]) -> list[str]:
    main, rarer, wider, opposite = (defaultdict[str, set[Key]](set) for _ in range(4))
    for key, synset in synsets.items():
        if any(pointer.kind == "@i" for pointer in synset.pointers):
            continue
        for place, word in enumerate(synset.words, 1):
            rank = ranks.get((word, *key), _UNSEEN)
            if not _is_kept(word, rank, common):
                continue
            name = concept(word.replace("_", " "))
            (main if rank[0] <= 2 and not _is_phrase(word) else rarer)[name].add(key)
            for pointer in synset.pointers:
                _add(pointer, place, name, (synsets, ranks), (key, word), (main, wider, opposite))
    numbers: dict[Key, int] = {}
    kinds = (main, rarer, wider, opposite)
    names = sorted(main.keys() | rarer.keys())
    return ["\t".join([name, *(_listed(kind[name], numbers) for kind in kinds)]) for name in names]


def _is_kept(word: str, rank: tuple[int, int], common: frozenset[str]) -> bool:
    plain = re.fullmatch(r"[a-z]{2,}(?:[-_][a-z]+)?", word) is not None
    return plain and word.split("_")[0] in common and (rank[0] <= 2 or (rank[0] <= 4 and rank[1] >= 2))


def _is_phrase(word: str) -> bool:
    """Whether only the first word of a phrase gives its concept: 'open fire' is a rare sense of 'open'."""
    return "_" in word and concept(word.replace("_", " ")) == concept(word.split("_")[0])


def _add(
    pointer: Pointer,
    place: int,
    name: str,
    wordnet: tuple[dict[Key, Synset], Ranks],
    here: tuple[Key, str],
    kinds: tuple[dict[str, set[Key]], ...],
) -> None:
    own, wider, opposite = kinds
    synsets, ranks = wordnet
    if pointer.kind == "@" or (pointer.kind == "&" and pointer.target[0] == "a"):
        wider[name].add(pointer.target)
    if pointer.kind not in "+!" or pointer.source_place != place:
        return
    there = synsets[pointer.target].words[pointer.target_place - 1].lower()
    furthest = max(ranks.get((here[1], *here[0]), _UNSEEN)[0], ranks.get((there, *pointer.target), _UNSEEN)[0])
    if pointer.kind == "+" and furthest <= 2 and there[:4] == here[1][:4]:
        own[name].add(pointer.target)
    if pointer.kind == "!" and furthest == 1:
        opposite[name].add(pointer.target)


def _listed(keys: set[Key], numbers: dict[Key, int]) -> str:
    return " ".join(str(numbers.setdefault(key, len(numbers))) for key in sorted(keys))


if __name__ == "__main__":
    main()
