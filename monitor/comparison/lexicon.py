"""Words that say the same and words that say the opposite, as small closed lists about English.

Each line of `words/same.txt` is one concept; its first word names it. A word in no line stands for itself, by its
stem. A hyphen joins the words of one entry. Each line of `words/opposite.txt` is an axis with two poles: where a word
of one pole is true of a thing, no word of the other is true of it at the same time.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib import resources
from itertools import product

# Stems end where these begin; longest first.
_ENDINGS = re.compile(
    r"(?:ational|ization|isation|fulness|iveness|ations?|ments?|nesses|ness|ities|ity|ings?|edly|ed|ies|ers?|ors?"
    r"|ally|ly|ives?|ions?|ances?|ences?|als?|ants?|ents?|es|s|e|y)$"
)
_NEGATING = ("un", "in", "im", "il", "ir", "dis", "non")
_IRREGULAR = {
    "frozen": "freeze", "lawsuit": "sue", "sold": "sell", "bought": "buy", "shut": "close", "lost": "lose",
    "won": "win", "dead": "die", "grown": "grow", "cheaper": "cheap", "stricter": "strict", "unsuccessful": "fail",
    "analyse": "analyze", "centre": "center", "colour": "color", "defence": "defense", "labour": "labor",
}  # fmt: skip


def _lines(name: str) -> list[str]:
    return (resources.files(__package__) / "words" / name).read_text(encoding="utf-8").splitlines()


@cache
def _concepts() -> dict[str, str]:
    table: dict[str, str] = {}
    for line in _lines("same.txt"):
        name = line.split()[0]
        for word in line.split():
            table.setdefault(word.replace("-", " "), name)
            table.setdefault(word, name)
    return table


@cache
def _opposites() -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for line in _lines("opposite.txt"):
        pole, _, against = line.partition(" / ")
        for one, other in product(map(concept, pole.split()), map(concept, against.split())):
            if one != other:
                table.setdefault(one, set()).add(other)
                table.setdefault(other, set()).add(one)
    return {word: frozenset(others) for word, others in table.items()}


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """A word without its ending, never shorter than four letters."""
    word = _IRREGULAR.get(word, word)
    stripped = _ENDINGS.sub("", word)
    if stripped == word or len(stripped) < 4:
        return word[:-1] if len(word) > 4 and word[-1] in "es" else word
    return stripped[:-1] if len(stripped) > 4 and stripped[-1] == stripped[-2] else stripped


@lru_cache(maxsize=100_000)
def concept(word: str) -> str:
    """What a word stands for: the name of its group, or its stem."""
    table = _concepts()
    word = _IRREGULAR.get(word, word)
    return table.get(word) or table.get(word.split(" ")[0]) or stem(word)


@lru_cache(maxsize=50_000)
def phrase(words: str) -> str | None:
    """The concept of several words that say together what none of them says alone: 'keep post', 'at large'."""
    return _concepts().get(words)


def is_polar(word: str) -> bool:
    """Whether a concept stands at a pole of some axis."""
    return word in _opposites()


def opposite(one: str, other: str) -> bool:
    """Whether two concepts exclude each other, by the list or by a negating prefix."""
    return other in opposites(one)


@lru_cache(maxsize=100_000)
def opposites(one: str) -> frozenset[str]:
    """The concepts that exclude one."""
    negated = {prefix + one for prefix in _NEGATING if len(one) > 3}
    bare = {one.removeprefix(prefix) for prefix in _NEGATING if one.startswith(prefix) and len(one) > len(prefix) + 3}
    return _opposites().get(one, frozenset()) | negated | bare
