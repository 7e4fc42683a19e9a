"""What a person types into a search, as SQLite can take it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

_CJK = 0x2E80  # from here on, FTS5 takes a run of letters as one word


@dataclass(frozen=True, slots=True)
class Search:
    """Words to be found: as a query of the full-text index, or as a part of the text where that knows no such words."""

    text: str
    indexed: bool

    @classmethod
    def of(cls, typed: str) -> Self:
        """All words that were typed, in any order; Chinese as it stands. Any text is a valid search."""
        # A NUL ends an FTS5 query in the middle of a quoted word, and half a surrogate pair is no text for SQLite.
        wanted = typed.replace("\0", " ").encode("utf-8", "replace").decode()
        words = wanted.split()
        if any(ord(letter) >= _CJK for letter in wanted) or not words:
            return cls(wanted, indexed=False)
        return cls(" ".join('"' + word.replace('"', '""') + '"' for word in words), indexed=True)
