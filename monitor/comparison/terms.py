"""What a mention is found by in the candidate index."""

from __future__ import annotations

import re

from monitor.comparison.lexicon import concept
from monitor.model import Mention

_HAN = re.compile(r"[\u3400-\u9fff]+")
_WORD = re.compile(r"[a-z][a-z'’-]+[a-z]|[a-z]+\d[\w.]*")


def search_terms(mention: Mention) -> tuple[str, ...]:
    """Words for an index of mentions and for an OR query of it: concepts instead of words, then names.

    A word stands for its group of synonyms, so that 'purchase' finds 'takeover'. Numbers are left out, since
    those who disagree give other numbers. Chinese is cut into pairs of characters.
    """
    frame = mention.frame
    words = [concept(word) for word in frame.words] if frame.words else _plain(mention.text)
    names = [part for name in (*frame.names, *mention.entities) for part in re.split(r"[\s/-]+", name.lower())]
    pairs = [run[i : i + 2] for run in _HAN.findall(mention.text) for i in range(max(1, len(run) - 1))]
    terms = (re.sub(r"[^\w]+", "", term.replace(" ", "")) for term in (*words, *names, *pairs))
    return tuple(dict.fromkeys(term for term in terms if len(term) > 1 and not term.isdigit()))


def _plain(text: str) -> list[str]:
    return [concept(word) for word in _WORD.findall(text.lower()) if len(word) > 3]
