"""What a subscriber's source sends along: its own headers, and cookies from a file."""

from __future__ import annotations

from http.cookiejar import MozillaCookieJar
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import Request

from monitor.config import Source


def access(source: Source, url: str) -> dict[str, str]:
    """The header fields of a source for one address.

    Headers go to the scheme, name and port of the source's own address only; a cookie goes where its own domain,
    path and scheme let it. Raises OSError for a cookies file that cannot be read any more.
    """
    fields: dict[str, str] = {}
    if source.headers and _origin(url) == _origin(source.place.address()):
        fields |= {name: value.get_secret_value() for name, value in source.headers.items()}
    if source.cookies_file is not None:
        fields |= _cookies(source.cookies_file, url)
    return fields


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)


def _cookies(path: Path, url: str) -> dict[str, str]:
    jar = MozillaCookieJar(path)
    jar.load(ignore_discard=True, ignore_expires=True)
    for cookie in jar:
        if cookie.expires == 0:  # curl and browsers' add-ons write this for the end of the session
            cookie.expires = None
    request = Request(url)
    jar.add_cookie_header(request)
    value = request.get_header("Cookie")
    return {"Cookie": value} if value else {}
