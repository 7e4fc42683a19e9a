"""One thing in two wordings: names spelled or shortened otherwise, days named alike, a 'not' said otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

from monitor.comparison.once import once
from monitor.frame import Moment

_SPELLED = 0.8  # names that are so alike, by difflib's ratio, are one name in two spellings
_LONG = 5  # letters from which two spellings are compared
# A government is called by its capital.
_SEATS = {
    "ankara": "turkey", "athens": "greece", "beijing": "china", "berlin": "germany", "brussels": "european union eu",
    "cairo": "egypt", "canberra": "australia", "delhi": "india", "islamabad": "pakistan", "jakarta": "indonesia",
    "kyiv": "ukraine", "london": "britain uk", "madrid": "spain", "moscow": "russia", "ottawa": "canada",
    "paris": "france", "pyongyang": "north korea", "riyadh": "saudi arabia", "rome": "italy", "seoul": "south korea",
    "taipei": "taiwan", "tehran": "iran", "tokyo": "japan", "warsaw": "poland",
    "washington": "united states america us u.s.",
}  # fmt: skip
_NOT = re.compile(
    r"\b(?:no|(?<!or )not(?! (?:only|just|merely|least)\b)|never|none|nor|neither|nobody|nothing|nowhere|without|cannot"
    r"|unable|unlikely|unknown|hardly|barely|scarcely|fail\w*|refus\w*|den(?:y|ies|ied|ying)|reject\w*|lack\w*"
    r"|prevent\w*|stop\w*|avoid\w*|declin\w*|block\w*|dismiss\w*|forbid\w*|forbade|exclud\w*|rul\w+ out)\b|n['’]t\b",
    re.IGNORECASE,
)
_LOOSE_DAY = re.compile(r"\b(?:today|tonight|yesterday|tomorrow|last night|this (?:morning|afternoon|evening))\b", re.I)
_UNNAMED = frozenset("on in at by the of early late earlier later this last next since until from".split())
_YEAR = re.compile(r"\d{4}")
_FIGURES = re.compile(r"\d+")


def one_name(mine: Iterable[str], yours: Iterable[str]) -> bool:
    """Whether two names, each by its words in lower case, may well be one: 'ap' and 'associated press'."""
    first, second = list(mine), list(yours)
    return (
        _shortens(first, second)
        or _shortens(second, first)
        or any(_spelled_alike(one, other) for one in first for other in second)
        or _seat(first, second)
        or _seat(second, first)
    )


def _shortens(short: list[str], long: list[str]) -> bool:
    """Whether a word of the first begins with the initials of the second."""
    initials = "".join(word[0] for word in long)
    return len(initials) > 1 and any(re.sub(r"\W", "", word).startswith(initials) for word in short)


def _spelled_alike(one: str, other: str) -> bool:
    """Whether two words differ in a few letters, and in no figure: 'Helix-2' is not 'Helix-3'."""
    if min(len(one), len(other)) < _LONG or _FIGURES.findall(one) != _FIGURES.findall(other):
        return False
    return SequenceMatcher(None, one, other).ratio() >= _SPELLED


def _seat(capital: list[str], country: list[str]) -> bool:
    return any(word in _SEATS and set(country) & set(_SEATS[word].split()) for word in capital)


def one_day(one: Moment, other: Moment) -> bool:
    """Whether two moments have one name: 'Tuesday' is reckoned forth or back by its verb, and is one day."""
    first, second = _named(one.text), _named(other.text)
    if not first or not second or not (first <= second or second <= first):
        return False
    return len({year for words in (first, second) for year in words if _YEAR.fullmatch(year)}) < 2


def _named(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text.lower())) - _UNNAMED


def is_loose(moment: Moment) -> bool:
    """Whether a day is reckoned from the day of printing, which for the reader's paper may be another one."""
    return _LOOSE_DAY.search(moment.text) is not None


def says_not_as_often(stated: str, denied: str) -> bool:
    """Whether what seems to be stated holds as many words of denial as what denies it: 'none got', 'did not get'."""
    return _nots(stated) >= max(_nots(denied), 1)


@once
def _nots(text: str) -> int:
    return len(_NOT.findall(text))
