"""Parts of a value that are asked for at every pair, found once while the value is at hand."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

_One = TypeVar("_One")
_Found = TypeVar("_Found")
# The clauses and phrases of the sentences that one article is compared with are some thousand.
_KEPT = 4_000


def once(find: Callable[[_One], _Found]) -> Callable[[_One], _Found]:
    """A function that remembers what it found of each object, told by identity.

    To hash a clause with all its phrases costs as much as to find what is asked. An object is held as long as what was
    found of it, so that no other can take its identity.
    """
    known: dict[int, tuple[_One, _Found]] = {}

    @wraps(find)
    def found(one: _One) -> _Found:
        try:
            return known[id(one)][1]
        except KeyError:
            if len(known) >= _KEPT:
                known.clear()
            return known.setdefault(id(one), (one, find(one)))[1]

    return found
