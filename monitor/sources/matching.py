"""What belongs to a story."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StoryMatcher:
    """Tells whether a text belongs to one story: any of these names, all of those, none of the others."""

    story: str
    any_of: re.Pattern[str] | None
    all_of: tuple[re.Pattern[str], ...]
    none_of: re.Pattern[str] | None

    def matches(self, text: str) -> bool:
        """Whether the text belongs to the story."""
        if self.none_of is not None and self.none_of.search(text):
            return False
        if not all(pattern.search(text) for pattern in self.all_of):
            return False
        return self.any_of is None or self.any_of.search(text) is not None


def story_matcher(
    story: str,
    entities: Mapping[str, Sequence[str]],
    any_of: Sequence[str],
    all_of: Sequence[str],
    none_of: Sequence[str],
) -> StoryMatcher:
    """A matcher over entity names, each with its aliases, and plain phrases."""
    return StoryMatcher(
        story,
        _pattern(any_of, entities) if any_of else None,
        tuple(_pattern([name], entities) for name in all_of),
        _pattern(none_of, entities) if none_of else None,
    )


def _pattern(names: Sequence[str], entities: Mapping[str, Sequence[str]]) -> re.Pattern[str]:
    phrases = [phrase for name in names for phrase in (name, *entities.get(name, ()))]
    longest_first = sorted(set(phrases), key=len, reverse=True)
    return re.compile("|".join(_phrase(phrase) for phrase in longest_first), re.IGNORECASE)


def _phrase(phrase: str) -> str:
    """Whole words, any white space between them; a substring where the script has no word boundaries."""
    words = r"\s+".join(re.escape(word) for word in phrase.split())
    before = r"(?<![^\W_])" if _bounded(phrase[0]) else ""
    after = r"(?![^\W_])" if _bounded(phrase[-1]) else ""
    return before + words + after


def _bounded(letter: str) -> bool:
    return letter.isalnum() and ord(letter) < 0x2E80
