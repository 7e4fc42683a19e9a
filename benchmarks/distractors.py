"""Sentences that nobody labelled, by the hundred thousand, which read like news to a machine that counts words."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence

from monitor.model import Mention

_TOKEN = re.compile(r"[A-Za-z][a-z'’]+|\d[\d.,]*\d|\d")
_FIRST = "Ar Bel Cor Dan El Fen Gor Hal Ir Jor Kel Lor Mar Nor Or Pel Quin Ros Sal Tor Ur Vel Wes Yar Zan".split()
_MIDDLE = ("", "an", "er", "in", "o", "i", "al", "en")
_LAST = "a ado ber bridge cor dale den ford gate ham ian ko land lis mere mont nor port ric son ton via wick".split()
_REPLACED = 0.4  # of the longer words in lower case


def distractors(sentences: Sequence[str], seed: int = 1) -> Iterator[Mention]:
    """Endless: the first half of one sentence with the second half of another, names and numbers exchanged.

    Of the longer words four in ten give way to words of other sentences, so that common words stay common. Names follow
    Zipf's law: a few stand in thousands of sentences, most in a handful.
    """
    rng = random.Random(seed)
    words = [word for text in sentences for word in re.findall(r"\b[a-z]{4,}\b", text)]
    names = [first + middle + last for first in _FIRST for middle in _MIDDLE for last in _LAST]
    rng.shuffle(names)
    while True:
        begins, ends = rng.choice(sentences).split(), rng.choice(sentences).split()
        text = " ".join(begins[: len(begins) // 2] + ends[len(ends) // 2 :])
        named: list[str] = []

        def other(token: re.Match[str], named: list[str] = named) -> str:
            found = token.group()
            if found[0].isdigit():
                return str(rng.randrange(2, 900))
            if found[0].isupper() and token.start() > 0:
                named.append(names[int(len(names) ** rng.random()) - 1])
                return named[-1]
            return rng.choice(words) if found.islower() and len(found) > 3 and rng.random() < _REPLACED else found

        text = _TOKEN.sub(other, text)
        yield Mention(text, 0, len(text), entities=tuple(dict.fromkeys(named)))
