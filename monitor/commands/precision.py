"""What people's verdicts say of each story."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from monitor.coverage import calibrate

if TYPE_CHECKING:
    from monitor.store import Store


def precision(store: Store) -> dict[str, dict[str, Any]]:
    """For each story the verdicts that stand, and from which score on its contradictions are told."""
    return {story: standing(store, story) for story in store.feedback.stories()}


def standing(store: Store, story: str) -> dict[str, Any]:
    """The verdicts on one story, and the threshold that they lead to."""
    threshold = calibrate(store.feedback.threshold(story), store.feedback.scored(story))
    return {**store.feedback.counts(story), "threshold": threshold}


def counted(row: dict[str, Any]) -> str:
    """`3 right, 1 wrong`; what was missed only if something was."""
    missed = f", {row['missed']} missed" if row["missed"] else ""
    return f"{row['right']} right, {row['wrong']} wrong{missed}"
