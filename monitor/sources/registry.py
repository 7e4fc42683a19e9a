"""The kinds of sources by name: those that come with the monitor, and those that plugins add."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from monitor.plugins import plugins
from monitor.sources.kind import Kind
from monitor.sources.kinds import BUILT_IN
from monitor.sources.kinds.feed import Feed


@cache
def kinds() -> Mapping[str, type[Kind]]:
    """Every known kind of source. A plugin cannot take the name of another kind."""
    found: dict[str, type[Kind]] = {kind.kind: kind for kind in BUILT_IN}
    for added in plugins().hook.register_source_kinds():
        for kind in added:
            found.setdefault(kind.kind, kind)
    return MappingProxyType(found)


def place_at(url: str) -> Kind:
    """The place that an address leads to; what no kind knows is taken for a feed, or a page that names one."""
    found = (kind.at(url) for kind in kinds().values())
    return next((place for place in found if place is not None), None) or Feed(url=url)
