"""How the templates write times, paths and addresses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import quote

from monitor.explore.charts import monthly


def _short(moment: str | None) -> str:
    return "" if not moment else moment[:16].replace("T", " ")


def _segment(text: object) -> str:
    return quote(str(text), safe="")


def _web(url: object) -> str | None:
    """The address where it can be a link: of the web, so that none is `javascript:`."""
    text = str(url)
    return text if text.startswith(("http://", "https://")) else None


def _number(count: int) -> str:
    return f"{count:,}"


FILTERS: Mapping[str, Callable[..., object]] = {
    "short": _short,
    "segment": _segment,
    "web": _web,
    "number": _number,
    "monthly": monthly,
}
