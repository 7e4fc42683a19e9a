"""Chinese sentences, read by their characters: no Chinese parser is needed for the usual wordings of news."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from monitor.claims.calendar import Anchor, part_of_year  # noqa: F401
from monitor.claims.entities import story_names
from monitor.model import Mention, Modality, Period, Polarity, Quantity


def analyse(text: str, published: datetime | None, entities: Mapping[str, Sequence[str]]) -> Mention:
    """One Chinese sentence as a mention."""
    return Mention(
        text=text,
        start=0,
        end=len(text),
        entities=tuple(dict.fromkeys(name for _, _, name in story_names(text, entities))),
    )


def drop_reason(text: str, mention: Mention) -> str | None:
    """Why a Chinese sentence is no claim; None where it is one."""
    return None
