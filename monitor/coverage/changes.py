"""What a changed text says otherwise, in claims."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from monitor.articles import text_changes
from monitor.model import Changes


def claim_changes(added: Sequence[str], dropped: Sequence[str], notice: str | None) -> Changes:
    """The claims that were added, dropped and altered: what was dropped is paired with what replaced it."""
    return replace(text_changes("\n".join(dropped), "\n".join(added)), notice=notice)
