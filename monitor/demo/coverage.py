"""What the embedded newsroom publishes and when, read from coverage.yaml."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from monitor.clock import utc
from monitor.model import Tier

_COVERAGE = Path(__file__).with_name("coverage.yaml")


@dataclass(frozen=True, slots=True)
class Outlet:
    """Who publishes. `slow` is how many seconds each of its answers takes."""

    key: str
    name: str
    tier: Tier
    format: str  # "rss", "atom", "json", "sitemap" or "lemmy"
    language: str = "en"
    slow: float = 0.0


@dataclass(frozen=True, slots=True)
class Item:
    """One article, or the new text of one."""

    id: str
    text: str
    outlet: str = ""
    title: str = ""
    author: str = ""
    links: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()

    def paragraphs(self) -> list[str]:
        """The text's paragraphs."""
        return [paragraph.strip() for paragraph in self.text.split("\n\n") if paragraph.strip()]


@dataclass(frozen=True, slots=True)
class Moment:
    """What happens at one time: items that appear, change or are withdrawn, and what is broken for the moment.

    An outlet that is to `fail` answers 503, an item that is `missing` 404.
    """

    at: datetime
    publish: tuple[Item, ...] = ()
    revise: tuple[Item, ...] = ()
    withdraw: tuple[str, ...] = ()
    fail: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Coverage:
    """A story, as feeds.yaml would give it, who covers it, and what they publish."""

    story: Mapping[str, Any]
    outlets: tuple[Outlet, ...]
    moments: tuple[Moment, ...]


def load_coverage(path: Path = _COVERAGE) -> Coverage:
    """The coverage in a file."""
    import yaml

    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    return Coverage(
        data["story"],
        tuple(_outlet(key, **values) for key, values in data["outlets"].items()),
        tuple(_moment(**values) for values in data["moments"]),
    )


def _outlet(key: str, tier: str, **values: Any) -> Outlet:
    return Outlet(key=key, tier=Tier(tier), **values)


def _moment(at: datetime, **lists: Any) -> Moment:
    return Moment(
        utc(at),
        publish=tuple(_item(**values) for values in lists.get("publish", ())),
        revise=tuple(_item(**values) for values in lists.get("revise", ())),
        withdraw=tuple(lists.get("withdraw", ())),
        fail=tuple(lists.get("fail", ())),
    )


def _item(links: Iterable[str] = (), comments: Iterable[str] = (), **values: Any) -> Item:
    return Item(**values, links=tuple(links), comments=tuple(comments))
