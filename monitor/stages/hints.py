"""A feed's own words about polling, as they are kept between two polls that both read nothing new."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from monitor.sources import PollHints

if TYPE_CHECKING:
    from pydantic import TypeAdapter


@cache
def _adapter() -> TypeAdapter[PollHints]:
    from pydantic import TypeAdapter

    return TypeAdapter(PollHints)


def hints_json(hints: PollHints) -> str:
    """The hints as they are stored."""
    return _adapter().dump_json(hints, exclude_defaults=True).decode()


@lru_cache(maxsize=1024)  # most feeds say nothing of it, or what many others say
def hints_of(stored: str | None) -> PollHints:
    """Stored hints; none were stored before the first good read."""
    return PollHints() if stored is None else _adapter().validate_json(stored)
