"""Words in quotation marks that two texts print: one utterance, whoever names the speaker."""

from __future__ import annotations

import re

from monitor.coverage.names import fold

_OPENS, _CLOSES = "“„«", "”»"
# A run of words that two people do not say alike by chance, and the least of a quotation that stands there whole.
_RUN = 6
_LEAST = 4


def same_quotation(text: str, other: str) -> bool:
    """Whether a quotation in one of two texts stands in the other too, whole or in a long run of its words."""
    return _stands_in(text, other) or _stands_in(other, text)


def _stands_in(quoting: str, text: str) -> bool:
    words = f" {' '.join(_words(text))} "
    return any(_is_in(quoted, words) for quoted in _quoted(quoting))


def _is_in(quoted: list[str], words: str) -> bool:
    if len(quoted) < _LEAST:
        return False
    runs = (quoted[start : start + _RUN] for start in range(max(1, len(quoted) - _RUN + 1)))
    return any(f" {' '.join(run)} " in words for run in runs)


def _quoted(text: str) -> list[list[str]]:
    """The words between quotation marks; a mark without its other half quotes to the end, or from the beginning."""
    parts = re.split(r'["“”„«»]', text)
    if len(parts) == 1:
        return []
    if len(parts) == 2:
        mark = next(char for char in text if char in f'"{_OPENS}{_CLOSES}')
        opened = mark in _OPENS or (mark == '"' and len(parts[0].split()) <= len(parts[1].split()))
        return [_words(parts[1] if opened else parts[0])]
    return [_words(part) for part in parts[1::2]]


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", fold(text))
