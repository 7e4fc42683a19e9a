"""What a person types into a search, as SQLite can take it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

_CJK = 0x2E80  # from here on, FTS5 takes a run of letters as one word
_ASCII = re.compile("[A-Za-z]")
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
        return cls(words, indexed=not any(ord(letter) >= _CJK for word in words for letter in word))

    @property
    def query(self) -> str:
        """The words as a query of the index."""
        return " ".join('"' + word.replace('"', '""') + '"' for word in self.words)

    def held_by(self, column: str) -> tuple[str, dict[str, str]]:
        """A condition that all words stand in a column, with its parameters; ASCII letters of any case."""
        named = {f"word{number}": word for number, word in enumerate(self.words)}
        tests = (
            f"instr(lower({column}), lower(:{name})) > 0" if _ASCII.search(word) else f"instr({column}, :{name}) > 0"
            for name, word in named.items()
        )
        return " AND ".join(tests) or "1", named
