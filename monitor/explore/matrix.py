"""The page of omissions: claims by outlets, and behind each cell what it stands on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from monitor.absence import Attendance, Omission
from monitor.absence import omissions as weighed
from monitor.explore.pages import Page, story_row
from monitor.store import Store
from monitor.store import omissions as absence

_MATTERS = 40
_COLUMNS = 30
_ARTICLES = 50


def omissions(store: Store, ident: str, claim: int | None, outlet: str | None) -> Page | None:
    """Who says, disputes and leaves out what matters in a story, and the lenses of each; None for an unknown story.

    With a `claim` also all who do so with that one; with an `outlet` too, the sentences or articles behind that cell.
    """
    found = story_row(store, ident)
    if found is None:
        return None
    present = absence.attendance(store.database, ident)
    matters = weighed(absence.matters(store.database, ident), present)
    chosen = next((one for one in matters if one.matter.claim == claim), None)
    outlets = _busiest(matters[:_MATTERS], present)
    return {
        "title": f"Omissions: {found['title']}",
        "story": found,
        "outlets": sorted(outlets[:_COLUMNS]),
        "unshown": len(outlets[_COLUMNS:]),
        "matters": [{"omission": one, "cells": _cells(one)} for one in matters[:_MATTERS]],
        "lenses": absence.lens_counts(store.database, ident),
        "chosen": None if chosen is None else _drilled(store, chosen, outlet),
    }


def _busiest(matters: Sequence[Omission], present: Sequence[Attendance]) -> list[str]:
    """The outlets of the matrix: who says most of what matters first, then who published most."""
    heard = Counter(
        name for one in matters for name in {voice.outlet for voice in (*one.matter.says, *one.matter.disputes)}
    )
    articles = {each.outlet: len(each.times) for each in present}
    return sorted({*heard, *articles}, key=lambda name: (-heard[name], -articles.get(name, 0), name))


def _cells(one: Omission) -> dict[str, str]:
    """What the matrix says of each outlet that had an occasion to mention a claim."""
    cells = {each.outlet: f"leaves out ({each.articles})" for each in one.leaves_out}
    cells |= {voice.outlet: "says" for voice in one.matter.says}
    for voice in one.matter.disputes:
        cells[voice.outlet] = "says and disputes" if cells.get(voice.outlet, "").startswith("says") else "disputes"
    return cells


def _drilled(store: Store, one: Omission, outlet: str | None) -> Mapping[str, Any]:
    """One claim with what every outlet makes of it, and of one outlet the sentences, or the articles without it."""
    said, without = [], []
    if outlet is not None:
        claims = [voice.claim for voice in (*one.matter.says, *one.matter.disputes) if voice.outlet == outlet]
        said = absence.sentences(store.database, claims, outlet)
        if not said:
            without = absence.published_after(store.database, one.matter.story, outlet, one.known, _ARTICLES)
    return {
        "omission": one,
        "cells": dict(sorted(_cells(one).items())),
        "outlet": outlet,
        "said": said,
        "without": without,
    }
