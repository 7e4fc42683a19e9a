"""robots.txt as RFC 9309 has it: the group of our product token, the longest match, `*` and `$`.

Matching is linear in the pattern and the path: a pattern comes from a stranger, and as a regular
expression it could be made to run for ever on our event loop.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import quote, urlsplit

KEPT_FOR = timedelta(hours=24)
RETRY_AFTER = timedelta(minutes=10)
STALE_AT_MOST = timedelta(days=30)
MAX_BYTES = 500 * 1024
_LONGEST_DELAY = 60.0
_ESCAPED = re.compile(r"%[0-9a-fA-F]{2}")


@dataclass(frozen=True, slots=True)
class RobotsFile:
    """A robots.txt as read at one time. `text` is None where none could be had, and `reason` says why."""

    checked: datetime
    text: str | None
    reason: str = ""
    read: datetime | None = None

    def due(self, now: datetime) -> bool:
        """Whether it is time to ask for it again."""
        return now - self.checked >= (RETRY_AFTER if self.reason else KEPT_FOR)


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules that hold for one product token. `delay` is seconds between requests, if asked for."""

    allow: tuple[str, ...] = ()
    disallow: tuple[str, ...] = ()
    delay: float = 0.0

    def permit(self, url: str) -> bool:
        """Whether this address may be read: the longest matching pattern decides, `allow` where equal."""
        parts = urlsplit(url)
        path = _normal((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))
        allowed = max((len(pattern) for pattern in self.allow if _matches(pattern, path)), default=-1)
        return allowed >= max((len(pattern) for pattern in self.disallow if _matches(pattern, path)), default=-1)


@dataclass(slots=True)
class _Group:
    agents: set[str] = field(default_factory=set)
    allow: list[str] = field(default_factory=list)
    disallow: list[str] = field(default_factory=list)
    delay: float = 0.0


def read_rules(text: str, product: str) -> Rules:
    """The rules for a product token: all groups that name it, or else all groups of `*`.

    Source: RFC 9309 §2.2.1 to §2.2.3. Crawl-delay (seconds) is no part of it, but is widely given.
    """
    groups = list(_groups(text))
    mine = [group for group in groups if product.lower() in group.agents]
    mine = mine or [group for group in groups if "*" in group.agents]
    return Rules(
        tuple(pattern for group in mine for pattern in group.allow),
        tuple(pattern for group in mine for pattern in group.disallow),
        max((group.delay for group in mine), default=0.0),
    )


def _groups(text: str) -> Iterator[_Group]:
    group, naming = _Group(), True
    for key, value in _lines(text):
        if key == "user-agent":
            if not naming:
                yield group
                group, naming = _Group(), True
            group.agents.add(_product(value))
        elif key in ("allow", "disallow", "crawl-delay"):
            naming = False
            _add(group, key, value)
    yield group


def _lines(text: str) -> Iterator[tuple[str, str]]:
    for line in re.split(r"\r\n|\r|\n", text.removeprefix("\ufeff")):
        key, colon, value = line.partition("#")[0].partition(":")
        if colon:
            yield key.strip().lower(), value.strip()


def _product(value: str) -> str:
    token = re.match(r"[A-Za-z_-]+", value)
    return token[0].lower() if token else value.split()[0] if value else ""


def _add(group: _Group, key: str, value: str) -> None:
    if key == "crawl-delay":
        if re.fullmatch(r"\d{1,6}(\.\d{1,3})?", value):
            group.delay = min(float(value), _LONGEST_DELAY)
    elif value:
        (group.allow if key == "allow" else group.disallow).append(_normal(value))


def _normal(path: str) -> str:
    """Percent-encoding made equal on both sides: other octets are encoded, hex digits are upper case."""
    return _ESCAPED.sub(lambda match: match[0].upper(), quote(path, safe="%/*$?&=+,;:@!~'()-._[]"))


def _matches(pattern: str, path: str) -> bool:
    anchored = pattern.endswith("$")
    first, *rest = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    if not rest:
        return not anchored or path == first
    at = len(first)
    for piece in rest[:-1]:
        at = path.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    if anchored:
        return path.endswith(rest[-1]) and len(path) - len(rest[-1]) >= at
    return path.find(rest[-1], at) >= 0


def product_token(agent: str) -> str:
    """The part of a User-Agent that robots.txt files name."""
    token = re.match(r"[A-Za-z_-]+", agent)
    return token[0] if token else agent
