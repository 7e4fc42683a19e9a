"""What a changed text says otherwise, in claims."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from monitor.articles import bare, fold, shared_sentences, text_changes
from monitor.model import Changes


@dataclass(frozen=True, slots=True)
class Edit:
    """An article's words before and after it was changed, titles included, and its note that it was updated."""

    before: str = ""
    after: str = ""
    note: str | None = None


def claim_changes(added: Sequence[str], dropped: Sequence[str], notice: str | None, edit: Edit = Edit()) -> Changes:
    """The claims that were added, dropped and altered: what was dropped is paired with what replaced it.

    A sentence that stands in both texts was neither added nor dropped, whatever our rules made of it each time.
    """
    shared = shared_sentences(edit.before, edit.after)
    changed = text_changes("\n".join(_beyond(dropped, shared)), "\n".join(_beyond(added, shared)))
    return replace(changed, notice=notice)


def _beyond(claims: Iterable[str], shared: frozenset[str]) -> list[str]:
    return [claim for claim in claims if not any(bare(fold(claim)) in sentence for sentence in shared)]
