"""Finds the words in which two sentences differ, so that a reader sees them at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import groupby

Piece = tuple[str, bool]  # some text, and whether it is one of the words that differ

_LONGEST = 2000  # characters compared; the time grows with their square
_LEAST_ALIKE = 0.3  # below it nearly everything would be marked, which shows nothing
# A number with its point or comma, a word, a Chinese character, white space, or one other sign.
_TOKEN = re.compile(r"\d[\d.,]*\d|\d|[^\W\d_\u3400-\u9fff]+|[\u3400-\u9fff]|\s+|.", re.DOTALL)


def differences(one: str, other: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Each sentence in pieces, with the words marked that the other one does not have there.

    Two sentences that share little are given unmarked.
    """
    if max(len(one), len(other)) > _LONGEST:
        return ((one, False),), ((other, False),)
    here, there = _TOKEN.findall(one), _TOKEN.findall(other)
    matcher = SequenceMatcher(None, [word.casefold() for word in here], [word.casefold() for word in there], False)
    if matcher.ratio() < _LEAST_ALIKE:
        return ((one, False),), ((other, False),)
    steps = [code for code in matcher.get_opcodes() if code[0] != "equal"]
    return (
        tuple(_pieces(here, {place for _, begin, end, _, _ in steps for place in range(begin, end)})),
        tuple(_pieces(there, {place for _, _, _, begin, end in steps for place in range(begin, end)})),
    )


def _pieces(words: list[str], marked: set[int]) -> Iterator[Piece]:
    """Runs of words that are marked or not; white space and signs are marked only between two marked words."""
    telling = [place in marked and any(map(str.isalnum, word)) for place, word in enumerate(words)]
    for place, word in enumerate(words[1:-1], start=1):
        if word.isspace() and telling[place - 1] and telling[place + 1]:
            telling[place] = True
    for mark, run in groupby(zip(words, telling, strict=True), key=lambda each: each[1]):
        yield "".join(word for word, _ in run), mark
