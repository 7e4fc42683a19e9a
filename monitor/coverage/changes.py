"""What a changed text says otherwise, in claims."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from monitor.model import Changes

_ALTERED = 0.5


def claim_changes(added: Sequence[str], dropped: Sequence[str], notice: str | None) -> Changes:
    """Pair what was dropped with what replaced it; the rest was added or dropped outright.

    A pair is altered when at least half of its words are shared, best matches first.
    """
    scored = sorted(
        ((_likeness(old, new), i, j) for i, old in enumerate(dropped) for j, new in enumerate(added)), reverse=True
    )
    old_of: dict[int, int] = {}
    for likeness, i, j in scored:
        if likeness >= _ALTERED and j not in old_of and i not in old_of.values():
            old_of[j] = i
    return Changes(
        added=tuple(text for j, text in enumerate(added) if j not in old_of),
        dropped=tuple(text for i, text in enumerate(dropped) if i not in old_of.values()),
        altered=tuple((dropped[i], added[j]) for j, i in sorted(old_of.items())),
        notice=notice,
    )


def _likeness(old: str, new: str) -> float:
    return SequenceMatcher(None, old.casefold().split(), new.casefold().split(), autojunk=False).ratio()
