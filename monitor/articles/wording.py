"""Patterns kept as lists: one wording a line."""

from __future__ import annotations

import re


def any_of(wordings: str) -> re.Pattern[str]:
    """One pattern that matches any line of a list, letter case aside; spaces count as written."""
    lines = (line.strip() for line in wordings.splitlines())
    return re.compile("|".join(f"(?:{line})" for line in lines if line), re.IGNORECASE)


def straight(text: str) -> str:
    """The text with plain apostrophes, as the lists are written."""
    return text.replace("’", "'").replace("‘", "'")
