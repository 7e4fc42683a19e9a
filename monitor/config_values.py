"""How durations, sizes and addresses are written in the configuration, read into numbers.

No message here repeats the value: it may come from the environment. The reader of the file adds what
stands in the file.
"""

from __future__ import annotations

import re
from datetime import timedelta
from ipaddress import ip_network
from urllib.parse import urlsplit

_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*([smhd]?)")
_SECONDS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}
_LONGEST = timedelta(days=36500)
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([kmg]i?)?b?", re.IGNORECASE)
_BYTES = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "ki": 2**10, "mi": 2**20, "gi": 2**30}
_LISTEN = re.compile(r"(\[[0-9a-fA-F:]+\]|[\w.-]+):\d{1,5}")
_HOST_PORT = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^\s/:@]+):(\d{1,5})")


def duration(value: object) -> timedelta:
    """`0`, `30s`, `15m`, `2h`, `7d` or a number of seconds. Raises ValueError for anything else."""
    if isinstance(value, timedelta):
        return value
    match = None if isinstance(value, bool) else _DURATION.fullmatch(str(value).strip())
    if match is None:
        raise ValueError("is no duration; write 0, 30s, 15m, 2h, 7d or a number of seconds")
    seconds = float(match[1]) * _SECONDS[match[2]]
    if seconds > _LONGEST.total_seconds():
        raise ValueError("is longer than a hundred years")
    return timedelta(seconds=seconds)


def duration_or_forever(value: object) -> timedelta | None:
    """A duration, or None for `forever`."""
    if value is None or value == "forever":
        return None
    try:
        return duration(value)
    except ValueError as error:
        raise ValueError("is no duration; write forever, 180d or another number of days") from error


def brief(length: timedelta) -> str:
    """A duration as it is written in the configuration, such as `15m` or `1d`."""
    seconds = length.total_seconds()
    for unit in ("d", "h", "m"):
        if seconds and seconds % _SECONDS[unit] == 0:
            return f"{int(seconds / _SECONDS[unit])}{unit}"
    return f"{seconds}s".replace(".0s", "s") if seconds else "0"


def size(value: object) -> int:
    """`500kB`, `10MB`, `1GiB` or a number of bytes. Raises ValueError for anything else."""
    match = None if isinstance(value, bool) else _SIZE.fullmatch(str(value).strip())
    if match is None:
        raise ValueError("is no size; write 500kB, 10MB or a number of bytes")
    return int(float(match[1]) * _BYTES[(match[2] or "").lower()])


def allowed_addresses(value: object) -> bool | tuple[str, ...]:
    """False, true, or a list of `host:port` and networks. Raises ValueError for anything else."""
    if isinstance(value, bool):
        return value
    if not isinstance(value, list | tuple):
        raise ValueError("must be false, true or a list such as [127.0.0.1:8080, 10.0.0.0/8]")
    return tuple(_allowed_address(str(item).strip()) for item in value)


def listening(value: str) -> str:
    """`host:port` to listen on. Raises ValueError for anything else."""
    if _LISTEN.fullmatch(value) is None or int(value.rpartition(":")[2]) > 65535:
        raise ValueError("is no host:port, such as 127.0.0.1:9464; ports go up to 65535")
    return value


def host_and_port(listen: str) -> tuple[str, int]:
    """The parts of `host:port`."""
    host, _, port = listen.rpartition(":")
    return host.strip("[]"), int(port)


def web_address(value: str) -> str:
    """An http or https address. Raises ValueError for anything else."""
    try:
        parts = urlsplit(value)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or re.search(r"\s", value):
        raise ValueError("is no web address; it begins with https:// or http:// and holds no spaces")
    return value


def _allowed_address(text: str) -> str:
    match = _HOST_PORT.fullmatch(text)
    if match is not None and 0 < int(match[2]) < 65536:
        return text
    try:
        ip_network(text, strict=False)
    except ValueError as error:
        raise ValueError("holds an item that is neither host:port nor a network such as 10.0.0.0/8") from error
    return text
