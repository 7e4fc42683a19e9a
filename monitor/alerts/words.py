"""Finds the words in which two sentences differ, so that a reader sees them at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from itertools import groupby

Piece = tuple[str, bool]  # some text, and whether it is one of the words that differ

_LONGEST = 2000  # characters compared; the time grows with their square
_MOST_MARKED = 0.6  # of the words of both; beyond it nearly everything would be marked, which shows nothing
# A number with its point or comma, a word, a Chinese character, white space, or one other sign.
_TOKEN = re.compile(r"\d[\d.,]*\d|\d|[^\W\d_\u3400-\u9fff]+|[\u3400-\u9fff]|\s+|.", re.DOTALL)


def differences(one: str, other: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Each sentence in pieces, with the words marked that the other one does not have there.

    Of two sentences that share little, the numbers alone are marked.
    """
    if max(len(one), len(other)) > _LONGEST:
        return ((one, False),), ((other, False),)
    here, there = _TOKEN.findall(one), _TOKEN.findall(other)
    matcher = SequenceMatcher(None, [word.casefold() for word in here], [word.casefold() for word in there], False)
    steps = [code for code in matcher.get_opcodes() if code[0] != "equal"]
    mine = {place for _, begin, end, _, _ in steps for place in range(begin, end)}
    yours = {place for _, _, _, begin, end in steps for place in range(begin, end)}
    marked = _worded(here, mine) + _worded(there, yours)
    if marked > _MOST_MARKED * (_worded(here, range(len(here))) + _worded(there, range(len(there)))):
        mine, yours = _numbers(here, mine), _numbers(there, yours)
    return tuple(_pieces(here, mine)), tuple(_pieces(there, yours))


def _worded(tokens: list[str], places: Iterable[int]) -> int:
    """How many of these tokens are words or numbers."""
    return sum(any(map(str.isalnum, tokens[place])) for place in places)


def _numbers(tokens: list[str], places: set[int]) -> set[int]:
    return {place for place in places if any(map(str.isdigit, tokens[place]))}


def _pieces(words: list[str], marked: set[int]) -> Iterator[Piece]:
    """Runs of words that are marked or not; white space and signs are marked only between two marked words."""
    telling = [place in marked and any(map(str.isalnum, word)) for place, word in enumerate(words)]
    for place, word in enumerate(words[1:-1], start=1):
        if word.isspace() and telling[place - 1] and telling[place + 1]:
            telling[place] = True
    for mark, run in groupby(zip(words, telling, strict=True), key=lambda each: each[1]):
        yield "".join(word for word, _ in run), mark
