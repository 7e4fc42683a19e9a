"""Which claim a correction is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_OF_THIS_CHANGE = 0.3  # share of a dropped sentence's words in the notice from which the notice is about it
_OF_ANY = 0.5  # the same of a sentence that the article did not drop now
_MOST = 5
_WORD = re.compile(r"(?=([\u3400-\u9fff]{2}))|\d[\d.,]*|[^\W\d_\u3400-\u9fff]{3,}")
_NUMBERS = frozenset(
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion dozen".split()
)
_COMMON = frozenset(
    "the and that was were has have had for with from this its said not are but his her their which been will would "
    "article story version earlier correction clarification editor note correct wrong wrongly incorrectly error".split()
)


@dataclass(frozen=True, slots=True)
class SaidBefore:
    """A sentence of the article with its claim; `dropped` if the text that brought the notice no longer has it."""

    claim: int
    text: str
    dropped: bool


def corrected(notice: str, before: Sequence[SaidBefore], *, retraction: bool) -> list[SaidBefore]:
    """What an article said before and its notice takes back, the likeliest first; each claim once.

    A retraction takes back everything. Else it is what was dropped and shares its words with the notice;
    without such, what shares most of its words with it; without such, the one sentence that was dropped, or
    the one of these that has a number of the notice.
    """
    if retraction:
        return _each_once(before)
    told = _words(notice)
    scored = sorted(((_share(said.text, told), said) for said in before), key=lambda pair: -pair[0])
    dropped = [said for share, said in scored if said.dropped and share >= _OF_THIS_CHANGE]
    if dropped:
        return _each_once(dropped)
    likely = [said for share, said in scored if share >= _OF_ANY]
    if likely:
        return likely[:1]
    gone = [said for said in before if said.dropped]
    wrong = [said for said in gone if _values(said.text) & _values(notice) and _words(said.text) & told]
    return next((found for found in (gone, wrong) if len(found) == 1), [])


def _values(text: str) -> frozenset[str]:
    """The numbers of a text, in digits or as English words."""
    return frozenset(word for word in _words(text) if word[0].isdigit() or word in _NUMBERS)


def _each_once(said: Sequence[SaidBefore]) -> list[SaidBefore]:
    return list({each.claim: each for each in reversed(said)}.values())[::-1][:_MOST]


def _share(text: str, told: frozenset[str]) -> float:
    words = _words(text)
    return len(words & told) / len(words) if words else 0.0


def _words(text: str) -> frozenset[str]:
    """Words and numbers that carry meaning; of Chinese, pairs of characters."""
    found = (match.group(1) or match.group() for match in _WORD.finditer(text.casefold()))
    return frozenset(word.strip(".,") for word in found if word) - _COMMON
