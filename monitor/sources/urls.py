"""Addresses of articles: one form for the many spellings of one address.

Own rules, since courlan's reorder parameters, lose those without a value (`?20260528`) and take
parameters such as `uid` or `keyword` for tracking, so that different articles become one.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import SplitResult, quote, unquote_plus, urljoin, urlsplit, urlunsplit

_LONGEST = 4096
_DEFAULT_PORTS = {("http", 80), ("https", 443)}
_TRACKING = re.compile(
    r"""(?ix) (?: utm|at|mtm|pk|piwik|itm|vero|oly|hsa|ns|gaa|guce|soc|cm_mmc|__s|_branch )_ .*
    | (?: gclsrc | gbraid | wbraid | msclkid | fbclid | gclid | dclid | yclid | twclid | ttclid | igshid | igsh )
    | (?: mc_cid | mc_eid | mkt_tok | _hsenc | _hsmi | hsctatracking | _ga | _gl | _openstat | wt_mc | wt_zmc | xtor )
    | (?: cmp | cmpid | cmp_id | campaign | campaign_id | icid | ocid | ncid | s_cid | smid | smtyp | spm | scm )
    | (?: ref | ref_src | ref_url | referrer | referer | sref | srnd | tpcc | trk | wpisrc | wpmm | mbid | taid )
    | (?: feedname | feedtype | rss | ftag | guccounter | leadsource | __twitter_impression | share | sharetype )
    | (?: jsessionid | phpsessid | aspsessionid.* | session_?id )"""
)
_FROM_A_FEED = re.compile(r"(?i)(?:rss|atom|feed|newsletter|email|e-?mail|twitter|facebook|linkedin|social)[\w.-]*")
_ORIGIN_NAMES = frozenset({"source", "src", "from", "mod", "medium", "via"})
_SESSION_IN_PATH = re.compile(r"(?i);(?:jsessionid|phpsessid)=[^/?]*")
_ESCAPE = re.compile(r"%[0-9a-fA-F]{2}")
_UNWANTED = re.compile(r"[\x00-\x20\x7f-\x9f\ud800-\udfff]")
_HOST_NAME = re.compile(r"[a-z0-9._-]+")
_AS_IT_IS = re.compile(r"[A-Za-z0-9/:?@!$&'()*+,;=~\-._\[\]|]*")  # `_SAFE` without escapes, and letters and digits
_SAFE = "%/:?@!$&'()*+,;=~-._[]|"


def canonical_url(url: str) -> str:
    """The one form of an article's address, by which it is recognised; applying it twice changes nothing.

    Lower-case scheme and host, no default port, credentials, fragment, session or tracking parameters, no
    trailing slash. Other parameters stay in their order. Text that is no http(s) address comes back
    without its white space.
    """
    text = _UNWANTED.sub("", url)
    try:
        parts = urlsplit(text)
        netloc = _netloc(parts.scheme, parts.netloc)
    except ValueError:
        return text
    if parts.scheme not in ("http", "https") or not netloc:
        return text
    path = _encoded(_SESSION_IN_PATH.sub("", parts.path)).rstrip("/")
    return urlunsplit((parts.scheme, netloc, path or "/", _query(parts.query), ""))


def readable_url(link: str | None, base: str) -> str | None:
    """A link of a feed as an absolute http(s) address without fragment and credentials, or None."""
    text = (link or "").strip()
    if not text or len(text) > _LONGEST:
        return None
    try:
        parts = urlsplit(urljoin(base, _UNWANTED.sub("", text)))
        netloc = _netloc(parts.scheme, parts.netloc)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not netloc or "\\" in netloc:
        return None
    return urlunsplit((parts.scheme, netloc, _encoded(parts.path) or "/", _encoded(parts.query), ""))


@lru_cache(maxsize=1024)  # what a feed lists leads to few hosts
def _netloc(scheme: str, netloc: str) -> str:
    """Host and port without credentials. Raises ValueError for a port that is no number, or one without a host."""
    parts = SplitResult(scheme, netloc, "", "", "")
    host = (parts.hostname or "").rstrip(".")
    if not host and netloc:
        raise ValueError("a port or credentials without a host")
    if not host.isascii():
        host = _ascii_host(host).rstrip(".")  # a full stop of another script has become one
    name = f"[{host}]" if ":" in host else host
    port = parts.port
    return name if port is None or (scheme, port) in _DEFAULT_PORTS else f"{name}:{port}"


def _ascii_host(host: str) -> str:
    """The host in its ASCII form; as it stands where it has none that is a host name."""
    try:
        name = host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return host
    return name if _HOST_NAME.fullmatch(name) else host


def _query(query: str) -> str:
    return _encoded("&".join(pair for pair in query.split("&") if pair and not _is_tracking(pair)))


def _is_tracking(pair: str) -> bool:
    name, _, value = pair.partition("=")
    name = unquote_plus(name)
    if name.lower() in _ORIGIN_NAMES:
        return _FROM_A_FEED.fullmatch(unquote_plus(value)) is not None
    return _TRACKING.fullmatch(name) is not None


def _encoded(text: str) -> str:
    if _AS_IT_IS.fullmatch(text):
        return text
    return _ESCAPE.sub(lambda match: match[0].upper(), quote(text, safe=_SAFE))
