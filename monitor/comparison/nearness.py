"""How near two concepts are in meaning, from a table of WordNet's senses that ships with the package.

Opposites are near: nearness says that two words can stand in one place of a sentence, not that they say the same.
Each line of `words/wordnet.gz` holds a concept of `lexicon.concept`, the senses that it has or that a word derived from
it has, the wider senses, and those of its antonyms. `benchmarks/wordnet_build.py` makes it; names are left out.

Source: WordNet 3.1, Princeton University (licence in `words/WORDNET-LICENSE.txt`).
"""

from __future__ import annotations

import gzip
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

_SAME, _OPPOSITE, _WIDER, _ALIKE = 0.95, 0.8, 0.7, 0.3


@dataclass(frozen=True, slots=True)
class _Senses:
    main: frozenset[str]
    own: frozenset[str]  # the rarer ones, too
    wider: frozenset[str]
    opposite: frozenset[str]


@cache
def _senses() -> dict[str, _Senses]:
    packed = (resources.files(__package__) / "words" / "wordnet.gz").read_bytes()
    lines = (line.split("\t") for line in gzip.decompress(packed).decode().split("\n"))
    return {word: _read(*(frozenset(part.split()) for part in parts)) for word, *parts in lines}


def _read(main: frozenset[str], rarer: frozenset[str], wider: frozenset[str], opposite: frozenset[str]) -> _Senses:
    return _Senses(main, main | rarer if rarer else main, wider, opposite)


@lru_cache(maxsize=200_000)
def _near(one: str, other: str) -> float:
    first, second = _senses().get(one), _senses().get(other)
    if first is None or second is None:
        return 0.0
    if not first.main.isdisjoint(second.main):
        return _SAME
    own, others = first.own, second.own
    if not (first.opposite.isdisjoint(others) and second.opposite.isdisjoint(own)):
        return _OPPOSITE
    if not (own.isdisjoint(others) and first.wider.isdisjoint(others) and second.wider.isdisjoint(own)):
        return _WIDER
    return 0.0 if first.wider.isdisjoint(second.wider) else _ALIKE


def nearness(one: str, other: str) -> float:
    """From 0 for unrelated concepts to 1 for one and the same."""
    return 1.0 if one == other else _near(min(one, other), max(one, other))


@lru_cache(maxsize=100_000)
def antonyms(one: str, other: str) -> bool:
    """Whether the commonest senses of two concepts exclude each other."""
    first, second = _senses().get(one), _senses().get(other)
    if first is None or second is None or not first.own.isdisjoint(second.own):
        return False
    return bool(first.opposite & second.main or second.opposite & first.main)


def knows(word: str) -> bool:
    """Whether the table has a concept at all."""
    return word in _senses()


def nearest(word: str, others: Collection[str]) -> float:
    """How near the nearest of some concepts is. Asked hundreds of times a pair: a word without senses ends it early."""
    if word in others:
        return 1.0
    if word not in _senses():
        return 0.0
    best = 0.0
    for other in others:
        found = _near(word, other) if word < other else _near(other, word)
        if found > best:
            best = found
    return best
