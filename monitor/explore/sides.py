"""Two sentences side by side, with the words that differ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from monitor.articles.versions import DiffOp, word_diff

Words = list[tuple[bool, str]]


def side_by_side(earlier: str, new: str) -> tuple[Words, Words]:
    """The words of both sentences in runs, each with whether the other one lacks it."""
    ops = list(word_diff(earlier, new))
    return (
        [(op is DiffOp.DROPPED, words) for op, words in ops if op is not DiffOp.ADDED],
        [(op is DiffOp.ADDED, words) for op, words in ops if op is not DiffOp.DROPPED],
    )


def marked(pair: Mapping[str, Any]) -> dict[str, Any]:
    """A contested pair with the words that differ on each side."""
    earlier, new = side_by_side(pair["earlier_text"], pair["new_text"])
    return {**pair, "earlier_words": earlier, "new_words": new}
