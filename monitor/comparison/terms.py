"""What a mention is found by in the candidate index."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import permutations

from monitor.comparison.lexicon import concept
from monitor.model import Mention

_HAN = re.compile(r"[\u3400-\u9fff]+")
_WORD = re.compile(r"[a-z][a-z'’-]+[a-z]|[a-z]+\d[\w.]*")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_CALENDAR = re.compile(
    r"\b(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b"
)


def search_terms(mention: Mention) -> tuple[str, ...]:
    """Words for an index of mentions and for a query of it: concepts instead of words, names, numbers, months and days.

    A word stands for its group of synonyms, so that 'purchase' finds 'takeover'. Those who disagree on a number share
    the other terms; who restates in other words often shares only the number. Chinese is cut into pairs of characters.
    """
    frame = mention.frame
    words = [concept(word) for word in frame.words] if frame.words else _plain(mention.text)
    names = [part for name in (*frame.names, *mention.entities) for part in re.split(r"[\s/-]+", name.lower())]
    pairs = [run[i : i + 2] for run in _HAN.findall(mention.text) for i in range(max(1, len(run) - 1))]
    terms = (re.sub(r"[^\w]+", "", term.replace(" ", "")) for term in (*words, *names, *pairs))
    kept = (term for term in terms if len(term) > 1 and not term.isdigit())
    return tuple(dict.fromkeys((*kept, *_numbers(mention), *_CALENDAR.findall(mention.text.lower()))))


def _plain(text: str) -> list[str]:
    return [concept(word) for word in _WORD.findall(text.lower()) if len(word) > 3]


def _numbers(mention: Mention) -> Iterator[str]:
    """Values as they were understood ('eighteen', '1.6 million'), and figures as they stand."""
    for quantity in mention.quantities:
        yield from (f"#{value:.12g}" for value in (quantity.low, quantity.high) if value is not None)
    yield from _before(mention)
    yield from (f"#{figure}" for figure in _NUMBER.findall(mention.text.replace(",", "")))


def _before(mention: Mention) -> Iterator[str]:
    """What a count was before, where a text says by how much it changed: 11 in "14 now, three more than before"."""
    exact = [(one.text, one.low) for one in mention.quantities if one.low is not None and one.low == one.high]
    for (text, step), (_, now) in permutations(exact, 2):
        said = re.search(rf"(?<!\w){re.escape(text)} (more|fewer|less|higher|lower) than\b", mention.text)
        if said is not None:
            yield f"#{now - step if said.group(1) in ('more', 'higher') else now + step:.12g}"
