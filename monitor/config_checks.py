"""What only shows when several keys of feeds.yaml are read together.

No sentence repeats a value: it may come from the environment. What stands in the file is shown instead.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from monitor.config_models import Config, Polling, Source
from monitor.config_values import brief
from monitor.config_yaml import Document, KeyPath, Problem
from monitor.model import Tier
from monitor.sources.registry import kinds


def across(document: Document) -> Iterator[Problem]:
    """Names that stand twice, and names of channels, kinds and tiers that nothing else bears out."""
    root = document.value
    yield from _twice(document, "sources", "name")
    yield from _twice(document, "stories", "id")
    yield from _two_tiers(document)
    for index, source in enumerate(_items(root, "sources")):
        path: KeyPath = ("sources", index, "kind")
        if isinstance(source.get("kind"), str) and source["kind"] not in _source_kinds():
            yield Problem(document.line(path), path, unknown("kind of source", document.shown(path), _source_kinds()))
    channels = root.get("channels")
    names = list(channels) if isinstance(channels, dict) else []
    for index, route in enumerate(_items(root, "alerts")):
        targets = route.get("to")
        for number, name in enumerate(targets if isinstance(targets, list) else []):
            path = ("alerts", index, "to", number)
            if name not in names:
                yield Problem(document.line(path), path, unknown("channel", document.shown(path), names))


def unknown(what: str, word: str, known: Iterable[str]) -> str:
    """A sentence for a word that is not known, with the nearest known one."""
    known = list(known)
    folded = {name.casefold(): name for name in known}
    near = difflib.get_close_matches(word.casefold(), folded, n=1, cutoff=0.6)
    if near:
        return f"is an unknown {what} ({word}); did you mean {folded[near[0]]}?"
    return f"is an unknown {what} ({word}); known here: {', '.join(known) or 'none'}"


def _twice(document: Document, section: str, key: str) -> Iterator[Problem]:
    first: dict[object, int] = {}
    for index, item in enumerate(_items(document.value, section)):
        name, path = item.get(key), (section, index, key)
        if not isinstance(name, str | int):
            continue
        if name in first:
            text = f"({document.shown(path)}) stands in line {first[name]} already; give this one another {key}"
            yield Problem(document.line(path), path, text)
        first.setdefault(name, document.line(path))


def _two_tiers(document: Document) -> Iterator[Problem]:
    """An outlet that two sources call by two tiers."""
    first: dict[str, tuple[object, int]] = {}
    for index, source in enumerate(_items(document.value, "sources")):
        kind = kinds().get(str(source.get("kind")))
        usual = Tier.PRESS if kind is None else kind.tier
        outlet, tier = source.get("outlet") or source.get("name"), source.get("tier", usual)
        path = ("sources", index, "tier")
        known, line = first.setdefault(str(outlet), (tier, document.line(path)))
        if known != tier:
            text = f"is another one than in line {line} for the same outlet; an outlet has one tier"
            yield Problem(document.line(path), path, text)


def _items(root: Mapping[str, Any], section: str) -> list[dict[str, Any]]:
    """The mappings of a list, keeping each at its index."""
    items = root.get(section)
    return [item if isinstance(item, dict) else {} for item in items] if isinstance(items, list) else []


def _source_kinds() -> list[str]:
    return list(kinds())


def intervals(config: Config, document: Document) -> Iterator[Problem]:
    """min_interval <= interval <= max_interval, for `polling` and for each source that sets its own."""
    general = config.polling
    scopes: list[tuple[KeyPath, Polling | Source]] = [(("polling",), general)]
    scopes += [(("sources", index), source) for index, source in enumerate(config.sources)]
    for path, scope in scopes:
        least = general.min_interval if scope.min_interval is None else scope.min_interval
        start = general.interval if scope.interval is None else scope.interval
        most = general.max_interval if scope.max_interval is None else scope.max_interval
        own = isinstance(scope, Polling) or not (scope.interval is scope.min_interval is scope.max_interval is None)
        if own and not least <= start <= most:
            text = f"has interval {brief(start)}, min_interval {brief(least)} and max_interval {brief(most)}"
            yield Problem(document.line(path), path, text + "; set all three so that they grow")


def same_places(config: Config, document: Document) -> Iterator[Problem]:
    """Sources that lead to a place that another one leads to: it would be asked twice for one answer."""
    first: dict[tuple[str, str], KeyPath] = {}
    for index, source in enumerate(config.sources):
        if source.kind not in kinds():  # told of elsewhere; it has no place
            continue
        path: KeyPath = ("sources", index)
        earlier = first.setdefault((source.kind, source.place.address()), path)
        if earlier != path:
            text = f"asks the same place as the source in line {document.line(earlier)}; a place is asked once"
            yield Problem(document.line(path), path, f"{text}, so leave one of them out")
