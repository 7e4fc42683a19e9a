"""What a person types into a search, as SQLite can take it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

_CJK = re.compile("[\u2e80-\U0010ffff]+")  # from here on, FTS5 takes a run of letters as one word
_ASCII = re.compile("[A-Za-z]")
_PART = 2  # characters that the index knows together
_MOST = 50  # words; a thousand take a second


@dataclass(frozen=True, slots=True)
class Search:
    """Words to be found: by the full-text index, or as parts of the text where that knows no such words."""

    words: tuple[str, ...]
    indexed: bool

    @classmethod
    def of(cls, typed: str) -> Self:
        """All words that were typed, in any order; of very many the first 50. Any text is a valid search."""
        # A NUL ends an FTS5 query in the middle of a quoted word, and half a surrogate pair is no text for SQLite.
        wanted = typed.replace("\0", " ").encode("utf-8", "replace").decode()
        words = tuple(dict.fromkeys(wanted.split()))[:_MOST]
        return cls(words, indexed=not any(_CJK.search(word) for word in words))

    @property
    def query(self) -> str:
        """The words as a query of the index."""
        return " ".join('"' + word.replace('"', '""') + '"' for word in self.words)

    @property
    def parts(self) -> str:
        """What the index of Chinese characters holds of the words, as a query of it."""
        return " ".join(dict.fromkeys(filter(None, map(cjk_parts, self.words))))

    def held_by(self, column: str) -> tuple[str, dict[str, str]]:
        """A condition that all words stand in a text that has all their parts; ASCII letters of any case.

        It comes with its parameters. A word of one or two Chinese characters is a part itself: no text is looked at.
        """
        longer = [word for word in self.words if len(word) > _PART or not _CJK.fullmatch(word)]
        named = {f"word{number}": word for number, word in enumerate(longer)}
        tests = (
            f"instr(lower({column}), lower(:{name})) > 0" if _ASCII.search(word) else f"instr({column}, :{name}) > 0"
            for name, word in named.items()
        )
        return " AND ".join(tests) or "1", named


def cjk_parts(text: str) -> str:
    """The Chinese characters of a text as a query of their index: in twos, and alone where nothing is beside them."""
    runs: list[str] = _CJK.findall(text)
    parts = (run[place : place + _PART] for run in runs for place in range(max(1, len(run) - 1)))
    return " ".join(dict.fromkeys(part.encode().hex() for part in parts))
