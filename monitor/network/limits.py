"""What a server says about how soon it may be asked again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache

LONGEST_PAUSE = timedelta(days=7)
DEFAULT_PAUSE = timedelta(minutes=15)
LONGEST_FRESHNESS = timedelta(hours=24)
_EPOCH_FROM = 1e9  # a larger reset value is a moment, not a number of seconds
_SECONDS = re.compile(r"\d{1,12}")
_NUMBER = re.compile(r"\d{1,15}(\.\d{1,9})?")
_NONE_LEFT = re.compile(r"(?:^|[;,\s])(?:r|remaining)\s*=\s*0+(?:$|[;,\s])", re.IGNORECASE)
_WINDOW = re.compile(r"(?:^|[;,\s])(?:t|reset)\s*=\s*(\d{1,12})", re.IGNORECASE)
_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,12})", re.IGNORECASE)


@lru_cache(maxsize=256)  # hundreds of answers come within one second and carry the same Date
def http_date(text: str | None) -> datetime | None:
    """The moment an HTTP date names (RFC 9110 §5.6.7), or None for other text."""
    if not text:
        return None
    try:
        moment = parsedate_to_datetime(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def asked_pause(headers: Mapping[str, str], refused: bool, now: datetime) -> timedelta | None:
    """How long a host asks to be left alone: more than zero, at most seven days; None if it does not ask.

    `refused` says that the answer was 429 or 503: then a reset time counts even if the server does not
    say that nothing remains. `now` is the response's own Date where it has one. Reset values above 10^9
    are a moment, with a `T` an ISO 8601 one, else seconds from now.

    Source: RFC 9110 §10.2.3; RFC 6585 §4; draft-ietf-httpapi-ratelimit-headers.
    """
    wait = _retry_after(headers.get("retry-after", ""), now) if refused else None
    wait = wait or _reset(headers, refused, now)
    if wait is None or wait <= timedelta(0):
        return None
    return min(wait, LONGEST_PAUSE)


def _retry_after(text: str, now: datetime) -> timedelta | None:
    if _SECONDS.fullmatch(text.strip()):
        return min(_seconds(float(text)), LONGEST_PAUSE)
    moment = http_date(text)
    return moment - now if moment else None


def _reset(headers: Mapping[str, str], refused: bool, now: datetime) -> timedelta | None:
    for prefix in ("x-ratelimit-", "ratelimit-", "x-rate-limit-"):
        reset, remaining = headers.get(prefix + "reset"), headers.get(prefix + "remaining")
        if reset and (refused if remaining is None else _is_zero(remaining)):
            return _reset_value(reset.strip(), now)
    combined = headers.get("ratelimit", "")
    window = _WINDOW.search(combined)
    return _seconds(float(window[1])) if window and _NONE_LEFT.search(combined) else None


def _is_zero(text: str) -> bool:
    return _NUMBER.fullmatch(text.strip()) is not None and float(text) == 0


def _reset_value(text: str, now: datetime) -> timedelta | None:
    if "T" in text:
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            return None
        return moment - now if moment.tzinfo else None
    if not _NUMBER.fullmatch(text):
        return None
    value = float(text)
    return _seconds(value - now.timestamp() if value > _EPOCH_FROM else value)


def _seconds(value: float) -> timedelta:
    return timedelta(seconds=min(value, LONGEST_PAUSE.total_seconds()))


def fresh_for(headers: Mapping[str, str], date: datetime | None) -> timedelta | None:
    """How much longer an answer counts as fresh: max-age less Age, else Expires less Date; at most 24 hours.

    None where the server does not say, or says that the answer is stale already.

    Source: RFC 9111 §4.2, §5.2.2.1, §5.3.
    """
    control = headers.get("cache-control", "")
    if "no-store" in control.lower() or "no-cache" in control.lower():
        return None
    fresh = None
    if age := _MAX_AGE.search(control):
        fresh = timedelta(seconds=min(int(age[1]), 10**9)) - _age(headers)
    elif date is not None and (expires := http_date(headers.get("expires"))):
        fresh = expires - date
    return min(fresh, LONGEST_FRESHNESS) if fresh is not None and fresh > timedelta(0) else None


def _age(headers: Mapping[str, str]) -> timedelta:
    text = headers.get("age", "").strip()
    return timedelta(seconds=int(text)) if _SECONDS.fullmatch(text) and len(text) < 10 else timedelta(0)
